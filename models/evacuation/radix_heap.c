#include "models/evacuation/radix_heap.h"

#include <assert.h>

bool radix_heap_grow(struct radix_heap *heap, int bucket)
{
  const uint32_t wanted = heap->capacity[bucket] ? 2 * heap->capacity[bucket] : 1024;
  assert(bucket >= 0 && bucket <= 32);
  if (wanted < heap->capacity[bucket])
    return false;
  struct radix_entry *grown = realloc(heap->bucket[bucket], (size_t)wanted * sizeof *grown);
  if (!grown)
    return false;
  heap->bucket[bucket] = grown;
  heap->capacity[bucket] = wanted;
  return true;
}

bool radix_heap_refill(struct radix_heap *heap, bool *failed)
{
  int b = 1;
  while (b < 33 && heap->count[b] == 0)
    b++;
  if (b == 33)
    return false;
  const struct radix_entry *entry = heap->bucket[b];
  const uint32_t count = heap->count[b];
  uint32_t least = entry[0].key;
  for (uint32_t i = 1; i < count; i++)
    least = entry[i].key < least ? entry[i].key : least;
  heap->last = least;
  heap->count[b] = 0;
  const uint32_t limit = radix_key(radix_value(least) + heap->width);
  for (uint32_t i = 0; i < count; i++) { /* all go to lower buckets */
    assert(entry[i].key == least || 32 - __builtin_clz(entry[i].key ^ least) < b);
    const uint32_t key = entry[i].key <= limit ? least : entry[i].key;
    if (!radix_heap_push(heap, key, entry[i].item)) {
      *failed = true;
      return false;
    }
    if (key == least)
      heap->bucket[0][heap->count[0] - 1].key = entry[i].key;
  }
  return true;
}

void radix_heap_free(struct radix_heap *heap)
{
  for (int b = 0; b < 33; b++)
    free(heap->bucket[b]);
  *heap = (struct radix_heap){0};
}
