/**
 * Radial dam breaks of ANUGA's validation (a disc of 10 m and radius 50 m, dry or 1 m deep outside)
 * at 2 s on cells of 1 m against a radial solution on 10^4 cells (Roberts and Wilson, CTAC 2010).
 * L1 is the sum of depth errors over the sum of what the dam break changed, cells within 95 m.
 *
 * No gate is published: the bounds are 1.1 times what this scheme measured first.
 */
#include "support/flow_world.h"
#include <math.h>
#include <stdio.h>

#define FOLDER "flood/anuga/radial_dam_break/"
enum { SIDE = 200, RADII_MOST = 4000, SUB = 8 };
static const double radius_m = 50.0, high_m = 10.0;

static struct {
  double outside_m;
  int count;
  double r_m[RADII_MOST], h_m[RADII_MOST];
} radial;

static double place_m(double index)
{
  return index + 0.5 - SIDE / 2;
}

static double flat_m(int col, int row)
{
  (void)col;
  (void)row;
  return 0.0;
}

static double start_m(int col, int row)
{
  double sum_m = 0.0;
  for (int a = 0; a < SUB; a++)
    for (int b = 0; b < SUB; b++) {
      const double x = place_m(col + (a + 0.5) / SUB - 0.5),
                   y = place_m(row + (b + 0.5) / SUB - 0.5);
      sum_m += hypot(x, y) <= radius_m ? high_m : radial.outside_m;
    }
  return sum_m / (SUB * SUB);
}

static void radial_read(const char *name)
{
  char line[256];
  FILE *stream = fopen(test_case_path(name), "r");
  assert_non_null(stream);
  radial.count = 0;
  while (radial.count < RADII_MOST && fgets(line, sizeof line, stream))
    if (sscanf(line, "%lf,%*f,%*f,%*f,%lf", &radial.r_m[radial.count], &radial.h_m[radial.count]) ==
        2)
      radial.count++;
  fclose(stream);
  assert_true(radial.count > 500);
}

static double radial_depth_m(double r_m)
{
  int low = 0, high = radial.count - 1;
  while (high - low > 1) {
    const int middle = (low + high) / 2;
    *(radial.r_m[middle] <= r_m ? &low : &high) = middle;
  }
  const double span_m = radial.r_m[high] - radial.r_m[low];
  const double share = span_m > 0.0 ? (r_m - radial.r_m[low]) / span_m : 0.0;
  return radial.h_m[low] + share * (radial.h_m[high] - radial.h_m[low]);
}

static void check_radial(const char *name, const char *path, double outside_m, double gate)
{
  static struct flow_world world;
  double error_m = 0.0, change_m = 0.0;
  char what[80];
  radial.outside_m = outside_m;
  radial_read(path);
  const struct flow_world_case of = {.name = "radial",
                                     .cols = SIDE,
                                     .rows = SIDE,
                                     .cell_m = 1.0,
                                     .bed_m = flat_m,
                                     .depth_m = start_m,
                                     .duration = "2 s",
                                     .flow = "manning: 0"};
  flow_world_run(&world, &of);
  for (int row = 0; row < SIDE; row++)
    for (int col = 0; col < SIDE; col++) {
      const double r_m = hypot(place_m(col), place_m(row));
      if (r_m > 95.0)
        continue;
      const double exact_m = radial_depth_m(r_m);
      error_m += fabs(flow_world_depth_m(&world, col, row) - exact_m);
      change_m += fabs(exact_m - start_m(col, row));
    }
  snprintf(what, sizeof what, "radial dam break, %s: L1 of depth", name);
  flow_world_gate(what, error_m / change_m, gate);
  flow_world_free(&world);
}

static void test_radial_dam_breaks(void **state)
{
  (void)state;
  check_radial("dry", FOLDER "dry_Ver_numerical_2.0.csv", 0.0, 0.0289);
  check_radial("wet", FOLDER "wet_Ver_numerical_2.0.csv", 1.0, 0.0305);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_radial_dam_breaks)};
  if (!test_case_present(FOLDER "dry_Ver_numerical_2.0.csv")) {
    printf("SKIPPED: %s is not there\n", test_case_path(FOLDER));
    return 77;
  }
  return cmocka_run_group_tests(tests, NULL, NULL);
}
