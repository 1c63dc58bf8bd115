/**
 * The local-inertial scheme: still lakes, Manning's depth under steady rain, water that is not
 * lost, and what it refuses.
 */
#include "support/flow_world.h"
#include <math.h>

enum { COLS = 90, ROWS = 70, PLANE_COLS = 60, PLANE_ROWS = 8 };
static const double plane_slope = 0.01, plane_n = 0.03, cell_m = 10.0, rain_m_per_s = 100e-3 / 3600;

static double pond_m(int col, int row)
{
  const double x = col - 40.2, y = row - 33.7;
  return 0.002 * (x * x + y * y) - 1.7 + 0.3 * sin(1.3 * col + 0.7 * row);
}

static void test_rest_is_exact_at_the_reference_level(void **state)
{
  struct flow_world world;
  (void)state;
  const struct flow_world_case of = {.name = "inertial-rest",
                                     .cols = COLS,
                                     .rows = ROWS,
                                     .cell_m = cell_m,
                                     .bed_m = pond_m,
                                     .duration = "5 min",
                                     .flow = "scheme: inertial, cfl: 0.65, manning: 0.03"};
  flow_world_run(&world, &of);
  assert_true(world.run.result.active_cell_steps > 0); /* then it rests */
  for (int i = 0; i < COLS * ROWS; i++)
    assert_true(world.d_m[i] == 0.0f);
  flow_world_free(&world);
}

static double plane_m(int col, int row)
{
  (void)row;
  return 20.0 - plane_slope * cell_m * col;
}

/* Steady rain i: at a distance x from the top q = i x, and h = (n q / sqrt(S))^(3/5). */
static void test_steady_rain_on_a_plane(void **state)
{
  struct flow_world world;
  double error = 0.0;
  (void)state;
  const struct flow_world_case of = {
      .name = "inertial-plane",
      .cols = PLANE_COLS,
      .rows = PLANE_ROWS,
      .cell_m = cell_m,
      .bed_m = plane_m,
      .duration = "90 min",
      .flow = "scheme: inertial, cfl: 0.65, manning: 0.03, boundaries: [{name: out, side: east, "
              "kind: free}]",
      .sections = "rain: {kind: uniform, intensity: [[0 s, 100 mm/h]]}\n"};
  flow_world_run(&world, &of);
  for (int col = 10; col < PLANE_COLS; col++) {
    const double q = rain_m_per_s * cell_m * (col + 1.0); /* through its east face */
    const double depth_m = pow(plane_n * q / sqrt(plane_slope), 0.6);
    error = fmax(error, fabs(flow_world_depth_m(&world, col, 3) / depth_m - 1.0));
  }
  flow_world_gate("depth against Manning's", error, 0.02);
  flow_world_gate("balance error", flow_world_balance_share(&world), 2e-7);
  flow_world_free(&world);
}

/* A storm on bumpy ground: the water stays where it can be, whatever the threads. */
static void test_storm_keeps_its_water(void **state)
{
  struct flow_world world;
  uint64_t sum[2];
  (void)state;
  for (int k = 0; k < 2; k++) {
    const struct flow_world_case of = {
        .name = "inertial-storm",
        .cols = COLS,
        .rows = ROWS,
        .cell_m = cell_m,
        .bed_m = pond_m,
        .duration = "20 min",
        .flow = "scheme: inertial, cfl: 0.65, manning: 0.03, initial_level: -10 m",
        .sections = "rain: {kind: uniform, intensity: [[0 s, 200 mm/h], [10 min, 0 mm/h]]}\n",
        .threads = 1 + k};
    flow_world_run(&world, &of);
    flow_world_gate("balance error", flow_world_balance_share(&world), 2e-7);
    sum[k] = run_world_sum(&world.run);
    flow_world_free(&world);
  }
  assert_true(sum[0] == sum[1]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rest_is_exact_at_the_reference_level),
      cmocka_unit_test(test_steady_rain_on_a_plane),
      cmocka_unit_test(test_storm_keeps_its_water),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
