/**
 * Key table of the structures model.
 */
#include "models/structures/structures_config.h"

static const char *const forms[] = {"wall", "dyke", NULL};
static const char *const soils[] = {"clay", "sand", NULL};
static const char *const triggers[] = {"none", "time", "level", "overtopping", NULL};

#define WALL structures_wall_config
static const struct al_key wall_keys[] = {
    AL_ROW_TEXT(AL_KEY_TEXT, WALL, "name", name, NULL, "Name in messages and series.",
                "用于信息和过程表的名称。"),
    AL_ROW_NUMBERS(WALL, "line", line,
                   "Line [x1, y1, x2, y2, ...] of the crest in the grid's coordinates.",
                   "墙顶线 [x1, y1, x2, y2, ...]，网格坐标。"),
    AL_ROW_TEXT(AL_KEY_PATH, WALL, "path", path, "",
                "Line layer instead of `line`; all its lines that `where` lets through.",
                "代替 line 的线图层；取 where 选出的全部线。"),
    AL_ROW_TEXT(AL_KEY_TEXT, WALL, "layer", layer, "",
                "Layer of the file at `path`; absent = the first.",
                "path 文件中的图层；不给则取第一个。"),
    AL_ROW_TEXT(AL_KEY_TEXT, WALL, "where", where, "",
                "Attribute filter of the layer, as in SQL: \"kind = 'seawall'\".",
                "图层的属性筛选（SQL 写法）。"),
    AL_ROW_LEVEL(WALL, "crest", crest_m, "Level of the crest, in the grid's datum.",
                 "墙顶高程（网格基准面）。"),
    AL_ROW_TEXT(AL_KEY_TEXT, WALL, "crest_attribute", crest_attribute, "",
                "Attribute of the layer that holds the level of the crest, instead of `crest`.",
                "代替 crest：图层中墙顶高程的属性名。"),
    AL_ROW_NUMBER(WALL, "coefficient", coefficient, "1", 0.1, 3.0, "1.705",
                  "c of c H^1.5 for a metre of crest, in m^0.5/s.",
                  "每米墙顶的堰流系数 c（m^0.5/s）。"),
    AL_ROW_CHOICE(WALL, "form", form, forms, "wall",
                  "wall: upright; dyke: a sloping face. Decides how waves overtop.",
                  "wall 直立墙；dyke 斜坡堤：决定越浪公式。"),
    AL_ROW_NUMBER(WALL, "slope", slope, "1", 1.0, 10.0, "3",
                  "Slope of a dyke's outer face, run over rise.", "堤外坡（横比竖）。"),
    AL_ROW_NUMBER(WALL, "roughness", roughness, "1", 0.3, 1.0, "1",
                  "Influence factor of the face: 1 smooth, 0.9 grass, 0.55 two layers of rock.",
                  "坡面糙率影响系数：1 光滑，0.9 草皮，0.55 双层块石。"),
    AL_ROW_SERIES(WALL, "wave_height", wave_height_m, "m", 0.0, 20.0,
                  "Significant wave height at the toe; absent = no waves, or by `fetch`.",
                  "堤前有效波高；不给则无浪或由 fetch 推算。"),
    AL_ROW_SERIES(WALL, "wave_period", wave_period_s, "s", 0.1, 30.0, "Peak period of those waves.",
                  "谱峰周期。"),
    AL_ROW_NUMBER(WALL, "fetch", fetch_m, "m", 0.0, 1e6, "0 m",
                  "Waves from the wind of the storm over this length of water; 0 = none.",
                  "由台风风速和该风区长度推算波浪；0 表示无。"),
    AL_ROW_NUMBER(WALL, "breaker_share", breaker_share, "1", 0.1, 1.0, "0.6",
                  "Waves at the toe are no higher than this share of the depth there.",
                  "堤前波高不超过水深的该比例。"),
    AL_ROW_CHOICE(WALL, "breach", breach, triggers, "none",
                  "What begins a breach: a time, a level, water over the crest for a while.",
                  "溃口触发条件：time 时刻；level 水位；overtopping 漫顶历时。"),
    AL_ROW_NUMBER(WALL, "breach_at", breach_at_s, "s", 0.0, 3.2e8, "0 s", "The time.",
                  "触发时刻。"),
    AL_ROW_LEVEL(WALL, "breach_level", breach_level_m, "The level at the wall.", "触发水位。"),
    AL_ROW_NUMBER(WALL, "breach_after", breach_after_s, "s", 0.0, 1e6, "1800 s",
                  "How long the crest is under water before it gives way.", "漫顶多久后溃决。"),
    AL_ROW_NUMBERS(WALL, "breach_point", breach_point,
                   "Where it begins [x, y]; absent = where the water stands highest over the "
                   "crest when it begins.",
                   "溃口位置 [x, y]；不给则取触发时超高最大处。"),
    AL_ROW_CHOICE(WALL, "soil", soil, soils, "clay",
                  "clay: flow erodes it above 0.5 m/s, breaches to 75 m; sand: 0.2 m/s, 200 m.",
                  "clay 黏土：起动流速 0.5 m/s，最宽 75 m；sand 砂：0.2 m/s，200 m。"),
    AL_ROW_LEVEL(WALL, "breach_bottom", breach_bottom_m,
                 "Level to which a breach cuts down; absent = the ground.",
                 "溃口底高程；不给则至地面。"),
    AL_ROW_NUMBER(WALL, "breach_start_width", breach_start_width_m, "m", 0.1, 200.0, "10 m",
                  "Width while a breach cuts down.", "下切阶段的溃口宽度。"),
    AL_ROW_NUMBER(WALL, "breach_deepening", breach_deepening_s, "s", 1.0, 1e6, "360 s",
                  "How long a breach takes to cut down; then it widens.",
                  "下切历时，之后横向扩展。"),
    AL_ROW_NUMBER(WALL, "breach_most_width", breach_most_m, "m", 0.0, 1e4, "0 m",
                  "Greatest width of a breach; 0 = by `soil`.", "溃口最大宽度；0 表示按 soil。"),
};
#undef WALL
AL_ROW_SECTION(wall_section, "walls", wall_keys, sizeof(struct structures_wall_config),
               "One wall or dyke, or a layer of them.", "一道墙或堤，或一个图层。");

static const struct al_key structures_keys[] = {
    AL_ROW_NUMBER(al_structures_config, "interval", interval_s, "s", 0.01, 600.0, "10 s",
                  "How often waves, triggers and breaches are looked at.",
                  "波浪、触发条件和溃口的更新间隔。"),
    AL_ROW_RECORDS(al_structures_config, "walls", walls, &wall_section, "Sea walls, dykes, levees.",
                   "海堤、河堤、挡墙。"),
};

const struct al_section al_structures_section = {
    .name = "structures",
    .keys = structures_keys,
    .key_count = AL_COUNT(structures_keys),
    .struct_bytes = sizeof(struct al_structures_config),
    .en = "Walls and dykes on the faces between cells: overflow, waves, breaches.",
    .zh = "单元界面上的墙与堤：漫溢、越浪与溃口。"};
