/**
 * A radix heap of 32-bit keys that never fall below the last one taken (Ahuja, Mehlhorn, Orlin,
 * Tarjan 1990), and the order of floats as keys. Entries that a better one of the same item has
 * overtaken stay and are the caller's to drop. Entries within `width` of the least come in any
 * order: where every step adds at least that much they are final all the same, and the heap is
 * faster.
 */
#ifndef AL_RADIX_HEAP_H
#define AL_RADIX_HEAP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/real.h"

struct radix_entry {
  uint32_t key;
  int32_t item;
};

/* Bucket b > 0 holds keys whose highest bit that differs from `last` is bit b - 1. */
struct radix_heap {
  struct radix_entry *bucket[33];
  uint32_t count[33], capacity[33];
  uint32_t last;
  float width; /* as floats; 0 = strict order */
};

/** Keys in the order of floats, -INFINITY first; not for NaN. */
AL_INLINE uint32_t radix_key(float value)
{
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

/** The float of a key. */
AL_INLINE float radix_value(uint32_t key)
{
  const uint32_t bits = key & 0x80000000u ? key & 0x7fffffffu : ~key;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

bool radix_heap_grow(struct radix_heap *heap, int bucket);
/** Refills bucket 0 with the entries of the least keys. @return false when the heap is empty. On
 * lack of memory *failed is set. */
bool radix_heap_refill(struct radix_heap *heap, bool *failed);
void radix_heap_free(struct radix_heap *heap);

/** @return false when memory is out. */
AL_INLINE bool radix_heap_push(struct radix_heap *heap, uint32_t key, int32_t item)
{
  const uint32_t differs = key ^ heap->last;
  const int b = differs == 0 ? 0 : 32 - __builtin_clz(differs);
  if (heap->count[b] == heap->capacity[b] && !radix_heap_grow(heap, b))
    return false;
  heap->bucket[b][heap->count[b]++] = (struct radix_entry){key, item};
  return true;
}

/** Takes an entry of the least key. @return false when the heap is empty or *failed. */
AL_INLINE bool radix_heap_pop(struct radix_heap *heap, struct radix_entry *out, bool *failed)
{
  if (heap->count[0] == 0 && !radix_heap_refill(heap, failed))
    return false;
  *out = heap->bucket[0][--heap->count[0]];
  return true;
}

#endif
