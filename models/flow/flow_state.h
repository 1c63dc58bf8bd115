/**
 * The inside of the flow model, shared by its files.
 */
#ifndef AL_MODELS_FLOW_STATE_H
#define AL_MODELS_FLOW_STATE_H

#include "core/reduce.h"
#include "models/flow/flow_boundary.h"
#include "models/flow/flow_crest.h"
#include "models/flow/flow_levels.h"
#include "models/flow/flow_seam.h"

/* A step is at most this much longer than the one before; waves are taken to be no slower than. */
#define FLOW_STEP_GROWTH 1.3
#define FLOW_WAVE_FLOOR_M_PER_S 0.3

/* What a restart needs beyond the fields. */
struct flow_memory {
  double wave_max_m_per_s, start_volume_m3;
  double last_step_s; /* the shortest that the last step was allowed: the clock may have cut it */
  long long steps, active_tile_steps;
  long long full_tile_steps; /* that one step for all would have taken */
  long long level_tile_steps[AL_LEVELS_MOST];
  double courant_max;
  double time_s, exchange_end_s; /* what the exchange supplied is in the water from then on */
};

struct flow_point_source {
  const struct flow_source_config *config;
  char balance_name[64];
  ptrdiff_t *index; /* forest indices of its cells */
  size_t count;
  struct al_sum *volume; /* in source_volume */
};

/* Coriolis parameter of a tile's rows. */
struct flow_coriolis {
  al_real first_per_s, row_per_s;
};

struct flow {
  struct al_ctx *ctx;
  const struct al_forest *forest;
  struct al_fields *fields;
  const struct al_flow_config *config;
  struct al_field *bed, *d, *u, *v, *friction, *drag, *source, *rest;
  const struct al_field *in_friction; /* gathered into the scratch's friction */
  /* Of another model: Pa; stress of the wind on water, to the east and to the north. NULL without.
   */
  const struct al_field *pressure, *stress_x, *stress_y;
  struct flow_coriolis *tile_coriolis;
  bool has_weather;
  struct al_flow_view view;
  struct flow_levels levels;
  struct flow_boundary *boundary;
  struct flow_point_source *point;
  size_t point_count;
  struct al_sum *source_volume; /* [point_count] */
  struct flow_debts debts;
  struct al_pace pace;
  struct flow_seams seams;
  struct flow_crests crests;
  struct flow_memory memory;
  char level_figure[AL_LEVELS_MOST][32]; /* names of the cost by level */
  int threads;
  bool has_friction;
  void (*sweep)(struct flow_job *job);
  struct flow_scratch **scratch; /* [threads] */
  al_real **column;              /* [threads] depth, supply, take: 3 * 4096 */
  al_real *tile_wave_m_per_s;    /* 0 in a tile that rests */
  struct flow_sides *tile_sides;
  uint8_t
      *beside_faces; /* [as al_forest.beside] sides of the other tile that face the tile, bits */
  double *tile_sum;
  uint8_t *tile_has_walls, *tile_has_source;
  uint8_t *tile_is_still; /* nothing moved in its last step, and nothing was taken from it since */
  double *tile_stable_s;  /* of the tiles that step */
  double allowed_step_s;  /* shortest part of the step to come, before the clock cuts it */
  int *active, *due;
  int active_count, due_count;
};

static inline double flow_cell_area_m2(const struct al_forest *forest, ptrdiff_t tile)
{
  const double cell_m = al_forest_cell_m(forest, tile);
  return cell_m * cell_m;
}

/** Longest stable step of the run, cut by tiles into up to 2^(time_levels - 1) parts. */
double flow_stable_dt_s(void *self, double time_s);
al_status flow_step(void *self, double time_s, double dt_s);

/** Point and line sources: cells found at creation, rates laid on the source field by
 * flow_sources_apply. */
al_status flow_sources_create(const struct al_model_env *env, struct flow *flow);
/** Adds the sources' rates of an interval to the source field and to their ledgers. */
void flow_sources_apply(struct flow *flow, double time_s, double span_s);

/** Finds wind and pressure among the fields, and the Coriolis parameter of each tile. */
al_status flow_weather_open(const struct al_model_env *env, struct flow *flow);

/** Depths and velocities at the start, from the still level or from rasters. */
al_status flow_initial_set(const struct al_model_env *env, struct flow *flow);

/** Vertical exchange: see struct al_model. */
al_status flow_exchange(void *self, double time_s, double span_s,
                        const struct al_exchange *exchange);

#endif
