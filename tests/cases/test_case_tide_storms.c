/**
 * Doksuri 2023 and Dujuan 2015 with the tide, from the ready scenarios: plausibility, not
 * validation, of the storms, of which no gauge is public; the tide that the shelf makes of its open
 * sides is compared with what Xiamen's constants predict, which the run does not know.
 */
#include "core/caltime.h"
#include "models/tide/tide.h"
#include "support/case_run.h"
#include <math.h>
#include <stdio.h>

static const char *const quiet[] = {"output.interval=0", "output.weather=false", NULL};

/* Difference of the gauge at Xiamen from the prediction between two hours: root of the mean square.
 */
static double tide_error_m(const struct case_run *run, const char *start, double from_h,
                           double to_h)
{
  static struct tide tide;
  double start_s, sum = 0.0;
  int count = 0;
  assert_int_equal(tide_read(run->ctx, run->arena, NULL, "Xiamen", &tide), AL_OK);
  assert_true(al_time_parse(start, &start_s, NULL));
  for (double t = from_h * 3600.0; t <= to_h * 3600.0; t += 600.0) {
    const double error_m =
        case_at(run, "Xiamen", "level_m", t) - tide_level_m(&tide, start_s + t, NULL);
    sum += error_m * error_m;
    count++;
  }
  return sqrt(sum / count);
}

static void check_balance(const struct case_run *run)
{
  const double share = case_balance_share(run);
  print_message("balance %.1e of the water\n", share);
  assert_true(fabs(share) < 1e-7);
}

/* High water and surge nearly meet: 2 to 3.5 m where the tide alone would make 1.5 m, an hour or
 * two before the high water of 07:12 local time at Xiamen. */
static void test_doksuri(void **state)
{
  static const char *const places[] = {"Weitou", "Shenhu", "Chongwu"};
  const char *keys[] = {quiet[0], quiet[1], "scenario.duration=62h", NULL};
  struct case_run run;
  (void)state;
  case_run_scenario(&run, "doksuri-2023", keys);
  const double error_m = tide_error_m(&run, "2023-07-25T12:00Z", 24.0, 48.0);
  print_message("Xiamen before the storm: %.2f m from the predicted tide (rms)\n", error_m);
  assert_true(error_m < 0.4);
  for (int k = 0; k < 3; k++) {
    const double peak_m = case_highest(&run, places[k], "level_m");
    const double peak_h = case_passing_s(&run, places[k], "level_m", peak_m) / 3600.0;
    print_message("%s: %.2f m, %.1f h after the start\n", places[k], peak_m, peak_h);
    assert_true(peak_m > 2.0 && peak_m < 3.5);
    assert_true(peak_h > 57.0 && peak_h < 60.0);
  }
  check_balance(&run);
  case_run_free(&run);
}

/* The tide is what stands high: by Xiamen's constants 3.37 m at 05:04 UTC, 53.07 h after the start.
 */
static void test_dujuan(void **state)
{
  const char *keys[] = {quiet[0], quiet[1], "scenario.duration=54h", NULL};
  struct case_run run;
  (void)state;
  case_run_scenario(&run, "dujuan-2015", keys);
  const double peak_m = case_highest(&run, "Xiamen", "level_m");
  const double peak_h = case_passing_s(&run, "Xiamen", "level_m", peak_m) / 3600.0;
  const double coast_m = case_highest(&run, "Weitou", "level_m");
  print_message("Xiamen: %.2f m, %.2f h after the start; Weitou %.2f m\n", peak_m, peak_h, coast_m);
  print_message("Xiamen on the day before: %.2f m from the predicted tide (rms)\n",
                tide_error_m(&run, "2015-09-27T00:00Z", 24.0, 36.0));
  assert_true(fabs(peak_m - 3.37) < 0.3);
  assert_true(fabs(peak_h - 53.07) < 0.75);
  assert_true(coast_m > 3.0 && coast_m < 4.3);
  check_balance(&run);
  case_run_free(&run);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_doksuri), cmocka_unit_test(test_dujuan)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
