/**
 * What products may see of a fire: its fields, over all cells; of a season also its fires.
 */
#ifndef AL_MODELS_FIRE_VIEW_H
#define AL_MODELS_FIRE_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#define AL_FIRE_ARRIVAL "fire_arrival"     /* s; infinite where no fire came */
#define AL_FIRE_RATE "fire_rate"           /* m/s, of the front along its normal */
#define AL_FIRE_FLAME "fire_flame"         /* m */
#define AL_FIRE_INTENSITY "fire_intensity" /* kW/m */
#define AL_FIRE_TOWARDS "fire_towards"     /* degrees clockwise from grid north */
#define AL_FIRE_CROWN "fire_crown"         /* enum al_fire_crown */

/* 0 where no fire came. */
enum al_fire_crown { AL_FIRE_NONE, AL_FIRE_SURFACE, AL_FIRE_PASSIVE, AL_FIRE_ACTIVE };

/* Of a season, over all of its fires. */
#define AL_SEASON_BURN "season_burn_probability"
#define AL_SEASON_FLAME "season_flame_mean" /* m, of the fires that come */
/* The same fires without the barriers of fire_season.without. */
#define AL_SEASON_BURN_WITHOUT "season_burn_without"
#define AL_SEASON_FIRST_WITHOUT "season_first_without"
#define AL_SEASON_FIRST "season_first"     /* s after the ignition; infinite where none came */
#define AL_SEASON_P10 "season_arrival_p10" /* s, of the fires that come */
#define AL_SEASON_P50 "season_arrival_p50"
#define AL_SEASON_P90 "season_arrival_p90"
#define AL_SEASON_CLASS "season_flame_class_" /* 1.. : share of the fires that come */

/* Classes of flame length, as US fire simulations give them: from 0, 2, 4, 6, 8, 12 ft. */
enum { AL_FIRE_FLAMES = 6 };
extern const float al_fire_flame_from_m[AL_FIRE_FLAMES];

/* One fire of a season. */
struct al_season_fire {
  const char *source, *weather;
  double x_m, y_m; /* of the ignition; of a line or an area a point of it */
  double burnt_m2, flame_most_m;
  double burnt_without_m2; /* without some barriers; NAN when that was not asked */
  double contained_s;      /* after the ignition; infinite when it was not contained */
  bool lit;
};

/** Fires that have burnt so far. @param self of the model fire_season */
size_t al_season_count(const void *self);
struct al_season_fire al_season_fire(const void *self, size_t fire);

#endif
