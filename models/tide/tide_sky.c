/**
 * Mean longitudes and nodal factors.
 */
#include "models/tide/tide_sky.h"
#include <assert.h>
#include <math.h>

#define SKY_RADIANS (3.14159265358979323846 / 180.0)
#define SKY_INCLINATION_DEG 5.145 /* of the moon's orbit to the ecliptic; Schureman, table 1 */
#define SKY_EPOCH_2000_S 946728000.0
#define SKY_CENTURY_S (36525.0 * 86400.0)

/* Degrees, in centuries after 2000-01-01T12:00. */
static const double moon[] = {218.3164477, 481267.88123421, -0.0015786, 1.0 / 538841.0,
                              -1.0 / 65194000.0};
static const double sun[] = {280.46646, 36000.76983, 0.0003032, 0.0, 0.0};
static const double lunar_perigee[] = {83.3532465, 4069.0137287, -0.01032, -1.0 / 80053.0,
                                       1.0 / 18999000.0};
static const double node[] = {125.0445479, -1934.1362891, 0.0020754, 1.0 / 467441.0,
                              -1.0 / 60616000.0};
static const double solar_perigee[] = {282.93735, 1.71946, 0.00046, 0.0, 0.0};
static const double obliquity[] = {23.4392911, -0.0130042, -1.64e-7, 5.04e-7, 0.0};

static double sky_polynomial(const double coefficient[5], double t)
{
  double value = 0.0;
  for (int i = 4; i >= 0; i--)
    value = value * t + coefficient[i];
  return value;
}

static double sky_slope_per_h(const double coefficient[5], double t)
{
  double value = 0.0;
  for (int i = 4; i >= 1; i--)
    value = value * t + i * coefficient[i];
  return value * 3600.0 / SKY_CENTURY_S;
}

/* The moon's orbit and the equator, rad: inclination I, longitude xi and right ascension nu of
 * their crossing, and the perigee P counted from there (Schureman, paragraphs 22 to 24). */
struct sky_orbit {
  double i, xi, nu, perigee;
};

static struct sky_orbit sky_orbit_at(double node_deg, double perigee_deg, double obliquity_deg)
{
  const double n = SKY_RADIANS * remainder(node_deg, 360.0), w = SKY_RADIANS * obliquity_deg;
  const double slant = SKY_RADIANS * SKY_INCLINATION_DEG, t = tan(0.5 * n);
  const double a = atan(cos(0.5 * (w - slant)) / cos(0.5 * (w + slant)) * t);
  const double b = atan(sin(0.5 * (w - slant)) / sin(0.5 * (w + slant)) * t);
  const double xi = n - a - b;
  return (struct sky_orbit){.i = acos(cos(slant) * cos(w) - sin(slant) * sin(w) * cos(n)),
                            .xi = xi,
                            .nu = a - b,
                            .perigee = SKY_RADIANS * perigee_deg - xi};
}

static void sky_set(struct tide_sky *sky, enum tide_basis basis, double factor, double shift_rad)
{
  assert(factor >= 0.0);
  sky->factor[basis] = factor;
  sky->shift_deg[basis] = shift_rad / SKY_RADIANS;
}

/* Constituents that the ellipse of the orbit changes as well: L2 and M1. */
static void sky_set_elliptic(struct tide_sky *sky, const struct sky_orbit *orbit)
{
  const double half = cos(0.5 * orbit->i), tangent = tan(0.5 * orbit->i), t2 = tangent * tangent;
  const double p = orbit->perigee, ratio = cos(orbit->i) / (half * half);
  const double ra = sqrt(1.0 - 12.0 * t2 * cos(2.0 * p) + 36.0 * t2 * t2);          /* 1/Ra, 213 */
  const double r = atan2(sin(2.0 * p), 1.0 / (6.0 * t2) - cos(2.0 * p));            /* 214 */
  const double qa = sqrt(0.25 + 1.5 * ratio * cos(2.0 * p) + 2.25 * ratio * ratio); /* 1/Qa, 197 */
  const double slope = (5.0 * cos(orbit->i) - 1.0) / (7.0 * cos(orbit->i) + 1.0);
  const double q = atan2(slope * sin(p), cos(p));                                      /* 203 */
  sky_set(sky, TIDE_L2, sky->factor[TIDE_M2] * ra, 2.0 * (orbit->xi - orbit->nu) - r); /* 215 */
  sky_set(sky, TIDE_M1, sky->factor[TIDE_O1] * qa, orbit->xi - orbit->nu + q);         /* 206 */
}

static void sky_set_nodal(struct tide_sky *sky, const struct sky_orbit *orbit)
{
  const double s = sin(orbit->i), s2 = sin(2.0 * orbit->i), nu = orbit->nu, xi = orbit->xi;
  const double half_cos = cos(0.5 * orbit->i), half_sin = sin(0.5 * orbit->i);
  sky_set(sky, TIDE_MM, (2.0 / 3.0 - s * s) / 0.5021, 0.0);                      /* 73 */
  sky_set(sky, TIDE_MF, s * s / 0.1578, -2.0 * xi);                              /* 74 */
  sky_set(sky, TIDE_O1, s * half_cos * half_cos / 0.38, 2.0 * xi - nu);          /* 75 */
  sky_set(sky, TIDE_J1, s2 / 0.7214, -nu);                                       /* 76 */
  sky_set(sky, TIDE_OO1, s * half_sin * half_sin / 0.0164, -2.0 * xi - nu);      /* 77 */
  sky_set(sky, TIDE_M2, pow(half_cos, 4.0) / 0.9154, 2.0 * (xi - nu));           /* 78 */
  sky_set(sky, TIDE_K1, sqrt(0.8965 * s2 * s2 + 0.6001 * s2 * cos(nu) + 0.1006), /* 227, 224 */
          -atan2(s2 * sin(nu), s2 * cos(nu) + 0.3347));
  sky_set(sky, TIDE_K2, /* 235, 232 */
          sqrt(19.0444 * s * s * s * s + 2.7702 * s * s * cos(2.0 * nu) + 0.0981),
          -atan2(s * s * sin(2.0 * nu), s * s * cos(2.0 * nu) + 0.0727));
  sky_set_elliptic(sky, orbit);
}

void tide_sky_at(double epoch_s, struct tide_sky *out)
{
  assert(out && isfinite(epoch_s));
  const double t = (epoch_s - SKY_EPOCH_2000_S) / SKY_CENTURY_S;
  const double hour = (epoch_s - 86400.0 * floor(epoch_s / 86400.0)) / 3600.0;
  const double *const longitude[TIDE_ANGLES] = {
      [TIDE_S] = moon, [TIDE_H] = sun, [TIDE_P] = lunar_perigee, [TIDE_PP] = solar_perigee};
  *out = (struct tide_sky){0};
  for (int k = 0; k < TIDE_ANGLES; k++)
    if (longitude[k]) {
      out->angle_deg[k] = fmod(sky_polynomial(longitude[k], t), 360.0);
      out->rate_deg_per_h[k] = sky_slope_per_h(longitude[k], t);
    }
  out->angle_deg[TIDE_N] = -fmod(sky_polynomial(node, t), 360.0);
  out->rate_deg_per_h[TIDE_N] = -sky_slope_per_h(node, t);
  out->angle_deg[TIDE_TAU] = 15.0 * hour + 180.0 + out->angle_deg[TIDE_H] - out->angle_deg[TIDE_S];
  out->rate_deg_per_h[TIDE_TAU] = 15.0 + out->rate_deg_per_h[TIDE_H] - out->rate_deg_per_h[TIDE_S];
  const struct sky_orbit orbit =
      sky_orbit_at(-out->angle_deg[TIDE_N], out->angle_deg[TIDE_P], sky_polynomial(obliquity, t));
  sky_set_nodal(out, &orbit);
}
