/**
 * Places on the forest: the cell at a point, the cells of a disc, the cells that a line crosses.
 */
#ifndef AL_TILES_PLACE_H
#define AL_TILES_PLACE_H

#include "tiles/forest.h"

struct al_place {
  const double *xy;   /* x1, y1, x2, y2, ... in the grid's coordinates */
  size_t point_count; /* 1: a point or disc; more: a line, whose radius has no say */
  double radius_m;    /* cells with their centre within it; 0 = the cell at the point */
};

/** Forest indices of the valid cells of a place, in the order of the tiles. @param list receives
 * all of them; NULL to count. @return how many there are. */
size_t al_place_cells(const struct al_forest *forest, const struct al_place *place,
                      ptrdiff_t *list);

#endif
