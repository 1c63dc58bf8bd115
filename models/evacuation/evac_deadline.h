/**
 * Latest safe departures: until when a node may be left so that safety is reached before the way
 * there closes, for every node at once by one search backwards from all safe places.
 *
 * L(safe) = until when it is safe; L(u) = max over links u -> v of min(L(v), closing) - travel.
 * Where nothing closes, all L are infinite and the ways are the shortest ones.
 */
#ifndef AL_MODELS_EVACUATION_DEADLINE_H
#define AL_MODELS_EVACUATION_DEADLINE_H

#include "models/evacuation/evac_hazard.h"

struct al_evac_deadline_request {
  const struct al_evac_network *network;
  const double *travel_s; /* [link] INFINITY = not to be used */
  const double *closes_s; /* [link] the way over it must be over by then; NULL = never */
  const struct al_evac_link_hazard *slowing; /* its speed steps lengthen travel; NULL = none */
  const double *safe_until_s; /* [node] of safe places, INFINITY = always; -INFINITY elsewhere */
};

struct al_evac_deadlines {
  double *latest_s;   /* [node] -INFINITY where no way leads to safety */
  double *way_s;      /* [node] travel time on that way at full speed; INFINITY without one */
  int32_t *next_link; /* [node] -1 at safe places and without a way */
  int32_t *safe_node; /* [node] where that way ends, -1 = nowhere */
};

/** Of ways with the same deadline the quickest is taken. Errors: AL_NO_MEMORY. */
al_status al_evac_deadlines_find(struct al_ctx *ctx, const struct al_evac_deadline_request *request,
                                 struct al_evac_deadlines *out);
void al_evac_deadlines_free(struct al_evac_deadlines *deadlines);

#endif
