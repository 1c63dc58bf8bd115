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

static void gather_part(const al_real *from, al_real outside, struct stretch rows,
                        struct stretch cols, al_real *scratch)
{
  for (int r = 0; r < rows.count; r++) {
    al_real *to = scratch + AL_SCRATCH_ORIGIN + (rows.to + r) * AL_SCRATCH_STRIDE + cols.to;
    if (from)
      memcpy(to, from + (rows.from + r) * AL_TILE_SIDE + cols.from,
             (size_t)cols.count * sizeof *to);
    else
      for (int c = 0; c < cols.count; c++)
        to[c] = outside;
  }
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
