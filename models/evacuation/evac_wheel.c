/**
 * The queue of events.
 */
#include "models/evacuation/evac_wheel.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = EVAC_WHEEL_BUCKETS };
#define WHEEL_NONE (-1.0) /* time of an entity without an event */

al_status evac_wheel_create(struct al_ctx *ctx, int32_t entity_count, double width_s,
                            struct evac_wheel *out)
{
  const size_t count = (size_t)entity_count + 1;
  assert(width_s > 0.0 && entity_count >= 0);
  *out = (struct evac_wheel){.per_width = 1.0 / width_s,
                             .entity_count = entity_count,
                             .pending = malloc(count * sizeof *out->pending),
                             .heap = malloc(count * sizeof *out->heap)};
  if (!out->pending || !out->heap) {
    evac_wheel_free(out);
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: %d events of an evacuation",
                   (int)entity_count);
  }
  for (int32_t i = 0; i < entity_count; i++)
    out->pending[i].time_s = WHEEL_NONE;
  memset(out->near, -1, sizeof out->near);
  memset(out->far, -1, sizeof out->far);
  return AL_OK;
}

void evac_wheel_free(struct evac_wheel *wheel)
{
  free(wheel->pending);
  free(wheel->heap);
  *wheel = (struct evac_wheel){0};
}

static bool event_is_before(struct evac_event a, struct evac_event b)
{
  return a.time_s < b.time_s || (a.time_s == b.time_s && a.entity < b.entity);
}

static void heap_add(struct evac_wheel *wheel, struct evac_event event)
{
  struct evac_event *heap = wheel->heap;
  int32_t at = wheel->heap_count++;
  assert(wheel->heap_count <= wheel->entity_count);
  while (at > 0 && event_is_before(event, heap[(at - 1) / 2])) {
    heap[at] = heap[(at - 1) / 2];
    at = (at - 1) / 2;
  }
  heap[at] = event;
}

/* Lays an event down from a place on: its children move up before it. */
static void heap_sink(struct evac_wheel *wheel, int32_t at, struct evac_event last)
{
  struct evac_event *heap = wheel->heap;
  for (int32_t child = 2 * at + 1; child < wheel->heap_count; child = 2 * at + 1) {
    if (child + 1 < wheel->heap_count && event_is_before(heap[child + 1], heap[child]))
      child++;
    if (!event_is_before(heap[child], last))
      break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = last;
}

static struct evac_event heap_take(struct evac_wheel *wheel)
{
  const struct evac_event first = wheel->heap[0];
  assert(wheel->heap_count > 0);
  wheel->heap_count--;
  heap_sink(wheel, 0, wheel->heap[wheel->heap_count]);
  return first;
}

/* Rare: all above the last one are laid anew. */
static void heap_remove(struct evac_wheel *wheel, int32_t entity)
{
  struct evac_event *heap = wheel->heap;
  const int32_t count = wheel->heap_count;
  wheel->heap_count = 0;
  for (int32_t k = 0; k < count; k++) {
    const struct evac_event event = heap[k];
    if (event.entity != entity)
      heap_add(wheel, event);
  }
  assert(wheel->heap_count == count - 1);
}

static int64_t wheel_bucket(const struct evac_wheel *wheel, double time_s)
{
  return (int64_t)fmin(fmax(time_s, 0.0) * wheel->per_width, 4e18);
}

/* The list that an event belongs to; -1 in *slot = the heap. */
static int32_t *wheel_list(struct evac_wheel *wheel, double time_s, int *slot)
{
  const int64_t bucket = wheel_bucket(wheel, time_s);
  *slot = -1;
  if (bucket <= wheel->now)
    return NULL;
  if (bucket - wheel->now < BUCKETS) {
    *slot = (int)(bucket % BUCKETS);
    return wheel->near;
  }
  const int64_t wide = bucket / BUCKETS - wheel->now / BUCKETS;
  *slot = (int)((wheel->now / BUCKETS + (wide < BUCKETS ? wide : BUCKETS - 1)) % BUCKETS);
  return wheel->far;
}

void evac_wheel_push(struct evac_wheel *wheel, int32_t entity, double time_s)
{
  int slot;
  assert(entity >= 0 && entity < wheel->entity_count && wheel->pending[entity].time_s < 0.0);
  assert(time_s >= 0.0);
  wheel->pending[entity].time_s = time_s;
  int32_t *list = wheel_list(wheel, time_s, &slot);
  if (!list) {
    heap_add(wheel, (struct evac_event){time_s, entity});
    return;
  }
  wheel->pending[entity].next = list[slot];
  list[slot] = entity;
  if (list == wheel->far) {
    wheel->far_count++;
    return;
  }
  wheel->near_count++;
  wheel->near_set[slot / 64] |= (uint64_t)1 << slot % 64;
}

/* Takes an entity out of a list. @return whether it was in it */
static bool list_remove(struct evac_wheel *wheel, int32_t *list, int slot, int32_t entity)
{
  for (int32_t *at = &list[slot]; *at >= 0; at = &wheel->pending[*at].next)
    if (*at == entity) {
      *at = wheel->pending[entity].next;
      return true;
    }
  return false;
}

void evac_wheel_cancel(struct evac_wheel *wheel, int32_t entity)
{
  int slot;
  if (wheel->pending[entity].time_s < 0.0)
    return;
  int32_t *list = wheel_list(wheel, wheel->pending[entity].time_s, &slot);
  /* What was pushed as far may by now be near by its time. */
  if (!list)
    heap_remove(wheel, entity);
  else if (list_remove(wheel, list, slot, entity))
    *(list == wheel->far ? &wheel->far_count : &wheel->near_count) -= 1;
  else
    for (slot = 0; slot < BUCKETS; slot++)
      if (list_remove(wheel, wheel->far, slot, entity)) {
        wheel->far_count--;
        break;
      }
  wheel->pending[entity].time_s = WHEEL_NONE;
}

static void wheel_open_near(struct evac_wheel *wheel, int slot)
{
  int32_t entity = wheel->near[slot];
  wheel->near[slot] = -1;
  wheel->near_set[slot / 64] &= ~((uint64_t)1 << slot % 64);
  for (; entity >= 0; entity = wheel->pending[entity].next) {
    heap_add(wheel, (struct evac_event){wheel->pending[entity].time_s, entity});
    wheel->near_count--;
  }
}

/* The wide bucket of now becomes narrow ones. */
static void wheel_open_far(struct evac_wheel *wheel)
{
  const int slot = (int)(wheel->now / BUCKETS % BUCKETS);
  int32_t entity = wheel->far[slot];
  wheel->far[slot] = -1;
  while (entity >= 0) {
    const int32_t next = wheel->pending[entity].next;
    const double time_s = wheel->pending[entity].time_s;
    wheel->pending[entity].time_s = WHEEL_NONE;
    wheel->far_count--;
    evac_wheel_push(wheel, entity, time_s);
    entity = next;
  }
}

/* The next narrow bucket of this turn of the wheel that holds something, or the first of the next
 * turn. */
static int64_t wheel_next_bucket(const struct evac_wheel *wheel)
{
  const int64_t turn = wheel->now / BUCKETS * BUCKETS;
  for (int slot = (int)(wheel->now % BUCKETS) + 1; slot < BUCKETS;) {
    const uint64_t left = wheel->near_set[slot / 64] >> slot % 64;
    if (left)
      return turn + slot + __builtin_ctzll(left);
    slot = (slot / 64 + 1) * 64;
  }
  return turn + BUCKETS;
}

static void wheel_advance(struct evac_wheel *wheel)
{
  assert(wheel->near_count + wheel->far_count > 0);
  wheel->now = wheel_next_bucket(wheel);
  if (wheel->now % BUCKETS == 0)
    wheel_open_far(wheel);
  wheel_open_near(wheel, (int)(wheel->now % BUCKETS));
}

/* Brings the next event to the top of the heap. */
static bool wheel_settle(struct evac_wheel *wheel)
{
  while (wheel->heap_count == 0) {
    if (wheel->near_count + wheel->far_count == 0)
      return false;
    wheel_advance(wheel);
  }
  return true;
}

bool evac_wheel_pop(struct evac_wheel *wheel, struct evac_event *out)
{
  if (!wheel_settle(wheel))
    return false;
  *out = heap_take(wheel);
  wheel->pending[out->entity].time_s = WHEEL_NONE;
  return true;
}

double evac_wheel_next_s(struct evac_wheel *wheel)
{
  return wheel_settle(wheel) ? wheel->heap[0].time_s : (double)INFINITY;
}
