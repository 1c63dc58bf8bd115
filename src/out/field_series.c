/**
 * fields/NAME.nc: depth, level and velocity over time.
 */
#include "out/field_series.h"
#include "out/out.h"
#include "doors/file_door.h"
#include "out/quantities.h"

struct field_series {
  const struct out_env *env;
  struct out_quantities quantities;
  const char *path;
  float *plane; /* [rows * cols] */
  struct al_hdf *file;
  struct {
    struct out_clock clock;
    size_t count; /* times written */
  } memory;
};

static al_status series_begin(void *data, struct al_arena *arena, struct al_fields *fields,
                              const struct al_run_view *view, bool resumed)
{
  struct field_series *self = data;
  (void)resumed;
  if (!out_quantities_open(self->env, fields, &self->quantities))
    return AL_FAIL(view->ctx, AL_RUN_FAILED, "fields: the run has no water");
  self->plane = AL_NEW(arena, float, (size_t)al_lattice_cells(&view->forest->lattice));
  return self->plane ? AL_OK : AL_NO_MEMORY;
}

static double series_next_s(const void *data, double time_s)
{
  const struct field_series *self = data;
  return out_clock_next_s(&self->memory.clock, self->env->output->interval_s, time_s);
}

static void series_fill_plane(const struct field_series *self, const struct al_run_view *view,
                              int what)
{
  const struct al_forest *forest = view->forest;
  const ptrdiff_t cells = al_lattice_cells(&forest->lattice);
  for (ptrdiff_t i = 0; i < cells; i++)
    self->plane[i] = NAN;
  const int threads = view->threads > 0 ? view->threads : 1;
#pragma omp parallel for schedule(static) num_threads(threads)
  for (ptrdiff_t t = 0; t < forest->tile_count; t++) {
    al_real value[AL_TILE_CELLS], spare[AL_TILE_CELLS];
    out_quantity_tile(&self->quantities, t, what, value, spare);
    al_forest_paint_tile(forest, t, value, self->plane);
  }
}

static al_status series_make_file(struct field_series *self, const struct al_run_view *view)
{
  const struct out_env *env = self->env;
  struct al_ctx *ctx = view->ctx;
  AL_TRY(ctx, al_folder_make(ctx, out_path(env, "fields")));
  AL_TRY(ctx, al_hdf_create_live(ctx, self->path, &self->file));
  AL_TRY(ctx, al_hdf_cf_begin(self->file, &view->forest->lattice, true, view->epoch_s));
  AL_TRY(ctx, out_put_texts(env, self->file));
  AL_TRY(ctx,
         al_hdf_cf_declare(self->file, "zb", "m", "bed level above the vertical datum", false, 0));
  AL_TRY(ctx, out_quantities_declare(env, self->file, al_hdf_cf_declare));
  al_field_collect(self->quantities.water.bed, view->forest, NAN, self->plane);
  const ptrdiff_t cells = al_lattice_cells(&view->forest->lattice);
  for (ptrdiff_t i = 0; i < cells; i++)
    if (self->plane[i] >= (float)AL_WALL_BED_M)
      self->plane[i] = NAN;
  AL_TRY(ctx, al_hdf_cf_write(self->file, "zb", 0, self->plane));
  return al_hdf_go_live(self->file);
}

static al_status series_open_file(struct field_series *self, const struct al_run_view *view)
{
  if (self->file)
    return AL_OK;
  if (self->memory.count == 0)
    return series_make_file(self, view);
  AL_TRY(view->ctx, al_hdf_open(view->ctx, self->path, true, &self->file));
  return al_hdf_go_live(self->file);
}

static al_status series_sample(void *data, const struct al_run_view *view)
{
  struct field_series *self = data;
  const size_t index = self->memory.count; /* of a run that was killed it may be there already */
  AL_TRY(view->ctx, series_open_file(self, view));
  AL_TRY(view->ctx, al_hdf_cf_put_time(self->file, index, view->time_s));
  for (int i = 0; i < OUT_QUANTITIES; i++) {
    if (!out_quantity_is_asked(self->env, i))
      continue;
    series_fill_plane(self, view, i);
    AL_TRY(view->ctx, al_hdf_cf_write(self->file, out_quantity_words[i].name, index, self->plane));
  }
  AL_TRY(view->ctx, al_hdf_flush(self->file));
  self->memory.count = index + 1;
  out_clock_advance(&self->memory.clock, self->env->output->interval_s, view->time_s);
  return AL_OK;
}

static al_status series_end(void *data, const struct al_run_view *view)
{
  struct field_series *self = data;
  if (out_is_end(view) && self->memory.clock.last_s < view->time_s)
    AL_TRY(view->ctx, series_sample(self, view));
  return out_field_series_close(self);
}

static al_status series_restored(void *data, const struct al_run_view *view)
{
  struct field_series *self = data;
  return self->memory.count > 0 ? series_open_file(self, view) : AL_OK;
}

static size_t series_spans(void *data, struct al_span *spans, size_t capacity)
{
  struct field_series *self = data;
  if (capacity > 0)
    spans[0] = (struct al_span){.data = &self->memory, .bytes = sizeof self->memory};
  return 1;
}

/* Dry land packs to next to nothing, but a fiftieth of the plain numbers remains. */
static al_status series_check_disk(const struct out_env *env)
{
  enum { PACKED_MOST = 50 };
  const double interval_s = env->output->interval_s, cell_m = env->grid->lattice.cell_m;
  const double planes = 4.0 + (env->output->speed ? 1.0 : 0.0) + (env->output->weather ? 3.0 : 0.0);
  const double frame_bytes = env->domain_m2 / (cell_m * cell_m) * planes * sizeof(float);
  const double frames = env->scenario->duration_s / interval_s;
  const double least_bytes = frames * frame_bytes / PACKED_MOST;
  const struct al_source_mark mark = al_config_mark(env->scenario_file, "output.interval");
  uint64_t free_bytes;
  AL_TRY(env->ctx, al_file_free_bytes(env->ctx, env->folder, &free_bytes));
  if (least_bytes <= (double)free_bytes)
    return AL_OK;
  const double most = fmax(1.0, (double)free_bytes * PACKED_MOST / frame_bytes);
  al_report(env->ctx, AL_ERROR, &mark,
            "'output.interval': every %g s makes %.3g fields in time, at least %.1f GB of which "
            "%s has %.1f GB free; every %.3g s might fit, 0 writes none",
            interval_s, frames, least_bytes / 1e9, env->folder, (double)free_bytes / 1e9,
            out_interval_least_s(env->scenario->duration_s, most));
  return al_report_close(env->ctx);
}

al_status out_field_series_create(const struct out_env *env, struct al_observer *out)
{
  const struct al_source_mark mark = al_config_mark(env->scenario_file, "output.weather");
  struct field_series *self = AL_NEW(env->arena, struct field_series, 1);
  if (env->output->weather && !al_config_has(env->scenario_file, "cyclone")) {
    al_report(env->ctx, AL_ERROR, &mark,
              "output.weather: the scenario has no storm (section `cyclone`)");
    return al_report_close(env->ctx);
  }
  if (!self)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx, series_check_disk(env));
  self->env = env;
  self->memory.clock = out_clock_fresh();
  self->path = out_path(env, al_arena_printf(env->arena, "fields/%s.nc", env->scenario->name));
  if (!self->path)
    return AL_NO_MEMORY;
  *out = (struct al_observer){.name = "fields",
                              .self = self,
                              .begin = series_begin,
                              .next_s = series_next_s,
                              .sample = series_sample,
                              .end = series_end,
                              .restored = series_restored,
                              .spans = series_spans};
  return AL_OK;
}

al_status out_field_series_close(void *data)
{
  struct field_series *self = data;
  struct al_hdf *file = self->file;
  self->file = NULL;
  return file ? al_hdf_close(file, true) : AL_OK;
}
