/**
 * Which tiles see the crests of a run, and where.
 */
#ifndef AL_MODELS_FLOW_CREST_H
#define AL_MODELS_FLOW_CREST_H

#include "core/arena.h"
#include "models/flow/flow_kernel.h"

/* Lists of the run, and where those of each tile begin: [tile_count + 1]. */
struct flow_crests {
  struct al_crests *all; /* NULL: there are none */
  struct flow_crest_face *face[2];
  struct flow_fence *fence;
  int *first_face[2], *first_fence;
};

/** Sorts the crests by the tiles whose sweep meets them, the tile itself and those of its level
 * around it. @param all may be NULL. Errors: AL_NO_MEMORY. */
al_status flow_crests_create(struct al_arena *arena, const struct al_forest *forest,
                             struct al_crests *all, struct flow_crests *out);
/** Gives a job what its tile sees of them. */
void flow_crests_fill(const struct flow_crests *crests, ptrdiff_t tile, struct flow_job *job);
/** Notes what a step moved over the crests of a tile. @param cell_m of the tile. */
void flow_crests_record(const struct flow_crests *crests, ptrdiff_t tile,
                        const struct flow_job *job, double cell_m);

#endif
