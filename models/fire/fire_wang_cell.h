/**
 * Spread rate of Wang Zhengfei (1983, 1992), R = R0 Ks Kw Kphi, used in forest censuses of China:
 * an option beside Rothermel's equations, never mixed with them. Part of its coefficients could not
 * be checked against the publication; README.md says which.
 */
#ifndef AL_MODELS_FIRE_WANG_CELL_H
#define AL_MODELS_FIRE_WANG_CELL_H

#include "models/fire/fire_math.h"

/* Kw and Kphi are held here, so that steep slopes and storms give no rate that was ever seen. */
#define FIRE_WANG_LEAST FIRE(0.01)
#define FIRE_WANG_MOST FIRE(10)

/** R0 = 0.03 T + 0.05 W + 0.01 (100 - h) - 0.3 m/min, at least 0: T highest temperature of the day
 * in degrees Celsius, W Beaufort force at noon, h least relative humidity in percent. */
AL_INLINE fire_real fire_wang_first_m_per_min(fire_real celsius, fire_real beaufort,
                                              fire_real humidity_pct)
{
  return fire_max(FIRE(0.03) * celsius + FIRE(0.05) * beaufort + FIRE(0.01) * (100 - humidity_pct) -
                      FIRE(0.3),
                  0);
}

/** Kw = exp(0.1783 v), v the wind's part along the spread in m/s. */
AL_INLINE fire_real fire_wang_wind(fire_real along_m_per_s)
{
  return fire_min(fire_max(fire_exp(FIRE(0.1783) * along_m_per_s), FIRE_WANG_LEAST),
                  FIRE_WANG_MOST);
}

/** Kphi = exp(+-3.533 |tan phi|^1.2), tan phi the rise over run along the spread. */
AL_INLINE fire_real fire_wang_slope(fire_real rise)
{
  const fire_real steep = fire_pow(fire_max(rise < 0 ? -rise : rise, FIRE(1e-20)), FIRE(1.2));
  const fire_real k = fire_exp(FIRE(3.533) * (rise < 0 ? -steep : steep));
  return fire_min(fire_max(k, FIRE_WANG_LEAST), FIRE_WANG_MOST);
}

/** @param fuel Ks, 0.7 to 2 by kind of fuel @return m/s along a direction */
AL_INLINE fire_real fire_wang_spread(fire_real first_m_per_min, fire_real fuel,
                                     fire_real along_m_per_s, fire_real rise)
{
  return first_m_per_min * FIRE(1.0 / 60.0) * fuel * fire_wang_wind(along_m_per_s) *
         fire_wang_slope(rise);
}

/* Fastest direction and the ellipse of the same rates ahead and behind. */
struct fire_wang {
  fire_real spread_m_per_s, towards_east, towards_north, eccentricity;
};

#define FIRE_WANG_ROUND FIRE(0.99215674164922147) /* eccentricity at length to width 8 */

/** Head where 0.1783 w + 3.533 |s|^0.2 s points, w the wind, s the gradient; the ellipse has its
 * focus where the fire began, so that (1 + e) / (1 - e) is the rate ahead over that behind. Ours:
 * Wang gives rates along directions only. @param first_m_per_min R0 @param fuel Ks */
AL_INLINE struct fire_wang fire_wang_ellipse(fire_real first_m_per_min, fire_real fuel,
                                             fire_real wind_east, fire_real wind_north,
                                             fire_real slope_east, fire_real slope_north)
{
  const fire_real steep =
      fire_sqrt(slope_east * slope_east + slope_north * slope_north + FIRE(1e-20));
  const fire_real by = FIRE(3.533) * fire_pow(steep, FIRE(0.2));
  const fire_real x = FIRE(0.1783) * wind_east + by * slope_east;
  const fire_real y = FIRE(0.1783) * wind_north + by * slope_north;
  const fire_real length = fire_sqrt(x * x + y * y), per = 1 / fire_max(length, FIRE(1e-9));
  const fire_real east = x * per, north = y * per;
  const fire_real along = wind_east * east + wind_north * north;
  const fire_real rise = slope_east * east + slope_north * north;
  const fire_real ahead = fire_wang_spread(first_m_per_min, fuel, along, rise);
  const fire_real behind = fire_wang_spread(first_m_per_min, fuel, -along, -rise);
  const fire_real e = (ahead - behind) / fire_max(ahead + behind, FIRE(1e-20));
  return (struct fire_wang){ahead, east, north, fire_min(fire_max(e, 0), FIRE_WANG_ROUND)};
}

#endif
