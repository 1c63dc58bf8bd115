/**
 * The queue of the priority flood: cells by rising height. Heights that are taken out never fall,
 * so cells wait in buckets of like height, and only the lowest bucket is kept in order.
 */
#ifndef AL_GRIDS_FLOOD_QUEUE_H
#define AL_GRIDS_FLOOD_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct flood_queue {
  float low, per_m; /* bucket of a height: (height - low) * per_m */
  int current, bucket_count;
  int32_t *head, *next; /* [bucket] first cell, [cell] the one after it, -1 none */
  const float *height;  /* [cell] the caller's; of waiting cells it does not change */
  uint64_t *heap;       /* the current bucket: height and cell as one number, lowest first */
  size_t heap_count, heap_room;
  bool failed; /* no memory for the heap */
};

/** @param height [cells] by which cells are ordered; kept. @param low,high range of the heights to
 * come. @return false without memory. */
bool flood_queue_create(struct flood_queue *queue, const float *height, size_t cells, float low,
                        float high);
/** Each cell at most once at a time; no height below the last one taken out. */
void flood_queue_push(struct flood_queue *queue, int32_t cell);
/** @return the lowest cell (of equals the one with the lower number), -1 when there is none. */
int32_t flood_queue_pop(struct flood_queue *queue);
void flood_queue_release(struct flood_queue *queue);

#endif
