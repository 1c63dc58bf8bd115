/**
 * Terrain on plain row-major arrays: void filling, depressions, sea.
 */
#ifndef AL_GRIDS_TERRAIN_H
#define AL_GRIDS_TERRAIN_H

#include "core/arena.h"
#include "tiles/lattice.h"
#include <stdint.h>

struct terrain_change {
  ptrdiff_t cells;  /* changed */
  double volume_m3; /* added (filling) or removed (breaching), positive */
  ptrdiff_t pits;   /* depressions treated */
};

/** Fills cells without data that lie within `reach_cells` of data, from the rim inward, by
 * inverse-distance means of the cells known before. @return cells filled. Errors: AL_NO_MEMORY. */
al_status terrain_fill_voids(struct al_ctx *ctx, const struct al_lattice *lattice, float *bed,
                             uint8_t *valid, double reach_cells, ptrdiff_t *filled);

/** Raises every pit to its sill (priority flood, Barnes et al. 2014). Pits deeper than keep_depth_m
 * stay. Outlets: the edge of the grid, cells without data, and cells where `outlet` (may be NULL)
 * is set. */
al_status terrain_fill_pits(struct al_ctx *ctx, const struct al_lattice *lattice, float *bed,
                            const uint8_t *valid, const uint8_t *outlet, double keep_depth_m,
                            struct terrain_change *change);

/** Cuts pits open along the path of least resistance the priority flood found (Lindsay 2016, single
 * pass), where the cut is nowhere deeper than max_cut_m; other pits stay as they are. */
al_status terrain_breach_pits(struct al_ctx *ctx, const struct al_lattice *lattice, float *bed,
                              const uint8_t *valid, const uint8_t *outlet, double max_cut_m,
                              double keep_depth_m, struct terrain_change *change);

/** Marks cells below a level that are connected (8 neighbours) to the edge of the grid or to cells
 * without data. @param within only where this is above 0.5 (a sea layer); NULL = anywhere. */
al_status terrain_mark_sea(struct al_ctx *ctx, const struct al_lattice *lattice, const float *bed,
                           const uint8_t *valid, const float *within, double level_m, uint8_t *sea);

#endif
