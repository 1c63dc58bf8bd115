/**
 * Moisture of dead fuel of many cells over one step of time, compiled for each vector width.
 */
#ifndef AL_MODELS_FIRE_DAMP_KERNEL_H
#define AL_MODELS_FIRE_DAMP_KERNEL_H

#include "core/isa.h"
#include "core/real.h"
#include <stddef.h>

enum { FIRE_DAMP_CLASSES = 3 }; /* 1, 10, 100 h */

/* What the weather does in a step, the same everywhere. */
struct fire_damp_step {
  double air_f, dew_f, sun_east, sun_north, sun_up, sun_cal, wind_m_per_s;
  double keep[FIRE_DAMP_CLASSES]; /* exp(-step / time lag) */
  double soak[FIRE_DAMP_CLASSES]; /* moisture of a wet surface; 0 = it does not rain */
};

/* All arrays are [count] and do not overlap. */
struct fire_damp_cells {
  ptrdiff_t count;
  const struct fire_damp_step *step;
  const al_real *above_m;                   /* over the station */
  const al_real *slope_east, *slope_north;  /* gradient of the ground */
  const al_real *cover, *height_m, *base_m; /* canopy; NULL = none anywhere */
  const al_real *air_f, *dew_f;             /* at each cell, in place of the step's; or NULL */
  al_real *moisture[FIRE_DAMP_CLASSES];     /* shares of dry mass, before and after */
};

void fire_damp_v2(const struct fire_damp_cells *cells);
void fire_damp_v3(const struct fire_damp_cells *cells);
void fire_damp_v4(const struct fire_damp_cells *cells);

#endif
