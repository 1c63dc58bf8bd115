/**
 * Moisture of dead fuel from a table of weather: by cell and by step of time, from before the fire
 * on. Tiles are carried on as the fire comes to them; what they come to depends on the table only.
 */
#ifndef AL_MODELS_FIRE_DAMP_H
#define AL_MODELS_FIRE_DAMP_H

#include "config/model.h"
#include "models/fire/fire_air.h"
#include "models/fire/fire_damp_kernel.h"

/* A row of the table: it holds to the next, temperature and humidity straight between them. */
struct fire_damp_row {
  double from_s, celsius, humidity_pct, rain_mm_per_h, cloud, wind_m_per_s, wind_from_rad;
};

/* Read only once made; threads share it. */
struct fire_damp {
  double first_s, interval_s; /* of the first step, on the scenario's clock, 0 or before */
  size_t step_count;
  struct fire_damp_step *step;
  uint32_t *frame; /* [step_count] of gridded weather, from 1; 0 = the table's; NULL = always */
  double (*site)[FIRE_DAMP_CLASSES]; /* [step_count + 1] open flat ground at the station */
  struct fire_damp_row *row;
  size_t row_count;
  bool has_wind;
  double station_m; /* NAN: heights are not looked at */
};

/* How far tiles have come; one a thread. */
struct fire_damp_state {
  al_real *moisture[FIRE_DAMP_CLASSES]; /* [tile][4096] */
  uint32_t *steps;                      /* [tile] */
};

/** Reads the rows of a table: `row`, `row_count`, `has_wind`. Errors: AL_BAD_INPUT for columns that
 * are not there, numbers out of range and times that do not rise, each with its line. */
al_status fire_damp_read_rows(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                              struct fire_damp *damp);

/** Reads the table of fire.conditioning and lays the steps to `until_s`. @param start moistures at
 * the beginning, 1, 10, 100 h, and the wind
 * where neither the table nor `air` has one @param wind_factor to 20 ft @param air may be NULL
 * Errors: AL_BAD_INPUT for a table that is wrong, begins after 0 or ends before the run, and
 * without a clock or a place for the sun. */
al_status fire_damp_read(const struct al_model_env *env, double until_s,
                         const struct fire_weather_config *start, double wind_factor,
                         const struct fire_air *air, struct fire_damp **out);
/** Steps that are over at a time; the moisture after them holds there. */
size_t fire_damp_steps(const struct fire_damp *damp, double time_s);
/** Start of a step. */
double fire_damp_time_s(const struct fire_damp *damp, size_t step);
/** The row that holds at a time. */
const struct fire_damp_row *fire_damp_row_at(const struct fire_damp *damp, double time_s);

al_status fire_damp_state_create(struct al_arena *arena, ptrdiff_t tiles,
                                 struct fire_damp_state *out);
/* Temperature and dew point of a frame at the cells of a tile. */
struct fire_damp_air_of {
  void (*fill)(void *self, size_t frame, ptrdiff_t tile);
  void *self;
  const al_real *air_f, *dew_f, *above_m; /* what it fills; heights for gridded air: all 0 */
};

/** Carries a tile to the end of so many steps. @param cells its ground and canopy @param air for
 * steps with a frame */
void fire_damp_carry(const struct fire_damp *damp, struct fire_damp_state *state, ptrdiff_t tile,
                     size_t steps, struct fire_damp_cells cells,
                     const struct fire_damp_air_of *air);

#endif
