/**
 * Ranks of tiles.
 */
#include "tiles/pace.h"
#include <assert.h>
#include <string.h>

al_status al_pace_create(struct al_arena *arena, const struct al_forest *forest,
                         struct al_pace *out)
{
  assert(arena && forest && out);
  *out = (struct al_pace){.forest = forest, .ranks = 1};
  out->rank = AL_NEW(arena, uint8_t, (size_t)forest->tile_count);
  if (!out->rank)
    return AL_NO_MEMORY;
  memset(out->rank, AL_PACE_RESTS, (size_t)forest->tile_count);
  return AL_OK;
}

int al_pace_rank(double step_s, double stable_s, int ranks_most)
{
  assert(step_s > 0.0 && stable_s > 0.0);
  assert(ranks_most >= 1 && ranks_most <= AL_PACE_RANKS_MOST);
  int rank = 0;
  while (rank < ranks_most - 1 && step_s > stable_s * (double)(1 << rank))
    rank++;
  return rank;
}

/* The least rank that a tile may have beside the others: one less than theirs, and no less than
 * that of coarser cells, whose steps the finer ones correct; 0 where all rest. */
static int pace_floor(const struct al_pace *pace, ptrdiff_t tile)
{
  const struct al_forest *forest = pace->forest;
  const struct al_tile *t = &forest->tile[tile];
  int least = 0;
  assert(pace->rank[tile] != AL_PACE_RESTS);
  for (int k = 0; k < t->beside_count; k++) {
    const int other = forest->beside[t->beside + k];
    if (pace->rank[other] == AL_PACE_RESTS)
      continue;
    const int held = pace->rank[other] - (forest->tile[other].level >= t->level);
    least = held > least ? held : least;
  }
  return least;
}

/* Ranks are raised from the highest down: those of one rank are raised by those no lower only. */
void al_pace_grade(struct al_pace *pace)
{
  int most = 0;
  for (ptrdiff_t t = 0; t < pace->forest->tile_count; t++)
    if (pace->rank[t] != AL_PACE_RESTS && pace->rank[t] > most)
      most = pace->rank[t];
  assert(most < AL_PACE_RANKS_MOST);
  pace->ranks = most + 1;
  for (int rank = most; rank > 0; rank--) {
    bool raised = true;
    while (raised) {
      raised = false;
      for (ptrdiff_t t = 0; t < pace->forest->tile_count; t++)
        if (pace->rank[t] < rank && pace_floor(pace, t) >= rank) {
          pace->rank[t] = (uint8_t)rank;
          raised = true;
        }
    }
  }
}
