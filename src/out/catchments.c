/**
 * catchments.csv: what catchments hold, and what enters and leaves them over their borders.
 *
 * A cell belongs to the polygon that covers most of it, if that is at least half; a coarser cell to
 * the one that holds its north-western cell of the finest lattice. What the open sides of the grid
 * let in and out is no border: mass.csv has it.
 */
#include "doors/cover_door.h"
#include "out/flow_faces.h"
#include "out/points.h"
#include <assert.h>
#include <string.h>

enum { CATCHMENTS_MOST = 1000 };

struct catchment {
  const char *name;
  double area_m2, storage_m3;
  struct out_flow_face *face; /* positive out of it */
  size_t face_count;
};

struct catchments {
  struct out_live_csv csv;
  struct al_flow_view water;
  size_t count;
  struct catchment *catchment;
  uint16_t *of;      /* [cols * rows] of the finest lattice: number + 1, 0 = none */
  uint16_t *of_cell; /* [tiles * 4096] */
};

/* What a polygon takes of a cell, while the layer is laid. */
struct catchment_cover {
  uint16_t *of;
  float *share;
};

static void catchments_cover(void *self, size_t feature, ptrdiff_t cell, double amount)
{
  struct catchment_cover *cover = self;
  assert(feature < CATCHMENTS_MOST && cell >= 0);
  if (amount < 0.5 || (float)amount <= cover->share[cell])
    return;
  cover->share[cell] = (float)amount;
  cover->of[cell] = (uint16_t)(feature + 1);
}

static void catchments_own(struct catchments *self, const struct al_forest *forest)
{
  const struct al_lattice *lattice = &forest->lattice;
  for (int row = 0; row < lattice->rows; row++)
    for (int col = 0; col < lattice->cols; col++) {
      const uint16_t of = self->of[(ptrdiff_t)row * lattice->cols + col];
      const ptrdiff_t index = of ? al_forest_index(forest, col, row) : -1;
      if (index < 0 || !forest->valid[index] || self->of_cell[index])
        continue;
      const double cell_m = al_forest_cell_m(forest, index / AL_TILE_CELLS);
      self->of_cell[index] = of;
      self->catchment[of - 1].area_m2 += cell_m * cell_m;
    }
}

/* Takes a face into the borders it is part of; with `count_only` it counts. */
static void catchments_take_face(struct catchments *self, const struct al_forest *forest,
                                 const struct al_face *face, bool count_only)
{
  struct out_flow_face joined;
  if (!out_flow_face_at(forest, face, &joined))
    return;
  const uint16_t side[2] = {self->of_cell[joined.index], self->of_cell[joined.other]};
  for (int k = 0; k < 2 && side[0] != side[1]; k++) {
    if (side[k] == 0)
      continue;
    struct catchment *catchment = &self->catchment[side[k] - 1];
    const bool west_or_north = k == 0;
    /* u is positive to the east, v to the north */
    joined.sign = west_or_north != face->is_north ? 1 : -1;
    if (!count_only)
      catchment->face[catchment->face_count] = joined;
    catchment->face_count++;
  }
}

static void catchments_walk_faces(struct catchments *self, const struct al_forest *forest,
                                  bool count_only)
{
  const struct al_lattice *lattice = &forest->lattice;
  for (size_t c = 0; c < self->count; c++)
    self->catchment[c].face_count = 0;
  for (int row = 0; row < lattice->rows; row++)
    for (int col = 0; col < lattice->cols; col++)
      for (int is_north = 0; is_north < 2; is_north++) {
        if (is_north ? row + 1 >= lattice->rows : col + 1 >= lattice->cols)
          continue;
        const struct al_face face = {.col = col, .row = row, .is_north = is_north};
        catchments_take_face(self, forest, &face, count_only);
      }
}

static al_status catchments_begin(void *data, struct al_arena *arena, struct al_fields *fields,
                                  const struct al_run_view *view, bool resumed)
{
  struct catchments *self = data;
  (void)resumed;
  if (!al_flow_view_open(fields, &self->water))
    return AL_FAIL(view->ctx, AL_RUN_FAILED, "catchments: the run has no water");
  self->of_cell = AL_NEW(arena, uint16_t, (size_t)view->forest->tile_count * AL_TILE_CELLS);
  if (!self->of_cell)
    return AL_NO_MEMORY;
  catchments_own(self, view->forest);
  catchments_walk_faces(self, view->forest, true);
  for (size_t c = 0; c < self->count; c++) {
    struct catchment *catchment = &self->catchment[c];
    catchment->face = AL_NEW(arena, struct out_flow_face, catchment->face_count + 1);
    if (!catchment->face)
      return AL_NO_MEMORY;
  }
  catchments_walk_faces(self, view->forest, false);
  return AL_OK;
}

static void catchments_put_header(void *data, const struct al_run_view *view)
{
  struct catchments *self = data;
  (void)view;
  fputs("# inflow and outflow over the borders to other cells, not through open sides of the "
        "grid\n# area_m2",
        self->csv.stream);
  for (size_t c = 0; c < self->count; c++)
    fprintf(self->csv.stream, ",%.10g", self->catchment[c].area_m2);
  fputs("\ntime_s,time", self->csv.stream);
  for (size_t c = 0; c < self->count; c++) {
    out_csv_put_column(&self->csv, self->catchment[c].name, "storage_m3");
    out_csv_put_column(&self->csv, self->catchment[c].name, "inflow_m3_per_s");
    out_csv_put_column(&self->csv, self->catchment[c].name, "outflow_m3_per_s");
  }
  fputc('\n', self->csv.stream);
}

static void catchments_store(struct catchments *self, const struct al_forest *forest)
{
  al_real depth_m[AL_TILE_CELLS];
  for (size_t c = 0; c < self->count; c++)
    self->catchment[c].storage_m3 = 0.0;
  for (ptrdiff_t t = 0; t < forest->tile_count; t++) {
    const uint16_t *of = self->of_cell + t * AL_TILE_CELLS;
    const double cell_m = al_forest_cell_m(forest, t), area_m2 = cell_m * cell_m;
    al_flow_view_tile(&self->water, t, depth_m, NULL, NULL, NULL);
    for (int i = 0; i < AL_TILE_CELLS; i++)
      if (of[i])
        self->catchment[of[i] - 1].storage_m3 += area_m2 * (double)depth_m[i];
  }
}

static void catchments_put_row(void *data, const struct al_run_view *view)
{
  struct catchments *self = data;
  catchments_store(self, view->forest);
  for (size_t c = 0; c < self->count; c++) {
    const struct catchment *catchment = &self->catchment[c];
    const struct out_flow_sum sum = out_flow_through(
        &self->water, catchment->face, catchment->face_count, view->forest->lattice.cell_m);
    fprintf(self->csv.stream, ",%.9g,%.7g,%.7g", catchment->storage_m3,
            sum.forward_m3_per_s - sum.net_m3_per_s, sum.forward_m3_per_s);
  }
}

static void catchments_name(const struct out_env *env, const struct al_vector_layer *layer,
                            struct catchments *self)
{
  const struct al_source_mark mark = {.file = env->output->catchments};
  for (size_t f = 0; f < layer->feature_count; f++) {
    const char *name = layer->feature[f].attribute[0];
    if (layer->feature[f].shape != AL_SHAPE_POLYGON)
      al_report(env->ctx, AL_ERROR, &mark, "catchment %zu is no polygon", f + 1);
    if (!name || !*name)
      al_report(env->ctx, AL_ERROR, &mark, "catchment %zu has no name (column '%s')", f + 1,
                env->output->catchments_name);
    self->catchment[f].name = name && *name ? name : "";
    for (size_t k = 0; k < f; k++)
      if (*self->catchment[f].name && strcmp(self->catchment[k].name, name) == 0)
        al_report(env->ctx, AL_ERROR, &mark, "two catchments are called '%s'", name);
  }
}

static al_status catchments_lay(const struct out_env *env, const struct al_vector_layer *layer,
                                struct catchments *self)
{
  const struct al_lattice *lattice = &env->grid->lattice;
  const struct al_source_mark mark = {.file = env->output->catchments};
  const size_t cells = (size_t)lattice->cols * (size_t)lattice->rows;
  struct catchment_cover cover = {.of = AL_NEW(env->arena, uint16_t, cells),
                                  .share = AL_NEW(env->arena, float, cells)};
  size_t *held = AL_NEW(env->arena, size_t, self->count);
  if (!cover.of || !cover.share || !held)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx,
         al_cover_visit_layer(env->ctx, layer, lattice, "catchments", catchments_cover, &cover));
  self->of = cover.of;
  for (size_t i = 0; i < cells; i++)
    if (cover.of[i] && env->grid->valid[i])
      held[cover.of[i] - 1]++;
  for (size_t c = 0; c < self->count; c++)
    if (held[c] == 0)
      al_report(env->ctx, AL_ERROR, &mark, "catchment '%s' holds no cell of the grid",
                self->catchment[c].name);
  return AL_OK;
}

size_t out_catchments_bytes(const struct out_env *env)
{
  const struct al_lattice *lattice = &env->grid->lattice;
  return (size_t)lattice->cols * (size_t)lattice->rows * (2 * sizeof(uint16_t) + sizeof(float));
}

al_status out_catchments_create(const struct out_env *env, struct al_observer *out)
{
  const struct al_output_config *config = env->output;
  const char *const columns[] = {config->catchments_name, NULL};
  const struct al_vector_request request = {.path = config->catchments,
                                            .layer = config->catchments_layer,
                                            .attributes = columns,
                                            .target_wkt = env->grid->lattice.crs_wkt};
  struct al_vector_layer layer;
  AL_TRY(env->ctx, al_vector_read(env->ctx, env->arena, &request, &layer));
  struct catchments *self = AL_NEW(env->arena, struct catchments, 1);
  const struct al_source_mark mark = {.file = config->catchments};
  if (!self)
    return AL_NO_MEMORY;
  if (layer.feature_count == 0 || layer.feature_count > CATCHMENTS_MOST) {
    al_report(env->ctx, AL_ERROR, &mark, "%zu catchments: a layer has 1 to %d", layer.feature_count,
              (int)CATCHMENTS_MOST);
    return al_report_close(env->ctx);
  }
  *self =
      (struct catchments){.csv = {.env = env,
                                  .interval_s = config->gauge_interval_s,
                                  .put_header = catchments_put_header,
                                  .put_row = catchments_put_row},
                          .count = layer.feature_count,
                          .catchment = AL_NEW(env->arena, struct catchment, layer.feature_count)};
  if (!self->catchment)
    return AL_NO_MEMORY;
  catchments_name(env, &layer, self);
  AL_TRY(env->ctx, catchments_lay(env, &layer, self));
  AL_TRY(env->ctx, out_csv_observe(&self->csv, "catchments", "catchments.csv", out));
  out->begin = catchments_begin;
  return AL_OK;
}
