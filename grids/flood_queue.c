/**
 * The queue of the priority flood.
 */
#include "grids/flood_queue.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 1 << 16 };

/* Orders like the height, then like the cell. */
static uint64_t queue_key(float height, int32_t cell)
{
  uint32_t bits;
  memcpy(&bits, &height, 4);
  bits = bits & 0x80000000u ? ~bits : bits | 0x80000000u;
  return (uint64_t)bits << 32 | (uint32_t)cell;
}

bool flood_queue_create(struct flood_queue *queue, const float *height, size_t cells, float low,
                        float high)
{
  const float span = high > low ? high - low : 1.0f;
  *queue = (struct flood_queue){.low = low,
                                .per_m = (float)(BUCKETS - 1) / span,
                                .bucket_count = BUCKETS,
                                .head = malloc(BUCKETS * sizeof *queue->head),
                                .next = malloc(cells * sizeof *queue->next),
                                .height = height};
  for (int b = 0; queue->head && b < BUCKETS; b++)
    queue->head[b] = -1;
  return queue->head && queue->next;
}

static void heap_push(struct flood_queue *queue, uint64_t key)
{
  if (queue->heap_count == queue->heap_room) {
    const size_t room = 2 * queue->heap_room + 1024;
    uint64_t *grown = realloc(queue->heap, room * sizeof *grown);
    queue->failed = queue->failed || !grown;
    if (!grown)
      return;
    queue->heap = grown;
    queue->heap_room = room;
  }
  size_t at = queue->heap_count++;
  for (; at > 0 && key < queue->heap[(at - 1) / 2]; at = (at - 1) / 2)
    queue->heap[at] = queue->heap[(at - 1) / 2];
  queue->heap[at] = key;
}

static uint64_t heap_pop(struct flood_queue *queue)
{
  assert(queue->heap_count > 0);
  const uint64_t top = queue->heap[0], last = queue->heap[--queue->heap_count];
  size_t at = 0;
  for (size_t child; (child = 2 * at + 1) < queue->heap_count; at = child) {
    child += child + 1 < queue->heap_count && queue->heap[child + 1] < queue->heap[child];
    if (last <= queue->heap[child])
      break;
    queue->heap[at] = queue->heap[child];
  }
  queue->heap[at] = last;
  return top;
}

void flood_queue_push(struct flood_queue *queue, int32_t cell)
{
  const float height = queue->height[cell];
  const float place = (height - queue->low) * queue->per_m;
  const int bucket = place < (float)(BUCKETS - 1) ? (int)place : BUCKETS - 1;
  assert(bucket >= queue->current);
  if (bucket == queue->current) {
    heap_push(queue, queue_key(height, cell));
    return;
  }
  queue->next[cell] = queue->head[bucket];
  queue->head[bucket] = cell;
}

int32_t flood_queue_pop(struct flood_queue *queue)
{
  while (queue->heap_count == 0 && queue->current + 1 < queue->bucket_count) {
    queue->current++;
    for (int32_t cell = queue->head[queue->current]; cell >= 0; cell = queue->next[cell])
      heap_push(queue, queue_key(queue->height[cell], cell));
  }
  return queue->heap_count > 0 ? (int32_t)(uint32_t)heap_pop(queue) : -1;
}

void flood_queue_release(struct flood_queue *queue)
{
  free(queue->head);
  free(queue->next);
  free(queue->heap);
}
