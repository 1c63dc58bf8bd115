/**
 * The inside of the loading, shared by its files.
 *
 * Entities of the event queue: heads of links [0, links), the queues of origins: of trips with a
 * route by their first link [links, 2 links), of trips by table by node [2 links, 2 links + nodes),
 * then the gates of links, which let in who waits.
 */
#ifndef AL_MODELS_EVACUATION_LOAD_INSIDE_H
#define AL_MODELS_EVACUATION_LOAD_INSIDE_H

#include "models/evacuation/evac_load.h"
#include "models/evacuation/evac_wheel.h"
#include <math.h>

/* What follows the last link of a way, and where there is no way on. */
enum { LOAD_OUT = -1, LOAD_NO_WAY = -2 };
#define LOAD_FULL ((double)INFINITY)
#define LOAD_LONG_AGO (-1e18)

/* Who stands on a link: in the order of entering, a ring. Of who has left stays when. */
struct load_slot {
  double time_s;          /* earliest leaving; after it the leaving itself */
  int32_t trip, position; /* place in `way`; -1 = by table */
};

/* One cache line. */
struct load_link {
  _Alignas(64) double last_in_s;
  double last_out_s;
  double turn;            /* of who was served last */
  float gap_s;            /* between two vehicles */
  float travel_s, wave_s; /* of a vehicle, of a space, from end to end */
  int32_t base, storage, head, count;
  int32_t wait_first, wait_last; /* entities that want in */
};
_Static_assert(sizeof(struct load_link) == 64, "a link is one cache line");

/* What is counted on a link. */
struct load_count {
  double delay_person_s;
  int32_t passed, most;
  /* of the profile's part in hand: who enters first leaves first, so parts come in order */
  int32_t part;
  float taken_s, entered;
};

struct load_queue {
  int32_t first, past; /* in `departs` */
};

struct load_change {
  double time_s;
  int32_t link;
  bool closes;
};

struct load {
  const struct al_evac_load_request *request;
  struct al_evac_load_result *out;
  struct evac_wheel wheel;
  struct load_link *link;
  struct load_slot *slot;
  struct load_count *tally;   /* [link] */
  float *persons;             /* [trip] */
  int32_t *way, *way_start;   /* links of the routes, LOAD_OUT after each */
  int32_t *departs;           /* trips by queue and time */
  struct load_queue *queue;   /* [links + nodes] */
  int32_t *wait_next, *wants; /* [entity]; the link that it waits for, -1 = none */
  double *turn;               /* [entity] virtual time of a merge */
  double *per_lane;           /* [link] 1 / lanes */
  double *room;               /* [node] persons that shelters still take */
  int32_t *next_link;         /* [node] the table */
  uint8_t *is_closed;         /* [link] */
  struct load_change *change; /* closings and openings by time */
  size_t change_count, changed;
  int32_t link_count, node_count, first_gate; /* entity of the first link's gate */
  int32_t granted; /* the link whose gate lets someone in just now, -1 = none */
  int32_t left;    /* trips that are not settled */
};

/** Lays everything out and the first events into the queue. Errors: AL_NO_MEMORY, AL_RUN_FAILED. */
al_status load_create(struct al_ctx *ctx, const struct al_evac_load_request *request,
                      struct al_evac_load_result *out, struct load *load);
void load_free(struct load *load);
/** Brings what the profile's parts in hand hold into the profile. */
void load_profile_flush(struct load *load);
/** Notes who was on a link from when until when. */
void load_profile(struct load *load, int32_t link, double from_s, double until_s);
/** Who is left when no event is left, or no time: on the way, or in a ring of full links. */
void load_settle(struct load *load);

#endif
