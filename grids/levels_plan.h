/**
 * Which tiles of a grid of several levels are refined: marks over the whole plane of the coarsest
 * level, before any level has terrain.
 */
#ifndef AL_GRIDS_LEVELS_PLAN_H
#define AL_GRIDS_LEVELS_PLAN_H

#include "core/arena.h"
#include "tiles/forest.h"

struct levels_plan {
  struct al_lattice root;                                   /* of the coarsest level */
  int count;                                                /* of levels */
  int tile_cols[AL_LEVELS_MOST], tile_rows[AL_LEVELS_MOST]; /* of the whole plane */
  uint8_t *refined[AL_LEVELS_MOST];                         /* [tile_rows*tile_cols] */
};

/** A plan without refined tiles. Errors: AL_BAD_INPUT when there would be too many tiles. */
al_status levels_plan_open(struct al_arena *arena, const struct al_lattice *root, int count,
                           struct levels_plan *out);
/** Refines the tiles of a level within a distance of a box in the plane. Tiles whose own level does
 * not reach there stay. */
void levels_plan_mark_box(struct levels_plan *plan, int level, const double box_m[4],
                          double distance_m);
/** The same for the marked cells of a lattice of the level. @param mark [rows*cols] */
void levels_plan_mark_cells(struct levels_plan *plan, int level, const struct al_lattice *lattice,
                            const uint8_t *mark, double distance_m);
/** Refines coarser tiles until tiles that touch, corners included, differ by one level at most. */
void levels_plan_grade(struct levels_plan *plan);
/** The lattice that holds all tiles of a level. @return false when the level has none. */
bool levels_plan_window(const struct levels_plan *plan, int level, struct al_lattice *out);
/** The marks of a level within a lattice of it, for al_grid.refined; NULL when memory is out. */
uint8_t *levels_plan_crop(const struct levels_plan *plan, struct al_arena *arena, int level,
                          const struct al_lattice *lattice);

#endif
