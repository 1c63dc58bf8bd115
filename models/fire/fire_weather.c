/**
 * Weather of a fire in time.
 */
#include "models/fire/fire_weather.h"
#include "core/log.h"
#include "models/fire/fire_fwi_cell.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* Scott and Burgan (2005): dead fuel 1, 10, 100 h; live herbaceous, woody. */
static const double dead_of[][3] = {
    {0}, {0.03, 0.04, 0.05}, {0.06, 0.07, 0.08}, {0.09, 0.10, 0.11}, {0.12, 0.13, 0.14}};
static const double live_of[][2] = {{0}, {0.3, 0.6}, {0.6, 0.9}, {0.9, 1.2}, {1.2, 1.5}};

static const struct fire_weather_config usual = {
    .h1 = 0.06, .h10 = 0.07, .h100 = 0.08, .herb = 0.6, .woody = 0.9, .foliar = 1.0};

/* What a record says of moistures, over what was before. */
static void weather_take(struct fire_weather_config *now, const struct fire_weather_config *given)
{
  if (given->dead > 0) {
    now->h1 = dead_of[given->dead][0];
    now->h10 = dead_of[given->dead][1];
    now->h100 = dead_of[given->dead][2];
  }
  if (given->live > 0) {
    now->herb = live_of[given->live][0];
    now->woody = live_of[given->live][1];
  }
  if (given->ffmc >= 0.0) /* within what the equations bear, as moistures are */
    now->h1 = fmin(fmax(0.01 * fire_ffmc_moisture_pct(given->ffmc), 0.01), 0.6);
  const double asked[6] = {given->h1,   given->h10,   given->h100,
                           given->herb, given->woody, given->foliar};
  double *const kept[6] = {&now->h1, &now->h10, &now->h100, &now->herb, &now->woody, &now->foliar};
  for (int m = 0; m < 6; m++)
    if (asked[m] >= 0.0)
      *kept[m] = asked[m];
}

al_status fire_weather_close(struct al_arena *arena, const struct al_record_list *list,
                             struct fire_weather_config **out)
{
  const struct fire_weather_config *given = list->record;
  struct fire_weather_config now = usual;
  *out = AL_NEW(arena, struct fire_weather_config, list->count);
  if (!*out)
    return AL_NO_MEMORY;
  assert(list->count > 0 && given);
  for (size_t k = 0; k < list->count; k++) {
    now.from_s = given[k].from_s;
    now.wind_m_per_s = given[k].wind_m_per_s;
    now.wind_from_rad = given[k].wind_from_rad;
    weather_take(&now, &given[k]);
    (*out)[k] = now;
  }
  return AL_OK;
}

static int weather_order(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* All times at which something changes, rising, each once. */
static al_status weather_times(const struct al_model_env *env, const struct fire_weather *given,
                               const struct fire_damp *damp, const struct fire_air *air,
                               double until_s, double **out, size_t *count)
{
  const size_t rows = damp ? damp->row_count : 0, steps = damp ? damp->step_count : 0;
  const size_t frames = air ? air->frame_count : 0;
  double *time_s = *out = AL_NEW(env->arena, double, given->count + rows + steps + frames + 1);
  size_t all = 0, kept = 0;
  if (!time_s)
    return AL_NO_MEMORY;
  for (size_t k = 0; k < given->count; k++)
    time_s[all++] = given->record[k].from_s;
  for (size_t k = 0; k < steps; k++)
    time_s[all++] = fire_damp_time_s(damp, k);
  for (size_t k = 0; k < rows && damp->has_wind; k++)
    time_s[all++] = damp->row[k].from_s;
  for (size_t k = 0; k < frames; k++)
    time_s[all++] = air->frame[k].from_s;
  qsort(time_s, all, sizeof *time_s, weather_order);
  for (size_t k = 0; k < all; k++)
    if (time_s[k] == 0.0 || (time_s[k] > 0.0 && time_s[k] < until_s))
      if (kept == 0 || time_s[k] > time_s[kept - 1])
        time_s[kept++] = time_s[k];
  *count = kept;
  assert(kept > 0 && time_s[0] == 0.0);
  return AL_OK;
}

static void weather_fill_damp(const struct fire_damp *damp, double time_s,
                              struct fire_weather_config *out)
{
  out->damp_steps = fire_damp_steps(damp, time_s);
  out->h1 = damp->site[out->damp_steps][0];
  out->h10 = damp->site[out->damp_steps][1];
  out->h100 = damp->site[out->damp_steps][2];
  if (!damp->has_wind)
    return;
  out->wind_m_per_s = fire_damp_row_at(damp, time_s)->wind_m_per_s;
  out->wind_from_rad = fire_damp_row_at(damp, time_s)->wind_from_rad;
}

static void weather_fill(const struct fire_weather *given, const struct fire_damp *damp,
                         const struct fire_air *air, double time_s, struct fire_weather_config *out)
{
  size_t k = 0;
  while (k + 1 < given->count && given->record[k + 1].from_s <= time_s)
    k++;
  *out = given->record[k];
  out->from_s = time_s;
  if (damp)
    weather_fill_damp(damp, time_s, out);
  if (!air)
    return;
  out->frame = fire_air_at(air, time_s);
  const struct fire_air_frame *frame = &air->frame[out->frame];
  out->wind_m_per_s = hypot(frame->east_m_per_s, frame->north_m_per_s);
  out->wind_from_rad = atan2(-frame->east_m_per_s, -frame->north_m_per_s);
}

/* Steps that gridded temperature and humidity stand for. */
static al_status weather_grid_damp(const struct al_model_env *env, const struct fire_air *air,
                                   struct fire_damp *damp)
{
  if (!damp || !air || !air->frame[0].plane[FIRE_AIR_TEMPERATURE])
    return AL_OK;
  damp->frame = AL_NEW(env->arena, uint32_t, damp->step_count + 1);
  if (!damp->frame)
    return AL_NO_MEMORY;
  for (size_t k = 0; k < damp->step_count; k++) {
    const double middle_s = fire_damp_time_s(damp, k) + 0.5 * damp->interval_s;
    if (middle_s >= air->frame[0].from_s)
      damp->frame[k] = (uint32_t)fire_air_at(air, middle_s) + 1;
  }
  return AL_OK;
}

/* Wind is given once: by the records, the table or the rasters. */
static al_status weather_check_wind(const struct al_model_env *env, const struct fire_damp *damp,
                                    const struct fire_air *air)
{
  const struct al_source_mark mark = al_config_mark(env->scenario, "fire");
  const size_t records = ((const struct al_fire_config *)env->config)->weather.count;
  const bool table = damp && damp->has_wind;
  if (records == 0 && !table && !air)
    al_report(env->ctx, AL_ERROR, &mark, "fire.weather: the first record must hold from 0 s on");
  if (records > 1 && (table || air))
    al_report(env->ctx, AL_ERROR, &mark,
              "%s: it has the wind, and so have %zu records of fire.weather; leave one record, for "
              "the live fuel",
              air ? "fire.rasters" : "fire.conditioning", records);
  if (table && air)
    al_report(env->ctx, AL_ERROR, &mark,
              "fire.rasters: the table of fire.conditioning has a wind too; leave its wind columns "
              "out");
  return al_report_close(env->ctx);
}

al_status fire_weather_build(const struct al_model_env *env, double until_s, struct fire_land *land,
                             struct fire_weather *out)
{
  const struct al_fire_config *fire = env->config;
  struct fire_weather given = {.count = fire->weather.count};
  struct fire_weather_config start = usual;
  struct fire_damp *damp = NULL;
  struct fire_air *air = NULL;
  double *time_s;
  if (given.count > 0) {
    AL_TRY(env->ctx, fire_weather_close(env->arena, &fire->weather, &given.record));
    start = given.record[0];
  } else {
    given = (struct fire_weather){&start, 1};
  }
  if (fire->rasters.count > 0)
    AL_TRY(env->ctx, fire_air_read(env, until_s, &air));
  if (fire->conditioning.weather)
    AL_TRY(env->ctx, fire_damp_read(env, until_s, &start, land->wind_factor, air, &damp));
  AL_TRY(env->ctx, weather_check_wind(env, damp, air));
  AL_TRY(env->ctx, weather_grid_damp(env, air, damp));
  AL_TRY(env->ctx, weather_times(env, &given, damp, air, until_s, &time_s, &out->count));
  out->record = AL_NEW(env->arena, struct fire_weather_config, out->count);
  if (!out->record)
    return AL_NO_MEMORY;
  for (size_t k = 0; k < out->count; k++)
    weather_fill(&given, damp, air, time_s[k], &out->record[k]);
  land->air = air;
  return damp ? fire_land_condition(land, damp) : AL_OK;
}
