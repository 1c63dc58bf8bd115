/**
 * Reservoirs behind dams: emptied through a growing breach and over a spillway.
 */
#include "doors/csv_door.h"
#include "models/works/works_state.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>

enum { PARTS_MOST = 200, PARTS_LEAST = 2 };
/* A part of an exchange lets out at most about this share of what lies above the outlets. */
#define PART_SHARE 0.01

static al_status dam_read_curve(const struct al_model_env *env, struct works_dam *dam)
{
  struct al_csv csv;
  AL_TRY(env->ctx, al_csv_read(env->ctx, env->arena, dam->config->storage, &csv));
  const int level = al_csv_column(&csv, "level_m"), volume = al_csv_column(&csv, "volume_m3");
  const struct al_source_mark top = {.file = csv.path, .line = 1};
  if (level < 0 || volume < 0 || csv.row_count < 2) {
    al_report(env->ctx, AL_ERROR, &top,
              "a storage curve needs the columns level_m and volume_m3 and two rows or more");
    return AL_OK;
  }
  double *z = AL_NEW(env->arena, double, csv.row_count);
  double *v = AL_NEW(env->arena, double, csv.row_count);
  if (!z || !v)
    return AL_NO_MEMORY;
  for (size_t r = 0; r < csv.row_count; r++) {
    const struct al_source_mark mark = {.file = csv.path, .line = csv.line[r]};
    z[r] = al_csv_number(env->ctx, &csv, r, level) + dam->foot_m;
    v[r] = al_csv_number(env->ctx, &csv, r, volume);
    if (v[r] < 0.0)
      al_report(env->ctx, AL_ERROR, &mark, "storage curve: the volume %g m3 is negative", v[r]);
    if (r > 0 && (z[r] <= z[r - 1] || v[r] <= v[r - 1]))
      al_report(env->ctx, AL_ERROR, &mark,
                "storage curve: level and volume must rise: %g m, %g m3 after %g m, %g m3",
                z[r] - dam->foot_m, v[r], z[r - 1] - dam->foot_m, v[r - 1]);
  }
  dam->storage = (struct works_storage){
      .count = csv.row_count, .level_m = z, .volume_m3 = v, .bottom_m = z[0]};
  return AL_OK;
}

static al_status dam_create(const struct al_model_env *env, struct works_dam *dam)
{
  const struct works_dam_config *config = dam->config;
  dam->foot_m = config->levels == WORKS_OF_FOOT ? dam->outlet.bed_least_m : 0.0;
  if (config->storage) {
    AL_TRY(env->ctx, dam_read_curve(env, dam));
    AL_TRY(env->ctx, al_report_close(env->ctx));
  } else {
    dam->storage = (struct works_storage){
        .bottom_m = config->bottom_m + dam->foot_m,
        .scale =
            config->volume_m3 / pow(config->volume_level_m - config->bottom_m, config->exponent),
        .exponent = config->exponent};
  }
  dam->crest_m = config->crest_m + dam->foot_m;
  dam->bottom_m = al_level_is_given(config->breach_bottom_m) ? config->breach_bottom_m + dam->foot_m
                                                             : dam->storage.bottom_m;
  dam->breach_above_m = al_level_is_given(config->breach_above_m)
                            ? config->breach_above_m + dam->foot_m
                            : (double)INFINITY;
  dam->spillway_m = al_level_is_given(config->spillway_level_m)
                        ? config->spillway_level_m + dam->foot_m
                        : (double)INFINITY;
  snprintf(dam->balance_name, sizeof dam->balance_name, "dam:%s", config->name);
  snprintf(dam->peak_name, sizeof dam->peak_name, "dam_peak_m3_per_s:%s", config->name);
  snprintf(dam->peak_time_name, sizeof dam->peak_time_name, "dam_peak_time_s:%s", config->name);
  const double level_m = config->initial_level_m + dam->foot_m;
  *dam->memory =
      (struct works_dam_memory){.volume_m3 = works_storage_volume_m3(&dam->storage, level_m),
                                .breach_start_s = (double)INFINITY,
                                .breach = {.crest_m = dam->crest_m, .bottom_m = dam->bottom_m},
                                .level_m = level_m,
                                .opening_bottom_m = dam->crest_m,
                                .tail_m = dam->outlet.bed_least_m};
  return AL_OK;
}

al_status works_dams_create(const struct al_model_env *env, struct works *works)
{
  for (size_t k = 0; k < works->dam_count; k++)
    AL_TRY(env->ctx, dam_create(env, &works->dam[k]));
  return AL_OK;
}

/* Starts the breach when its time or its level has come; its size follows from the water there. */
static void dam_start_breach(struct works_dam *dam, double time_s)
{
  const struct works_dam_config *config = dam->config;
  struct works_dam_memory *memory = dam->memory;
  const double level_m = works_storage_level_m(&dam->storage, memory->volume_m3);
  const bool due = (config->breach_at_s >= 0.0 && time_s >= config->breach_at_s) ||
                   level_m > dam->breach_above_m;
  if (config->breach == WORKS_BREACH_NONE || isfinite(memory->breach_start_s) || !due)
    return;
  const double volume_m3 =
      fmax(memory->volume_m3 - works_storage_volume_m3(&dam->storage, dam->bottom_m), 0.0);
  memory->breach_start_s = config->breach_at_s >= 0.0 ? fmin(config->breach_at_s, time_s) : time_s;
  if (config->breach == WORKS_BREACH_FROEHLICH_2008)
    works_breach_froehlich(volume_m3, config->cause == WORKS_OVERTOPPING, &memory->breach);
  else if (config->breach == WORKS_BREACH_MACDONALD_1984)
    works_breach_macdonald(volume_m3, fmax(level_m - dam->bottom_m, 0.0), config->crest_width_m,
                           config->face_slopes, &memory->breach);
  else
    memory->breach = (struct works_breach){.crest_m = dam->crest_m,
                                           .bottom_m = dam->bottom_m,
                                           .width_m = config->breach_width_m,
                                           .side_slope = config->breach_slope,
                                           .growth_s = config->breach_time_s};
}

double works_dam_m3_per_s(const struct works_dam *dam, double volume_m3, double time_s)
{
  const struct works_dam_memory *memory = dam->memory;
  const double level_m = works_storage_level_m(&dam->storage, volume_m3);
  const double coefficient = dam->config->coefficient;
  const struct works_opening opening =
      works_breach_opening(&memory->breach, time_s - memory->breach_start_s);
  double m3_per_s = works_opening_m3_per_s(&opening, coefficient, level_m, memory->tail_m);
  if (isfinite(dam->spillway_m))
    m3_per_s += works_weir_m3_per_s(coefficient, dam->config->spillway_width_m,
                                    level_m - dam->spillway_m, memory->tail_m - dam->spillway_m);
  return m3_per_s;
}

/* Volume let out in a part of an exchange: Runge-Kutta of fourth order with steady inflow. */
static double dam_release_m3(const struct works_dam *dam, double time_s, double part_s,
                             double inflow_m3_per_s)
{
  const double start_m3 = dam->memory->volume_m3, half_s = 0.5 * part_s;
  const double a = works_dam_m3_per_s(dam, start_m3, time_s);
  const double b =
      works_dam_m3_per_s(dam, start_m3 + half_s * (inflow_m3_per_s - a), time_s + half_s);
  const double c =
      works_dam_m3_per_s(dam, start_m3 + half_s * (inflow_m3_per_s - b), time_s + half_s);
  const double d =
      works_dam_m3_per_s(dam, start_m3 + part_s * (inflow_m3_per_s - c), time_s + part_s);
  const double out_m3 = part_s / 6.0 * (a + 2.0 * b + 2.0 * c + d);
  return fmin(out_m3, start_m3 + inflow_m3_per_s * part_s);
}

static int dam_count_parts(const struct works_dam *dam, double time_s, double span_s)
{
  const struct works_dam_memory *memory = dam->memory;
  const double out_m3 = works_dam_m3_per_s(dam, memory->volume_m3, time_s + span_s) * span_s;
  const double above_m3 =
      memory->volume_m3 - works_storage_volume_m3(&dam->storage, memory->breach.bottom_m);
  const double wanted = out_m3 / (PART_SHARE * fmax(above_m3, 1.0));
  return (int)fmin(fmax(ceil(wanted), (double)PARTS_LEAST), (double)PARTS_MOST);
}

static void dam_exchange(struct works *works, struct works_dam *dam, double time_s, double span_s)
{
  struct works_dam_memory *memory = dam->memory;
  memory->tail_m = works_end_level_m(works, &dam->outlet);
  dam_start_breach(dam, time_s);
  const int parts = dam_count_parts(dam, time_s, span_s);
  const double part_s = span_s / parts;
  double released_m3 = 0.0;
  for (int part = 0; part < parts; part++) {
    const double now_s = time_s + part * part_s;
    const double inflow_m3 =
        dam->config->inflow_m3_per_s.count
            ? al_series_integral(&dam->config->inflow_m3_per_s, now_s, now_s + part_s)
            : 0.0;
    dam_start_breach(dam, now_s);
    const double out_m3 = dam_release_m3(dam, now_s, part_s, inflow_m3 / part_s);
    memory->inflow_m3 += inflow_m3;
    memory->volume_m3 = fmax(memory->volume_m3 + inflow_m3 - out_m3, 0.0);
    released_m3 += out_m3;
  }
  works_end_give(works, &dam->outlet, released_m3);
  const struct works_opening opening =
      works_breach_opening(&memory->breach, time_s + span_s - memory->breach_start_s);
  memory->released_m3 += released_m3;
  memory->level_m = works_storage_level_m(&dam->storage, memory->volume_m3);
  memory->m3_per_s = released_m3 / span_s;
  memory->opening_bottom_m = opening.bottom_m;
  memory->opening_width_m = opening.width_m;
  if (memory->m3_per_s > memory->peak_m3_per_s) {
    memory->peak_m3_per_s = memory->m3_per_s;
    memory->peak_s = time_s + span_s;
  }
}

void works_dams_exchange(struct works *works, double time_s, double span_s)
{
  assert(span_s > 0.0);
  for (size_t k = 0; k < works->dam_count; k++)
    dam_exchange(works, &works->dam[k], time_s, span_s);
}
