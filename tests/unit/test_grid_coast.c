/**
 * Terrain and coastline that disagree (sea.reconcile): the coastline counts, what agrees stays.
 */
#include "support/recipe_world.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { N = 40 };

static const struct al_lattice whole = {
    .cols = N, .rows = N, .west_m = 0.0, .north_m = 400.0, .cell_m = 10.0, .crs_wkt = ""};

/* A shore of the terrain at x = 230 m; a bank above the water further out; a hollow inland. */
static float terrain(double x, double y)
{
  if (x > 300.0 && x < 330.0 && y > 100.0 && y < 130.0)
    return 1.5f;
  if (x > 50.0 && x < 80.0 && y > 50.0 && y < 80.0)
    return -9.0f;
  return (float)((230.0 - x) / 10.0);
}

static double bed(const struct recipe_world *world, int col, int row)
{
  return (double)recipe_world_layer(world, "bed")[row * N + col];
}

#define LAND                                                                                       \
  "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"properties\": {}, "  \
  "\"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[-10, -10], [200, -10], [200, 410], "  \
  "[-10, 410], [-10, -10]]]}}]}"
#define RECIPE                                                                                     \
  "city: {name: t}\nterrain: {sources: [{path: a.tif}]}\nsea: {mode: polygons, land: land.geojson"

static void the_coastline_counts(void **state)
{
  (void)state;
  struct recipe_world world = recipe_world_open("coast");
  recipe_world_raster(&world, "a.tif", &whole, terrain);
  recipe_world_write(&world, "land.geojson", LAND);
  assert_int_equal(recipe_world_build(&world, RECIPE "}\n"), AL_OK);
  assert_true(fabs(bed(&world, 21, 5) - 1.5) < 1e-5); /* as the terrain has it */
  assert_null(strstr(world.log, "coastal cells"));
  assert_int_equal(recipe_world_build(&world, RECIPE ", reconcile: 0.7 m}\n"), AL_OK);
  /* Columns 20 to 22 are sea by the coastline and stand at 2.5, 1.5, 0.5 m; 23 lies at -0.5 m. */
  for (int col = 20; col < 23; col++)
    assert_true(fabs(bed(&world, col, 5) + 0.7) < 1e-5);
  assert_true(fabs(bed(&world, 23, 5) + 0.5) < 1e-5); /* agrees, and stays less deep */
  assert_true(fabs(bed(&world, 19, 5) - 3.5) < 1e-5);
  /* The bank takes the bed of what lies beside it, the hollow inland rises to the level. */
  assert_true(bed(&world, 30, 28) < -6.0 && bed(&world, 31, 28) < -6.0);
  assert_true(bed(&world, 6, 33) == 0.0);
  /* Every row: three coastal columns are two, one of land (3.5 m) and one of sea (2.5 m). */
  assert_non_null(strstr(world.log, "40 of 80 coastal cells disagreed"));
  assert_non_null(strstr(world.log, "129 sea cells lowered, 9 land cells raised"));
  assert_non_null(strstr(world.grid->provenance, "\"lowered_cells\": 129, \"raised_cells\": 9"));
  recipe_world_close(&world);
}

static void a_coastline_is_needed(void **state)
{
  static const char *const words[] = {"sea.reconcile", "mode: polygons", NULL};
  struct recipe_world world = recipe_world_open("coast-none");
  (void)state;
  recipe_world_raster(&world, "a.tif", &whole, terrain);
  recipe_world_refuses(&world,
                       "city: {name: t}\nterrain: {sources: [{path: a.tif}]}\nsea: {mode: "
                       "connected, reconcile: 5 m}\n",
                       words);
  recipe_world_close(&world);
}

/* ETOPO5 and GSHHG off Jinjiang, small extracts of both, on cells of 500 m. */
static void etopo_follows_the_coast_of_jinjiang(void **state)
{
  char recipe[9000], land[4200], etopo[4200];
  struct recipe_world world = recipe_world_open("coast-jinjiang");
  int wrong = 0, coast = 0, cells = 0;
  (void)state;
  snprintf(land, sizeof land, "%s", test_source_path("grids/cities/jinjiang/land.geojson"));
  snprintf(etopo, sizeof etopo, "%s", test_source_path("grids/cities/jinjiang/etopo5_extract.asc"));
  snprintf(recipe, sizeof recipe,
           "city: {name: t, crs: \"EPSG:32650\", cell: 500 m, bounds: [641000, 2710000, 675000, "
           "2756000]}\nterrain: {depressions: none, sources: [{path: \"%s\", crs: \"EPSG:4326\", "
           "resample: bilinear}]}\nsea: {mode: polygons, land: \"%s\", reconcile: 5 m}\n",
           etopo, land);
  if (recipe_world_build(&world, recipe) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world.ctx));
  const char *told = strstr(world.log, "coast: ");
  assert_non_null(told);
  print_message("%.*s\n", (int)strcspn(told, "\n"), told);
  const float *z = recipe_world_layer(&world, "bed"), *sea = recipe_world_layer(&world, "sea");
  for (ptrdiff_t i = 0; i < al_lattice_cells(&world.grid->lattice); i++) {
    wrong += (sea[i] > 0.5f) != (z[i] < 0.0f);
    coast += sea[i] > 0.5f;
    cells++;
  }
  assert_int_equal(wrong, 0);
  assert_true(coast > cells / 10 && coast < cells);
  recipe_world_close(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_coastline_counts),
                                     cmocka_unit_test(a_coastline_is_needed),
                                     cmocka_unit_test(etopo_follows_the_coast_of_jinjiang)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
