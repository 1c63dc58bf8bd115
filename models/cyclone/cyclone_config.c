/**
 * Key table of the cyclone model.
 */
#include "models/cyclone/cyclone_config.h"
#include <assert.h>

static const char *const formats[] = {"csv", "ibtracs", "cma", "atcf", NULL};
static const char *const profiles[] = {"holland1980", "holland2008", "holland2010", NULL};
static const char *const asymmetries[] = {"none", "lin_chavas", "schwerdt", NULL};
static const char *const inflows[] = {"fixed", "bretschneider", NULL};
static const char *const drags[] = {"linear", "garratt", "three_point", "constant", "powell", NULL};
static const char *const relations[] = {"vickery", "willoughby", "knaff", "nederhoff", NULL};

static const struct al_key cyclone_keys[] = {
    {.name = "track",
     .type = AL_KEY_PATH,
     .offset = offsetof(struct al_cyclone_config, track),
     .fallback = "",
     .en = "File of the track; none = no storm.",
     .zh = "路径文件；不给则无台风。"},
    AL_ROW_CHOICE(al_cyclone_config, "format", format, formats, "csv",
                  "csv: the engine's own columns with units; ibtracs: IBTrACS v04 CSV; cma: CMA "
                  "best track; atcf: b-deck.",
                  "csv 本程序的带单位列表；ibtracs 为 IBTrACS v04；cma 中国气象局最佳路径；atcf 为 "
                  "b-deck。"),
    AL_ROW_TEXT(AL_KEY_TEXT, al_cyclone_config, "storm", storm, "",
                "Number, identifier or name, when the file holds many storms.",
                "文件含多个台风时的编号或名称。"),
    AL_ROW_TEXT(AL_KEY_TEXT, al_cyclone_config, "agency", agency, "",
                "Whose columns of IBTrACS: wmo, usa, tokyo, cma, hko, ...; none = wmo.",
                "IBTrACS 中采用的机构：wmo、usa、tokyo、cma、hko 等；不给则为 wmo。"),
    AL_ROW_CHOICE(
        al_cyclone_config, "profile", profile, profiles, "holland1980",
        "Wind profile: holland1980 gradient balance; holland2008 from the pressure alone; "
        "holland2010 through the gale radius.",
        "风廓线：holland1980 梯度平衡；holland2008 仅由气压；holland2010 通过大风圈半径。"),
    AL_ROW_CHOICE(
        al_cyclone_config, "asymmetry", asymmetry, asymmetries, "lin_chavas",
        "What the movement adds: none; lin_chavas: drift_share of the speed, turned; "
        "schwerdt: 1.5 c^0.63 kt.",
        "移动造成的不对称：none 无；lin_chavas 移速乘 drift_share 并旋转；schwerdt 为 1.5 "
        "c^0.63 节。"),
    AL_ROW_NUMBER(al_cyclone_config, "drift_share", drift_share, "1", 0.0, 1.0, "0.55",
                  "Part of the centre's speed in the wind, of lin_chavas.",
                  "lin_chavas：风中所含移速的份额。"),
    AL_ROW_NUMBER(al_cyclone_config, "drift_turn", drift_turn_rad, "rad", -1.6, 1.6, "20 deg",
                  "It is turned against the sun by this, of lin_chavas.",
                  "lin_chavas：其逆时针旋转角（北半球）。"),
    AL_ROW_CHOICE(al_cyclone_config, "inflow", inflow, inflows, "fixed",
                  "Inflow angle: fixed at inflow_angle; bretschneider: 10 to 25 degrees with the "
                  "distance.",
                  "入流角：fixed 取 inflow_angle；bretschneider 随距离由 10 度至 25 度。"),
    AL_ROW_NUMBER(al_cyclone_config, "inflow_angle", inflow_angle_rad, "rad", 0.0, 0.8, "20 deg",
                  "The fixed inflow angle.", "固定入流角。"),
    AL_ROW_CHOICE(al_cyclone_config, "rmax_relation", rmax_relation, relations, "vickery",
                  "Radius of maximum wind where the track has none.",
                  "路径未给出最大风速半径时所用的关系。"),
    AL_ROW_CHOICE(al_cyclone_config, "drag", drag, drags, "linear",
                  "Drag of the wind on water: linear (Wu), garratt, three_point, constant; powell: "
                  "by sectors of the storm.",
                  "海面风阻系数：linear（Wu）、garratt、three_point、constant；powell "
                  "按台风象限。"),
    AL_ROW_NUMBER(al_cyclone_config, "drag_constant", drag_constant, "1", 0.0, 0.01, "0.002",
                  "The drag coefficient of `constant`.", "constant 的风阻系数。"),
    AL_ROW_NUMBER(al_cyclone_config, "environment_pressure", environment_pressure_pa, "Pa", 98000.0,
                  104000.0, "1008.3 hPa", "Pressure far from the storm, where the track has none.",
                  "环境气压（路径未给出时）。"),
    AL_ROW_NUMBER(al_cyclone_config, "air_density", air_density, "1", 1.0, 1.4, "1.15",
                  "Density of air, kg/m3.", "空气密度，千克/立方米。"),
    AL_ROW_NUMBER(al_cyclone_config, "minute_factor", minute_factor, "1", 0.7, 1.0, "0.93",
                  "Wind over 10 minutes as a part of that over 1 minute.",
                  "10 分钟平均风与 1 分钟平均风之比。"),
    AL_ROW_NUMBER(al_cyclone_config, "surface_factor", surface_factor, "1", 0.5, 1.0, "0.9",
                  "Wind at 10 m as a part of the gradient wind.", "10 米风与梯度风之比。"),
    AL_ROW_NUMBER(al_cyclone_config, "wind_end", wind_end_m, "m", 100e3, 3000e3, "800 km",
                  "Distance at which the wind begins to fade out.", "风开始衰减至零的距离。"),
    AL_ROW_NUMBER(al_cyclone_config, "wind_end_width", wind_end_width_m, "m", 1e3, 1000e3, "100 km",
                  "Distance over which it fades out.", "风衰减至零所经的距离。"),
    AL_ROW_NUMBER(al_cyclone_config, "landfall_shift", landfall_shift_s, "s", -864000.0, 864000.0,
                  "0 s", "The storm comes this much later (earlier when negative).",
                  "台风推迟的时间（负为提前）。"),
    AL_ROW_NUMBER(al_cyclone_config, "track_offset", track_offset_m, "m", -500e3, 500e3, "0 m",
                  "The track lies this much to the right of where it was.",
                  "路径向其前进方向右侧平移的距离。"),
    AL_ROW_NUMBER(al_cyclone_config, "turn", turn_rad, "rad", -1.6, 1.6, "0 deg",
                  "The track is turned clockwise by this about its nearest approach.",
                  "路径以最近点为中心顺时针旋转的角度。"),
    AL_ROW_NUMBER(al_cyclone_config, "speed", speed, "1", 0.25, 4.0, "1",
                  "The storm moves this much faster along its track; the time of its nearest "
                  "approach stays.",
                  "台风沿路径移动加快的倍数；到达最近点的时刻不变。"),
    AL_ROW_NUMBERS(al_cyclone_config, "pivot", pivot,
                   "Place [x, y] in the grid's coordinates whose nearest approach turn, speed and "
                   "track_offset refer to, for example the coast; absent = the middle of the grid.",
                   "turn、speed 和 track_offset 所依据的最近点的参照位置 "
                   "[x, y]（网格坐标），例如海岸；不给则为网格中心。"),
    AL_ROW_TEXT(
        AL_KEY_TIME, al_cyclone_config, "forecast_time", forecast_epoch_s, "",
        "Time at which the track was forecast: errors grow from here on with the lead time.",
        "路径预报的起报时刻：误差自此随预报时效增长。"),
    AL_ROW_TEXT(AL_KEY_PATH, al_cyclone_config, "forecast_errors", forecast_errors, "",
                "Table of mean absolute errors by lead time; absent = "
                "models/cyclone/forecast_errors.csv (NHC, 2015-2019).",
                "各时效平均绝对误差表；不给则为 "
                "models/cyclone/forecast_errors.csv（NHC，2015–2019）。"),
    AL_ROW_NUMBER(al_cyclone_config, "cross_track_error", cross_track_error, "1", -5.0, 5.0, "0",
                  "The centre lies to the right of the forecast by this many standard deviations "
                  "of its error.",
                  "中心偏于预报路径右侧的距离，以误差标准差为单位。"),
    AL_ROW_NUMBER(al_cyclone_config, "along_track_error", along_track_error, "1", -5.0, 5.0, "0",
                  "The centre is ahead of the forecast by this many standard deviations of its "
                  "error.",
                  "中心沿路径超前的距离，以误差标准差为单位。"),
    AL_ROW_NUMBER(al_cyclone_config, "wind_error", wind_error, "1", -5.0, 5.0, "0",
                  "The maximum wind is stronger by this many standard deviations of its error; the "
                  "pressure deficit goes with its square.",
                  "最大风速偏强的程度，以误差标准差为单位；气压差随风速平方变化。"),
    AL_ROW_NUMBER(al_cyclone_config, "intensity", intensity, "1", 0.0, 2.0, "1",
                  "The pressure deficit times this, the winds times its root.",
                  "气压差乘以此数，风速乘以其平方根。"),
    AL_ROW_NUMBER(al_cyclone_config, "rmax", rmax, "1", 0.2, 5.0, "1",
                  "The radius of maximum wind times this.", "最大风速半径乘以此数。"),
    AL_ROW_NUMBER(al_cyclone_config, "interval", interval_s, "s", 1.0, 21600.0, "10 min",
                  "Time between samples of wind and pressure on the grid.",
                  "网格上风与气压的取样间隔。"),
};

const struct al_section al_cyclone_section = {.name = "cyclone",
                                              .keys = cyclone_keys,
                                              .key_count = AL_COUNT(cyclone_keys),
                                              .struct_bytes = sizeof(struct al_cyclone_config),
                                              .en =
                                                  "A typhoon: its track and how wind and pressure "
                                                  "are made of it.",
                                              .zh = "台风：路径及风场、气压场的构造。"};

void cyclone_check_config(struct al_ctx *ctx, const struct al_config *scenario, const void *config)
{
  const struct al_cyclone_config *cyclone = config;
  const struct al_source_mark mark = al_config_mark(scenario, "cyclone.pivot");
  assert(cyclone);
  const bool errs = cyclone->cross_track_error != 0.0 || cyclone->along_track_error != 0.0 ||
                    cyclone->wind_error != 0.0;
  const struct al_source_mark section = al_config_mark(scenario, "cyclone");
  if (errs && cyclone->forecast_epoch_s == 0.0)
    al_report(ctx, AL_ERROR, &section,
              "cyclone: cross_track_error, along_track_error and wind_error need forecast_time");
  if (cyclone->pivot.count != 0 && cyclone->pivot.count != 2)
    al_report(ctx, AL_ERROR, &mark, "cyclone.pivot has %zu numbers; wanted: x and y",
              cyclone->pivot.count);
}

struct cyclone_settings cyclone_settings_of(const struct al_cyclone_config *config)
{
  assert(config);
  const double degrees = 180.0 / 3.14159265358979323846;
  return (struct cyclone_settings){
      .profile = (enum cyclone_profile)config->profile,
      .asymmetry = (enum cyclone_asymmetry)config->asymmetry,
      .inflow = (enum cyclone_inflow)config->inflow,
      .relation = (enum cyclone_rmax_relation)config->rmax_relation,
      .pn_pa = config->environment_pressure_pa,
      .air_kg_per_m3 = config->air_density,
      .minute_factor = config->minute_factor,
      .surface_factor = config->surface_factor,
      .drift_share = config->drift_share,
      .drift_turn_deg = config->drift_turn_rad * degrees,
      .inflow_deg = config->inflow_angle_rad * degrees,
      .taper_start_m = config->wind_end_m,
      .taper_m = config->wind_end_width_m,
      .landfall_shift_s = config->landfall_shift_s,
      .track_offset_m = config->track_offset_m,
      .turn_deg = config->turn_rad * degrees,
      .speed = config->speed,
      .forecast = {.given = config->forecast_epoch_s != 0.0,
                   .epoch_s = config->forecast_epoch_s,
                   .deviation = {config->cross_track_error, config->along_track_error,
                                 config->wind_error}},
      .intensity = config->intensity,
      .rmax = config->rmax};
}
