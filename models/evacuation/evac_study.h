/**
 * An evacuation: roads, people, shelters and what a hazard does to them, and what comes of it.
 */
#ifndef AL_MODELS_EVACUATION_STUDY_H
#define AL_MODELS_EVACUATION_STUDY_H

#include "grids/grid.h"
#include "models/evacuation/evac_config.h"
#include "models/evacuation/evac_load.h"
#include "models/evacuation/road_net.h"

struct evac_shelter {
  const char *name;
  double x_m, y_m, capacity;
  int32_t node;    /* of the nearest road, -1 = none near enough */
  double away_m;   /* from it */
  double closes_s; /* its own ground is unsafe from then on */
};

struct evac_community {
  const char *name;
  double people, far_people; /* far from every road: they walk, and are told apart */
  double x_m, y_m;           /* middle of its people */
  double order_s;
};

/* People of a community who leave from one node. */
struct evac_group {
  int32_t community, node;
  double people;
  double away_m; /* from their homes to the node, in the mean: walked by those on foot */
  double home_closes_s;
};

struct evac_study {
  struct al_ctx *ctx;
  struct al_arena *arena;
  const struct al_config *scenario;
  const struct al_evacuation_config *config;
  const struct al_grid *grid;
  struct road_classes classes;
  struct al_evac_network network;
  struct road_report roads;
  struct evac_shelter *shelter;
  struct evac_community *community;
  struct evac_group *group;
  int32_t shelter_count, community_count, group_count;
  const struct evac_class_config *class_of; /* of people; one when the scenario names none */
  size_t class_count;
  double share_sum;
  struct al_evac_hazard hazard; /* by traveller; no laws without a hazard */
  struct al_evac_closings closings[AL_EVAC_TRAVELLERS];
  bool has_hazard, roads_are_made_up;
  uint64_t seed;
};

/** Reads roads, people and shelters and puts them onto the roads. The study is closed either way.
 * Errors: AL_BAD_INPUT, AL_NO_MEMORY. */
al_status evac_study_open(struct al_ctx *ctx, struct al_arena *arena,
                          const struct al_config *scenario, const struct al_grid *grid,
                          struct evac_study *out);
/** Lets a hazard close roads, homes and shelters. Errors: those of al_evac_hazard_make. */
al_status evac_study_endanger(struct evac_study *study, const struct al_evac_frames *frames);
void evac_study_close(struct evac_study *study);

/** How a class of people travels by vehicle or on foot. */
enum al_evac_traveller evac_traveller(const struct evac_class_config *class, bool on_foot);

/* How one variant ends, by community. */
struct evac_outcome {
  double fate[AL_EVAC_FATES]; /* persons */
  double latest_s;            /* latest safe departure of the first of its groups to be cut off */
  double last_leave_s, last_arrive_s;
  double part_s[4]; /* half, nine tenths, nineteen twentieths, all who leave are there */
  double margin_s;  /* least of its groups; -INFINITY when someone never arrives */
  int32_t shelter;  /* that most of its people are sent to, -1 = none */
  /* the way that most of them take, in the result's list of links */
  int32_t way_first, way_past, way_shelter; /* -1 = none */
  enum al_evac_traveller way_traveller;
  double way_people, way_free_s, way_latest_s;
  /* from the first order on, when all its people may drive off and need not stop; by hazards only
   */
  struct al_evac_closing *window;
  int32_t window_count;
};

struct evac_result {
  const char *name;
  double fate[AL_EVAC_FATES];
  double people, part_s[4], bound_s[4]; /* lower bound of each by shelter queues */
  struct evac_outcome *of;              /* [community] */
  double *sent, *arrived;               /* [shelter] persons */
  double *delay_person_s;               /* [link] */
  int32_t *passed, *most;               /* [link] */
  double *latest_s;                     /* [node] by car */
  double *way_s;                        /* [node] free travel time on that way */
  int32_t *next_link;                   /* [node] of it */
  int32_t *way_link;                    /* links of the communities' ways */
  double *curve_s;                      /* arrivals, ascending, INFINITY last */
  float *curve_persons;
  size_t curve_count;
  int32_t ring_links;
  int64_t moves;
  double gap; /* of routes in equilibrium: what they could be quicker, a share; 0 otherwise */
};

/** Runs the evacuation as it is (`what_if` NULL) or with something else. The result lives in the
 * study's arena. Errors: AL_NO_MEMORY, AL_BAD_INPUT (what_ifs that name nothing known). */
al_status evac_study_run(struct evac_study *study, const struct evac_what_if_config *what_if,
                         struct evac_result *out);

#endif
