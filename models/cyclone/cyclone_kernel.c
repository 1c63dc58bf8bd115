/**
 * The sweep of the cyclone over one tile.
 */
#include "models/cyclone/cyclone_kernel.h"
#include "tiles/forest.h"
#include <assert.h>

static void kernel_row(const struct cyclone_job *job, int row)
{
  const struct cyclone_now now = *job->now;
  const int first = row * AL_TILE_SIDE;
  const al_real north_m = job->north_m - (al_real)row * job->cell_m, east_m = job->east_m;
  const al_real cell_m = job->cell_m, c = job->turn_cos, s = job->turn_sin;
  const uint8_t *valid = job->valid + first;
  al_real *wind_x = job->wind_x + first, *wind_y = job->wind_y + first;
  al_real *pressure_pa = job->pressure_pa + first;
#pragma omp simd
  for (int i = 0; i < AL_TILE_SIDE; i++) {
    const al_real x_m = east_m + (al_real)i * cell_m;
    const al_real dx_m = c * x_m + s * north_m, dy_m = c * north_m - s * x_m;
    const struct cyclone_air air = cyclone_air_at(&now, dx_m, dy_m);
    const al_real old_x = wind_x[i], old_y = wind_y[i], old_pa = pressure_pa[i];
    wind_x[i] = valid[i] ? c * air.wind_x - s * air.wind_y : old_x;
    wind_y[i] = valid[i] ? s * air.wind_x + c * air.wind_y : old_y;
    pressure_pa[i] = valid[i] ? air.pressure_pa : old_pa;
  }
}

/* Stress of the winds of a row; knots are copied, so that no store can change them. */
static void kernel_stress_row(const struct cyclone_job *job, int row)
{
  const struct cyclone_now now = *job->now;
  const struct cyclone_drag right = job->drag[0], rear = job->drag[1], left = job->drag[2];
  const al_real sectored = job->sectored ? 1 : 0;
  const int first = row * AL_TILE_SIDE;
  const al_real north_m = job->north_m - (al_real)row * job->cell_m, east_m = job->east_m;
  const al_real cell_m = job->cell_m, c = job->turn_cos, s = job->turn_sin;
  const uint8_t *valid = job->valid + first;
  const al_real *restrict wind_x = job->wind_x + first, *restrict wind_y = job->wind_y + first;
  al_real *restrict stress_x_pa = job->stress_x_pa + first, *restrict stress_y_pa =
                                                                job->stress_y_pa + first;
#pragma omp simd
  for (int i = 0; i < AL_TILE_SIDE; i++) {
    const al_real x_m = east_m + (al_real)i * cell_m;
    const struct cyclone_sectors share =
        cyclone_sectors_at(&now, c * x_m + s * north_m, c * north_m - s * x_m);
    const al_real speed = al_sqrt(wind_x[i] * wind_x[i] + wind_y[i] * wind_y[i]);
    const al_real cd = (1 - sectored + sectored * share.right) * cyclone_drag_at(&right, speed) +
                       sectored * (share.rear * cyclone_drag_at(&rear, speed) +
                                   share.left * cyclone_drag_at(&left, speed));
    const struct cyclone_stress stress =
        cyclone_stress_at(now.air_kg_per_m3, cd, wind_x[i], wind_y[i]);
    stress_x_pa[i] = valid[i] ? stress.x : 0;
    stress_y_pa[i] = valid[i] ? stress.y : 0;
  }
}

void AL_ISA_NAME(cyclone_sweep)(const struct cyclone_job *job)
{
  assert(job && job->now && job->cell_m > 0);
  for (int row = 0; row < AL_TILE_SIDE; row++) {
    kernel_row(job, row);
    kernel_stress_row(job, row);
  }
}
