/**
 * Gather: one tile with its halo, copied into a thread's own scratch. The only place that knows
 * neighbours.
 */
#ifndef AL_TILES_GATHER_H
#define AL_TILES_GATHER_H

#include "tiles/field.h"

/* Scratch planes are [AL_SCRATCH_ROWS][AL_SCRATCH_STRIDE]; the tile's cell (0, 0) stands at
 * AL_SCRATCH_ORIGIN, on a cache line of its own. */
enum {
  AL_HALO = 2,
  AL_SCRATCH_STRIDE = 80,
  AL_SCRATCH_COL0 = 8,
  AL_SCRATCH_ROWS = AL_TILE_SIDE + 2 * AL_HALO,
  AL_SCRATCH_CELLS = AL_SCRATCH_ROWS * AL_SCRATCH_STRIDE,
  AL_SCRATCH_ORIGIN = AL_HALO * AL_SCRATCH_STRIDE + AL_SCRATCH_COL0
};
_Static_assert(AL_SCRATCH_COL0 >= AL_HALO, "the western halo lies in the row");
_Static_assert(AL_SCRATCH_COL0 + AL_TILE_SIDE + AL_HALO <= AL_SCRATCH_STRIDE,
               "the eastern halo lies in the row");
_Static_assert(AL_SCRATCH_STRIDE * sizeof(al_real) % AL_ALIGN_BYTES == 0,
               "rows of a scratch plane are aligned alike");

/** Fills a scratch plane with a tile and AL_HALO cells around it; where no tile of its level is,
 * with `outside`. Of a tile in the middle of a longer step (al_fields_between) it takes the mean of
 * start and end. The halo's cells in other levels (al_forest.seam) are the caller's: what a mean of
 * water is, the model knows. */
void al_gather_tile(const struct al_forest *forest, const struct al_field *field, ptrdiff_t tile,
                    al_real outside, al_real *scratch);

/** Value of a cell as others see it: the mean of start and end in the middle of a longer step. */
static inline al_real al_gather_cell(const struct al_field *field, ptrdiff_t tile, int cell)
{
  const al_real now = al_field_tile(field, tile)[cell];
  return field->between[tile] ? (al_real)0.5 * (now + al_field_next_tile(field, tile)[cell]) : now;
}

#endif
