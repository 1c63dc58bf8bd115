/**
 * Key table of the drains model.
 */
#include "models/drains/drains_config.h"

static const struct al_key class_keys[] = {
    {.name = "class",
     .type = AL_KEY_INTEGER,
     .offset = offsetof(struct drains_class_config, code),
     .unit = "1",
     .least = 1,
     .most = DRAIN_CLASS_MOST,
     .en = "Value of the grid's layer `drain_class`.",
     .zh = "网格图层 drain_class 的取值。"},
    {.name = "capacity",
     .type = AL_KEY_NUMBER,
     .offset = offsetof(struct drains_class_config, capacity_m_per_s),
     .unit = "m/s",
     .least = 0.0,
     .most = 1e-3,
     .en = "Capacity of the drains of this class.",
     .zh = "该类排水能力。"},
};
static const struct al_section class_section = {.name = "classes",
                                                .keys = class_keys,
                                                .key_count = AL_COUNT(class_keys),
                                                .struct_bytes = sizeof(struct drains_class_config),
                                                .en = "One class of drains.",
                                                .zh = "一类排水设施。"};

static const struct al_key drains_keys[] = {
    {.name = "capacity",
     .type = AL_KEY_NUMBER,
     .offset = offsetof(struct al_drains_config, capacity_m_per_s),
     .unit = "m/s",
     .least = 0.0,
     .most = 1e-3,
     .fallback = "0 mm/h",
     .en = "Water that the drains take from every land cell with water on it, as a rate.",
     .zh = "排水系统从每个有水的陆地单元排走水量的能力。"},
    {.name = "clogging",
     .type = AL_KEY_NUMBER,
     .offset = offsetof(struct al_drains_config, clogging),
     .unit = "1",
     .least = 0.0,
     .most = 1.0,
     .fallback = "0",
     .en = "Share of the capacity that is lost to clogging.",
     .zh = "因堵塞而损失的能力比例。"},
    {.name = "classes",
     .type = AL_KEY_RECORDS,
     .offset = offsetof(struct al_drains_config, classes),
     .fallback = "",
     .section = &class_section,
     .en = "Capacities by the grid's layer `drain_class`, instead of `capacity`; cells of class 0 "
           "and of classes not listed have no drains.",
     .zh = "按网格图层 drain_class 给出的能力，代替 capacity；0 类和未列出的类没有排水。"},
};

const struct al_section al_drains_section = {.name = "drains",
                                             .keys = drains_keys,
                                             .key_count = AL_COUNT(drains_keys),
                                             .struct_bytes = sizeof(struct al_drains_config),
                                             .en = "Drains as a capacity; no pipes.",
                                             .zh = "以能力表示的排水系统；不模拟管网。"};
