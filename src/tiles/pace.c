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

/* The highest rank beside a tile, less one; 0 where all rest. */
static int pace_floor(const struct al_pace *pace, ptrdiff_t tile)
{
  int floor_rank = 0;
  for (int k = 0; k < AL_AROUND; k++) {
    const int other = pace->forest->tile[tile].neighbour[k];
    if (other < 0 || pace->rank[other] == AL_PACE_RESTS)
      continue;
    floor_rank = pace->rank[other] - 1 > floor_rank ? pace->rank[other] - 1 : floor_rank;
  }
  return floor_rank;
}

/* Ranks are raised from the highest down: those of one rank are raised by those above only. */
void al_pace_grade(struct al_pace *pace)
{
  int most = 0;
  for (ptrdiff_t t = 0; t < pace->forest->tile_count; t++)
    if (pace->rank[t] != AL_PACE_RESTS && pace->rank[t] > most)
      most = pace->rank[t];
  assert(most < AL_PACE_RANKS_MOST);
  pace->ranks = most + 1;
  for (int rank = most - 1; rank > 0; rank--)
    for (ptrdiff_t t = 0; t < pace->forest->tile_count; t++)
      if (pace->rank[t] < rank && pace_floor(pace, t) >= rank)
        pace->rank[t] = (uint8_t)rank;
}
