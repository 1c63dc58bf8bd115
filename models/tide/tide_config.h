/**
 * The tide section of a scenario.
 */
#ifndef AL_MODELS_TIDE_CONFIG_H
#define AL_MODELS_TIDE_CONFIG_H

#include "config/config.h"

struct tide_station_config {
  const char *name, *station, *constants, *datum;
  struct al_series level_m;
  double offset_m, factor, delay_s;
};

struct al_tide_config {
  double tide_shift_s, ramp_s;
  struct al_record_list stations;
};

extern const struct al_section al_tide_section;

#endif
