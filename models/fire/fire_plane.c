/**
 * Planes on a coarser lattice.
 */
#include "models/fire/fire_plane.h"
#include <assert.h>
#include <math.h>
#include <string.h>

struct al_lattice fire_plane_lattice(const struct al_lattice *grid, int factor)
{
  struct al_lattice coarse = *grid;
  assert(factor >= 1 && grid->cols > 0);
  coarse.cell_m = grid->cell_m * factor;
  coarse.cols = (grid->cols + factor - 1) / factor + 2;
  coarse.rows = (grid->rows + factor - 1) / factor + 2;
  coarse.west_m = grid->west_m - coarse.cell_m;
  coarse.north_m = grid->north_m + coarse.cell_m;
  return coarse;
}

/* Mean of the nodes around one that have a value; NAN without. */
static float plane_around(const struct al_lattice *coarse, const float *plane, int x, int y)
{
  double sum = 0.0;
  int count = 0;
  for (int v = y > 0 ? y - 1 : 0; v <= y + 1 && v < coarse->rows; v++)
    for (int u = x > 0 ? x - 1 : 0; u <= x + 1 && u < coarse->cols; u++) {
      const float value = plane[(ptrdiff_t)v * coarse->cols + u];
      sum += isnan(value) ? 0.0 : (double)value;
      count += !isnan(value);
    }
  return count > 0 ? (float)(sum / count) : (float)NAN;
}

void fire_plane_mend(const struct al_lattice *coarse, float *plane, float *scratch)
{
  assert(coarse->cols > 0 && coarse->rows > 0);
  memcpy(scratch, plane, (size_t)al_lattice_cells(coarse) * sizeof *plane);
  for (int y = 0; y < coarse->rows; y++)
    for (int x = 0; x < coarse->cols; x++)
      if (isnan(scratch[(ptrdiff_t)y * coarse->cols + x]))
        plane[(ptrdiff_t)y * coarse->cols + x] = plane_around(coarse, scratch, x, y);
}

/* Node before a cell's centre, and the share of the way to the next. */
static int plane_node(int cell, int factor, al_real *share)
{
  const double at = (cell + 0.5) / factor + 0.5;
  const int node = (int)at;
  *share = (al_real)(at - node);
  return node;
}

static al_real plane_between(const float *plane, ptrdiff_t at, int cols, al_real x, al_real y)
{
  const al_real a = (al_real)plane[at], b = (al_real)plane[at + 1];
  const al_real c = (al_real)plane[at + cols], d = (al_real)plane[at + cols + 1];
  const al_real above = x > 0 ? a + (b - a) * x : a, below = x > 0 ? c + (d - c) * x : c;
  return y > 0 ? above + (below - above) * y : above;
}

double fire_plane_cell(const struct al_lattice *coarse, int factor, const float *plane, int col,
                       int row)
{
  al_real x, y;
  const int across = plane_node(col, factor, &x), down = plane_node(row, factor, &y);
  assert(across >= 0 && down >= 0 && across + 1 < coarse->cols && down + 1 < coarse->rows);
  return (double)plane_between(plane, (ptrdiff_t)down * coarse->cols + across, coarse->cols, x, y);
}

void fire_plane_tile(const struct al_lattice *coarse, int factor, const float *plane,
                     const struct al_tile *tile, al_real *out)
{
  assert(coarse->cols > 1 && coarse->rows > 1);
  for (int i = 0; i < AL_TILE_SIDE; i++) {
    al_real x, y;
    int down = plane_node(tile->row + i, factor, &y);
    down = down < coarse->rows - 2 ? down : coarse->rows - 2; /* rows beyond the grid */
    for (int j = 0; j < AL_TILE_SIDE; j++) {
      int across = plane_node(tile->col + j, factor, &x);
      across = across < coarse->cols - 2 ? across : coarse->cols - 2;
      out[i * AL_TILE_SIDE + j] =
          plane_between(plane, (ptrdiff_t)down * coarse->cols + across, coarse->cols, x, y);
    }
  }
}
