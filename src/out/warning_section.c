/**
 * Key table of the section `warning`.
 */
#include "out/out.h"
#include "out/warning.h"

#define WARNING_AT(member) .offset = offsetof(struct al_warning_config, member)

static const struct al_key warning_keys[] = {
    {.name = "path",
     .type = AL_KEY_PATH,
     WARNING_AT(path),
     .fallback = "",
     .en = "Layer of coast sections (points, lines or polygons) with the columns blue, yellow, "
           "orange, red (m above the section's datum, empty = not known), datum, zero_m (its zero "
           "in the grid's datum) and status.",
     .zh =
         "岸段图层（点、线或面），列为 blue、yellow、orange、red（米，自岸段基面起算，空为未知）、"
         "datum、zero_m（该基面零点在网格高程基准中的高程）和 status。"},
    {.name = "layer",
     .type = AL_KEY_TEXT,
     WARNING_AT(layer),
     .fallback = "",
     .en = "Layer of the file; absent = the first.",
     .zh = "文件中的图层；不给则取第一个。"},
    {.name = "name",
     .type = AL_KEY_TEXT,
     WARNING_AT(name),
     .fallback = "name",
     .en = "Column with the sections' names.",
     .zh = "岸段名称所在列。"},
    {.name = "reach",
     .type = AL_KEY_NUMBER,
     WARNING_AT(reach_m),
     .unit = "m",
     .least = 0.0,
     .most = 100e3,
     .fallback = "0 m",
     .en = "Sea cells whose centre lies within this of a point or line belong to its section; 0 = "
           "one cell and a half.",
     .zh = "中心距点或线不超过此距离的海域单元属于该岸段；0 表示 1.5 个单元。"},
};

const struct al_section al_warning_section = {.name = "warning",
                                              .keys = warning_keys,
                                              .key_count = AL_COUNT(warning_keys),
                                              .struct_bytes = sizeof(struct al_warning_config),
                                              .en = "Warning levels by coast section.",
                                              .zh = "分岸段警戒潮位。"};
