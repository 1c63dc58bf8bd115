/**
 * Shares of cells under polygons, lengths of lines.
 */
#include "support/support.h"
#include "core/log.h"
#include "doors/cover_door.h"
#include <math.h>

static const struct al_lattice lattice = {
    .cols = 20, .rows = 15, .west_m = 100.0, .north_m = 500.0, .cell_m = 10.0, .crs_wkt = ""};

struct sums {
  double share[300], total;
};

static void add_share(void *self, size_t feature, ptrdiff_t cell, double amount)
{
  struct sums *sums = self;
  (void)feature;
  assert_true(cell >= 0 && cell < 300);
  sums->share[cell] += amount;
  sums->total += amount;
}

static struct sums cover(struct al_part *part, size_t parts, double *x, double *y,
                         enum al_shape shape)
{
  struct al_ctx *ctx;
  struct sums sums = {.total = 0.0};
  struct al_feature feature = {.shape = shape, .part_count = parts};
  struct al_vector_layer layer = {
      .feature_count = 1, .part_count = parts, .feature = &feature, .part = part, .x = x, .y = y};
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  al_ctx_set_log(ctx, AL_LOG_JSON, true, NULL);
  assert_int_equal(al_cover_visit_layer(ctx, &layer, &lattice, "cover", add_share, &sums), AL_OK);
  al_ctx_destroy(ctx);
  return sums;
}

static void rectangle_shares_are_exact(void **state)
{
  (void)state;
  for (int turn = 0; turn < 2; turn++) {
    double x[] = {123.0, 147.0, 147.0, 123.0, 123.0}, y[] = {455.0, 455.0, 472.0, 472.0, 455.0};
    if (turn)
      for (int i = 0; i < 2; i++) {
        const double sx = x[i], sy = y[i];
        x[i] = x[4 - i], y[i] = y[4 - i];
        x[4 - i] = sx, y[4 - i] = sy;
      }
    struct al_part part = {0, 5, false};
    const struct sums s = cover(&part, 1, x, y, AL_SHAPE_POLYGON);
    assert_true(fabs(s.total - 24.0 * 17.0 / 100.0) < 1e-12);
    assert_true(fabs(s.share[3 * 20 + 3] - 1.0) < 1e-12);
    assert_true(fabs(s.share[2 * 20 + 2] - 0.7 * 0.2) < 1e-12);
    assert_true(fabs(s.share[4 * 20 + 4] - 0.7 * 0.5) < 1e-12);
  }
}

static void slanted_polygon_with_hole_keeps_its_area(void **state)
{
  (void)state;
  double x[] = {131.7, 288.1, 222.2, 140.9, 131.7, 180.3, 190.0, 201.7, 180.3};
  double y[] = {371.3, 402.9, 481.4, 455.1, 371.3, 420.2, 440.9, 425.5, 420.2};
  struct al_part parts[] = {{0, 5, false}, {5, 4, true}};
  const struct sums s = cover(parts, 2, x, y, AL_SHAPE_POLYGON);
  double area = 0.0;
  for (int ring = 0; ring < 2; ring++) {
    double a = 0.0;
    for (size_t i = parts[ring].first; i + 1 < parts[ring].first + parts[ring].count; i++)
      a += x[i] * y[i + 1] - x[i + 1] * y[i];
    area += (ring ? -0.5 : 0.5) * fabs(a);
  }
  assert_true(fabs(s.total - area / 100.0) < 1e-9);
  for (int i = 0; i < 300; i++)
    assert_true(s.share[i] >= 0.0 && s.share[i] <= 1.0 + 1e-9);
}

static void polygon_beyond_the_lattice_is_clipped(void **state)
{
  (void)state;
  double x[] = {0.0, 1000.0, 1000.0, 0.0, 0.0}, y[] = {0.0, 0.0, 1000.0, 1000.0, 0.0};
  struct al_part part = {0, 5, false};
  const struct sums s = cover(&part, 1, x, y, AL_SHAPE_POLYGON);
  assert_true(fabs(s.total - 300.0) < 1e-9);
}

static void line_length_is_kept(void **state)
{
  (void)state;
  double x[] = {105.0, 283.0, 150.0}, y[] = {495.0, 371.0, 400.0};
  struct al_part part = {0, 3, false};
  const struct sums s = cover(&part, 1, x, y, AL_SHAPE_LINE);
  assert_true(fabs(s.total - hypot(178.0, 124.0) - hypot(133.0, 29.0)) < 1e-6);
}

/* A polygon and a line of the size of the globe touch each cell once, in no time. */
static void shapes_far_larger_than_the_lattice_are_clipped(void **state)
{
  (void)state;
  double x[] = {-1e15, 1e15, 200.0, -1e15}, y[] = {-1e15, -1e15, 1e15, -1e15};
  struct al_part part = {0, 4, false};
  const struct sums s = cover(&part, 1, x, y, AL_SHAPE_POLYGON);
  assert_true(fabs(s.total - 300.0) < 1e-6);
  double lx[] = {-1e9, 1e9}, ly[] = {425.0, 425.0};
  struct al_part line = {0, 2, false};
  assert_true(fabs(cover(&line, 1, lx, ly, AL_SHAPE_LINE).total - 200.0) < 1e-3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rectangle_shares_are_exact),
      cmocka_unit_test(slanted_polygon_with_hole_keeps_its_area),
      cmocka_unit_test(polygon_beyond_the_lattice_is_clipped),
      cmocka_unit_test(line_length_is_kept),
      cmocka_unit_test(shapes_far_larger_than_the_lattice_are_clipped),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
