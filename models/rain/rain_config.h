/**
 * The rain section of a scenario.
 */
#ifndef AL_MODELS_RAIN_CONFIG_H
#define AL_MODELS_RAIN_CONFIG_H

#include "config/key_rows.h"

enum rain_kind { RAIN_NONE, RAIN_UNIFORM, RAIN_STATIONS, RAIN_RASTER, RAIN_DESIGN };
enum rain_weighting { RAIN_THIESSEN, RAIN_IDW };
enum rain_raster_value { RAIN_RATE_MM_PER_H, RAIN_DEPTH_MM, RAIN_RATE_M_PER_S };
enum rain_times { RAIN_TIMES_INTERVAL, RAIN_TIMES_FILE };
enum rain_formula_unit { RAIN_MM_PER_MIN, RAIN_L_PER_S_HA };
enum rain_shape { RAIN_CHICAGO, RAIN_BLOCK, RAIN_TABLE };

struct rain_design_config {
  double a, c, b_min, n, return_period_a, duration_s, start_s, step_s, peak_ratio, depth_m;
  int unit, shape;
  struct al_number_list shares;
};

struct rain_station_config {
  const char *name;
  struct al_number_list point;
  struct al_series intensity_m_per_s;
};

struct rain_raster_config {
  const char *path;
  double time_s;
  long band; /* 0 = every band */
  int times;
};

struct al_rain_config {
  int kind, weighting, raster_value;
  struct al_series intensity_m_per_s;
  double scale, areal_factor, total_m, interval_s;
  long idw_power;
  struct al_record_list stations, rasters;
  struct rain_design_config design;
};

extern const struct al_section al_rain_section;

#endif
