/**
 * A front on a lattice whose metric a test writes down cell by cell.
 */
#ifndef AL_TESTS_FRONT_WORLD_H
#define AL_TESTS_FRONT_WORLD_H

#include "models/fire/fire_front.h"
#include "support/support.h"

struct front_world;

/* Rate at the head, eccentricity, direction of the head in radians from east to south. */
struct front_rate {
  double m_per_s, eccentricity, turn_rad;
};

struct front_world {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_forest *forest;
  struct fire_front *front;
  struct fire_front_fields field;
  int cols, rows;
  double cell_m;
  struct front_rate (*rate)(const struct front_world *world, int col, int row);
  const void *data; /* of the test */
  int period;       /* counts changes of the weather */
  bool (*jumps)(void *self, ptrdiff_t from, ptrdiff_t cell, int side, al_real normal_per_s);
};

/** Builds it; fails the test when that is not possible. `rate` and what it needs are set before. */
void front_world_make(struct front_world *world);
void front_world_free(struct front_world *world);
/** All times infinite again. */
void front_world_reset(struct front_world *world);
/** Arrival time of a cell in seconds, infinite where no fire came. */
double front_world_time_s(const struct front_world *world, int col, int row);
bool front_world_burnt(const struct front_world *world, int col, int row);
/** Closes the side between a cell and the one east (or south) of it. */
void front_world_wall(struct front_world *world, int col, int row, bool south);
/** The next weather from `time_s` on. */
void front_world_change(struct front_world *world, double time_s);

/** Exact time from a point source in even fuel. */
double front_exact_s(struct front_rate rate, double east_m, double south_m);

#endif
