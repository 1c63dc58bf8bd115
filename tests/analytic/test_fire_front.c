/**
 * The front against what is known exactly: an ellipse from a point in even fuel (Anderson 1983), at
 * ratios of length to width up to 8 and winds across the lattice; the front after the wind turned,
 * which is the envelope of ellipses lit along the ellipse that stood then (Huygens).
 */
#include "support/front_world.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SIDE = 1000, SPAN_S = 6 * 3600 };

/* Case A of ellipse_hills_break: GR2, wind 20 mile/h, 30 m cells. */
static const double head_m_per_s = 37.02325 / 60.0, back_m_per_s = 2.567744 / 60.0;

static double ratio_eccentricity(double length_to_width)
{
  return sqrt(length_to_width * length_to_width - 1.0) / length_to_width;
}

static double radians(double deg)
{
  return deg * acos(-1.0) / 180.0;
}

static double seconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The weather of a test: period k has the rate k. */
static struct front_rate even_rate(const struct front_world *world, int col, int row)
{
  const struct front_rate *rates = world->data;
  (void)col;
  (void)row;
  return rates[world->period];
}

/* How far a front is from the exact one. */
struct misfit {
  long exact, burnt, compared;
  double square; /* of relative errors of the arrival */
};

static double misfit_rms(const struct misfit *misfit)
{
  return sqrt(misfit->square / (double)misfit->compared);
}

static void misfit_add(struct misfit *misfit, double exact_s, double got_s, double until_s)
{
  misfit->exact += exact_s <= until_s;
  misfit->burnt += got_s <= until_s;
  if (exact_s > until_s || got_s > until_s || exact_s < 600.0)
    return;
  misfit->compared++;
  misfit->square += (got_s / exact_s - 1.0) * (got_s / exact_s - 1.0);
}

static struct misfit ellipse(struct front_rate rate, double col, double row, double *took_s)
{
  struct front_world world = {
      .cols = SIDE, .rows = SIDE, .cell_m = 30.0, .rate = even_rate, .data = &rate};
  struct misfit misfit = {0};
  *took_s = (double)INFINITY;
  front_world_make(&world);
  for (int again = 0; again < 5; again++) {
    front_world_reset(&world);
    const double started_s = seconds();
    assert_true(fire_front_light_point(world.front, col, row, 0.0));
    fire_front_march(world.front, SPAN_S);
    *took_s = fmin(*took_s, seconds() - started_s);
  }
  for (int r = 0; r < SIDE; r++)
    for (int c = 0; c < SIDE; c++) {
      const double exact_s = front_exact_s(rate, (c - col) * 30.0, (r - row) * 30.0);
      const double got_s = front_world_time_s(&world, c, r);
      assert_true(!front_world_burnt(&world, c, r) || got_s < SPAN_S);
      misfit_add(&misfit, exact_s, got_s, SPAN_S);
    }
  front_world_free(&world);
  return misfit;
}

static void check_ellipse(const char *name, struct front_rate rate, double col, double row,
                          double area_most, double rms_most)
{
  double took_s;
  const struct misfit misfit = ellipse(rate, col, row, &took_s);
  const double area = (double)misfit.burnt / (double)misfit.exact - 1.0;
  const double rms = misfit_rms(&misfit);
  printf("%s: %ld cells, area %+.4f %%, arrival RMSE %.5f %%, %.1f ms\n", name, misfit.burnt,
         100.0 * area, 100.0 * rms, 1e3 * took_s);
  if (!(fabs(area) <= area_most && rms <= rms_most))
    fail_msg("%s: area %g, RMSE %g", name, area, rms);
}

static void ellipses_are_exact(void **state)
{
  (void)state;
  const double e = (head_m_per_s - back_m_per_s) / (head_m_per_s + back_m_per_s);
  check_ellipse("case A", (struct front_rate){head_m_per_s, e, 0.0}, 165, 500, 1e-4, 1e-4);
  check_ellipse("case A, wind from 292.5", (struct front_rate){head_m_per_s, e, radians(22.5)}, 165,
                300, 1e-4, 1e-4);
  check_ellipse("case A, wind from 311", (struct front_rate){head_m_per_s, e, radians(41)}, 165,
                200, 1e-4, 1e-4);
  check_ellipse("case A, lit between centres", (struct front_rate){head_m_per_s, e, radians(22.5)},
                165.3, 299.6, 1e-4, 1e-4);
  check_ellipse("no wind", (struct front_rate){0.4, 0.0, 0.0}, 500, 500, 1e-4, 1e-4);
}

static void long_ellipses_are_exact(void **state)
{
  (void)state;
  static const double ratios[] = {4.0, 6.0, 8.0};
  for (int k = 0; k < 3; k++)
    for (int turned = 0; turned < 2; turned++) {
      char name[40];
      snprintf(name, sizeof name, "length to width %g%s", ratios[k], turned ? ", turned" : "");
      const struct front_rate rate = {head_m_per_s, ratio_eccentricity(ratios[k]),
                                      turned ? radians(22.5) : 0.0};
      check_ellipse(name, rate, 165, turned ? 300 : 500, 3e-4, 2e-4);
    }
}

/* Exact times after the wind turned at `turn_s`: the least over the ellipse that stood then. */
struct turned {
  struct front_rate before, after;
  double turn_s;
  double east_m, south_m; /* of the place from the ignition */
};

static double turned_from_s(const struct turned *turned, double angle)
{
  const double e = turned->before.eccentricity;
  const double reach_m = turned->turn_s * turned->before.m_per_s * (1.0 - e) /
                         (1.0 - e * cos(angle - turned->before.turn_rad));
  return turned->turn_s + front_exact_s(turned->after, turned->east_m - reach_m * cos(angle),
                                        turned->south_m - reach_m * sin(angle));
}

static double turned_exact_s(const struct turned *turned)
{
  enum { COARSE = 720 };
  const double before_s = front_exact_s(turned->before, turned->east_m, turned->south_m);
  if (before_s <= turned->turn_s)
    return before_s;
  /* narrow ellipses need steps that are even along them, not in the angle from the focus */
  int best = 0;
  double best_s = (double)INFINITY, at[COARSE + 1];
  const double e = turned->before.eccentricity;
  for (int k = 0; k <= COARSE; k++) {
    const double eccentric = radians(360.0 * k / COARSE);
    at[k] = turned->before.turn_rad +
            2.0 * atan2(sqrt(1.0 - e) * sin(0.5 * eccentric), sqrt(1.0 + e) * cos(0.5 * eccentric));
    const double s = turned_from_s(turned, at[k]);
    if (s < best_s) {
      best_s = s;
      best = k;
    }
  }
  double low = at[best > 0 ? best - 1 : COARSE - 1], high = at[best < COARSE ? best + 1 : 1];
  if (low > high)
    low -= radians(360.0);
  for (int k = 0; k < 60; k++) {
    const double a = low + 0.381966 * (high - low), b = low + 0.618034 * (high - low);
    if (turned_from_s(turned, a) < turned_from_s(turned, b))
      high = b;
    else
      low = a;
  }
  return fmin(best_s, turned_from_s(turned, 0.5 * (low + high)));
}

static void check_turn(double length_to_width, double by_deg, double rms_most)
{
  const double e = length_to_width > 0.0
                       ? ratio_eccentricity(length_to_width)
                       : (head_m_per_s - back_m_per_s) / (head_m_per_s + back_m_per_s);
  const struct front_rate rates[2] = {{head_m_per_s, e, 0.0}, {head_m_per_s, e, radians(by_deg)}};
  struct front_world world = {
      .cols = SIDE, .rows = SIDE, .cell_m = 30.0, .rate = even_rate, .data = rates};
  struct misfit misfit = {0};
  const int col = 250, row = 250;
  front_world_make(&world);
  const double started_s = seconds();
  assert_true(fire_front_light_point(world.front, col, row, 0.0));
  front_world_change(&world, 3 * 3600);
  fire_front_march(world.front, SPAN_S);
  const double took_s = seconds() - started_s;
  for (int r = 0; r < SIDE; r += 5)
    for (int c = 0; c < SIDE; c += 5) {
      const struct turned turned = {rates[0], rates[1], 3 * 3600, (c - col) * 30.0,
                                    (r - row) * 30.0};
      misfit_add(&misfit, turned_exact_s(&turned), front_world_time_s(&world, c, r), SPAN_S);
    }
  const double area = (double)misfit.burnt / (double)misfit.exact - 1.0;
  printf("turn by %g deg, length to width %.2f: area %+.4f %%, arrival RMSE %.5f %%, %.1f ms\n",
         by_deg, 1.0 / sqrt(1.0 - e * e), 100.0 * area, 100.0 * misfit_rms(&misfit), 1e3 * took_s);
  if (!(misfit_rms(&misfit) <= rms_most))
    fail_msg("turn by %g: RMSE %g", by_deg, misfit_rms(&misfit));
  front_world_free(&world);
}

static void turns_of_the_wind_are_exact(void **state)
{
  (void)state;
  check_turn(0.0, 90.0, 5e-4);
  check_turn(0.0, 45.0, 5e-4);
  check_turn(2.0, 90.0, 5e-4);
  check_turn(6.0, 90.0, 5e-3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(ellipses_are_exact),
                                     cmocka_unit_test(long_ellipses_are_exact),
                                     cmocka_unit_test(turns_of_the_wind_are_exact)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
