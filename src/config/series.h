/**
 * Time series of one value: hyetographs, levels, discharges.
 */
#ifndef AL_CONFIG_SERIES_H
#define AL_CONFIG_SERIES_H

#include "core/arena.h"

enum al_series_shape {
  AL_SERIES_LINEAR, /* straight lines between the points */
  AL_SERIES_STEP    /* value[i] holds from time[i] to time[i+1] */
};

struct al_series {
  size_t count;
  const double *time_s; /* rising; seconds after the scenario's start */
  const double *value;  /* SI */
  enum al_series_shape shape;
};

/** Value at a time; the first and last value hold outside the range. */
double al_series_value(const struct al_series *series, double time_s);
/** Integral from t0 to t1 (t0 <= t1), exact for both shapes. */
double al_series_integral(const struct al_series *series, double t0_s, double t1_s);
/** First knot strictly after a time, or INFINITY. */
double al_series_next_knot_s(const struct al_series *series, double time_s);

#endif
