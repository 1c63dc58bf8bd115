/**
 * Mass across seams between paces (Berger and Colella 1989: refluxing).
 */
#include "models/flow/flow_seam.h"
#include "models/flow/flow_cell.h"
#include <assert.h>
#include <string.h>

/* A side: where the tile beyond stands, which side of that tile it is, the first cell along the
 * side with the distance to the next, whether water that goes along the axis leaves through it. */
static const struct {
  int around, opposite, first, next, beyond;
  bool leaves;
} sides[FLOW_SEAM_SIDES] = {
    {AL_E, 1, AL_TILE_SIDE - 1, AL_TILE_SIDE, 0, true},
    {AL_W, 0, 0, AL_TILE_SIDE, AL_TILE_SIDE - 1, false},
    {AL_S, 3, (AL_TILE_SIDE - 1) * AL_TILE_SIDE, 1, 0, true},
    {AL_N, 2, 0, 1, (AL_TILE_SIDE - 1) * AL_TILE_SIDE, false},
};

al_status flow_seams_create(struct al_arena *arena, const struct al_forest *forest,
                            const struct al_pace *pace, struct flow_seams *out)
{
  *out = (struct flow_seams){.forest = forest, .pace = pace};
  out->moved_m =
      al_arena_alloc(arena, (size_t)forest->tile_count, sizeof *out->moved_m, "seams of paces");
  return out->moved_m ? AL_OK : AL_NO_MEMORY;
}

/* The tile beyond a side that steps at another pace, or -1. */
static int seam_beyond(const struct flow_seams *seams, ptrdiff_t tile, int side)
{
  const int other = seams->forest->tile[tile].neighbour[sides[side].around];
  const uint8_t *rank = seams->pace->rank;
  return other >= 0 && rank[other] != AL_PACE_RESTS && rank[other] != rank[tile] ? other : -1;
}

/* Mass flux through the faces of a side, the first and the distance to the next. */
static const al_real *seam_flux(const struct flow_scratch *s, int side, ptrdiff_t *next)
{
  enum { S = AL_SCRATCH_STRIDE, O = AL_SCRATCH_ORIGIN, N = AL_TILE_SIDE };
  const al_real *const first[FLOW_SEAM_SIDES] = {&s->mass_x[O + N - 1], &s->mass_x[O - 1],
                                                 &s->mass_y[O + (N - 1) * S], &s->mass_y[O - S]};
  *next = side < 2 ? S : 1;
  return first[side];
}

void flow_seams_note(struct flow_seams *seams, ptrdiff_t tile, const struct flow_job *job)
{
  for (int side = 0; side < FLOW_SEAM_SIDES; side++) {
    ptrdiff_t next;
    const al_real *flux = seam_flux(job->scratch, side, &next);
    al_real *moved = seams->moved_m[tile][side];
    if (seam_beyond(seams, tile, side) < 0)
      continue;
    for (int i = 0; i < AL_TILE_SIDE; i++)
      moved[i] += job->dt_per_cell * flux[i * next];
  }
}

void flow_seams_close(struct flow_seams *seams, ptrdiff_t tile, const struct al_field *bed,
                      struct al_field *d, struct al_field *rest, struct flow_debts *debts)
{
  const uint8_t *rank = seams->pace->rank;
  const uint8_t *valid = seams->forest->valid + tile * AL_TILE_CELLS;
  long below = 0;
  for (int side = 0; side < FLOW_SEAM_SIDES; side++) {
    const int other = seam_beyond(seams, tile, side);
    if (other < 0 || rank[other] < rank[tile])
      continue;
    assert(rank[other] == rank[tile] + 1);
    al_real *own = seams->moved_m[tile][side], *truth = seams->moved_m[other][sides[side].opposite];
    const uint8_t *beyond = seams->forest->valid + (ptrdiff_t)other * AL_TILE_CELLS;
    for (int i = 0; i < AL_TILE_SIDE; i++) {
      const int cell = sides[side].first + i * sides[side].next;
      const al_real more = sides[side].leaves ? own[i] - truth[i] : truth[i] - own[i];
      if (!valid[cell] || !beyond[sides[side].beyond + i * sides[side].next] || more == 0)
        continue;
      al_real *at = &al_field_tile(d, tile)[cell], *left = &al_field_tile(rest, tile)[cell];
      const struct flow_sum sum = flow_add(*at, more + *left);
      *at = sum.value;
      *left = sum.rest;
      below += sum.value + flow_still_depth(al_field_tile(bed, tile)[cell]) < 0;
    }
    memset(own, 0, sizeof seams->moved_m[tile][side]);
    memset(truth, 0, sizeof seams->moved_m[other][side]);
  }
  if (below > 0)
    flow_debts_mark(debts, tile, below);
}
