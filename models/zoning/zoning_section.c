/**
 * Key table of the section `zoning`.
 */
#include "models/zoning/zoning_section.h"

static const struct al_key zoning_keys[] = {
    {.name = "rules",
     .type = AL_KEY_TEXTS,
     .offset = offsetof(struct al_zoning_config, rules),
     .fallback = "aidr, depth_cn",
     .en = "Rule tables: names from models/zoning/rules or paths of .csv files; each gives a class "
           "raster.",
     .zh = "规则表：models/zoning/rules 中的名称或 .csv 文件路径；每个表生成一幅分级栅格。"},
    {.name = "fire_rules",
     .type = AL_KEY_TEXTS,
     .offset = offsetof(struct al_zoning_config, fire_rules),
     .fallback = "fire_hazard",
     .en = "The same for a fire season: tables of burn_probability and flame_length.",
     .zh = "火险期所用规则表（burn_probability 与 flame_length）。"},
    {.name = "minimum_depth",
     .type = AL_KEY_NUMBER,
     .offset = offsetof(struct al_zoning_config, minimum_depth_m),
     .unit = "m",
     .least = 0.0,
     .most = 10.0,
     .fallback = "0.05 m",
     .en = "Cells whose greatest depth stays at or below this are in no class.",
     .zh = "最大水深不超过此值的单元不分级。"},
    {.name = "debris_factor",
     .type = AL_KEY_NUMBER,
     .offset = offsetof(struct al_zoning_config, debris_factor),
     .unit = "1",
     .least = 0.0,
     .most = 1.0,
     .fallback = "0.5",
     .en = "Debris factor DF of the hazard rating d (v + 0.5) + DF, where the depth exceeds 0.25 "
           "m.",
     .zh = "危险度 d (v + 0.5) + DF 中的漂浮物系数 DF（水深大于 0.25 m 处）。"},
    {.name = "polygons",
     .type = AL_KEY_BOOL,
     .offset = offsetof(struct al_zoning_config, polygons),
     .fallback = "true",
     .en = "Write zoning.gpkg: polygons of each class.",
     .zh = "写 zoning.gpkg：各级区划多边形。"},
};

const struct al_section al_zoning_section = {.name = "zoning",
                                             .keys = zoning_keys,
                                             .key_count = AL_COUNT(zoning_keys),
                                             .struct_bytes = sizeof(struct al_zoning_config),
                                             .en = "Hazard classes of the maxima.",
                                             .zh = "对最大值进行危险性分级。"};
