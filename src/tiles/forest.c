/**
 * Tile forests: which tiles there are, and what stands around each.
 */
#include "tiles/forest_inside.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct place {
  uint64_t key;
  int level, col, row; /* of the tile, in tiles of its level's lattice */
};

/* Spreads the bits of a number so that two of them interleave to a Morton key. */
static uint64_t forest_spread(uint32_t n)
{
  uint64_t x = n;
  x = (x | (x << 16)) & 0x0000ffff0000ffffull;
  x = (x | (x << 8)) & 0x00ff00ff00ff00ffull;
  x = (x | (x << 4)) & 0x0f0f0f0f0f0f0f0full;
  x = (x | (x << 2)) & 0x3333333333333333ull;
  x = (x | (x << 1)) & 0x5555555555555555ull;
  return x;
}

static int forest_compare_places(const void *a, const void *b)
{
  const uint64_t ka = ((const struct place *)a)->key, kb = ((const struct place *)b)->key;
  return (ka > kb) - (ka < kb);
}

static ptrdiff_t forest_count_valid(const struct al_lattice *lattice, const uint8_t *valid, int col,
                                    int row)
{
  ptrdiff_t count = 0;
  for (int r = row; r < row + AL_TILE_SIDE && r < lattice->rows; r++)
    for (int c = col; c < col + AL_TILE_SIDE && c < lattice->cols; c++)
      count += !valid || valid[(ptrdiff_t)r * lattice->cols + c];
  return count;
}

/* Lists the tiles of a level that hold a valid cell and marks those that are refined. */
static ptrdiff_t forest_list_level(struct forest *forest, const struct al_forest_level *level,
                                   int at, struct place *place)
{
  struct forest_level *here = &forest->level[at];
  const struct forest_level *coarser = at > 0 ? here - 1 : NULL;
  const int finer = forest->view.level_count - 1 - at;
  ptrdiff_t count = 0;
  for (int row = 0; row < here->tile_rows; row++)
    for (int col = 0; col < here->tile_cols; col++) {
      int *tile = &here->tile[row * here->tile_cols + col];
      const uint32_t x = (uint32_t)(here->first_col + col) << finer,
                     y = (uint32_t)(here->first_row + row) << finer;
      *tile = FOREST_NONE;
      if (coarser && forest_tile_at(coarser, (here->first_col + col) / 2,
                                    (here->first_row + row) / 2) != FOREST_REFINED)
        continue;
      if (level->refined && level->refined[row * here->tile_cols + col])
        *tile = FOREST_REFINED;
      else if (forest_count_valid(&level->lattice, level->valid, col * AL_TILE_SIDE,
                                  row * AL_TILE_SIDE))
        place[count++] = (struct place){
            .key = forest_spread(x) | forest_spread(y) << 1, .level = at, .col = col, .row = row};
    }
  return count;
}

static void forest_fill_cells(const struct al_lattice *lattice, const uint8_t *valid,
                              struct al_tile *tile, uint8_t *cells)
{
  ptrdiff_t count = 0;
  for (int r = 0; r < tile->rows; r++)
    for (int c = 0; c < tile->cols; c++) {
      const bool in = !valid || valid[(ptrdiff_t)(tile->row + r) * lattice->cols + tile->col + c];
      cells[r * AL_TILE_SIDE + c] = in;
      count += in;
    }
  tile->has_void = count < AL_TILE_CELLS;
  assert(count > 0);
}

static void forest_fill_tile(const struct forest *forest, const struct place *place,
                             struct al_tile *tile)
{
  const struct forest_level *level = &forest->level[place->level];
  const struct al_lattice *lattice = &forest->view.level[place->level];
  const int col = place->col * AL_TILE_SIDE, row = place->row * AL_TILE_SIDE;
  const int cols_left = lattice->cols - col, rows_left = lattice->rows - row;
  *tile = (struct al_tile){.level = place->level,
                           .col = col,
                           .row = row,
                           .cols = cols_left < AL_TILE_SIDE ? cols_left : AL_TILE_SIDE,
                           .rows = rows_left < AL_TILE_SIDE ? rows_left : AL_TILE_SIDE};
  assert(tile->cols > 0 && tile->rows > 0);
  for (int around = 0; around < AL_AROUND; around++) {
    const int other = forest_tile_at(level, level->first_col + place->col + around % 3 - 1,
                                     level->first_row + place->row + around / 3 - 1);
    tile->neighbour[around] = other >= 0 ? other : -1;
  }
  assert(tile->neighbour[AL_SELF] >= 0);
}

static al_status forest_build(struct al_arena *arena, struct forest *forest,
                              const struct place *place, const struct al_forest_level *levels)
{
  const ptrdiff_t count = forest->view.tile_count;
  struct al_tile *tile = AL_NEW(arena, struct al_tile, (size_t)count);
  uint8_t *cells = AL_NEW(arena, uint8_t, (size_t)count * AL_TILE_CELLS);
  if (!tile || !cells)
    return AL_NO_MEMORY;
  for (ptrdiff_t t = 0; t < count; t++) {
    struct forest_level *level = &forest->level[place[t].level];
    level->tile[place[t].row * level->tile_cols + place[t].col] = (int)t;
  }
  for (ptrdiff_t t = 0; t < count; t++) {
    forest_fill_tile(forest, &place[t], &tile[t]);
    forest_fill_cells(&forest->view.level[place[t].level], levels[place[t].level].valid, &tile[t],
                      cells + t * AL_TILE_CELLS);
  }
  forest->view.tile = tile;
  forest->view.valid = cells;
  for (ptrdiff_t i = 0; i < count * AL_TILE_CELLS; i++)
    forest->view.valid_count += cells[i];
  assert(forest->view.valid_count >= count);
  return forest_find_seams(arena, forest, tile);
}

/* The place of a level's lattice in the plane of the coarsest, in tiles; false when it does not
 * fit. */
static bool forest_place_level(const struct al_lattice *root, int at, struct al_lattice *lattice,
                               struct forest_level *level)
{
  const double cell_m = ldexp(root->cell_m, -at), tile_m = cell_m * AL_TILE_SIDE;
  const double col = (lattice->west_m - root->west_m) / tile_m,
               row = (root->north_m - lattice->north_m) / tile_m;
  level->first_col = (int)lround(col);
  level->first_row = (int)lround(row);
  level->tile_cols = (lattice->cols + AL_TILE_SIDE - 1) / AL_TILE_SIDE;
  level->tile_rows = (lattice->rows + AL_TILE_SIDE - 1) / AL_TILE_SIDE;
  const bool on_tile = fabs(col - level->first_col) < 1e-6 && fabs(row - level->first_row) < 1e-6;
  const bool even = at == 0 || (level->first_col % 2 == 0 && level->first_row % 2 == 0);
  return on_tile && even && level->first_col >= 0 && level->first_row >= 0 &&
         fabs(lattice->cell_m / cell_m - 1.0) < 1e-9;
}

static al_status forest_open_levels(struct al_arena *arena, const struct al_forest_level *levels,
                                    int count, struct forest *forest, size_t *places)
{
  struct al_lattice *lattice = AL_NEW(arena, struct al_lattice, (size_t)count);
  if (!lattice)
    return AL_NO_MEMORY;
  for (int k = 0; k < count; k++) {
    struct forest_level *level = &forest->level[k];
    lattice[k] = levels[k].lattice;
    assert(lattice[k].cols > 0 && lattice[k].rows > 0 && lattice[k].cell_m > 0.0);
    if (!forest_place_level(&levels[0].lattice, k, &lattice[k], level))
      return AL_FAIL(al_arena_ctx(arena), AL_RUN_FAILED,
                     "level %d of the grid (%d x %d cells of %g m) does not fit the tiles of level "
                     "%d",
                     k, lattice[k].cols, lattice[k].rows, lattice[k].cell_m, k - 1);
    const size_t tiles = (size_t)level->tile_cols * (size_t)level->tile_rows;
    level->tile = AL_NEW(arena, int, tiles);
    if (!level->tile)
      return AL_NO_MEMORY;
    *places += tiles;
  }
  forest->view.level = lattice;
  forest->view.level_count = count;
  forest->view.lattice = lattice[count - 1];
  return AL_OK;
}

al_status al_forest_create_levels(struct al_arena *arena, const struct al_forest_level *levels,
                                  int count, struct al_forest **out)
{
  assert(count >= 1 && count <= AL_LEVELS_MOST);
  struct al_ctx *ctx = al_arena_ctx(arena);
  struct forest *forest = AL_NEW(arena, struct forest, 1);
  size_t places = 0;
  if (!forest)
    return AL_NO_MEMORY;
  AL_TRY(ctx, forest_open_levels(arena, levels, count, forest, &places));
  struct place *place = calloc(places, sizeof *place);
  if (!place)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: %zu tiles of a forest", places);
  for (int k = 0; k < count; k++)
    forest->view.tile_count +=
        forest_list_level(forest, &levels[k], k, place + forest->view.tile_count);
  qsort(place, (size_t)forest->view.tile_count, sizeof *place, forest_compare_places);
  const al_status status = forest_build(arena, forest, place, levels);
  free(place);
  *out = &forest->view;
  return status;
}

al_status al_forest_create(struct al_arena *arena, const struct al_lattice *lattice,
                           const uint8_t *valid, struct al_forest **out)
{
  const struct al_forest_level level = {.lattice = *lattice, .valid = valid};
  return al_forest_create_levels(arena, &level, 1, out);
}

ptrdiff_t al_forest_index_at(const struct al_forest *view, int level, int col, int row, int side)
{
  const struct forest *forest = (const struct forest *)(const void *)view;
  assert(level >= 0 && level < view->level_count);
  const struct forest_level *here = &forest->level[level];
  int x = here->first_col * AL_TILE_SIDE + col, y = here->first_row * AL_TILE_SIDE + row;
  if (x < 0 || y < 0)
    return -1;
  while (level > 0 && forest_tile_at(here, x / AL_TILE_SIDE, y / AL_TILE_SIDE) == FOREST_NONE) {
    here = &forest->level[--level];
    x /= 2;
    y /= 2;
  }
  while (forest_tile_at(here, x / AL_TILE_SIDE, y / AL_TILE_SIDE) == FOREST_REFINED) {
    here = &forest->level[++level];
    x = 2 * x + (side == AL_SIDE_E);
    y = 2 * y + (side == AL_SIDE_S);
  }
  const ptrdiff_t tile = forest_tile_at(here, x / AL_TILE_SIDE, y / AL_TILE_SIDE);
  assert(tile < view->tile_count && level < view->level_count);
  if (tile < 0)
    return -1;
  return tile * AL_TILE_CELLS + (y % AL_TILE_SIDE) * AL_TILE_SIDE + x % AL_TILE_SIDE;
}

ptrdiff_t al_forest_index(const struct al_forest *forest, int col, int row)
{
  if (col < 0 || row < 0 || col >= forest->lattice.cols || row >= forest->lattice.rows)
    return -1;
  return al_forest_index_at(forest, forest->level_count - 1, col, row, AL_SIDE_W);
}

ptrdiff_t al_forest_index_of_place(const struct al_forest *forest, double x_m, double y_m)
{
  for (int level = forest->level_count - 1; level >= 0; level--) {
    const struct al_lattice *lattice = &forest->level[level];
    const double col = floor((x_m - lattice->west_m) / lattice->cell_m),
                 row = floor((lattice->north_m - y_m) / lattice->cell_m);
    if (col >= 0.0 && row >= 0.0 && col < lattice->cols && row < lattice->rows)
      return al_forest_index_at(forest, level, (int)col, (int)row, AL_SIDE_W);
  }
  return -1;
}

struct al_forest_extent al_forest_measure(const struct al_forest *forest, int level)
{
  const struct al_lattice *lattice = &forest->level[level];
  struct al_forest_extent out = {0};
  assert(level >= 0 && level < forest->level_count);
  for (ptrdiff_t t = 0; t < forest->tile_count; t++) {
    const struct al_tile *tile = &forest->tile[t];
    if (tile->level != level)
      continue;
    const double west_m = lattice->west_m + tile->col * lattice->cell_m,
                 east_m = west_m + tile->cols * lattice->cell_m,
                 north_m = lattice->north_m - tile->row * lattice->cell_m,
                 south_m = north_m - tile->rows * lattice->cell_m;
    const bool first = out.tiles++ == 0;
    out.west_m = first ? west_m : fmin(out.west_m, west_m);
    out.east_m = first ? east_m : fmax(out.east_m, east_m);
    out.south_m = first ? south_m : fmin(out.south_m, south_m);
    out.north_m = first ? north_m : fmax(out.north_m, north_m);
    for (ptrdiff_t i = t * AL_TILE_CELLS; i < (t + 1) * AL_TILE_CELLS; i++)
      out.cells += forest->valid[i];
  }
  return out;
}
