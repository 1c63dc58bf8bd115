/**
 * Maxima in time as an observer.
 */
#include "out/maxima.h"
#include "doors/file_door.h"
#include "doors/raster_door.h"
#include "models/flow/flow_view.h"
#include "out/maxima_kernel.h"
#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum {
  LEVEL = 3,
  ARRIVAL,
  PEAKS,
  RISE = PEAKS,
  BEFORE,
  FIELDS_MOST = BEFORE + 1 + OUT_DURATIONS_MOST
};

struct maxima {
  const struct out_env *env;
  struct al_flow_view water;
  struct al_field *field[FIELDS_MOST]; /* hmax vmax hvmax zsmax arrival rise before duration... */
  double duration_depth_m[OUT_DURATIONS_MOST];
  int duration_count;
  bool with_rise;
  void (*look)(struct out_maxima_job *);
  struct {
    struct out_clock clock, rise_clock;
  } memory;
};

static const struct al_field_decl peak_fields[] = {
    {.name = "hmax", .unit = "m", .long_name = "greatest depth"},
    {.name = "vmax", .unit = "m s-1", .long_name = "greatest speed"},
    {.name = "hvmax", .unit = "m2 s-1", .long_name = "greatest product of depth and speed"},
    {.name = "zsmax",
     .unit = "m",
     .long_name = "highest water level",
     .fallback = (double)OUT_NO_LEVEL_M},
    {.name = "arrival",
     .unit = "s",
     .long_name = "first time deeper than output.arrival_depth",
     .fallback = (double)OUT_NO_ARRIVAL_S},
    {.name = "rise", .unit = "m s-1", .long_name = "fastest rise of the water"},
    {.name = "rise_before", .unit = "m", .long_name = "depth when the rise window began"},
};

static al_status maxima_add_field(struct maxima *self, struct al_fields *fields, int slot,
                                  struct al_field_decl decl)
{
  decl.role = AL_FIELD_STATE;
  decl.buffers = 1;
  return al_fields_add(fields, &decl, &self->field[slot]);
}

static al_status maxima_begin(void *data, struct al_arena *arena, struct al_fields *fields,
                              const struct al_run_view *view, bool resumed)
{
  struct maxima *self = data;
  (void)resumed;
  if (!al_flow_view_open(fields, &self->water))
    return AL_FAIL(view->ctx, AL_RUN_FAILED, "maxima: the run has no water");
  for (int i = 0; i < (self->with_rise ? BEFORE + 1 : PEAKS); i++)
    AL_TRY(view->ctx, maxima_add_field(self, fields, i, peak_fields[i]));
  for (int k = 0; k < self->duration_count; k++) {
    const double depth_m = self->duration_depth_m[k];
    const struct al_field_decl decl = {
        .name = al_arena_printf(arena, "duration_%gm", depth_m),
        .unit = "s",
        .long_name = al_arena_printf(arena, "time deeper than %g m", depth_m)};
    if (!decl.name || !decl.long_name)
      return AL_NO_MEMORY;
    AL_TRY(view->ctx, maxima_add_field(self, fields, BEFORE + 1 + k, decl));
  }
  return AL_OK;
}

static double maxima_next_s(const void *data, double time_s)
{
  const struct maxima *self = data;
  return out_clock_next_s(&self->memory.clock, self->env->output->maxima_interval_s, time_s);
}

static bool maxima_is_dry(const al_real *depth_m)
{
  al_real most = 0;
#pragma omp simd reduction(max : most)
  for (int i = 0; i < AL_TILE_CELLS; i++)
    most = depth_m[i] > most ? depth_m[i] : most;
  return !(most > 0);
}

/* `common` holds what all tiles share. */
static void maxima_look_at_tile(const struct maxima *self, struct out_maxima_job job,
                                ptrdiff_t tile, bool rise_ends)
{
  al_real depth[AL_TILE_CELLS], level[AL_TILE_CELLS], u[AL_TILE_CELLS], v[AL_TILE_CELLS];
  al_flow_view_tile(&self->water, tile, depth, NULL, NULL, NULL);
  if (maxima_is_dry(depth)) {
    if (rise_ends)
      memset(al_field_tile(self->field[BEFORE], tile), 0, sizeof depth);
    return;
  }
  al_flow_view_tile(&self->water, tile, NULL, level, u, v);
  job.depth_m = depth;
  job.level_m = level;
  job.u_m_per_s = u;
  job.v_m_per_s = v;
  al_real **const peaks[PEAKS] = {&job.hmax_m, &job.vmax_m_per_s, &job.hvmax_m2_per_s, &job.zsmax_m,
                                  &job.arrival_s};
  for (int i = 0; i < PEAKS; i++)
    *peaks[i] = al_field_tile(self->field[i], tile);
  for (int k = 0; k < self->duration_count; k++)
    job.duration_s[k] = al_field_tile(self->field[BEFORE + 1 + k], tile);
  if (rise_ends) {
    job.rise_m_per_s = al_field_tile(self->field[RISE], tile);
    job.before_m = al_field_tile(self->field[BEFORE], tile);
  }
  self->look(&job);
}

static al_status maxima_sample(void *data, const struct al_run_view *view)
{
  struct maxima *self = data;
  const struct al_output_config *config = self->env->output;
  struct out_clock *clock = &self->memory.clock, *rise = &self->memory.rise_clock;
  const bool rise_ends = self->with_rise && view->time_s >= rise->due_s;
  struct out_maxima_job common = {
      .duration_count = self->duration_count,
      .time_s = (al_real)view->time_s,
      .elapsed_s = clock->last_s < 0.0 ? 0 : (al_real)(view->time_s - clock->last_s),
      .arrival_depth_m = (al_real)config->arrival_depth_m,
      .velocity_depth_m = (al_real)config->velocity_depth_m};
  for (int k = 0; k < self->duration_count; k++)
    common.duration_depth_m[k] = (al_real)self->duration_depth_m[k];
  if (rise_ends && rise->last_s >= 0.0 && view->time_s > rise->last_s)
    common.per_window_per_s = (al_real)(1.0 / (view->time_s - rise->last_s));
  const int threads = view->threads > 0 ? view->threads : 1;
#pragma omp parallel for schedule(dynamic, 8) num_threads(threads)
  for (ptrdiff_t t = 0; t < view->forest->tile_count; t++)
    maxima_look_at_tile(self, common, t, rise_ends);
  out_clock_advance(clock, config->maxima_interval_s, view->time_s);
  if (rise_ends)
    out_clock_advance(rise, fmin(config->rise_interval_s, view->end_s), view->time_s);
  return AL_OK;
}

size_t out_maxima_list(const struct al_fields *fields, struct out_maximum *list, size_t capacity)
{
  static const char duration[] = "duration_";
  const struct al_field *hmax = al_fields_find(fields, peak_fields[0].name);
  size_t count = 0;
  for (size_t f = 0; hmax && f < al_fields_count(fields); f++) {
    const struct al_field *field = al_fields_at(fields, f);
    bool is_one = strncmp(field->decl.name, duration, sizeof duration - 1) == 0;
    for (int slot = 0; slot <= RISE; slot++)
      is_one = is_one || strcmp(field->decl.name, peak_fields[slot].name) == 0;
    if (is_one && count < capacity)
      list[count++] = (struct out_maximum){
          .field = field,
          .hmax = hmax,
          .is_level = strcmp(field->decl.name, peak_fields[LEVEL].name) == 0,
          .is_arrival = strcmp(field->decl.name, peak_fields[ARRIVAL].name) == 0};
  }
  return count;
}

void out_maximum_tile(const struct out_maximum *maximum, ptrdiff_t tile, al_real *value)
{
  const al_real *hmax = al_field_tile(maximum->hmax, tile);
  memcpy(value, al_field_tile(maximum->field, tile), AL_TILE_CELLS * sizeof *value);
  for (int i = 0; i < AL_TILE_CELLS && (maximum->is_level || maximum->is_arrival); i++)
    if (maximum->is_level ? !(hmax[i] > 0) : value[i] < 0)
      value[i] = (al_real)NAN;
}

static al_status maxima_write_one(const struct out_env *env, const struct al_forest *forest,
                                  const struct out_maximum *maximum, float *plane)
{
  const struct al_field_decl *decl = &maximum->field->decl;
  const ptrdiff_t cells = al_lattice_cells(&forest->lattice);
  for (ptrdiff_t i = 0; i < cells; i++)
    plane[i] = NAN;
#pragma omp parallel for schedule(static)
  for (ptrdiff_t t = 0; t < forest->tile_count; t++) {
    al_real value[AL_TILE_CELLS];
    out_maximum_tile(maximum, t, value);
    al_forest_paint_tile(forest, t, value, plane);
  }
  const char *path = out_path(env, al_arena_printf(env->arena, "max/%s.tif", decl->name));
  if (!path)
    return AL_NO_MEMORY;
  return al_raster_write_cog(env->ctx, &(struct al_raster_output){.path = path,
                                                                  .lattice = &env->grid->lattice,
                                                                  .name = decl->name,
                                                                  .unit = decl->unit,
                                                                  .long_name = decl->long_name,
                                                                  .value = plane,
                                                                  .metadata = env->metadata});
}

static al_status maxima_write(const struct maxima *self, const struct al_run_view *view)
{
  struct al_ctx *ctx = self->env->ctx;
  struct out_maximum list[OUT_MAXIMA_MOST];
  const size_t count = out_maxima_list(view->fields, list, OUT_MAXIMA_MOST);
  const size_t cells = (size_t)al_lattice_cells(&view->forest->lattice);
  AL_TRY(ctx, al_folder_make(ctx, out_path(self->env, "max")));
  float *plane = malloc(cells * sizeof *plane);
  al_status status =
      plane ? AL_OK : AL_FAIL(ctx, AL_NO_MEMORY, "out of memory while writing the maxima");
  for (size_t i = 0; i < count && status == AL_OK; i++)
    status = maxima_write_one(self->env, view->forest, &list[i], plane);
  free(plane);
  return status;
}

static al_status maxima_end(void *data, const struct al_run_view *view)
{
  struct maxima *self = data;
  if (!out_is_end(view))
    return AL_OK;
  if (self->memory.clock.last_s < view->time_s)
    AL_TRY(view->ctx, maxima_sample(self, view));
  return maxima_write(self, view);
}

static size_t maxima_spans(void *data, struct al_span *spans, size_t capacity)
{
  struct maxima *self = data;
  if (capacity > 0)
    spans[0] = (struct al_span){.data = &self->memory, .bytes = sizeof self->memory};
  return 1;
}

static al_status maxima_take_depths(struct maxima *self)
{
  static const double usual_m[] = {0.15, 0.5};
  const struct al_number_list *list = &self->env->output->duration_depths_m;
  const struct al_source_mark mark =
      al_config_mark(self->env->scenario_file, "output.duration_depths");
  const double *depth_m = list->count ? list->value : usual_m;
  const size_t count = list->count ? list->count : AL_COUNT(usual_m);
  if (count > OUT_DURATIONS_MOST) {
    al_report(self->env->ctx, AL_ERROR, &mark,
              "output.duration_depths has %zu depths; at most %d are kept", count,
              (int)OUT_DURATIONS_MOST);
    return AL_OK;
  }
  for (size_t k = 0; k < count; k++) {
    for (size_t j = 0; j < k; j++)
      if (depth_m[j] == depth_m[k])
        al_report(self->env->ctx, AL_ERROR, &mark, "output.duration_depths: %g m stands twice",
                  depth_m[k]);
    self->duration_depth_m[k] = depth_m[k];
  }
  self->duration_count = (int)count;
  return AL_OK;
}

al_status out_maxima_create(const struct out_env *env, struct al_observer *out)
{
  static void (*const looks[AL_ISA_COUNT])(struct out_maxima_job *) = {
      out_maxima_tile_v2, out_maxima_tile_v3, out_maxima_tile_v4};
  struct maxima *self = AL_NEW(env->arena, struct maxima, 1);
  if (!self)
    return AL_NO_MEMORY;
  self->env = env;
  self->look = looks[al_isa_level()];
  self->with_rise = env->output->rise_interval_s > 0.0;
  self->memory.clock = self->memory.rise_clock = out_clock_fresh();
  AL_TRY(env->ctx, maxima_take_depths(self));
  *out = (struct al_observer){.name = "maxima",
                              .self = self,
                              .begin = maxima_begin,
                              .next_s = maxima_next_s,
                              .loose = true,
                              .sample = maxima_sample,
                              .end = maxima_end,
                              .spans = maxima_spans};
  return AL_OK;
}

int out_maxima_fields(const struct out_env *env)
{
  const size_t durations =
      env->output->duration_depths_m.count ? env->output->duration_depths_m.count : 2;
  assert(durations <= OUT_DURATIONS_MOST);
  return PEAKS + (env->output->rise_interval_s > 0.0 ? 2 : 0) + (int)durations;
}
