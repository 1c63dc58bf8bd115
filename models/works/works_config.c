/**
 * Key table of the works model.
 */
#include "models/works/works_config.h"

static const char *const kinds[] = {"culvert", "outfall", "gate", "weir", "pump", NULL};
static const char *const inlets[] = {"headwall_square",   "headwall_groove",
                                     "projecting_groove", "metal_headwall",
                                     "metal_projecting",  "box_flared_30_75",
                                     "box_flared_90_15",  "box_straight",
                                     "box_chamfered",     NULL};
static const char *const levels[] = {"grid", "foot", NULL};
static const char *const breaches[] = {"none", "froehlich_2008", "macdonald_1984", "given", NULL};
static const char *const causes[] = {"overtopping", "piping", NULL};

static const struct al_key link_keys[] = {
    AL_ROW_TEXT(AL_KEY_TEXT, works_link_config, "name", name, NULL,
                "Name in messages, series and rules.", "用于信息、过程表和规则的名称。"),
    AL_ROW_CHOICE(works_link_config, "kind", kind, kinds, NULL,
                  "culvert: a pipe or box under a bank; outfall: a culvert with a flap; gate: a "
                  "vertical lift gate over a sill; weir: a broad crest; pump.",
                  "culvert 涵洞；outfall 带拍门的排水口；gate 平板闸门；weir 宽顶堰；pump 泵站。"),
    AL_ROW_NUMBERS(works_link_config, "from", from, "First end [x, y] in the grid's coordinates.",
                   "起点坐标 [x, y]。"),
    AL_ROW_NUMBERS(works_link_config, "to", to, "Second end [x, y].", "终点坐标 [x, y]。"),
    AL_ROW_TEXT(AL_KEY_PATH, works_link_config, "path", path, "",
                "Vector layer instead of `from` and `to`: the line whose attribute `name` is this "
                "name, or two points of that name in order.",
                "代替 from、to 的矢量图层：属性 name 等于本名称的线，或依次两个同名点。"),
    AL_ROW_TEXT(AL_KEY_TEXT, works_link_config, "layer", layer, "",
                "Layer of the file at `path`; absent = the first.",
                "path 文件中的图层；不给则取第一个。"),
    AL_ROW_NUMBER(works_link_config, "radius", radius_m, "m", 0.0, 1e4, "0 m",
                  "Each end takes and gives over the cells with their centre within this distance; "
                  "0 = one cell.",
                  "两端取水、放水的范围半径；0 表示单个单元。"),
    AL_ROW_NUMBER(works_link_config, "diameter", diameter_m, "m", 0.01, 30.0, "",
                  "Diameter of a round culvert.", "圆涵直径。"),
    AL_ROW_NUMBER(works_link_config, "width", width_m, "m", 0.01, 1e4, "",
                  "Width of a box culvert, gate or weir.", "箱涵、闸门或堰的宽度。"),
    AL_ROW_NUMBER(works_link_config, "height", height_m, "m", 0.01, 100.0, "",
                  "Height of a box culvert; of a gate when fully open.",
                  "箱涵高度；闸门全开高度。"),
    AL_ROW_NUMBER(works_link_config, "length", length_m, "m", 0.0, 1e5, "0 m",
                  "Length of a culvert.", "涵洞长度。"),
    {AL_ROW_KEY(AL_KEY_INTEGER, works_link_config, "barrels", barrels, "1",
                "Equal culverts, gates or pumps beside each other.",
                "并列的涵洞、闸门或水泵数量。"),
     .unit = "1", .least = 1.0, .most = 100.0},
    AL_ROW_NUMBER(works_link_config, "manning", manning, "s/m^(1/3)", 0.0, 0.2, "0.013",
                  "Manning's n of a culvert (0.013 concrete, 0.024 corrugated metal).",
                  "涵洞曼宁糙率（混凝土 0.013，波纹钢 0.024）。"),
    AL_ROW_CHOICE(works_link_config, "inlet", inlet, inlets, "headwall_square",
                  "Inlet of a culvert: constants of HDS-5.", "涵洞进口型式：HDS-5 系数。"),
    AL_ROW_NUMBER(works_link_config, "entrance_loss", entrance_loss, "1", 0.0, 2.0, "0.5",
                  "Entrance loss of a culvert, in velocity heads.", "涵洞进口水头损失系数。"),
    AL_ROW_LEVEL(works_link_config, "invert_from", invert_from_m,
                 "Level of a culvert's floor at the first end; absent = the lowest bed there.",
                 "涵洞起点底高程；不给则取该处最低地面。"),
    AL_ROW_LEVEL(works_link_config, "invert_to", invert_to_m,
                 "Level of a culvert's floor at the second end.", "涵洞终点底高程。"),
    AL_ROW_LEVEL(
        works_link_config, "crest", crest_m,
        "Level of a weir's crest or a gate's sill; absent = the higher bed of the two ends.",
        "堰顶或闸槛高程；不给则取两端较高的地面。"),
    AL_ROW_NUMBER(works_link_config, "coefficient", coefficient, "1", 0.1, 3.0, "1.705",
                  "c of c b H^1.5, in m^0.5/s: weirs and gates that do not touch the water.",
                  "堰流系数 c（m^0.5/s）。"),
    AL_ROW_TEXT(AL_KEY_BOOL, works_link_config, "flap", flap, "false",
                "Whether water may go from the first end to the second only.",
                "是否只允许由起点流向终点（拍门）。"),
    AL_ROW_SERIES(works_link_config, "opening", opening, "1", 0.0, 1.0,
                  "Share open over time; absent = open, or as rules say.",
                  "随时间的开度（0 至 1）；不给则全开或按规则。"),
    AL_ROW_NUMBER(works_link_config, "travel_time", travel_s, "s", 0.0, 1e5, "0 s",
                  "Time from shut to open when a rule moves it.",
                  "规则触发时由全关到全开所需时间。"),
    AL_ROW_NUMBER(works_link_config, "capacity", capacity_m3_per_s, "m3/s", 0.0, 1e4, "0 m3/s",
                  "Discharge of one pump.", "单台水泵流量。"),
    AL_ROW_LEVEL(
        works_link_config, "on_level", on_level_m,
        "A pump starts when the level at the first end reaches this; absent = it always runs.",
        "起点水位达到此值时启泵；不给则常开。"),
    AL_ROW_LEVEL(works_link_config, "off_level", off_level_m,
                 "A pump stops when the level at the first end falls to this.",
                 "起点水位降至此值时停泵。"),
    AL_ROW_NUMBERS(
        works_link_config, "curve", curve,
        "Pump curve instead of `capacity`: [head, discharge, head, discharge, ...], m and m3/s; "
        "heads rise, discharges do not.",
        "代替 capacity 的水泵曲线 [扬程, 流量, ...]（米，立方米每秒）；扬程递增，流量不增。"),
};
AL_ROW_SECTION(link_section, "links", link_keys, sizeof(struct works_link_config),
               "One link between two places.", "两处之间的一处连通工程。");

static const struct al_key gauge_keys[] = {
    AL_ROW_TEXT(AL_KEY_TEXT, works_gauge_config, "name", name, NULL, "Name in rules and series.",
                "用于规则和过程表的名称。"),
    AL_ROW_TEXT(AL_KEY_POINT, works_gauge_config, "point", point, NULL, "Where the level is read.",
                "读取水位的位置。"),
};
AL_ROW_SECTION(gauge_section, "gauges", gauge_keys, sizeof(struct works_gauge_config),
               "One place whose level rules look at.", "规则所看的一处水位点。");

static const struct al_key rule_keys[] = {
    AL_ROW_TEXT(AL_KEY_TEXT, works_rule_config, "link", link, NULL, "The link that is moved.",
                "被调度的工程名称。"),
    AL_ROW_TEXT(AL_KEY_TEXT, works_rule_config, "gauge", gauge, "",
                "The gauge of `works.gauges` whose level decides.",
                "决定水位的 works.gauges 测点。"),
    AL_ROW_LEVEL(works_rule_config, "above", above_m,
                 "Holds while the level at the gauge is above this.", "测点水位高于此值时成立。"),
    AL_ROW_LEVEL(works_rule_config, "below", below_m,
                 "Holds while the level at the gauge is below this.", "测点水位低于此值时成立。"),
    AL_ROW_NUMBER(works_rule_config, "from", from_s, "s", 0.0, 3.2e8, "0 s",
                  "Holds from this time on.", "从此时刻起成立。"),
    AL_ROW_NUMBER(works_rule_config, "to", to_s, "s", 0.0, 3.2e8, "3.2e8 s",
                  "Holds until this time.", "到此时刻为止成立。"),
    AL_ROW_NUMBER(works_rule_config, "opening", opening, "1", 0.0, 1.0, NULL,
                  "Share open while the rule holds; the last rule that holds counts, and stays "
                  "until another does.",
                  "规则成立时的开度；以最后成立的规则为准，并保持到另一规则成立。"),
};
AL_ROW_SECTION(rule_section, "rules", rule_keys, sizeof(struct works_rule_config), "One rule.",
               "一条调度规则。");

static const struct al_key dam_keys[] = {
    AL_ROW_TEXT(AL_KEY_TEXT, works_dam_config, "name", name, NULL,
                "Name in messages, balance and series.", "用于信息、水量平衡和过程表的名称。"),
    AL_ROW_NUMBERS(
        works_dam_config, "line", line,
        "Line [x1, y1, x2, y2, ...] below the dam: its outflow enters the cells that it crosses.",
        "坝下线 [x1, y1, x2, y2, ...]：下泄水量进入其经过的单元。"),
    AL_ROW_TEXT(AL_KEY_PATH, works_dam_config, "path", path, "",
                "Line layer instead of `line`: the feature whose attribute `name` is this name.",
                "代替 line 的线图层：属性 name 等于本名称的要素。"),
    AL_ROW_TEXT(AL_KEY_TEXT, works_dam_config, "layer", layer, "",
                "Layer of the file at `path`; absent = the first.",
                "path 文件中的图层；不给则取第一个。"),
    AL_ROW_CHOICE(works_dam_config, "levels", levels, levels, "grid",
                  "grid: levels of the dam are those of the grid's datum; foot: heights over the "
                  "lowest bed under the line.",
                  "grid 坝的高程用网格基准面；foot 为坝下线最低地面以上的高度。"),
    AL_ROW_TEXT(AL_KEY_PATH, works_dam_config, "storage_curve", storage, "",
                "CSV with the columns level_m and volume_m3, both rising.",
                "库容曲线 CSV：level_m 与 volume_m3 两列，均递增。"),
    AL_ROW_NUMBER(works_dam_config, "volume", volume_m3, "m3", 1.0, 1e12, "",
                  "Instead of a curve: volume at `volume_level`; V = volume ((level - bottom) / "
                  "(volume_level - bottom))^exponent.",
                  "代替曲线：volume_level 处的库容，按幂函数。"),
    AL_ROW_LEVEL(works_dam_config, "volume_level", volume_level_m,
                 "Level at which the reservoir holds `volume`.", "库容为 volume 时的水位。"),
    AL_ROW_LEVEL(works_dam_config, "bottom_level", bottom_m,
                 "Level at which the reservoir is empty.", "空库水位。"),
    AL_ROW_NUMBER(works_dam_config, "exponent", exponent, "1", 1.0, 6.0, "2.5",
                  "Exponent of the power law: 1 upright walls, 2 to 3 valleys.",
                  "幂指数：1 为直立壁，2 至 3 为河谷。"),
    AL_ROW_LEVEL(works_dam_config, "initial_level", initial_level_m, "Level at the start.",
                 "起始水位。"),
    AL_ROW_SERIES(works_dam_config, "inflow", inflow_m3_per_s, "m3/s", 0.0, 1e6,
                  "Inflow to the reservoir.", "入库流量。"),
    AL_ROW_LEVEL(works_dam_config, "spillway_level", spillway_level_m,
                 "Crest of an open spillway; absent = none.", "开敞溢洪道堰顶高程；不给则无。"),
    AL_ROW_NUMBER(works_dam_config, "spillway_width", spillway_width_m, "m", 0.0, 1e4, "0 m",
                  "Width of the spillway.", "溢洪道宽度。"),
    AL_ROW_LEVEL(works_dam_config, "crest_level", crest_m,
                 "Crest of the dam: where the breach starts to cut down.",
                 "坝顶高程：溃口由此下切。"),
    AL_ROW_NUMBER(works_dam_config, "coefficient", coefficient, "1", 0.1, 3.0, "1.705",
                  "c of c b H^1.5, in m^0.5/s, of breach and spillway.",
                  "溃口和溢洪道的堰流系数 c（m^0.5/s）。"),
    AL_ROW_CHOICE(
        works_dam_config, "breach", breach, breaches, "none",
        "How the final size and the growth of the breach are found; given: from the keys below.",
        "溃口最终尺寸和发展时间的确定方法；given 用下列键。"),
    AL_ROW_CHOICE(works_dam_config, "cause", cause, causes, "overtopping",
                  "Cause of failure, for froehlich_2008.", "溃决原因（用于 froehlich_2008）。"),
    AL_ROW_NUMBER(works_dam_config, "breach_at", breach_at_s, "s", -1.0, 3.2e8, "-1 s",
                  "Time at which the breach begins; -1 = none.", "溃口开始时刻；-1 表示无。"),
    AL_ROW_LEVEL(works_dam_config, "breach_above", breach_above_m,
                 "The breach begins when the reservoir rises above this level.",
                 "库水位高于此值时溃口开始。"),
    AL_ROW_LEVEL(works_dam_config, "breach_bottom", breach_bottom_m,
                 "Level of the final bottom of the breach; absent = bottom_level.",
                 "溃口最终底高程；不给则取 bottom_level。"),
    AL_ROW_NUMBER(works_dam_config, "breach_width", breach_width_m, "m", 0.01, 1e4, "",
                  "Final bottom width, kind given.", "溃口最终底宽（given）。"),
    AL_ROW_NUMBER(works_dam_config, "breach_time", breach_time_s, "s", -1.0, 1e6, "-1 s",
                  "Formation time, kind given; 0 = at once, -1 = not given.",
                  "溃口形成时间（given）；0 表示瞬间，-1 表示未给。"),
    AL_ROW_NUMBER(works_dam_config, "breach_slope", breach_slope, "1", 0.0, 5.0, "1",
                  "Side slope, horizontal over vertical, kind given.",
                  "溃口边坡（横比竖，given）。"),
    AL_ROW_NUMBER(works_dam_config, "crest_width", crest_width_m, "m", 0.5, 100.0, "6 m",
                  "Width of the dam's crest, for macdonald_1984.", "坝顶宽度（macdonald_1984）。"),
    AL_ROW_NUMBER(
        works_dam_config, "face_slopes", face_slopes, "1", 0.0, 20.0, "5",
        "Sum of the slopes of the two faces, horizontal over vertical, for macdonald_1984.",
        "上下游坝坡之和（横比竖，macdonald_1984）。"),
};
AL_ROW_SECTION(dam_section, "dams", dam_keys, sizeof(struct works_dam_config),
               "One reservoir behind a dam.", "一座水库及其大坝。");

static const struct al_key works_keys[] = {
    AL_ROW_NUMBER(al_works_config, "interval", interval_s, "s", 0.01, 60.0, "1 s",
                  "Longest exchange of water: works move it this often.",
                  "工程输水的最长时间间隔。"),
    AL_ROW_RECORDS(al_works_config, "links", links, &link_section,
                   "Culverts, outfalls, gates, weirs, pumps.", "涵洞、排水口、闸、堰、泵。"),
    AL_ROW_RECORDS(al_works_config, "gauges", gauges, &gauge_section,
                   "Places whose levels rules look at.", "规则所看的水位点。"),
    AL_ROW_RECORDS(al_works_config, "rules", rules, &rule_section,
                   "What opens and shuts the links.", "工程的启闭规则。"),
    AL_ROW_RECORDS(al_works_config, "dams", dams, &dam_section,
                   "Reservoirs whose water enters the grid below their dams.",
                   "由坝下进入网格的水库。"),
};

const struct al_section al_works_section = {.name = "works",
                                            .keys = works_keys,
                                            .key_count = AL_COUNT(works_keys),
                                            .struct_bytes = sizeof(struct al_works_config),
                                            .en = "Hydraulic works: water moved between places.",
                                            .zh = "水工程：在两处之间输水。"};
