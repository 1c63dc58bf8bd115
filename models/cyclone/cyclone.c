/**
 * The cyclone model: samples wind and pressure on the grid.
 */
#include "core/isa.h"
#include "doors/crs_door.h"
#include "models/cyclone/cyclone_config.h"
#include "models/cyclone/cyclone_kernel.h"
#include "models/models.h"
#include <assert.h>
#include <math.h>

struct cyclone {
  struct al_ctx *ctx;
  const struct al_forest *forest;
  const struct al_cyclone_config *config;
  struct cyclone_storm storm; /* no rows = no storm */
  double epoch_s, end_s, turn_cos, turn_sin;
  int threads;
  void (*sweep)(const struct cyclone_job *job);
  struct cyclone_drag drag[3];
  struct al_field *wind_x, *wind_y, *pressure, *stress_x, *stress_y;
  double *x_m, *y_m; /* [sample_count] centre in the grid's coordinates */
  long sample_count;
  struct {
    long next; /* sample that comes next */
  } memory;
};

enum { CYCLONE_WIND_X, CYCLONE_WIND_Y, CYCLONE_PRESSURE, CYCLONE_STRESS_X, CYCLONE_STRESS_Y };

static const struct al_field_decl cyclone_fields[] = {
    [CYCLONE_WIND_X] = {.name = "wind_x",
                        .unit = "m/s",
                        .long_name = "wind at 10 m towards grid east, mean over 10 minutes",
                        .role = AL_FIELD_DERIVED,
                        .buffers = 1},
    [CYCLONE_WIND_Y] = {.name = "wind_y",
                        .unit = "m/s",
                        .long_name = "wind at 10 m towards grid north, mean over 10 minutes",
                        .role = AL_FIELD_DERIVED,
                        .buffers = 1},
    [CYCLONE_PRESSURE] = {.name = "pressure",
                          .unit = "Pa",
                          .long_name = "air pressure at sea level",
                          .role = AL_FIELD_DERIVED,
                          .buffers = 1},
    [CYCLONE_STRESS_X] = {.name = "stress_x",
                          .unit = "Pa",
                          .long_name = "stress of the wind on water towards grid east",
                          .role = AL_FIELD_DERIVED,
                          .buffers = 1},
    [CYCLONE_STRESS_Y] = {.name = "stress_y",
                          .unit = "Pa",
                          .long_name = "stress of the wind on water towards grid north",
                          .role = AL_FIELD_DERIVED,
                          .buffers = 1},
};

static void cyclone_sample_tile(const struct cyclone *cyclone, const struct cyclone_now *now,
                                ptrdiff_t t, double x_m, double y_m)
{
  const struct al_tile *tile = &cyclone->forest->tile[t];
  const struct al_lattice *lattice = al_forest_lattice(cyclone->forest, t);
  const double cell_m = al_forest_cell_m(cyclone->forest, t);
  const struct cyclone_job job = {
      .now = now,
      .east_m = (al_real)(lattice->west_m + (tile->col + 0.5) * cell_m - x_m),
      .north_m = (al_real)(lattice->north_m - (tile->row + 0.5) * cell_m - y_m),
      .cell_m = (al_real)cell_m,
      .turn_cos = (al_real)cyclone->turn_cos,
      .turn_sin = (al_real)cyclone->turn_sin,
      .valid = cyclone->forest->valid + t * AL_TILE_CELLS,
      .wind_x = al_field_tile(cyclone->wind_x, t),
      .wind_y = al_field_tile(cyclone->wind_y, t),
      .pressure_pa = al_field_tile(cyclone->pressure, t),
      .stress_x_pa = al_field_tile(cyclone->stress_x, t),
      .stress_y_pa = al_field_tile(cyclone->stress_y, t),
      .drag = {cyclone->drag[0], cyclone->drag[1], cyclone->drag[2]},
      .sectored = cyclone->config->drag == CYCLONE_DRAG_POWELL};
  cyclone->sweep(&job);
}

/* A sample holds for an interval: it is the storm of its middle, which is as good as straight lines
 * between samples to second order and costs no second copy of the fields. */
static double cyclone_sample_epoch_s(const struct cyclone *cyclone, long k)
{
  const double middle_s = ((double)k + 0.5) * cyclone->config->interval_s;
  return cyclone->epoch_s + fmin(middle_s, cyclone->end_s);
}

static void cyclone_sample(const struct cyclone *cyclone, long k)
{
  assert(k >= 0 && k < cyclone->sample_count);
  struct cyclone_now now;
  cyclone_storm_at(&cyclone->storm, cyclone_sample_epoch_s(cyclone, k), &now, NULL);
#pragma omp parallel for num_threads(cyclone->threads) schedule(static)
  for (ptrdiff_t t = 0; t < cyclone->forest->tile_count; t++)
    cyclone_sample_tile(cyclone, &now, t, cyclone->x_m[k], cyclone->y_m[k]);
}

/* Middle of the grid in degrees, and the angle between its north and the true one. */
static al_status cyclone_place(struct cyclone *cyclone, struct cyclone_target *target)
{
  const struct al_lattice *lattice = &cyclone->forest->level[0];
  double x[2], y[2];
  x[0] = al_lattice_x_m(lattice, 0.5 * lattice->cols);
  y[0] = al_lattice_y_m(lattice, 0.5 * lattice->rows);
  const double half_m = 0.5 * lattice->cell_m * hypot(lattice->cols, lattice->rows);
  AL_TRY(cyclone->ctx, al_crs_transform(cyclone->ctx, lattice->crs_wkt, "EPSG:4326", 1, x, y));
  target->lon_deg = x[0];
  target->lat_deg = y[0];
  target->reach_m += half_m;
  const struct al_number_list *pivot = &cyclone->config->pivot;
  target->has_pivot = pivot->count == 2;
  target->pivot_lon_deg = target->has_pivot ? pivot->value[0] : 0.0;
  target->pivot_lat_deg = target->has_pivot ? pivot->value[1] : 0.0;
  AL_TRY(cyclone->ctx,
         al_crs_transform(cyclone->ctx, lattice->crs_wkt, "EPSG:4326", pivot->count / 2,
                          &target->pivot_lon_deg, &target->pivot_lat_deg));
  x[1] = x[0];
  y[1] = y[0] + 0.1;
  AL_TRY(cyclone->ctx, al_crs_transform(cyclone->ctx, "EPSG:4326", lattice->crs_wkt, 2, x, y));
  const double east_m = x[1] - x[0], north_m = y[1] - y[0], way_m = hypot(east_m, north_m);
  if (!(way_m > 0.0))
    return AL_FAIL(cyclone->ctx, AL_BAD_INPUT,
                   "cyclone: the grid's coordinate system has no north at its middle");
  cyclone->turn_cos = north_m / way_m; /* true north is (sin, cos) on the grid */
  cyclone->turn_sin = -east_m / way_m;
  return AL_OK;
}

/* Centres of all samples, so that a step transforms nothing. */
static al_status cyclone_project(struct cyclone *cyclone, struct al_arena *arena)
{
  const struct al_lattice *lattice = &cyclone->forest->lattice;
  cyclone->sample_count = (long)floor(cyclone->end_s / cyclone->config->interval_s) + 1;
  const size_t count = (size_t)cyclone->sample_count;
  cyclone->x_m = AL_NEW(arena, double, count);
  cyclone->y_m = AL_NEW(arena, double, count);
  if (!cyclone->x_m || !cyclone->y_m)
    return AL_NO_MEMORY;
  struct cyclone_centre centre = {.lon_deg = cyclone->storm.track.row[0].lon_deg,
                                  .lat_deg = cyclone->storm.track.row[0].lat_deg};
  for (long k = 0; k < cyclone->sample_count; k++) {
    struct cyclone_now now;
    cyclone_storm_at(&cyclone->storm, cyclone_sample_epoch_s(cyclone, k), &now, &centre);
    cyclone->x_m[k] = centre.lon_deg;
    cyclone->y_m[k] = centre.lat_deg;
  }
  return al_crs_transform(cyclone->ctx, "EPSG:4326", lattice->crs_wkt, count, cyclone->x_m,
                          cyclone->y_m);
}

static al_status cyclone_open_storm(struct cyclone *cyclone, const struct al_model_env *env)
{
  const struct al_cyclone_config *config = cyclone->config;
  struct cyclone_settings settings = cyclone_settings_of(config);
  const struct cyclone_source source = {.path = config->track,
                                        .format = (enum cyclone_format)config->format,
                                        .storm = config->storm,
                                        .agency = config->agency};
  struct cyclone_target target = {.reach_m = config->wind_end_m + config->wind_end_width_m,
                                  .start_s = env->epoch_s + env->start_s,
                                  .end_s = env->epoch_s + env->end_s};
  struct cyclone_track track;
  if (isnan(env->epoch_s))
    return AL_FAIL(env->ctx, AL_BAD_INPUT,
                   "cyclone.track needs scenario.start, which is not given");
  if (!*env->forest->lattice.crs_wkt)
    return AL_FAIL(env->ctx, AL_BAD_INPUT,
                   "cyclone: the grid has local coordinates; a track needs a coordinate system");
  AL_TRY(env->ctx, cyclone_read(env->ctx, env->arena, &source, &track));
  if (settings.forecast.given)
    AL_TRY(env->ctx, cyclone_errors_read(env->ctx, env->arena, config->forecast_errors,
                                         &settings.forecast.errors));
  AL_TRY(env->ctx, cyclone_place(cyclone, &target));
  AL_TRY(env->ctx,
         cyclone_storm_create(env->ctx, env->arena, &track, &settings, &target, &cyclone->storm));
  return cyclone_project(cyclone, env->arena);
}

static al_status cyclone_create(const struct al_model_env *env, void **self)
{
  static void (*const sweeps[AL_ISA_COUNT])(const struct cyclone_job *) = {
      cyclone_sweep_v2, cyclone_sweep_v3, cyclone_sweep_v4};
  struct cyclone *cyclone = AL_NEW(env->arena, struct cyclone, 1);
  if (!cyclone)
    return AL_NO_MEMORY;
  *cyclone = (struct cyclone){.ctx = env->ctx,
                              .forest = env->forest,
                              .config = env->config,
                              .epoch_s = env->epoch_s,
                              .end_s = env->end_s,
                              .threads = env->threads,
                              .sweep = sweeps[al_isa_level()]};
  *self = cyclone;
  struct al_field_decl pressure = cyclone_fields[CYCLONE_PRESSURE];
  pressure.fallback = cyclone->config->environment_pressure_pa;
  AL_TRY(env->ctx, al_fields_add(env->fields, &cyclone_fields[CYCLONE_WIND_X], &cyclone->wind_x));
  AL_TRY(env->ctx, al_fields_add(env->fields, &cyclone_fields[CYCLONE_WIND_Y], &cyclone->wind_y));
  AL_TRY(env->ctx, al_fields_add(env->fields, &pressure, &cyclone->pressure));
  AL_TRY(env->ctx,
         al_fields_add(env->fields, &cyclone_fields[CYCLONE_STRESS_X], &cyclone->stress_x));
  AL_TRY(env->ctx,
         al_fields_add(env->fields, &cyclone_fields[CYCLONE_STRESS_Y], &cyclone->stress_y));
  const bool sectored = cyclone->config->drag == CYCLONE_DRAG_POWELL;
  for (int k = 0; k < 3; k++)
    cyclone->drag[k] = cyclone_drag_of(
        (enum cyclone_drag_law)(sectored ? CYCLONE_DRAG_RIGHT + k : cyclone->config->drag),
        cyclone->config->drag_constant);
  if (!cyclone->config->track)
    return AL_OK;
  AL_TRY(env->ctx, cyclone_open_storm(cyclone, env));
  cyclone_sample(cyclone, 0);
  cyclone->memory.next = 1;
  return AL_OK;
}

static double cyclone_next_event_s(const void *self, double time_s)
{
  const struct cyclone *cyclone = self;
  if (!cyclone->config->track)
    return INFINITY;
  return (floor(time_s / cyclone->config->interval_s) + 1.0) * cyclone->config->interval_s;
}

/* The fields hold from a sample until the next. */
static al_status cyclone_step(void *self, double time_s, double dt_s)
{
  struct cyclone *cyclone = self;
  (void)dt_s;
  long last = -1;
  while (cyclone->memory.next < cyclone->sample_count &&
         (double)cyclone->memory.next * cyclone->config->interval_s <= time_s)
    last = cyclone->memory.next++;
  if (last >= 0)
    cyclone_sample(cyclone, last);
  return AL_OK;
}

static size_t cyclone_spans(void *self, struct al_span *spans, size_t capacity)
{
  struct cyclone *cyclone = self;
  if (capacity > 0)
    spans[0] = (struct al_span){&cyclone->memory, sizeof cyclone->memory};
  return 1;
}

static al_status cyclone_restored(void *self)
{
  const struct cyclone *cyclone = self;
  if (cyclone->memory.next < 0 || cyclone->memory.next > cyclone->sample_count)
    return AL_FAIL(cyclone->ctx, AL_RUN_FAILED,
                   "the checkpoint does not fit the cyclone: sample %ld of %ld",
                   cyclone->memory.next, cyclone->sample_count);
  if (cyclone->memory.next > 0)
    cyclone_sample(cyclone, cyclone->memory.next - 1);
  return AL_OK;
}

const struct al_model al_model_cyclone = {
    .name = "cyclone",
    .summary_en = "wind and air pressure of a typhoon from its track, on the grid",
    .summary_zh = "由台风路径计算网格上的风与气压",
    .reference = "models/cyclone/README.md",
    .section = &al_cyclone_section,
    .fields = cyclone_fields,
    .field_count = AL_COUNT(cyclone_fields),
    .check = cyclone_check_config,
    .create = cyclone_create,
    .next_event_s = cyclone_next_event_s,
    .step = cyclone_step,
    .spans = cyclone_spans,
    .restored = cyclone_restored,
};
