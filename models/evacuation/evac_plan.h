/**
 * The plan of one variant: which party goes to which shelter on which way.
 */
#ifndef AL_MODELS_EVACUATION_PLAN_H
#define AL_MODELS_EVACUATION_PLAN_H

#include "models/evacuation/evac_deadline.h"
#include "models/evacuation/evac_study_inside.h"

/* People of one class in one group. */
struct evac_party {
  int32_t group, class;
  double people, left; /* without a shelter */
  double order_s;
};

/* Those of a party who go to one shelter on one way. */
struct evac_way {
  int32_t party, shelter;
  enum al_evac_traveller traveller;
  double people;
  double free_s;       /* travel time without others */
  double latest_s;     /* latest safe departure on this way */
  int32_t first, past; /* links in the plan's list */
};

struct evac_plan {
  struct evac_party *party;
  struct evac_way *way;
  int32_t *link;
  int32_t party_count, way_count, link_count, link_room;
  /* Of all drivers, to whichever shelter: latest departures. */
  struct al_evac_deadlines by_car;
};

/* What differs from the study. */
struct evac_change {
  double order_delay_s;
  const uint8_t *closed; /* [link] NULL = none */
  const uint8_t *lost;   /* [shelter] NULL = none */
};

/** The plan's lists live in the study's arena. Errors: AL_NO_MEMORY. */
al_status evac_plan_make(struct evac_study *study, const struct evac_change *change,
                         struct evac_plan *out);
void evac_plan_free(struct evac_plan *plan);

/** Travel times of a traveller over all links without hazard, INFINITY where it may not go.
 * @param walk_mps of those on foot */
void evac_plan_travel(const struct evac_study *study, const struct evac_change *change,
                      enum al_evac_traveller traveller, double walk_mps, double *travel_s);

/** When the first and when the last order is given. */
double evac_plan_first_order_s(const struct evac_study *study, const struct evac_change *change);
double evac_plan_last_order_s(const struct evac_study *study, const struct evac_change *change);

/** Whether a shelter lies by a road and is not lost. */
bool evac_plan_takes(const struct evac_study *study, const struct evac_change *change,
                     int32_t shelter);

/** Travel times at full speed, and the first closing of each link at or after the first
 * order. @param closes_s [link] */
void evac_plan_prepare(const struct evac_study *study, const struct evac_change *change,
                       enum al_evac_traveller traveller, double walk_mps, double *travel_s,
                       double *closes_s);

/* What latest departures of one traveller follow from. */
struct evac_plan_links {
  const double *travel_s, *closes_s;         /* [link] */
  const struct al_evac_link_hazard *slowing; /* NULL = none */
};
/** Latest departure on a route. @param safe_until_s where it ends */
double evac_plan_route_latest_s(const struct evac_plan_links *links, const int32_t *route,
                                int32_t count, double safe_until_s);

#endif
