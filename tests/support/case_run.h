/**
 * Published cases end to end: a scenario run through the public interface, its files read back.
 */
#ifndef AL_TESTS_CASE_RUN_H
#define AL_TESTS_CASE_RUN_H

#include "core/arena.h"
#include "support/support.h"
#include "tiles/lattice.h"

enum { CASE_SKIPPED = 77, CASE_OVERRIDES_MOST = 24 };

struct case_table {
  size_t column_count, row_count;
  const char *const *header;
  double *value; /* [column][row]; NAN where the cell is no number */
};

struct case_run {
  struct al_ctx *ctx;
  struct al_arena *arena;
  char name[64], folder[4096];
  struct case_table gauges, mass;
  double cpu_s; /* of the whole run, grid and products included */
};

/** Runs scenarios/NAME.yaml with overrides "key=value" (NULL-terminated list, may be NULL), without
 * maps and report, and reads gauges.csv and mass.csv. Fails the test when the run fails. */
void case_run_scenario(struct case_run *run, const char *name, const char *const *overrides);
void case_run_free(struct case_run *run);

/** A column of a table, [row_count]; fails the test when there is none. */
const double *case_column(const struct case_table *table, const char *name);
/** A column "NAME.WHAT" of gauges.csv, for example "P1", "level_m". */
const double *case_gauge(const struct case_run *run, const char *name, const char *what);
double case_highest(const struct case_run *run, const char *name, const char *what);
double case_last(const struct case_run *run, const char *name, const char *what);
/** Value of a gauge at a time, linear between rows. */
double case_at(const struct case_run *run, const char *name, const char *what, double time_s);
/** First time at which a gauge passes a value upwards, linear between rows; INFINITY when never. */
double case_passing_s(const struct case_run *run, const char *name, const char *what,
                      double passed);
/** Largest |error_m3| of mass.csv over the water that was there or came in. */
double case_balance_share(const struct case_run *run);

/** Reads a raster of the run ("max/hmax.tif"), row-major, NaN outside; lives in the run. */
const float *case_raster(const struct case_run *run, const char *relative,
                         struct al_lattice *lattice);
/** Reads the plane of a field at a time of fields/NAME.nc; lives in the run. @param at index, held
 * to the last. @param times receives how many there are. */
const float *case_field_at(const struct case_run *run, const char *field, size_t at, size_t *times,
                           size_t *rows, size_t *cols);
/** The plane at the last time. */
const float *case_last_field(const struct case_run *run, const char *field, size_t *rows,
                             size_t *cols);

/** A table of numbers of the case folder, for example a CSV with a header row; lives in the run. */
void case_read_table(const struct case_run *run, const char *path, struct case_table *out);

/** Exit code of a test program whose case is absent; says so. */
int case_skip(const char *relative);
/** Whether ANLAN_LONG asks for the long variants. */
bool case_is_long(void);

#endif
