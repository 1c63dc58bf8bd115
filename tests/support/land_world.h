/**
 * The ground of a fire as a scenario gives it, without a run: grid, layers, weather, behaviour.
 */
#ifndef AL_TESTS_LAND_WORLD_H
#define AL_TESTS_LAND_WORLD_H

#include "models/fire/fire_land.h"
#include "support/run_world.h"

struct land_world {
  struct run_world run; /* its context, arena, scenario and grid */
  struct al_forest *forest;
  struct al_model_env env;
  struct fire_land land;
};

/** A grid at `lattice` with the bed of a function and one fuel everywhere, and the section fire of
 * `yaml`. */
void land_world_make(struct land_world *world, const char *name, const struct al_lattice *lattice,
                     double (*bed_m)(int col, int row), float fuel, const char *yaml);
/** Reads layers and lays the land. */
al_status land_world_create(struct land_world *world);
void land_world_free(struct land_world *world);
/** Cell of the lattice, [tile][4096]. */
ptrdiff_t land_world_cell(const struct land_world *world, int col, int row);

#endif
