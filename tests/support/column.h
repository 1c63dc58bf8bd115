/**
 * A bench for column models: a small forest, a section written as YAML, exchanges one by one.
 */
#ifndef AL_TESTS_COLUMN_H
#define AL_TESTS_COLUMN_H

#include "support/support.h"
#include "config/model.h"

struct column_bench {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_forest *forest;
  struct al_fields *fields;
  struct al_config *config;
  struct al_offers offers;
  const struct al_model *model;
  void *self;
  double time_s;
  double supplied_m, taken_m;           /* sums over the cells of all exchanges */
  al_real *depth_m, *supply_m, *take_m; /* [tile][4096] of the last exchange */
};

/** Opens a forest of cols x rows cells of 10 m. */
void column_bench_open(struct column_bench *bench, int cols, int rows, const uint8_t *valid);
/** Fills a static layer before the model is created. */
void column_bench_layer(struct column_bench *bench, const char *name, double value);
struct al_field *column_bench_field(struct column_bench *bench, const char *name);
/** Creates a model from its section ("kind: ..., ..."), duration of the run in s. */
al_status column_bench_create(struct column_bench *bench, const struct al_model *model,
                              const char *section, double end_s);
/** One exchange over all tiles. `depth_m`, `supply_m` are as the caller left them; take starts at
 * 0.
 */
al_status column_bench_step(struct column_bench *bench, double span_s, int threads);
/** The same depth and supply on every cell. */
void column_bench_water(struct column_bench *bench, double depth_m, double supply_m);
double column_bench_balance_m3(const struct column_bench *bench, const char *name);
void column_bench_close(struct column_bench *bench);

#endif
