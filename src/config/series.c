/**
 * Time series.
 */
#include "config/series.h"
#include <assert.h>
#include <math.h>

/* Last knot at or before a time, or -1. */
static ptrdiff_t series_find(const struct al_series *series, double time_s)
{
  ptrdiff_t low = -1, high = (ptrdiff_t)series->count;
  while (high - low > 1) {
    const ptrdiff_t middle = (low + high) / 2;
    if (series->time_s[middle] <= time_s)
      low = middle;
    else
      high = middle;
  }
  return low;
}

double al_series_value(const struct al_series *series, double time_s)
{
  if (series->count == 0)
    return 0.0;
  const ptrdiff_t i = series_find(series, time_s);
  if (i < 0)
    return series->value[0];
  if (i + 1 == (ptrdiff_t)series->count || series->shape == AL_SERIES_STEP)
    return series->value[i];
  const double part = (time_s - series->time_s[i]) / (series->time_s[i + 1] - series->time_s[i]);
  return series->value[i] + part * (series->value[i + 1] - series->value[i]);
}

/* Integral over a stretch that holds no knot inside. */
static double series_integral_between_knots(const struct al_series *series, double t0_s,
                                            double t1_s)
{
  if (series->shape == AL_SERIES_STEP)
    return al_series_value(series, t0_s) * (t1_s - t0_s);
  return 0.5 * (al_series_value(series, t0_s) + al_series_value(series, t1_s)) * (t1_s - t0_s);
}

double al_series_integral(const struct al_series *series, double t0_s, double t1_s)
{
  assert(t0_s <= t1_s);
  double sum = 0.0;
  if (series->count == 0)
    return 0.0;
  for (double from_s = t0_s; from_s < t1_s;) {
    const double to_s = fmin(al_series_next_knot_s(series, from_s), t1_s);
    sum += series_integral_between_knots(series, from_s, to_s);
    from_s = to_s;
  }
  return sum;
}

double al_series_next_knot_s(const struct al_series *series, double time_s)
{
  const ptrdiff_t next = series_find(series, time_s) + 1;
  return next < (ptrdiff_t)series->count ? series->time_s[next] : (double)INFINITY;
}
