/**
 * Routes averaged towards an equilibrium: nobody would be quicker on another way, as the ways are
 * when all have chosen theirs.
 *
 * Each iteration loads the network, takes the travel time of every link by the time of entering,
 * finds the least travel times to every goal at every time (backwards in time, between two parts
 * linear), and lets a share 1 / (iteration + 1) of those who could be quicker change to the
 * quickest way, the sooner the more they gain: the method of successive averages (Robbins and Monro
 * 1951), chosen by seed. Streets that fill up can lock; of all loadings that one is kept in which
 * most arrive, and of such the one of the least gap.
 */
#ifndef AL_MODELS_EVACUATION_EQUILIBRIUM_H
#define AL_MODELS_EVACUATION_EQUILIBRIUM_H

#include "models/evacuation/evac_load.h"

struct al_evac_equilibrium_request {
  /* Trips with routes to begin with; where a route ends there its trips go. Without room, guide
   * and profile. */
  struct al_evac_load_request load;
  const uint8_t *usable; /* [link] NULL = all */
  int32_t iterations;    /* loadings, >= 1 */
  double gap_enough;     /* ends before when the gap is no greater */
  uint64_t seed;
};

/* What an iteration found. */
struct al_evac_equilibrium_step {
  double gap;             /* sum of (time taken - least) / sum of least, over who arrived */
  double arrived_persons; /* */
  double travel_person_s; /* of who arrived, from their first link on */
  int32_t changed;        /* trips that took another way after it */
};

struct al_evac_equilibrium {
  struct al_evac_trip *trip; /* with the routes of the loading that is kept */
  int32_t route_count, *route_start, *route_link;
  struct al_evac_equilibrium_step *step; /* [steps] */
  int32_t steps, kept;                   /* kept: number of the step */
  struct al_evac_load_result result;     /* of the loading that is kept */
};

/** The same bits for any number of threads. Errors: AL_NO_MEMORY, AL_RUN_FAILED (a route that does
 * not hang together). *out is to be freed either way. */
al_status al_evac_equilibrium_find(struct al_ctx *ctx,
                                   const struct al_evac_equilibrium_request *request,
                                   struct al_evac_equilibrium *out);
void al_evac_equilibrium_free(struct al_evac_equilibrium *equilibrium);

#endif
