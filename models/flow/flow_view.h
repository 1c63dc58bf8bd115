/**
 * What others may see of the water: depth, level and velocity of a tile from the flow model's
 * fields.
 */
#ifndef AL_MODELS_FLOW_VIEW_H
#define AL_MODELS_FLOW_VIEW_H

#include "tiles/field.h"
#include <stdbool.h>

/** Bed of a cell that is no part of the domain, or a building as a hole: a wall to the water. */
#define AL_WALL_BED_M 9000.0

struct al_flow_view {
  const struct al_forest *forest;
  const struct al_field *bed, *deviation, *u, *v;
  bool at_faces; /* u and v are discharges per metre through the east and the south faces */
};

/** @return false when the store has no flow fields. */
bool al_flow_view_open(const struct al_fields *fields, struct al_flow_view *out);

/** Depth of one cell (forest index) as al_flow_view_tile gives it. */
al_real al_flow_view_depth(const struct al_flow_view *view, ptrdiff_t index);

/** Copies one tile [4096]; any pointer may be NULL. Depth 0 and velocity 0 in dry and wall cells;
 * the level of a dry cell is its bed. */
void al_flow_view_tile(const struct al_flow_view *view, ptrdiff_t tile, al_real *depth_m,
                       al_real *level_m, al_real *u_m_per_s, al_real *v_m_per_s);

#endif
