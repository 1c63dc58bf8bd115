/**
 * The inside of a forest, shared by the files of tiles only.
 */
#ifndef AL_TILES_FOREST_INSIDE_H
#define AL_TILES_FOREST_INSIDE_H

#include "tiles/forest.h"

/* What may stand in the table of a level instead of a tile. */
enum { FOREST_NONE = -1, FOREST_REFINED = -2 };

struct forest_level {
  int first_col, first_row; /* of its lattice, in tiles of the level from the corner of the coarsest
                               lattice */
  int tile_cols, tile_rows;
  int *tile; /* [tile_rows*tile_cols] */
};

struct forest {
  struct al_forest view; /* first: al_forest pointers point here */
  struct forest_level level[AL_LEVELS_MOST];
};

/* Tile at a place in tiles of the level from the corner of the coarsest lattice. */
static inline int forest_tile_at(const struct forest_level *level, int col, int row)
{
  const int c = col - level->first_col, r = row - level->first_row;
  const bool inside = c >= 0 && r >= 0 && c < level->tile_cols && r < level->tile_rows;
  return inside ? level->tile[r * level->tile_cols + c] : FOREST_NONE;
}

/* Finds what touches each tile, its sides and the cells of its halo in other levels. */
al_status forest_find_seams(struct al_arena *arena, struct forest *forest, struct al_tile *tile);

#endif
