/**
 * Gather from up to nine tiles of one level.
 */
#include "tiles/gather.h"
#include <assert.h>
#include <string.h>

/* Cells of a neighbour in the direction -1, 0, 1: where the copy starts in it and in the scratch,
 * and how many. */
struct stretch {
  int from, to, count;
};

static const struct stretch stretches[3] = {
    {AL_TILE_SIDE - AL_HALO, -AL_HALO, AL_HALO}, {0, 0, AL_TILE_SIDE}, {0, AL_TILE_SIDE, AL_HALO}};

/* The number of columns is a constant where this is inlined: rows are copied without a call. */
AL_INLINE void gather_rows(const al_real *from, al_real outside, struct stretch rows, int cols,
                           al_real *to)
{
  for (int r = 0; r < rows.count; r++, to += AL_SCRATCH_STRIDE) {
    if (from)
      memcpy(to, from + (rows.from + r) * AL_TILE_SIDE, (size_t)cols * sizeof *to);
    else
      for (int c = 0; c < cols; c++)
        to[c] = outside;
  }
}

static void gather_part(const al_real *from, al_real outside, struct stretch rows,
                        struct stretch cols, al_real *scratch)
{
  al_real *to = scratch + AL_SCRATCH_ORIGIN + rows.to * AL_SCRATCH_STRIDE + cols.to;
  const al_real *start = from ? from + cols.from : NULL;
  assert(cols.count == AL_TILE_SIDE || cols.count == AL_HALO);
  if (cols.count == AL_TILE_SIDE)
    gather_rows(start, outside, rows, AL_TILE_SIDE, to);
  else
    gather_rows(start, outside, rows, AL_HALO, to);
}

void al_gather_tile(const struct al_forest *forest, const struct al_field *field, ptrdiff_t tile,
                    al_real outside, al_real *scratch)
{
  assert(tile >= 0 && tile < forest->tile_count);
  for (int around = 0; around < AL_AROUND; around++) {
    const int neighbour = forest->tile[tile].neighbour[around];
    assert(neighbour < forest->tile_count);
    gather_part(neighbour >= 0 ? al_field_tile(field, neighbour) : NULL, outside,
                stretches[around / 3], stretches[around % 3], scratch);
  }
}
