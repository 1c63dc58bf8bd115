/**
 * Faults of a rain section.
 */
#include "models/rain/rain_check.h"
#include "config/scenario_section.h"
#include <assert.h>
#include <stdio.h>

#define MM_PER_H_OF_M_PER_S 3.6e6
enum { STEPS_LEAST = 5 }; /* fewer have no usual step */

static bool same_step(double a_s, double b_s)
{
  return fabs(a_s - b_s) <= 0.01 * b_s;
}

/* The step that more than half of all have (vote of Boyer and Moore 1981), or 0. */
static double usual_step_s(const double *time_s, size_t count)
{
  double candidate_s = 0.0;
  size_t votes = 0, same = 0;
  for (size_t i = 0; i + 1 < count; i++) {
    const double step_s = time_s[i + 1] - time_s[i];
    if (votes == 0)
      candidate_s = step_s;
    votes += same_step(step_s, candidate_s) ? 1 : (size_t)-1;
  }
  for (size_t i = 0; i + 1 < count; i++)
    same += same_step(time_s[i + 1] - time_s[i], candidate_s);
  return 2 * same > count - 1 ? candidate_s : 0.0;
}

struct rain_gaps rain_find_gaps(const double *time_s, const double *value, size_t count)
{
  struct rain_gaps gaps = {.count = 0};
  if (count <= STEPS_LEAST)
    return gaps;
  gaps.usual_s = usual_step_s(time_s, count);
  for (size_t i = 0; gaps.usual_s > 0.0 && i + 1 < count; i++) {
    const double step_s = time_s[i + 1] - time_s[i];
    if (step_s < 1.5 * gaps.usual_s || (value && !(value[i] > 0.0)))
      continue;
    if (gaps.count++ == 0) {
      gaps.first_s = time_s[i];
      gaps.first_long_s = step_s;
    }
  }
  return gaps;
}

/* A series that does not span the run, or has holes: legal, but said. */
static void check_series(struct al_ctx *ctx, const struct al_config *scenario, const char *key,
                         const struct al_series *series)
{
  const struct al_scenario_config *run = al_config_section(scenario, "scenario");
  const struct al_source_mark mark = al_config_mark(scenario, key);
  const size_t last = series->count - 1;
  double most = 0.0;
  assert(run);
  if (series->count < 2)
    return;
  for (size_t i = 0; i < series->count; i++)
    most = fmax(most, series->value[i]);
  if (most > 0.0 && !(al_series_integral(series, 0.0, run->duration_s) > 0.0))
    al_report(ctx, AL_WARNING, &mark, "%s holds rain, but none during the run (0 to %g s)", key,
              run->duration_s);
  if (series->time_s[0] > 0.0 && series->value[0] > 0.0)
    al_report(ctx, AL_WARNING, &mark,
              "%s begins at %g s; its first value, %g mm/h, holds from the start of the run", key,
              series->time_s[0], series->value[0] * MM_PER_H_OF_M_PER_S);
  if (series->time_s[last] < run->duration_s && series->value[last] > 0.0)
    al_report(ctx, AL_WARNING, &mark,
              "%s ends at %g s, before the run does at %g s; its last value, %g mm/h, holds until "
              "then (end it with a row of 0 if the rain stops)",
              key, series->time_s[last], run->duration_s,
              series->value[last] * MM_PER_H_OF_M_PER_S);
  const struct rain_gaps gaps = rain_find_gaps(series->time_s, series->value, series->count);
  if (gaps.count > 0)
    al_report(
        ctx, AL_WARNING, &mark,
        "%s: %zu gaps in steps of %g s, the first of %g s at %g s; the rain before a gap goes "
        "on through it",
        key, gaps.count, gaps.usual_s, gaps.first_long_s, gaps.first_s);
}

static void check_stations(struct al_ctx *ctx, const struct al_config *scenario,
                           const struct al_rain_config *rain)
{
  const struct rain_station_config *station = rain->stations.record;
  const struct al_source_mark mark = al_config_mark(scenario, "rain.stations");
  if (rain->stations.count == 0)
    al_report(ctx, AL_ERROR, &mark, "rain.kind stations needs records in rain.stations");
  for (size_t s = 0; s < rain->stations.count; s++) {
    char path[64];
    snprintf(path, sizeof path, "rain.stations[%zu].intensity", s);
    check_series(ctx, scenario, path, &station[s].intensity_m_per_s);
    snprintf(path, sizeof path, "rain.stations[%zu].point", s);
    const struct al_source_mark here = al_config_mark(scenario, path);
    if (station[s].point.count != 2)
      al_report(ctx, AL_ERROR, &here, "station %s: point needs two numbers [x, y], it has %zu",
                station[s].name, station[s].point.count);
  }
}

static void check_design(struct al_ctx *ctx, const struct al_config *scenario,
                         const struct rain_design_config *design)
{
  const struct al_source_mark mark = al_config_mark(scenario, "rain.design");
  double shares = 0.0;
  for (size_t i = 0; i < design->shares.count; i++)
    shares += design->shares.value[i];
  if (design->a == 0.0 && design->depth_m == 0.0)
    al_report(ctx, AL_ERROR, &mark, "rain.design needs the formula's `a`, or a `depth`");
  if (1.0 + design->c * log10(design->return_period_a) <= 0.0)
    al_report(ctx, AL_ERROR, &mark,
              "rain.design: 1 + C lg T is not positive for c = %g and return_period = %g years",
              design->c, design->return_period_a);
  if (design->shape == RAIN_TABLE && !(shares > 0.0))
    al_report(ctx, AL_ERROR, &mark, "rain.design of shape table needs `shares` above 0");
  if (design->duration_s / design->step_s > 1e5)
    al_report(ctx, AL_ERROR, &mark,
              "rain.design: %g blocks are too many; a longer `step` is needed",
              design->duration_s / design->step_s);
}

void rain_check(struct al_ctx *ctx, const struct al_config *scenario, const void *config)
{
  const struct al_rain_config *rain = config;
  const struct al_source_mark mark = al_config_mark(scenario, "rain.kind");
  if (rain->kind == RAIN_UNIFORM && rain->intensity_m_per_s.count == 0)
    al_report(ctx, AL_ERROR, &mark, "rain.kind uniform needs rain.intensity");
  if (rain->kind == RAIN_UNIFORM)
    check_series(ctx, scenario, "rain.intensity", &rain->intensity_m_per_s);
  if (rain->kind == RAIN_NONE && rain->intensity_m_per_s.count > 0)
    al_report(ctx, AL_WARNING, &mark,
              "rain.intensity is given but rain.kind is none: no rain falls");
  if (rain->kind == RAIN_RASTER && rain->rasters.count == 0)
    al_report(ctx, AL_ERROR, &mark, "rain.kind raster needs records in rain.rasters");
  if (rain->total_m > 0.0 && rain->kind != RAIN_UNIFORM && rain->kind != RAIN_DESIGN)
    al_report(ctx, AL_ERROR, &mark, "rain.total rescales kinds uniform and design only");
  if (rain->kind == RAIN_STATIONS)
    check_stations(ctx, scenario, rain);
  if (rain->kind == RAIN_DESIGN)
    check_design(ctx, scenario, &rain->design);
}
