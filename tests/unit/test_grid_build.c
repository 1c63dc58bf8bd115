/**
 * Grids built from small sources: every stage of a recipe, checked cell by cell.
 */
#include "support/support.h"
#include "support/recipe_world.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N = 40 };

static const struct al_lattice whole = {
    .cols = N, .rows = N, .west_m = 0.0, .north_m = 400.0, .cell_m = 10.0, .crs_wkt = ""};
static const struct al_lattice east = {
    .cols = N / 2, .rows = N, .west_m = 200.0, .north_m = 400.0, .cell_m = 10.0, .crs_wkt = ""};

static float slope(double x, double y)
{
  (void)y;
  return (float)(10.0 + 0.01 * x);
}

static float flat(double x, double y)
{
  (void)x;
  (void)y;
  return 5.0f;
}

/* A void of 4 x 4 cells, and one of a whole corner. */
static float holed(double x, double y)
{
  const bool small = x > 100.0 && x < 140.0 && y > 100.0 && y < 140.0;
  const bool corner = x > 250.0 && y > 250.0;
  return small || corner ? NAN : 7.0f;
}

/* Sea of depth x/100 east of 200 m, a hollow inland. */
static float coast(double x, double y)
{
  if (x > 50.0 && x < 80.0 && y > 50.0 && y < 80.0)
    return -9.0f;
  return (float)(x < 200.0 ? 3.0 : -(x - 200.0) / 20.0);
}

static ptrdiff_t at(int col, int row)
{
  return (ptrdiff_t)row * N + col;
}

static void sources_merge_by_priority_with_offset_and_scale(void **state)
{
  (void)state;
  struct recipe_world world = recipe_world_open("merge");
  recipe_world_raster(&world, "a.tif", &whole, slope);
  recipe_world_raster(&world, "b.tif", &east, flat);
  assert_int_equal(recipe_world_build(&world, "city: {name: t}\nterrain:\n  sources:\n"
                                              "    - {path: a.tif}\n"
                                              "    - {path: b.tif, priority: 1, offset: 0.5 m, "
                                              "scale: -1}\n"),
                   AL_OK);
  const float *bed = recipe_world_layer(&world, AL_LAYER_BED);
  for (int r = 0; r < N; r++)
    for (int c = 0; c < N; c++)
      assert_true(
          fabs((double)bed[at(c, r)] - (c < N / 2 ? 10.0 + 0.01 * (10.0 * c + 5.0) : -4.5)) < 1e-5);
  recipe_world_close(&world);
}

static void voids_fill_to_their_reach(void **state)
{
  (void)state;
  struct recipe_world world = recipe_world_open("void");
  recipe_world_raster(&world, "a.tif", &whole, holed);
  assert_int_equal(recipe_world_build(&world,
                                      "city: {name: t}\nterrain: {sources: [{path: a.tif}], "
                                      "void_fill: 30 m}\n"),
                   AL_OK);
  const float *bed = recipe_world_layer(&world, AL_LAYER_BED);
  assert_true(world.grid->valid[at(12, 27)] && bed[at(12, 27)] == 7.0f);
  assert_true(world.grid->valid[at(27, 10)] && !world.grid->valid[at(35, 5)]);
  recipe_world_close(&world);
}

static void nodata_of_the_recipe_leaves_the_sea_open(void **state)
{
  (void)state;
  struct recipe_world world = recipe_world_open("nodata");
  recipe_world_raster(&world, "a.tif", &whole, slope);
  recipe_world_raster(&world, "b.tif", &east, flat);
  assert_int_equal(
      recipe_world_build(&world, "city: {name: t}\nterrain: {sources: [{path: b.tif, priority: 1, "
                                 "nodata: [5]}, {path: a.tif}]}\n"),
      AL_BAD_INPUT); /* all of b is nodata now */
  assert_non_null(strstr(al_ctx_error_text(world.ctx), "b.tif"));
  recipe_world_close(&world);
}

static void lines_cut_raise_and_open(void **state)
{
  (void)state;
  struct recipe_world world = recipe_world_open("lines");
  recipe_world_raster(&world, "a.tif", &whole, flat);
  recipe_world_write(&world, "s.geojson",
                     "{\"type\":\"FeatureCollection\",\"features\":["
                     "{\"type\":\"Feature\",\"properties\":{\"kind\":\"s\"},\"geometry\":{\"type\":"
                     "\"LineString\",\"coordinates\":[[5,395],[5,5]]}},"
                     "{\"type\":\"Feature\",\"properties\":{\"kind\":\"w\"},\"geometry\":{\"type\":"
                     "\"LineString\",\"coordinates\":[[105,395],[105,5]]}},"
                     "{\"type\":\"Feature\",\"properties\":{\"kind\":\"b\"},\"geometry\":{\"type\":"
                     "\"LineString\",\"coordinates\":[[103,205],[107,205]]}}]}");
  assert_int_equal(recipe_world_build(
                       &world,
                       "city: {name: t}\nterrain: {sources: [{path: a.tif}]}\nburn:\n  lines:\n"
                       "    - {kind: stream, path: s.geojson, where: \"kind = 's'\", depth: 2 m}\n"
                       "    - {kind: wall, path: s.geojson, where: \"kind = 'w'\", height: 3 m}\n"
                       "    - {kind: bridge, path: s.geojson, where: \"kind = 'b'\"}\n"),
                   AL_OK);
  const float *bed = recipe_world_layer(&world, AL_LAYER_BED);
  assert_true(bed[at(0, 10)] == 3.0f && bed[at(1, 10)] == 5.0f);
  assert_true(bed[at(10, 10)] == 8.0f && bed[at(11, 10)] == 5.0f);
  assert_true(bed[at(10, 19)] == 5.0f); /* the bridge opens the wall */
  recipe_world_close(&world);
}

static const char sea_recipe[] =
    "city: {name: t}\nterrain: {sources: [{path: a.tif}]}\nsea: {mode: connected%s}\n";

static void deep_sea_leaves_the_grid(void **state)
{
  (void)state;
  struct recipe_world world = recipe_world_open("sea");
  char recipe[256];
  recipe_world_raster(&world, "a.tif", &whole, coast);
  snprintf(recipe, sizeof recipe, sea_recipe, "");
  assert_int_equal(recipe_world_build(&world, recipe), AL_OK);
  const float *sea = recipe_world_layer(&world, AL_LAYER_SEA);
  assert_true(sea[at(20, 3)] == 1.0f && sea[at(19, 3)] == 0.0f && sea[at(6, 33)] == 0.0f);
  assert_true(world.grid->valid[at(39, 3)]);
  snprintf(recipe, sizeof recipe, sea_recipe, ", keep_depth: 3 m");
  assert_int_equal(recipe_world_build(&world, recipe), AL_OK);
  const float *bed = recipe_world_layer(&world, AL_LAYER_BED);
  for (int c = 0; c < N; c++)
    assert_int_equal(world.grid->valid[at(c, 3)], c < 20 || bed[at(c, 3)] >= -3.0f);
  assert_true(world.grid->valid[at(6, 33)]); /* the hollow is no sea */
  snprintf(recipe, sizeof recipe, sea_recipe, ", keep_depth: 0 m");
  assert_int_equal(recipe_world_build(&world, recipe), AL_OK);
  assert_true(!world.grid->valid[at(20, 3)] && world.grid->valid[at(19, 3)]);
  recipe_world_close(&world);
}

static const char two_squares[] =
    "{\"type\":\"FeatureCollection\",\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"class\":\"forest\",\"n\":300},\"geometry\":{\"type\":"
    "\"Polygon\",\"coordinates\":[[[0,0],[204,0],[204,400],[0,400],[0,0]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"class\":\"built-up\",\"n\":700},\"geometry\":{"
    "\"type\":"
    "\"Polygon\",\"coordinates\":[[[204,0],[400,0],[400,400],[204,400],[204,0]]]}}]}";

static const char small_table[] =
    "# a table\ncode,name,aliases,manning,impervious,soil_group,people_weight,drain_class,fuel\n"
    "10,tree cover,forest;wood,0.12,0.02,2,0.1,0,9\n50,built-up,urban,0.06,0.65,3,1,2,91\n";

static void domain_keeps_what_lies_inside(void **state)
{
  (void)state;
  struct recipe_world world = recipe_world_open("domain");
  recipe_world_raster(&world, "a.tif", &whole, flat);
  recipe_world_write(&world, "p.geojson", two_squares);
  assert_int_equal(recipe_world_build(&world, "city: {name: t, domain: p.geojson, domain_where: "
                                              "\"class = 'forest'\"}\n"
                                              "terrain: {sources: [{path: a.tif}]}\n"),
                   AL_OK);
  for (int i = 0; i < N * N; i++)
    assert_int_equal(world.grid->valid[i], i % N < 20); /* column 20 is 40 % inside */
  recipe_world_close(&world);
}

static void classes_become_layers(void **state)
{
  (void)state;
  struct recipe_world world = recipe_world_open("classes");
  recipe_world_raster(&world, "a.tif", &whole, flat);
  recipe_world_write(&world, "p.geojson", two_squares);
  recipe_world_write(&world, "t.csv", small_table);
  assert_int_equal(recipe_world_build(&world,
                                      "city: {name: t}\nterrain: {sources: [{path: a.tif}]}\n"
                                      "landuse: {polygons: p.geojson, table: t.csv}\n"
                                      "people: {polygons: p.geojson, attribute: n}\n"),
                   AL_OK);
  const struct {
    const char *layer;
    float west, east;
  } expected[] = {{AL_LAYER_LANDUSE, 10.0f, 50.0f},    {AL_LAYER_MANNING, 0.12f, 0.06f},
                  {AL_LAYER_IMPERVIOUS, 0.02f, 0.65f}, {AL_LAYER_SOIL, 2.0f, 3.0f},
                  {AL_LAYER_DRAIN_CLASS, 0.0f, 2.0f},  {AL_LAYER_FUEL, 9.0f, 91.0f}};
  for (size_t k = 0; k < sizeof expected / sizeof expected[0]; k++) {
    const float *layer = recipe_world_layer(&world, expected[k].layer);
    for (int i = 0; i < N * N; i++)
      assert_true(layer[i] == (i % N < 20 ? expected[k].west : expected[k].east));
  }
  const float *people = recipe_world_layer(&world, AL_LAYER_PEOPLE);
  double west = 0.0, all = 0.0;
  for (int i = 0; i < N * N; i++) {
    all += (double)people[i];
    west += i % N < 20 ? (double)people[i] : 0.0;
  }
  assert_true(fabs(all - 1000.0) < 1e-3);
  /* of the west's 300, what lies in column 20 (0.4 of the cell, weight of built-up): 4 of 24 */
  assert_true(fabs(west - 300.0 * 20.0 * 0.1 / (20.0 * 0.1 + 0.4)) < 1e-2);
  recipe_world_close(&world);
}

static void a_soil_map_goes_before_the_table(void **state)
{
  (void)state;
  struct recipe_world world = recipe_world_open("soil");
  recipe_world_raster(&world, "a.tif", &whole, flat);
  recipe_world_raster(&world, "s.tif", &east, flat); /* 5 is no group: counts as B, and is said */
  recipe_world_write(&world, "p.geojson", two_squares);
  recipe_world_write(&world, "t.csv", small_table);
  assert_int_equal(
      recipe_world_build(&world, "city: {name: t}\nterrain: {sources: [{path: a.tif}]}\n"
                                 "landuse: {polygons: p.geojson, table: t.csv, soil: s.tif}\n"),
      AL_OK);
  const float *soil = recipe_world_layer(&world, AL_LAYER_SOIL);
  for (int i = 0; i < N * N; i++)
    assert_true(soil[i] == 2.0f);
  assert_non_null(strstr(world.log, "s.tif: 800 cells hold no soil group"));
  recipe_world_close(&world);
}

static const char house[] =
    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},"
    "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[100,100],[200,100],[200,204],[100,204],"
    "[100,100]]]}}]}";

static double build_house(struct recipe_world *world, const char *treatment)
{
  char recipe[512];
  recipe_world_raster(world, "a.tif", &whole, flat);
  recipe_world_write(world, "h.geojson", house);
  snprintf(recipe, sizeof recipe,
           "city: {name: t}\nterrain: {sources: [{path: a.tif}]}\n"
           "buildings: {path: h.geojson, treatment: %s, height: 6 m, roughness: 0.5}\n",
           treatment);
  assert_int_equal(recipe_world_build(world, recipe), AL_OK);
  const float *share = recipe_world_layer(world, AL_LAYER_BUILDING);
  double area = 0.0;
  for (int i = 0; i < N * N; i++)
    area += 100.0 * (double)share[i];
  return area;
}

static void buildings_are_treated_as_asked(void **state)
{
  (void)state;
  struct recipe_world world = recipe_world_open("houses");
  const ptrdiff_t in = at(15, 25), rim = at(15, 19), out = at(15, 18); /* shares 1, 0.4, 0 */
  assert_true(fabs(build_house(&world, "raised") - 10400.0) < 1e-2);
  const float *bed = recipe_world_layer(&world, AL_LAYER_BED);
  assert_true(bed[in] == 11.0f && fabsf(bed[rim] - 7.4f) < 1e-5f && bed[out] == 5.0f);
  (void)build_house(&world, "rough");
  const float *n = recipe_world_layer(&world, AL_LAYER_MANNING);
  assert_true(fabsf(n[in] - 0.5f) < 1e-6f && fabsf(n[rim] - 0.221f) < 1e-5f && n[out] == 0.035f);
  recipe_world_close(&world);
}

static void rain_on_walls_reaches_open_ground(void **state)
{
  (void)state;
  struct recipe_world world = recipe_world_open("roofs");
  (void)build_house(&world, "holes");
  const float *share = recipe_world_layer(&world, AL_LAYER_RAIN_SHARE);
  double sum = 0.0;
  int open = 0;
  for (int i = 0; i < N * N; i++) {
    sum += world.grid->valid[i] ? (double)share[i] : 0.0;
    open += world.grid->valid[i];
  }
  assert_int_equal(open, N * N - 100); /* the row of share 0.4 stays open */
  assert_true(fabs(sum - N * N) < 1e-3);
  assert_true(share[at(9, 25)] > 2.0f && share[at(0, 0)] == 1.0f);
  recipe_world_close(&world);
}

static void the_grid_reads_back(void **state)
{
  (void)state;
  struct recipe_world world = recipe_world_open("back");
  struct al_grid *back;
  char path[4200];
  recipe_world_raster(&world, "a.tif", &whole, holed);
  assert_int_equal(recipe_world_build(&world, "city: {name: t, note: made up}\n"
                                              "terrain: {sources: [{path: a.tif}]}\n"),
                   AL_OK);
  snprintf(path, sizeof path, "%s/t.grid.h5", world.folder);
  assert_int_equal(al_grid_write(world.ctx, world.grid, path), AL_OK);
  assert_int_equal(al_grid_read(world.ctx, path, &back), AL_OK);
  assert_memory_equal(back->valid, world.grid->valid, N * N);
  for (int i = 0; i < N * N; i++)
    assert_true(!back->valid[i] || al_grid_layer(back, AL_LAYER_BED)->value[i] ==
                                       recipe_world_layer(&world, AL_LAYER_BED)[i]);
  assert_string_equal(back->terrain_note, "made up");
  al_grid_destroy(back);
  recipe_world_close(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sources_merge_by_priority_with_offset_and_scale),
      cmocka_unit_test(voids_fill_to_their_reach),
      cmocka_unit_test(nodata_of_the_recipe_leaves_the_sea_open),
      cmocka_unit_test(lines_cut_raise_and_open),
      cmocka_unit_test(deep_sea_leaves_the_grid),
      cmocka_unit_test(domain_keeps_what_lies_inside),
      cmocka_unit_test(classes_become_layers),
      cmocka_unit_test(a_soil_map_goes_before_the_table),
      cmocka_unit_test(buildings_are_treated_as_asked),
      cmocka_unit_test(rain_on_walls_reaches_open_ground),
      cmocka_unit_test(the_grid_reads_back),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
