/**
 * What all products of a run share, and the clock by which a product is sampled.
 */
#ifndef AL_OUT_ENV_H
#define AL_OUT_ENV_H

#include "config/scenario_section.h"
#include "grids/grid.h"
#include "out/output_section.h"
#include "run/run.h"

struct out_env {
  struct al_ctx *ctx;
  struct al_arena *arena;
  const struct al_config *scenario_file;
  const struct al_grid *grid;
  const struct al_scenario_config *scenario;
  const struct al_output_config *output;
  const char *folder, *command;
  const char *const *inputs, *const *seeds;
  int threads;
  double domain_m2;            /* of the valid cells of the rasters: of the finest level */
  int utc_offset_s;            /* of scenario.start as written */
  const char *const *metadata; /* NULL-terminated KEY=VALUE for rasters */
};

/** Reads what is shared out of a scenario and a grid. */
al_status out_env_fill(struct out_env *env);

/** Path of a file below the run's folder, in the arena; NULL when memory is out. */
const char *out_path(const struct out_env *env, const char *relative);

/* When a product was last and is next to be sampled; part of a checkpoint. */
struct out_clock {
  double due_s, last_s; /* last_s < 0: never */
};

static inline struct out_clock out_clock_fresh(void)
{
  return (struct out_clock){.due_s = 0.0, .last_s = -1.0};
}

/** Next wish; with an interval of 0 every step. */
static inline double out_clock_next_s(const struct out_clock *clock, double interval_s,
                                      double time_s)
{
  return interval_s > 0.0 ? clock->due_s : time_s;
}

/** Moves on to the first multiple of the interval after a time. */
static inline void out_clock_advance(struct out_clock *clock, double interval_s, double time_s)
{
  clock->last_s = time_s;
  if (interval_s > 0.0)
    clock->due_s = (floor(time_s / interval_s * (1.0 + 1e-12)) + 1.0) * interval_s;
}

/** Whether the run stands at its end (not at a stop on request). */
static inline bool out_is_end(const struct al_run_view *view)
{
  return view->time_s >= view->end_s * (1.0 - 1e-12);
}

#endif
