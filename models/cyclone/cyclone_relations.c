/**
 * Relations between the numbers of a cyclone.
 */
#include "models/cyclone/cyclone_relations.h"
#include <assert.h>
#include <math.h>

#define RELATION_RADIANS (3.14159265358979323846 / 180.0)
#define RELATION_KNOT (1852.0 / 3600.0)

static double relation_share_of_minute(double period_s, double minute_factor)
{
  assert(period_s >= 60.0 && period_s <= 600.0);
  return 1.0 - (1.0 - minute_factor) * log(period_s / 60.0) / log(10.0);
}

double cyclone_averaging_factor(double from_s, double to_s, double minute_factor)
{
  assert(minute_factor > 0.0 && minute_factor <= 1.0);
  return relation_share_of_minute(to_s, minute_factor) /
         relation_share_of_minute(from_s, minute_factor);
}

double cyclone_b_of_wind(double air_kg_per_m3, double wind_m_per_s, double dp_pa,
                         double rmax_f_m_per_s)
{
  assert(dp_pa > 0.0 && rmax_f_m_per_s >= 0.0);
  const double square = wind_m_per_s * (wind_m_per_s + rmax_f_m_per_s);
  return fmin(fmax(air_kg_per_m3 * exp(1.0) * square / dp_pa, 1.0), 2.5);
}

double cyclone_wind_of_b(double air_kg_per_m3, double b, double dp_pa, double rmax_f_m_per_s)
{
  const double q = 0.5 * rmax_f_m_per_s;
  return sqrt(q * q + b * dp_pa / (air_kg_per_m3 * exp(1.0))) - q;
}

double cyclone_b_2008(double dp_pa, double rise_pa_per_s, double lat_deg, double drift_m_per_s)
{
  assert(dp_pa >= 0.0 && dp_pa <= 20000.0);
  const double dp_hpa = dp_pa / 100.0, hpa_per_h = rise_pa_per_s * 3600.0 / 100.0;
  const double x = 0.6 * (1.0 - dp_hpa / 215.0);
  const double b = -4.4e-5 * dp_hpa * dp_hpa + 0.01 * dp_hpa + 0.03 * hpa_per_h -
                   0.014 * fabs(lat_deg) + 0.15 * pow(fmax(drift_m_per_s, 0.0), x) + 1.0;
  return fmin(fmax(b, 1.0), 2.5);
}

double cyclone_rmax_m(enum cyclone_rmax_relation relation, double dp_pa, double wind_m_per_s,
                      double lat_deg)
{
  assert(relation < CYCLONE_RMAX_RELATIONS);
  const double dp_hpa = dp_pa / 100.0, lat = fabs(lat_deg);
  double km = NAN;
  switch (relation) {
  case CYCLONE_RMAX_VICKERY:
    km = exp(3.015 - 6.291e-5 * dp_hpa * dp_hpa + 0.0337 * lat);
    break;
  case CYCLONE_RMAX_WILLOUGHBY:
    km = 51.6 * exp(-0.0223 * wind_m_per_s + 0.0281 * lat);
    break;
  case CYCLONE_RMAX_KNAFF:
    km = 66.785 - 0.09102 * wind_m_per_s / RELATION_KNOT + 1.0619 * (lat - 25.0);
    break;
  case CYCLONE_RMAX_NEDERHOFF: /* median of the north-west Pacific */
    km = 153.7332947 * exp(-wind_m_per_s / 11.47888854) * (1.0 + 0.007471193 * lat) + 28.94897887;
    break;
  case CYCLONE_RMAX_RELATIONS:
    break;
  }
  return 1000.0 * fmin(fmax(km, 5.0), 150.0);
}

double cyclone_schwerdt_m_per_s(double drift_m_per_s)
{
  assert(drift_m_per_s >= 0.0);
  return 1.5 * pow(drift_m_per_s / RELATION_KNOT, 0.63) * RELATION_KNOT;
}

double cyclone_coriolis_per_s(double lat_deg)
{
  return 2.0 * 7.2921e-5 * sin(RELATION_RADIANS * lat_deg);
}

struct cyclone_drag cyclone_drag_of(enum cyclone_drag_law law, double constant)
{
  assert(law <= CYCLONE_DRAG_LEFT);
  static const struct {
    double wind[CYCLONE_DRAG_KNOTS], cd[CYCLONE_DRAG_KNOTS];
  } laws[] = {
      [CYCLONE_DRAG_LINEAR] = {{0.0, 2.0 / 0.065, 50.0, 60.0, 70.0},
                               {0.8e-3, 2.8e-3, 2.8e-3, 2.8e-3, 2.8e-3}},
      [CYCLONE_DRAG_GARRATT] = {{0.0, 2.75 / 0.067, 50.0, 60.0, 70.0},
                                {0.75e-3, 3.5e-3, 3.5e-3, 3.5e-3, 3.5e-3}},
      [CYCLONE_DRAG_THREE_POINT] = {{0.0, 28.0, 50.0, 60.0, 70.0},
                                    {1.0e-3, 2.5e-3, 1.5e-3, 1.5e-3, 1.5e-3}},
      [CYCLONE_DRAG_CONSTANT] = {{0.0, 10.0, 20.0, 30.0, 40.0}, {0.0, 0.0, 0.0, 0.0, 0.0}},
      [CYCLONE_DRAG_RIGHT] = {{0.0, 1.25 / 0.067, 35.0, 45.0, 55.0},
                              {0.75e-3, 2.0e-3, 2.0e-3, 3.0e-3, 3.0e-3}},
      [CYCLONE_DRAG_REAR] = {{0.0, 1.25 / 0.067, 35.0, 45.0, 55.0},
                             {0.75e-3, 2.0e-3, 2.0e-3, 1.0e-3, 1.0e-3}},
      [CYCLONE_DRAG_LEFT] = {{0.0, 1.05 / 0.067, 25.0, 30.0, 45.0},
                             {0.75e-3, 1.8e-3, 1.8e-3, 4.5e-3, 1.0e-3}},
  };
  struct cyclone_drag drag;
  for (int k = 0; k < CYCLONE_DRAG_KNOTS; k++) {
    drag.wind[k] = (al_real)laws[law].wind[k];
    drag.cd[k] = (al_real)(law == CYCLONE_DRAG_CONSTANT ? constant : laws[law].cd[k]);
  }
  return drag;
}
