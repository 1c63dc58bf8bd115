/**
 * The inside of the flow model, shared by its files.
 */
#ifndef AL_MODELS_FLOW_STATE_H
#define AL_MODELS_FLOW_STATE_H

#include "core/reduce.h"
#include "models/flow/flow_boundary.h"
#include "models/flow/flow_debt.h"

/* What a restart needs beyond the fields. */
struct flow_memory {
  double wave_max_m_per_s, last_step_s, start_volume_m3;
  long long steps, active_tile_steps;
  double time_s, exchange_end_s; /* what the exchange supplied is in the water from then on */
};

struct flow_point_source {
  const struct flow_source_config *config;
  char balance_name[64];
  ptrdiff_t *index; /* forest indices of its cells */
  size_t count;
  struct al_sum *volume; /* in source_volume */
};

struct flow {
  struct al_ctx *ctx;
  const struct al_forest *forest;
  struct al_fields *fields;
  const struct al_flow_config *config;
  struct al_field *bed, *d, *u, *v, *friction, *drag, *source, *rest;
  const struct al_field *in_friction; /* gathered into the scratch's friction */
  struct al_flow_view view;
  struct flow_boundary *boundary;
  struct flow_point_source *point;
  size_t point_count;
  struct al_sum *source_volume; /* [point_count] */
  struct flow_debts debts;
  struct flow_memory memory;
  int threads;
  bool has_friction;
  void (*sweep)(struct flow_job *job);
  struct flow_scratch **scratch; /* [threads] */
  al_real **column;              /* [threads] depth, supply, take: 3 * 4096 */
  al_real *tile_wave_m_per_s;    /* 0 in a tile that rests */
  double *tile_sum;
  uint8_t *tile_has_walls, *tile_has_source;
  int *active;
  int active_count;
};

/** Point and line sources: cells found at creation, rates laid on the source field by
 * flow_sources_apply. */
al_status flow_sources_create(const struct al_model_env *env, struct flow *flow);
/** Adds the sources' rates of an interval to the source field and to their ledgers. */
void flow_sources_apply(struct flow *flow, double time_s, double span_s);

/** Depths and velocities at the start, from the still level or from rasters. */
al_status flow_initial_set(const struct al_model_env *env, struct flow *flow);

/** Vertical exchange: see struct al_model. */
al_status flow_exchange(void *self, double time_s, double span_s,
                        const struct al_exchange *exchange);

#endif
