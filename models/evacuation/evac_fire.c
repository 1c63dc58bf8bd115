#include "models/evacuation/evac_fire.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* Half the width of the disc in each row, from the middle row outward; -1 beyond it. */
static int fire_half_width(double reach_cells, int row_off)
{
  const double left = reach_cells * reach_cells - (double)row_off * row_off;
  return left < 0.0 ? -1 : (int)floor(sqrt(left) + 1e-9);
}

static float fire_nearest(const struct al_lattice *lattice, const float *arrival_s,
                          const int *half_width, int reach, int col, int row)
{
  float least = INFINITY;
  for (int dy = -reach; dy <= reach; dy++) {
    const int y = row + dy, half = half_width[abs(dy)];
    if (y < 0 || y >= lattice->rows)
      continue;
    const int first = col - half > 0 ? col - half : 0;
    const int last = col + half < lattice->cols ? col + half : lattice->cols - 1;
    const float *line = arrival_s + (ptrdiff_t)y * lattice->cols;
    for (int x = first; x <= last; x++)
      if (line[x] < least) /* false for NaN */
        least = line[x];
  }
  return least;
}

al_status al_evac_fire_near(struct al_ctx *ctx, const struct al_lattice *lattice,
                            const float *arrival_s, double reach_m, const unsigned char *wanted,
                            float *near_s)
{
  const int reach =
      (int)fmin(floor(reach_m / lattice->cell_m + 1e-9), fmax(lattice->cols, lattice->rows));
  int *half_width = malloc(((size_t)reach + 1) * sizeof *half_width);

  assert(reach_m >= 0.0 && lattice->cell_m > 0.0);
  if (!half_width)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: fire within %g m", reach_m);
  for (int i = 0; i <= reach; i++)
    half_width[i] = fire_half_width(reach_m / lattice->cell_m, i);
#pragma omp parallel for schedule(dynamic, 16)
  for (int row = 0; row < lattice->rows; row++)
    for (int col = 0; col < lattice->cols; col++) {
      const ptrdiff_t cell = (ptrdiff_t)row * lattice->cols + col;
      if (!wanted || wanted[cell])
        near_s[cell] = fire_nearest(lattice, arrival_s, half_width, reach, col, row);
    }
  free(half_width);
  return AL_OK;
}

al_status al_evac_fire_on_links(struct al_ctx *ctx, const struct al_evac_cover *cover,
                                const struct al_lattice *lattice, const float *arrival_s,
                                double reach_m, float *link_s)
{
  const size_t cells = (size_t)al_lattice_cells(lattice);
  unsigned char *wanted = calloc(cells + 1, sizeof *wanted);
  float *near_s = malloc((cells + 1) * sizeof *near_s);
  al_status status = AL_NO_MEMORY;

  if (!wanted || !near_s) {
    (void)AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: fire within %g m", reach_m);
    goto done;
  }
  for (int64_t i = 0; i < cover->start[cover->link_count]; i++)
    wanted[cover->cell[i]] = 1;
  status = al_evac_fire_near(ctx, lattice, arrival_s, reach_m, wanted, near_s);
  if (status != AL_OK)
    goto done;
  for (int32_t link = 0; link < cover->link_count; link++) {
    link_s[link] = INFINITY;
    for (int64_t i = cover->start[link]; i < cover->start[link + 1]; i++)
      link_s[link] = fminf(link_s[link], near_s[cover->cell[i]]);
  }
done:
  free(wanted);
  free(near_s);
  return status;
}
