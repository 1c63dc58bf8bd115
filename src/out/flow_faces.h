/**
 * Discharge through faces between cells: of sections and of the borders of catchments. Through each
 * face goes the mean of the two cells' depth times velocity, and nothing where one of them is dry.
 * This is the state's own discharge, not the sum of the scheme's fluxes.
 */
#ifndef AL_OUT_FLOW_FACES_H
#define AL_OUT_FLOW_FACES_H

#include "models/flow/flow_view.h"
#include "tiles/line_faces.h"

struct out_flow_face {
  ptrdiff_t index, other; /* tile * 4096 + cell on both sides */
  bool is_north;
  int sign;
};

/** @param face of the finest lattice. @return false, and nothing in `out`, where one of its two
 * cells is no part of the domain. */
bool out_flow_face_at(const struct al_forest *forest, const struct al_face *face,
                      struct out_flow_face *out);

struct out_flow_sum {
  double net_m3_per_s;     /* positive as the faces' signs say */
  double forward_m3_per_s; /* of the faces where it is positive */
};

/** @param cell_m of the finest lattice. */
struct out_flow_sum out_flow_through(const struct al_flow_view *water,
                                     const struct out_flow_face *face, size_t count, double cell_m);

#endif
