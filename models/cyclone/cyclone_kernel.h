/**
 * The sweep of the cyclone over one tile.
 */
#ifndef AL_MODELS_CYCLONE_KERNEL_H
#define AL_MODELS_CYCLONE_KERNEL_H

#include "core/isa.h"
#include "models/cyclone/cyclone_cell.h"
#include <stdbool.h>

/** One tile at one instant. Distances of its north-west cell from the centre of the storm. */
struct cyclone_job {
  const struct cyclone_now *now;
  al_real east_m, north_m, cell_m;
  al_real turn_cos, turn_sin;  /* true north against the grid's: x' = cos x + sin y */
  const uint8_t *valid;        /* [4096] */
  struct cyclone_drag drag[3]; /* right, rear, left; the first everywhere unless sectored */
  bool sectored;
  /* [4096]; cells that are not valid stay as they are */
  al_real *wind_x, *wind_y, *pressure_pa, *stress_x_pa, *stress_y_pa;
};

void cyclone_sweep_v2(const struct cyclone_job *job);
void cyclone_sweep_v3(const struct cyclone_job *job);
void cyclone_sweep_v4(const struct cyclone_job *job);

#endif
