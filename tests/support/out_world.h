/**
 * A small world for tests of products: a grid, its forest with still water fields, a scenario and a
 * view that the test moves in time.
 */
#ifndef AL_TESTS_OUT_WORLD_H
#define AL_TESTS_OUT_WORLD_H

#include "out/out_env.h"

struct out_world {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_grid grid;
  struct al_forest *forest;
  struct al_fields *fields;
  struct al_field *bed, *d, *u, *v;
  struct al_config *scenario;
  struct out_env env;
  struct al_run_view view;
  char folder[4096], path[4200];
};

/** Grid of cols x rows cells of `cell_m`, west 1000, north 2000, bed 1 m, all valid, dry. The
 * scenario holds `yaml` (sections output and zoning) after its scenario and grid lines.
 * @return status of reading the scenario. */
al_status out_world_make(struct out_world *world, const char *name, int cols, int rows,
                         double cell_m, const char *yaml);
void out_world_free(struct out_world *world);
/** Marks a cell void; before out_world_flood. */
void out_world_void(struct out_world *world, int col, int row);
/** (Re)builds the forest and its fields from the grid. */
void out_world_flood(struct out_world *world);
/** Sets depth and velocity (eastward, northward) of a cell. */
void out_world_set(struct out_world *world, int col, int row, double depth_m, double u, double v);
/** Runs an observer's sample when it is due at a time. @return whether it was. */
bool out_world_tick(struct out_world *world, const struct al_observer *observer, double time_s);

#endif
