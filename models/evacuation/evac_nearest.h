/**
 * The nearest node of a network, by buckets of a square grid.
 */
#ifndef AL_EVAC_NEAREST_H
#define AL_EVAC_NEAREST_H

#include <stdbool.h>

#include "core/status.h"
#include "models/evacuation/evac_network.h"

struct al_evac_node_index {
  const struct al_evac_network *network;
  double west_m, south_m, cell_m;
  int cols, rows;
  int32_t *start; /* [cols * rows + 1] */
  int32_t *node;  /* in ascending order within a bucket */
};

/** Indexes the nodes that a link of these modes leaves (or, for shelters, enters).
 * @param modes bits AL_EVAC_MODE_BIT. @return AL_OK or AL_NO_MEMORY; to be freed either way. */
al_status al_evac_node_index_make(struct al_ctx *ctx, const struct al_evac_network *network,
                                  unsigned modes, bool leaving, struct al_evac_node_index *out);
void al_evac_node_index_free(struct al_evac_node_index *index);

/** @param within_m > 0, INFINITY = anywhere. @param distance_m receives how far it is; may be NULL.
 * Of nodes equally near the westernmost, then the southernmost, then the first one.
 * @return the nearest node, -1 when none is within reach. */
int32_t al_evac_nearest_node(const struct al_evac_node_index *index, double x_m, double y_m,
                             double within_m, double *distance_m);

#endif
