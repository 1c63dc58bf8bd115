/**
 * What the fires of a season share as they go: the metric of tiles in each weather record, computed
 * by the first fire that comes to a tile in that weather. Any thread may take and give at once;
 * what is found is the same as what would be computed.
 */
#ifndef AL_MODELS_FIRE_SHARED_H
#define AL_MODELS_FIRE_SHARED_H

#include "core/arena.h"
#include "core/real.h"
#include "tiles/forest.h"

struct fire_shared_tile {
  al_real alpha[AL_TILE_CELLS], beta_x[AL_TILE_CELLS], beta_y[AL_TILE_CELLS];
  al_real heat_kj_per_m2[AL_TILE_CELLS];
  uint8_t crown[AL_TILE_CELLS]; /* enum al_fire_crown */
};

struct fire_shared;

/** @param bytes_most memory that it may take; what does not fit is computed anew each time. */
al_status fire_shared_create(struct al_arena *arena, size_t records, ptrdiff_t tiles,
                             size_t bytes_most, struct fire_shared **out);
/** @return NULL when nobody was there. */
const struct fire_shared_tile *fire_shared_find(const struct fire_shared *shared, size_t record,
                                                ptrdiff_t tile);
/** Room for a tile, to be filled and then given; NULL when there is none left. */
struct fire_shared_tile *fire_shared_room(struct fire_shared *shared);
/** Gives a tile away; of two that come at once one is kept. */
void fire_shared_give(struct fire_shared *shared, size_t record, ptrdiff_t tile,
                      struct fire_shared_tile *filled);
/** Frees the tiles. @param shared may be NULL. */
void fire_shared_destroy(struct fire_shared *shared);

#endif
