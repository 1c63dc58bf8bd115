/**
 * Monotone radix queue in blocks of entries.
 */
#include "models/fire/fire_queue.h"
#include <assert.h>

_Static_assert(sizeof(struct fire_queue_block) == 512, "a block is eight cache lines");

al_status fire_queue_create(struct al_arena *arena, size_t cells, struct fire_queue *out)
{
  struct fire_queue_block *block = AL_NEW(arena, struct fire_queue_block, FIRE_QUEUE_BLOCKS(cells));
  if (!block)
    return AL_NO_MEMORY;
  fire_queue_lay(block, cells, out);
  return AL_OK;
}

void fire_queue_lay(struct fire_queue_block *block, size_t cells, struct fire_queue *out)
{
  const size_t blocks = FIRE_QUEUE_BLOCKS(cells);
  assert(block && blocks < UINT32_MAX);
  *out = (struct fire_queue){.block_count = (uint32_t)blocks, .block = block};
  fire_queue_clear(out, 0.0f);
}

void fire_queue_clear(struct fire_queue *queue, float from_s)
{
  assert(queue->block && from_s >= 0.0f);
  memset(queue->head, 0, sizeof queue->head);
  queue->spare = 0;
  queue->fresh = 1;
  queue->count = 0;
  queue->last = fire_queue_key(from_s);
}

static uint32_t queue_block(struct fire_queue *queue)
{
  const uint32_t spare = queue->spare;
  if (spare) {
    queue->spare = queue->block[spare].next;
    return spare;
  }
  return queue->fresh < queue->block_count ? queue->fresh++ : 0;
}

static void queue_release(struct fire_queue *queue, uint32_t block)
{
  queue->block[block].next = queue->spare;
  queue->spare = block;
}

static inline int queue_bucket(const struct fire_queue *queue, uint32_t key)
{
  return key == queue->last ? 0 : 32 - __builtin_clz(key ^ queue->last);
}

static bool queue_put(struct fire_queue *queue, struct fire_queue_entry entry)
{
  uint32_t *head = &queue->head[queue_bucket(queue, entry.key)];
  if (!*head || queue->block[*head].count == FIRE_QUEUE_BLOCK) {
    const uint32_t fresh = queue_block(queue);
    if (!fresh)
      return false;
    queue->block[fresh].next = *head;
    queue->block[fresh].count = 0;
    *head = fresh;
  }
  struct fire_queue_block *block = &queue->block[*head];
  block->entry[block->count++] = entry;
  queue->count++;
  return true;
}

bool fire_queue_add(struct fire_queue *queue, float time_s, uint32_t cell)
{
  assert(time_s >= 0.0f);
  const uint32_t key = fire_queue_key(time_s);
  assert(key >= queue->last);
  return queue_put(queue, (struct fire_queue_entry){key, cell});
}

static uint32_t queue_least(const struct fire_queue *queue, int bucket)
{
  uint32_t least = UINT32_MAX;
  for (uint32_t b = queue->head[bucket]; b; b = queue->block[b].next)
    for (uint32_t i = 0; i < queue->block[b].count; i++)
      least = queue->block[b].entry[i].key < least ? queue->block[b].entry[i].key : least;
  return least;
}

/* Spreads the entries of a bucket over those below it, now that `last` is its smallest key. */
static void queue_spread(struct fire_queue *queue, int bucket, uint32_t least)
{
  uint32_t at = queue->head[bucket];
  queue->last = least;
  queue->head[bucket] = 0;
  while (at) {
    const struct fire_queue_block block = queue->block[at];
    queue_release(queue, at);
    queue->count -= block.count;
    for (uint32_t i = 0; i < block.count; i++) {
      const bool put = queue_put(queue, block.entry[i]);
      assert(put);
      (void)put;
    }
    at = block.next;
  }
}

/* Takes the smallest cell out of the bucket of equal keys. */
static struct fire_queue_entry queue_smallest(struct fire_queue *queue)
{
  struct fire_queue_block *first = &queue->block[queue->head[0]];
  struct fire_queue_entry *best = &first->entry[0];
  for (uint32_t b = queue->head[0]; b; b = queue->block[b].next)
    for (uint32_t i = 0; i < queue->block[b].count; i++)
      if (queue->block[b].entry[i].cell < best->cell)
        best = &queue->block[b].entry[i];
  const struct fire_queue_entry out = *best;
  *best = first->entry[--first->count];
  queue->count--;
  if (first->count == 0) {
    const uint32_t empty = queue->head[0];
    queue->head[0] = first->next;
    queue_release(queue, empty);
  }
  return out;
}

bool fire_queue_take(struct fire_queue *queue, float before_s, struct fire_queue_entry *out)
{
  const uint32_t before = fire_queue_key(before_s);
  if (queue->count == 0 || queue->last >= before)
    return false;
  if (!queue->head[0]) {
    int bucket = 1;
    while (!queue->head[bucket])
      bucket++;
    assert(bucket < FIRE_QUEUE_BUCKETS);
    /* `last` stays below the limit: who lights a fire at that time may still add it */
    const uint32_t least = queue_least(queue, bucket);
    if (least >= before)
      return false;
    queue_spread(queue, bucket, least);
  }
  *out = queue_smallest(queue);
  return true;
}

void fire_queue_sift(struct fire_queue *queue, bool (*holds)(const void *, struct fire_queue_entry),
                     const void *self)
{
  queue->count = 0;
  for (int bucket = 0; bucket < FIRE_QUEUE_BUCKETS; bucket++) {
    uint32_t at = queue->head[bucket];
    queue->head[bucket] = 0;
    while (at) {
      const struct fire_queue_block block = queue->block[at];
      queue_release(queue, at);
      for (uint32_t i = 0; i < block.count; i++)
        if (holds(self, block.entry[i]))
          queue_put(queue, block.entry[i]);
      at = block.next;
    }
  }
}
