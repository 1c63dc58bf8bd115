/**
 * The structures section of a scenario.
 */
#ifndef AL_MODELS_STRUCTURES_CONFIG_H
#define AL_MODELS_STRUCTURES_CONFIG_H

#include "config/key_rows.h"

enum structures_form { STRUCTURES_WALL, STRUCTURES_DYKE };
enum structures_soil { STRUCTURES_CLAY, STRUCTURES_SAND };
enum structures_trigger {
  STRUCTURES_NEVER,
  STRUCTURES_AT_TIME,
  STRUCTURES_AT_LEVEL,
  STRUCTURES_OVERTOPPED
};

struct structures_wall_config {
  const char *name;
  struct al_number_list line;
  const char *path, *layer, *where;
  double crest_m;
  const char *crest_attribute;
  double coefficient;
  int form, soil;
  double slope; /* of the face of a dyke, run over rise */
  /* Waves at the toe; 0 = none. */
  struct al_series wave_height_m, wave_period_s;
  double fetch_m, roughness, breaker_share;
  int breach;
  double breach_at_s, breach_level_m, breach_after_s;
  struct al_number_list breach_point;
  double breach_bottom_m, breach_start_width_m, breach_deepening_s, breach_most_m;
};

struct al_structures_config {
  double interval_s;
  struct al_record_list walls;
};

extern const struct al_section al_structures_section;

#endif
