/**
 * One run: plan, clock, events, exchange, audit, checkpoints; observers (the products) are called
 * from it.
 */
#ifndef AL_RUN_RUN_H
#define AL_RUN_RUN_H

#include "config/model.h"
#include "grids/grid.h"

/** Error of the balance, as a share of the largest term, above which a run warns: rounding stays
 * below 3e-8 in the published cases. */
#define AL_BALANCE_SHARE_MOST 1e-5

struct al_run;

/** What an observer sees; const, valid during the call. */
struct al_run_view {
  struct al_ctx *ctx;
  const struct al_grid *grid;
  const struct al_forest *forest;
  const struct al_fields *fields;
  const struct al_config *scenario;
  double time_s, dt_s, end_s, epoch_s;
  long step;
  int threads;
  const struct al_model *const *models;
  void *const *selves;
  size_t model_count;
  /* As of the last audit; as of now for observers that say so. */
  const struct al_balance_term *balance; /* by process, cumulative */
  size_t balance_count;
  double balance_error_m3; /* storage change minus the sum of the others */
  double volume_m3;        /* of all water */
};

/** A product that watches a run: fields file, maxima, gauges, sections, mass.csv. */
struct al_observer {
  const char *name;
  void *self;
  /* Adds its own state fields (they go into checkpoints). Called before the run allocates nothing
   * more; may be NULL. */
  al_status (*begin)(void *self, struct al_arena *arena, struct al_fields *fields,
                     const struct al_run_view *view, bool resumed);
  /* Next clock time at which `sample` wants to be called; INFINITY = never; <= now means after
   * every step. NULL with `sample`: what only looks at the end. */
  double (*next_s)(const void *self, double time_s);
  al_status (*sample)(void *self, const struct al_run_view *view);
  al_status (*end)(void *self, const struct al_run_view *view); /* may be NULL */
  /* After a checkpoint was read back: files are cut back to what the spans counted; may be NULL. */
  al_status (*restored)(void *self, const struct al_run_view *view);
  size_t (*spans)(void *self, struct al_span *spans,
                  size_t capacity); /* in checkpoints; may be NULL */
  bool loose; /* sampled at the end of the step that passes its wish: the clock does not stop for it
               */
  bool needs_balance; /* its view must hold the balance and the volume as they stand now */
};

struct al_run_options {
  const char *folder;      /* out/NAME: checkpoints go to folder/checkpoint */
  int threads;             /* 0 = all */
  size_t max_memory_bytes; /* 0 = what the machine has free */
  const char *identity;    /* checksum of the scenario: a checkpoint of another one is refused */
  int product_fields;      /* state fields of the observers, for the plan; 0 = as many as usual */
  size_t product_bytes;    /* of the observers beside those fields, for the plan */
  bool resume;
  bool beside;      /* other runs go on in this process: a request to stop stays until
                     * al_run_forget_stop */
  bool tries;       /* a rehearsal takes steps for about a second, to tell the time of the run */
  double stop_at_s; /* for tests: write a checkpoint and leave at this clock time; INFINITY */
  const struct al_model *const *models; /* NULL = those the scenario names; tests bring their own */
  size_t model_count;
};

struct al_plan {
  size_t model_count;
  const struct al_model *const *models;
  size_t memory_bytes; /* of the run */
  ptrdiff_t cells, tiles;
  int level_count; /* of the grid, the coarsest first */
  struct {
    double cell_m;
    struct al_forest_extent extent;
  } level[AL_LEVELS_MOST];
  double step_estimate_s, wall_estimate_s;
};

/** Orders the models the scenario names, counts memory by field, estimates time. Errors:
 * AL_BAD_INPUT, AL_NO_MEMORY. */
al_status al_run_plan(struct al_ctx *ctx, struct al_arena *arena, const struct al_config *scenario,
                      const struct al_grid *grid, const struct al_run_options *options,
                      struct al_plan *out);
/** Memory that may be used: the option, or what the machine has free (cgroup limits included). */
size_t al_run_memory_limit(const struct al_run_options *options);
/** Bytes of a grid's layers. */
size_t al_plan_grid_bytes(const struct al_grid *grid);
void al_plan_print(const struct al_plan *plan, struct al_ctx *ctx);

struct al_run_result {
  double time_s, wall_s, cpu_s, cell_rate_per_s, balance_error_m3, balance_error_share;
  double active_cell_steps;
  long steps;
  struct al_balance_term balance[48];
  size_t balance_count;
  struct al_balance_term figures[32]; /* wet cells, peaks, corrections of negative depths */
  size_t figure_count;
  char name_room[80][64]; /* what the names above point to */
};

/** Makes everything a run needs and lets it go again: faults that only the models can see (a
 * boundary or a source that touches no cell) are known before a folder is touched. @param plan its
 * estimates of time are raised to what the steps taken say (`options->tries`). */
al_status al_run_rehearse(struct al_ctx *ctx, const struct al_config *scenario,
                          const struct al_grid *grid, const struct al_run_options *options,
                          struct al_plan *plan);

/** Runs to the end, or to a request to stop (AL_STOPPED, checkpoint written). */
al_status al_run_execute(struct al_ctx *ctx, const struct al_config *scenario,
                         const struct al_grid *grid, const struct al_run_options *options,
                         const struct al_observer *observers, size_t observer_count,
                         struct al_run_result *out);

/** Asks the running simulation to stop after its step; safe in a signal handler. */
void al_run_request_stop(void);
/** Whether a stop was asked for and no run has taken it yet. */
bool al_run_stop_requested(void);
void al_run_forget_stop(void);

/** Checksum of a grid's layers over its valid cells: two grids with another one are not the same.
 */
uint64_t al_run_grid_sum(const struct al_grid *grid);

#endif
