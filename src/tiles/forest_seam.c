/**
 * Where tiles of different levels touch.
 */
#include "tiles/forest_inside.h"
#include "tiles/gather.h"
#include <assert.h>
#include <stdlib.h>

/* The tiles that touch one in a direction: one of its level, one coarser, or up to two finer. */
struct touching {
  int step, count;
  int tile[2];
};

/* Half of a side or corner that the children of a refined tile touch: 0, 1, or both. */
static struct touching seam_finer(const struct forest *forest, int level, int col, int row,
                                  int dcol, int drow)
{
  const struct forest_level *finer = &forest->level[level + 1];
  struct touching out = {.step = 1};
  for (int k = 0; k < 2; k++) {
    const int right = dcol > 0 ? 0 : dcol < 0 ? 1 : k, below = drow > 0 ? 0 : drow < 0 ? 1 : k;
    const int tile = forest_tile_at(finer, 2 * col + right, 2 * row + below);
    out.tile[k] = tile >= 0 ? tile : -1;
    out.count = dcol != 0 && drow != 0 ? 1 : 2;
  }
  return out;
}

static struct touching seam_touching(const struct forest *forest, ptrdiff_t tile, int around)
{
  const struct al_tile *t = &forest->view.tile[tile];
  const struct forest_level *here = &forest->level[t->level];
  const int dcol = around % 3 - 1, drow = around / 3 - 1;
  const int col = here->first_col + t->col / AL_TILE_SIDE + dcol,
            row = here->first_row + t->row / AL_TILE_SIDE + drow;
  const int same = forest_tile_at(here, col, row);
  if (same == FOREST_REFINED)
    return seam_finer(forest, t->level, col, row, dcol, drow);
  if (same >= 0)
    return (struct touching){.count = 1, .tile = {same, -1}};
  const int coarser = t->level > 0 && col >= 0 && row >= 0
                          ? forest_tile_at(here - 1, col / 2, row / 2)
                          : FOREST_NONE;
  return coarser >= 0 ? (struct touching){.step = -1, .count = 1, .tile = {coarser, -1}}
                      : (struct touching){.count = 0};
}

/* Tiles that touch each, of any level, each once; with NULL only counts. */
static int seam_list_beside(const struct forest *forest, ptrdiff_t tile, int *list)
{
  int found[2 * AL_AROUND], count = 0;
  for (int around = 0; around < AL_AROUND; around++) {
    const struct touching by = seam_touching(forest, tile, around);
    for (int k = 0; k < by.count; k++) {
      bool known = by.tile[k] < 0;
      for (int i = 0; i < count && !known; i++)
        known = found[i] == by.tile[k];
      if (!known)
        found[count++] = by.tile[k];
    }
  }
  for (int i = 0; list && i < count; i++)
    list[i] = found[i];
  return count;
}

static void seam_fill_sides(const struct forest *forest, ptrdiff_t tile, struct al_side *side)
{
  static const int around[AL_SIDES] = {AL_E, AL_W, AL_S, AL_N};
  const struct al_tile *t = &forest->view.tile[tile];
  const struct forest_level *here = &forest->level[t->level];
  for (int s = 0; s < AL_SIDES; s++) {
    const struct touching by = seam_touching(forest, tile, around[s]);
    const int along =
        s < 2 ? here->first_row + t->row / AL_TILE_SIDE : here->first_col + t->col / AL_TILE_SIDE;
    side[s] =
        (struct al_side){.step = by.step,
                         .tile = {by.count > 0 ? by.tile[0] : -1, by.count > 1 ? by.tile[1] : -1},
                         .half = along % 2};
  }
}

/* Cells of a tile's halo that stand in other levels; with NULL only counts. */
static int seam_list_cells(const struct forest *forest, ptrdiff_t tile, struct al_seam_cell *list)
{
  const struct al_forest *view = &forest->view;
  const struct al_tile *t = &view->tile[tile];
  const struct forest_level *here = &forest->level[t->level];
  int count = 0;
  for (int r = -AL_HALO; r < AL_TILE_SIDE + AL_HALO; r++)
    for (int c = -AL_HALO; c < AL_TILE_SIDE + AL_HALO; c++) {
      const int around = 3 * ((r >= 0) + (r >= AL_TILE_SIDE)) + (c >= 0) + (c >= AL_TILE_SIDE);
      if (around == AL_SELF || t->neighbour[around] >= 0)
        continue;
      const ptrdiff_t index = al_forest_index_at(view, t->level, t->col + c, t->row + r, AL_SIDE_W);
      if (index < 0)
        continue;
      const int other = (int)(index / AL_TILE_CELLS);
      const int x = here->first_col * AL_TILE_SIDE + t->col + c,
                y = here->first_row * AL_TILE_SIDE + t->row + r;
      if (list)
        list[count] = (struct al_seam_cell){.at = AL_SCRATCH_ORIGIN + r * AL_SCRATCH_STRIDE + c,
                                            .tile = other,
                                            .cell = (int)(index % AL_TILE_CELLS),
                                            .step = (int8_t)(view->tile[other].level - t->level),
                                            .right = (int8_t)(x & 1),
                                            .below = (int8_t)(y & 1)};
      count++;
    }
  return count;
}

/* Halo cells in one cell of another level stand together. */
static int seam_compare(const void *a, const void *b)
{
  const struct al_seam_cell *left = a, *right = b;
  const int one[3] = {left->tile, left->cell, left->at},
            other[3] = {right->tile, right->cell, right->at};
  for (int i = 0; i < 3; i++)
    if (one[i] != other[i])
      return one[i] < other[i] ? -1 : 1;
  return 0;
}

static al_status seam_check(struct al_arena *arena, const struct forest *forest)
{
  const struct al_forest *view = &forest->view;
  for (ptrdiff_t t = 0; t < view->tile_count; t++)
    for (int i = 0; i < view->tile[t].seam_count; i++) {
      const struct al_seam_cell *cell = &view->seam[view->tile[t].seam + i];
      if (cell->step != 1 && cell->step != -1)
        return AL_FAIL(al_arena_ctx(arena), AL_RUN_FAILED,
                       "tiles of levels %d and %d of the grid touch at column %d, row %d of level "
                       "%d: levels may differ by one only",
                       view->tile[t].level, view->tile[cell->tile].level, view->tile[t].col,
                       view->tile[t].row, view->tile[t].level);
    }
  return AL_OK;
}

al_status forest_find_seams(struct al_arena *arena, struct forest *forest, struct al_tile *tile)
{
  struct al_forest *view = &forest->view;
  int beside_count = 0, seam_count = 0;
  for (ptrdiff_t t = 0; t < view->tile_count; t++) {
    tile[t].beside = beside_count;
    tile[t].beside_count = seam_list_beside(forest, t, NULL);
    tile[t].seam = seam_count;
    tile[t].seam_count = view->level_count > 1 ? seam_list_cells(forest, t, NULL) : 0;
    beside_count += tile[t].beside_count;
    seam_count += tile[t].seam_count;
    seam_fill_sides(forest, t, tile[t].side);
  }
  int *beside = AL_NEW(arena, int, (size_t)beside_count);
  struct al_seam_cell *seam = AL_NEW(arena, struct al_seam_cell, (size_t)seam_count);
  if (!beside || !seam)
    return AL_NO_MEMORY;
  for (ptrdiff_t t = 0; t < view->tile_count; t++) {
    seam_list_beside(forest, t, beside + tile[t].beside);
    if (tile[t].seam_count > 0)
      qsort(seam + tile[t].seam, (size_t)seam_list_cells(forest, t, seam + tile[t].seam),
            sizeof *seam, seam_compare);
  }
  view->beside = beside;
  view->seam = seam;
  return seam_check(arena, forest);
}
