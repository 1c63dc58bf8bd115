/**
 * The way that most people of a community take, as steps and in words.
 */
#ifndef AL_OUT_EVACUATE_ROUTES_H
#define AL_OUT_EVACUATE_ROUTES_H

#include "models/evacuation/evac_study.h"
#include <stdio.h>

/* How a step begins. */
enum route_turn { ROUTE_START, ROUTE_ON, ROUTE_LEFT, ROUTE_RIGHT, ROUTE_BACK, ROUTE_TURNS };

/* A stretch of one name. */
struct route_step {
  const char *name; /* of the road, or of its class when it has none */
  bool is_named, has_bridge;
  enum route_turn turn;
  int heading; /* of its beginning: eighths of a circle, 0 = north, 2 = east */
  double length_m;
  int32_t first, past; /* in the list of links */
};

/** Steps of a way: links of one name are one, and stretches without a name that are shorter than
 * 40 m belong to what they lead on from. @param steps room for as many as there are links
 * @return how many */
size_t evacuate_route_steps(const struct evac_study *study, const int32_t *links, int32_t count,
                            struct route_step *steps);

/** A line in English and a line in Chinese. @param clock the latest safe departure, "" = none */
void evacuate_route_put(const struct evac_study *study, const struct evac_outcome *of,
                        const char *community, const struct route_step *steps, size_t count,
                        const char *clock, FILE *stream);

const char *evacuate_turn_name(enum route_turn turn);

#endif
