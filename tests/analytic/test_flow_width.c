/**
 * Steady subcritical flow through a trapezoidal channel that is pinched twice (width and depth of
 * SWASHES' pseudo-2D case, MacDonald et al. 1997), over a bed that is made for the chosen depth:
 * dz/dx = Q^2 / (g A^3) dA/dx - Q^2 / K^2 - dh/dx. The published bed has the friction of a mean
 * hydraulic radius; flow in two dimensions has that of each depth across the section, K = sum of
 * h^(5/3) / n, which carries 8 % more, so the bed is made with it.
 *
 * Required: level within 1 % of the depth, outflow = inflow to 1e-6.
 */
#include "support/flow_world.h"
#include <math.h>
#include <stdio.h>

#define GRAVITY 9.81
#define MANNING 0.03
#define DISCHARGE 20.0 /* m3/s */
#define LENGTH_M 400.0
#define BANK 0.5 /* rise over run */
#define CELL_M 0.5
enum { COLS = 800, ROWS = 32, FINE = 32 };
static double bed_of_column_m[COLS + 1];

static double width_m(double x)
{
  const double a = x / LENGTH_M - 1.0 / 3.0, b = x / LENGTH_M - 2.0 / 3.0;
  return 10.0 - 5.0 * exp(-50.0 * a * a) - 5.0 * exp(-50.0 * b * b);
}

static double chosen_m(double x)
{
  const double a = x / LENGTH_M - 1.0 / 3.0, b = x / LENGTH_M - 2.0 / 3.0;
  return 0.9 + 0.3 * exp(-40.0 * a * a) + 0.2 * exp(-35.0 * b * b);
}

static double area_m2(double x)
{
  const double h = chosen_m(x);
  return h * (width_m(x) + h / BANK);
}

static double conveyance(double x)
{
  const double h = chosen_m(x);
  return (width_m(x) * pow(h, 5.0 / 3.0) + 2.0 / BANK * 0.375 * pow(h, 8.0 / 3.0)) / MANNING;
}

static double slope(double x)
{
  const double dx = 1e-3, a = area_m2(x), q2 = DISCHARGE * DISCHARGE, k = conveyance(x);
  return q2 / (GRAVITY * a * a * a) * (area_m2(x + dx) - area_m2(x - dx)) / (2.0 * dx) -
         q2 / (k * k) - (chosen_m(x + dx) - chosen_m(x - dx)) / (2.0 * dx);
}

/* Bed in the middle of each column, 0 at the lower end. */
static void make_bed(void)
{
  double z = 0.0, x = LENGTH_M;
  const double dx = 0.5 * CELL_M / FINE;
  for (int half = 0; half < 2 * COLS; half++) {
    for (int k = 0; k < FINE; k++, x -= dx)
      z -= slope(x - 0.5 * dx) * dx;
    if (half % 2 == 0)
      bed_of_column_m[COLS - 1 - half / 2] = z;
  }
}

static double along_m(int col)
{
  return (col + 0.5) * CELL_M;
}

static double bed_m(int col, int row)
{
  const double beyond_m = fabs((row + 0.5 - 0.5 * ROWS) * CELL_M) - 0.5 * width_m(along_m(col));
  return bed_of_column_m[col] + fmax(BANK * beyond_m, 0.0);
}

static double depth_m(int col, int row)
{
  return fmax(chosen_m(along_m(col)) + bed_of_column_m[col] - bed_m(col, row), 0.0);
}

static double speed(int col, int row)
{
  return depth_m(col, row) > 0.0 ? DISCHARGE / area_m2(along_m(col)) : 0.0;
}

static double none(int col, int row)
{
  (void)col;
  (void)row;
  return 0.0;
}

/* Mean level of a column where the water is deep, less the chosen one, over its depth. */
static double level_error(const struct flow_world *world, int col)
{
  const double h = chosen_m(along_m(col)), level_m = h + bed_of_column_m[col];
  double sum_m = 0.0;
  int deep = 0;
  for (int row = 0; row < ROWS; row++)
    if (bed_m(col, row) < level_m - 0.5 * h) {
      sum_m += bed_m(col, row) + flow_world_depth_m(world, col, row);
      deep++;
    }
  assert_true(deep > 0);
  return fabs(sum_m / deep - level_m) / h;
}

static void test_a_channel_of_changing_width(void **state)
{
  static const struct flow_world_case of = {
      .name = "width",
      .cols = COLS,
      .rows = ROWS,
      .cell_m = CELL_M,
      .bed_m = bed_m,
      .depth_m = depth_m,
      .u_m_per_s = speed,
      .v_m_per_s = none,
      .duration = "800 s",
      .flow = "manning: 0.03, boundaries: [{name: in, side: west, kind: discharge, discharge: 20}, "
              "{name: out, side: east, kind: level, level: 0.904094}]",
      .followed = "boundary:out",
      .followed_every_s = 10.0,
      .threads = 2};
  struct flow_world world;
  double mean = 0.0, most = 0.0;
  (void)state;
  make_bed();
  flow_world_run(&world, &of);
  for (int col = 0; col < COLS; col++) {
    mean += level_error(&world, col) / COLS;
    most = fmax(most, level_error(&world, col));
  }
  flow_world_gate("pseudo-2D: level, mean error over the depth", mean, 0.01);
  flow_world_gate("pseudo-2D: level, largest error over the depth", most, 0.02);
  const int last = world.sample_count - 1, first = last - world.sample_count / 4 - 1;
  const double out = -(world.sample_m3[last] - world.sample_m3[first]) /
                     (world.sample_time_s[last] - world.sample_time_s[first]);
  flow_world_gate("pseudo-2D: outflow over inflow - 1", fabs(out / DISCHARGE - 1.0), 1e-6);
  flow_world_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_channel_of_changing_width)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
