/**
 * Tile forests of one level.
 */
#include "tiles/forest.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct forest {
  struct al_forest view; /* first: al_forest pointers point here */
  int tile_cols, tile_rows;
  int *at; /* [tile_rows*tile_cols] tile index or -1 */
};

struct place {
  uint64_t key;
  int col, row; /* of the tile */
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

/* Lists the tiles that hold a valid cell, along the curve. */
static ptrdiff_t forest_list_places(const struct al_lattice *lattice, const uint8_t *valid,
                                    int tile_cols, int tile_rows, struct place *place)
{
  ptrdiff_t count = 0;
  for (int row = 0; row < tile_rows; row++)
    for (int col = 0; col < tile_cols; col++)
      if (forest_count_valid(lattice, valid, col * AL_TILE_SIDE, row * AL_TILE_SIDE))
        place[count++] =
            (struct place){.key = forest_spread((uint32_t)col) | forest_spread((uint32_t)row) << 1,
                           .col = col,
                           .row = row};
  assert(count <= (ptrdiff_t)tile_cols * tile_rows);
  qsort(place, (size_t)count, sizeof *place, forest_compare_places);
  return count;
}

static int forest_tile_at(const struct forest *forest, int col, int row)
{
  const bool inside = col >= 0 && row >= 0 && col < forest->tile_cols && row < forest->tile_rows;
  return inside ? forest->at[row * forest->tile_cols + col] : -1;
}

static void forest_fill_tile(const struct forest *forest, const struct place *place,
                             const uint8_t *valid, struct al_tile *tile, uint8_t *cells)
{
  const struct al_lattice *lattice = &forest->view.lattice;
  const int col = place->col * AL_TILE_SIDE, row = place->row * AL_TILE_SIDE;
  const int cols_left = lattice->cols - col, rows_left = lattice->rows - row;
  *tile = (struct al_tile){.col = col,
                           .row = row,
                           .cols = cols_left < AL_TILE_SIDE ? cols_left : AL_TILE_SIDE,
                           .rows = rows_left < AL_TILE_SIDE ? rows_left : AL_TILE_SIDE};
  assert(tile->cols > 0 && tile->rows > 0);
  ptrdiff_t count = 0;
  for (int r = 0; r < tile->rows; r++)
    for (int c = 0; c < tile->cols; c++) {
      const bool in = !valid || valid[(ptrdiff_t)(row + r) * lattice->cols + col + c];
      cells[r * AL_TILE_SIDE + c] = in;
      count += in;
    }
  tile->has_void = count < AL_TILE_CELLS;
  assert(count > 0);
  for (int around = 0; around < AL_AROUND; around++)
    tile->neighbour[around] =
        forest_tile_at(forest, place->col + around % 3 - 1, place->row + around / 3 - 1);
  assert(tile->neighbour[AL_SELF] >= 0);
}

static al_status forest_build(struct al_arena *arena, struct forest *forest, struct place *place,
                              const uint8_t *valid)
{
  const ptrdiff_t count = forest->view.tile_count;
  struct al_tile *tile = AL_NEW(arena, struct al_tile, (size_t)count);
  uint8_t *cells = AL_NEW(arena, uint8_t, (size_t)count * AL_TILE_CELLS);
  if (!tile || !cells)
    return AL_NO_MEMORY;
  for (ptrdiff_t t = 0; t < count; t++)
    forest->at[place[t].row * forest->tile_cols + place[t].col] = (int)t;
  for (ptrdiff_t t = 0; t < count; t++)
    forest_fill_tile(forest, &place[t], valid, &tile[t], cells + t * AL_TILE_CELLS);
  forest->view.tile = tile;
  forest->view.valid = cells;
  for (ptrdiff_t i = 0; i < count * AL_TILE_CELLS; i++)
    forest->view.valid_count += cells[i];
  assert(forest->view.valid_count >= count);
  return AL_OK;
}

al_status al_forest_create(struct al_arena *arena, const struct al_lattice *lattice,
                           const uint8_t *valid, struct al_forest **out)
{
  assert(lattice->cols > 0 && lattice->rows > 0 && lattice->cell_m > 0.0);
  struct al_ctx *ctx = al_arena_ctx(arena);
  struct forest *forest = AL_NEW(arena, struct forest, 1);
  if (!forest)
    return AL_NO_MEMORY;
  forest->view.lattice = *lattice;
  forest->tile_cols = (lattice->cols + AL_TILE_SIDE - 1) / AL_TILE_SIDE;
  forest->tile_rows = (lattice->rows + AL_TILE_SIDE - 1) / AL_TILE_SIDE;
  const size_t places = (size_t)forest->tile_cols * (size_t)forest->tile_rows;
  forest->at = AL_NEW(arena, int, places);
  struct place *place = calloc(places, sizeof *place);
  if (!forest->at || !place) {
    free(place);
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: %zu tiles of a forest", places);
  }
  memset(forest->at, 0xff, places * sizeof *forest->at);
  forest->view.tile_count =
      forest_list_places(lattice, valid, forest->tile_cols, forest->tile_rows, place);
  const al_status status = forest_build(arena, forest, place, valid);
  free(place);
  *out = &forest->view;
  return status;
}

ptrdiff_t al_forest_index(const struct al_forest *view, int col, int row)
{
  const struct forest *forest = (const struct forest *)(const void *)view;
  if (col < 0 || row < 0 || col >= view->lattice.cols || row >= view->lattice.rows)
    return -1;
  const ptrdiff_t tile = forest_tile_at(forest, col / AL_TILE_SIDE, row / AL_TILE_SIDE);
  assert(tile < view->tile_count);
  if (tile < 0)
    return -1;
  return tile * AL_TILE_CELLS + (row % AL_TILE_SIDE) * AL_TILE_SIDE + col % AL_TILE_SIDE;
}

double al_forest_cell_m(const struct al_forest *forest, ptrdiff_t tile)
{
  assert(tile >= 0 && tile < forest->tile_count && forest->tile[tile].level == 0);
  (void)tile;
  return forest->lattice.cell_m;
}
