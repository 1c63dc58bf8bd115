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

#endif
