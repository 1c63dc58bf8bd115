/**
 * A network of roads and paths as evacuation sees it: directed links between nodes, arrays of
 * their properties, and for each node the links that leave and that enter it.
 *
 * Builders (files of roads, the generator) fill nodes and links; al_evac_network_close() sorts the
 * links by node and makes the lists. Everything else reads.
 */
#ifndef AL_EVAC_NETWORK_H
#define AL_EVAC_NETWORK_H

#include <stdint.h>

#include "core/status.h"

/** Ways of travel; a link carries the set of those that may use it. */
enum al_evac_mode { AL_EVAC_WALK, AL_EVAC_EBIKE, AL_EVAC_CAR, AL_EVAC_BUS, AL_EVAC_MODES };
#define AL_EVAC_MODE_BIT(mode) (1u << (mode))

/** What a link is besides a stretch of road. */
enum al_evac_link_kind { AL_EVAC_GROUND, AL_EVAC_BRIDGE, AL_EVAC_TUNNEL, AL_EVAC_UNDERPASS };

struct al_evac_network {
  int32_t node_count, link_count;
  double *node_x, *node_y; /* [node] m, in the plane of the grid */

  int32_t *from, *to;        /* [link] node */
  float *length_m;           /* [link] along its shape */
  float *free_speed_mps;     /* [link] */
  float *lanes;              /* [link] of this direction */
  uint8_t *modes;            /* [link] bits AL_EVAC_MODE_BIT */
  uint8_t *kind;             /* [link] enum al_evac_link_kind */
  int8_t *road_class;        /* [link] row of the table of road classes, -1 = none */
  int32_t *twin;             /* [link] the same road the other way, -1 = one-way */
  int64_t *feature;          /* [link] id in the source */
  const char **name;         /* [link] of the road, NULL = none; texts of who read the roads */
  int32_t *shape_start;      /* [link_count + 1] first vertex of its shape, ends included */
  double *shape_x, *shape_y; /* [shape_start[link_count]] m */

  /* Made by al_evac_network_close(): links by node, ascending link number within a node. */
  int32_t *leaving_start, *leaving;   /* [node_count + 1], [link_count] */
  int32_t *entering_start, *entering; /* [node_count + 1], [link_count] */
};

/** Makes the lists of leaving and entering links. @return AL_OK or AL_NO_MEMORY. */
al_status al_evac_network_close(struct al_ctx *ctx, struct al_evac_network *network);

/** Frees every array; the struct may be used again after. */
void al_evac_network_free(struct al_evac_network *network);

#endif
