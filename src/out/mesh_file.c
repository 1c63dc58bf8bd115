/**
 * mesh/NAME.nc: the cells of all levels as polygons.
 *
 * A series over time stands under the final name while the run goes on. The file of a finished run
 * is written anew and put in its place: its bytes do not depend on stops in between.
 */
#include "out/mesh_file.h"
#include "core/log.h"
#include "doors/file_door.h"
#include "out/maxima.h"
#include "out/quantities.h"
#include "tiles/cell_mesh.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct mesh_file {
  const struct out_env *env;
  const char *path;
  struct al_mesh_choice choice;
  ptrdiff_t face_count;
  struct al_mesh_faces faces;
  struct out_quantities quantities;
  float *value;        /* [faces] */
  struct al_hdf *file; /* of the series while the run goes on */
  struct {
    struct out_clock clock;
    size_t count; /* times written */
  } memory;
};

/* One field of a tile's cells, ready for the faces. */
struct mesh_cells {
  al_real value[AL_TILE_CELLS];
  al_real weight[AL_TILE_CELLS]; /* in the mean; also scratch */
};
typedef void (*mesh_source)(const struct mesh_file *self, const void *what, ptrdiff_t tile,
                            struct mesh_cells *out);

static void mesh_fill(const struct mesh_file *self, mesh_source source, const void *what,
                      enum al_mesh_rule rule, bool weighted, int threads)
{
  assert(self->value && self->faces.block && threads > 0);
#pragma omp parallel for schedule(dynamic, 8) num_threads(threads)
  for (ptrdiff_t t = 0; t < self->faces.forest->tile_count; t++) {
    struct mesh_cells cells;
    source(self, what, t, &cells);
    al_mesh_take_tile(&self->faces, t, rule, cells.value, weighted ? cells.weight : NULL,
                      self->value);
  }
}

static void mesh_source_quantity(const struct mesh_file *self, const void *what, ptrdiff_t tile,
                                 struct mesh_cells *out)
{
  const int quantity = *(const int *)what;
  out_quantity_tile(&self->quantities, tile, quantity, out->value, out->weight);
  if (quantity == OUT_U || quantity == OUT_V || quantity == OUT_SPEED)
    al_flow_view_tile(&self->quantities.water, tile, out->weight, NULL, NULL, NULL);
}

static void mesh_source_maximum(const struct mesh_file *self, const void *what, ptrdiff_t tile,
                                struct mesh_cells *out)
{
  (void)self;
  out_maximum_tile(what, tile, out->value);
}

static void mesh_source_bed(const struct mesh_file *self, const void *what, ptrdiff_t tile,
                            struct mesh_cells *out)
{
  const al_real *bed = al_field_tile(self->quantities.water.bed, tile);
  (void)what;
  for (int i = 0; i < AL_TILE_CELLS; i++)
    out->value[i] = bed[i] < (al_real)AL_WALL_BED_M ? bed[i] : (al_real)NAN;
}

static void mesh_source_edge(const struct mesh_file *self, const void *what, ptrdiff_t tile,
                             struct mesh_cells *out)
{
  const double edge_m = al_mesh_edge_m(&self->faces, tile);
  (void)what;
  for (int i = 0; i < AL_TILE_CELLS; i++)
    out->value[i] = (al_real)edge_m;
}

static int mesh_threads(const struct al_run_view *view)
{
  return view->threads > 0 ? view->threads : 1;
}

/* Ground at the nodes from that of the faces, which stands in self->value. */
static float *mesh_node_ground(const struct mesh_file *self, const struct al_mesh_shape *shape)
{
  float *z_m = calloc((size_t)shape->node_count, sizeof *z_m);
  uint8_t *count = calloc((size_t)shape->node_count, 1);
  for (ptrdiff_t i = 0; z_m && count && i < self->face_count * shape->corner_count; i++) {
    const int32_t node = shape->corner[i];
    const float bed_m = self->value[i / shape->corner_count];
    if (node == AL_MESH_NO_NODE || isnan(bed_m))
      continue;
    z_m[node] += bed_m;
    count[node]++;
  }
  for (ptrdiff_t n = 0; z_m && count && n < shape->node_count; n++)
    z_m[n] = count[n] ? z_m[n] / (float)count[n] : NAN;
  if (z_m && !count) {
    free(z_m);
    z_m = NULL;
  }
  free(count);
  return z_m;
}

/* Nodes, faces, bed and cell size: what does not change in a run. */
static al_status mesh_write_shape(const struct mesh_file *self, const struct al_run_view *view,
                                  struct al_hdf *file)
{
  struct al_mesh_shape shape;
  struct al_ctx *ctx = view->ctx;
  _Static_assert((int)AL_HDF_NO_NODE == (int)AL_MESH_NO_NODE, "corners are handed on as they are");
  AL_TRY(ctx, al_mesh_shape_make(ctx, &self->faces, &shape));
  mesh_fill(self, mesh_source_bed, NULL, AL_MESH_MEAN, false, mesh_threads(view));
  float *ground_m = mesh_node_ground(self, &shape);
  al_status status =
      ground_m ? AL_OK : AL_FAIL(ctx, AL_NO_MEMORY, "out of memory while writing %s", self->path);
  const struct al_hdf_mesh mesh = {.node_count = (size_t)shape.node_count,
                                   .face_count = (size_t)self->face_count,
                                   .corner_count = (size_t)shape.corner_count,
                                   .node_x_m = shape.node_x_m,
                                   .node_y_m = shape.node_y_m,
                                   .node_z_m = ground_m,
                                   .face_x_m = shape.face_x_m,
                                   .face_y_m = shape.face_y_m,
                                   .corner = shape.corner,
                                   .crs_wkt = self->env->grid->lattice.crs_wkt};
  if (status == AL_OK)
    status = al_hdf_mesh_begin(file, &mesh, self->env->output->mesh_fields, view->epoch_s);
  free(ground_m);
  al_mesh_shape_free(&shape);
  return status;
}

/* Declares all that the file holds and writes what stands from the start. */
static al_status mesh_begin_file(const struct mesh_file *self, const struct al_run_view *view,
                                 struct al_hdf *file)
{
  struct al_ctx *ctx = view->ctx;
  AL_TRY(ctx, mesh_write_shape(self, view, file));
  AL_TRY(ctx, out_put_texts(self->env, file));
  AL_TRY(ctx, al_hdf_mesh_declare(file, "zb", "m", "bed level above the vertical datum", false, 0));
  AL_TRY(ctx, al_hdf_mesh_declare(file, "cell", "m", "edge of the face", false, 0));
  AL_TRY(ctx, al_hdf_mesh_write(file, "zb", 0, self->value));
  mesh_fill(self, mesh_source_edge, NULL, AL_MESH_GREATEST, false, mesh_threads(view));
  AL_TRY(ctx, al_hdf_mesh_write(file, "cell", 0, self->value));
  return self->env->output->mesh_fields
             ? out_quantities_declare(self->env, file, al_hdf_mesh_declare)
             : AL_OK;
}

static al_status mesh_begin(void *data, struct al_arena *arena, struct al_fields *fields,
                            const struct al_run_view *view, bool resumed)
{
  struct mesh_file *self = data;
  (void)resumed;
  if (!out_quantities_open(self->env, fields, &self->quantities))
    return AL_FAIL(view->ctx, AL_RUN_FAILED, "mesh: the run has no water");
  AL_TRY(view->ctx, al_mesh_faces_make(view->ctx, view->forest, &self->choice, &self->faces));
  assert(self->faces.count == self->face_count);
  self->value = AL_NEW(arena, float, (size_t)self->face_count);
  return self->value ? AL_OK : AL_NO_MEMORY;
}

static double mesh_next_s(const void *data, double time_s)
{
  const struct mesh_file *self = data;
  if (!self->env->output->mesh_fields)
    return (double)INFINITY;
  return out_clock_next_s(&self->memory.clock, self->env->output->interval_s, time_s);
}

static al_status mesh_open_series(struct mesh_file *self, const struct al_run_view *view)
{
  struct al_ctx *ctx = view->ctx;
  if (self->file)
    return AL_OK;
  assert(self->env->output->mesh_fields);
  if (self->memory.count > 0) {
    AL_TRY(ctx, al_hdf_open(ctx, self->path, true, &self->file));
  } else {
    AL_TRY(ctx, al_folder_make(ctx, out_path(self->env, "mesh")));
    AL_TRY(ctx, al_hdf_create_live(ctx, self->path, &self->file));
    AL_TRY(ctx, mesh_begin_file(self, view, self->file));
  }
  return al_hdf_go_live(self->file);
}

static al_status mesh_sample(void *data, const struct al_run_view *view)
{
  struct mesh_file *self = data;
  const size_t index = self->memory.count;
  if (!self->env->output->mesh_fields) /* a run samples all at its start */
    return AL_OK;
  AL_TRY(view->ctx, mesh_open_series(self, view));
  AL_TRY(view->ctx, al_hdf_cf_put_time(self->file, index, view->time_s));
  for (int i = 0; i < OUT_QUANTITIES; i++) {
    if (!out_quantity_is_asked(self->env, i))
      continue;
    mesh_fill(self, mesh_source_quantity, &i, AL_MESH_MEAN,
              i == OUT_U || i == OUT_V || i == OUT_SPEED, mesh_threads(view));
    AL_TRY(view->ctx,
           al_hdf_mesh_write(self->file, out_quantity_words[i].name, index, self->value));
  }
  AL_TRY(view->ctx, al_hdf_flush(self->file));
  self->memory.count = index + 1;
  out_clock_advance(&self->memory.clock, self->env->output->interval_s, view->time_s);
  return AL_OK;
}

static al_status mesh_write_maxima(const struct mesh_file *self, const struct al_run_view *view,
                                   struct al_hdf *file)
{
  struct out_maximum list[OUT_MAXIMA_MOST];
  const size_t count = out_maxima_list(view->fields, list, OUT_MAXIMA_MOST);
  for (size_t i = 0; i < count; i++) {
    const struct al_field_decl *decl = &list[i].field->decl;
    mesh_fill(self, mesh_source_maximum, &list[i],
              list[i].is_arrival ? AL_MESH_LEAST : AL_MESH_GREATEST, false, mesh_threads(view));
    AL_TRY(view->ctx, al_hdf_mesh_declare(file, decl->name, decl->unit, decl->long_name, false, 0));
    AL_TRY(view->ctx, al_hdf_mesh_write(file, decl->name, 0, self->value));
  }
  return AL_OK;
}

static al_status mesh_copy_series(const struct mesh_file *self, struct al_hdf *file)
{
  struct al_ctx *ctx = self->env->ctx;
  const size_t shape[] = {self->memory.count};
  double *time_s = AL_NEW(self->env->arena, double, self->memory.count + 1);
  if (!time_s)
    return AL_NO_MEMORY;
  AL_TRY(ctx, al_hdf_read(self->file, "time", AL_HDF_FLOAT64, 1, shape, time_s));
  for (size_t i = 0; i < self->memory.count; i++)
    AL_TRY(ctx, al_hdf_cf_put_time(file, i, time_s[i]));
  for (int i = 0; i < OUT_QUANTITIES; i++)
    if (out_quantity_is_asked(self->env, i))
      AL_TRY(ctx, al_hdf_mesh_copy(self->file, file, out_quantity_words[i].name));
  return AL_OK;
}

/* The file of a run that reached its end. */
static al_status mesh_write(const struct mesh_file *self, const struct al_run_view *view)
{
  struct al_hdf *file;
  AL_TRY(view->ctx, al_folder_make(view->ctx, out_path(self->env, "mesh")));
  AL_TRY(view->ctx, al_hdf_create(view->ctx, self->path, &file));
  al_status status = mesh_begin_file(self, view, file);
  if (status == AL_OK)
    status = mesh_write_maxima(self, view, file);
  if (status == AL_OK && self->memory.count > 0)
    status = mesh_copy_series(self, file);
  const al_status closed = al_hdf_close(file, status == AL_OK);
  return status == AL_OK ? closed : status;
}

static al_status mesh_end(void *data, const struct al_run_view *view)
{
  struct mesh_file *self = data;
  al_status status = AL_OK;
  if (out_is_end(view)) {
    if (self->memory.clock.last_s < view->time_s)
      AL_TRY(view->ctx, mesh_sample(self, view));
    status = mesh_write(self, view);
  }
  const al_status closed = out_mesh_close(self);
  return status == AL_OK ? closed : status;
}

static al_status mesh_restored(void *data, const struct al_run_view *view)
{
  struct mesh_file *self = data;
  return self->memory.count > 0 ? mesh_open_series(self, view) : AL_OK;
}

static size_t mesh_spans(void *data, struct al_span *spans, size_t capacity)
{
  struct mesh_file *self = data;
  if (capacity > 0)
    spans[0] = (struct al_span){.data = &self->memory, .bytes = sizeof self->memory};
  return 1;
}

/* The power of two by which the finest cells are merged to those asked for, or -1. */
static int mesh_merge_of(double cell_m, double finest_m)
{
  for (int merge = 0; merge <= AL_MESH_MERGE_MOST; merge++)
    if (fabs(cell_m / ldexp(finest_m, merge) - 1.0) < 1e-6)
      return merge;
  return -1;
}

static void mesh_check_bounds(struct mesh_file *self)
{
  const struct out_env *env = self->env;
  const struct al_number_list *bounds = &env->output->mesh_bounds;
  const double *b = bounds->value;
  const struct al_source_mark mark = al_config_mark(env->scenario_file, "output.mesh_bounds");
  if (bounds->count == 0)
    return;
  if (bounds->count != 4 || !(b[0] < b[2] && b[1] < b[3]))
    al_report(env->ctx, AL_ERROR, &mark,
              "output.mesh_bounds must be [west, south, east, north] with west < east and south < "
              "north");
  else
    self->choice.bounds = b;
}

static void mesh_check_cell(struct mesh_file *self)
{
  const struct out_env *env = self->env;
  const struct al_output_config *config = env->output;
  const double finest_m = env->grid->lattice.cell_m;
  const struct al_source_mark mark = al_config_mark(env->scenario_file, "output.mesh_cell");
  const int merge = config->mesh_cell_m > 0.0 ? mesh_merge_of(config->mesh_cell_m, finest_m) : 0;
  const double near =
      fmin(fmax(round(log2(config->mesh_cell_m / finest_m)), 0.0), (double)AL_MESH_MERGE_MOST);
  if (merge < 0)
    al_report(env->ctx, AL_ERROR, &mark,
              "output.mesh_cell: %g m is not the grid's finest cell, %g m, times 1, 2, 4, ... %d; "
              "the nearest is %g m",
              config->mesh_cell_m, finest_m, 1 << AL_MESH_MERGE_MOST, ldexp(finest_m, (int)near));
  self->choice.merge = merge;
}

static void mesh_check_count(struct mesh_file *self, const struct al_forest *forest)
{
  const struct out_env *env = self->env;
  const struct al_output_config *config = env->output;
  const double finest_m = forest->lattice.cell_m;
  const bool is_free = !(config->mesh_cell_m > 0.0);
  const int asked = self->choice.merge;
  const ptrdiff_t whole = al_mesh_count(forest, &self->choice);
  ptrdiff_t count = whole;
  struct al_mesh_choice fits = self->choice;
  while (count > config->mesh_faces && fits.merge < AL_MESH_MERGE_MOST) {
    fits.merge++;
    count = al_mesh_count(forest, &fits);
  }
  const struct al_source_mark mark =
      al_config_mark(env->scenario_file, is_free ? "output.mesh_faces" : "output.mesh_cell");
  if (whole == 0)
    al_report(env->ctx, AL_ERROR, &mark,
              "output.mesh_bounds: no cell of the grid has its centre in them");
  else if (count > config->mesh_faces)
    al_report(env->ctx, AL_ERROR, &mark,
              "the mesh has %td faces even with cells merged to %g m; output.mesh_faces allows "
              "%ld: allow %td, or a part of the grid, output.mesh_bounds",
              count, ldexp(finest_m, fits.merge), config->mesh_faces, count);
  else if (whole > config->mesh_faces && !is_free)
    al_report(env->ctx, AL_ERROR, &mark,
              "output.mesh_cell: %g m make a mesh of %td faces, output.mesh_faces allows %ld; the "
              "finest that fits is %g m (%td faces)",
              ldexp(finest_m, asked), whole, config->mesh_faces, ldexp(finest_m, fits.merge),
              count);
  else if (fits.merge > asked)
    al_log(env->ctx, AL_NOTE,
           "mesh: cells finer than %g m are merged to that, %td faces instead of %td "
           "(output.mesh_faces: %ld)",
           ldexp(finest_m, fits.merge), count, whole, config->mesh_faces);
  assert(fits.merge >= asked && fits.merge <= AL_MESH_MERGE_MOST);
  self->choice = fits;
  self->face_count = count;
}

static al_status mesh_choose(struct mesh_file *self)
{
  const struct out_env *env = self->env;
  const struct al_source_mark mark = al_config_mark(env->scenario_file, "output.mesh_fields");
  struct al_arena *arena;
  struct al_forest *forest;
  mesh_check_bounds(self);
  mesh_check_cell(self);
  if (env->output->mesh_fields && !(env->output->interval_s > 0.0))
    al_report(env->ctx, AL_ERROR, &mark,
              "output.mesh_fields: written each output.interval, which is 0");
  AL_TRY(env->ctx, al_report_close(env->ctx));
  AL_TRY(env->ctx, al_arena_create(env->ctx, 0, &arena));
  const al_status status = al_grid_plant(arena, env->grid, &forest);
  if (status == AL_OK)
    mesh_check_count(self, forest);
  al_arena_destroy(arena);
  return status == AL_OK ? al_report_close(env->ctx) : status;
}

bool out_mesh_is_asked(const struct out_env *env)
{
  const int mesh = env->output->mesh;
  return mesh == OUT_MESH_ALWAYS || (mesh == OUT_MESH_AUTO && env->grid->coarser_count > 0);
}

al_status out_mesh_create(const struct out_env *env, struct al_observer *out)
{
  struct mesh_file *self = AL_NEW(env->arena, struct mesh_file, 1);
  if (!self)
    return AL_NO_MEMORY;
  self->env = env;
  self->memory.clock = out_clock_fresh();
  self->path = out_path(env, al_arena_printf(env->arena, "mesh/%s.nc", env->scenario->name));
  if (!self->path)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx, mesh_choose(self));
  *out = (struct al_observer){.name = "mesh",
                              .self = self,
                              .begin = mesh_begin,
                              .next_s = mesh_next_s,
                              .sample = mesh_sample,
                              .end = mesh_end,
                              .restored = mesh_restored,
                              .spans = mesh_spans};
  return AL_OK;
}

al_status out_mesh_close(void *data)
{
  struct mesh_file *self = data;
  struct al_hdf *file = self->file;
  self->file = NULL;
  al_mesh_faces_free(&self->faces);
  return file ? al_hdf_close(file, true) : AL_OK;
}

size_t out_mesh_bytes(const void *data)
{
  const struct mesh_file *self = data;
  return al_mesh_bytes(self->face_count) + 2 * sizeof(float) * (size_t)self->face_count;
}
