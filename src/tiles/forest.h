/**
 * The tile forest: square tiles of 64 x 64 cells, each with a level; level L+1 has half the cell
 * size of level L. Tiles stand in the order of a space-filling (Morton) curve; tiles without a
 * valid cell do not exist.
 */
#ifndef AL_TILES_FOREST_H
#define AL_TILES_FOREST_H

#include "core/arena.h"
#include "core/real.h"
#include "tiles/lattice.h"

enum { AL_TILE_SIDE = 64, AL_TILE_CELLS = AL_TILE_SIDE * AL_TILE_SIDE };

/** Directions of the nine tiles around one, row-major from the north-west; 4 is the tile itself. */
enum { AL_NW, AL_N, AL_NE, AL_W, AL_SELF, AL_E, AL_SW, AL_S, AL_SE, AL_AROUND };
_Static_assert((AL_TILE_SIDE & (AL_TILE_SIDE - 1)) == 0,
               "a tile halves and doubles with its level");
_Static_assert(AL_TILE_CELLS * sizeof(al_real) % AL_ALIGN_BYTES == 0,
               "every tile starts a cache line");
_Static_assert(AL_AROUND == 9 && AL_SELF == 4, "nine directions, row by row");

struct al_tile {
  int level;
  int col, row;             /* of its north-west cell, in cells of its own level */
  int cols, rows;           /* part of the 64 x 64 cells that lies inside the lattice */
  bool has_void;            /* some of the 64 x 64 cells are not valid */
  int neighbour[AL_AROUND]; /* tile index, or -1 */
};

struct al_forest {
  struct al_lattice lattice; /* of the finest level present */
  ptrdiff_t tile_count;
  const struct al_tile *tile;
  const uint8_t *valid; /* [tile][cell], 1 = cell belongs to the domain */
  ptrdiff_t valid_count;
};

/** One level over a lattice. @param valid row-major [rows*cols], NULL = all. @param out lives in
 * `arena`. */
al_status al_forest_create(struct al_arena *arena, const struct al_lattice *lattice,
                           const uint8_t *valid, struct al_forest **out);

/** Index [tile*4096 + cell] of a lattice cell, or -1 when no tile holds it. */
ptrdiff_t al_forest_index(const struct al_forest *forest, int col, int row);

/** Cell edge of a tile in metres. */
double al_forest_cell_m(const struct al_forest *forest, ptrdiff_t tile);

#endif
