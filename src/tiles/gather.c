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

/* What a part of the scratch is filled from: a tile; the mean of a tile's two buffers; nothing. */
struct origin {
  const al_real *now, *before; /* NULL: none */
  al_real outside;
};

/* The number of columns is a constant where this is inlined: rows are copied without a call. */
AL_INLINE void gather_rows(struct origin from, int row, int rows, int cols, al_real *to)
{
  for (int r = row; r < row + rows; r++, to += AL_SCRATCH_STRIDE)
    if (from.before)
      for (int c = 0; c < cols; c++)
        to[c] = (al_real)0.5 * (from.now[r * AL_TILE_SIDE + c] + from.before[r * AL_TILE_SIDE + c]);
    else if (from.now)
      memcpy(to, from.now + r * AL_TILE_SIDE, (size_t)cols * sizeof *to);
    else
      for (int c = 0; c < cols; c++)
        to[c] = from.outside;
}

static void gather_part(struct origin from, struct stretch rows, struct stretch cols,
                        al_real *scratch)
{
  al_real *to = scratch + AL_SCRATCH_ORIGIN + rows.to * AL_SCRATCH_STRIDE + cols.to;
  assert(cols.count == AL_TILE_SIDE || cols.count == AL_HALO);
  from.now = from.now ? from.now + cols.from : NULL;
  from.before = from.before ? from.before + cols.from : NULL;
  if (cols.count == AL_TILE_SIDE)
    gather_rows(from, rows.from, rows.count, AL_TILE_SIDE, to);
  else
    gather_rows(from, rows.from, rows.count, AL_HALO, to);
}

void al_gather_tile(const struct al_forest *forest, const struct al_field *field, ptrdiff_t tile,
                    al_real outside, al_real *scratch)
{
  assert(tile >= 0 && tile < forest->tile_count);
  for (int around = 0; around < AL_AROUND; around++) {
    const int neighbour = forest->tile[tile].neighbour[around];
    assert(neighbour < forest->tile_count);
    const bool some = neighbour >= 0, between = some && field->between[neighbour];
    const struct origin from = {.now = some ? al_field_tile(field, neighbour) : NULL,
                                .before = between ? al_field_next_tile(field, neighbour) : NULL,
                                .outside = outside};
    gather_part(from, stretches[around / 3], stretches[around % 3], scratch);
  }
}
