/**
 * A lattice: a north-up grid of square cells in a projected, metric coordinate system. Row 0 is
 * north.
 */
#ifndef AL_TILES_LATTICE_H
#define AL_TILES_LATTICE_H

#include <stddef.h>

struct al_lattice {
  int cols, rows;
  double west_m, north_m; /* outer corner of cell (0, 0), metres in the CRS */
  double cell_m;
  const char *crs_wkt; /* "" = local metric coordinates */
};

static inline double al_lattice_x_m(const struct al_lattice *lattice, double col)
{
  return lattice->west_m + (col + 0.5) * lattice->cell_m;
}

static inline double al_lattice_y_m(const struct al_lattice *lattice, double row)
{
  return lattice->north_m - (row + 0.5) * lattice->cell_m;
}

static inline ptrdiff_t al_lattice_cells(const struct al_lattice *lattice)
{
  return (ptrdiff_t)lattice->cols * lattice->rows;
}

#endif
