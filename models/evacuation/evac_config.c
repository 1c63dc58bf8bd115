/**
 * Key table of an evacuation.
 */
#include "models/evacuation/evac_config.h"
#include "config/key_rows.h"
#include <string.h>

/* A layer or a place, as people and shelters have it. */
#define EVAC_PLACE_ROWS(owner)                                                                     \
  AL_ROW_TEXT(AL_KEY_TEXT, owner, "name", from.name, NULL, "Name in messages and tables.",         \
              "用于消息与表格的名称。"),                                                           \
      AL_ROW_NUMBERS(owner, "place", from.place, "[x, y] in the grid's coordinates.",              \
                     "网格坐标 [x, y]。"),                                                         \
      AL_ROW_TEXT(AL_KEY_PATH, owner, "path", from.path, "",                                       \
                  "Layer of points or polygons, instead of place.", "点或面图层，代替 place。"),   \
      AL_ROW_TEXT(AL_KEY_TEXT, owner, "layer", from.layer, "",                                     \
                  "Layer of the file; absent = the first.", "图层名；不给则取第一个。"),           \
      AL_ROW_TEXT(AL_KEY_TEXT, owner, "where", from.where, "", "Attribute filter.",                \
                  "属性过滤条件。"),                                                               \
      AL_ROW_TEXT(AL_KEY_TEXT, owner, "label", from.label, "",                                     \
                  "Attribute that names a feature; absent: name and a number.",                    \
                  "要素名称所在属性；不给则用 name 加序号。")

static const struct al_key road_keys[] = {
    AL_ROW_TEXT(AL_KEY_PATH, evac_roads_config, "path", path, "",
                "OpenStreetMap file (.osm, .osm.pbf, .osm.gz), line layer, or folder of GMNS "
                "(node.csv, link.csv); absent: made up by a "
                "seeded rule, and products say so.",
                "OSM 文件（.osm、.osm.pbf、.osm.gz）、线图层，或 GMNS "
                "文件夹（node.csv、link.csv）；不给则按种子规则虚构，成果中注明。"),
    AL_ROW_TEXT(AL_KEY_TEXT, evac_roads_config, "layer", layer, "",
                "Layer of the file; absent = the first.", "图层名；不给则取第一个。"),
    AL_ROW_TEXT(AL_KEY_TEXT, evac_roads_config, "where", where, "", "Attribute filter.",
                "属性过滤条件。"),
    AL_ROW_TEXT(AL_KEY_TEXT, evac_roads_config, "crs", crs, "",
                "Coordinate system of a layer that has none.", "图层无坐标系时所用的坐标系。"),
    AL_ROW_TEXT(AL_KEY_PATH, evac_roads_config, "classes", classes, "",
                "Table of road classes instead of models/evacuation/road_classes.csv.",
                "道路等级表，代替 models/evacuation/road_classes.csv。"),
    AL_ROW_TEXT(AL_KEY_TEXT, evac_roads_config, "class_attribute", class_attribute, "",
                "Attribute with the class of a road.", "道路等级所在属性。"),
    AL_ROW_TEXT(AL_KEY_TEXT, evac_roads_config, "lanes_attribute", lanes_attribute, "",
                "Attribute with its lanes, both ways together.", "车道数（双向合计）所在属性。"),
    AL_ROW_TEXT(AL_KEY_TEXT, evac_roads_config, "speed_attribute", speed_attribute, "",
                "Attribute with its speed, km/h.", "速度（千米/时）所在属性。"),
    AL_ROW_TEXT(AL_KEY_TEXT, evac_roads_config, "oneway_attribute", oneway_attribute, "",
                "Attribute that says one-way (yes, 1, true; -1 against the line).",
                "单行属性（yes、1、true；-1 为反向）。"),
    AL_ROW_TEXT(AL_KEY_TEXT, evac_roads_config, "bridge_attribute", bridge_attribute, "",
                "Attribute that says bridge.", "桥梁属性。"),
    AL_ROW_TEXT(AL_KEY_TEXT, evac_roads_config, "tunnel_attribute", tunnel_attribute, "",
                "Attribute that says tunnel or underpass.", "隧道或下穿属性。"),
    AL_ROW_TEXT(AL_KEY_TEXT, evac_roads_config, "name_attribute", name_attribute, "",
                "Attribute with the name of a road.", "道路名称所在属性。"),
    AL_ROW_NUMBER(evac_roads_config, "snap", snap_m, "m", 0.0, 100.0, "1 m",
                  "Ends of lines nearer than this meet (not in OpenStreetMap files, which share "
                  "their nodes).",
                  "线端点相距小于此值即相接（OSM 文件共用节点，不适用）。"),
    AL_ROW_NUMBER(evac_roads_config, "shortest", shortest_m, "m", 0.0, 100.0, "5 m",
                  "Links shorter than this are merged into a node.", "短于此值的路段并入节点。"),
    AL_ROW_NUMBER(evac_roads_config, "underpass", underpass_m, "m", 0.0, 20.0, "1.5 m",
                  "How far an underpass lies below the ground of the grid (assumed).",
                  "下穿道路低于网格地面的深度（假定）。"),
};
AL_ROW_SECTION(roads_section, "roads", road_keys, sizeof(struct evac_roads_config),
               "Roads and paths.", "道路与路径。");

static const struct al_key people_keys[] = {
    EVAC_PLACE_ROWS(evac_people_config),
    AL_ROW_NUMBER(evac_people_config, "count", count, "1", 0.0, 1e9, "0",
                  "People at the place, or at each feature without the attribute.",
                  "该处人数，或无属性时每个要素的人数。"),
    AL_ROW_TEXT(AL_KEY_TEXT, evac_people_config, "attribute", attribute, "",
                "Attribute with the people of a feature.", "要素人数所在属性。"),
    {.name = "population",
     .type = AL_KEY_BOOL,
     .offset = offsetof(struct evac_people_config, population),
     .fallback = "false",
     .en =
         "The people of the grid's layer population: within the polygons of the path, a community "
         "each; without a path all.",
     .zh = "取网格图层 population 的人口：path 给出的每个面为一个社区；不给 path 则取全部。"},
};
AL_ROW_SECTION(people_section, "people", people_keys, sizeof(struct evac_people_config),
               "People who leave.", "需转移的人员。");

/* In the order of enum evac_vehicle. */
static const char *const vehicle_names[] = {"car", "ebike", "bus", "foot", NULL};

static const struct al_key class_keys[] = {
    AL_ROW_TEXT(AL_KEY_TEXT, evac_class_config, "name", name, NULL, "Name in tables.",
                "表格中的名称。"),
    AL_ROW_NUMBER(evac_class_config, "share", share, "1", 0.0, 1e6, "1",
                  "Share of the people, against the other shares.", "人数比重（相对其他比重）。"),
    AL_ROW_CHOICE(evac_class_config, "vehicle", vehicle, vehicle_names, "car",
                  "How they travel where it is too far to walk.", "超出步行距离时的出行方式。"),
    AL_ROW_NUMBER(evac_class_config, "per_vehicle", per_vehicle, "1", 1.0, 100.0, "2.5",
                  "People in a vehicle.", "每车人数。"),
    AL_ROW_NUMBER(evac_class_config, "walk_most", walk_most_m, "m", 0.0, 1e5, "1 km",
                  "They walk to a shelter that is no farther.", "至避难场所不超过此距离则步行。"),
    AL_ROW_NUMBER(evac_class_config, "walk_speed", walk_m_per_s, "m/s", 0.1, 3.0, "1.1 m/s",
                  "Walking speed on flat dry ground.", "平坦干地步行速度。"),
    {.name = "frail",
     .type = AL_KEY_BOOL,
     .offset = offsetof(struct evac_class_config, frail),
     .fallback = "false",
     .en = "Whether the limits of children and frail people hold for them in water.",
     .zh = "涉水时是否采用儿童与体弱者的限值。"},
};
AL_ROW_SECTION(class_section, "classes", class_keys, sizeof(struct evac_class_config),
               "A class of people.", "人群类别。");

/* In the order of enum evac_curve_choice. */
static const char *const curve_names[] = {"rayleigh", "weibull", "sigmoid",
                                          "table",    "at_once", NULL};

static const struct al_key departure_keys[] = {
    AL_ROW_CHOICE(
        evac_departure_config, "curve", curve, curve_names, "rayleigh",
        "How people leave after their order: 1 - exp(-t^2 / (2 scale^2)), "
        "1 - exp(-(t / scale)^shape), 1 / (1 + exp(-(t - shape scale) / scale)), the "
        "table, or all at once.",
        "接到指令后的出发曲线：rayleigh、weibull、sigmoid、table（给定）、at_once（同时）。"),
    AL_ROW_NUMBER(evac_departure_config, "scale", scale_s, "s", 1.0, 1e6, "20 min",
                  "Time scale of the curve.", "曲线时间尺度。"),
    AL_ROW_NUMBER(evac_departure_config, "shape", shape, "1", 0.1, 20.0, "2",
                  "Shape of the Weibull curve; of the sigmoid its middle in scales.",
                  "weibull 的形状参数；sigmoid 中点（以尺度计）。"),
    AL_ROW_NUMBER(evac_departure_config, "shift", shift_s, "s", 0.0, 1e6, "0 s",
                  "From the order until the first leave.", "自指令至首批出发。"),
    AL_ROW_SERIES(evac_departure_config, "table", table, "1", 0.0, 1.0,
                  "Share that has left by the time after the order (curve: table).",
                  "指令后各时刻已出发的比例（curve: table）。"),
};
AL_ROW_SECTION(departure_section, "departure", departure_keys, sizeof(struct evac_departure_config),
               "When people leave.", "人员何时出发。");

static const struct al_key shelter_keys[] = {
    EVAC_PLACE_ROWS(evac_shelter_config),
    AL_ROW_NUMBER(evac_shelter_config, "capacity", capacity, "1", 0.0, 1e9, "1e9",
                  "People it takes; with a path, each feature without the attribute.",
                  "可容纳人数；path 中无属性的要素亦取此值。"),
    AL_ROW_TEXT(AL_KEY_TEXT, evac_shelter_config, "attribute", attribute, "",
                "Attribute with the capacity of a feature.", "要素容量所在属性。"),
};
AL_ROW_SECTION(shelter_section, "shelters", shelter_keys, sizeof(struct evac_shelter_config),
               "Where people go.", "避难场所。");

static const struct al_key order_keys[] = {
    AL_ROW_TEXT(AL_KEY_TEXT, evac_order_config, "name", name, NULL, "Name in tables.",
                "表格中的名称。"),
    {AL_ROW_KEY(AL_KEY_TEXTS, evac_order_config, "communities", communities, "",
                "Communities that it is given to; absent: all that no other order names.",
                "指令所及社区；不给则为其他指令未列出的全部社区。")},
    AL_ROW_NUMBER(evac_order_config, "at", at_s, "s", -3.2e8, 3.2e8, NULL,
                  "When it is given, after the scenario's start.", "自情景开始的下达时间。"),
};
AL_ROW_SECTION(order_section, "orders", order_keys, sizeof(struct evac_order_config),
               "An order to leave.", "转移指令。");

static const struct al_key what_if_keys[] = {
    AL_ROW_TEXT(AL_KEY_TEXT, evac_what_if_config, "name", name, NULL, "Name in the comparison.",
                "对比表中的名称。"),
    AL_ROW_NUMBER(evac_what_if_config, "order_delay", order_delay_s, "s", -1e6, 1e6, "0 s",
                  "All orders are given so much later.", "全部指令推迟的时间。"),
    AL_ROW_NUMBERS(evac_what_if_config, "closed", closed,
                   "[x, y, ...]: the road nearest to each place is closed, both ways.",
                   "[x, y, ...]：各点最近的道路双向关闭。"),
    {AL_ROW_KEY(AL_KEY_TEXTS, evac_what_if_config, "lost", lost, "",
                "Shelters that nobody can use.", "不可用的避难场所。")},
};
AL_ROW_SECTION(what_if_section, "what_ifs", what_if_keys, sizeof(struct evac_what_if_config),
               "The same evacuation with something else.", "改变条件的同一次转移。");

static const struct al_key hazard_keys[] = {
    AL_ROW_TEXT(
        AL_KEY_PATH, evac_hazard_config, "path", path, "",
        "Folder of a finished run whose fields close roads, or of rasters of depth whose "
        "names end in their time; absent: this run's.",
        "已完成运行的文件夹，或文件名末尾为时间的水深栅格文件夹，用于关闭道路；不给则取本次运行。"),
    AL_ROW_NUMBER(evac_hazard_config, "unit", unit_s, "s", 1e-3, 86400.0, "1 s",
                  "Of the times in the names of rasters.", "栅格文件名中时间的单位。"),
    AL_ROW_NUMBER(evac_hazard_config, "offset", offset_s, "s", -3.2e8, 3.2e8, "0 s",
                  "Added to them: the scenario's clock at their 0.",
                  "加于其上的偏移（情景时钟）。"),
    AL_ROW_NUMBER(evac_hazard_config, "lead", lead_s, "s", 0.0, 86400.0, "10 min",
                  "A fire closes roads so long before it comes.", "火到达前多久关闭道路。"),
    AL_ROW_NUMBER(evac_hazard_config, "fire_within", fire_within_m, "m", 0.0, 1e4, "100 m",
                  "And as far away.", "火锋在此距离之内即关闭。"),
    AL_ROW_NUMBER(evac_hazard_config, "flood_depth", flood_depth_m, "m", 0.0, 10.0, "0.3 m",
                  "A shelter or a home is unsafe from this depth of water on.",
                  "水深达到此值时避难场所或住处即不安全。"),
};
AL_ROW_SECTION(hazard_section, "hazard", hazard_keys, sizeof(struct evac_hazard_config),
               "What closes roads.", "关闭道路的灾害。");

/* In the order of enum evac_routes and enum evac_assignment. */
static const char *const route_names[] = {"fixed", "reactive", "equilibrium", NULL};
static const char *const assignment_names[] = {"nearest", "capacity", NULL};

static const struct al_key evacuation_keys[] = {
    {.name = "roads",
     .type = AL_KEY_SECTION,
     .offset = offsetof(struct al_evacuation_config, roads),
     .section = &roads_section,
     .en = "Roads and paths.",
     .zh = "道路与路径。"},
    AL_ROW_RECORDS(al_evacuation_config, "people", people, &people_section, "People who leave.",
                   "需转移的人员。"),
    AL_ROW_RECORDS(al_evacuation_config, "classes", classes, &class_section,
                   "Classes of people; absent: all go by car, or walk where it is near.",
                   "人群类别；不给则全部乘车，近处步行。"),
    AL_ROW_RECORDS(al_evacuation_config, "shelters", shelters, &shelter_section, "Where people go.",
                   "避难场所。"),
    AL_ROW_RECORDS(al_evacuation_config, "orders", orders, &order_section,
                   "Orders to leave; absent: one for all at the start.",
                   "转移指令；不给则开始时对全部下达。"),
    AL_ROW_RECORDS(al_evacuation_config, "what_ifs", what_ifs, &what_if_section,
                   "The same evacuation with something else, compared in one table.",
                   "改变条件的同一次转移，在一张表中对比。"),
    {.name = "departure",
     .type = AL_KEY_SECTION,
     .offset = offsetof(struct al_evacuation_config, departure),
     .section = &departure_section,
     .en = "When people leave after their order.",
     .zh = "接到指令后何时出发。"},
    {.name = "hazard",
     .type = AL_KEY_SECTION,
     .offset = offsetof(struct al_evacuation_config, hazard),
     .section = &hazard_section,
     .en = "What closes roads and shelters.",
     .zh = "关闭道路与避难场所的灾害。"},
    AL_ROW_NUMBER(al_evacuation_config, "within", within_m, "m", 1.0, 1e5, "500 m",
                  "People and shelters are put on the nearest road within this distance; people "
                  "farther off are counted and walk.",
                  "人员与场所归入此距离内最近的道路；更远的人员另计并步行。"),
    AL_ROW_CHOICE(
        al_evacuation_config, "assignment", assignment, assignment_names, "capacity",
        "capacity: the least total time with room for all (min-cost flow); nearest: each "
        "to the nearest shelter, full or not.",
        "capacity：容量约束下总时间最小（最小费用流）；nearest：各自去最近的场所，不论是否满员。"),
    {AL_ROW_KEY(AL_KEY_INTEGER, al_evacuation_config, "shelters_most", shelters_most, "8",
                "Shelters, the nearest by time, that a community may be sent to.",
                "每个社区可选的场所数（按时间最近）。"),
     .unit = "1", .least = 1.0, .most = 1000.0},
    AL_ROW_CHOICE(
        al_evacuation_config, "routes", routes, route_names, "fixed",
        "fixed: the quickest that is still safe after the order; reactive: towards the "
        "nearest open shelter, anew whenever roads close; equilibrium: towards nobody being "
        "quicker "
        "on another way (the gap is told).",
        "fixed 下达指令时仍安全的最快路线；reactive 每当道路关闭即重新选择最近的开放场所；"
        "equilibrium 迭代至无人换路更快（给出差距）。"),
    {AL_ROW_KEY(AL_KEY_INTEGER, al_evacuation_config, "route_loadings", route_loadings, "10",
                "Loadings for routes in equilibrium.", "均衡路线的迭代加载次数。"),
     .unit = "1", .least = 1.0, .most = 200.0},
    AL_ROW_NUMBER(al_evacuation_config, "background", background, "1", 0.0, 0.95, "0",
                  "Share of the lanes of roads that other traffic takes, space and capacity.",
                  "其他交通占用的车道比例（空间与通行能力）。"),
    AL_ROW_NUMBER(al_evacuation_config, "horizon", horizon_s, "s", 60.0, 3.2e8, "24 h",
                  "Who has not arrived so long after the last order never does.",
                  "末次指令后超过此时仍未到达即计为未到达。"),
    AL_ROW_NUMBER(al_evacuation_config, "orange", orange_s, "s", 0.0, 1e6, "30 min",
                  "Margin between available and required time below which a community is orange "
                  "(red below 0).",
                  "可用时间减所需时间小于此值为橙色（小于 0 为红色）。"),
    AL_ROW_NUMBER(al_evacuation_config, "yellow", yellow_s, "s", 0.0, 1e6, "2 h",
                  "Below this it is yellow, else blue.", "小于此值为黄色，否则蓝色。"),
};

const struct al_section al_evacuation_section = {
    .name = "evacuation",
    .keys = evacuation_keys,
    .key_count = AL_COUNT(evacuation_keys),
    .struct_bytes = sizeof(struct al_evacuation_config),
    .en = "Evacuation timings: who must leave by when, and can they.",
    .zh = "疏散时间：谁须在何时之前离开，能否来得及。"};

/* One of place, path and the grid's population, and what each needs. */
static void check_place(struct al_ctx *ctx, const struct al_source_mark *mark, const char *list,
                        const struct evac_place_config *from, bool population)
{
  const bool place = from->place.count > 0, path = from->path && *from->path;
  if (place && from->place.count != 2)
    al_report(ctx, AL_ERROR, mark, "evacuation.%s: '%s' has %zu coordinates; allowed: 2", list,
              from->name, from->place.count);
  else if ((place && path) || (place && population) || (!place && !path && !population))
    al_report(ctx, AL_ERROR, mark, "evacuation.%s: '%s' needs either place or path%s", list,
              from->name, strcmp(list, "people") == 0 ? ", or population" : "");
}

static void check_what_if(struct al_ctx *ctx, const struct al_source_mark *mark,
                          const struct evac_what_if_config *what_if)
{
  if (what_if->closed.count % 2 != 0)
    al_report(ctx, AL_ERROR, mark,
              "evacuation.what_ifs: '%s': closed has %zu numbers; wanted: pairs of x, y",
              what_if->name, what_if->closed.count);
}

static void check_classes(struct al_ctx *ctx, const struct al_source_mark *mark,
                          const struct al_record_list *classes)
{
  const struct evac_class_config *of = classes->record;
  double share = 0.0;
  for (size_t k = 0; k < classes->count; k++)
    share += of[k].share;
  if (classes->count > 0 && !(share > 0.0))
    al_report(ctx, AL_ERROR, mark, "evacuation.classes: no share is above 0");
}

void evac_config_check(struct al_ctx *ctx, const struct al_config *scenario,
                       const struct al_evacuation_config *config)
{
  const struct al_source_mark mark = al_config_mark(scenario, "evacuation");
  const struct evac_people_config *people = config->people.record;
  const struct evac_shelter_config *shelter = config->shelters.record;
  const struct evac_what_if_config *what_if = config->what_ifs.record;
  if (config->people.count == 0)
    al_report(ctx, AL_ERROR, &mark, "evacuation names no people");
  if (config->shelters.count == 0)
    al_report(ctx, AL_ERROR, &mark, "evacuation names no shelters");
  for (size_t k = 0; k < config->people.count; k++)
    check_place(ctx, &mark, "people", &people[k].from, people[k].population);
  for (size_t k = 0; k < config->shelters.count; k++)
    check_place(ctx, &mark, "shelters", &shelter[k].from, false);
  for (size_t k = 0; k < config->what_ifs.count; k++)
    check_what_if(ctx, &mark, &what_if[k]);
  check_classes(ctx, &mark, &config->classes);
  if (config->yellow_s < config->orange_s)
    al_report(ctx, AL_ERROR, &mark, "evacuation.yellow, %g s, is below evacuation.orange, %g s",
              config->yellow_s, config->orange_s);
  if (config->departure.curve == EVAC_TABLE && config->departure.table.count == 0)
    al_report(ctx, AL_ERROR, &mark, "evacuation.departure: curve: table needs `table`");
}
