/**
 * Who goes to which shelter: the least sum of people times cost with room for all (a flow of least
 * cost), or each to the nearest.
 */
#ifndef AL_MODELS_EVACUATION_ASSIGN_H
#define AL_MODELS_EVACUATION_ASSIGN_H

#include "core/status.h"
#include <stdint.h>

struct al_evac_assign_request {
  int32_t groups, shelters;
  const double *people; /* [group] */
  const double *room;   /* [shelter] people */
  const double *cost;   /* [group][shelter] of one person; INFINITY = not allowed */
};

/** Groups one after the other take the cheapest place, and push others to their next best where
 * that is cheaper in sum (successive shortest paths over the shelters): the sum is the least.
 * @param sent [group][shelter] people, set to 0 first @param left people without a place.
 * Errors: AL_NO_MEMORY. */
al_status al_evac_assign_least_cost(struct al_ctx *ctx,
                                    const struct al_evac_assign_request *request, double *sent,
                                    double *left);
/** Each to the shelter of least cost, whatever its room. */
void al_evac_assign_nearest(const struct al_evac_assign_request *request, double *sent,
                            double *left);

#endif
