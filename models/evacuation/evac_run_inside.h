/**
 * The inside of a variant's run, shared by its files.
 */
#ifndef AL_MODELS_EVACUATION_RUN_INSIDE_H
#define AL_MODELS_EVACUATION_RUN_INSIDE_H

#include "models/evacuation/evac_plan.h"

/* A trip after its loading. */
struct run_trip {
  int32_t way, shelter, community;
  double depart_s, arrive_s, persons;
  double free_s, latest_s; /* of the way that it takes: without others; latest safe departure */
  uint8_t fate;
};

struct run_job {
  struct evac_study *study;
  const struct evac_change *change;
  struct evac_plan plan;
  struct evac_result *out;
  struct run_trip *trip;
  size_t trip_count;
  double start_s; /* the clock of the loading begins here */
};

/** Loads trips with routes again and again towards an equilibrium, and takes what comes of it.
 * @param of [trip of the request] number in the job. Errors: AL_NO_MEMORY. */
al_status run_equilibrate(struct run_job *job, enum al_evac_traveller traveller, double walk_mps,
                          const struct al_evac_load_request *request, const int32_t *of);

/** Takes the fates of trips and what was counted on links. */
void run_take_result(struct run_job *job, const int32_t *of, int32_t count,
                     const struct al_evac_load_result *result);

/** How a kind of traveller queues. @param walk_mps of those on foot */
struct al_evac_kind run_kind(enum al_evac_traveller traveller, double walk_mps);

/** When communities may drive off while roads close and open again. Errors: AL_NO_MEMORY. */
al_status run_tell_windows(struct run_job *job);

/** Fills the result from the trips. Errors: AL_NO_MEMORY. */
al_status run_tell(struct run_job *job);

#endif
