/**
 * Random polygons and people: shares sum to areas, cut pieces to the whole, people to their number.
 */
#include "support/support.h"
#include "support/recipe_world.h"
#include "core/log.h"
#include "core/rng.h"
#include "doors/cover_door.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { POLYGONS = 300, CORNERS_MOST = 40, SIDE = 64 };

static const struct al_lattice lattice = {.cols = SIDE,
                                          .rows = SIDE,
                                          .west_m = 651234.5,
                                          .north_m = 2740987.25,
                                          .cell_m = 7.0,
                                          .crs_wkt = ""};

static double draw(uint64_t stream, uint64_t index)
{
  return (double)al_rng_bits(350582, stream, index).word[0] / 4294967296.0;
}

struct star {
  double x[CORNERS_MOST + 1], y[CORNERS_MOST + 1], area_m2;
  size_t count; /* points, the first repeated */
};

/* A star around a point: corners at rising angles, so that it never crosses itself. */
static struct star star_make(uint64_t index, double reach_m)
{
  struct star star = {.count = 4 + (size_t)(draw(1, index) * (CORNERS_MOST - 4))};
  const double span_m = SIDE * lattice.cell_m;
  const double x0 = lattice.west_m + (0.3 + 0.4 * draw(2, index)) * span_m,
               y0 = lattice.north_m - (0.3 + 0.4 * draw(3, index)) * span_m;
  for (size_t i = 0; i < star.count; i++) {
    const double angle =
        6.283185307179586 * ((double)i + 0.9 * draw(4, 64 * index + i)) / (double)star.count;
    const double far_m = reach_m * (0.1 + 0.9 * draw(5, 64 * index + i));
    star.x[i] = x0 + far_m * cos(angle);
    star.y[i] = y0 + far_m * sin(angle);
  }
  star.x[star.count] = star.x[0];
  star.y[star.count++] = star.y[0];
  for (size_t i = 0; i + 1 < star.count; i++)
    star.area_m2 +=
        0.5 * ((star.x[i] - x0) * (star.y[i + 1] - y0) - (star.x[i + 1] - x0) * (star.y[i] - y0));
  return star;
}

struct shares {
  double cell[SIDE * SIDE], sum;
};

static void shares_add(void *self, size_t feature, ptrdiff_t cell, double amount)
{
  struct shares *shares = self;
  (void)feature;
  assert_true(cell >= 0 && cell < SIDE * SIDE && amount >= 0.0 && amount <= 1.0 + 1e-12);
  shares->cell[cell] += amount;
  shares->sum += amount;
}

static void star_cover(struct al_ctx *ctx, struct star *star, struct shares *out)
{
  struct al_part part = {.count = star->count};
  struct al_feature feature = {.shape = AL_SHAPE_POLYGON, .part_count = 1};
  const struct al_vector_layer layer = {.feature_count = 1,
                                        .part_count = 1,
                                        .feature = &feature,
                                        .part = &part,
                                        .x = star->x,
                                        .y = star->y};
  assert_int_equal(al_cover_visit_layer(ctx, &layer, &lattice, "cover", shares_add, out), AL_OK);
}

static void shares_sum_to_the_area(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  al_ctx_set_log(ctx, AL_LOG_JSON, true, NULL);
  for (uint64_t i = 0; i < POLYGONS; i++) {
    static struct shares shares;
    shares = (struct shares){.sum = 0.0};
    struct star star = star_make(i, i % 3 == 0 ? 5.0 : 130.0);
    star_cover(ctx, &star, &shares);
    const double area_m2 = shares.sum * lattice.cell_m * lattice.cell_m;
    if (!(fabs(area_m2 - star.area_m2) <= 1e-9 * star.area_m2))
      fail_msg("polygon %d: %.15g m2 in cells, %.15g m2 of area", (int)i, area_m2, star.area_m2);
  }
  al_ctx_destroy(ctx);
}

/* The part of a convex or star polygon west of a line and the part east of it, by clipping. */
static struct star star_half(const struct star *star, double x_m, bool west)
{
  struct star half = {.count = 0};
  for (size_t i = 0; i + 1 < star->count; i++) {
    const double ax = star->x[i], ay = star->y[i], bx = star->x[i + 1], by = star->y[i + 1];
    const bool a = (ax < x_m) == west, b = (bx < x_m) == west;
    if (a)
      half.x[half.count] = ax, half.y[half.count++] = ay;
    if (a != b) {
      half.x[half.count] = x_m;
      half.y[half.count++] = ay + (by - ay) * (x_m - ax) / (bx - ax);
    }
  }
  half.x[half.count] = half.x[0];
  half.y[half.count] = half.y[0];
  half.count++;
  return half;
}

/* Triangles stay simple when they are cut. */
static void two_halves_cover_what_the_whole_covers(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  al_ctx_set_log(ctx, AL_LOG_JSON, true, NULL);
  for (uint64_t i = 0; i < POLYGONS; i++) {
    static struct shares whole, halves;
    whole = halves = (struct shares){.sum = 0.0};
    struct star star = {.count = 4};
    for (size_t k = 0; k < 3; k++) {
      star.x[k] = lattice.west_m + (0.05 + 0.9 * draw(11, 3 * i + k)) * SIDE * lattice.cell_m;
      star.y[k] = lattice.north_m - (0.05 + 0.9 * draw(12, 3 * i + k)) * SIDE * lattice.cell_m;
    }
    star.x[3] = star.x[0];
    star.y[3] = star.y[0];
    const double cut_m = (star.x[0] + star.x[1] + star.x[2]) / 3.0;
    struct star west = star_half(&star, cut_m, true), east = star_half(&star, cut_m, false);
    star_cover(ctx, &star, &whole);
    star_cover(ctx, &west, &halves);
    star_cover(ctx, &east, &halves);
    for (int c = 0; c < SIDE * SIDE; c++)
      assert_true(fabs(whole.cell[c] - halves.cell[c]) < 1e-9);
  }
  al_ctx_destroy(ctx);
}

static float ground(double x, double y)
{
  return (float)(3.0 + sin(x / 50.0) + cos(y / 70.0));
}

/* Writes census polygons with people drawn at random. @return their sum. */
static double write_census(const struct recipe_world *world, uint64_t seed)
{
  char path[4200];
  double sum = 0.0;
  snprintf(path, sizeof path, "%s/census.geojson", world->folder);
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  fputs("{\"type\":\"FeatureCollection\",\"features\":[", stream);
  for (uint64_t i = 0; i < 25; i++) {
    const struct star star = star_make(1000 * seed + i, 90.0);
    const long people = (long)(draw(20 + seed, i) * 20000.0);
    sum += (double)people;
    fprintf(stream,
            "%s{\"type\":\"Feature\",\"properties\":{\"n\":%ld},\"geometry\":{\"type\":"
            "\"Polygon\",\"coordinates\":[[",
            i ? "," : "", people);
    for (size_t k = 0; k < star.count; k++)
      fprintf(stream, "%s[%.6f,%.6f]", k ? "," : "", star.x[k], star.y[k]);
    fputs("]]}}", stream);
  }
  fputs("]}", stream);
  assert_int_equal(fclose(stream), 0);
  return sum;
}

static void people_are_all_there(void **state)
{
  (void)state;
  struct recipe_world world = recipe_world_open("people");
  recipe_world_raster(&world, "dem.tif", &lattice, ground);
  for (uint64_t seed = 1; seed <= 5; seed++) {
    const double total = write_census(&world, seed);
    double sum = 0.0;
    float fullest = 0.0f;
    assert_int_equal(recipe_world_build(&world,
                                        "city: {name: t}\nterrain: {sources: [{path: dem.tif}]}\n"
                                        "people: {polygons: census.geojson, attribute: n}\n"),
                     AL_OK);
    const float *people = recipe_world_layer(&world, AL_LAYER_PEOPLE);
    for (int c = 0; c < SIDE * SIDE; c++) {
      assert_true(people[c] >= 0.0f);
      sum += (double)people[c];
      fullest = fmaxf(fullest, people[c]);
    }
    /* the fullest cell holds the rest: half a unit of its last place is what may lack */
    assert_true(fabs(sum - total) <= 0.51 * (double)(nextafterf(fullest, INFINITY) - fullest));
  }
  recipe_world_close(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(shares_sum_to_the_area),
      cmocka_unit_test(two_halves_cover_what_the_whole_covers),
      cmocka_unit_test(people_are_all_there),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
