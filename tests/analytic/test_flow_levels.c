/**
 * Water across levels: rest, waves into and out of a fine patch, the balance.
 */
#include "support/flow_world.h"
#include "support/levels_world.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Coarsest level: 6 x 4 tiles of 64 cells of 40 m, 15.4 x 10.2 km. */
enum { TILE_COLS = 6, TILE_ROWS = 4 };
#define CELL_M 40.0

/* A sea of 12 m with banks that stand out of the water across the seams, and an island without
 * data. */
static double banks_m(double x_m, double y_m)
{
  const double bank = 14.0 * sin(x_m / 700.0) * cos(y_m / 450.0);
  if (hypot(x_m - 5200.0, y_m - 2700.0) < 180.0)
    return (double)NAN;
  return -6.0 + bank + 0.5 * sin(x_m / 37.0) * sin(y_m / 53.0);
}

static double flat_sea_m(double x_m, double y_m)
{
  return -10.0 + 2.0 * sin(x_m / 2500.0) * cos(y_m / 1900.0);
}

/* A scheme, and the rounding that its balance may show. */
struct scheme {
  const char *keys, *u;
  double balance_gate;
};

static void run_levels(struct levels_world *world, const struct scheme *scheme, const char *name,
                       levels_bed_of *bed_m, int levels, const char *duration, const char *flow,
                       int threads)
{
  char yaml[900];
  snprintf(yaml, sizeof yaml, "flow: {manning: 0.02, %s%s}\n", scheme->keys, flow);
  const struct levels_world_case of = {.name = name,
                                       .tile_cols = TILE_COLS,
                                       .tile_rows = TILE_ROWS,
                                       .cell_m = CELL_M,
                                       .levels = levels,
                                       .patch = {1, 0, 4, 4},
                                       .bed_m = bed_m,
                                       .duration = duration,
                                       .yaml = yaml,
                                       .threads = threads};
  levels_world_run(world, &of);
}

static double most(const struct levels_world *world, const char *name)
{
  const float *value = run_world_field(&world->run, name);
  double out = 0.0;
  for (ptrdiff_t i = 0; i < al_lattice_cells(&world->run.grid.lattice); i++)
    out = fmax(out, fabs((double)value[i]));
  return out;
}

static void test_rest_is_exact_across_levels(void **state)
{
  struct levels_world world;
  run_levels(&world, *state, "levels-rest", banks_m, 3, "3 min", "", 2);
  assert_true(world.run.result.active_cell_steps > 0); /* then it rests */
  flow_world_gate("levels: rest, volume moved (m3)", fabs(world.run.result.balance_error_m3), 0.0);
  flow_world_gate("levels: rest, speed anywhere (m/s)",
                  run_world_figure(&world.run, "speed_max_m_per_s"), 0.0);
  levels_world_free(&world);
}

static void test_rest_at_another_level_is_rounding(void **state)
{
  struct levels_world world;
  run_levels(&world, *state, "levels-lake", banks_m, 3, "3 min", ", initial_level: 3.1 m", 2);
  flow_world_gate("levels: lake at 3.1 m, speed anywhere (m/s)",
                  run_world_figure(&world.run, "speed_max_m_per_s"), 2e-5);
  levels_world_free(&world);
}

/* A long wave from the west, half of it in the fine patch when the run ends. */
static const char wave[] =
    ", boundaries: [{name: sea, side: west, kind: level, level: [[0 s, 0 m], [2 min, 0.3 m], [4 "
    "min, "
    "0.5 m], [6 min, 0.3 m], [8 min, 0 m], [20 min, 0 m]]}, {name: out, side: east, kind: free}]";

/* Difference of the level over the signal (rms) between a world and one of uniform cells of the
 * finest level, on the finest lattice; the uniform one has that lattice as a window of its own. */
static double compare(const struct levels_world *levels, const struct levels_world *uniform,
                      double *signal_m)
{
  const struct al_lattice *a = &levels->run.grid.lattice, *b = &uniform->run.grid.lattice;
  const float *d = run_world_field(&levels->run, "d"), *e = run_world_field(&uniform->run, "d");
  const int col = (int)lround((a->west_m - b->west_m) / b->cell_m),
            row = (int)lround((b->north_m - a->north_m) / b->cell_m);
  double difference = 0.0, signal = 0.0;
  assert_true(fabs(a->cell_m - b->cell_m) < 1e-9);
  for (int r = 0; r < a->rows; r++)
    for (int c = 0; c < a->cols; c++) {
      const double is = (double)d[(ptrdiff_t)r * a->cols + c],
                   be = (double)e[(ptrdiff_t)(r + row) * b->cols + c + col];
      difference += (is - be) * (is - be);
      signal += be * be;
    }
  *signal_m = sqrt(signal / ((double)a->rows * a->cols));
  return sqrt(difference / signal);
}

static void run_uniform(struct levels_world *world, const struct scheme *scheme)
{
  char yaml[900];
  snprintf(yaml, sizeof yaml, "flow: {manning: 0.02, %s%s}\n", scheme->keys, wave);
  const struct levels_world_case of = {.name = "levels-uniform",
                                       .tile_cols = 2 * TILE_COLS,
                                       .tile_rows = 2 * TILE_ROWS,
                                       .cell_m = CELL_M / 2,
                                       .levels = 1,
                                       .bed_m = flat_sea_m,
                                       .duration = "15 min",
                                       .yaml = yaml,
                                       .threads = 2};
  levels_world_run(world, &of);
}

static void test_a_wave_enters_a_fine_patch(void **state)
{
  const struct scheme *scheme = *state;
  struct levels_world levels, uniform;
  double signal_m;
  run_levels(&levels, *state, "levels-wave", flat_sea_m, 2, "15 min", wave, 2);
  run_uniform(&uniform, scheme);
  const double difference = compare(&levels, &uniform, &signal_m);
  assert_true(signal_m > 0.05);
  flow_world_gate("levels: wave, difference over signal (rms)", difference, 0.01);
  flow_world_gate("levels: wave, balance share", fabs(levels.run.result.balance_error_share),
                  scheme->balance_gate);
  assert_true(run_world_figure(&levels.run, "active_cell_steps") <
              0.75 * run_world_figure(&uniform.run, "active_cell_steps"));
  levels_world_free(&levels);
  levels_world_free(&uniform);
}

/* Banks that fall dry and flood across seams of three levels: not a drop is lost, and threads
 * change no bit. */
static void test_banks_flood_across_levels(void **state)
{
  const struct scheme *scheme = *state;
  struct levels_world one, two;
  run_levels(&one, *state, "levels-banks", banks_m, 3, "12 min", wave, 1);
  run_levels(&two, *state, "levels-banks", banks_m, 3, "12 min", wave, 2);
  assert_true(most(&one, scheme->u) > 0.01);
  flow_world_gate("levels: banks, balance share", fabs(one.run.result.balance_error_share),
                  scheme->balance_gate);
  assert_int_equal(run_world_sum(&one.run), run_world_sum(&two.run));
  levels_world_free(&one);
  levels_world_free(&two);
}

int main(void)
{
  static struct scheme muscl = {"scheme: muscl", "u", 1e-9},
                       inertial = {"scheme: inertial, cfl: 0.65", "qx", 5e-9};
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_prestate(test_rest_is_exact_across_levels, &muscl),
      cmocka_unit_test_prestate(test_rest_at_another_level_is_rounding, &muscl),
      cmocka_unit_test_prestate(test_a_wave_enters_a_fine_patch, &muscl),
      cmocka_unit_test_prestate(test_banks_flood_across_levels, &muscl),
      cmocka_unit_test_prestate(test_rest_is_exact_across_levels, &inertial),
      cmocka_unit_test_prestate(test_rest_at_another_level_is_rounding, &inertial),
      cmocka_unit_test_prestate(test_a_wave_enters_a_fine_patch, &inertial),
      cmocka_unit_test_prestate(test_banks_flood_across_levels, &inertial)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
