/**
 * A small world for tests of runs: a grid in memory, a scenario file, runs with chosen models, and
 * the state they end in.
 */
#ifndef AL_TESTS_RUN_WORLD_H
#define AL_TESTS_RUN_WORLD_H

#include "run/run.h"

enum { RUN_WORLD_FIELDS_MOST = 24 };

struct run_world {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_grid grid;
  struct al_config *scenario;
  struct al_run_options options;
  struct al_run_result result;
  char folder[4096], path[4200];
  /* State fields at the end of the last run, row-major over the lattice, void cells 0. */
  size_t field_count;
  const char *field_name[RUN_WORLD_FIELDS_MOST];
  float *field[RUN_WORLD_FIELDS_MOST];
  double (*bed_m)(int col, int row);
};

/** Grid of cols x rows cells of `cell_m` with the bed of a function (NAN = void cell), and a
 * scenario of `duration` with the sections in `yaml`. Fails the test when the scenario is refused.
 */
void run_world_make(struct run_world *world, const char *name, int cols, int rows, double cell_m,
                    double (*bed_m)(int col, int row), const char *duration, const char *yaml,
                    const struct al_section *const *sections, size_t section_count);
/** Adds a layer with one value everywhere. @return its cells, to be changed before a run. */
float *run_world_add_layer(struct run_world *world, const char *name, float value);
/** Runs and keeps the state it ended in, or was stopped in. */
al_status run_world_run(struct run_world *world, int threads, double stop_at_s, bool resume);
/** The same with one more observer. */
al_status run_world_run_with(struct run_world *world, int threads, double stop_at_s, bool resume,
                             const struct al_observer *more);
/** A state field of the last run; fails the test when there is none. */
const float *run_world_field(const struct run_world *world, const char *name);
/** A figure of the last run; fails the test when there is none. */
double run_world_figure(const struct run_world *world, const char *name);
/** Order-dependent checksum over all state fields. */
uint64_t run_world_sum(const struct run_world *world);
void run_world_free(struct run_world *world);

#endif
