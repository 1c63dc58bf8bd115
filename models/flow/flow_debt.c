/**
 * Debts of depth. Notes are taken in parallel into one pool; settling runs over tiles in order, so
 * the result does not depend on which thread noted first.
 */
#include "models/flow/flow_debt.h"
#include "models/flow/flow_cell.h"
#include <assert.h>
#include <string.h>

enum { POOL_LEAST = 1 << 16, ROUNDS_MOST = 16 };

al_status flow_debts_create(struct al_arena *arena, const struct al_forest *forest,
                            struct flow_debts *out)
{
  const long cells = (long)forest->tile_count * AL_TILE_CELLS;
  out->capacity = cells / 16 > POOL_LEAST ? cells / 16 : POOL_LEAST;
  out->pool = al_arena_alloc(arena, (size_t)out->capacity, sizeof *out->pool, "debts of depth");
  out->tile =
      al_arena_alloc(arena, (size_t)forest->tile_count, sizeof *out->tile, "debts of depth");
  out->below = AL_NEW(arena, uint8_t, (size_t)forest->tile_count);
  return out->pool && out->tile && out->below ? AL_OK : AL_NO_MEMORY;
}

static struct flow_debt debt_of_cell(const struct flow_scratch *s, int cell)
{
  const int at = AL_SCRATCH_ORIGIN + cell / AL_TILE_SIDE * AL_SCRATCH_STRIDE + cell % AL_TILE_SIDE;
  return (struct flow_debt){.cell = cell,
                            .out = {al_max(s->mass_x[at], 0), al_max(-s->mass_x[at - 1], 0),
                                    al_max(s->mass_y[at], 0),
                                    al_max(-s->mass_y[at - AL_SCRATCH_STRIDE], 0)}};
}

void flow_debts_note(struct flow_debts *debts, const struct al_forest *forest, ptrdiff_t tile,
                     const struct flow_job *job)
{
  const uint8_t *valid = forest->valid + tile * AL_TILE_CELLS;
  const struct flow_scratch *s = job->scratch;
  struct flow_debt found[AL_TILE_CELLS];
  long count = 0;
  for (int r = 0; r < AL_TILE_SIDE; r++) {
    const int at = AL_SCRATCH_ORIGIN + r * AL_SCRATCH_STRIDE, first = r * AL_TILE_SIDE;
    const al_real *d = job->d_next + first, *bed = s->bed + at;
    al_real low = 0;
    for (int c = 0; c < AL_TILE_SIDE; c++)
      low = al_min(low, d[c] + flow_still_depth(bed[c]));
    for (int c = 0; low < 0 && c < AL_TILE_SIDE; c++)
      if (valid[first + c] && d[c] + flow_still_depth(bed[c]) < 0)
        found[count++] = debt_of_cell(s, first + c);
  }
  const long first = atomic_fetch_add(&debts->used, count);
  debts->tile[tile].first = first;
  debts->tile[tile].count = first + count <= debts->capacity ? count : 0;
  for (long i = 0; i < debts->tile[tile].count; i++)
    debts->pool[first + i] = found[i];
}

void flow_debts_mark(struct flow_debts *debts, ptrdiff_t tile, long count)
{
  assert(count > 0);
  debts->below[tile] = 1;
  atomic_fetch_add(&debts->marked, count);
}

/* In the order of AL_SIDE_... */
static const struct {
  int col, row, outward;
} directions[] = {{1, 0, 1}, {-1, 0, -1}, {0, 1, AL_SCRATCH_STRIDE}, {0, -1, -AL_SCRATCH_STRIDE}};

struct debt_fields {
  const struct al_forest *forest;
  const struct al_field *bed, *d, *u, *v;
  struct flow_boundary *boundary;
  uint8_t *below;
};

/* Forest index of the neighbour of a cell, or -1 when it is no part of the domain. */
static ptrdiff_t debt_neighbour(const struct debt_fields *f, ptrdiff_t tile, int cell, int k)
{
  const struct al_tile *t = &f->forest->tile[tile];
  const ptrdiff_t index = al_forest_index_at(
      f->forest, t->level, t->col + cell % AL_TILE_SIDE + directions[k].col,
      t->row + cell / AL_TILE_SIDE + directions[k].row, k ^ 1 /* the side that faces the cell */);
  return index >= 0 && f->forest->valid[index] ? index : -1;
}

/* Takes a depth from the neighbour of a cell, or from what left through an open boundary; returns
 * whether the neighbour fell below zero. */
static bool debt_take(const struct debt_fields *f, ptrdiff_t tile, int cell, int k, al_real take_m)
{
  const ptrdiff_t index = debt_neighbour(f, tile, cell, k);
  if (index < 0) {
    flow_boundary_refund(f->boundary, tile, cell, directions[k].outward, (double)take_m);
    return false;
  }
  const ptrdiff_t other = index / AL_TILE_CELLS, at = index % AL_TILE_CELLS;
  const double ratio = al_forest_cell_m(f->forest, tile) / al_forest_cell_m(f->forest, other);
  al_real *d = al_field_tile(f->d, other) + at;
  *d -= take_m * (al_real)(ratio * ratio);
  const bool below = *d + flow_still_depth(al_field_tile(f->bed, other)[at]) < 0;
  f->below[other] |= below;
  return below;
}

/* Pays what a cell lacks now (an earlier debtor may have taken from it) back in proportion to what
 * each neighbour received; counts cells that are left below zero. */
static long debt_pay(const struct debt_fields *f, ptrdiff_t tile, const struct flow_debt *debt)
{
  const al_real total = debt->out[0] + debt->out[1] + debt->out[2] + debt->out[3];
  const al_real still = flow_still_depth(al_field_tile(f->bed, tile)[debt->cell]);
  al_real *d = &al_field_tile(f->d, tile)[debt->cell];
  const al_real deficit_m = -(*d + still);
  long below = 0;
  if (!(deficit_m > 0))
    return 0;
  if (!(total > 0)) { /* nobody is known to hold it: the neighbours share it in the next round */
    f->below[tile] = 1;
    return 1;
  }
  *d = -still;
  al_field_tile(f->u, tile)[debt->cell] = 0;
  al_field_tile(f->v, tile)[debt->cell] = 0;
  for (int k = 0; k < 4; k++)
    if (debt->out[k] > 0)
      below += debt_take(f, tile, debt->cell, k, deficit_m * (debt->out[k] / total));
  return below;
}

/* Depth of the neighbour of a cell, 0 outside the domain. */
static al_real debt_neighbour_depth(const struct debt_fields *f, ptrdiff_t tile, int cell, int k)
{
  const ptrdiff_t index = debt_neighbour(f, tile, cell, k);
  if (index < 0)
    return 0;
  const ptrdiff_t other = index / AL_TILE_CELLS, at = index % AL_TILE_CELLS;
  return al_max(al_field_tile(f->d, other)[at] + flow_still_depth(al_field_tile(f->bed, other)[at]),
                0);
}

/* A receiver that cannot pay takes from its own neighbours by their depth; returns cells still
 * below zero. */
static long debt_spread_tile(const struct debt_fields *f, ptrdiff_t tile)
{
  al_real *d = al_field_tile(f->d, tile);
  const al_real *bed = al_field_tile(f->bed, tile);
  const uint8_t *valid = f->forest->valid + tile * AL_TILE_CELLS;
  long left = 0;
  for (int i = 0; i < AL_TILE_CELLS; i++) {
    const al_real h = d[i] + flow_still_depth(bed[i]);
    if (!valid[i] || !(h < 0))
      continue;
    struct flow_debt debt = {.cell = i};
    for (int k = 0; k < 4; k++)
      debt.out[k] = debt_neighbour_depth(f, tile, i, k);
    left += debt_pay(f, tile, &debt);
  }
  return left;
}

al_status flow_debts_settle(struct al_ctx *ctx, struct flow_debts *debts,
                            const struct al_forest *forest, const struct al_field *bed,
                            const struct al_field *d, const struct al_field *u,
                            const struct al_field *v, struct flow_boundary *boundary)
{
  const struct debt_fields fields = {forest, bed, d, u, v, boundary, debts->below};
  const long used = atomic_load(&debts->used);
  long below = atomic_load(&debts->marked);
  const bool any = used > 0 || below > 0;
  if (used > debts->capacity)
    return AL_FAIL(
        ctx, AL_RUN_FAILED,
        "flow: %ld cells fell below zero depth in one step, more than the %ld that can be "
        "settled; a smaller flow.cfl may help",
        used, debts->capacity);
  for (ptrdiff_t t = 0; used > 0 && t < forest->tile_count; t++) {
    for (long i = 0; i < debts->tile[t].count; i++)
      below += debt_pay(&fields, t, &debts->pool[debts->tile[t].first + i]);
    debts->settled_count += debts->tile[t].count;
    debts->tile[t].count = 0;
  }
  for (int round = 0; below > 0 && round < ROUNDS_MOST; round++) {
    debts->spread_count += below;
    below = 0;
    for (ptrdiff_t t = 0; t < forest->tile_count; t++)
      if (debts->below[t]) {
        debts->below[t] = 0;
        below += debt_spread_tile(&fields, t);
      }
  }
  if (any)
    memset(debts->below, 0, (size_t)forest->tile_count); /* what a restart would not know */
  atomic_store(&debts->used, 0);
  atomic_store(&debts->marked, 0);
  return AL_OK;
}
