/**
 * The ready dam break, on the default city with cells of 90 m: what leaves the reservoir, against
 * the storage curve, against an integration of its own, against the published range of peaks; and
 * where it goes.
 */
#include "anlan.h"
#include "config/key.h"
#include "support/case_run.h"
#include <math.h>
#include <stdio.h>

#define STORED_M3 17.82e6 /* at the level at which the run begins, 18.5 m over the foot */
#define HEIGHT_M 20.0

static char recipe_grid[4200];

static int make_grid(void **state)
{
  static const char *const keys[] = {"city.cell=90 m",
                                     "city.bounds=[641340, 2710290, 674280, 2756100]"};
  struct al_ctx *ctx;
  (void)state;
  snprintf(recipe_grid, sizeof recipe_grid, "%s/coarse.grid.h5", test_scratch_folder("xinan-grid"));
  const struct al_job job = {.path = test_source_path("grids/cities/jinjiang/jinjiang.yaml"),
                             .output = recipe_grid,
                             .overrides = keys,
                             .override_count = AL_COUNT(keys),
                             .threads = 1,
                             .overwrite = true};
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  al_ctx_set_log(ctx, AL_LOG_TEXT, true, stderr);
  if (al_build_grid(ctx, &job) != AL_OK)
    fail_msg("%s", al_ctx_error_text(ctx));
  al_ctx_destroy(ctx);
  return 0;
}

/* Level over the foot for a volume: straight lines between the rows of the storage curve. */
static double level_m(const struct case_table *curve, double volume_m3)
{
  const double *z = case_column(curve, "level_m"), *v = case_column(curve, "volume_m3");
  size_t r = 1;
  while (r + 1 < curve->row_count && volume_m3 > v[r])
    r++;
  return z[r - 1] + (z[r] - z[r - 1]) * (volume_m3 - v[r - 1]) / (v[r] - v[r - 1]);
}

/* Froehlich (2008), piping: mean width 0.27 V^0.32 h^0.04, sides 0.7, growth 63.2 sqrt(V / g) / h;
 * flow of a trapezoidal crest without tailwater; small steps of Euler. */
static double own_peak_m3_per_s(const struct case_table *curve)
{
  const double mean_m = 0.27 * pow(STORED_M3, 0.32) * pow(HEIGHT_M, 0.04);
  const double width_m = mean_m - 0.7 * HEIGHT_M,
               growth_s = 63.2 * sqrt(STORED_M3 / 9.81) / HEIGHT_M;
  double volume_m3 = STORED_M3, peak = 0.0;
  for (double t = 0.0; t < 3.0 * growth_s; t += 0.5) {
    const double share = fmin(t / growth_s, 1.0);
    const double head_m = fmax(level_m(curve, volume_m3) - (1.0 - share) * HEIGHT_M, 0.0);
    const double flow = 1.705 * pow(head_m, 1.5) * (share * width_m + 2.45 / 3.1 * 0.7 * head_m);
    peak = fmax(peak, flow);
    volume_m3 = fmax(volume_m3 - 0.5 * flow, 0.0);
  }
  return peak;
}

static void the_reservoir_runs_out_as_its_curve_says(void **state)
{
  static char grid[4300];
  const char *keys[] = {grid, "output.interval=0 s", NULL};
  struct case_run run;
  struct case_table works, curve;
  char path[4300];
  (void)state;
  snprintf(grid, sizeof grid, "grid.path=%s", recipe_grid);
  case_run_scenario(&run, "xinan-dambreak", keys);
  snprintf(path, sizeof path, "%s/works.csv", run.folder);
  case_read_table(&run, path, &works);
  case_read_table(&run, test_source_path("scenarios/series/xinan-storage.csv"), &curve);

  const size_t last = works.row_count - 1, end = run.mass.row_count - 1;
  const double *volume = case_column(&works, "Xinan.volume_m3"),
               *level = case_column(&works, "Xinan.level_m"),
               *tail = case_column(&works, "Xinan.tailwater_m"),
               *outflow = case_column(&works, "Xinan.outflow_m3_per_s"),
               *time = case_column(&works, "time_s");
  const double released_m3 = case_column(&run.mass, "dam:Xinan")[end];
  double peak = 0.0, peak_s = 0.0;
  for (size_t r = 0; r < works.row_count; r++)
    if (outflow[r] > peak) {
      peak = outflow[r];
      peak_s = time[r];
    }
  const double froehlich = 0.607 * pow(STORED_M3, 0.295) * pow(18.5, 1.24);
  const double own = own_peak_m3_per_s(&curve);
  print_message("released %.0f m3, left %.0f m3, %.2f m over the foot; peak %.0f m3/s at %.0f s, "
                "%.3f of an integration without tailwater, %.2f of Froehlich (1995)\n",
                released_m3, volume[last], level_m(&curve, volume[last]), peak, peak_s, peak / own,
                peak / froehlich);
  assert_true(fabs(released_m3 + volume[last] - STORED_M3) < 1e-6 * STORED_M3);
  assert_true(volume[last] < 0.01 * STORED_M3 && level[last] < tail[last] + 0.1);
  assert_true(fabs(peak / own - 1.0) < 0.02);
  assert_true(peak > 0.53 * froehlich && peak < 2.3 * froehlich);
  assert_true(case_balance_share(&run) < 1e-6);

  const double foot_s = case_passing_s(&run, "dam_foot", "depth_m", 0.1);
  const double river_s = case_passing_s(&run, "Jiushijiu_Xi", "depth_m", 1.0);
  const double lower_s = case_passing_s(&run, "Jiushijiu_Xi_lower", "depth_m", 0.1);
  print_message("wet after %.0f s at the foot, %.0f s at the river, %.0f s below\n", foot_s,
                river_s, lower_s);
  assert_true(foot_s > 600.0 && foot_s < river_s && river_s < lower_s && lower_s < 6.0 * 3600.0);
  case_run_free(&run);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_reservoir_runs_out_as_its_curve_says)};
  return cmocka_run_group_tests(tests, make_grid, NULL);
}
