/**
 * Initial attack on one fire: crews come, build line, and the fire is contained when the line that
 * they have built is as long as the part of its edge that can still burn on.
 */
#ifndef AL_MODELS_FIRE_ATTACK_H
#define AL_MODELS_FIRE_ATTACK_H

#include "models/fire/fire_season_config.h"
#include "tiles/lattice.h"

/* Sides of cells follow a smooth edge in steps: on the average over directions they are 4 / pi too
 * long. */
#define FIRE_ATTACK_STEPS_TO_EDGE 0.7853981633974483

struct fire_attack {
  const struct fire_crew_config *crew;
  size_t crew_count;
  double ignited_s, x_m, y_m;
  double line_m;
};

/** A fire that began at a place; nobody is there yet. */
void fire_attack_begin(struct fire_attack *attack, const struct al_record_list *crews,
                       double ignited_s, double x_m, double y_m);
/** Time from when on a crew works there. */
double fire_attack_arrives_s(const struct fire_attack *attack, size_t crew);
/** The crews work for a time. @param flame_most_m longest flame of what burnt in it @param edge_m
 * edge of the fire at its end @return whether it is contained then */
bool fire_attack_work(struct fire_attack *attack, double from_s, double to_s, double flame_most_m,
                      double edge_m);

#endif
