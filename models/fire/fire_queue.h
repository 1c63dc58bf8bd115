/**
 * The cells that a front is about to reach, by time: a monotone radix queue (Ahuja, Mehlhorn,
 * Orlin, Tarjan 1990). Times never fall below the last one taken. A cell may stand in it more than
 * once; who takes it knows which entry still holds.
 */
#ifndef AL_MODELS_FIRE_QUEUE_H
#define AL_MODELS_FIRE_QUEUE_H

#include "core/arena.h"
#include <stdint.h>
#include <string.h>

enum { FIRE_QUEUE_BUCKETS = 33, FIRE_QUEUE_BLOCK = 63 };

struct fire_queue_entry {
  uint32_t key, cell;
};

struct fire_queue_block {
  uint32_t next, count;
  struct fire_queue_entry entry[FIRE_QUEUE_BLOCK];
};

struct fire_queue {
  uint32_t last; /* key of the last entry taken: none may be smaller */
  uint32_t head[FIRE_QUEUE_BUCKETS], spare, fresh, block_count;
  size_t count;
  struct fire_queue_block *block; /* [block_count]; 0 stands for none */
};

/* Blocks that a queue of so many cells needs: each bucket may leave one half full, and two are in
 * hand while one is spread. */
#define FIRE_QUEUE_BLOCKS(cells) ((cells) / FIRE_QUEUE_BLOCK + 2 * FIRE_QUEUE_BUCKETS + 2)

/** Room for `cells` entries. */
al_status fire_queue_create(struct al_arena *arena, size_t cells, struct fire_queue *out);
/** The same on memory that the caller gives, FIRE_QUEUE_BLOCKS(cells) blocks of any content: it is
 * touched as the queue fills. */
void fire_queue_lay(struct fire_queue_block *block, size_t cells, struct fire_queue *out);
/** Empties it. @param from_s no time will be smaller */
void fire_queue_clear(struct fire_queue *queue, float from_s);
/** @param time_s no earlier than the last one taken @return false when there is no room. */
bool fire_queue_add(struct fire_queue *queue, float time_s, uint32_t cell);
/** Takes the earliest cell, the one with the smallest number among equals, so that the order does
 * not depend on how the queue came about. @return false when it is empty or all are later. */
bool fire_queue_take(struct fire_queue *queue, float before_s, struct fire_queue_entry *out);
/** Drops what `holds` does not want to keep. */
void fire_queue_sift(struct fire_queue *queue, bool (*holds)(const void *, struct fire_queue_entry),
                     const void *self);

/** Order of non-negative times as whole numbers. */
static inline uint32_t fire_queue_key(float time_s)
{
  uint32_t key;
  memcpy(&key, &time_s, sizeof key);
  return key;
}

#endif
