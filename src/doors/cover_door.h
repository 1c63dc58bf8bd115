/**
 * Exact shares of lattice cells under polygons and lengths of lines in cells (GEOS).
 */
#ifndef AL_DOORS_COVER_DOOR_H
#define AL_DOORS_COVER_DOOR_H

#include "doors/vector_door.h"

/** Called once for each cell a feature touches. `amount`: share of the cell (polygons) or metres
 * (lines). */
typedef void al_cover_visit(void *self, size_t feature, ptrdiff_t cell, double amount);

/** Visits cells feature by feature, in rising cell order within a feature. */
al_status al_cover_visit_layer(struct al_ctx *ctx, const struct al_vector_layer *layer,
                               const struct al_lattice *lattice, const char *stage,
                               al_cover_visit *visit, void *self);

#endif
