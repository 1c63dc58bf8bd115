/**
 * Small recipes for tests: files in a scratch folder, a grid or the error built from them.
 */
#ifndef AL_TESTS_RECIPE_WORLD_H
#define AL_TESTS_RECIPE_WORLD_H

#include "core/status.h"
#include "grids/grid.h"

struct recipe_world {
  struct al_ctx *ctx;
  struct al_arena *arena;
  char folder[4096];
  struct al_grid *grid; /* of the last build, or NULL */
  char log[1 << 16];    /* what the last build said */
};

/** A height in metres at a place of the map. */
typedef float recipe_height(double x, double y);

struct recipe_world recipe_world_open(const char *name);
void recipe_world_close(struct recipe_world *world);
/** Coordinate system as WKT, for lattices of test rasters. */
const char *recipe_world_crs(const struct recipe_world *world, const char *name);
/** Writes a text file into the folder. */
void recipe_world_write(const struct recipe_world *world, const char *name, const char *text);
/** Writes a GeoTIFF of heights; NaN is no data. */
void recipe_world_raster(const struct recipe_world *world, const char *name,
                         const struct al_lattice *lattice, recipe_height *height);
/** Builds `recipe` (YAML text). @return the status; world->grid and world->log are set. */
al_status recipe_world_build(struct recipe_world *world, const char *recipe);
/** Builds a recipe that must be wrong: AL_BAD_INPUT with all the words in what is said. */
void recipe_world_refuses(struct recipe_world *world, const char *recipe, const char *const *words);
/** A layer of the last grid that must be there. */
const float *recipe_world_layer(const struct recipe_world *world, const char *name);

#endif
