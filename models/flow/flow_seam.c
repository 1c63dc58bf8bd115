/**
 * Mass across seams (Berger and Colella 1989: refluxing).
 */
#include "models/flow/flow_seam.h"
#include "models/flow/flow_cell.h"
#include <assert.h>
#include <string.h>

/* A side: its first cell and the distance to the next, and the first cell of the opposite side;
 * whether water that goes along the axis leaves through it. */
static const struct {
  int first, next, opposite;
  bool leaves;
} sides[AL_SIDES] = {
    [AL_SIDE_E] = {AL_TILE_SIDE - 1, AL_TILE_SIDE, 0, true},
    [AL_SIDE_W] = {0, AL_TILE_SIDE, AL_TILE_SIDE - 1, false},
    [AL_SIDE_S] = {(AL_TILE_SIDE - 1) * AL_TILE_SIDE, 1, 0, true},
    [AL_SIDE_N] = {0, 1, (AL_TILE_SIDE - 1) * AL_TILE_SIDE, false},
};

al_status flow_seams_create(struct al_arena *arena, const struct al_forest *forest,
                            const struct al_pace *pace, struct flow_seams *out)
{
  *out = (struct flow_seams){.forest = forest, .pace = pace};
  out->moved_m =
      al_arena_alloc(arena, (size_t)forest->tile_count, sizeof *out->moved_m, "seams of paces");
  return out->moved_m ? AL_OK : AL_NO_MEMORY;
}

static bool seam_steps(const struct flow_seams *seams, int tile)
{
  return tile >= 0 && seams->pace->rank[tile] != AL_PACE_RESTS;
}

/* Whether a side is a seam: tiles that step beyond it have another level or pace. */
static bool seam_is_one(const struct flow_seams *seams, ptrdiff_t tile, int side)
{
  const struct al_side *beyond = &seams->forest->tile[tile].side[side];
  const uint8_t *rank = seams->pace->rank;
  if (beyond->step != 0)
    return seam_steps(seams, beyond->tile[0]) || seam_steps(seams, beyond->tile[1]);
  return seam_steps(seams, beyond->tile[0]) && rank[beyond->tile[0]] != rank[tile];
}

/* Mass flux through the faces of a side, the first and the distance to the next. */
static const al_real *seam_flux(const struct flow_scratch *s, int side, ptrdiff_t *next)
{
  enum { S = AL_SCRATCH_STRIDE, O = AL_SCRATCH_ORIGIN, N = AL_TILE_SIDE };
  const al_real *const first[AL_SIDES] = {&s->mass_x[O + N - 1], &s->mass_x[O - 1],
                                          &s->mass_y[O + (N - 1) * S], &s->mass_y[O - S]};
  *next = side < 2 ? S : 1;
  return first[side];
}

void flow_seams_note(struct flow_seams *seams, ptrdiff_t tile, const struct flow_job *job)
{
  for (int side = 0; side < AL_SIDES; side++) {
    ptrdiff_t next;
    const al_real *flux = seam_flux(job->scratch, side, &next);
    al_real *moved = seams->moved_m[tile][side];
    if (!seam_is_one(seams, tile, side))
      continue;
    for (int i = 0; i < AL_TILE_SIDE; i++)
      moved[i] += job->dt_per_cell * flux[i * next];
  }
}

/* What the tile beyond moved through the face of a cell, per area of that cell; false when it has
 * no cell there. Two finer faces make one; their cells have a quarter of the area. */
static bool seam_moved_beyond(const struct flow_seams *seams, const struct al_side *beyond,
                              int side, int i, al_real *moved_m)
{
  enum { HALF = AL_TILE_SIDE / 2 };
  const int other = beyond->step == 0 ? beyond->tile[0] : beyond->tile[i / HALF];
  if (!seam_steps(seams, other))
    return false;
  const uint8_t *valid = seams->forest->valid + (ptrdiff_t)other * AL_TILE_CELLS;
  const al_real *moved = seams->moved_m[other][side ^ 1];
  const int first = sides[side].opposite, next = sides[side].next;
  if (beyond->step == 0) {
    *moved_m = moved[i];
    return valid[first + i * next];
  }
  const int k = 2 * (i % HALF);
  *moved_m = (al_real)0.25 * (moved[k] + moved[k + 1]);
  return valid[first + k * next] || valid[first + (k + 1) * next];
}

static void seam_clear(struct flow_seams *seams, ptrdiff_t tile, int side)
{
  const struct al_side *beyond = &seams->forest->tile[tile].side[side];
  memset(seams->moved_m[tile][side], 0, sizeof seams->moved_m[tile][side]);
  for (int k = 0; k < 2; k++)
    if (beyond->tile[k] >= 0)
      memset(seams->moved_m[beyond->tile[k]][side ^ 1], 0, sizeof seams->moved_m[0][0]);
}

/* Corrects the cells along a side; returns how many fell below zero. */
static long seam_correct(struct flow_seams *seams, ptrdiff_t tile, int side,
                         const struct al_field *bed, struct al_field *d, struct al_field *rest)
{
  const struct al_side *beyond = &seams->forest->tile[tile].side[side];
  const uint8_t *valid = seams->forest->valid + tile * AL_TILE_CELLS;
  const al_real *own = seams->moved_m[tile][side];
  long below = 0;
  assert(seams->pace->rank[tile] != AL_PACE_RESTS);
  for (int i = 0; i < AL_TILE_SIDE; i++) {
    const int cell = sides[side].first + i * sides[side].next;
    al_real moved_m;
    if (!valid[cell] || !seam_moved_beyond(seams, beyond, side, i, &moved_m))
      continue;
    const al_real more = sides[side].leaves ? own[i] - moved_m : moved_m - own[i];
    al_real *at = &al_field_tile(d, tile)[cell], *left = &al_field_tile(rest, tile)[cell];
    const struct flow_sum sum = flow_add(*at, more + *left);
    if (more == 0)
      continue;
    *at = sum.value;
    *left = sum.rest;
    below += sum.value + flow_still_depth(al_field_tile(bed, tile)[cell]) < 0;
  }
  return below;
}

void flow_seams_close(struct flow_seams *seams, ptrdiff_t tile, const struct al_field *bed,
                      struct al_field *d, struct al_field *rest, struct flow_debts *debts)
{
  const uint8_t *rank = seams->pace->rank;
  long below = 0;
  for (int side = 0; side < AL_SIDES; side++) {
    const struct al_side *beyond = &seams->forest->tile[tile].side[side];
    if (!seam_is_one(seams, tile, side))
      continue;
    if (beyond->step == 1 || (beyond->step == 0 && rank[beyond->tile[0]] > rank[tile])) {
      below += seam_correct(seams, tile, side, bed, d, rest);
      seam_clear(seams, tile, side);
    }
  }
  if (below > 0)
    flow_debts_mark(debts, tile, below);
}
