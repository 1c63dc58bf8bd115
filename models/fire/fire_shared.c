/**
 * Tiles that fires share.
 */
#include "models/fire/fire_shared.h"
#include <assert.h>
#include <stdlib.h>

struct fire_shared {
  size_t records;
  ptrdiff_t tiles;
  struct fire_shared_tile **at; /* [records][tiles] */
  size_t left;                  /* tiles that there is memory for */
};

al_status fire_shared_create(struct al_arena *arena, size_t records, ptrdiff_t tiles,
                             size_t bytes_most, struct fire_shared **out)
{
  struct fire_shared *shared = AL_NEW(arena, struct fire_shared, 1);
  assert(records > 0 && tiles >= 0);
  if (!shared)
    return AL_NO_MEMORY;
  *shared = (struct fire_shared){.records = records, .tiles = tiles};
  *out = shared;
  const size_t table = records * (size_t)tiles * sizeof *shared->at;
  if (table > bytes_most / 8)
    return AL_OK;
  shared->left = bytes_most / sizeof(struct fire_shared_tile);
  shared->at = AL_NEW(arena, struct fire_shared_tile *, records * (size_t)tiles + 1);
  return shared->at ? AL_OK : AL_NO_MEMORY;
}

const struct fire_shared_tile *fire_shared_find(const struct fire_shared *shared, size_t record,
                                                ptrdiff_t tile)
{
  assert(record < shared->records && tile >= 0 && tile < shared->tiles);
  return shared->at ? __atomic_load_n(&shared->at[(ptrdiff_t)record * shared->tiles + tile],
                                      __ATOMIC_ACQUIRE)
                    : NULL;
}

struct fire_shared_tile *fire_shared_room(struct fire_shared *shared)
{
  size_t left = __atomic_load_n(&shared->left, __ATOMIC_RELAXED);
  while (left > 0 && !__atomic_compare_exchange_n(&shared->left, &left, left - 1, true,
                                                  __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    ;
  return left > 0 ? malloc(sizeof(struct fire_shared_tile)) : NULL;
}

void fire_shared_give(struct fire_shared *shared, size_t record, ptrdiff_t tile,
                      struct fire_shared_tile *filled)
{
  struct fire_shared_tile *none = NULL;
  assert(filled && record < shared->records && tile >= 0 && tile < shared->tiles);
  if (__atomic_compare_exchange_n(&shared->at[(ptrdiff_t)record * shared->tiles + tile], &none,
                                  filled, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED))
    return;
  free(filled);
  __atomic_fetch_add(&shared->left, 1, __ATOMIC_RELAXED);
}

void fire_shared_destroy(struct fire_shared *shared)
{
  for (size_t i = 0; shared && shared->at && i < shared->records * (size_t)shared->tiles; i++)
    free(shared->at[i]);
}
