/**
 * The scheme knows no preferred direction: a terrain mirrored east-west or north-south, or
 * transposed, with its water, rain and open sides, gives the mirrored or transposed result: to the
 * bit when transposed, within rounding when mirrored (left and right of a face change places in a
 * sum).
 */
#include "support/flow_world.h"
#include <math.h>
#include <stdio.h>

enum { SIDE = 100 };
static int turn; /* 0 as is, 1 mirrored in x, 2 mirrored in y, 3 transposed */

static void turned(int *col, int *row)
{
  const int c = *col, r = *row;
  *col = turn == 1 ? SIDE - 1 - c : turn == 3 ? r : c;
  *row = turn == 2 ? SIDE - 1 - r : turn == 3 ? c : r;
}

/* Hills with steps, blocks and voids and no symmetry of their own. */
static double hills_m(int col, int row)
{
  turned(&col, &row);
  if (col >= 70 && col < 78 && row >= 20 && row < 31)
    return (double)NAN;
  const double block = (col / 9 + row / 7) % 5 == 0 ? 2.5 : 0.0;
  return 2.0 * sin(0.13 * col) * cos(0.09 * row) + 0.004 * col + block;
}

static double pond_m(int col, int row)
{
  turned(&col, &row);
  const double x = col - 41.0, y = row - 63.0;
  return x * x + y * y < 400.0 ? 3.0 : col > 80 ? 0.2 : 0.0;
}

static void run_turned(struct flow_world *world, int how)
{
  /* The side that is east in the terrain as it is, and the one that is north. */
  static const char *const east[] = {"east", "west", "east", "south"};
  static const char *const north[] = {"north", "north", "south", "west"};
  char flow[300];
  turn = how;
  snprintf(flow, sizeof flow,
           "manning: 0.03, time_levels: 1, boundaries: [{name: a, side: %s, kind: free}, {name: b, "
           "side: %s, kind: "
           "level, level: 1.2}]",
           east[how], north[how]);
  const struct flow_world_case of = {.name = "turned",
                                     .cols = SIDE,
                                     .rows = SIDE,
                                     .cell_m = 10.0,
                                     .bed_m = hills_m,
                                     .depth_m = pond_m,
                                     .duration = "120 s",
                                     .flow = flow,
                                     .sections = "rain: {kind: uniform, intensity: 100 mm/h}\n"};
  flow_world_run(world, &of);
}

/* Largest difference of depth (m), and of depth x velocity (m2/s), cell by turned cell. */
/* Means over the cells of the domain: where a film crosses the dry depth a step earlier, one cell
 * may differ by the film. */
static void compare_turned(const struct flow_world *one, const struct flow_world *other,
                           double *depth_m, double *discharge)
{
  double cells = 0.0;
  *depth_m = *discharge = 0.0;
  for (int r = 0; r < SIDE; r++)
    for (int c = 0; c < SIDE; c++) {
      int col = c, row = r;
      turned(&col, &row);
      const int i = row * SIDE + col, k = r * SIDE + c;
      const float u = turn == 3 ? one->v_m_per_s[i] : one->u_m_per_s[i];
      const float v = turn == 3 ? one->u_m_per_s[i] : one->v_m_per_s[i];
      const double du = (double)((turn == 1 ? -u : u) - other->u_m_per_s[k]);
      const double dv = (double)((turn == 2 ? -v : v) - other->v_m_per_s[k]);
      const double d = (double)(one->d_m[i] - other->d_m[k]);
      const double bed_m = flow_world_bed_m(other, c, r);
      if (!isfinite(bed_m))
        continue;
      *depth_m += fabs(d);
      *discharge += hypot(du, dv) * flow_world_depth_m(other, c, r);
      cells++;
    }
  *depth_m /= cells;
  *discharge /= cells;
}

static void test_turned_terrain_gives_the_turned_result(void **state)
{
  static struct flow_world one, other;
  static const char *const name[] = {"", "mirrored east-west", "mirrored north-south",
                                     "transposed"};
  double moved = 0.0;
  (void)state;
  run_turned(&one, 0);
  for (int i = 0; i < SIDE * SIDE; i++)
    moved += fabs((double)one.u_m_per_s[i]) > 0.1;
  assert_true(moved > 1000.0);
  for (int how = 1; how <= 3; how++) {
    run_turned(&other, how);
    double depth_m, discharge;
    compare_turned(&one, &other, &depth_m, &discharge);
    /* Mirrored sums round otherwise; in float64 no bit differs. */
    const bool exact = sizeof(al_real) == 8;
    flow_world_gate(name[how], depth_m, how == 3 || exact ? 0.0 : 2e-7);
    flow_world_gate(name[how], discharge, how == 3 || exact ? 0.0 : 1e-6);
    flow_world_free(&other);
  }
  flow_world_free(&one);
}

/* A heap of water on a slope beside the plane of symmetry, which is a wall in the half. */
enum { HALF = 70, LENGTH = 90 };
static bool whole;

static int from_mirror(int col)
{
  return !whole ? col : col >= HALF ? col - HALF : HALF - 1 - col;
}

static double slope_m(int col, int row)
{
  return 3.0 - 0.02 * from_mirror(col) + 0.3 * sin(0.2 * row);
}

static double heap_m(int col, int row)
{
  const int away = from_mirror(col);
  return away < 3 && row > 30 && row < 60 ? 2.0 + 0.05 * row : away > 50 ? 0.4 : 0.0;
}

static void run_half(struct flow_world *world, bool both)
{
  whole = both;
  const struct flow_world_case of = {.name = both ? "whole" : "half",
                                     .cols = both ? 2 * HALF : HALF,
                                     .rows = LENGTH,
                                     .cell_m = 5.0,
                                     .bed_m = slope_m,
                                     .depth_m = heap_m,
                                     .duration = "40 s",
                                     .flow = "manning: 0.02, time_levels: 1"};
  flow_world_run(world, &of);
}

static void test_a_wall_is_a_mirror(void **state)
{
  static struct flow_world half, both;
  double depth_m = 0.0, reached = 0.0;
  (void)state;
  run_half(&both, true);
  run_half(&half, false);
  for (int row = 0; row < LENGTH; row++)
    for (int col = 0; col < HALF; col++) {
      whole = false;
      const double here_m = flow_world_depth_m(&half, col, row);
      whole = true;
      depth_m = fmax(depth_m, fabs(here_m - flow_world_depth_m(&both, HALF + col, row)));
      depth_m = fmax(depth_m, fabs(here_m - flow_world_depth_m(&both, HALF - 1 - col, row)));
      reached += col > 6 && col < 45 && here_m > 0.1;
    }
  assert_true(reached > 200.0);
  flow_world_gate("half a basin behind a wall against the whole: depth (m)", depth_m, 2e-6);
  flow_world_free(&half);
  flow_world_free(&both);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_wall_is_a_mirror),
      cmocka_unit_test(test_turned_terrain_gives_the_turned_result),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
