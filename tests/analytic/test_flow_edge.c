/**
 * The ragged edge of a domain as an open boundary: a bay that ends where a staircase of cells ends.
 */
#include "support/flow_world.h"
#include <math.h>
#include <stdio.h>

enum { COLS = 150, ROWS = 110 };

/* A beach that rises to the west; the domain ends in the east along an uneven, slanting line. */
static double bay_m(int col, int row)
{
  const int end = 120 + (row * 7) % 5 - row / 6;
  if (col >= end)
    return (double)NAN;
  return fmax(-3.0, 0.08 * (60 - col)) + 0.02 * sin(0.9 * col + 1.7 * row);
}

static void run_bay(struct flow_world *world, const char *name, const char *level,
                    const char *duration)
{
  static char flow[512];
  snprintf(flow, sizeof flow,
           "manning: 0.03, boundaries: [{name: sea, side: edge, kind: level, level: %s}]", level);
  const struct flow_world_case of = {.name = name,
                                     .cols = COLS,
                                     .rows = ROWS,
                                     .cell_m = 10.0,
                                     .bed_m = bay_m,
                                     .duration = duration,
                                     .flow = flow,
                                     .threads = 1};
  flow_world_run(world, &of);
}

static void test_rest_at_the_level_of_the_edge_is_exact(void **state)
{
  struct flow_world world;
  (void)state;
  run_bay(&world, "edge-rest", "0 m", "2 min");
  assert_true(world.run.result.active_cell_steps > 0); /* then it rests */
  for (int i = 0; i < COLS * ROWS; i++)
    if (world.d_m[i] != 0.0f || world.u_m_per_s[i] != 0.0f || world.v_m_per_s[i] != 0.0f)
      fail_msg("cell %d: d %g, u %g, v %g", i, (double)world.d_m[i], (double)world.u_m_per_s[i],
               (double)world.v_m_per_s[i]);
  flow_world_free(&world);
}

/* A rise of eight minutes enters through 110 uneven faces: the bay, two minutes of wave travel
 * long, follows the level outside, and not a drop is lost. */
static void test_a_tide_through_the_edge(void **state)
{
  struct flow_world world;
  double level_m = 0.0;
  int cells = 0;
  (void)state;
  run_bay(&world, "edge-tide", "[[0 s, 0 m], [8 min, 0.5 m], [20 min, 0.5 m]]", "20 min");
  for (int row = 0; row < ROWS; row++)
    for (int col = 0; col < COLS; col++)
      if (bay_m(col, row) < 0.0) {
        level_m += flow_world_bed_m(&world, col, row) + flow_world_depth_m(&world, col, row);
        cells++;
      }
  flow_world_gate("mean level against the level outside (m)", fabs(level_m / cells - 0.5), 0.03);
  flow_world_gate("balance error", flow_world_balance_share(&world), 2e-7);
  flow_world_free(&world);
}

enum { PLANE_COLS = 40, PLANE_ROWS = 24 };

static double shelf_m(int col, int row)
{
  (void)col;
  (void)row;
  return -1.0;
}

static double plane_m(int col, int row)
{
  (void)row;
  return col < PLANE_COLS ? 50.0 - 0.02 * 10.0 * col : (double)NAN;
}

static void run_plane(struct flow_world *world, const char *name, int cols, const char *side)
{
  static char flow[512];
  snprintf(
      flow, sizeof flow,
      "manning: 0.03, boundaries: [{name: out, side: %s, kind: free}, {name: n, side: north, kind: "
      "closed}, {name: s, side: south, kind: closed}, {name: w, side: west, kind: closed}]",
      side);
  const struct flow_world_case of = {.name = name,
                                     .cols = cols,
                                     .rows = PLANE_ROWS,
                                     .cell_m = 10.0,
                                     .bed_m = plane_m,
                                     .duration = "20 min",
                                     .flow = flow,
                                     .sections =
                                         "rain: {kind: uniform, intensity: [[0 s, 100 mm/h]]}\n"};
  flow_world_run(world, &of);
}

/* Rain on a plane that ends where the domain ends gives the depths of one that ends where the
 * lattice ends. */
static void test_an_edge_is_a_side(void **state)
{
  struct flow_world edge, side;
  double error_m = 0.0, deepest_m = 0.0;
  (void)state;
  run_plane(&edge, "edge-plane", PLANE_COLS + 9, "edge");
  run_plane(&side, "side-plane", PLANE_COLS, "east");
  for (int row = 2; row < PLANE_ROWS - 2; row++)
    for (int col = 2; col < PLANE_COLS; col++) {
      const double depth_m = flow_world_depth_m(&side, col, row);
      error_m = fmax(error_m, fabs(flow_world_depth_m(&edge, col, row) - depth_m));
      deepest_m = fmax(deepest_m, depth_m);
    }
  flow_world_gate("difference of depths over the largest", error_m / deepest_m, 0.05);
  flow_world_gate("balance error", flow_world_balance_share(&edge), 2e-7);
  flow_world_free(&edge);
  flow_world_free(&side);
}

/* A knot of a series at 0.7 s and a sample at 35 x 0.02 s, which is more in the last bit: the step
 * between them is as good as none, and the run goes on. */
static void test_stops_a_rounding_apart(void **state)
{
  static struct flow_world world;
  (void)state;
  assert_true(35 * 0.02 > 0.7 && 35 * 0.02 - 0.7 < 1e-15);
  const struct flow_world_case of = {
      .name = "edge-stops",
      .cols = PLANE_COLS,
      .rows = PLANE_ROWS,
      .cell_m = 0.5,
      .bed_m = shelf_m,
      .duration = "2 s",
      .flow =
          "manning: 0.03, boundaries: [{name: sea, side: west, kind: level, level: [[0 s, 0 m], "
          "[0.7 s, 0.01 m], [2 s, 0 m]]}]",
      .followed = "boundary:sea",
      .followed_every_s = 0.02};
  flow_world_run(&world, &of);
  assert_true(world.run.result.steps < 400); /* 100 samples; growing from 1e-16 s takes 120 */
  flow_world_free(&world);
}

static double over_sea(int col, int row)
{
  (void)row;
  return col >= 60 ? 1.0 : 0.0;
}

static double two_kinds(int col, int row)
{
  return over_sea(col, row) > 0.5 ? (double)0.05f : (double)0.03f;
}

static double land_alone(int col, int row)
{
  (void)col, (void)row;
  return (double)0.03f;
}

static void run_swell(struct flow_world *world, const char *name, const char *more,
                      flow_world_of *manning)
{
  static char flow[512];
  snprintf(flow, sizeof flow,
           "%sboundaries: [{name: sea, side: edge, kind: level, level: [[0 s, 0 m], [60 s, 1 m]]}]",
           more);
  const struct flow_world_case of = {.name = name,
                                     .cols = COLS,
                                     .rows = ROWS,
                                     .cell_m = 10.0,
                                     .bed_m = bay_m,
                                     .manning = manning,
                                     .sea = over_sea,
                                     .duration = "90 s",
                                     .flow = flow,
                                     .threads = 1};
  flow_world_run(world, &of);
}

/* sea_manning is what a layer says that has another roughness at sea; without it the land's holds.
 */
static void test_the_sea_has_its_own_roughness(void **state)
{
  struct flow_world layer, key, land;
  double by_key = 0.0, by_land = 0.0;
  char same[64]; /* layers are float32 */
  (void)state;
  snprintf(same, sizeof same, "sea_manning: %.17g, ", (double)0.05f);
  run_swell(&layer, "edge-layer", "", two_kinds);
  run_swell(&key, "edge-key", same, land_alone);
  run_swell(&land, "edge-land", "", land_alone);
  for (int i = 0; i < COLS * ROWS; i++) {
    by_key = fmax(by_key, fabs((double)layer.d_m[i] - (double)key.d_m[i]));
    by_land = fmax(by_land, fabs((double)layer.d_m[i] - (double)land.d_m[i]));
  }
  flow_world_gate("difference of depths, layer and key", by_key, 0.0);
  assert_true(by_land > 1e-4);
  flow_world_free(&layer);
  flow_world_free(&key);
  flow_world_free(&land);
}

/* A basin whose rim is the edge: all rain runs inward, and a free edge lets nothing in. */
enum { BOWL = 60 };

static double bowl_m(int col, int row)
{
  const double x = col - 29.5, y = row - 29.5;
  return 20.0 - 15.0 * exp(-(x * x + y * y) / 300.0);
}

static void check_bowl(const char *scheme, const char *sides)
{
  struct flow_world world;
  char flow[400];
  snprintf(flow, sizeof flow, "%s, manning: 0.03, boundaries: [%s]", scheme, sides);
  const struct flow_world_case of = {
      .name = "edge-bowl",
      .cols = BOWL,
      .rows = BOWL,
      .cell_m = 10.0,
      .bed_m = bowl_m,
      .duration = "2 h",
      .flow = flow,
      .sections = "rain: {kind: uniform, intensity: [[0 s, 80 mm/h], [30 min, 0 mm/h]]}\n",
      .followed = "boundary:a",
      .followed_every_s = 60.0};
  flow_world_run(&world, &of);
  assert_true(world.sample_count > 100);
  for (int k = 0; k < world.sample_count; k++)
    if (world.sample_m3[k] > 1e-6)
      fail_msg("%s, %s: %g m3 came in by %g s", scheme, sides, world.sample_m3[k],
               world.sample_time_s[k]);
  flow_world_free(&world);
}

static void test_a_free_edge_lets_nothing_in(void **state)
{
  static const char edge[] = "{name: a, side: edge, kind: free}",
                    side[] = "{name: a, side: west, kind: free}";
  (void)state;
  check_bowl("scheme: muscl", edge);
  check_bowl("scheme: first_order", edge);
  check_bowl("scheme: inertial", edge);
  check_bowl("scheme: inertial", side);
}

/* A film of rain runs over a cliff of 19 m into shallow sea at its open edge: the film does not
 * drive the sea out. */
enum { CLIFF = 40 };

static double cliff_m(int col, int row)
{
  return col + row < 20 || col + row > 58 ? -2.0 : 19.0;
}

static double cliff_sea(int col, int row)
{
  return cliff_m(col, row) < 0.0 ? 1.0 : 0.0;
}

static void test_a_film_does_not_drive_the_sea(void **state)
{
  struct flow_world world;
  (void)state;
  const struct flow_world_case of = {
      .name = "edge-cliff",
      .cols = CLIFF,
      .rows = CLIFF,
      .cell_m = 30.0,
      .bed_m = cliff_m,
      .sea = cliff_sea,
      .duration = "30 min",
      .flow =
          "manning: 0.03, boundaries: [{name: land, side: edge, over: land, kind: free}, {name: "
          "sea, side: edge, over: sea, kind: level, level: 0}]",
      .sections = "rain: {kind: uniform, intensity: 60 mm/h}\n"};
  flow_world_run(&world, &of);
  flow_world_gate("speed of the sea below a cliff (m/s)",
                  run_world_figure(&world.run, "speed_max_m_per_s"), 2.0);
  flow_world_gate("Courant number below a cliff", run_world_figure(&world.run, "courant_max"), 0.5);
  flow_world_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_rest_at_the_level_of_the_edge_is_exact),
      cmocka_unit_test(test_a_tide_through_the_edge),
      cmocka_unit_test(test_an_edge_is_a_side),
      cmocka_unit_test(test_stops_a_rounding_apart),
      cmocka_unit_test(test_the_sea_has_its_own_roughness),
      cmocka_unit_test(test_a_free_edge_lets_nothing_in),
      cmocka_unit_test(test_a_film_does_not_drive_the_sea),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
