/**
 * What the cells of a halo stand for where tiles of another level lie.
 */
#ifndef AL_MODELS_FLOW_LEVELS_H
#define AL_MODELS_FLOW_LEVELS_H

#include "models/flow/flow_kernel.h"

struct flow_levels {
  const struct al_forest *forest;
  const struct al_field *bed, *d, *u, *v, *friction; /* friction: what scratch.friction holds, or
                                                        NULL */
  const struct al_field *pressure, *stress_x, *stress_y; /* NULL without */
  bool weather;
  bool at_faces; /* u and v are discharges per metre through the east and the south face */
  al_real dry_depth_m;
};

/** Fills the halo cells that stand in other levels: of four finer cells the mean where all are wet,
 * else the deepest; of a coarser cell a bounded linear part where the water around it is whole,
 * else the cell itself. A lake at rest stays at rest. */
void flow_levels_fill(const struct flow_levels *levels, ptrdiff_t tile, struct flow_scratch *s);
/** Fills the bed only, with AL_WALL_BED_M where no cell is open to water: for set-up. */
void flow_levels_fill_bed(const struct flow_levels *levels, ptrdiff_t tile, al_real *bed);

#endif
