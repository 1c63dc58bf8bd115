/**
 * Positivity without clipping: what a cell gave beyond what it had is taken back from those who
 * received it.
 */
#ifndef AL_MODELS_FLOW_DEBT_H
#define AL_MODELS_FLOW_DEBT_H

#include "models/flow/flow_boundary.h"
#include <stdatomic.h>

struct flow_debt {
  al_real out[4]; /* volumes per area that left by the east, west, south and north face */
  int cell;
};

struct flow_debts {
  struct flow_debt *pool;
  long capacity;
  atomic_long used, marked;
  struct {
    long first, count;
  } * tile;
  uint8_t *below; /* [tile_count]: holds a receiver that may have fallen below zero */
  long long settled_count,
      spread_count; /* cells whose debt was paid, receivers that fell below zero in turn */
};

al_status flow_debts_create(struct al_arena *arena, const struct al_forest *forest,
                            struct flow_debts *out);
/** Notes the negative cells of a tile that was just stepped; thread-safe over tiles. */
void flow_debts_note(struct flow_debts *debts, const struct al_forest *forest, ptrdiff_t tile,
                     const struct flow_job *job);
/** Says that cells of a tile fell below zero and nobody is known to hold what they lack;
 * thread-safe over tiles. */
void flow_debts_mark(struct flow_debts *debts, ptrdiff_t tile, long count);
/** Settles all debts in tile order. Errors: AL_RUN_FAILED when the pool did not suffice. */
al_status flow_debts_settle(struct al_ctx *ctx, struct flow_debts *debts,
                            const struct al_forest *forest, const struct al_field *bed,
                            const struct al_field *d, const struct al_field *u,
                            const struct al_field *v, struct flow_boundary *boundary);

#endif
