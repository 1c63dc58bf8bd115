/**
 * The queue of events: at most one pending for each of a fixed set of entities, popped by time and,
 * at the same time, by number. A wheel of narrow buckets for what comes soon, one of wide buckets
 * for the rest; only the bucket of now is sorted.
 */
#ifndef AL_MODELS_EVACUATION_WHEEL_H
#define AL_MODELS_EVACUATION_WHEEL_H

#include "core/status.h"
#include <stdint.h>

enum { EVAC_WHEEL_BUCKETS = 4096 };

struct evac_event {
  double time_s;
  int32_t entity;
};

/* The event of an entity. */
struct evac_pending {
  double time_s; /* < 0 = none */
  int32_t next;  /* in its bucket's list, -1 = last */
};

struct evac_wheel {
  double per_width;                 /* 1 / width of a narrow bucket, 1/s */
  int64_t now;                      /* narrow bucket of the heap */
  struct evac_pending *pending;     /* [entity] */
  int32_t near[EVAC_WHEEL_BUCKETS]; /* first of each list, -1 = none */
  int32_t far[EVAC_WHEEL_BUCKETS];
  uint64_t near_set[EVAC_WHEEL_BUCKETS / 64]; /* bits: lists that hold something */
  int64_t near_count, far_count;
  struct evac_event *heap; /* of the bucket of now */
  int32_t heap_count, entity_count;
};

/** @param width_s of a narrow bucket: a few dozen events should fall into one.
 * Errors: AL_NO_MEMORY. */
al_status evac_wheel_create(struct al_ctx *ctx, int32_t entity_count, double width_s,
                            struct evac_wheel *out);
void evac_wheel_free(struct evac_wheel *wheel);

/** Adds an event of an entity that has none; a time before the last popped counts as that. */
void evac_wheel_push(struct evac_wheel *wheel, int32_t entity, double time_s);
/** Takes back the event of an entity, if it has one. */
void evac_wheel_cancel(struct evac_wheel *wheel, int32_t entity);
/** The next event. @return false when there is none. */
bool evac_wheel_pop(struct evac_wheel *wheel, struct evac_event *out);
/** Its time; infinite when there is none. */
double evac_wheel_next_s(struct evac_wheel *wheel);

#endif
