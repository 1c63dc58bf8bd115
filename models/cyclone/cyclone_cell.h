/**
 * Wind, pressure, stress and rain of a parametric cyclone at one cell: pure, branch-free.
 *
 * Symbols: r distance from the centre (m), s = (Rmax/r)^B, p pressure (Pa), dp = pn - pc, V wind
 * (m/s), f Coriolis parameter (1/s, positive), rho_a density of air, Cd drag coefficient. Winds are
 * means over 10 minutes at 10 m; x points east, y north. Sources: Holland (1980), MWR 108, 1212;
 * Holland (2008), MWR 136, 3432; Holland, Belanger and Fritz (2010), MWR 138, 4393; others beside
 * the functions and in models/cyclone/README.md.
 */
#ifndef AL_MODELS_CYCLONE_CELL_H
#define AL_MODELS_CYCLONE_CELL_H

#include "core/vmath.h"

enum { CYCLONE_DRAG_KNOTS = 5 };

#define CYCLONE_EULER ((al_real)2.7182818)

/** A cyclone at one instant: the same for all cells. */
struct cyclone_now {
  al_real pc_pa, dp_pa, rmax_m, b;
  al_real coriolis_per_s; /* absolute value */
  al_real air_kg_per_m3;
  al_real gradient;       /* 1: wind in gradient balance (1980); 0: peak times shape (2008, 2010) */
  al_real peak_m_per_s;   /* of the symmetric wind at 10 m */
  al_real surface;        /* wind at 10 m over gradient wind; of the gradient balance only */
  al_real exponent_per_m; /* slope of the exponent x outside Rmax, 2010 */
  al_real exponent_outer_m;       /* distance over which it changes */
  al_real drift_x, drift_y;       /* asymmetric part at the peak, m/s */
  al_real hemisphere;             /* 1 north, -1 south */
  al_real inflow_rad;             /* fixed inflow angle */
  al_real bretschneider;          /* 1: the angle of Bretschneider instead */
  al_real taper_start_m, taper_m; /* the wind goes to nothing over taper_m beyond taper_start_m */
  al_real heading_x, heading_y;   /* unit vector of the track, for the sectors of the drag */
};

/** What a cell feels. */
struct cyclone_air {
  al_real wind_x, wind_y, pressure_pa;
};

struct cyclone_stress {
  al_real x, y; /* Pa */
};

/** Drag as straight lines between knots, constant outside; see cyclone_drag.h. */
struct cyclone_drag {
  al_real wind[CYCLONE_DRAG_KNOTS], cd[CYCLONE_DRAG_KNOTS];
};

/** ln s = B ln(Rmax/r). */
AL_INLINE al_real cyclone_log_shape(const struct cyclone_now *now, al_real r_m)
{
  return now->b * al_ln(now->rmax_m / r_m);
}

/** p = pc + dp exp(-s) (Holland 1980, eq. 1). */
AL_INLINE al_real cyclone_pressure_pa(const struct cyclone_now *now, al_real s)
{
  return now->pc_pa + now->dp_pa * al_exp(-s);
}

/** Gradient wind of that pressure (Holland 1980, eq. 3): V = sqrt(a + q^2) - q with a = B dp s
 * exp(-s) / rho_a and q = r f / 2, written as a / (sqrt(a + q^2) + q) so that nothing cancels. */
AL_INLINE al_real cyclone_gradient_wind(const struct cyclone_now *now, al_real r_m, al_real s)
{
  const al_real q = (al_real)0.5 * r_m * now->coriolis_per_s;
  const al_real a = now->b * now->dp_pa * (s * al_exp(-s)) / now->air_kg_per_m3;
  return a / al_max(al_sqrt(a + q * q) + q, (al_real)1e-12);
}

/** V = Vm (s e^(1-s))^x (Holland 2010, eq. 6); x = 0.5 inside Rmax (Holland 2008), then in a
 * straight line to x_n at r_n, then x_n. */
AL_INLINE al_real cyclone_shaped_wind(const struct cyclone_now *now, al_real r_m, al_real log_s,
                                      al_real s)
{
  const al_real beyond = al_min(al_max(r_m - now->rmax_m, 0), now->exponent_outer_m);
  const al_real x = (al_real)0.5 + beyond * now->exponent_per_m;
  return now->peak_m_per_s * al_exp(x * (log_s + 1 - s));
}

/** Inflow angle of Bretschneider (1972): 10 (1 + r/Rmax) degrees inside Rmax, rising from 20 to 25
 * between Rmax and 1.2 Rmax, 25 outside. @return radians */
AL_INLINE al_real cyclone_inflow_rad(al_real r_over_rmax)
{
  const al_real degree = (al_real)0.017453293, ring = r_over_rmax - 1;
  const al_real inside = 10 * al_min(r_over_rmax, 1);
  const al_real outside = 25 * al_min(al_max(ring, 0), (al_real)0.2);
  return degree * (10 + inside + outside);
}

/** Sine for 0 .. 1 rad, relative error below 3e-6. */
AL_INLINE al_real cyclone_sine(al_real angle_rad)
{
  const al_real z = angle_rad * angle_rad;
  return angle_rad * (1 - z * (1 / (al_real)6 - z * (1 / (al_real)120 - z * (1 / (al_real)5040))));
}

/** Speed of the symmetric wind at 10 m. */
AL_INLINE al_real cyclone_symmetric_wind(const struct cyclone_now *now, al_real r_m, al_real log_s,
                                         al_real s)
{
  const al_real balanced = now->surface * cyclone_gradient_wind(now, r_m, s);
  const al_real shaped = cyclone_shaped_wind(now, r_m, log_s, s);
  return now->gradient * balanced + (1 - now->gradient) * shaped;
}

/** Wind and pressure at (dx, dy) metres east and north of the centre: the symmetric wind turned
 * inward by the inflow angle, and the drift in proportion to the symmetric wind (Lin and Chavas
 * 2012). */
AL_INLINE struct cyclone_air cyclone_air_at(const struct cyclone_now *now, al_real dx_m,
                                            al_real dy_m)
{
  const al_real r = al_max(al_sqrt(dx_m * dx_m + dy_m * dy_m), 1);
  const al_real log_s = cyclone_log_shape(now, r), s = al_exp(log_s);
  const al_real taper = al_min(al_max(1 - (r - now->taper_start_m) / now->taper_m, 0), 1);
  const al_real speed = taper * cyclone_symmetric_wind(now, r, log_s, s);
  const al_real beta = now->bretschneider * cyclone_inflow_rad(r / now->rmax_m) +
                       (1 - now->bretschneider) * now->inflow_rad;
  const al_real in = cyclone_sine(beta), along = al_sqrt(1 - in * in) * now->hemisphere;
  const al_real share = speed / al_max(now->peak_m_per_s, (al_real)1e-6);
  const al_real ux = dx_m / r, uy = dy_m / r;
  return (struct cyclone_air){.wind_x = speed * (-along * uy - in * ux) + share * now->drift_x,
                              .wind_y = speed * (along * ux - in * uy) + share * now->drift_y,
                              .pressure_pa = cyclone_pressure_pa(now, s)};
}

/** Drag coefficient of a wind speed. */
AL_INLINE al_real cyclone_drag_at(const struct cyclone_drag *drag, al_real wind_m_per_s)
{
  al_real cd = drag->cd[0];
  for (int k = 0; k + 1 < CYCLONE_DRAG_KNOTS; k++) {
    const al_real run = drag->wind[k + 1] - drag->wind[k];
    const al_real past = al_min(al_max(wind_m_per_s - drag->wind[k], 0), run);
    cd += (drag->cd[k + 1] - drag->cd[k]) * (past / run);
  }
  return cd;
}

/** tau = rho_a Cd |W| W. */
AL_INLINE struct cyclone_stress cyclone_stress_at(al_real air_kg_per_m3, al_real cd, al_real wind_x,
                                                  al_real wind_y)
{
  const al_real speed = al_sqrt(wind_x * wind_x + wind_y * wind_y);
  const al_real factor = air_kg_per_m3 * cd * speed;
  return (struct cyclone_stress){factor * wind_x, factor * wind_y};
}

/** Angle of (x, y) in 0 .. 360 degrees, clockwise from y; error below 0.001 degrees (Abramowitz and
 * Stegun 4.4.49). */
AL_INLINE al_real cyclone_bearing_deg(al_real x, al_real y)
{
  const al_real ax = al_abs(x), ay = al_abs(y), large = al_max(al_max(ax, ay), (al_real)1e-30);
  const al_real t = al_min(ax, ay) / large, z = t * t;
  const al_real low =
      t * ((al_real)0.9998660 +
           z * ((al_real)-0.3302995 +
                z * ((al_real)0.1801410 + z * ((al_real)-0.0851330 + z * (al_real)0.0208351))));
  const al_real eighth = (al_real)57.29578 * low;
  const al_real quarter = ax > ay ? 90 - eighth : eighth;
  const al_real half = y < 0 ? 180 - quarter : quarter;
  return x < 0 ? 360 - half : half;
}

/** Shares of the right, rear and left sectors of a storm (Powell 2006) where (dx, dy) lies from its
 * centre: 40 .. 130 degrees right of the heading, 170 .. 220 rear, 260 .. 360 left, in straight
 * lines between; mirrored south of the equator. */
struct cyclone_sectors {
  al_real right, rear, left;
};

AL_INLINE struct cyclone_sectors cyclone_sectors_at(const struct cyclone_now *now, al_real dx_m,
                                                    al_real dy_m)
{
  const al_real ahead = dx_m * now->heading_x + dy_m * now->heading_y;
  const al_real right = (dx_m * now->heading_y - dy_m * now->heading_x) * now->hemisphere;
  const al_real angle = cyclone_bearing_deg(right, ahead), wide = 40;
  const al_real enter = al_min(angle / wide, 1);
  const al_real leave = al_min(al_max((angle - 130) / wide, 0), 1);
  const al_real end = al_min(al_max((angle - 220) / wide, 0), 1);
  return (struct cyclone_sectors){
      .right = enter - leave, .rear = leave - end, .left = 1 - enter + end};
}

/** Rain (IPET 2006): 1.14 + 0.12 dp mm/h with dp in hPa inside Rmax, times exp(-0.3 (r - Rmax) /
 * Rmax) outside. A mean over all azimuths. @return m/s */
AL_INLINE al_real cyclone_rain_m_per_s(const struct cyclone_now *now, al_real r_m)
{
  const al_real peak = ((al_real)1.14 + (al_real)0.0012 * now->dp_pa) / (al_real)3.6e6;
  const al_real rings = al_max(r_m / now->rmax_m - 1, 0);
  return peak * al_exp((al_real)-0.3 * rings);
}

/** Static level of the sea under a pressure: (pn - p) / (rho_w g), 1025 kg/m3, 9.81 m/s2. */
AL_INLINE al_real cyclone_barometer_m(al_real pn_pa, al_real pressure_pa)
{
  return (pn_pa - pressure_pa) / ((al_real)1025 * (al_real)9.81);
}

#endif
