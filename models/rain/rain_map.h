/**
 * Rain that differs from place to place: the mean rate of an exchange interval on every cell, from
 * gauges or rasters. Made between the steps, read by the columns.
 */
#ifndef AL_MODELS_RAIN_MAP_H
#define AL_MODELS_RAIN_MAP_H

#include "config/model.h"
#include "models/rain/rain_config.h"

struct rain_slice {
  const char *path;
  int band;
  double from_s, to_s;
};

struct rain_map {
  struct al_ctx *ctx;
  const struct al_forest *forest;
  const struct al_rain_config *config;
  int threads;
  al_real *rate_m_per_s;          /* [tile][4096] */
  double *station_rate, *present; /* [station] wanted and shown; rates in m/s */
  size_t slice_count;
  struct rain_slice *slice;
  ptrdiff_t shown; /* slice that `rate` holds alone; -1 none */
  float *plane;    /* [rows*cols] */
  uint8_t *known;
  bool has_rain, is_ready;
};

/** @param out NULL for kinds without a map. Errors: AL_BAD_INPUT for unreadable rasters. */
al_status rain_map_create(const struct al_model_env *env, struct rain_map **out);
/** Makes the mean rate of [time, time + span]. Errors: AL_BAD_INPUT for missing or negative rain.
 */
al_status rain_map_prepare(struct rain_map *map, double time_s, double span_s);
double rain_map_next_event_s(const struct rain_map *map, double time_s);

#endif
