/**
 * Merewether 2007: the five surveyed marks, 1 m terrain, houses as holes, n 0.04 everywhere.
 *
 * Required: mean error of the five marks within 0.15 m.
 */
#include "support/case_run.h"
#include "support/flow_world.h"
#include <math.h>
#include <stdio.h>

#define FOLDER "flood/merewether_2007/"

static void test_merewether(void **state)
{
  static const char *const overrides[] = {"output.interval=0", "output.rise_interval=0",
                                          "output.maxima_interval=100 s", "scenario.duration=700 s",
                                          NULL};
  struct case_run run;
  struct case_table marks;
  double error_m = 0.0, moved_m = 0.0;
  (void)state;
  case_run_scenario(&run, "merewether", overrides);
  case_read_table(&run, test_case_path(FOLDER "ObservationPoints.csv"), &marks);
  const double *id = marks.value + 2 * marks.row_count, *surveyed_m = id + marks.row_count;
  assert_int_equal(marks.row_count, 5);
  for (size_t i = 0; i < marks.row_count; i++) {
    char name[8];
    snprintf(name, sizeof name, "P%d", (int)id[i]);
    const double level_m = case_last(&run, name, "level_m");
    print_message("%s: %.3f m, surveyed %.2f m (%+.3f m)\n", name, level_m, surveyed_m[i],
                  level_m - surveyed_m[i]);
    assert_true(case_last(&run, name, "depth_m") > 0.01);
    error_m += fabs(level_m - surveyed_m[i]) / (double)marks.row_count;
    moved_m = fmax(moved_m, fabs(level_m - case_at(&run, name, "level_m", 600.0)));
  }
  flow_world_gate("mean error of the five marks (m)", error_m, 0.15);
  flow_world_gate("change of the marks in the last 100 s (m)", moved_m, 0.01);
  flow_world_gate("balance", case_balance_share(&run), 1e-6);
  case_run_free(&run);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_merewether)};
  if (!test_case_present(FOLDER "merewether_dem_1m.tif"))
    return case_skip(FOLDER "merewether_dem_1m.tif");
  return cmocka_run_group_tests(tests, NULL, NULL);
}
