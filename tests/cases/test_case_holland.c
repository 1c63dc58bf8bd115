/**
 * Pressure and wind profiles of Holland (1980, 2010) and wind stress against reference values, the
 * cell functions compiled in float64: within the rounding of the reference, 1e-6. The float32 cells
 * are held to these in tests/unit/test_cyclone.c.
 */
#ifndef ANLAN_FLOAT64
#define ANLAN_FLOAT64
#endif
#include "support/support.h"
#include "models/cyclone/cyclone_cell.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROFILES "surge/holland_reference.csv"
#define BASINS "surge/wind_setup_reference.csv"

static struct cyclone_now reference_storm(bool gradient)
{
  const double lat = acos(-1.0) / 180.0 * 24.7, s = pow(30.0 / 300.0, 1.4);
  const double x_n = log(17.0 / 50.0) / log(s * exp(1.0 - s));
  return (struct cyclone_now){.pc_pa = 94500.0,
                              .dp_pa = 6300.0,
                              .rmax_m = 30e3,
                              .b = 1.4,
                              .coriolis_per_s = 2.0 * 7.2921e-5 * sin(lat),
                              .air_kg_per_m3 = 1.15,
                              .gradient = gradient,
                              .peak_m_per_s = 50.0,
                              .surface = 1.0,
                              .exponent_per_m = (x_n - 0.5) / 270e3,
                              .exponent_outer_m = 270e3,
                              .hemisphere = 1.0,
                              .taper_start_m = 1e7,
                              .taper_m = 1.0};
}

static void profiles_are_those_of_the_reference(void **state)
{
  (void)state;
  char line[300];
  int rows = 0;
  double worst_hpa = 0.0, worst_m_per_s = 0.0;
  FILE *stream = fopen(test_case_path(PROFILES), "r");
  assert_non_null(stream);
  assert_non_null(fgets(line, sizeof line, stream));
  while (fgets(line, sizeof line, stream)) {
    double r_km, p_hpa, v;
    const struct cyclone_now now = reference_storm(strncmp(line, "holland1980", 11) == 0);
    const char *at = line;
    for (int commas = 0; commas < 7; commas++)
      at = strchr(at, ',') + 1;
    assert_int_equal(sscanf(at, "%lf,%lf,%lf", &r_km, &p_hpa, &v), 3);
    const struct cyclone_air air = cyclone_air_at(&now, 0.0, 1000.0 * r_km);
    worst_hpa = fmax(worst_hpa, fabs(air.pressure_pa / 100.0 - p_hpa));
    worst_m_per_s = fmax(worst_m_per_s, fabs(hypot(air.wind_x, air.wind_y) - v));
    assert_true(air.wind_x < 0.0 && fabs(air.wind_y) < 1e-9); /* against the sun, no inflow */
    rows++;
  }
  fclose(stream);
  printf("%d values: worst %.2g hPa, %.2g m/s\n", rows, worst_hpa, worst_m_per_s);
  assert_int_equal(rows, 23);
  assert_true(worst_hpa < 1e-6 && worst_m_per_s < 1e-6);
}

/* Drag of Garratt as the reference uses it, here without the table of knots. */
static double garratt(double wind)
{
  return fmin((0.75 + 0.067 * wind) * 1e-3, 0.0035);
}

static void stress_is_that_of_the_reference(void **state)
{
  (void)state;
  char line[300];
  int rows = 0;
  double worst_pa = 0.0, worst_m = 0.0;
  FILE *stream = fopen(test_case_path(BASINS), "r");
  assert_non_null(stream);
  assert_non_null(fgets(line, sizeof line, stream));
  while (fgets(line, sizeof line, stream)) {
    double l_km, h_m, u, tau_pa, x_km, exact_m, linear_m;
    assert_int_equal(sscanf(line, "closed_basin,%lf,%lf,%lf,%lf,%lf,%lf,%lf", &l_km, &h_m, &u,
                            &tau_pa, &x_km, &exact_m, &linear_m),
                     7);
    const struct cyclone_stress tau = cyclone_stress_at(1.15, garratt(u), -u, 0.0);
    const double slope_m = -tau.x * (x_km - 0.5 * l_km) * 1000.0 / (1025.0 * 9.81 * h_m);
    worst_pa = fmax(worst_pa, fabs(tau.x + tau_pa));
    worst_m = fmax(worst_m, fabs(slope_m - linear_m));
    assert_true(tau.y == 0.0);
    rows++;
  }
  fclose(stream);
  printf("%d values: stress worst %.2g Pa, linear set-up %.2g m\n", rows, worst_pa, worst_m);
  assert_int_equal(rows, 33);
  assert_true(worst_pa < 5.1e-6 && worst_m < 1e-6);
}

int main(void)
{
  if (!test_case_present(PROFILES) || !test_case_present(BASINS))
    return 77;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(profiles_are_those_of_the_reference),
      cmocka_unit_test(stress_is_that_of_the_reference),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
