/**
 * The section of a fire season: many fires on the ground, fuel and breaks of the section `fire`.
 */
#ifndef AL_MODELS_FIRE_SEASON_CONFIG_H
#define AL_MODELS_FIRE_SEASON_CONFIG_H

#include "models/fire/fire_config.h"

/* Where fires begin by chance: on points, lines, polygons or anywhere, scattered around them. */
struct fire_source_config {
  struct fire_ignition_config from; /* neither place nor path: anywhere */
  double weight, scatter_m;
};

/* A crew of the initial attack. */
struct fire_crew_config {
  const char *name;
  struct al_number_list place;
  double delay_s, speed_m_per_s, line_m_per_s, flame_most_m;
};

struct al_fire_season_config {
  long fires;
  double burn_time_s, fires_a_year, attack_interval_s;
  const char *weathers;
  struct al_record_list sources, crews;
  struct al_text_list without;
};

extern const struct al_section al_fire_season_section;

void fire_season_check(struct al_ctx *ctx, const struct al_config *scenario, const void *config);

#endif
