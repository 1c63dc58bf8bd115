/**
 * What the sweeps of a tile share about its rows: which of them work, what rests, and the waves
 * along the tile's sides.
 */
#ifndef AL_MODELS_FLOW_ROWS_H
#define AL_MODELS_FLOW_ROWS_H

#include "models/flow/flow_cell.h"
#include "models/flow/flow_kernel.h"
#include <string.h>

/* What a sweep with friction, or with walls, has to leave in a row that rests. */
struct flow_rest {
  bool friction, walls;
};

AL_INLINE bool flow_row_is_supplied(const al_real *source)
{
  al_real most = 0;
#pragma omp simd reduction(max : most)
  for (int j = 0; j < AL_TILE_SIDE; j++)
    most = al_max(most, al_abs(source[j]));
  return most > 0;
}

/* Whether a row of cells may change or move water: it or one beside it is wet, or it is supplied.
 * Imposed fluxes enter dry rows too. */
AL_INLINE void flow_rows_list(struct flow_scratch *s, const struct flow_job *job, bool has_source)
{
  const bool all = job->patch_count[0] + job->patch_count[1] + job->edge_count > 0;
  for (int row = AL_HALO - 1; row <= AL_HALO + AL_TILE_SIDE; row++) {
    const int at = row - AL_HALO;
    s->row_works[row] = all || s->row_is_wet[row - 1] || s->row_is_wet[row] ||
                        s->row_is_wet[row + 1] ||
                        (has_source && job->source && at >= 0 && at < AL_TILE_SIDE &&
                         flow_row_is_supplied(job->source + (ptrdiff_t)at * AL_TILE_SIDE));
    s->row_is_wet[row] = s->row_is_wet[row] || all;
  }
}

/* A row of dry cells beside dry ones keeps what it has; what the full update would write. */
AL_INLINE void flow_row_rests(struct flow_scratch *s, int row, struct flow_job *job,
                              struct flow_rest is)
{
  const ptrdiff_t p = (ptrdiff_t)row * AL_SCRATCH_STRIDE,
                  q = (ptrdiff_t)(row - AL_HALO) * AL_TILE_SIDE;
  const al_real *restrict d = s->d + p + AL_SCRATCH_COL0, *restrict own_bed = job->bed + q,
                          *restrict rest = job->rest + q,
                          *restrict drag = is.friction ? job->drag + q : NULL;
  al_real *restrict d_next = job->d_next + q, *restrict rest_next = job->rest_next + q,
                    *restrict k_next = is.friction ? job->friction_next + q : NULL;
  const al_real root = al_rcbrt(job->dry_depth_m), root2 = root * root;
#pragma omp simd
  for (int j = 0; j < AL_TILE_SIDE; j++) {
    const int inside = !is.walls || own_bed[j] < FLOW_WALL_LEVEL_M;
    d_next[j] = inside ? d[j] : 0;
    rest_next[j] = inside ? rest[j] : 0;
    if (is.friction)
      k_next[j] = drag[j] * root2 * root2;
  }
  memset(job->u_next + q, 0, AL_TILE_SIDE * sizeof(al_real));
  memset(job->v_next + q, 0, AL_TILE_SIDE * sizeof(al_real));
  memset(s->mass_x + p, 0, AL_SCRATCH_STRIDE * sizeof(al_real));
}

/** Adds the greatest wave of a row of cells, 0 ..., to those along the tile's sides. */
AL_INLINE void flow_job_note_row(struct flow_job *job, int row, al_real wave)
{
  al_real *side = job->sides.wave_m_per_s;
  job->wave_max_m_per_s = al_max(job->wave_max_m_per_s, wave);
  if (row < FLOW_REACH_CELLS)
    side[AL_SIDE_N] = al_max(side[AL_SIDE_N], wave);
  if (row >= AL_TILE_SIDE - FLOW_REACH_CELLS)
    side[AL_SIDE_S] = al_max(side[AL_SIDE_S], wave);
}

/** What `wave` of the scratch holds along the sides that columns are beside. */
AL_INLINE void flow_job_note_columns(struct flow_job *job)
{
  const al_real *west = job->scratch->wave + AL_SCRATCH_COL0,
                *east = west + AL_TILE_SIDE - FLOW_REACH_CELLS;
  al_real *side = job->sides.wave_m_per_s;
  for (int j = 0; j < FLOW_REACH_CELLS; j++) {
    side[AL_SIDE_W] = al_max(side[AL_SIDE_W], west[j]);
    side[AL_SIDE_E] = al_max(side[AL_SIDE_E], east[j]);
  }
}

/** A sweep begins: nothing moves yet. */
AL_INLINE void flow_job_clear(struct flow_job *job)
{
  job->wave_max_m_per_s = job->depth_min_m = job->motion_max = 0;
  job->sides = (struct flow_sides){{0}};
  for (int j = 0; j < AL_SCRATCH_STRIDE; j++)
    job->scratch->wave[j] = 0;
}

#endif
