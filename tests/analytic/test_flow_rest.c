/**
 * Lakes at rest: an emerged bump, islands without data, roughness that varies. Exactly still at the
 * reference level, within rounding of the level elsewhere.
 */
#include "support/flow_world.h"
#include <math.h>
#include <stdio.h>

enum { COLS = 140, ROWS = 100 };
static double lake_level_m, lake_scale;

/* The bump of Goutal and Maurel's test (SWASHES 3.1.2), turned around a centre, on a sloping floor
 * with a rough part, islands and voids. */
static double bump_m(int col, int row)
{
  const double x = 0.25 * (col - 60.3), y = 0.25 * (row - 47.8), r2 = x * x + y * y;
  if ((col >= 20 && col < 24 && row >= 60 && row < 75) || (col > 120 && row < 9))
    return (double)NAN;
  const double rough = 0.03 * sin(12.9898 * col + 78.233 * row);
  const double shape = -0.1 + fmax(0.2 - 0.05 * r2, -0.004 * sqrt(r2) - 0.5) + rough;
  return lake_level_m + lake_scale * shape;
}

static double varying_manning(int col, int row)
{
  return 0.01 + 0.001 * ((7 * col + 3 * row) % 90);
}

static void run_lake(struct flow_world *world, const char *name, double level_m, bool open)
{
  char flow[400];
  lake_level_m = level_m;
  lake_scale = level_m > 0.0 ? 1.4 * level_m : 1.0; /* so that levels do not come out exact */
  const int used = snprintf(flow, sizeof flow, "initial_level: %.9g m", level_m);
  if (open) /* the lake goes on beyond every side */
    snprintf(flow + used, sizeof flow - (size_t)used,
             ", boundaries: [{name: n, side: north, kind: level, level: %.9g}, {name: s, side: "
             "south, kind: level, level: %.9g}, {name: e, side: east, kind: level, level: %.9g}, "
             "{name: w, side: west, kind: level, level: %.9g}]",
             level_m, level_m, level_m, level_m);
  const struct flow_world_case of = {.name = name,
                                     .cols = COLS,
                                     .rows = ROWS,
                                     .cell_m = 0.25,
                                     .bed_m = bump_m,
                                     .manning = varying_manning,
                                     .duration = level_m > 0.0 ? "5 s" : "40 s",
                                     .flow = flow,
                                     .sections = "rain: {kind: uniform, intensity: 0 mm/h}\n"
                                                 "run: {exchange_interval: 10 s}\n"};
  flow_world_run(world, &of);
}

static void check_rest_at_the_reference_level(bool open)
{
  struct flow_world world;
  int wet = 0, dry = 0;
  run_lake(&world, "rest-reference", 0.0, open);
  assert_true(world.run.result.active_cell_steps > 0); /* then it rests */
  for (int i = 0; i < COLS * ROWS; i++)
    if (world.d_m[i] != 0.0f || world.u_m_per_s[i] != 0.0f || world.v_m_per_s[i] != 0.0f)
      fail_msg("cell %d: d %g, u %g, v %g", i, (double)world.d_m[i], (double)world.u_m_per_s[i],
               (double)world.v_m_per_s[i]);
  for (int row = 0; row < ROWS; row++)
    for (int col = 0; col < COLS; col++) {
      wet += flow_world_bed_m(&world, col, row) < 0.0;
      dry += flow_world_bed_m(&world, col, row) >= 0.0;
    }
  assert_true(wet > 1000 && dry > 50); /* there was a lake, and an island in it */
  flow_world_free(&world);
}

static void test_rest_is_exact_at_the_reference_level(void **state)
{
  (void)state;
  check_rest_at_the_reference_level(false);
}

static void test_rest_is_exact_beside_open_sides(void **state)
{
  (void)state;
  check_rest_at_the_reference_level(true);
}

static void test_rest_is_within_rounding_at_a_level(double level_m, const char *name,
                                                    double level_gate_m, double speed_gate)
{
  struct flow_world world;
  double level_most_m = 0.0, speed_most = 0.0;
  run_lake(&world, name, level_m, false);
  for (int row = 0; row < ROWS; row++)
    for (int col = 0; col < COLS; col++) {
      const double bed_m = flow_world_bed_m(&world, col, row);
      if (!isfinite(bed_m) || bed_m >= level_m)
        continue;
      level_most_m = fmax(level_most_m, fabs(bed_m + flow_world_depth_m(&world, col, row) -
                                             (double)(float)level_m));
      speed_most =
          fmax(speed_most, hypot(flow_world_u(&world, col, row), flow_world_v(&world, col, row)));
    }
  flow_world_gate("error of the level (m)", level_most_m, level_gate_m);
  flow_world_gate("speed (m/s)", speed_most, speed_gate);
  flow_world_gate("balance error", flow_world_balance_share(&world), 2e-7);
  flow_world_free(&world);
}

/* Eight times the spacing of levels in float32. */
static void test_rest_at_57_m(void **state)
{
  (void)state;
  test_rest_is_within_rounding_at_a_level(57.3, "rest-57", 8.0 * 3.8e-6, 2e-4);
}

static void test_rest_at_3_m(void **state)
{
  (void)state;
  test_rest_is_within_rounding_at_a_level(3.1, "rest-3", 8.0 * 2.4e-7, 2e-5);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rest_is_exact_at_the_reference_level),
      cmocka_unit_test(test_rest_is_exact_beside_open_sides),
      cmocka_unit_test(test_rest_at_3_m),
      cmocka_unit_test(test_rest_at_57_m),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
