/**
 * Newcastle upon Tyne: 70 mm/h for an hour on a real urban terrain of 2 m with vertical walls of
 * buildings in it, drains that take 12 mm/h. No reference exists: robustness, balance and rate.
 */
#include "support/case_run.h"
#include "support/flow_world.h"
#include <math.h>

#define FOLDER "flood/newcastle/"

static void test_newcastle(void **state)
{
  static const char *const overrides[] = {"output.interval=0", "output.rise_interval=0",
                                          "output.maxima_interval=60 s", "scenario.duration=75 min",
                                          NULL};
  struct case_run run;
  struct al_lattice lattice;
  double deepest_m = 0.0, fastest = 0.0;
  (void)state;
  if (case_is_long())
    case_run_scenario(&run, "newcastle", overrides);
  else {
    static const char *const brief[] = {"output.interval=0", "output.rise_interval=0",
                                        "output.maxima_interval=60 s", "scenario.duration=15 min",
                                        NULL};
    case_run_scenario(&run, "newcastle", brief);
  }
  const float *depth_m = case_raster(&run, "max/hmax.tif", &lattice);
  const float *speed = case_raster(&run, "max/vmax.tif", &lattice);
  ptrdiff_t wet = 0, cells = al_lattice_cells(&lattice);
  for (ptrdiff_t i = 0; i < cells; i++) {
    deepest_m = fmax(deepest_m, (double)depth_m[i]); /* fmax passes over the NaN outside */
    fastest = fmax(fastest, (double)speed[i]);
    wet += depth_m[i] > 0.0f;
  }
  const double *rain_m3 = case_column(&run.mass, "rain"),
               *time_s = case_column(&run.mass, "time_s");
  const size_t last = run.mass.row_count - 1;
  assert_true(wet > 60000);
  assert_true(deepest_m > 0.3);
  flow_world_gate("deepest water (m)", deepest_m, 10.0);
  flow_world_gate("fastest water (m/s)", fastest, 25.0);
  /* 70 mm/h on the valid cells: what came in says that rain reaches every one of them. */
  const double rain_m = 0.07 * fmin(time_s[last], 3600.0) / 3600.0;
  flow_world_gate("rain that fell on the wetted cells, over 70 mm/h - 1",
                  fabs(rain_m3[last] / (rain_m * 4.0 * (double)wet) - 1.0), 0.01);
  flow_world_gate("balance", case_balance_share(&run), 1e-6);
  case_run_free(&run);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_newcastle)};
  if (!test_case_present(FOLDER "NewcastleCentreDEM_2m.img"))
    return case_skip(FOLDER "NewcastleCentreDEM_2m.img");
  return cmocka_run_group_tests(tests, NULL, NULL);
}
