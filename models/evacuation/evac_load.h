/**
 * Loading of a network with vehicles or people: event-driven queues with the exact waves of Newell,
 * no time step.
 *
 * A link of length l with n lanes takes ceil(l n / spacing) vehicles. A vehicle leaves at
 * max(t_in + l / v, last leaving + 1 / Q), Q = n / (reaction + spacing / v), and enters the next
 * link when the space that its leader left there has come upstream, l / w later, w = spacing /
 * reaction. Full links keep a list of who waits and wake one for each that leaves.
 */
#ifndef AL_MODELS_EVACUATION_LOAD_H
#define AL_MODELS_EVACUATION_LOAD_H

#include "models/evacuation/evac_hazard.h"

/** How one kind of vehicle moves; of walkers `lanes` are metres of width. */
struct al_evac_kind {
  double spacing_m;      /* in a jam, along one lane */
  double reaction_s;     /* */
  double speed_most_mps; /* whatever the road allows; INFINITY = as the road */
};

enum al_evac_fate {
  AL_EVAC_ON_THE_WAY, /* at the end of the time */
  AL_EVAC_ARRIVED,
  AL_EVAC_CAUGHT,     /* on a link when it closed */
  AL_EVAC_TRAPPED,    /* before a link that is closed for good, and no other way */
  AL_EVAC_UNSERVED,   /* arrived where there was no room */
  AL_EVAC_GRIDLOCKED, /* in or behind a ring of full links that wait for each other */
  AL_EVAC_CUT_OFF     /* no way from the start */
};
#define AL_EVAC_FATES 7

struct al_evac_trip {
  double depart_s;
  int32_t origin, route; /* node; route, or -1: by the tables of `next_link` */
  float persons;
};

/** Intervals in which links are closed, ascending and apart within a link. */
struct al_evac_closings {
  const int32_t *start; /* [link_count + 1]; NULL = no link ever closes */
  const struct al_evac_closing *closing;
};

/** Travel times over links by the time of entering, in equal parts of time from 0 on; `part_s` is
 * doubled, and parts joined two by two, whenever the loading lasts longer than they reach. */
struct al_evac_profile {
  int32_t parts;          /* even */
  double part_s;          /* > 0 */
  float *sum_s, *entered; /* [link][part] seconds of all, vehicles; zero at first */
};

struct al_evac_load_request {
  const struct al_evac_network *network;
  struct al_evac_kind kind;
  int32_t trip_count;
  const struct al_evac_trip *trips;
  const int32_t *route_start, *route_link; /* [route + 1], links of each route in their order */
  struct al_evac_closings closings;
  const struct al_evac_link_hazard *slowing; /* its speed steps slow who enters; NULL = none */
  double slowing_from_s;                     /* the hazard's clock at the loading's 0 */
  const double *room_persons; /* [node] room of shelters, < 0 = no shelter; NULL: routes end where
                                 they end */
  /* Towards the nearest shelter with room on links open at a time: fills next_link[node], -1 =
   * none or there. Called first, and whenever links close or open or a shelter is full; NULL = all
   * trips have routes. @param room [node] persons that shelters still take, < 0 elsewhere */
  void (*guide)(void *self, double time_s, const uint8_t *is_closed, const double *room,
                int32_t *next_link);
  void *self;
  double end_s;
  struct al_evac_profile *profile; /* filled when not NULL */
};

struct al_evac_load_result {
  double *arrive_s;  /* [trip] INFINITY for who never arrives */
  double *enter_s;   /* [trip] its first link; INFINITY for who never enters one */
  uint8_t *fate;     /* [trip] enum al_evac_fate */
  int32_t *end_link; /* [trip] the last link that it entered, -1 = none */
  double persons[AL_EVAC_FATES];
  double *delay_person_s; /* [link] beyond the free travel time */
  int32_t *passed, *most; /* [link] vehicles that left; greatest number at once */
  int32_t ring_links;     /* length of the first ring of links that wait for each other, 0 = none */
  int32_t ring_link;      /* one of them */
  int64_t moves, events;
};

/** Runs until all are out, caught or stuck, or until end_s. The same bits for the same request.
 * Errors: AL_NO_MEMORY, AL_RUN_FAILED (a route that does not hang together). */
al_status al_evac_load(struct al_ctx *ctx, const struct al_evac_load_request *request,
                       struct al_evac_load_result *out);
void al_evac_load_free(struct al_evac_load_result *result);

/** Speed on a link without others and without water. */
double al_evac_speed_mps(const struct al_evac_load_request *request, int32_t link);
/** Travel time of who enters a link at a time: in water longer than the free one. */
double al_evac_slowed_s(const struct al_evac_load_request *request, int32_t link, double free_s,
                        double time_s);

/** Vehicles an hour that a link passes; storage of a link in vehicles. */
double al_evac_capacity_per_s(const struct al_evac_kind *kind, double speed_mps, double lanes);
int32_t al_evac_storage(const struct al_evac_kind *kind, double length_m, double lanes);

/** Time by which a share of all persons has arrived; INFINITY when it never does. @param part 0..1
 */
double al_evac_arrived_share_s(struct al_ctx *ctx, const struct al_evac_load_request *request,
                               const struct al_evac_load_result *result, double part);

#endif
