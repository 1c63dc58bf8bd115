/**
 * A world of several levels for tests: a fine patch within coarser cells, from a bed that is a
 * function of the place.
 */
#ifndef AL_TESTS_LEVELS_WORLD_H
#define AL_TESTS_LEVELS_WORLD_H

#include "support/run_world.h"

typedef double levels_bed_of(double x_m, double y_m);

struct levels_world_case {
  const char *name;
  int tile_cols, tile_rows; /* of the coarsest level */
  double cell_m;            /* there */
  int levels;               /* 1: the coarsest only */
  int patch[4];             /* first column, first row, columns, rows of the coarsest's tiles that
                               the next level stands in; each further level in the middle of that */
  levels_bed_of *bed_m;     /* NAN = void; y northward, both from the south-western corner */
  const char *duration, *yaml;
  int threads;
};

struct levels_world {
  struct run_world run; /* fields over the finest lattice */
};

/** Makes and runs the world; fails the test when the run fails. */
void levels_world_run(struct levels_world *world, const struct levels_world_case *of);
void levels_world_free(struct levels_world *world);

#endif
