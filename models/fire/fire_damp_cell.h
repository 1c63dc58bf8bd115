/**
 * Moisture of dead fuel from the weather, of one cell: the air at its height, the sun on its slope
 * through cloud and crowns, the fuel's equilibrium, and how far it comes towards it. Pure inline
 * functions; inside them the published units F, percent, mile/h, cal/cm2/min.
 *
 * Sources: Simard (1968) equilibrium; Fosberg and Deeming (1971) time lags of 1, 10, 100 h;
 * Rothermel, Wilson, Morris and Sackett (1986) heights, heating by the sun, humidity at the fuel;
 * Bradshaw et al. (1984) wet surfaces. README.md has the equations and what was left out.
 */
#ifndef AL_MODELS_FIRE_DAMP_CELL_H
#define AL_MODELS_FIRE_DAMP_CELL_H

#include "models/fire/fire_math.h"

#define FIRE_DAMP_LEAST FIRE(0.01) /* share of dry mass */
#define FIRE_DAMP_FT_PER_M FIRE(1 / 0.3048)
#define FIRE_DAMP_MPH FIRE(2.2369362920544) /* mile/h in m/s */

/* Weather of an hour at its station, and where the sun stands. */
struct fire_damp_air {
  fire_real air_f, dew_f;                /* temperature and dew point, F */
  fire_real sun_east, sun_north, sun_up; /* towards the sun, of length 1; up below 0 at night */
  fire_real sun_cal;                     /* direct beam through the clouds, cal/cm2/min */
  fire_real wind_m_per_s;                /* at 20 ft */
};

/** Dew point in F of air in F with a humidity in percent (Rothermel et al. 1986). */
AL_INLINE fire_real fire_dew_f(fire_real air_f, fire_real humidity_pct)
{
  const fire_real log_share = fire_log(fire_max(humidity_pct, FIRE(0.1)) * FIRE(0.01));
  return 7469 / (7469 / (air_f + 398) - log_share) - 398;
}

/** Humidity in percent; the inverse of fire_dew_f. */
AL_INLINE fire_real fire_humidity_pct(fire_real air_f, fire_real dew_f)
{
  const fire_real held = fire_min(dew_f, air_f);
  return 100 * fire_exp(7469 / (air_f + 398) - 7469 / (held + 398));
}

/** Equilibrium moisture of wood, share of dry mass (Simard 1968). */
AL_INLINE fire_real fire_equilibrium(fire_real air_f, fire_real humidity_pct)
{
  const fire_real h = fire_min(fire_max(humidity_pct, 0), 100);
  const fire_real dry = FIRE(0.03229) + FIRE(0.281073) * h - FIRE(0.000578) * h * air_f;
  const fire_real between = FIRE(2.22749) + FIRE(0.160107) * h - FIRE(0.014784) * air_f;
  const fire_real wet =
      FIRE(21.0606) + FIRE(0.005565) * h * h - FIRE(0.00035) * h * air_f - FIRE(0.483199) * h;
  const fire_real pct = h < 10 ? dry : h < 50 ? between : wet;
  return fire_max(FIRE(0.01) * pct, FIRE_DAMP_LEAST);
}

/** Equilibrium of the dead fuel at a place: air at its height (3.5 F and 1.1 F of dew point a
 * 1000 ft), fuel warmed by I / (0.015 U + 0.026), humidity there by exp(-0.033 dT).
 * @param above_m    height above the station
 * @param gradient_* of the ground, rise over run
 * @param open       share of the sky without crowns
 * @param at_fuel    wind at the fuel over wind at 20 ft */
AL_INLINE fire_real fire_damp_equilibrium(struct fire_damp_air air, fire_real above_m,
                                          fire_real gradient_east, fire_real gradient_north,
                                          fire_real open, fire_real at_fuel)
{
  const fire_real kft = above_m * FIRE_DAMP_FT_PER_M * FIRE(1e-3);
  const fire_real air_f = air.air_f - FIRE(3.5) * kft, dew_f = air.dew_f - FIRE(1.1) * kft;
  const fire_real length =
      fire_sqrt(1 + gradient_east * gradient_east + gradient_north * gradient_north);
  const fire_real facing =
      (air.sun_up - gradient_east * air.sun_east - gradient_north * air.sun_north) / length;
  const fire_real day = air.sun_up > 0 ? air.sun_cal * open : 0;
  const fire_real wind_mph = air.wind_m_per_s * at_fuel * FIRE_DAMP_MPH;
  const fire_real warmer = day * fire_max(facing, 0) / (FIRE(0.015) * wind_mph + FIRE(0.026));
  const fire_real humidity = fire_humidity_pct(air_f, dew_f) * fire_exp(FIRE(-0.033) * warmer);
  return fire_equilibrium(air_f + warmer, humidity);
}

/** Moisture after some time. @param keep exp(-time / time lag) */
AL_INLINE fire_real fire_damp_after(fire_real before, fire_real towards, fire_real keep)
{
  return towards + (before - towards) * keep;
}

#endif
