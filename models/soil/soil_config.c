/**
 * Key table of the soil model.
 */
#include "models/soil/soil_config.h"

static const char *const kinds[] = {"none",       "constant", "horton", "modified_horton",
                                    "green_ampt", "scs_cn",   NULL};
static const char *const sources[] = {"uniform", "map", NULL};
static const char *const moistures[] = {"dry", "average", "wet", NULL};

static const struct al_key soil_keys[] = {
    AL_ROW_CHOICE(al_soil_config, "kind", kind, kinds, "none", "Infiltration method.",
                  "下渗方法。"),
    AL_ROW_CHOICE(
        al_soil_config, "parameters", parameters, sources, "uniform",
        "uniform: the keys below; map: `table` by the grid's layers soil_group and landuse.",
        "uniform 用下列键；map 按网格图层 soil_group 和 landuse 查 table。"),
    {.name = "table",
     .type = AL_KEY_PATH,
     .offset = offsetof(struct al_soil_config, table),
     .fallback = "",
     .en = "Table for parameters: map; absent = models/soil/soil_groups.csv.",
     .zh = "map 所用参数表；不给则用 models/soil/soil_groups.csv。"},
    AL_ROW_NUMBER(al_soil_config, "rate", ground.rate_m_per_s, "m/s", 0.0, 1e-3, "0 mm/h",
                  "Infiltration rate of kind constant.", "constant 的下渗率。"),
    AL_ROW_NUMBER(al_soil_config, "capacity", ground.capacity_m, "m", 0.0, 1e6, "1e6",
                  "What the ground can hold, kind constant.", "constant 的土壤蓄水容量。"),
    AL_ROW_NUMBER(al_soil_config, "initial_rate", ground.first_m_per_s, "m/s", 0.0, 1e-3, "76 mm/h",
                  "f0 of Horton.", "霍顿初始下渗率 f0。"),
    AL_ROW_NUMBER(al_soil_config, "final_rate", ground.last_m_per_s, "m/s", 0.0, 1e-3, "6 mm/h",
                  "fc of Horton.", "霍顿稳定下渗率 fc。"),
    AL_ROW_NUMBER(al_soil_config, "decay_time", ground.decay_per_s, "s", 60.0, 8.64e5, "15 min",
                  "1/k of Horton: the time in which the excess falls to 1/e.",
                  "霍顿衰减时间 1/k。"),
    AL_ROW_NUMBER(al_soil_config, "conductivity", ground.conductivity_m_per_s, "m/s", 0.0, 1e-3,
                  "3.4 mm/h", "K of Green-Ampt.", "Green-Ampt 的导水率 K。"),
    AL_ROW_NUMBER(al_soil_config, "suction", ground.suction_m, "m", 0.0, 5.0, "88.9 mm",
                  "Suction head at the wetting front.", "湿润锋吸力水头。"),
    AL_ROW_NUMBER(al_soil_config, "deficit", ground.deficit, "1", 0.0, 0.8, "0.2",
                  "Moisture deficit: porosity that is free at the start.", "初始含水量亏缺。"),
    {.name = "redistribution",
     .type = AL_KEY_BOOL,
     .offset = offsetof(struct al_soil_config, redistribution),
     .fallback = "true",
     .en =
         "Whether the water of Green-Ampt spreads while the ground gets less than it conducts, so "
         "that the next shower finds ground that takes more.",
     .zh = "供水低于导水率时，Green-Ampt 的土壤水是否再分布（使下一场雨的下渗能力恢复）。"},
    AL_ROW_NUMBER(
        al_soil_config, "porosity", ground.porosity, "1", 0.01, 0.8, "0.4",
        "Effective porosity, for redistribution; the saturation at the start is 1 - deficit "
        "/ porosity.",
        "有效孔隙度，用于再分布；初始饱和度为 1 - deficit / porosity。"),
    AL_ROW_NUMBER(
        al_soil_config, "pore_index", ground.pore_index, "1", 0.07, 2.0, "0.25",
        "Pore size index of Brooks and Corey, for redistribution; its inverse is rounded to "
        "a whole number.",
        "Brooks-Corey 孔径分布指数，用于再分布；其倒数取整。"),
    AL_ROW_NUMBER(al_soil_config, "curve_number", ground.curve_number, "1", 1.0, 100.0, "75",
                  "CN of the pervious ground, average moisture.", "透水地面的 CN 值（中等湿润）。"),
    AL_ROW_CHOICE(al_soil_config, "moisture", moisture, moistures, "average",
                  "Antecedent moisture of scs_cn: dry (I), average (II), wet (III).",
                  "scs_cn 的前期湿润条件：dry (I)、average (II)、wet (III)。"),
    AL_ROW_NUMBER(al_soil_config, "initial_share", initial_share, "1", 0.0, 0.5, "0.2",
                  "Initial abstraction of scs_cn as a share of its retention.",
                  "scs_cn 初损占最大滞蓄量的比例。"),
    AL_ROW_NUMBER(al_soil_config, "impervious", impervious, "1", -1.0, 1.0, "-1",
                  "Impervious share of every cell; -1 = the grid's layer, 0 where there is none.",
                  "各单元不透水比例；-1 表示用网格图层，没有图层则为 0。"),
    AL_ROW_NUMBER(al_soil_config, "interception", interception_m, "m", 0.0, 0.05, "0 mm",
                  "Rain that leaves and roofs hold back.", "植物和屋面截留量。"),
    AL_ROW_NUMBER(al_soil_config, "interception_loss", interception_loss_m_per_s, "m/s", 0.0, 1e-5,
                  "0 mm/h", "Rate at which the interception store dries while no rain falls.",
                  "无雨时截留量的蒸发率。"),
    AL_ROW_NUMBER(al_soil_config, "depression", depression_m, "m", 0.0, 0.1, "0 mm",
                  "Water held in puddles smaller than a cell; it infiltrates later.",
                  "小于单元的洼地蓄水量，随后下渗。"),
    AL_ROW_NUMBER(al_soil_config, "recovery_time", recovery_s, "s", 0.0, 3.2e7, "0 s",
                  "Time in which dry ground recovers to 1/e of its wear; 0 = no recovery.",
                  "无水时土壤恢复的 e 折时间；0 表示不恢复。"),
};

const struct al_section al_soil_section = {.name = "soil",
                                           .keys = soil_keys,
                                           .key_count = AL_COUNT(soil_keys),
                                           .struct_bytes = sizeof(struct al_soil_config),
                                           .en = "Infiltration and storage on the ground.",
                                           .zh = "下渗与地表蓄水。"};
