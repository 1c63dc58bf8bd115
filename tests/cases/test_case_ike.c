/**
 * Hurricane Ike (2008) from the Gulf into Galveston Bay, whose bed is the case's ADCIRC mesh.
 *
 * Compared with the gauges of another program's example, a regression run on cells of 12 and 25 km,
 * not observations: with its wind (Holland 1980 without inflow, Garratt's drag) in the short form;
 * with the winds of the ready scenario, and on the mesh alone, in the long one.
 */
#include "anlan.h"
#include "core/caltime.h"
#include "support/case_run.h"
#include "support/flow_world.h"
#include "support/lab_table.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define FOLDER "surge/surge_galveston_bay/"
#define OTHER "surge/geoclaw_ike/"
#define LANDFALL_S (49.0 * 3600.0) /* 07:00 UTC on 13 September, on the run's clock */

struct against {
  double rmse_m, bias_m, peak_m, peak_h, other_m, other_h; /* hours after the landfall */
};

static struct against compare(const struct case_run *run, const char *gauge, const char *path)
{
  static struct lab_table seen; /* level of refinement, time after landfall, h, hu, hv, level */
  struct against out = {.other_m = -INFINITY};
  double sum = 0.0, square = 0.0;
  int count = 0;
  lab_read(&seen, path, 6, 500);
  memcpy(seen.value[0], seen.value[1], sizeof seen.value[0]);
  for (int r = 0; r < seen.rows; r++)
    if (seen.value[5][r] > out.other_m) {
      out.other_m = seen.value[5][r];
      out.other_h = seen.value[0][r] / 3600.0;
    }
  for (double t_s = -46.0 * 3600.0; t_s <= 11.0 * 3600.0; t_s += 600.0) {
    const double away_m = case_at(run, gauge, "level_m", LANDFALL_S + t_s) - lab_at(&seen, 5, t_s);
    sum += away_m;
    square += away_m * away_m;
    count++;
  }
  out.bias_m = sum / count;
  out.rmse_m = sqrt(square / count);
  out.peak_m = case_highest(run, gauge, "level_m");
  out.peak_h = (case_passing_s(run, gauge, "level_m", out.peak_m) - LANDFALL_S) / 3600.0;
  print_message("%s: %.2f m at %+.1f h (the other program %.2f m at %+.1f h), rmse %.2f m, bias "
                "%+.2f m\n",
                gauge, out.peak_m, out.peak_h, out.other_m, out.other_h, out.rmse_m, out.bias_m);
  return out;
}

static void tell_bay(const struct case_run *run, double least_m)
{
  static const char *const gauges[] = {"Pleasure Pier",   "Entrance",    "Port Bolivar",
                                       "Railroad Bridge", "Eagle Point", "Rollover Pass",
                                       "Morgans Point"};
  for (int k = 0; k < 7; k++) {
    const double peak_m = case_highest(run, gauges[k], "level_m");
    const double peak_s = case_passing_s(run, gauges[k], "level_m", peak_m);
    print_message("%s: %.2f m, %+.1f h after the landfall; %.2f m 19 h before\n", gauges[k], peak_m,
                  (peak_s - LANDFALL_S) / 3600.0,
                  case_at(run, gauges[k], "level_m", LANDFALL_S - 19.0 * 3600.0));
    assert_true(peak_m > least_m && peak_m < 6.0);
  }
}

static void like_the_other_program(void **state)
{
  static const char *const keys[] = {"cyclone.profile=holland1980", "cyclone.inflow_angle=0",
                                     "cyclone.drag=garratt", NULL};
  struct case_run run;
  (void)state;
  case_run_scenario(&run, "galveston-ike", keys);
  tell_bay(&run, 2.0);
  const struct against outer = compare(&run, "outer", OTHER "gauge00002.txt"),
                       island = compare(&run, "High Island", OTHER "gauge00003.txt");
  flow_world_gate("rmse of the two gauges (m)", fmax(outer.rmse_m, island.rmse_m), 0.6);
  flow_world_gate(
      "largest error of a peak over the peak",
      fmax(fabs(outer.peak_m / outer.other_m - 1.0), fabs(island.peak_m / island.other_m - 1.0)),
      0.35);
  flow_world_gate("balance", case_balance_share(&run), 1e-7);
  case_run_free(&run);
}

/* The ready scenario, then the same on the mesh alone, whose open sides stand at the inverse
 * barometer: what the shelf beyond 40 km adds. */
static void ready_scenario(void **state)
{
  char mesh[4200];
  struct case_run run;
  (void)state;
  if (!case_is_long())
    skip();
  case_run_scenario(&run, "galveston-ike", NULL);
  tell_bay(&run, 2.0);
  compare(&run, "outer", OTHER "gauge00002.txt");
  compare(&run, "High Island", OTHER "gauge00003.txt");
  const double whole_m = case_highest(&run, "Entrance", "level_m");
  case_run_free(&run);
  snprintf(mesh, sizeof mesh, "grid.path=%s", test_source_path("grids/cities/galveston/bay.yaml"));
  const char *const alone[] = {mesh, NULL};
  case_run_scenario(&run, "galveston-ike", alone);
  tell_bay(&run, 0.0);
  const double alone_m = case_highest(&run, "Entrance", "level_m");
  print_message("entrance: %.2f m on the mesh alone, %.2f m with the Gulf\n", alone_m, whole_m);
  assert_true(alone_m < whole_m);
  case_run_free(&run);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(like_the_other_program),
                                     cmocka_unit_test(ready_scenario)};
  if (!test_case_present(FOLDER "fort.14"))
    return case_skip(FOLDER "fort.14");
  if (!test_case_present(OTHER "gauge00002.txt"))
    return case_skip(OTHER "gauge00002.txt");
  return cmocka_run_group_tests(tests, NULL, NULL);
}
