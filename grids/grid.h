/**
 * A city grid: one lattice, a validity mask and named static layers, on disk as CITY.grid.h5.
 */
#ifndef AL_GRIDS_GRID_H
#define AL_GRIDS_GRID_H

#include "core/arena.h"
#include "tiles/lattice.h"
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
};

/** Reads a grid written by al_grid_write. @param out is freed with al_grid_destroy. Errors:
 * AL_BAD_INPUT. */
al_status al_grid_read(struct al_ctx *ctx, const char *path, struct al_grid **out);
al_status al_grid_write(struct al_ctx *ctx, const struct al_grid *grid, const char *path);
/** Builds a grid from a recipe file. `overrides` as in al_config_options. `max_memory_bytes` 0 = no
 * limit. */
al_status al_grid_build(struct al_ctx *ctx, const char *recipe_path, const char *const *overrides,
                        size_t override_count, size_t max_memory_bytes, struct al_grid **out);
/** @return the layer or NULL. */
const struct al_layer *al_grid_layer(const struct al_grid *grid, const char *name);
void al_grid_destroy(struct al_grid *grid);

#endif
