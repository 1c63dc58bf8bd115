/**
 * Design storms: depth-duration formula and its distribution in time.
 */
#include "models/rain/rain_storm.h"
#include <assert.h>
#include <math.h>

#define M_PER_S_OF_MM_PER_MIN (1e-3 / 60.0)
#define M_PER_S_OF_L_PER_S_HA 1e-7

double rain_storm_depth_m(const struct rain_design_config *design, double duration_s)
{
  const double unit_m_per_s =
      design->unit == RAIN_MM_PER_MIN ? M_PER_S_OF_MM_PER_MIN : M_PER_S_OF_L_PER_S_HA;
  const double a = design->a * (1.0 + design->c * log10(design->return_period_a)) * unit_m_per_s;
  return a * duration_s / pow(duration_s / 60.0 + design->b_min, design->n);
}

/* Keifer and Chu (1957): the depth fallen up to a time, from the depth-duration curve split at the
 * peak; unit storm of the formula's shape. */
static double storm_chicago_part(const struct rain_design_config *design, double time_s)
{
  struct rain_design_config unit = *design;
  unit.a = 1.0;
  unit.c = 0.0;
  const double r = design->peak_ratio, peak_s = r * design->duration_s;
  const double whole = rain_storm_depth_m(&unit, design->duration_s);
  const double before = r * (whole - rain_storm_depth_m(&unit, fmax(peak_s - time_s, 0.0) / r));
  const double after =
      (1.0 - r) * rain_storm_depth_m(&unit, fmax(time_s - peak_s, 0.0) / (1.0 - r));
  return (before + after) / whole;
}

static double storm_table_part(const struct rain_design_config *design, double time_s)
{
  assert(design->shares.count > 0);
  const double at = time_s / design->duration_s * (double)design->shares.count;
  double fallen = 0.0, all = 0.0;
  for (size_t i = 0; i < design->shares.count; i++) {
    all += design->shares.value[i];
    fallen += design->shares.value[i] * fmin(fmax(at - (double)i, 0.0), 1.0);
  }
  return fallen / all;
}

double rain_storm_fallen_m(const struct rain_design_config *design, double time_s)
{
  const double t = fmin(fmax(time_s, 0.0), design->duration_s);
  const double whole_m =
      design->depth_m > 0.0 ? design->depth_m : rain_storm_depth_m(design, design->duration_s);
  if (design->shape == RAIN_CHICAGO)
    return whole_m * storm_chicago_part(design, t);
  return whole_m *
         (design->shape == RAIN_TABLE ? storm_table_part(design, t) : t / design->duration_s);
}

al_status rain_storm_series(struct al_arena *arena, const struct rain_design_config *design,
                            struct al_series *out)
{
  const size_t blocks = (size_t)ceil(design->duration_s / design->step_s - 1e-9);
  double *time_s = AL_NEW(arena, double, blocks + 2), *value = AL_NEW(arena, double, blocks + 2);
  if (!time_s || !value)
    return AL_NO_MEMORY;
  size_t count = 0;
  if (design->start_s > 0.0)
    time_s[count++] = 0.0;
  for (size_t i = 0; i < blocks; i++, count++) {
    const double from_s = (double)i * design->step_s;
    const double to_s = fmin(from_s + design->step_s, design->duration_s);
    time_s[count] = design->start_s + from_s;
    value[count] =
        (rain_storm_fallen_m(design, to_s) - rain_storm_fallen_m(design, from_s)) / (to_s - from_s);
  }
  time_s[count++] = design->start_s + design->duration_s;
  assert(count <= blocks + 2);
  *out =
      (struct al_series){.count = count, .time_s = time_s, .value = value, .shape = AL_SERIES_STEP};
  return AL_OK;
}
