/**
 * The sections every scenario has: what it is, on which grid, how it is stepped.
 */
#ifndef AL_CONFIG_SCENARIO_SECTION_H
#define AL_CONFIG_SCENARIO_SECTION_H

#include "config/config.h"

struct al_scenario_config {
  const char *name, *title, *title_zh;
  double start_s, duration_s; /* seconds since 1970 UTC; seconds */
  long seed;                  /* of every random number of the run */
};

struct al_grid_config {
  const char *path;
};

struct al_run_config {
  double exchange_interval_s, checkpoint_interval_s;
};

extern const struct al_section al_scenario_section, al_grid_section, al_run_section;

/** Offset from UTC that scenario.start was written with, for times shown to people; 0 when the file
 * names no start. */
int al_scenario_utc_offset_s(const struct al_config *scenario);
/** Title in a language, else in the other, else the name. */
const char *al_scenario_title(const struct al_scenario_config *scenario, bool chinese);

#endif
