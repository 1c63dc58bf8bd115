/**
 * Exact shares of cells under polygons and lengths of lines in cells. A ring is cut at the cell
 * edges; each piece adds its signed area to its cell and its signed height to all cells east of it
 * in the row (the coverage integral of the trapezoid rule), so shares are exact to rounding and
 * holes cancel by their orientation.
 */
#include "doors/cover_door.h"
#include "core/log.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct window {
  int col0, row0, cols, rows;
  double *area, *cover; /* [rows*cols]: own area, height passed on to the east; in cell units */
};

static double cover_ring_area(const struct al_vector_layer *layer, const struct al_part *part)
{
  double sum = 0.0;
  const double *x = layer->x + part->first, *y = layer->y + part->first;
  for (size_t i = 0, j = part->count - 1; i < part->count; j = i++)
    sum += (x[j] - x[0]) * (y[i] - y[0]) - (x[i] - x[0]) * (y[j] - y[0]);
  return 0.5 * sum;
}

/* A part of a piece that stays within one column, `within` the mean distance from its west edge. */
static void cover_add_cell(struct window *w, int r, int c, double h, double within)
{
  if (c >= w->cols)
    return;
  w->area[r * w->cols + c] += h * (1.0 - within);
  w->cover[r * w->cols + c] += h;
}

/* One straight piece inside one row band of cells: x in cells from the window's west edge, dy the
 * height it climbs, at constant row. What lies west of the window covers whole cells; what lies
 * east of it covers nothing. */
static void cover_add_piece(struct window *w, int r, double x0, double x1, double dy)
{
  if (dy == 0.0)
    return;
  if (x0 == x1) {
    const double col = fmin(fmax(floor(x0), -1.0), (double)w->cols);
    if (col < 0.0)
      cover_add_cell(w, r, 0, dy, 0.0);
    else
      cover_add_cell(w, r, (int)col, dy, x0 - col);
    return;
  }
  const double slope = dy / (x1 - x0), most = (double)w->cols;
  const double from = fmin(fmax(x0, 0.0), most), to = fmin(fmax(x1, 0.0), most);
  const double west = fmin(x1, 0.0) - fmin(x0, 0.0);
  if (west != 0.0)
    cover_add_cell(w, r, 0, from == to && to == 0.0 ? dy : slope * west, 0.0);
  for (double x = from; x != to;) {
    const bool east = to > from;
    const int col = east ? (int)floor(x) : (int)ceil(x) - 1;
    const double edge = east ? fmin(to, col + 1.0) : fmax(to, (double)col);
    cover_add_cell(w, r, col, slope * (edge - x), 0.5 * (x + edge) - col);
    x = edge;
  }
}

/* A segment in cells from the window's corner (x east, y south), cut at its rows. */
static void cover_add_segment(struct window *w, double x0, double y0, double x1, double y1)
{
  const double most = (double)w->rows;
  const double from = fmin(fmax(y0, 0.0), most), to = fmin(fmax(y1, 0.0), most);
  if (y0 == y1)
    return;
  double x = from == y0 ? x0 : x0 + (x1 - x0) * ((from - y0) / (y1 - y0));
  for (double y = from; y != to;) {
    const bool down = to > from;
    const int row = down ? (int)floor(y) : (int)ceil(y) - 1;
    const double edge = down ? fmin(to, row + 1.0) : fmax(to, (double)row);
    const double next = edge == y1 ? x1 : x0 + (x1 - x0) * ((edge - y0) / (y1 - y0));
    cover_add_piece(w, row, x, next, edge - y);
    x = next;
    y = edge;
  }
}

static void cover_add_ring(struct window *w, const struct al_vector_layer *layer,
                           const struct al_part *part, const struct al_lattice *lattice)
{
  const double *x = layer->x + part->first, *y = layer->y + part->first;
  const double per_m = 1.0 / lattice->cell_m;
  const double west_m = lattice->west_m + w->col0 * lattice->cell_m,
               north_m = lattice->north_m - w->row0 * lattice->cell_m;
  const bool reverse = (cover_ring_area(layer, part) > 0.0) != part->hole;
  for (size_t i = 0, j = part->count - 1; i < part->count; j = i++) {
    const size_t a = reverse ? i : j, b = reverse ? j : i;
    /* With rows counted southward a ring turning clockwise on the map gives positive cover to its
     * east. */
    cover_add_segment(w, (x[a] - west_m) * per_m, (north_m - y[a]) * per_m, (x[b] - west_m) * per_m,
                      (north_m - y[b]) * per_m);
  }
}

static bool cover_window(const struct al_vector_layer *layer, const struct al_feature *feature,
                         const struct al_lattice *lattice, struct window *w)
{
  assert(lattice->cols > 0 && lattice->rows > 0 && lattice->cell_m > 0.0);
  double west = HUGE_VAL, east = -HUGE_VAL, south = HUGE_VAL, north = -HUGE_VAL;
  for (size_t p = feature->first_part; p < feature->first_part + feature->part_count; p++)
    for (size_t i = layer->part[p].first; i < layer->part[p].first + layer->part[p].count; i++) {
      west = fmin(west, layer->x[i]);
      east = fmax(east, layer->x[i]);
      south = fmin(south, layer->y[i]);
      north = fmax(north, layer->y[i]);
    }
  const double col0 = floor((west - lattice->west_m) / lattice->cell_m),
               col1 = ceil((east - lattice->west_m) / lattice->cell_m),
               row0 = floor((lattice->north_m - north) / lattice->cell_m),
               row1 = ceil((lattice->north_m - south) / lattice->cell_m);
  w->col0 = (int)fmin(fmax(col0, 0.0), lattice->cols);
  w->row0 = (int)fmin(fmax(row0, 0.0), lattice->rows);
  w->cols = (int)fmax(fmin(col1, lattice->cols), -1.0) - w->col0;
  w->rows = (int)fmax(fmin(row1, lattice->rows), -1.0) - w->row0;
  return w->cols > 0 && w->rows > 0;
}

static al_status cover_polygon(struct al_ctx *ctx, const struct al_vector_layer *layer,
                               size_t index, const struct al_lattice *lattice,
                               al_cover_visit *visit, void *self)
{
  assert(index < layer->feature_count);
  const struct al_feature *feature = &layer->feature[index];
  struct window w;
  if (!cover_window(layer, feature, lattice, &w))
    return AL_OK;
  assert(w.col0 + w.cols <= lattice->cols && w.row0 + w.rows <= lattice->rows);
  const size_t cells = (size_t)w.cols * (size_t)w.rows;
  w.area = calloc(2 * cells, sizeof *w.area);
  if (!w.area)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: a polygon over %zu cells", cells);
  w.cover = w.area + cells;
  for (size_t p = feature->first_part; p < feature->first_part + feature->part_count; p++)
    cover_add_ring(&w, layer, &layer->part[p], lattice);
  for (int r = 0; r < w.rows; r++) {
    double passed = 0.0;
    for (int c = 0; c < w.cols; c++) {
      const double share = fabs(passed + w.area[r * w.cols + c]);
      passed += w.cover[r * w.cols + c];
      if (share > 1e-12)
        visit(self, index, (ptrdiff_t)(w.row0 + r) * lattice->cols + w.col0 + c, fmin(share, 1.0));
    }
  }
  free(w.area);
  return AL_OK;
}

/* Narrows t0..t1 to where a + t d lies in 0..most. @return false when nowhere. */
static bool cover_clip(double a, double d, double most, double *t0, double *t1)
{
  if (d == 0.0)
    return a >= 0.0 && a <= most;
  const double enter = (d > 0.0 ? 0.0 - a : most - a) / d,
               leave = (d > 0.0 ? most - a : 0.0 - a) / d;
  *t0 = fmax(*t0, enter);
  *t1 = fmin(*t1, leave);
  return *t0 < *t1;
}

/* Length of a straight piece within each cell it crosses, walked from edge to edge. */
static void cover_line_piece(const double a[2], const double b[2], size_t index,
                             const struct al_lattice *lattice, al_cover_visit *visit, void *self)
{
  const double dx = b[0] - a[0], dy = b[1] - a[1], length = hypot(dx, dy) * lattice->cell_m;
  double start = 0.0, end = 1.0;
  if (!isfinite(length) || !cover_clip(a[0], dx, lattice->cols, &start, &end) ||
      !cover_clip(a[1], dy, lattice->rows, &start, &end))
    return;
  for (double t = start; t < end;) {
    const double x = a[0] + t * dx, y = a[1] + t * dy;
    const double ex = dx > 0.0 ? floor(x + 1e-12) + 1.0 : ceil(x - 1e-12) - 1.0;
    const double ey = dy > 0.0 ? floor(y + 1e-12) + 1.0 : ceil(y - 1e-12) - 1.0;
    const double tx = dx != 0.0 ? (ex - a[0]) / dx : HUGE_VAL;
    const double ty = dy != 0.0 ? (ey - a[1]) / dy : HUGE_VAL;
    const double next = fmin(fmin(tx, ty), end);
    assert(!(next > 1.0));
    const double middle = 0.5 * (t + next);
    const int col = (int)floor(a[0] + middle * dx), row = (int)floor(a[1] + middle * dy);
    if (col >= 0 && row >= 0 && col < lattice->cols && row < lattice->rows && next > t)
      visit(self, index, (ptrdiff_t)row * lattice->cols + col, (next - t) * length);
    t = next > t ? next : nextafter(t, 2.0);
  }
}

static void cover_line(const struct al_vector_layer *layer, size_t index,
                       const struct al_lattice *lattice, al_cover_visit *visit, void *self)
{
  const struct al_feature *feature = &layer->feature[index];
  for (size_t p = feature->first_part; p < feature->first_part + feature->part_count; p++)
    for (size_t i = layer->part[p].first; i + 1 < layer->part[p].first + layer->part[p].count;
         i++) {
      const double a[2] = {(layer->x[i] - lattice->west_m) / lattice->cell_m,
                           (lattice->north_m - layer->y[i]) / lattice->cell_m};
      const double b[2] = {(layer->x[i + 1] - lattice->west_m) / lattice->cell_m,
                           (lattice->north_m - layer->y[i + 1]) / lattice->cell_m};
      cover_line_piece(a, b, index, lattice, visit, self);
    }
}

al_status al_cover_visit_layer(struct al_ctx *ctx, const struct al_vector_layer *layer,
                               const struct al_lattice *lattice, const char *stage,
                               al_cover_visit *visit, void *self)
{
  assert(layer && lattice && stage);
  assert(visit);
  for (size_t i = 0; i < layer->feature_count; i++) {
    if (layer->feature[i].shape == AL_SHAPE_POLYGON)
      AL_TRY(ctx, cover_polygon(ctx, layer, i, lattice, visit, self));
    else if (layer->feature[i].shape == AL_SHAPE_LINE)
      cover_line(layer, i, lattice, visit, self);
    if (i % 256 == 0)
      al_progress(ctx, stage, 0.99 * (double)i / (double)layer->feature_count, "");
  }
  al_progress(ctx, stage, 1.0, "");
  return AL_OK;
}
