/**
 * Pace: how many steps each tile takes within one step of the run, powers of two that differ by at
 * most one between neighbours. What changes between the tiles' own steps is seen by the gather
 * through the fields' `between` marks.
 */
#ifndef AL_TILES_PACE_H
#define AL_TILES_PACE_H

#include "tiles/forest.h"
#include <assert.h>

enum { AL_PACE_RANKS_MOST = 8, AL_PACE_RESTS = 255 };

struct al_pace {
  const struct al_forest *forest;
  uint8_t *rank; /* [tile]: 2^rank steps within a step of the run; AL_PACE_RESTS takes none */
  int ranks;     /* one more than the highest */
};

/** @return AL_NO_MEMORY, AL_OK. All tiles rest. */
al_status al_pace_create(struct al_arena *arena, const struct al_forest *forest,
                         struct al_pace *out);

/** Steps of a length within a step of the run: the least rank whose steps are no longer than
 * `stable_s`. @param ranks_most the rank is below it. */
int al_pace_rank(double step_s, double stable_s, int ranks_most);

/** Raises ranks until tiles that touch and step differ by at most one and finer cells have no lower
 * rank than coarser ones beside them, and finds `ranks`. */
void al_pace_grade(struct al_pace *pace);

/** Parts that the step of the run is cut into: 2^(ranks - 1). */
static inline int al_pace_parts(const struct al_pace *pace)
{
  return 1 << (pace->ranks - 1);
}

/** Parts that one step of a tile lasts. */
static inline int al_pace_length(const struct al_pace *pace, ptrdiff_t tile)
{
  assert(pace->rank[tile] < pace->ranks);
  return 1 << (pace->ranks - 1 - pace->rank[tile]);
}

/** Whether a tile begins a step with a part (and, with the part after its last, ends one). */
static inline bool al_pace_is_due(const struct al_pace *pace, ptrdiff_t tile, int part)
{
  return pace->rank[tile] != AL_PACE_RESTS && part % al_pace_length(pace, tile) == 0;
}

#endif
