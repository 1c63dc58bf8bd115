/**
 * Grid files: CF rasters with the city's attributes.
 */
#include "grids/grid.h"
#include "core/log.h"
#include "doors/hdf_door.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE_MOST = 200000, CELLS_MOST = 2000000000, GRID_GROUP_BYTES = 24 };

/* Groups of the coarser levels, and in them where the next level stands instead. */
#define GRID_GROUP "level_%d"
#define GRID_REFINED "refined"

const struct al_layer *al_grid_layer(const struct al_grid *grid, const char *name)
{
  for (size_t i = 0; i < grid->layer_count; i++)
    if (strcmp(grid->layer[i].name, name) == 0)
      return &grid->layer[i];
  return NULL;
}

al_status al_grid_plant(struct al_arena *arena, const struct al_grid *grid, struct al_forest **out)
{
  struct al_forest_level level[AL_LEVELS_MOST];
  assert(grid->coarser_count < AL_LEVELS_MOST);
  for (int k = 0; k <= grid->coarser_count; k++) {
    const struct al_grid *of = al_grid_level(grid, k);
    level[k] = (struct al_forest_level){
        .lattice = of->lattice, .valid = of->valid, .refined = of->refined};
  }
  return al_forest_create_levels(arena, level, grid->coarser_count + 1, out);
}

void al_grid_destroy(struct al_grid *grid)
{
  for (int level = 0; grid && level < grid->coarser_count; level++)
    al_arena_destroy(grid->coarser[level]->arena);
  if (grid)
    al_arena_destroy(grid->arena);
}

/* Whether a level's lattice has a tile at a cell, and no finer one stands there. */
static bool grid_level_holds(const struct al_grid *grid, int level, int col, int row)
{
  const struct al_grid *of = al_grid_level(grid, level);
  const int tile_cols = (of->lattice.cols + AL_TILE_SIDE - 1) / AL_TILE_SIDE;
  return !(of->refined && of->refined[row / AL_TILE_SIDE * tile_cols + col / AL_TILE_SIDE]);
}

bool al_grid_find(const struct al_grid *grid, double x_m, double y_m, struct al_grid_place *out)
{
  for (int level = 0; level <= grid->coarser_count; level++) {
    const struct al_lattice *lattice = &al_grid_level(grid, level)->lattice;
    const double col = (x_m - lattice->west_m) / lattice->cell_m,
                 row = (lattice->north_m - y_m) / lattice->cell_m;
    if (!(col >= 0.0 && row >= 0.0 && col <= lattice->cols && row <= lattice->rows))
      return false;
    *out = (struct al_grid_place){.level = level,
                                  .col = col < lattice->cols ? (int)col : lattice->cols - 1,
                                  .row = row < lattice->rows ? (int)row : lattice->rows - 1};
    if (grid_level_holds(grid, level, out->col, out->row)) {
      out->is_valid =
          al_grid_level(grid, level)->valid[(ptrdiff_t)out->row * lattice->cols + out->col];
      return true;
    }
  }
  return false;
}

static al_status grid_write_layer(const struct al_grid *grid, const struct al_layer *layer,
                                  struct al_hdf *file, float *plane)
{
  struct al_ctx *ctx = al_arena_ctx(grid->arena);
  const ptrdiff_t cells = al_lattice_cells(&grid->lattice);
  for (ptrdiff_t i = 0; i < cells; i++)
    plane[i] = grid->valid[i] ? layer->value[i] : NAN;
  AL_TRY(ctx, al_hdf_cf_declare(file, layer->name, layer->unit, layer->long_name, false, 0));
  return al_hdf_cf_write(file, layer->name, 0, plane);
}

static al_status grid_write_refined(const struct al_grid *grid, struct al_hdf *file)
{
  const size_t shape[] = {((size_t)grid->lattice.rows + AL_TILE_SIDE - 1) / AL_TILE_SIDE,
                          ((size_t)grid->lattice.cols + AL_TILE_SIDE - 1) / AL_TILE_SIDE};
  return grid->refined ? al_hdf_write(file, GRID_REFINED, AL_HDF_UINT8, 2, shape, grid->refined)
                       : AL_OK;
}

static al_status grid_write_all(struct al_ctx *ctx, const struct al_grid *grid, struct al_hdf *file,
                                float *plane)
{
  AL_TRY(ctx, al_hdf_cf_begin(file, &grid->lattice, false, 0.0));
  AL_TRY(ctx, al_hdf_put_text(file, "/", "anlan_kind", "grid"));
  AL_TRY(ctx, al_hdf_put_text(file, "/", "city", grid->city));
  AL_TRY(ctx, al_hdf_put_text(file, "/", "vertical_datum", grid->vertical_datum));
  AL_TRY(ctx, al_hdf_put_text(file, "/", "terrain_note", grid->terrain_note));
  AL_TRY(ctx, al_hdf_put_text(file, "/", "provenance", grid->provenance));
  for (size_t i = 0; i < grid->layer_count; i++) {
    al_progress(ctx, "writing", (double)i / (double)grid->layer_count, grid->layer[i].name);
    AL_TRY(ctx, grid_write_layer(grid, &grid->layer[i], file, plane));
  }
  al_progress(ctx, "writing", 1.0, "");
  return grid_write_refined(grid, file);
}

/* The finest level stands at the root, where every program finds it; the others in groups. */
static al_status grid_write_levels(struct al_ctx *ctx, const struct al_grid *grid,
                                   struct al_hdf *file, float *plane)
{
  AL_TRY(ctx, grid_write_all(ctx, grid, file, plane));
  AL_TRY(ctx, al_hdf_put_number(file, "/", "coarser_levels", grid->coarser_count));
  for (int level = 0; level < grid->coarser_count; level++) {
    char group[GRID_GROUP_BYTES];
    snprintf(group, sizeof group, GRID_GROUP, level);
    AL_TRY(ctx, al_hdf_enter(file, group));
    const al_status status = grid_write_all(ctx, grid->coarser[level], file, plane);
    al_hdf_leave(file);
    AL_TRY(ctx, status);
  }
  return AL_OK;
}

static ptrdiff_t grid_most_cells(const struct al_grid *grid)
{
  ptrdiff_t most = 0;
  for (int level = 0; level <= grid->coarser_count; level++) {
    const ptrdiff_t cells = al_lattice_cells(&al_grid_level(grid, level)->lattice);
    most = cells > most ? cells : most;
  }
  return most;
}

al_status al_grid_write(struct al_ctx *ctx, const struct al_grid *grid, const char *path)
{
  struct al_hdf *file;
  const ptrdiff_t most = grid_most_cells(grid);
  assert(most > 0);
  float *plane = malloc((size_t)most * sizeof *plane);
  if (!plane)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory while writing %s", path);
  al_status status = al_hdf_create(ctx, path, &file);
  if (status == AL_OK) {
    status = grid_write_levels(ctx, grid, file, plane);
    const al_status closed = al_hdf_close(file, status == AL_OK);
    status = status == AL_OK ? closed : status;
  }
  free(plane);
  return status;
}

static al_status grid_read_lattice(struct al_ctx *ctx, struct al_hdf *file, struct al_grid *grid,
                                   const char *path)
{
  char *kind, *transform, *wkt = NULL;
  double skew[2], down;
  size_t shape[3];
  int rank;
  AL_TRY(ctx, al_hdf_get_text(file, grid->arena, "/", "anlan_kind", &kind));
  if (strcmp(kind, "grid") != 0)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: is no grid file", path);
  AL_TRY(ctx, al_hdf_shape(file, AL_LAYER_BED, &rank, shape));
  if (rank != 2 || shape[0] < 1 || shape[1] < 1 || shape[0] > SIDE_MOST || shape[1] > SIDE_MOST ||
      shape[0] * shape[1] > CELLS_MOST)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: the layer %s has no usable shape", path, AL_LAYER_BED);
  AL_TRY(ctx, al_hdf_get_text(file, grid->arena, "crs", "GeoTransform", &transform));
  if (sscanf(transform, "%lf %lf %lf %lf %lf %lf", &grid->lattice.west_m, &grid->lattice.cell_m,
             &skew[0], &grid->lattice.north_m, &skew[1], &down) != 6 ||
      !(grid->lattice.cell_m > 0.0) || !isfinite(grid->lattice.west_m + grid->lattice.north_m))
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: its GeoTransform '%s' is unusable", path, transform);
  grid->lattice.cols = (int)shape[1];
  grid->lattice.rows = (int)shape[0];
  if (al_hdf_get_text(file, grid->arena, "crs", "crs_wkt", &wkt) != AL_OK)
    al_ctx_clear(ctx); /* local coordinates have none */
  grid->lattice.crs_wkt = wkt ? wkt : "";
  return AL_OK;
}

static al_status grid_read_layer(struct al_ctx *ctx, struct al_hdf *file, struct al_grid *grid,
                                 char *name)
{
  struct al_layer *layer = &grid->layer[grid->layer_count];
  const size_t shape[] = {(size_t)grid->lattice.rows, (size_t)grid->lattice.cols};
  char *unit, *long_name;
  AL_TRY(ctx, al_hdf_get_text(file, grid->arena, name, "units", &unit));
  AL_TRY(ctx, al_hdf_get_text(file, grid->arena, name, "long_name", &long_name));
  float *value = AL_NEW(grid->arena, float, shape[0] * shape[1]);
  if (!value)
    return AL_NO_MEMORY;
  AL_TRY(ctx, al_hdf_read(file, name, AL_HDF_FLOAT32, 2, shape, value));
  *layer = (struct al_layer){.name = name, .unit = unit, .long_name = long_name, .value = value};
  grid->layer_count++;
  return AL_OK;
}

/* Cells with a bed are valid; other layers get 0 where they hold no number. */
static al_status grid_settle(struct al_ctx *ctx, struct al_grid *grid, const char *path)
{
  const ptrdiff_t cells = al_lattice_cells(&grid->lattice);
  const struct al_layer *bed = al_grid_layer(grid, AL_LAYER_BED);
  ptrdiff_t count = 0;
  assert(bed);
  grid->valid = AL_NEW(grid->arena, uint8_t, (size_t)cells);
  if (!grid->valid)
    return AL_NO_MEMORY;
  for (ptrdiff_t i = 0; i < cells; i++) {
    grid->valid[i] = isfinite(bed->value[i]) && fabsf(bed->value[i]) < 12000.0f;
    count += grid->valid[i];
  }
  for (size_t l = 0; l < grid->layer_count; l++)
    for (ptrdiff_t i = 0; i < cells; i++)
      if (!grid->valid[i] || !isfinite(grid->layer[l].value[i]))
        grid->layer[l].value[i] = 0.0f;
  return count > 0 ? AL_OK : AL_FAIL(ctx, AL_BAD_INPUT, "%s: holds no cell with a bed", path);
}

static al_status grid_read_all(struct al_ctx *ctx, struct al_hdf *file, const char *path,
                               struct al_grid *grid)
{
  size_t count;
  char **names, *text[4];
  static const char *const attributes[] = {"city", "vertical_datum", "terrain_note", "provenance"};
  AL_TRY(ctx, grid_read_lattice(ctx, file, grid, path));
  for (int i = 0; i < 4; i++)
    AL_TRY(ctx, al_hdf_get_text(file, grid->arena, "/", attributes[i], &text[i]));
  grid->city = text[0];
  grid->vertical_datum = text[1];
  grid->terrain_note = text[2];
  grid->provenance = text[3];
  AL_TRY(ctx, al_hdf_list(file, grid->arena, &count, &names));
  grid->layer = AL_NEW(grid->arena, struct al_layer, count);
  if (!grid->layer)
    return AL_NO_MEMORY;
  for (size_t i = 0; i < count; i++) {
    int rank;
    size_t shape[3];
    AL_TRY(ctx, al_hdf_shape(file, names[i], &rank, shape));
    if (rank == 2 && strcmp(names[i], GRID_REFINED) != 0)
      AL_TRY(ctx, grid_read_layer(ctx, file, grid, names[i]));
  }
  return grid_settle(ctx, grid, path);
}

static al_status grid_read_one(struct al_ctx *ctx, struct al_hdf *file, const char *path,
                               struct al_grid **out)
{
  struct al_arena *arena;
  *out = NULL;
  AL_TRY(ctx, al_arena_create(ctx, 0, &arena));
  struct al_grid *grid = AL_NEW(arena, struct al_grid, 1);
  if (grid)
    grid->arena = arena;
  const al_status status = grid ? grid_read_all(ctx, file, path, grid) : AL_NO_MEMORY;
  if (status == AL_OK)
    *out = grid;
  else
    al_arena_destroy(arena);
  return status;
}

static al_status grid_read_refined(struct al_hdf *file, struct al_grid *grid)
{
  const size_t shape[] = {((size_t)grid->lattice.rows + AL_TILE_SIDE - 1) / AL_TILE_SIDE,
                          ((size_t)grid->lattice.cols + AL_TILE_SIDE - 1) / AL_TILE_SIDE};
  uint8_t *refined = AL_NEW(grid->arena, uint8_t, shape[0] * shape[1]);
  if (!refined)
    return AL_NO_MEMORY;
  grid->refined = refined;
  return al_hdf_read(file, GRID_REFINED, AL_HDF_UINT8, 2, shape, refined);
}

static al_status grid_read_coarser(struct al_ctx *ctx, struct al_hdf *file, const char *path,
                                   struct al_grid *grid)
{
  double levels = 0.0;
  if (al_hdf_get_number(file, "/", "coarser_levels", &levels) != AL_OK)
    al_ctx_clear(ctx); /* a grid of one level need not say so */
  if (!(levels >= 0.0 && levels < AL_LEVELS_MOST))
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: says that it has %g coarser levels", path, levels);
  struct al_grid **coarser = AL_NEW(grid->arena, struct al_grid *, (size_t)levels + 1);
  if (!coarser)
    return AL_NO_MEMORY;
  grid->coarser = coarser;
  for (int level = 0; level < (int)levels; level++) {
    char group[GRID_GROUP_BYTES];
    snprintf(group, sizeof group, GRID_GROUP, level);
    if (!al_hdf_has(file, group))
      return AL_FAIL(ctx, AL_BAD_INPUT, "%s: has no group %s", path, group);
    AL_TRY(ctx, al_hdf_enter(file, group));
    al_status status = grid_read_one(ctx, file, path, &coarser[level]);
    if (status == AL_OK) {
      grid->coarser_count = level + 1;
      status = grid_read_refined(file, coarser[level]);
    }
    al_hdf_leave(file);
    AL_TRY(ctx, status);
  }
  return AL_OK;
}

al_status al_grid_read(struct al_ctx *ctx, const char *path, struct al_grid **out)
{
  struct al_hdf *file;
  *out = NULL;
  AL_TRY(ctx, al_hdf_open(ctx, path, false, &file));
  al_status status = grid_read_one(ctx, file, path, out);
  if (status == AL_OK)
    status = grid_read_coarser(ctx, file, path, *out);
  (void)al_hdf_close(file, true);
  if (status != AL_OK) {
    al_grid_destroy(*out);
    *out = NULL;
  }
  return status;
}
