/**
 * Key tables of a recipe: what stands on the ground.
 */
#include "grids/recipe.h"

static const char *const treatments[] = {"raised", "holes", "rough", NULL};
static const char *const burn_kinds[] = {"stream", "wall", "road", "bridge", NULL};

/* Keys of a struct recipe_vector that is `member` of `record`. */
#define RECIPE_VECTOR_KEYS(record, member)                                                            \
  {.name = "layer",                                                                                   \
   .type = AL_KEY_TEXT,                                                                               \
   .offset = offsetof(record, member.layer),                                                          \
   .fallback = "",                                                                                    \
   .en = "Layer of the file; absent = its first.",                                                    \
   .zh = "图层名；不给则用第一个图层。"},                                                             \
      {.name = "where",                                                                               \
       .type = AL_KEY_TEXT,                                                                           \
       .offset = offsetof(record, member.where),                                                      \
       .fallback = "",                                                                                \
       .en = "Attribute filter.",                                                                     \
       .zh = "属性过滤条件。"},                                                                       \
      {.name = "encoding",                                                                            \
       .type = AL_KEY_TEXT,                                                                           \
       .offset = offsetof(record, member.encoding),                                                   \
       .fallback = "",                                                                                \
       .en = "Encoding of the attribute texts when the file does not say it, for example GBK.",       \
       .zh = "文件未注明时属性文字的编码，例如 GBK。"},                                               \
      {.name = "crs",                                                                                 \
       .type = AL_KEY_TEXT,                                                                           \
       .offset = offsetof(record, member.crs),                                                        \
       .fallback = "",                                                                                \
       .en = "Coordinate system when the file has none or a wrong one.",                              \
       .zh = "文件没有坐标系或坐标系有误时填写。"},                                                   \
  {                                                                                                   \
    .name = "swap_axes", .type = AL_KEY_BOOL, .offset = offsetof(record, member.swap_axes),           \
    .fallback = "false", .en = "The file's x and y stand swapped.", .zh = "文件的 x、y 颠倒。" \
  }

static const struct al_key recipe_burn_keys[] = {
    {.name = "kind",
     .type = AL_KEY_CHOICE,
     .offset = offsetof(struct recipe_burn, kind),
     .choices = burn_kinds,
     .en = "stream: cut down; wall: raise to a crest; road: raise or cut; bridge: cut to the lower "
           "side.",
     .zh = "stream 下切；wall 抬到堤顶；road 抬高或下切；bridge 切到较低一侧。"},
    {.name = "path",
     .type = AL_KEY_PATH,
     .offset = offsetof(struct recipe_burn, path),
     .en = "Lines.",
     .zh = "线要素。"},
    {.name = "depth",
     .type = AL_KEY_NUMBER,
     .offset = offsetof(struct recipe_burn, depth_m),
     .unit = "m",
     .least = 0.0,
     .most = 100.0,
     .fallback = "1 m",
     .en = "Depth of a stream below the terrain.",
     .zh = "河道低于地面的深度。"},
    {.name = "height",
     .type = AL_KEY_NUMBER,
     .offset = offsetof(struct recipe_burn, height_m),
     .unit = "m",
     .least = -100.0,
     .most = 100.0,
     .fallback = "1 m",
     .en = "Height of a wall or road over the terrain.",
     .zh = "堤或路高出地面的高度。"},
    {.name = "width",
     .type = AL_KEY_NUMBER,
     .offset = offsetof(struct recipe_burn, width_m),
     .unit = "m",
     .least = 0.0,
     .most = 10000.0,
     .fallback = "0 m",
     .en = "Width; 0 = the cells the line crosses.",
     .zh = "宽度；0 表示线经过的单元。"},
    RECIPE_VECTOR_KEYS(struct recipe_burn, from),
};
static const struct al_section recipe_burn_section = {.name = "lines",
                                                      .keys = recipe_burn_keys,
                                                      .key_count = AL_COUNT(recipe_burn_keys),
                                                      .struct_bytes = sizeof(struct recipe_burn),
                                                      .en = "One line layer.",
                                                      .zh = "一个线图层。"};

static const struct al_key al_recipe_burn_keys[] = {
    {.name = "lines",
     .type = AL_KEY_RECORDS,
     .offset = offsetof(struct recipe_burns, lines),
     .section = &recipe_burn_section,
     .fallback = "",
     .en = "Streams, walls, roads, bridges.",
     .zh = "河流、堤防、道路、桥梁。"},
};
const struct al_section al_recipe_burn_section = {
    .name = "burn",
    .keys = al_recipe_burn_keys,
    .key_count = AL_COUNT(al_recipe_burn_keys),
    .struct_bytes = sizeof(struct recipe_burns),
    .en = "Lines worked into the terrain, in the order of the list.",
    .zh = "按顺序刻入地形的线要素。"};

static const struct al_key al_recipe_landuse_keys[] = {
    {.name = "raster",
     .type = AL_KEY_PATH,
     .offset = offsetof(struct recipe_landuse, raster),
     .fallback = "",
     .en = "Raster of class codes.",
     .zh = "类别编码栅格。"},
    {.name = "polygons",
     .type = AL_KEY_PATH,
     .offset = offsetof(struct recipe_landuse, polygons),
     .fallback = "",
     .en = "Polygons with a class attribute, laid over the raster.",
     .zh = "带类别属性的多边形，覆盖在栅格之上。"},
    {.name = "attribute",
     .type = AL_KEY_TEXT,
     .offset = offsetof(struct recipe_landuse, attribute),
     .fallback = "class",
     .en = "Attribute that holds the class.",
     .zh = "类别属性名。"},
    {.name = "soil",
     .type = AL_KEY_PATH,
     .offset = offsetof(struct recipe_landuse, soil),
     .fallback = "",
     .en = "Raster of hydrologic soil groups, 1 A to 4 D (11 to 14 as in HYSOGs250m count as D); "
           "absent = the table's.",
     .zh =
         "水文土壤组栅格，1 为 A 至 4 为 D（HYSOGs250m 的 11 至 14 按 D 计）；不给则用参数表的。"},
    {.name = "table",
     .type = AL_KEY_PATH,
     .offset = offsetof(struct recipe_landuse, table),
     .fallback = "",
     .en = "Class table: code, name, manning, impervious, soil group, ...",
     .zh = "类别参数表。"},
    RECIPE_VECTOR_KEYS(struct recipe_landuse, from),
};
const struct al_section al_recipe_landuse_section = {.name = "landuse",
                                                     .keys = al_recipe_landuse_keys,
                                                     .key_count = AL_COUNT(al_recipe_landuse_keys),
                                                     .struct_bytes = sizeof(struct recipe_landuse),
                                                     .en =
                                                         "Land use, and what a table makes of it.",
                                                     .zh = "土地利用及其参数表。"};

static const struct al_key al_recipe_buildings_keys[] = {
    {.name = "path",
     .type = AL_KEY_PATH,
     .offset = offsetof(struct recipe_buildings, path),
     .en = "Polygons (any OGR layer, or one CSV of x,y a ring).",
     .zh = "多边形（OGR 图层，或每个环一个 x,y 的 CSV）。"},
    {.name = "treatment",
     .type = AL_KEY_CHOICE,
     .offset = offsetof(struct recipe_buildings, treatment),
     .choices = treatments,
     .fallback = "raised",
     .en = "raised: the bed rises by height times share; holes: cells more than half covered are "
           "walls, their rain runs to the ground around; rough: roughness rises with the share.",
     .zh = "raised 地面按覆盖率抬高；holes 覆盖过半的单元为墙，其雨水流到周围地面；rough "
           "糙率随覆盖率增大。"},
    {.name = "roughness",
     .type = AL_KEY_NUMBER,
     .offset = offsetof(struct recipe_buildings, roughness),
     .unit = "1",
     .least = 0.01,
     .most = 10.0,
     .fallback = "0.3",
     .en = "Manning's roughness (s m^-1/3) of a cell wholly built over, for treatment rough.",
     .zh = "treatment 为 rough 时，全部被建筑覆盖的单元的曼宁糙率（s m^-1/3）。"},
    {.name = "height",
     .type = AL_KEY_NUMBER,
     .offset = offsetof(struct recipe_buildings, height_m),
     .unit = "m",
     .least = 0.0,
     .most = 1000.0,
     .fallback = "5 m",
     .en = "Height of a raised building.",
     .zh = "抬高的建筑高度。"},
    RECIPE_VECTOR_KEYS(struct recipe_buildings, from),
};
const struct al_section al_recipe_buildings_section = {
    .name = "buildings",
    .keys = al_recipe_buildings_keys,
    .key_count = AL_COUNT(al_recipe_buildings_keys),
    .struct_bytes = sizeof(struct recipe_buildings),
    .en = "Buildings.",
    .zh = "建筑物。"};

static const struct al_key al_recipe_people_keys[] = {
    {.name = "points",
     .type = AL_KEY_PATH,
     .offset = offsetof(struct recipe_people, points),
     .fallback = "",
     .en = "Points with a number of people (towns).",
     .zh = "带人口数的点（镇街）。"},
    {.name = "polygons",
     .type = AL_KEY_PATH,
     .offset = offsetof(struct recipe_people, polygons),
     .fallback = "",
     .en = "Polygons with a number of people (census units), instead of points: theirs spread over "
           "their land by the people_weight of its class.",
     .zh = "带人口数的多边形（普查单元），代替点：按土地类别的 people_weight 分布。"},
    {.name = "attribute",
     .type = AL_KEY_TEXT,
     .offset = offsetof(struct recipe_people, attribute),
     .fallback = "pop2020",
     .en = "Attribute that holds the number.",
     .zh = "人口属性名。"},
    {.name = "spread",
     .type = AL_KEY_NUMBER,
     .offset = offsetof(struct recipe_people, spread_m),
     .unit = "m",
     .least = 1.0,
     .most = 1e5,
     .fallback = "2 km",
     .en = "People spread around a point with exp(-distance/spread) over built-up land.",
     .zh = "人口在点周围建成区按 exp(-距离/spread) 分布。"},
    {.name = "total",
     .type = AL_KEY_NUMBER,
     .offset = offsetof(struct recipe_people, total),
     .unit = "1",
     .least = 0.0,
     .most = 1e10,
     .fallback = "0",
     .en = "Total that the sum is brought to; 0 = the sum of the points.",
     .zh = "总人口；0 表示各点之和。"},
    RECIPE_VECTOR_KEYS(struct recipe_people, from),
};
const struct al_section al_recipe_people_section = {.name = "people",
                                                    .keys = al_recipe_people_keys,
                                                    .key_count = AL_COUNT(al_recipe_people_keys),
                                                    .struct_bytes = sizeof(struct recipe_people),
                                                    .en = "People.",
                                                    .zh = "人口。"};
