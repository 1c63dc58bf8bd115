/**
 * Planes on a lattice that is coarser than the grid's by a whole factor and reaches one of its
 * cells beyond it; between its nodes values run straight (bilinear).
 */
#ifndef AL_MODELS_FIRE_PLANE_H
#define AL_MODELS_FIRE_PLANE_H

#include "core/real.h"
#include "tiles/forest.h"

/** @param factor grid cells along the edge of a coarse one */
struct al_lattice fire_plane_lattice(const struct al_lattice *grid, int factor);

/** Gives nodes without a value (NAN) the mean of those around them, once. */
void fire_plane_mend(const struct al_lattice *coarse, float *plane, float *scratch);

/** Reads a plane at the cells of a tile, [4096]; NAN where a node has no value. */
void fire_plane_tile(const struct al_lattice *coarse, int factor, const float *plane,
                     const struct al_tile *tile, al_real *out);
/** The same at one cell. */
double fire_plane_cell(const struct al_lattice *coarse, int factor, const float *plane, int col,
                       int row);

#endif
