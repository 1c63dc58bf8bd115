/**
 * Waves at a wall.
 */
#include "models/structures/structures_waves.h"
#include <assert.h>
#include <math.h>

#define GRAVITY 9.81
#define PI 3.14159265358979323846

struct structures_waves structures_waves_of_wind(double wind_m_per_s, double fetch_m,
                                                 double depth_m)
{
  if (!(wind_m_per_s > 0.0) || !(fetch_m > 0.0) || !(depth_m > 0.0))
    return (struct structures_waves){0.0, 0.0};
  const double per = GRAVITY / (wind_m_per_s * wind_m_per_s);
  const double d = per * depth_m, f = per * fetch_m;
  const double height_most = tanh(0.530 * pow(d, 0.75)), period_most = tanh(0.833 * pow(d, 0.375));
  return (struct structures_waves){
      .height_m = 0.283 / per * height_most * tanh(0.0125 * pow(f, 0.42) / height_most),
      .period_s = 1.20 * 2.0 * PI * wind_m_per_s / GRAVITY * period_most *
                  tanh(0.077 * pow(f, 0.25) / period_most)};
}

/* exp(-(x)^1.3) of a relative freeboard, never above that of the crest at the water. */
static double waves_reach(double factor, double freeboard_m, double height_m)
{
  return exp(-pow(factor * fmax(freeboard_m, 0.0) / height_m, 1.3));
}

double structures_overtopping_wall(struct structures_waves waves, double freeboard_m)
{
  const double height_m = waves.height_m;
  if (!(height_m > 0.0))
    return 0.0;
  return 0.047 * waves_reach(2.35, freeboard_m, height_m) *
         sqrt(GRAVITY * height_m * height_m * height_m);
}

double structures_overtopping_dyke(struct structures_waves waves, double freeboard_m, double slope,
                                   double roughness)
{
  const double height_m = waves.height_m, period_s = waves.period_s / 1.1;
  assert(slope > 0.0 && roughness > 0.0);
  if (!(height_m > 0.0) || !(period_s > 0.0))
    return 0.0;
  const double length_m = GRAVITY * period_s * period_s / (2.0 * PI);
  const double surf = 1.0 / slope / sqrt(height_m / length_m);
  const double breaking =
      0.023 * sqrt(slope) * surf * waves_reach(2.7 / (surf * roughness), freeboard_m, height_m);
  const double most = 0.09 * waves_reach(1.5 / roughness, freeboard_m, height_m);
  return fmin(breaking, most) * sqrt(GRAVITY * height_m * height_m * height_m);
}
