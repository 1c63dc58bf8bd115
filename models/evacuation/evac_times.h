/**
 * Travel times of links that change with the time of entering, and the least travel times to a goal
 * that follow from them, at the middles of equal parts of time; between two middles linear, before
 * the first and after the last as there.
 */
#ifndef AL_MODELS_EVACUATION_TIMES_H
#define AL_MODELS_EVACUATION_TIMES_H

#include "models/evacuation/evac_load.h"

struct evac_times {
  const struct al_evac_network *network;
  int32_t parts;
  double part_s;
  float *link_s;     /* [part][place], INFINITY = not to be entered then */
  int32_t *tail;     /* [place] node that the link leaves */
  int32_t *place_of; /* [link] its place in the network's list `entering` */
};

/** From what a loading has seen: where nobody entered, the free travel time; who enters later
 * leaves no earlier; a link that closes before it is passed is not to be entered.
 * @param usable [link] NULL = all. Errors: AL_NO_MEMORY; to be freed either way. */
al_status evac_times_make(struct al_ctx *ctx, const struct al_evac_load_request *load,
                          const struct al_evac_profile *profile, const uint8_t *usable,
                          struct evac_times *out);
/** One part of time in which all links take as long as without others and none is closed. */
al_status evac_times_make_free(struct al_ctx *ctx, const struct al_evac_load_request *load,
                               const uint8_t *usable, struct evac_times *out);
void evac_times_free(struct evac_times *times);

/** Least travel times to a goal, backwards in time. @param kept [node] that ways may touch, NULL =
 * all @param least_s [part][node] receives them. @return false when memory is out */
bool evac_times_search(const struct evac_times *times, int32_t goal, const uint8_t *kept,
                       float *least_s);

/** A value of a [part][stride] table at a time. */
double evac_times_at(const struct evac_times *times, const float *table, int32_t stride,
                     int32_t item, double time_s);

/** The quickest way from a node when one leaves at a time. @param links receives it
 * @return its links; 0 when there is none, or none shorter than `most` links */
int32_t evac_times_way(const struct evac_times *times, const float *least_s, int32_t from,
                       int32_t goal, double time_s, int32_t *links, int32_t most);

#endif
