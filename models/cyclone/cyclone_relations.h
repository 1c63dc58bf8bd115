/**
 * Relations between the numbers of a cyclone: averaging periods, Holland's B, radius of maximum
 * wind, drag laws.
 */
#ifndef AL_MODELS_CYCLONE_RELATIONS_H
#define AL_MODELS_CYCLONE_RELATIONS_H

#include "models/cyclone/cyclone_cell.h"

enum cyclone_rmax_relation {
  CYCLONE_RMAX_VICKERY,
  CYCLONE_RMAX_WILLOUGHBY,
  CYCLONE_RMAX_KNAFF,
  CYCLONE_RMAX_NEDERHOFF,
  CYCLONE_RMAX_RELATIONS
};

enum cyclone_drag_law {
  CYCLONE_DRAG_LINEAR,      /* Wu (1982), (0.8 + 0.065 W) 1e-3, at most 0.0028 */
  CYCLONE_DRAG_GARRATT,     /* Garratt (1977), (0.75 + 0.067 W) 1e-3, at most 0.0035 */
  CYCLONE_DRAG_THREE_POINT, /* 0.001, 0.0025, 0.0015 at 0, 28, 50 m/s */
  CYCLONE_DRAG_CONSTANT,
  CYCLONE_DRAG_RIGHT, /* sectors of Powell (2006) */
  CYCLONE_DRAG_REAR,
  CYCLONE_DRAG_LEFT
};

/**
 * Wind over `to_s` seconds as a share of the one over `from_s`.
 *
 * 1 min to 10 min is `minute_factor` (0.93 at sea: Harper, Kepert and Ginger 2010, WMO/TD 1555);
 * the periods between stand on a straight line in the logarithm of the period.
 * @param from_s,to_s 60 .. 600
 */
double cyclone_averaging_factor(double from_s, double to_s, double minute_factor);

/** B that makes the gradient wind reach V at Rmax: rho_a e (V^2 + V Rmax f) / dp, held to 1 .. 2.5.
 * @param dp_pa > 0. @param rmax_f_m_per_s Rmax times f; 0 = no Coriolis term */
double cyclone_b_of_wind(double air_kg_per_m3, double wind_m_per_s, double dp_pa,
                         double rmax_f_m_per_s);

/** The gradient wind at Rmax of a B: the inverse of cyclone_b_of_wind within its bounds. */
double cyclone_wind_of_b(double air_kg_per_m3, double b, double dp_pa, double rmax_f_m_per_s);

/**
 * B of Holland (2008, eq. 11) for winds at the surface: -4.4e-5 dp^2 + 0.01 dp + 0.03 dpc/dt -
 * 0.014 |lat| + 0.15 vt^x + 1, x = 0.6 (1 - dp/215), in hPa and hours; held to 1 .. 2.5.
 * @param dp_pa         pn - pc in Pa, 0 .. 15000: the function turns it into hPa itself
 * @param rise_pa_per_s dpc/dt: negative while the storm deepens
 * @param drift_m_per_s speed of the centre
 */
double cyclone_b_2008(double dp_pa, double rise_pa_per_s, double lat_deg, double drift_m_per_s);

/**
 * Radius of maximum wind when the track has none.
 * @param dp_pa pn - pc. @param wind_m_per_s maximum at 10 m over 1 minute. @return m, 5 .. 150 km
 */
double cyclone_rmax_m(enum cyclone_rmax_relation relation, double dp_pa, double wind_m_per_s,
                      double lat_deg);

/** Speed that a moving storm adds to its wind, after Schwerdt et al. (1979): 1.5 c^0.63 in knots.
 */
double cyclone_schwerdt_m_per_s(double drift_m_per_s);

/** 2 x 7.2921e-5 sin(lat), 1/s, negative in the south. */
double cyclone_coriolis_per_s(double lat_deg);

/** Knots of a drag law. @param constant of CYCLONE_DRAG_CONSTANT */
struct cyclone_drag cyclone_drag_of(enum cyclone_drag_law law, double constant);

#endif
