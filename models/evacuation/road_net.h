/**
 * From lines of roads to a network: lines meet where they share a vertex, ends that nearly touch
 * are one, very short links become part of a node.
 */
#ifndef AL_MODELS_EVACUATION_ROAD_NET_H
#define AL_MODELS_EVACUATION_ROAD_NET_H

#include "models/evacuation/road_read.h"

/* What became of the lines. */
struct road_report {
  size_t lines, unknown_classes;
  int32_t nodes, links;
  int32_t loops;           /* stretches that begin and end at one node: left out */
  int32_t merged;          /* links shorter than asked that became part of a node */
  int32_t components;      /* sets of nodes that can all reach each other */
  int32_t largest;         /* nodes of the greatest of them */
  int32_t dead_ends;       /* nodes that can be entered but not left */
  double length_m, kept_m; /* of the lines, and of the links, one direction each */
};

/** @param snap_m vertices nearer than this are one (lines that share their nodes: 1 cm)
 * @param network to be freed by the caller. Errors: AL_NO_MEMORY, AL_BAD_INPUT (no link is left).
 */
al_status road_net_make(struct al_ctx *ctx, const struct road_lines *lines,
                        const struct road_classes *classes, double snap_m, double shortest_m,
                        struct al_evac_network *network, struct road_report *report);

/** Strongly connected sets of nodes. @param set [node] receives the number of its set, from 0.
 * @return how many there are, -1 when memory is out */
int32_t road_net_components(const struct al_evac_network *network, int32_t *set);

#endif
