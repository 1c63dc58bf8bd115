/**
 * The works section of a scenario.
 */
#ifndef AL_MODELS_WORKS_CONFIG_H
#define AL_MODELS_WORKS_CONFIG_H

#include "config/key_rows.h"

enum works_kind { WORKS_CULVERT, WORKS_OUTFALL, WORKS_GATE, WORKS_WEIR, WORKS_PUMP };
enum works_cause { WORKS_OVERTOPPING, WORKS_PIPING };
enum works_levels { WORKS_OF_GRID, WORKS_OF_FOOT };

struct works_link_config {
  const char *name;
  int kind;
  struct al_number_list from, to;
  const char *path, *layer;
  double radius_m;
  double diameter_m, width_m, height_m, length_m, manning, entrance_loss;
  double invert_from_m, invert_to_m, crest_m, coefficient;
  long barrels;
  int inlet;
  bool flap;
  struct al_series opening;
  double travel_s;
  double capacity_m3_per_s, on_level_m, off_level_m;
  struct al_number_list curve;
};

struct works_gauge_config {
  const char *name;
  double point[2];
};

struct works_rule_config {
  const char *link, *gauge;
  double above_m, below_m, from_s, to_s, opening;
};

struct works_dam_config {
  const char *name;
  struct al_number_list line;
  const char *path, *layer;
  int levels;
  const char *storage;
  double volume_m3, volume_level_m, bottom_m, exponent;
  double initial_level_m;
  struct al_series inflow_m3_per_s;
  double spillway_level_m, spillway_width_m, crest_m, coefficient;
  int breach, cause;
  double breach_at_s, breach_above_m, breach_bottom_m, breach_width_m, breach_time_s, breach_slope;
  double crest_width_m, face_slopes;
};

struct al_works_config {
  double interval_s;
  struct al_record_list links, gauges, rules, dams;
};

extern const struct al_section al_works_section;

#endif
