/**
 * The terrains of the Environment Agency tests 1, 2 and 4 against the rules in
 * grids/cities/ea/README.md.
 */
#include "core/status.h"
#include "doors/raster_door.h"
#include "support/support.h"
#include <math.h>
#include <stdlib.h>

static double ea1_m(double x, double y)
{
  static const double at[] = {0, 300, 400, 500, 700}, z[] = {9.7, 10.25, 9.8, 9.8, 10.5};
  (void)y;
  if (fabs(x - 300.0) < 6.0)
    return 10.25; /* the two cells at the crest */
  for (int k = 0; k < 4; k++)
    if (x <= at[k + 1])
      return z[k] + (z[k + 1] - z[k]) * (x - at[k]) / (at[k + 1] - at[k]);
  return (double)NAN;
}

static double ea2_m(double x, double y)
{
  const double pi = acos(-1.0), wave = sin(pi * x / 500.0) * sin(pi * y / 500.0);
  return 12.0 - x / 3000.0 - (2000.0 - y) / 1500.0 - 0.5 * wave * wave;
}

static double ea4_m(double x, double y)
{
  (void)x;
  (void)y;
  return 0.0;
}

static void check_terrain(const char *path, int cols, int rows, double cell_m,
                          double (*rule_m)(double x, double y))
{
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_lattice lattice;
  double most_m = 0.0;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  assert_int_equal(al_arena_create(ctx, 0, &arena), AL_OK);
  assert_int_equal(al_raster_lattice(ctx, arena, test_source_path(path), &lattice), AL_OK);
  assert_int_equal(lattice.cols, cols);
  assert_int_equal(lattice.rows, rows);
  assert_true(lattice.cell_m == cell_m && lattice.west_m == 0.0);
  float *value = calloc((size_t)al_lattice_cells(&lattice), sizeof *value);
  assert_non_null(value);
  assert_int_equal(al_raster_read(ctx, test_source_path(path), 1, &lattice, value), AL_OK);
  for (int row = 0; row < rows; row++)
    for (int col = 0; col < cols; col++)
      most_m =
          fmax(most_m, fabs((double)value[row * cols + col] -
                            rule_m(al_lattice_x_m(&lattice, col), al_lattice_y_m(&lattice, row))));
  print_message("%s: %.2g m off its rule\n", path, most_m);
  assert_true(most_m < 2e-6);
  free(value);
  al_arena_destroy(arena);
  al_ctx_destroy(ctx);
}

static void test_terrains_follow_their_rules(void **state)
{
  (void)state;
  check_terrain("grids/cities/ea/ea1_10m.tif", 70, 10, 10.0, ea1_m);
  check_terrain("grids/cities/ea/ea2_20m.tif", 100, 100, 20.0, ea2_m);
  check_terrain("grids/cities/ea/ea4_5m.tif", 200, 400, 5.0, ea4_m);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_terrains_follow_their_rules)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
