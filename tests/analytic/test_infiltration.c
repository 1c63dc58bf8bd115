/**
 * Infiltration against closed forms and hand tables, through the model's own column function.
 */
#include "support/column.h"
#include "models/models.h"
#include "models/soil/soil_cell.h"
#include <math.h>
#include <stdio.h>

#define MM_PER_H (1e-3 / 3600.0)

/* Rain of `rain_m_per_s` on ground that lets all excess run off at once; infiltrated depth. */
static double infiltrate(const char *section, double rain_m_per_s, double end_s, double span_s,
                         double ponded_m, double *ponding_s)
{
  struct column_bench bench;
  column_bench_open(&bench, 4, 4, NULL);
  if (column_bench_create(&bench, al_model_find("soil"), section, end_s) != AL_OK)
    fail_msg("%s", al_ctx_error_text(bench.ctx));
  if (ponding_s)
    *ponding_s = -1.0;
  for (double t = 0.0; t < end_s - 1e-6; t += span_s) {
    column_bench_water(&bench, ponded_m, rain_m_per_s * span_s);
    assert_int_equal(column_bench_step(&bench, span_s, 1), AL_OK);
    if (ponding_s && *ponding_s < 0.0 && bench.take_m[0] < bench.supply_m[0])
      *ponding_s = t;
  }
  const double water_m = (double)al_fields_find(bench.fields, "soil_water")->buffer[0][0];
  column_bench_close(&bench);
  return water_m;
}

/* F of F - S ln(1 + F / S) = K t - (Fp - S ln(1 + Fp / S) - K tp) by bisection. */
static double green_ampt(double k, double s, double t, double start_total, double start_s)
{
  const double right = k * (t - start_s) + start_total - s * log1p(start_total / s);
  double low = 0.0, high = 10.0;
  for (int i = 0; i < 200; i++) {
    const double f = 0.5 * (low + high);
    if (f - s * log1p(f / s) < right)
      low = f;
    else
      high = f;
  }
  return low;
}

static void near(const char *what, double value, double truth, double tolerance)
{
  print_message("%-44s %12.6g  exact %12.6g  error %9.2e\n", what, value, truth,
                value / truth - 1.0);
  if (!(fabs(value - truth) <= tolerance * fabs(truth)))
    fail_msg("%s: %.9g, exact %.9g", what, value, truth);
}

static void green_ampt_ponded(void **state)
{
  (void)state;
  const char section[] =
      "kind: green_ampt, conductivity: 6.5 mm/h, suction: 166.8 mm, deficit: 0.34";
  const double k = 6.5 * MM_PER_H, s = 0.1668 * 0.34;
  /* silt loam, ponded from the start (Chow, Maidment, Mays 1988, example 4.3.1: 31.7 mm in 1 h) */
  near("Green-Ampt ponded 1 h, 10 s", infiltrate(section, 0.0, 3600.0, 10.0, 1.0, NULL),
       green_ampt(k, s, 3600.0, 0.0, 0.0), 1e-3);
  near("Green-Ampt ponded 1 h, 600 s", infiltrate(section, 0.0, 3600.0, 600.0, 1.0, NULL),
       green_ampt(k, s, 3600.0, 0.0, 0.0), 1e-5);
  near("Green-Ampt, the textbook's 31.7 mm", infiltrate(section, 0.0, 3600.0, 60.0, 1.0, NULL),
       0.0317, 3e-3);
}

static void green_ampt_ponding_time(void **state)
{
  (void)state;
  const char section[] =
      "kind: green_ampt, conductivity: 6.5 mm/h, suction: 166.8 mm, deficit: 0.34";
  const double k = 6.5 * MM_PER_H, s = 0.1668 * 0.34, rain = 50.0 * MM_PER_H;
  const double ponding_s = k * s / (rain * (rain - k));
  double found_s;
  const double water_m = infiltrate(section, rain, 3600.0, 10.0, 0.0, &found_s);
  near("Green-Ampt ponding time at 50 mm/h (s)", found_s, ponding_s, 10.0 / ponding_s);
  near("Green-Ampt under 50 mm/h for 1 h", water_m,
       green_ampt(k, s, 3600.0, rain * ponding_s, ponding_s), 2e-3);
  const double below_m = infiltrate(section, 5.0 * MM_PER_H, 3600.0, 10.0, 0.0, &found_s);
  near("rain below K all infiltrates", below_m, 0.005, 1e-4);
  assert_true(found_s < 0.0);
}

/* Many steps of the redistribution of a saturated profile of 20 mm under K = 6.5 mm/h. */
static double spread_of(double hours, double span_s, double store_m, int inverse_index,
                        double start)
{
  al_real wetness = 1;
  for (double t = 0.0; t < hours * 3600.0 - 1e-6; t += span_s)
    wetness = soil_redistribute((al_real)0.020, wetness, (al_real)(6.5 * MM_PER_H * span_s),
                                (al_real)store_m, inverse_index, (al_real)start);
  return (double)wetness;
}

/* The same by the classical Runge-Kutta method in double, 0.1 s steps. */
static double spread_rate(double w, double store_m, int m, double start)
{
  const double f = 0.020, k = 6.5 * MM_PER_H, theta = start + (1.0 - start) * w;
  const double a = 3.0 + 2.0 * m, b = 3.0 + m;
  return -w * k / f *
         (pow(theta, a) - pow(start, a) +
          store_m * w / f * (pow(theta, b) - pow(start, b)) / (1.0 - pow(start, b)));
}

static double spread_by_runge_kutta(double hours, double store_m, int m, double start)
{
  double w = 1.0;
  const double dt = 0.1;
  for (long n = 0; n < lround(hours * 36000.0); n++) {
    const double k1 = spread_rate(w, store_m, m, start);
    const double k2 = spread_rate(w + 0.5 * dt * k1, store_m, m, start);
    const double k3 = spread_rate(w + 0.5 * dt * k2, store_m, m, start);
    const double k4 = spread_rate(w + dt * k3, store_m, m, start);
    w += dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
  }
  return w;
}

static void redistribution_follows_its_equation(void **state)
{
  (void)state;
  const double k = 6.5 * MM_PER_H, f = 0.020, t = 6.0 * 3600.0, s = 0.04;
  /* dry ground below: gravity alone and suction alone have closed forms */
  const double a = 11.0, b = 7.0;
  for (double span_s = 10.0; span_s <= 600.0; span_s *= 60.0) {
    near("drained by gravity alone, 6 h", spread_of(6.0, span_s, 0.0, 4, 0.0),
         pow(1.0 + a * k * t / f, -1.0 / a), 1e-3);
    near("both, 6 h, against Runge-Kutta", spread_of(6.0, span_s, s, 4, 0.5),
         spread_by_runge_kutta(6.0, s, 4, 0.5), 2e-3);
  }
  near("sucked away, S/F = 1e4, 600 s", spread_of(1.0 / 6.0, 10.0, 200.0, 4, 0.0),
       pow(1.0 + (b + 1.0) * k * 600.0 * 200.0 / (f * f), -1.0 / (b + 1.0)), 1e-3);
}

/* A day after 20 mm on silt loam the second shower finds the deficit that redistribution left:
 * Green-Ampt from zero with S (1 - w), before the fronts meet. */
static void redistribution_serves_the_next_shower(void **state)
{
  (void)state;
  struct column_bench bench;
  const double k = 6.5 * MM_PER_H, s = 0.1668 * 0.24, rain = 60.0 * MM_PER_H;
  column_bench_open(&bench, 4, 4, NULL);
  if (column_bench_create(&bench, al_model_find("soil"),
                          "kind: green_ampt, conductivity: 6.5 mm/h, suction: 166.8 mm, deficit: "
                          "0.24, porosity: 0.486, pore_index: 0.25",
                          2e5) != AL_OK)
    fail_msg("%s", al_ctx_error_text(bench.ctx));
  for (int i = 0; i < 120; i++) {
    column_bench_water(&bench, 0.0, rain * 10.0);
    column_bench_step(&bench, 10.0, 1);
  }
  near("60 mm/h for 20 min", bench.taken_m / 16.0,
       green_ampt(k, s, 1200.0, rain * k * s / (rain * (rain - k)), k * s / (rain * (rain - k))),
       1e-3);
  const al_real *wetness = al_fields_find(bench.fields, "soil_wetness")->buffer[0];
  const al_real *profile = al_fields_find(bench.fields, "soil_profile")->buffer[0];
  for (int i = 0; i < 86400 / 60; i++) {
    column_bench_water(&bench, 0.0, 0.0);
    column_bench_step(&bench, 60.0, 1);
  }
  const double w = (double)wetness[0];
  assert_true(fabs((double)profile[0] - bench.taken_m / 16.0) < 1e-7 && w > 0.1 && w < 0.9);
  bench.taken_m = 0.0;
  for (int i = 0; i < 30; i++) {
    column_bench_water(&bench, 1.0, 0.0);
    column_bench_step(&bench, 10.0, 1);
  }
  near("ponded for 5 min a day later", bench.taken_m / 16.0,
       green_ampt(k, s * (1.0 - w), 300.0, 0.0, 0.0), 1e-3);
  assert_true(wetness[0] > 0); /* the new front has not met the old one */
  for (int i = 0; i < 1440; i++) {
    column_bench_water(&bench, 1.0, 0.0);
    column_bench_step(&bench, 10.0, 1);
  }
  const al_real *front = al_fields_find(bench.fields, "soil_storage")->buffer[0];
  const double water_m = (double)al_fields_find(bench.fields, "soil_water")->buffer[0][0];
  assert_true(wetness[0] == 0 && profile[0] == 0); /* now it has: one front holds all the water */
  near("all water behind one front", (double)front[0], water_m, 1e-5);
  column_bench_close(&bench);
}

static void horton_integral(void **state)
{
  (void)state;
  const char section[] = "kind: %s, initial_rate: 76 mm/h, final_rate: 6 mm/h, decay_time: 15 min";
  static const char *const kinds[] = {"horton", "modified_horton"};
  const double f0 = 76.0 * MM_PER_H, fc = 6.0 * MM_PER_H, k = 1.0 / 900.0, t = 3600.0;
  for (int i = 0; i < 2; i++)
    for (double span_s = 10.0; span_s <= 600.0; span_s *= 60.0) {
      char text[200], what[80];
      snprintf(text, sizeof text, section, kinds[i]);
      snprintf(what, sizeof what, "%s ponded 1 h, %g s", kinds[i], span_s);
      near(what, infiltrate(text, 0.0, t, span_s, 1.0, NULL),
           fc * t + (f0 - fc) / k * (1.0 - exp(-k * t)), 1e-4);
    }
}

/* Rain of 30 mm/h: ponds at the time tp at which the fed-time curve has taken what fell. */
static void horton_under_rain(void **state)
{
  (void)state;
  const double f0 = 76.0 * MM_PER_H, fc = 6.0 * MM_PER_H, k = 1.0 / 900.0, rain = 30.0 * MM_PER_H;
  const double fed_s = log((f0 - fc) / (rain - fc)) / k; /* capacity has fallen to the rain */
  const double total_m = fc * fed_s + (f0 - fc) / k * (1.0 - exp(-k * fed_s));
  const double ponding_s = total_m / rain, after_s = 3600.0 - ponding_s + fed_s;
  double found_s;
  const double water_m =
      infiltrate("kind: horton, initial_rate: 76 mm/h, final_rate: 6 mm/h, decay_time: 15 min",
                 rain, 3600.0, 10.0, 0.0, &found_s);
  near("Horton ponding time at 30 mm/h (s)", found_s, ponding_s, 10.0 / ponding_s);
  near("Horton under 30 mm/h for 1 h", water_m,
       fc * after_s + (f0 - fc) / k * (1.0 - exp(-k * after_s)), 2e-3);
}

/* TR-55 (1986), table 2-1: runoff depth in inches for a rain and a curve number. */
static void curve_numbers_give_the_table(void **state)
{
  (void)state;
  static const struct {
    double rain_in, cn, runoff_in;
  } rows[] = {{2.0, 70.0, 0.24}, {3.0, 80.0, 1.25}, {4.0, 60.0, 0.76}, {4.0, 75.0, 1.67},
              {5.0, 90.0, 3.88}, {6.0, 80.0, 3.78}, {8.0, 65.0, 3.90}, {10.0, 85.0, 8.16}};
  for (size_t i = 0; i < AL_COUNT(rows); i++) {
    char section[100], what[80];
    snprintf(section, sizeof section, "kind: scs_cn, curve_number: %g", rows[i].cn);
    snprintf(what, sizeof what, "TR-55: runoff (in) of %g in on CN %g", rows[i].rain_in,
             rows[i].cn);
    const double rain_m = rows[i].rain_in * 0.0254;
    const double runoff_m =
        rain_m - infiltrate(section, rain_m / 86400.0, 86400.0, 60.0, 0.0, NULL);
    near(what, runoff_m / 0.0254, rows[i].runoff_in, 0.0065 / rows[i].runoff_in);
  }
}

static void constant_rate_and_capacity(void **state)
{
  (void)state;
  near("constant 12 mm/h for 1 h",
       infiltrate("kind: constant, rate: 12 mm/h", 0.0, 3600.0, 10.0, 1.0, NULL), 0.012, 1e-5);
  near("capacity of 5 mm",
       infiltrate("kind: constant, rate: 12 mm/h, capacity: 5 mm", 0.0, 3600.0, 10.0, 1.0, NULL),
       0.005, 1e-5);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(green_ampt_ponded),
      cmocka_unit_test(green_ampt_ponding_time),
      cmocka_unit_test(redistribution_follows_its_equation),
      cmocka_unit_test(redistribution_serves_the_next_shower),
      cmocka_unit_test(horton_integral),
      cmocka_unit_test(horton_under_rain),
      cmocka_unit_test(curve_numbers_give_the_table),
      cmocka_unit_test(constant_rate_and_capacity),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
