/**
 * The tide as a model: predicts the levels of the scenario's stations once and offers them by name.
 */
#include "models/models.h"
#include "models/tide/tide.h"
#include "models/tide/tide_config.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Straight lines over 5 min keep a tide of 2 m within 0.5 mm. */
#define TIDE_STEP_S 300.0
#define TIDE_NO_START "2000-01-01T00:00Z" /* the default of scenario.start */

static struct al_source_mark tide_mark(const struct al_config *scenario, size_t station,
                                       const char *key)
{
  char path[80];
  snprintf(path, sizeof path, "tide.stations[%zu]%s%s", station, *key ? "." : "", key);
  return al_config_mark(scenario, path);
}

static void tide_check(struct al_ctx *ctx, const struct al_config *scenario, const void *config)
{
  const struct al_tide_config *tide = config;
  const struct tide_station_config *station = tide->stations.record;
  const bool dated = strcmp(al_config_text(scenario, "scenario.start"), TIDE_NO_START) != 0;
  for (size_t i = 0; i < tide->stations.count; i++) {
    const struct al_source_mark mark = tide_mark(scenario, i, "");
    if (station[i].level_m.count == 0 && !dated)
      al_report(ctx, AL_ERROR, &mark,
                "tide: '%s' is predicted from constants, which needs scenario.start",
                station[i].name);
    if (station[i].level_m.count > 0 && (station[i].constants || station[i].station))
      al_report(ctx, AL_ERROR, &mark,
                "tide: '%s' has levels of its own and a station; give one of them",
                station[i].name);
  }
}

/* How far the tide has grown at a time. */
static double tide_grown(const struct al_tide_config *config, double time_s)
{
  const double part = config->ramp_s > 0.0 ? fmin(time_s / config->ramp_s, 1.0) : 1.0;
  return 0.5 - 0.5 * cos(3.14159265358979323846 * part);
}

/* A level series that stops short of what the run asks of it, with its shift and delay. */
static void tide_check_span(const struct al_model_env *env, size_t at, double late_s)
{
  const struct al_tide_config *config = env->config;
  const struct tide_station_config *station = config->stations.record;
  const struct al_series *series = &station[at].level_m;
  const struct al_source_mark mark = tide_mark(env->scenario, at, "level");
  if (series->count > 1 && (series->time_s[0] + late_s > env->start_s ||
                            series->time_s[series->count - 1] + late_s < env->end_s))
    al_report(env->ctx, AL_WARNING, &mark,
              "the levels of '%s' cover %.1f h to %.1f h of a run of %.1f h; outside the first and "
              "the last hold",
              station[at].name, (series->time_s[0] + late_s) / 3600.0,
              (series->time_s[series->count - 1] + late_s) / 3600.0, env->end_s / 3600.0);
}

/* Constants and zero of a station. */
static al_status tide_open_station(const struct al_model_env *env, size_t at, struct tide *tide,
                                   double *zero_m)
{
  const struct al_tide_config *config = env->config;
  const struct tide_station_config *own =
      (const struct tide_station_config *)config->stations.record + at;
  const char *name = own->station ? own->station : own->name;
  double msl_m = 0.0, datum_m = 0.0;
  *zero_m = own->offset_m;
  if (own->level_m.count == 0) {
    AL_TRY(env->ctx, tide_read(env->ctx, env->arena, own->constants,
                               own->constants && !own->station ? NULL : name, tide));
  }
  if (own->datum) {
    AL_TRY(env->ctx, tide_datum_m(env->ctx, env->arena, NULL, name, "MSL", &msl_m));
    AL_TRY(env->ctx, tide_datum_m(env->ctx, env->arena, NULL, name, own->datum, &datum_m));
    *zero_m += (own->level_m.count > 0 ? 0.0 : msl_m) - datum_m;
  }
  return AL_OK;
}

/* Levels keep the closest spacing of their points, down to a second: a tsunami or a storm is not a
 * tide. */
static double tide_step_s(const struct al_series *level)
{
  double step_s = TIDE_STEP_S;
  for (size_t i = 1; i < level->count; i++)
    step_s = fmin(step_s, level->time_s[i] - level->time_s[i - 1]);
  return fmax(step_s, 1.0);
}

static al_status tide_offer(const struct al_model_env *env, size_t at, struct tide *tide)
{
  const struct al_tide_config *config = env->config;
  const struct tide_station_config *own =
      (const struct tide_station_config *)config->stations.record + at;
  const double late_s = config->tide_shift_s + own->delay_s;
  const double step_s = tide_step_s(&own->level_m);
  const size_t count = (size_t)ceil((env->end_s - env->start_s) / step_s) + 2;
  double zero_m, *time_s = AL_NEW(env->arena, double, count),
                 *value = AL_NEW(env->arena, double, count);
  if (!time_s || !value)
    return AL_NO_MEMORY;
  const al_status status = tide_open_station(env, at, tide, &zero_m);
  if (status == AL_NO_MEMORY)
    return status;
  if (status != AL_OK) {
    const struct al_source_mark mark = tide_mark(env->scenario, at, own->datum ? "datum" : "name");
    al_report(env->ctx, AL_ERROR, &mark, "the tide of '%s' cannot be had: see above", own->name);
    return al_report_close(env->ctx);
  }
  tide_check_span(env, at, late_s);
  for (size_t i = 0; i < count; i++) {
    time_s[i] = env->start_s + (double)i * step_s;
    const double then_s = time_s[i] - late_s;
    const double level_m = own->level_m.count > 0 ? al_series_value(&own->level_m, then_s)
                                                  : tide_level_m(tide, env->epoch_s + then_s, NULL);
    value[i] = zero_m + tide_grown(config, time_s[i]) * own->factor * level_m;
  }
  const struct al_series series = {
      .count = count, .time_s = time_s, .value = value, .shape = AL_SERIES_LINEAR};
  return al_offers_add(env->offers, own->name, &series)
             ? AL_OK
             : AL_FAIL(env->ctx, AL_BAD_INPUT, "tide.stations: %zu places; allowed: up to %d",
                       config->stations.count, AL_OFFERS_MOST);
}

static al_status tide_create(const struct al_model_env *env, void **self)
{
  const struct al_tide_config *config = env->config;
  struct tide *tide = AL_NEW(env->arena, struct tide, 1);
  *self = NULL;
  assert(env->offers || config->stations.count == 0);
  if (!tide)
    return AL_NO_MEMORY;
  for (size_t at = 0; at < config->stations.count; at++)
    AL_TRY(env->ctx, tide_offer(env, at, tide));
  return al_report_close(env->ctx);
}

const struct al_model al_model_tide = {
    .name = "tide",
    .summary_en = "tide of stations from harmonic constants or levels, for open boundaries",
    .summary_zh = "由调和常数或水位过程给出各站潮位，供开边界使用",
    .reference = "models/tide/README.md",
    .section = &al_tide_section,
    .check = tide_check,
    .create = tide_create,
};
