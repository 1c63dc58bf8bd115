/**
 * What a model is. All models stand in one static list (models/models.def) and are picked by
 * scenario sections.
 *
 * Vertical exchange (rain, soil, drains) works on columns: for each tile and exchange interval the
 * models are called in list order on scratch arrays; each adds water with `supply_m` or takes it
 * with `take_m`, never more than depth + supply - take. The model that owns the water (flow) turns
 * the net into its own state.
 */
#ifndef AL_CONFIG_MODEL_H
#define AL_CONFIG_MODEL_H

#include "config/config.h"
#include "config/offers.h"
#include "tiles/field.h"

struct al_column {
  ptrdiff_t tile;
  double time_s, span_s; /* the exchange covers [time, time + span] */
  double cell_area_m2;
  const uint8_t *valid;   /* [4096] */
  const al_real *depth_m; /* [4096] at time_s */
  al_real *supply_m;      /* [4096] water added in the interval */
  al_real *take_m;        /* [4096] water taken in the interval, <= depth + supply */
};

struct al_model_env {
  struct al_ctx *ctx;
  struct al_arena *arena; /* of the run: nothing is allocated after create */
  const struct al_forest *forest;
  struct al_fields *fields; /* static fields are already there */
  const struct al_config *scenario;
  const void *config;       /* the model's own section struct */
  double start_s, end_s;    /* scenario clock: start is 0 */
  double epoch_s;           /* seconds since 1970 UTC at clock 0 */
  struct al_offers *offers; /* what models give each other; NULL = nothing can be given */
  int threads;
};

/** One row of the balance: cumulative volume, positive into the domain. */
struct al_balance_term {
  const char *name; /* "rain", "infiltration", "boundary:west", ... */
  double volume_m3;
};

/** A span of model memory that is neither field nor derivable: ledgers, counters. Saved in
 * checkpoints. */
struct al_span {
  void *data;
  size_t bytes;
};

struct al_exchange {
  const struct al_model *const *models; /* those that prepare or have a column, in order */
  void *const *selves;
  size_t count;
};

/** One value of a model's own series: what is measured, and at which of its objects. */
struct al_series_value {
  const char *object, *quantity; /* "sluice_3", "discharge_m3_per_s" */
  double value;
};

struct al_model {
  const char *name, *summary_en, *summary_zh, *reference;
  const struct al_section *section; /* its key table */
  bool always;                      /* runs even when the scenario does not name its section */
  bool without_water;       /* a scenario that names it needs none that runs unasked (`always`) */
  const char *gives_way_to; /* section in whose presence it does not run; NULL = none */
  const struct al_field_decl *fields;
  size_t field_count;
  /* Input check beyond key ranges; reports through al_report. May be NULL. */
  void (*check)(struct al_ctx *ctx, const struct al_config *scenario, const void *config);
  al_status (*create)(const struct al_model_env *env, void **self);
  /* Largest step from time_s that keeps the model stable; NULL = no limit. */
  double (*stable_dt_s)(void *self, double time_s);
  /* Shortest part that a step as long as stable_dt_s allowed is cut into, a power of two of them;
   * NULL = steps are not cut. */
  double (*step_part_s)(const void *self);
  /* Next time at which forcing changes abruptly; NULL = never. Steps end there exactly. */
  double (*next_event_s)(const void *self, double time_s);
  al_status (*step)(void *self, double time_s, double dt_s); /* NULL for column models */
  /* Called by one thread before the columns of an exchange: reads what the interval needs (a rain
   * raster), may do I/O. NULL when there is nothing to prepare. */
  al_status (*prepare)(void *self, double time_s, double span_s);
  void (*column)(void *self,
                 const struct al_column *column); /* NULL for others; thread-safe over tiles */
  /* Whether `column` leaves a tile alone in the exchange that was prepared; thread-safe; NULL =
   * never. */
  bool (*column_rests)(const void *self, ptrdiff_t tile);
  /* Longest exchange that the model bears; NULL = no limit. */
  double (*exchange_most_s)(const void *self);
  /* Runs one exchange interval over all tiles; only the model that owns the water has it. */
  al_status (*exchange)(void *self, double time_s, double span_s,
                        const struct al_exchange *exchange);
  /* Whether exchanges are needed even when there is no column model; NULL = always. */
  bool (*exchanges_alone)(const void *self);
  /* Writes up to `capacity` terms, returns how many there are. Storage change is a term named
   * "storage". */
  size_t (*balance)(const void *self, struct al_balance_term *terms, size_t capacity);
  size_t (*spans)(void *self, struct al_span *spans, size_t capacity); /* may be NULL */
  al_status (*restored)(
      void *self); /* after a checkpoint was read back: rebuild what is derived; may be NULL */
  /* Figures for progress and manifest: wet cells, peak, ...; may be NULL. */
  size_t (*figures)(const void *self, struct al_balance_term *figures, size_t capacity);
  /* Columns of the model's own series, written to NAME.csv, the same at every call. Writes up to
   * `capacity`, returns how many there are; may be NULL. */
  size_t (*series)(const void *self, struct al_series_value *values, size_t capacity);
  void (*destroy)(void *self); /* frees what does not live in the arena; may be NULL */
};

#endif
