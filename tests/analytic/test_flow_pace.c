/**
 * Tiles at their own pace: a basin that is deep in the west and shallow in the east, so that steps
 * differ by a factor of five, against one step for all.
 */
#include "support/flow_world.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COLS = 448, ROWS = 128 };
static bool mirrored;

static double basin_m(int col, int row)
{
  const int c = mirrored ? COLS - 1 - col : col;
  const double deep = c < 80 ? 60.0 : c < 170 ? 60.0 - 0.65 * (c - 80) : 1.5;
  const double shore = c > 410 ? 0.1 * (c - 410) : 0.0;
  return shore - deep + 0.1 * sin(0.5 * c) * cos(0.4 * row);
}

static double still_m(int col, int row)
{
  return fmax(-basin_m(col, row), 0.0);
}

/* A hump of 1 m in the deep, and a lower one across the seams of the shallows. */
static double humps_m(int col, int row)
{
  const int c = mirrored ? COLS - 1 - col : col;
  const double x = c - 60.0, y = row - 60.0, a = c - 255.0, b = row - 63.0;
  const double hump = exp(-(x * x + y * y) / 300.0) + 0.3 * exp(-(a * a + b * b) / 100.0);
  const double depth = still_m(col, row);
  return depth > 0.0 ? fmax(depth + hump, 0.0) : 0.0;
}

static void run_basin(struct flow_world *world, flow_world_of *depth_m, int levels, int threads)
{
  char flow[80];
  snprintf(flow, sizeof flow, "manning: 0.03, time_levels: %d", levels);
  const struct flow_world_case of = {.name = "pace",
                                     .cols = COLS,
                                     .rows = ROWS,
                                     .cell_m = 20.0,
                                     .bed_m = basin_m,
                                     .depth_m = depth_m,
                                     .duration = "120 s",
                                     .flow = flow,
                                     .threads = threads};
  flow_world_run(world, &of);
}

static void test_rest_is_exact_at_every_pace(void **state)
{
  struct flow_world world;
  (void)state;
  mirrored = false;
  run_basin(&world, still_m, 5, 2);
  assert_true(run_world_figure(&world.run, "step_share") < 0.75);
  for (int i = 0; i < COLS * ROWS; i++)
    if (world.d_m[i] != 0.0f || world.u_m_per_s[i] != 0.0f || world.v_m_per_s[i] != 0.0f)
      fail_msg("cell %d: d %g, u %g, v %g", i, (double)world.d_m[i], (double)world.u_m_per_s[i],
               (double)world.v_m_per_s[i]);
  flow_world_free(&world);
}

/* Waves cross the seams as if they were not there, for less work, and no water is lost. */
static void test_waves_cross_seams(void **state)
{
  struct flow_world one, own;
  double difference = 0.0, signal = 0.0;
  (void)state;
  mirrored = false;
  run_basin(&one, humps_m, 1, 2);
  run_basin(&own, humps_m, 5, 2);
  for (int i = 0; i < COLS * ROWS; i++) {
    const double d = (double)one.d_m[i], by = (double)own.d_m[i] - d;
    signal += d * d;
    difference += by * by;
  }
  flow_world_gate("paces: tile steps over those of one step for all",
                  run_world_figure(&own.run, "step_share"), 0.75);
  flow_world_gate("paces: level, difference over signal (rms)", sqrt(difference / signal), 0.01);
  flow_world_gate("paces: balance", fabs(flow_world_balance_share(&own)), 1e-10);
  flow_world_gate("paces: Courant number", run_world_figure(&own.run, "courant_max"), 0.5);
  assert_true(run_world_figure(&one.run, "step_share") == 1.0);
  flow_world_free(&one);
  flow_world_free(&own);
}

static void test_threads_change_no_bit(void **state)
{
  struct flow_world one, two;
  (void)state;
  mirrored = false;
  run_basin(&one, humps_m, 5, 1);
  run_basin(&two, humps_m, 5, 2);
  assert_memory_equal(one.d_m, two.d_m, COLS * ROWS * sizeof *one.d_m);
  assert_memory_equal(one.u_m_per_s, two.u_m_per_s, COLS * ROWS * sizeof *one.u_m_per_s);
  flow_world_free(&one);
  flow_world_free(&two);
}

static void test_a_mirrored_basin_mirrors(void **state)
{
  struct flow_world west, east;
  double difference_m = 0.0;
  (void)state;
  mirrored = false;
  run_basin(&west, humps_m, 5, 2);
  mirrored = true;
  run_basin(&east, humps_m, 5, 2);
  for (int row = 0; row < ROWS; row++)
    for (int col = 0; col < COLS; col++)
      difference_m +=
          fabs((double)west.d_m[row * COLS + col] - (double)east.d_m[row * COLS + COLS - 1 - col]);
  flow_world_gate("paces: mirrored, mean difference (m)", difference_m / (COLS * ROWS), 1e-6);
  flow_world_free(&west);
  flow_world_free(&east);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_rest_is_exact_at_every_pace),
                                     cmocka_unit_test(test_waves_cross_seams),
                                     cmocka_unit_test(test_threads_change_no_bit),
                                     cmocka_unit_test(test_a_mirrored_basin_mirrors)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
