/**
 * Crests by tile.
 */
#include "models/flow/flow_crest.h"
#include <assert.h>
#include <stdlib.h>

/* A place in a tile's scratch that a crest concerns: a face of an axis, or the side of a cell. */
struct sight {
  ptrdiff_t tile;
  int row, col;
  unsigned sides; /* of a cell; 0 for a face */
  size_t item;
};

struct sights {
  size_t count;
  struct sight *list; /* room for SIGHTS_MOST an item */
};

/* A face is seen by two tiles at most, a cell by four. */
enum { SIGHTS_MOST = 4 };

static int sight_compare(const void *a, const void *b)
{
  const struct sight *left = a, *right = b;
  if (left->tile != right->tile)
    return left->tile < right->tile ? -1 : 1;
  if (left->row != right->row)
    return left->row < right->row ? -1 : 1;
  return (left->col > right->col) - (left->col < right->col);
}

/* Puts what stands at a row and column of a tile on the list of each tile that reaches it. */
static void sights_put(const struct al_forest *forest, struct sights *sights, struct sight sight,
                       int least_row, int least_col, int most)
{
  const struct al_tile *home = &forest->tile[sight.tile];
  const int row = sight.row + home->row, col = sight.col + home->col;
  for (int around = 0; around < AL_AROUND; around++) {
    const int other = around == AL_SELF ? (int)sight.tile : home->neighbour[around];
    if (other < 0)
      continue;
    struct sight seen = sight;
    seen.tile = other;
    seen.row = row - forest->tile[other].row;
    seen.col = col - forest->tile[other].col;
    if (seen.row >= least_row && seen.col >= least_col && seen.row <= most && seen.col <= most)
      sights->list[sights->count++] = seen;
  }
}

/* Sorted by tile, row and column; what stands at one place is one. */
static void sights_order(struct sights *sights)
{
  size_t kept = 0;
  if (sights->count > 0)
    qsort(sights->list, sights->count, sizeof *sights->list, sight_compare);
  for (size_t i = 0; i < sights->count; i++)
    if (kept > 0 && sight_compare(&sights->list[kept - 1], &sights->list[i]) == 0)
      sights->list[kept - 1].sides |= sights->list[i].sides;
    else
      sights->list[kept++] = sights->list[i];
  sights->count = kept;
}

static int *sights_index(struct al_arena *arena, const struct al_forest *forest,
                         const struct sights *sights)
{
  int *first = AL_NEW(arena, int, (size_t)forest->tile_count + 1);
  size_t at = 0;
  for (ptrdiff_t t = 0; first && t <= forest->tile_count; t++) {
    while (at < sights->count && sights->list[at].tile < t)
      at++;
    first[t] = (int)at;
  }
  return first;
}

static al_status crests_list_faces(struct al_arena *arena, const struct al_forest *forest, int axis,
                                   struct sights *sights, struct flow_crests *out)
{
  enum { LAST = AL_TILE_SIDE - 1 };
  sights->count = 0;
  for (size_t i = 0; i < out->all->count; i++) {
    const struct al_crest *crest = &out->all->item[i];
    const int cell = (int)(crest->index % AL_TILE_CELLS);
    const struct sight sight = {.tile = crest->index / AL_TILE_CELLS,
                                .row = cell / AL_TILE_SIDE,
                                .col = cell % AL_TILE_SIDE,
                                .item = i};
    if (crest->axis == axis)
      sights_put(forest, sights, sight, axis == 1 ? -1 : 0, axis == 0 ? -1 : 0, LAST);
  }
  sights_order(sights);
  out->first_face[axis] = sights_index(arena, forest, sights);
  out->face[axis] = AL_NEW(arena, struct flow_crest_face, sights->count);
  if (!out->first_face[axis] || !out->face[axis])
    return AL_NO_MEMORY;
  for (size_t k = 0; k < sights->count; k++)
    out->face[axis][k] =
        (struct flow_crest_face){sights->list[k].row, sights->list[k].col, sights->list[k].item};
  return AL_OK;
}

/* Cells on both sides of each crest, within a cell of the tile. */
static al_status crests_list_fences(struct al_arena *arena, const struct al_forest *forest,
                                    struct sights *sights, struct flow_crests *out)
{
  sights->count = 0;
  for (size_t i = 0; i < out->all->count; i++) {
    const struct al_crest *crest = &out->all->item[i];
    const int cell = (int)(crest->index % AL_TILE_CELLS), along_y = crest->axis;
    struct sight sight = {.tile = crest->index / AL_TILE_CELLS,
                          .row = cell / AL_TILE_SIDE,
                          .col = cell % AL_TILE_SIDE,
                          .sides = 1u << (along_y ? AL_SIDE_S : AL_SIDE_E)};
    sights_put(forest, sights, sight, -1, -1, AL_TILE_SIDE);
    sight.row += along_y;
    sight.col += !along_y;
    sight.sides = 1u << (along_y ? AL_SIDE_N : AL_SIDE_W);
    sights_put(forest, sights, sight, -1, -1, AL_TILE_SIDE);
  }
  sights_order(sights);
  out->first_fence = sights_index(arena, forest, sights);
  out->fence = AL_NEW(arena, struct flow_fence, sights->count);
  if (!out->first_fence || !out->fence)
    return AL_NO_MEMORY;
  for (size_t k = 0; k < sights->count; k++)
    out->fence[k] = (struct flow_fence){
        AL_SCRATCH_ORIGIN + sights->list[k].row * AL_SCRATCH_STRIDE + sights->list[k].col,
        sights->list[k].sides};
  return AL_OK;
}

al_status flow_crests_create(struct al_arena *arena, const struct al_forest *forest,
                             struct al_crests *all, struct flow_crests *out)
{
  *out = (struct flow_crests){.all = all && all->count > 0 ? all : NULL};
  if (!all || !out->all)
    return AL_OK;
  assert(all->count > 0);
  struct sights sights = {.list = calloc(2 * SIGHTS_MOST * all->count, sizeof *sights.list)};
  if (!sights.list)
    return AL_FAIL(al_arena_ctx(arena), AL_NO_MEMORY, "out of memory: %zu faces with a crest",
                   all->count);
  al_status status = crests_list_fences(arena, forest, &sights, out);
  for (int axis = 0; axis < 2 && status == AL_OK; axis++)
    status = crests_list_faces(arena, forest, axis, &sights, out);
  free(sights.list);
  return status;
}

void flow_crests_fill(const struct flow_crests *crests, ptrdiff_t tile, struct flow_job *job)
{
  if (!crests->all)
    return;
  for (int axis = 0; axis < 2; axis++) {
    const int *first = crests->first_face[axis] + tile;
    assert(first[0] <= first[1]);
    job->crest[axis] = crests->face[axis] + first[0];
    job->crest_count[axis] = first[1] - first[0];
  }
  job->fence = crests->fence + crests->first_fence[tile];
  job->fence_count = crests->first_fence[tile + 1] - crests->first_fence[tile];
  job->crests = crests->all->item;
}

void flow_crests_record(const struct flow_crests *crests, ptrdiff_t tile,
                        const struct flow_job *job, double cell_m)
{
  assert(cell_m > 0.0 && tile >= 0);
  for (int axis = 0; axis < 2; axis++)
    for (int k = 0; k < job->crest_count[axis]; k++) {
      const struct flow_crest_face *face = &job->crest[axis][k];
      const al_real *mass = axis == 0 ? job->scratch->mass_x : job->scratch->mass_y;
      const al_real flux = mass[AL_SCRATCH_ORIGIN + face->row * AL_SCRATCH_STRIDE + face->col];
      if (face->row >= 0 && face->col >= 0)
        crests->all->item[face->item].passed_m3 += (double)flux * (double)job->dt_s * cell_m;
    }
}
