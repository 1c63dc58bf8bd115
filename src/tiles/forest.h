/**
 * The tile forest: square tiles of 64 x 64 cells, each with a level; level L+1 has half the cell
 * size of level L, and tiles that touch differ by at most one level. Tiles stand in the order of a
 * space-filling (Morton) curve; tiles without a valid cell do not exist.
 */
#ifndef AL_TILES_FOREST_H
#define AL_TILES_FOREST_H

#include "core/arena.h"
#include "core/real.h"
#include "tiles/lattice.h"

enum { AL_TILE_SIDE = 64, AL_TILE_CELLS = AL_TILE_SIDE * AL_TILE_SIDE, AL_LEVELS_MOST = 12 };

/** Directions of the nine tiles around one, row-major from the north-west; 4 is the tile itself. */
enum { AL_NW, AL_N, AL_NE, AL_W, AL_SELF, AL_E, AL_SW, AL_S, AL_SE, AL_AROUND };
_Static_assert((AL_TILE_SIDE & (AL_TILE_SIDE - 1)) == 0,
               "a tile halves and doubles with its level");
_Static_assert(AL_TILE_CELLS * sizeof(al_real) % AL_ALIGN_BYTES == 0,
               "every tile starts a cache line");
_Static_assert(AL_AROUND == 9 && AL_SELF == 4, "nine directions, row by row");

/** Sides of a tile; the opposite of side s is s ^ 1. */
enum { AL_SIDE_E, AL_SIDE_W, AL_SIDE_S, AL_SIDE_N, AL_SIDES };

/* What stands beyond a side of a tile. */
struct al_side {
  int step;    /* level of what stands there minus that of the tile: -1, 0, 1 */
  int tile[2]; /* -1 none; two where they are finer, in the order of the rows or columns */
  int half;    /* where it is coarser: which half of its side, 0 or 1 */
};

struct al_tile {
  int level;
  int col, row;             /* of its north-west cell, in cells of its level's lattice */
  int cols, rows;           /* part of the 64 x 64 cells that lies inside that lattice */
  bool has_void;            /* some of the 64 x 64 cells are not valid */
  int neighbour[AL_AROUND]; /* tile of the same level, or -1 */
  int beside, beside_count; /* in al_forest.beside: tiles that touch it, of any level */
  int seam, seam_count;     /* in al_forest.seam: cells of its halo that stand in other levels */
  struct al_side side[AL_SIDES];
};

/* A cell of a tile's halo that stands in a tile of another level. */
struct al_seam_cell {
  int at;      /* scratch index, see gather.h */
  int tile;    /* where it stands */
  int cell;    /* there: the cell that holds it, or the north-western of the four that it holds */
  int8_t step; /* 1: it holds four finer cells; -1: a coarser cell holds it */
  int8_t right, below; /* which quarter of the coarser cell, 0 or 1 each */
};

struct al_forest {
  struct al_lattice lattice; /* of the finest level */
  int level_count;
  const struct al_lattice *level; /* [level_count], the coarsest first */
  ptrdiff_t tile_count;
  const struct al_tile *tile;
  const int *beside;
  const struct al_seam_cell *seam;
  const uint8_t *valid; /* [tile][cell], 1 = cell belongs to the domain */
  ptrdiff_t valid_count;
};

/* A level of a forest to be. */
struct al_forest_level {
  struct al_lattice lattice; /* of level L+1: half the cell size of level L, its corner on one of
                                level L's tiles */
  const uint8_t *valid;      /* [rows*cols], NULL = all */
  const uint8_t *refined;    /* [tile rows][tile cols] of the lattice: 1 = the next level stands
                                there instead; NULL = nowhere */
};

/** A forest of levels, the coarsest first. @param out lives in `arena`. Errors: AL_RUN_FAILED when
 * lattices do not fit each other or tiles that touch differ by more than one level. */
al_status al_forest_create_levels(struct al_arena *arena, const struct al_forest_level *levels,
                                  int count, struct al_forest **out);
/** One level over a lattice. @param valid row-major [rows*cols], NULL = all. */
al_status al_forest_create(struct al_arena *arena, const struct al_lattice *lattice,
                           const uint8_t *valid, struct al_forest **out);

/** Index [tile*4096 + cell] of the cell that holds a cell of a level's lattice, or, where that is
 * refined, of a finer cell in it; -1 when no tile does. Cells outside the lattice are looked for in
 * coarser levels. @param side the finer cell is taken on this side (AL_SIDE_...) of the one asked.
 */
ptrdiff_t al_forest_index_at(const struct al_forest *forest, int level, int col, int row, int side);
/** The same for a cell of the finest lattice. */
ptrdiff_t al_forest_index(const struct al_forest *forest, int col, int row);
/** Index of the cell at a place, or -1. */
ptrdiff_t al_forest_index_of_place(const struct al_forest *forest, double x_m, double y_m);

/* What there is of one level. */
struct al_forest_extent {
  ptrdiff_t tiles, cells;                  /* cells that belong to the domain */
  double west_m, south_m, east_m, north_m; /* around its tiles; all 0 without tiles */
};
struct al_forest_extent al_forest_measure(const struct al_forest *forest, int level);

/** Lattice of a tile's level. */
static inline const struct al_lattice *al_forest_lattice(const struct al_forest *forest,
                                                         ptrdiff_t tile)
{
  return &forest->level[forest->tile[tile].level];
}

/** Cell edge of a tile in metres. */
static inline double al_forest_cell_m(const struct al_forest *forest, ptrdiff_t tile)
{
  return al_forest_lattice(forest, tile)->cell_m;
}

#endif
