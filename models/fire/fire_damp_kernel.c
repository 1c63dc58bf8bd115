/**
 * Moisture of dead fuel of many cells.
 */
#define FIRE_CELLS 1
#include "models/fire/fire_damp_kernel.h"
#include "models/fire/fire_behaviour_cell.h"
#include "models/fire/fire_damp_cell.h"
#include <assert.h>

/* The canopy and the air by cell are chosen outside the loop. */
AL_INLINE void kernel_damp(const struct fire_damp_cells *cells, const int has_canopy,
                           const int has_air)
{
  const struct fire_damp_cells job = *cells;
  const struct fire_damp_step step = *job.step;
  const struct fire_damp_air air = {FIRE(step.air_f),       FIRE(step.dew_f),  FIRE(step.sun_east),
                                    FIRE(step.sun_north),   FIRE(step.sun_up), FIRE(step.sun_cal),
                                    FIRE(step.wind_m_per_s)};
  const fire_real keep_1 = FIRE(step.keep[0]), keep_10 = FIRE(step.keep[1]);
  const fire_real keep_100 = FIRE(step.keep[2]);
#pragma omp simd
  for (ptrdiff_t i = 0; i < job.count; i++) {
    struct fire_damp_air own = air;
    if (has_air) {
      own.air_f = job.air_f[i];
      own.dew_f = job.dew_f[i];
    }
    fire_real open = 1, at_fuel = FIRE(0.4);
    if (has_canopy) {
      const struct fire_canopy canopy = {job.cover[i], job.height_m[i], job.base_m[i], 0, 0};
      open = 1 - job.cover[i];
      at_fuel = fire_wind_adjustment(FIRE(0.4), canopy);
    }
    const fire_real towards = fire_damp_equilibrium(own, job.above_m[i], job.slope_east[i],
                                                    job.slope_north[i], open, at_fuel);
    job.moisture[0][i] = fire_damp_after(job.moisture[0][i], towards, keep_1);
    job.moisture[1][i] = fire_damp_after(job.moisture[1][i], towards, keep_10);
    job.moisture[2][i] = fire_damp_after(job.moisture[2][i], towards, keep_100);
  }
}

/* Rain: all fuel has a wet surface, whatever stands over it. */
static void kernel_soak(const struct fire_damp_cells *cells)
{
  const struct fire_damp_cells job = *cells;
  for (int k = 0; k < FIRE_DAMP_CLASSES; k++) {
    const fire_real towards = FIRE(job.step->soak[k]), keep = FIRE(job.step->keep[k]);
    al_real *moisture = job.moisture[k];
#pragma omp simd
    for (ptrdiff_t i = 0; i < job.count; i++)
      moisture[i] = fire_damp_after(moisture[i], towards, keep);
  }
}

void AL_ISA_NAME(fire_damp)(const struct fire_damp_cells *cells)
{
  assert(cells && cells->step && cells->count >= 0);
  assert(cells->above_m && cells->moisture[0]);
  if (cells->step->soak[0] > 0.0)
    kernel_soak(cells);
  else if (cells->cover && cells->air_f)
    kernel_damp(cells, 1, 1);
  else if (cells->cover)
    kernel_damp(cells, 1, 0);
  else if (cells->air_f)
    kernel_damp(cells, 0, 1);
  else
    kernel_damp(cells, 0, 0);
}
