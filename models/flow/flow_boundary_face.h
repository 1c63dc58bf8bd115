/**
 * Physics of one open face: what stands beyond it, and what flows through it.
 */
#ifndef AL_MODELS_FLOW_BOUNDARY_FACE_H
#define AL_MODELS_FLOW_BOUNDARY_FACE_H

#include "models/flow/flow_config.h"
#include "models/flow/flow_kernel.h"

/* A boundary segment in one step. */
struct flow_segment {
  const struct flow_boundary_config *config;
  char balance_name[64];
  int face_count;
  const struct al_series *tide[2]; /* at the start and the end of the segment; NULL without */
  double tide_m[2];
  double level_m, discharge_m3_per_s, depth_m; /* means of the step */
  bool is_steady;                              /* no inflow, or a level that stays */
  double width_m;                              /* of its faces */
  double conveyance;                           /* sum of h^(5/3) times width over its faces */
};

/* The cell inside an open face: depth, bed, velocity out of the grid and along the face, friction
 * k = g n^2 h^(-4/3). */
struct flow_inside {
  al_real depth_m, bed_m, outward_m_per_s, along_m_per_s, friction_per_m;
  al_real head_m; /* of the air pressure: the sea outside stands lower by it */
  al_real tide_m; /* that stands outside */
};

/** Rise of the bed from an edge cell to the ghost next to it: the bed goes on as between the last
 * two cells, but where water may leave it does not rise to a sill, and at the normal depth it falls
 * with the slope given. */
al_real flow_face_ghost_rise(const struct flow_segment *segment, al_real bed, al_real inner_bed,
                             al_real cell_m);

/** Depth and outward velocity beyond the face, over a bed of its own. */
void flow_face_ghost_state(const struct flow_segment *segment, const struct flow_inside *inside,
                           al_real ghost_bed, al_real *depth, al_real *outward);

/** Flux out of the grid through a face of a discharge segment. The discharge is shared by h^(5/3);
 * an outflow takes no more of a cell than FLOW_COURANT_MOST: what flows no faster than its waves
 * is not held back. */
struct flow_patch flow_face_discharge(const struct flow_segment *segment,
                                      const struct flow_inside *inside, double cell_m, double dt_s);

/** Flux out of the grid through a face of any other kind, over a bed that goes on level. */
struct flow_patch flow_face_open(const struct flow_segment *segment,
                                 const struct flow_inside *inside, double cell_m, double dt_s);

#endif
