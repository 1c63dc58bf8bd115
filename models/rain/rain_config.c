/**
 * Key table of the rain model.
 */
#include "models/rain/rain_config.h"

static const char *const kinds[] = {"none", "uniform", "stations", "raster", "design", NULL};
static const char *const weightings[] = {"thiessen", "idw", NULL};
static const char *const raster_values[] = {"mm/h", "mm", "m/s", NULL};
static const char *const formula_units[] = {"mm/min", "L/(s ha)", NULL};
static const char *const frame_times[] = {"interval", "file", NULL};
static const char *const shapes[] = {"chicago", "uniform", "table", NULL};

static const struct al_key station_keys[] = {
    {.name = "name",
     .type = AL_KEY_TEXT,
     .offset = offsetof(struct rain_station_config, name),
     .en = "Name of the station.",
     .zh = "雨量站名称。"},
    {.name = "point",
     .type = AL_KEY_NUMBERS,
     .offset = offsetof(struct rain_station_config, point),
     .unit = "1",
     .least = -INFINITY,
     .most = INFINITY,
     .en = "Position [x, y] in the grid's coordinates.",
     .zh = "位置 [x, y]，网格坐标。"},
    {.name = "intensity",
     .type = AL_KEY_SERIES,
     .offset = offsetof(struct rain_station_config, intensity_m_per_s),
     .unit = "m/s",
     .least = 0.0,
     .most = 1e-3,
     .en = "Rain intensity at the station.",
     .zh = "该站降雨强度过程。"},
};
static const struct al_section station_section = {.name = "stations",
                                                  .keys = station_keys,
                                                  .key_count = AL_COUNT(station_keys),
                                                  .struct_bytes =
                                                      sizeof(struct rain_station_config),
                                                  .en = "One rain gauge.",
                                                  .zh = "一个雨量站。"};

static const struct al_key raster_keys[] = {
    {.name = "path",
     .type = AL_KEY_PATH,
     .offset = offsetof(struct rain_raster_config, path),
     .en = "Raster of rain: any format GDAL reads, NetCDF included.",
     .zh = "降雨栅格：GDAL 能读的任何格式，包括 NetCDF。"},
    AL_ROW_NUMBER(rain_raster_config, "time", time_s, "s", -1e10, 1e10, "0 s",
                  "Clock time from which the (first) band holds.", "（首个）波段生效的时刻。"),
    {.name = "band",
     .type = AL_KEY_INTEGER,
     .offset = offsetof(struct rain_raster_config, band),
     .unit = "1",
     .least = 0,
     .most = 100000,
     .fallback = "1",
     .en = "Band; 0 = all bands of the file, `interval` apart.",
     .zh = "波段号；0 表示文件的所有波段，间隔为 interval。"},
    AL_ROW_CHOICE(
        rain_raster_config, "times", times, frame_times, "interval",
        "interval: bands hold from `time` on, `interval` apart; file: from the CF time axis "
        "of a NetCDF file (needs scenario.start).",
        "interval 各波段从 time 起按 interval 排列；file 取 NetCDF 文件的 CF 时间轴（需要 "
        "scenario.start）。"),
};
static const struct al_section raster_section = {.name = "rasters",
                                                 .keys = raster_keys,
                                                 .key_count = AL_COUNT(raster_keys),
                                                 .struct_bytes = sizeof(struct rain_raster_config),
                                                 .en = "One raster of rain.",
                                                 .zh = "一幅降雨栅格。"};

static const struct al_key design_keys[] = {
    AL_ROW_NUMBER(
        rain_design_config, "a", a, "1", 0.0, 1e5, "0",
        "A of i = A (1 + C lg T) / (t + b)^n, in `unit`; 0 = no formula, `depth` is given.",
        "暴雨强度公式 i = A (1 + C lg T) / (t + b)^n 的 A，单位见 unit；0 "
        "表示不用公式而给 depth。"),
    AL_ROW_NUMBER(rain_design_config, "c", c, "1", 0.0, 10.0, "0", "C of the formula.",
                  "公式的 C。"),
    AL_ROW_NUMBER(rain_design_config, "b", b_min, "1", 0.0, 200.0, "10",
                  "b of the formula, minutes.", "公式的 b，分钟。"),
    AL_ROW_NUMBER(rain_design_config, "n", n, "1", 0.05, 0.999, "0.7", "n of the formula.",
                  "公式的 n。"),
    AL_ROW_CHOICE(rain_design_config, "unit", unit, formula_units, "mm/min",
                  "Unit of A: mm/min or L/(s ha).", "A 的单位：mm/min 或 L/(s ha)。"),
    AL_ROW_NUMBER(rain_design_config, "return_period", return_period_a, "1", 0.1, 10000.0, "1",
                  "T of the formula, years.", "重现期 T，年。"),
    AL_ROW_NUMBER(rain_design_config, "duration", duration_s, "s", 60.0, 864000.0, "2 h",
                  "Duration of the storm.", "暴雨历时。"),
    AL_ROW_NUMBER(rain_design_config, "start", start_s, "s", 0.0, 1e8, "0 s",
                  "Clock time at which it begins.", "开始时刻。"),
    AL_ROW_NUMBER(rain_design_config, "step", step_s, "s", 1.0, 86400.0, "5 min",
                  "Length of the blocks of constant intensity.", "等强度时段长。"),
    AL_ROW_NUMBER(rain_design_config, "depth", depth_m, "m", 0.0, 10.0, "0 mm",
                  "Depth of the storm; 0 = the formula's at `duration`.",
                  "总雨量；0 表示由公式按历时计算。"),
    AL_ROW_CHOICE(rain_design_config, "shape", shape, shapes, "chicago",
                  "chicago: Keifer and Chu with `peak_ratio`; uniform: one block; table: `shares`.",
                  "chicago 芝加哥雨型（雨峰系数 peak_ratio）；uniform 均匀；table 用 shares。"),
    AL_ROW_NUMBER(rain_design_config, "peak_ratio", peak_ratio, "1", 0.01, 0.99, "0.4",
                  "Time of the peak over the duration.", "雨峰系数。"),
    {.name = "shares",
     .type = AL_KEY_NUMBERS,
     .offset = offsetof(struct rain_design_config, shares),
     .unit = "1",
     .least = 0.0,
     .most = 1e6,
     .fallback = "",
     .en = "Parts of the depth in equal parts of the duration, for shape table.",
     .zh = "table 雨型：各等分时段的雨量份额。"},
};
static const struct al_section design_section = {.name = "design",
                                                 .keys = design_keys,
                                                 .key_count = AL_COUNT(design_keys),
                                                 .struct_bytes = sizeof(struct rain_design_config),
                                                 .en = "A design storm.",
                                                 .zh = "设计暴雨。"};

static const struct al_key rain_keys[] = {
    AL_ROW_CHOICE(
        al_rain_config, "kind", kind, kinds, "none",
        "none; uniform: one intensity series; stations: gauges; raster: gridded rain; "
        "design: a design storm.",
        "none 无；uniform 全域同一过程；stations 雨量站；raster 栅格降雨；design 设计暴雨。"),
    {.name = "intensity",
     .type = AL_KEY_SERIES,
     .offset = offsetof(struct al_rain_config, intensity_m_per_s),
     .unit = "m/s",
     .least = 0.0,
     .most = 1e-3,
     .fallback = "",
     .en = "Intensity of kind uniform.",
     .zh = "uniform 的降雨强度过程。"},
    AL_ROW_NUMBER(al_rain_config, "scale", scale, "1", 0.0, 100.0, "1",
                  "All rain is multiplied by this.", "所有降雨乘以此系数。"),
    AL_ROW_NUMBER(al_rain_config, "areal_factor", areal_factor, "1", 0.01, 1.0, "1",
                  "Areal reduction of point rain.", "点面折减系数。"),
    AL_ROW_NUMBER(al_rain_config, "total", total_m, "m", 0.0, 10.0, "0 mm",
                  "Rescales kinds uniform and design to this depth over the run, before `scale`; 0 "
                  "= as given.",
                  "将 uniform、design 的降雨总量缩放到此值（先于 scale）；0 表示不缩放。"),
    AL_ROW_CHOICE(al_rain_config, "weighting", weighting, weightings, "thiessen",
                  "Between stations: thiessen, the nearest one; idw, inverse distances.",
                  "站间插值：thiessen 取最近站；idw 反距离加权。"),
    {.name = "idw_power",
     .type = AL_KEY_INTEGER,
     .offset = offsetof(struct al_rain_config, idw_power),
     .unit = "1",
     .least = 1,
     .most = 6,
     .fallback = "2",
     .en = "Power of the inverse distance.",
     .zh = "反距离的幂次。"},
    AL_ROW_RECORDS(al_rain_config, "stations", stations, &station_section,
                   "The gauges of kind stations.", "stations 的雨量站。"),
    AL_ROW_CHOICE(al_rain_config, "raster_value", raster_value, raster_values, "mm/h",
                  "What the rasters hold: mm/h, m/s, or mm in the time until the next one.",
                  "栅格数值的含义：mm/h、m/s，或到下一幅为止的毫米数。"),
    AL_ROW_NUMBER(al_rain_config, "interval", interval_s, "s", 1.0, 864000.0, "1 h",
                  "Time between the bands of a raster, and how long the last one holds.",
                  "栅格各波段的时间间隔，也是最后一幅的持续时间。"),
    AL_ROW_RECORDS(al_rain_config, "rasters", rasters, &raster_section,
                   "The rasters of kind raster, by time.", "raster 的栅格，按时间排列。"),
    {.name = "design",
     .type = AL_KEY_SECTION,
     .offset = offsetof(struct al_rain_config, design),
     .section = &design_section,
     .en = "The storm of kind design.",
     .zh = "design 的设计暴雨。"},
};

const struct al_section al_rain_section = {.name = "rain",
                                           .keys = rain_keys,
                                           .key_count = AL_COUNT(rain_keys),
                                           .struct_bytes = sizeof(struct al_rain_config),
                                           .en = "Rain.",
                                           .zh = "降雨。"};
