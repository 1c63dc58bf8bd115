/**
 * What burns in a season: which weather and where, for each fire. All of it follows from the seed
 * and the fire's number.
 */
#ifndef AL_MODELS_FIRE_SEASON_PLAN_H
#define AL_MODELS_FIRE_SEASON_PLAN_H

#include "models/fire/fire_ignition.h"
#include "models/fire/fire_season_config.h"

/* A weather: records from 0 s on. */
struct fire_spell {
  const char *name;
  double weight;
  const struct fire_weather_config *record;
  size_t count;
};

struct fire_start {
  uint32_t spell, source; /* source: of fire_season.sources, or flame of fire.ignitions */
  double x, y;            /* in cells, of a drawn one */
};

struct fire_season_plan {
  size_t fire_count, spell_count;
  struct fire_start *start; /* [fire_count] */
  struct fire_spell *spell;
  const struct fire_weather_config *record; /* all of them */
  size_t record_count;
  struct fire_ignitions listed; /* without sources: lit one after the other */
  const struct fire_source_config *source;
  bool drawn; /* from sources */
};

/** Reads weathers and sources and draws the fires. @param env its config is the section fire
 * Errors: AL_BAD_INPUT for tables that are wrong, sources off the grid or without fuel around. */
al_status fire_season_plan(const struct al_model_env *env,
                           const struct al_fire_season_config *season, struct fire_land *land,
                           struct fire_season_plan *out);
/** The weathers alone: of a table, or the section fire's when `path` is NULL. */
al_status fire_season_weathers(const struct al_model_env *env, const char *path, double until_s,
                               struct fire_land *land, struct fire_season_plan *plan);
/** Name of where a fire begins. */
const char *fire_season_source(const struct fire_season_plan *plan, size_t fire);

#endif
