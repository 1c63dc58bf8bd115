/**
 * The inside of a run, shared by the files of run only.
 */
#ifndef AL_RUN_RUN_STATE_H
#define AL_RUN_RUN_STATE_H

#include "config/scenario_section.h"
#include "core/reduce.h"
#include "run/run.h"

enum {
  RUN_MODELS_MOST = 32,
  RUN_TERMS_MOST = 48,
  RUN_FIGURES_MOST = 32,
  RUN_SPANS_MOST = 256,
  RUN_OBSERVERS_MOST = 64
};

/* What a restart needs of the run itself. */
struct run_memory {
  double time_s;
  double next_exchange_s; /* the exchange is due when the clock stands here */
  long long step;
  int checkpoint_index;
  double wall_s, cpu_s;
};

struct al_run {
  struct al_ctx *ctx;
  const struct al_config *scenario;
  const struct al_grid *grid;
  const struct al_run_options *options;
  struct al_arena *arena;
  struct al_forest *forest;
  struct al_fields *fields;
  struct al_offers offers;
  const struct al_model *model[RUN_MODELS_MOST];
  void *self[RUN_MODELS_MOST];
  size_t model_count;
  size_t owner; /* index of the model with an exchange function; model_count when none */
  const struct al_model *column_model[RUN_MODELS_MOST];
  void *column_self[RUN_MODELS_MOST];
  size_t column_count;
  const struct al_observer *observers;
  size_t observer_count;
  double end_s, epoch_s, exchange_interval_s, checkpoint_interval_s;
  int threads;
  bool balance_told; /* that it does not close */
  struct run_memory memory;
  struct al_balance_term balance[RUN_TERMS_MOST];
  size_t balance_count;
  double balance_error_m3, volume_m3;
  struct al_balance_term figure[RUN_FIGURES_MOST]; /* of the last audit */
  size_t figure_count;
  char identity[128]; /* of scenario and grid: a checkpoint of another run is refused */
};

/** Builds forest, fields, models. */
al_status run_assemble(struct al_run *run);
/** Gathers the balance and the figures of all models. */
void run_audit(struct al_run *run);
struct al_run_view run_view(const struct al_run *run, double dt_s);

al_status run_checkpoint_write(struct al_run *run);
/** Reads the newest readable checkpoint; AL_BAD_INPUT when none fits the scenario. */
al_status run_checkpoint_read(struct al_run *run);

/** Bytes of all fields that the models declare, and of the run around them. */
size_t run_memory_bytes(const struct al_grid *grid, const struct al_model *const *models,
                        size_t model_count, ptrdiff_t tiles, int threads);

#endif
