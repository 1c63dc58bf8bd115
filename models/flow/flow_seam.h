/**
 * Seams: sides between tiles of different levels or paces. The coarser cells, or those of the
 * longer step, are corrected by what the others moved across, so that no water is lost or made.
 */
#ifndef AL_MODELS_FLOW_SEAM_H
#define AL_MODELS_FLOW_SEAM_H

#include "models/flow/flow_debt.h"
#include "tiles/field.h"
#include "tiles/pace.h"

struct flow_seams {
  const struct al_forest *forest;
  const struct al_pace *pace;
  al_real (*moved_m)[AL_SIDES][AL_TILE_SIDE]; /* [tile] along the axes, per area of the cell */
};

al_status flow_seams_create(struct al_arena *arena, const struct al_forest *forest,
                            const struct al_pace *pace, struct flow_seams *out);

/** Notes what a tile's own step moved across its seams. Thread-safe over tiles. */
void flow_seams_note(struct flow_seams *seams, ptrdiff_t tile, const struct flow_job *job);

/** Corrects the edge cells of a tile whose step is over beside tiles of finer cells or a higher
 * rank that have caught up; marks what fell below zero. Thread-safe over tiles.
 * @param d, rest fields after the step. */
void flow_seams_close(struct flow_seams *seams, ptrdiff_t tile, const struct al_field *bed,
                      struct al_field *d, struct al_field *rest, struct flow_debts *debts);

#endif
