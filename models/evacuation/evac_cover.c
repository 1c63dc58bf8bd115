#include "models/evacuation/evac_cover.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* A line this near to an edge, in cells, touches it: coordinates are rounded. */
static const double cover_near = 1e-9;

static int cover_clamp(double value, int least, int most)
{
  return value < least ? least : value > most ? most : (int)value;
}

/* First and last of the closed cells [i, i + 1] that touch the closed range. */
static int cover_first(double low, int least)
{
  return cover_clamp(ceil(low - cover_near) - 1.0, least, INT32_MAX);
}

static int cover_last(double high, int count)
{
  return cover_clamp(floor(high + cover_near), -1, count - 1);
}

bool al_evac_cover_segment(const struct al_lattice *lattice, double x0, double y0, double x1,
                           double y1, al_evac_cell_taker take, void *self)
{
  assert(isfinite(x0) && isfinite(y0) && isfinite(x1) && isfinite(y1));
  const double top = fmin(y0, y1), bottom = fmax(y0, y1);
  const double left = fmin(x0, x1), right = fmax(x0, x1);
  const bool is_level = bottom - top <= cover_near;
  const double slope = is_level ? 0.0 : (x1 - x0) / (y1 - y0);
  const int first_row = cover_first(top, 0), last_row = cover_last(bottom, lattice->rows);

  for (int i = 0; i <= last_row - first_row; i++) {
    const int row = y0 <= y1 ? first_row + i : last_row - i;
    double low = left, high = right;
    if (!is_level) {
      const double a = x0 + (fmax(top, (double)row) - y0) * slope;
      const double b = x0 + (fmin(bottom, (double)row + 1.0) - y0) * slope;
      low = fmax(left, fmin(a, b));
      high = fmin(right, fmax(a, b));
    }
    const int first = cover_first(low, 0), last = cover_last(high, lattice->cols);
    for (int k = 0; k <= last - first; k++)
      take(self, x0 <= x1 ? first + k : last - k, row);
  }
  return left >= 0.0 && top >= 0.0 && right <= lattice->cols && bottom <= lattice->rows;
}

struct cover_maker {
  const struct al_lattice *lattice;
  int32_t *stamp; /* [cell] the last link that touched it, + 1 */
  int32_t link;
  int32_t *cell; /* NULL while counting */
  int64_t count;
};

static void cover_take(void *self, int col, int row)
{
  struct cover_maker *maker = self;
  const int32_t cell = row * maker->lattice->cols + col;
  if (maker->stamp[cell] == maker->link + 1)
    return;
  maker->stamp[cell] = maker->link + 1;
  if (maker->cell)
    maker->cell[maker->count] = cell;
  maker->count++;
}

/* One link: its segments, or the ends of a tunnel as segments without length. */
static bool cover_link(struct cover_maker *maker, const struct al_evac_network *network,
                       int32_t link)
{
  const struct al_lattice *lattice = maker->lattice;
  const double *x = network->shape_x, *y = network->shape_y;
  const int32_t first = network->shape_start[link], last = network->shape_start[link + 1] - 1;
  const bool ends_only = network->kind && network->kind[link] == AL_EVAC_TUNNEL;
  bool is_inside = true;

  assert(last > first);
  maker->link = link;
  for (int32_t i = first; i < last + (ends_only ? 1 : 0); i += ends_only ? last - first : 1) {
    const int32_t next = ends_only ? i : i + 1;
    is_inside &= al_evac_cover_segment(
        lattice, (x[i] - lattice->west_m) / lattice->cell_m,
        (lattice->north_m - y[i]) / lattice->cell_m, (x[next] - lattice->west_m) / lattice->cell_m,
        (lattice->north_m - y[next]) / lattice->cell_m, cover_take, maker);
  }
  return is_inside;
}

static void cover_pass(struct cover_maker *maker, const struct al_evac_network *network,
                       struct al_evac_cover *out)
{
  const ptrdiff_t cells = al_lattice_cells(maker->lattice);
  for (ptrdiff_t i = 0; i < cells; i++)
    maker->stamp[i] = 0;
  maker->count = 0;
  for (int32_t link = 0; link < network->link_count; link++) {
    out->leaves[link] = !cover_link(maker, network, link);
    out->start[link + 1] = maker->count;
  }
}

al_status al_evac_cover_make(struct al_ctx *ctx, const struct al_evac_network *network,
                             const struct al_lattice *lattice, struct al_evac_cover *out)
{
  const size_t cells = (size_t)al_lattice_cells(lattice), links = (size_t)network->link_count;
  struct cover_maker maker = {.lattice = lattice,
                              .stamp = malloc((cells + 1) * sizeof *maker.stamp)};

  assert(lattice->cell_m > 0.0 && cells <= INT32_MAX);
  *out = (struct al_evac_cover){.link_count = network->link_count,
                                .start = calloc(links + 1, sizeof *out->start),
                                .leaves = calloc(links + 1, sizeof *out->leaves)};
  if (maker.stamp && out->start && out->leaves) {
    cover_pass(&maker, network, out);
    out->cell = maker.cell = malloc((size_t)(maker.count + 1) * sizeof *out->cell);
    if (out->cell)
      cover_pass(&maker, network, out);
  }
  free(maker.stamp);
  return out->cell ? AL_OK
                   : AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: cells under %zu links", links);
}

void al_evac_cover_free(struct al_evac_cover *cover)
{
  free(cover->start);
  free(cover->cell);
  free(cover->leaves);
  *cover = (struct al_evac_cover){0};
}
