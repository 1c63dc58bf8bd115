/**
 * A city grid: a lattice, a validity mask and named static layers, and around it, where the recipe
 * asks for them, coarser levels of the same kind; on disk as CITY.grid.h5.
 */
#ifndef AL_GRIDS_GRID_H
#define AL_GRIDS_GRID_H

#include "core/arena.h"
#include "tiles/forest.h"
#include <stdint.h>

/* Layers a grid may hold; `bed` is always there. */
#define AL_LAYER_BED "bed"                 /* m, above the vertical datum */
#define AL_LAYER_MANNING "manning"         /* s m^-1/3 */
#define AL_LAYER_IMPERVIOUS "impervious"   /* 1, share of the cell */
#define AL_LAYER_SOIL "soil_group"         /* 1 A, 2 B, 3 C, 4 D */
#define AL_LAYER_LANDUSE "landuse"         /* code of the class table */
#define AL_LAYER_BUILDING "building_share" /* 1, share of the cell under roofs */
#define AL_LAYER_RAIN_SHARE                                                                        \
  "rain_share" /* 1, rain on the cell over rain on open ground (roof runoff) */
#define AL_LAYER_DRAIN_CLASS "drain_class" /* row of the drain class table, 0 none */
#define AL_LAYER_PEOPLE "people"           /* persons per cell */
#define AL_LAYER_FUEL "fuel"               /* fuel model number */
#define AL_LAYER_SEA "sea"                 /* 1 = sea, 0 = land */

struct al_layer {
  const char *name, *unit, *long_name;
  float *value; /* [rows*cols], meaningless where !valid */
};

struct al_grid {
  struct al_arena *arena; /* owns everything below */
  struct al_lattice lattice;
  const char *city; /* name */
  const char *vertical_datum;
  const char *terrain_note; /* "" for measured terrain, else what products must say */
  const char *provenance;   /* JSON text: sources, tables, checksums */
  uint8_t *valid;           /* [rows*cols] */
  size_t layer_count;
  struct al_layer *layer;
  /* Levels around this one, the coarsest first, each with twice the cells of the next; NULL and 0
   * for a grid of one level. `refined` of each says by tile of 64 x 64 cells where the next level
   * stands instead. */
  int coarser_count;
  struct al_grid *const *coarser;
  const uint8_t *refined;
};

/** Level of a grid, 0 the coarsest, coarser_count the grid itself. */
static inline const struct al_grid *al_grid_level(const struct al_grid *grid, int level)
{
  return level < grid->coarser_count ? grid->coarser[level] : grid;
}

/** Reads a grid written by al_grid_write. @param out is freed with al_grid_destroy. Errors:
 * AL_BAD_INPUT. */
al_status al_grid_read(struct al_ctx *ctx, const char *path, struct al_grid **out);
al_status al_grid_write(struct al_ctx *ctx, const struct al_grid *grid, const char *path);
/** Builds a grid from a recipe file. `overrides` as in al_config_options. `max_memory_bytes` 0 = no
 * limit. */
al_status al_grid_build(struct al_ctx *ctx, const char *recipe_path, const char *const *overrides,
                        size_t override_count, size_t max_memory_bytes, struct al_grid **out);
/** The forest of a grid's levels. @param out lives in `arena`. */
al_status al_grid_plant(struct al_arena *arena, const struct al_grid *grid, struct al_forest **out);
struct al_grid_place {
  int level, col, row; /* cell of the level's lattice */
  bool is_valid;
};

/** The cell of whichever level holds a place; the outer edge belongs to the last cell. @return
 * false outside the grid. */
bool al_grid_find(const struct al_grid *grid, double x_m, double y_m, struct al_grid_place *out);
/** @return the layer or NULL. */
const struct al_layer *al_grid_layer(const struct al_grid *grid, const char *name);
void al_grid_destroy(struct al_grid *grid);

#endif
