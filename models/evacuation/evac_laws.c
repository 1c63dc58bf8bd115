#include "models/evacuation/evac_laws.h"

#include <assert.h>
#include <math.h>

/* Walkers: d v, d, v and the limit of shallow water as in the stability limits of AIDR and of
 * Martinez-Gomariz et al. 2016; drivers: Pregnolato et al. 2017. Riders and coaches have no
 * measurements: riders stop in 0.2 m and in the wind of bridges (assumed), coaches as drivers. */
const struct al_evac_law al_evac_laws[AL_EVAC_TRAVELLERS] = {
    [AL_EVAC_ADULT] = {.name = "adult",
                       .mode = AL_EVAC_WALK,
                       .depth_limit_m = 1.2,
                       .unit_flow_limit_m2s = 0.6,
                       .flow_limit_mps = 3.0,
                       .shallow_flow_limit_mps = 1.88,
                       .shallow_m = 0.15,
                       .wind_limit_mps = 24.5,
                       .bridge_wind_limit_mps = 17.2,
                       .fire_lead_s = 600.0,
                       .fire_reach_m = 100.0,
                       .slowing = AL_EVAC_SLOWED_WADING},
    [AL_EVAC_FRAIL] = {.name = "frail",
                       .mode = AL_EVAC_WALK,
                       .depth_limit_m = 0.5,
                       .unit_flow_limit_m2s = 0.4,
                       .flow_limit_mps = 3.0,
                       .shallow_flow_limit_mps = 1.88,
                       .shallow_m = 0.15,
                       .wind_limit_mps = 24.5,
                       .bridge_wind_limit_mps = 17.2,
                       .fire_lead_s = 600.0,
                       .fire_reach_m = 100.0,
                       .slowing = AL_EVAC_SLOWED_WADING},
    [AL_EVAC_RIDER] = {.name = "rider",
                       .mode = AL_EVAC_EBIKE,
                       .depth_limit_m = 0.2,
                       .unit_flow_limit_m2s = 0.4,
                       .flow_limit_mps = 3.0,
                       .shallow_flow_limit_mps = 1.88,
                       .shallow_m = 0.15,
                       .wind_limit_mps = 17.2,
                       .bridge_wind_limit_mps = 17.2,
                       .fire_lead_s = 600.0,
                       .fire_reach_m = 100.0,
                       .slowing = AL_EVAC_SLOWED_PREGNOLATO},
    [AL_EVAC_DRIVER] = {.name = "driver",
                        .mode = AL_EVAC_CAR,
                        .depth_limit_m = 0.3,
                        .unit_flow_limit_m2s = INFINITY,
                        .flow_limit_mps = INFINITY,
                        .shallow_flow_limit_mps = INFINITY,
                        .wind_limit_mps = INFINITY,
                        .bridge_wind_limit_mps = 17.2,
                        .fire_lead_s = 600.0,
                        .fire_reach_m = 100.0,
                        .slowing = AL_EVAC_SLOWED_PREGNOLATO},
    [AL_EVAC_COACH] = {.name = "coach",
                       .mode = AL_EVAC_BUS,
                       .depth_limit_m = 0.3,
                       .unit_flow_limit_m2s = INFINITY,
                       .flow_limit_mps = INFINITY,
                       .shallow_flow_limit_mps = INFINITY,
                       .wind_limit_mps = INFINITY,
                       .bridge_wind_limit_mps = 17.2,
                       .fire_lead_s = 600.0,
                       .fire_reach_m = 100.0,
                       .slowing = AL_EVAC_SLOWED_PREGNOLATO},
};

bool al_evac_water_closes(const struct al_evac_law *law, double depth_m, double speed_mps)
{
  if (!(depth_m > 0.0))
    return false;
  if (depth_m >= law->depth_limit_m)
    return true;
  if (!(speed_mps > 0.0))
    return false;
  return depth_m * speed_mps > law->unit_flow_limit_m2s || speed_mps > law->flow_limit_mps ||
         (depth_m < law->shallow_m && speed_mps > law->shallow_flow_limit_mps);
}

/* Broken line through measured and assumed points; level beyond the last. */
static double laws_wading_factor(double depth_m)
{
  static const double depth[] = {0.0, 0.35, 0.60, 0.90}, factor[] = {1.0, 0.58, 0.50, 0.42};
  enum { POINTS = sizeof depth / sizeof *depth };
  for (int i = 1; i < POINTS; i++)
    if (depth_m < depth[i]) {
      const double share = (depth_m - depth[i - 1]) / (depth[i] - depth[i - 1]);
      return factor[i - 1] + share * (factor[i] - factor[i - 1]);
    }
  return factor[POINTS - 1];
}

static double laws_pregnolato_mps(double depth_m)
{
  const double vertex_mm = 0.5529 / (2.0 * 0.0009); /* the parabola rises again beyond */
  const double w = fmin(depth_m * 1000.0, vertex_mm);
  return (0.0009 * w * w - 0.5529 * w + 86.9448) / 3.6;
}

double al_evac_water_factor(const struct al_evac_law *law, double depth_m, double free_speed_mps)
{
  assert(free_speed_mps > 0.0);
  if (!(depth_m > 0.0))
    return 1.0;
  if (depth_m >= law->depth_limit_m)
    return 0.0;
  if (law->slowing == AL_EVAC_SLOWED_WADING)
    return laws_wading_factor(depth_m);
  if (law->slowing == AL_EVAC_SLOWED_NIRD) {
    const double rest = depth_m / law->depth_limit_m - 1.0;
    return rest * rest;
  }
  return fmin(1.0, laws_pregnolato_mps(depth_m) / free_speed_mps);
}
