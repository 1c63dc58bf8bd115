/**
 * What is wrong with a recipe or its sources is said, with the file and what would be right;
 * nothing is built.
 */
#include "support/support.h"
#include "support/recipe_world.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static float flat(double x, double y)
{
  return (float)(5.0 + 0.001 * (x + y - floor((x + y) / 1e4) * 1e4));
}

static float nothing(double x, double y)
{
  (void)x;
  (void)y;
  return NAN;
}

/* The file's -99999 is not declared as nodata. */
static float undeclared(double x, double y)
{
  return x + y > 3390400.0 ? -99999.0f : 5.0f;
}

/* 30 x 30 cells of 20 m in the middle of Jinjiang, in a system of one's choice. */
static struct recipe_world world_at(const char *name, const char *crs, double west, double north,
                                    recipe_height *height)
{
  struct recipe_world world = recipe_world_open(name);
  const struct al_lattice lattice = {.cols = 30,
                                     .rows = 30,
                                     .west_m = west,
                                     .north_m = north,
                                     .cell_m = 20.0,
                                     .crs_wkt = *crs ? recipe_world_crs(&world, crs) : ""};
  recipe_world_raster(&world, "dem.tif", &lattice, height);
  return world;
}

#define CITY                                                                                       \
  "city: {name: t, crs: 'EPSG:32650', cell: 20 m, bounds: [650000, 2740000, 650600, 2740600]}\n"
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void a_source_beside_the_grid(void **state)
{
  (void)state;
  struct recipe_world world = world_at("beside", "EPSG:32650", 850000.0, 2740600.0, flat);
  recipe_world_refuses(
      &world, CITY "terrain: {sources: [{path: dem.tif}]}\n",
      WORDS("dem.tif: covers x 850000", "the grid lies at x 650000", "do not overlap"));
  recipe_world_close(&world);
}

static void axes_that_stand_swapped(void **state)
{
  (void)state;
  struct recipe_world world = world_at("swapped", "EPSG:32650", 2740000.0, 650600.0, flat);
  recipe_world_refuses(&world, CITY "terrain: {sources: [{path: dem.tif}]}\n",
                       WORDS("dem.tif", "they would with swap_axes: true"));
  recipe_world_close(&world);
}

static void eastings_with_a_zone_number(void **state)
{
  (void)state;
  /* 118.5 E 24.76 N in zone 39 (CM 117), written under the system without the number */
  struct recipe_world world = world_at("zone", "EPSG:4548", 39651400.0, 2739700.0, flat);
  recipe_world_refuses(&world, CITY "terrain: {sources: [{path: dem.tif}]}\n",
                       WORDS("dem.tif", "carry a zone number: crs: \"EPSG:4527\""));
  recipe_world_close(&world);
}

/* CGCS2000 zones name the northing first; files hold eastings in x all the same. */
static void northing_first_zones_are_taken_as_easting_northing(void **state)
{
  (void)state;
  struct recipe_world world = world_at("cgcs", "EPSG:4548", 651000.0, 2741000.0, flat);
  recipe_world_write(
      &world, "w.geojson",
      "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{"
      "\"name\":\"urn:ogc:def:crs:EPSG::4548\"}},\"features\":[{\"type\":\"Feature\","
      "\"properties\":{},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[["
      "651010,2740710],[651590,2740710]]}}]}");
  assert_int_equal(
      recipe_world_build(&world, "city: {name: t}\nterrain: {sources: [{path: dem.tif}]}\n"
                                 "burn: {lines: [{kind: wall, path: w.geojson, height: 9 m}]}\n"),
      AL_OK);
  const float *bed = recipe_world_layer(&world, AL_LAYER_BED);
  assert_true(world.grid->lattice.west_m == 651000.0 && world.grid->lattice.north_m == 2741000.0);
  assert_true(bed[14 * 30 + 15] > 13.0f && bed[13 * 30 + 15] < 10.0f && bed[15 * 30 + 14] < 10.0f);
  recipe_world_close(&world);
}

static void no_coordinate_system(void **state)
{
  (void)state;
  struct recipe_world world = world_at("none", "", 650000.0, 2740600.0, flat);
  recipe_world_refuses(&world, CITY "terrain: {sources: [{path: dem.tif}]}\n",
                       WORDS("dem.tif: has no coordinate system", "`crs`"));
  recipe_world_refuses(&world, CITY "terrain: {sources: [{path: dem.tif, crs: 'EPSG:99999'}]}\n",
                       WORDS("'EPSG:99999' is no coordinate system"));
  assert_int_equal(
      recipe_world_build(&world, CITY "terrain: {sources: [{path: dem.tif, crs: 'EPSG:32650'}]}\n"),
      AL_OK);
  recipe_world_close(&world);
}

static void degrees_are_no_metres(void **state)
{
  (void)state;
  struct recipe_world world = world_at("degrees", "EPSG:32650", 650000.0, 2740600.0, flat);
  recipe_world_refuses(&world,
                       "city: {name: t, crs: 'EPSG:4326', cell: 20 m, bounds: [118, 24, 119, 25]}\n"
                       "terrain: {sources: [{path: dem.tif}]}\n",
                       WORDS("recipe.yaml:1", "counts in degrees", "EPSG:32650"));
  recipe_world_refuses(&world,
                       "city: {name: t, crs: 'EPSG:32650', cell: 20 m, bounds: [5, 6, 3, 7]}\n"
                       "terrain: {sources: [{path: dem.tif}]}\n",
                       WORDS("recipe.yaml:1", "west < east"));
  recipe_world_close(&world);
}

static void voids_and_undeclared_nodata(void **state)
{
  (void)state;
  struct recipe_world world = world_at("voids", "EPSG:32650", 650000.0, 2740600.0, nothing);
  recipe_world_refuses(&world, CITY "terrain: {sources: [{path: dem.tif}]}\n", WORDS("dem.tif"));
  recipe_world_close(&world);
  world = world_at("undeclared", "EPSG:32650", 650000.0, 2740600.0, undeclared);
  recipe_world_refuses(&world, CITY "terrain: {sources: [{path: dem.tif, resample: nearest}]}\n",
                       WORDS("-99999", "nodata"));
  assert_int_equal(recipe_world_build(&world, CITY "terrain: {sources: [{path: dem.tif, resample: "
                                                   "nearest, nodata: [-99999]}]}\n"),
                   AL_OK);
  recipe_world_close(&world);
}

static void files_and_keys_that_are_not_there(void **state)
{
  (void)state;
  struct recipe_world world = world_at("missing", "EPSG:32650", 650000.0, 2740600.0, flat);
  recipe_world_refuses(&world, CITY "terrain: {sources: [{path: den.tif}]}\n",
                       WORDS("recipe.yaml:2", "den.tif cannot be read: No such file"));
  recipe_world_refuses(&world, CITY "terrain: {sources: [{path: dem.tif, band: 3}]}\n",
                       WORDS("dem.tif: has no band 3"));
  recipe_world_refuses(&world, CITY "terrain: {sources: [{path: dem.tif}], void_fil: 3 m}\n",
                       WORDS("recipe.yaml:2", "void_fil", "void_fill"));
  recipe_world_write(&world, "broken.tif", "II*");
  recipe_world_refuses(&world, CITY "terrain: {sources: [{path: broken.tif}]}\n",
                       WORDS("broken.tif", "cannot be opened"));
  recipe_world_close(&world);
}

/* A bow tie in the grid; its two halves are 100 m x 100 m triangles. */
static const char bow_tie[] =
    "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
    "\"urn:ogc:def:crs:EPSG::32650\"}},\"features\":[{\"type\":\"Feature\",\"properties\":{"
    "\"class\":"
    "\"town\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[650100,2740100],[650300,"
    "2740300],"
    "[650300,2740100],[650100,2740300],[650100,2740100]]]}}]}";

static void polygons_that_cross_themselves_are_repaired_and_said(void **state)
{
  (void)state;
  struct recipe_world world = world_at("bow", "EPSG:32650", 650000.0, 2740600.0, flat);
  recipe_world_write(&world, "b.geojson", bow_tie);
  assert_int_equal(recipe_world_build(&world, CITY "terrain: {sources: [{path: dem.tif}]}\n"
                                                   "buildings: {path: b.geojson}\n"),
                   AL_OK);
  const float *share = recipe_world_layer(&world, AL_LAYER_BUILDING);
  double area_m2 = 0.0;
  for (int i = 0; i < 900; i++)
    area_m2 += 400.0 * (double)share[i];
  assert_true(fabs(area_m2 - 20000.0) < 0.1);
  assert_non_null(strstr(world.log, "b.geojson: 1 polygons crossed themselves"));
  recipe_world_close(&world);
}

static void vectors_beside_the_grid(void **state)
{
  (void)state;
  struct recipe_world world = world_at("vectors", "EPSG:32650", 650000.0, 2740600.0, flat);
  recipe_world_write(&world, "b.geojson", bow_tie);
  recipe_world_refuses(&world,
                       CITY "terrain: {sources: [{path: dem.tif}]}\n"
                            "buildings: {path: b.geojson, crs: 'EPSG:32651'}\n",
                       WORDS("b.geojson: its features lie at x", "none is on it"));
  recipe_world_refuses(&world,
                       CITY "terrain: {sources: [{path: dem.tif}]}\n"
                            "buildings: {path: b.geojson, swap_axes: true, crs: 'EPSG:32650'}\n",
                       WORDS("b.geojson", "without swap_axes"));
  recipe_world_refuses(&world,
                       CITY "terrain: {sources: [{path: dem.tif}]}\n"
                            "buildings: {path: b.geojson, where: 'clas = 1'}\n",
                       WORDS("b.geojson: the filter 'clas = 1'"));
  recipe_world_close(&world);
}

static void class_tables_with_faults(void **state)
{
  (void)state;
  struct recipe_world world = world_at("tables", "EPSG:32650", 650000.0, 2740600.0, flat);
  recipe_world_write(&world, "b.geojson", bow_tie);
  const char *recipe = CITY "terrain: {sources: [{path: dem.tif}]}\n"
                            "landuse: {polygons: b.geojson, table: t.csv}\n";
  recipe_world_write(&world, "t.csv", "code,name,manning\n10,town,0.05\n10,wood,-3\n11,x,7e9\n");
  recipe_world_refuses(&world, recipe,
                       WORDS("t.csv:3", "each stands once", "t.csv:4", "manning is 7e+09"));
  recipe_world_write(&world, "t.csv", "code,name\n10,town\n");
  recipe_world_refuses(&world, recipe, WORDS("t.csv: needs the columns code, name, manning"));
  recipe_world_write(&world, "t.csv", "code,name,manning\n10,towns,0.05\n");
  recipe_world_refuses(&world, recipe, WORDS("b.geojson: none of its 1 polygons has a class"));
  assert_non_null(strstr(world.log, "'town' is not in the table"));
  assert_non_null(strstr(world.log, "nearest: 'towns'"));
  recipe_world_refuses(&world,
                       CITY "terrain: {sources: [{path: dem.tif}]}\n"
                            "landuse: {polygons: b.geojson, attribute: klass, table: t.csv}\n",
                       WORDS("has no attribute 'klass'", "'class'"));
  recipe_world_close(&world);
}

/* A shapefile with its class in GBK and no .cpg beside it. */
static void names_in_gbk(void **state)
{
  (void)state;
  struct recipe_world world = world_at("gbk", "EPSG:32650", 650000.0, 2740600.0, flat);
  char recipe[6000];
  const char *form = CITY "terrain: {sources: [{path: dem.tif}]}\n"
                          "landuse: {polygons: '%s', attribute: DLMC%s, table: t.csv}\n";
  char path[4096];
  assert_non_null(realpath(test_source_path("tests/unit/data/gbk_landuse.shp"), path));
  recipe_world_write(&world, "t.csv", "code,name,manning\n10,林地,0.12\n50,建设用地,0.06\n");
  snprintf(recipe, sizeof recipe, form, path, "");
  recipe_world_refuses(&world, recipe, WORDS("none of its 1 polygons has a class"));
  assert_non_null(strstr(world.log, "name its encoding (GBK)"));
  snprintf(recipe, sizeof recipe, form, path, ", encoding: GBK");
  assert_int_equal(recipe_world_build(&world, recipe), AL_OK);
  assert_true(recipe_world_layer(&world, AL_LAYER_LANDUSE)[450] == 10.0f);
  recipe_world_close(&world);
}

static void people_who_are_nowhere(void **state)
{
  (void)state;
  struct recipe_world world = world_at("people", "EPSG:32650", 650000.0, 2740600.0, flat);
  recipe_world_write(&world, "p.geojson",
                     "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                     "\"properties\":{\"n\":500,\"bad\":\"many\"},\"geometry\":{\"type\":\"Point\","
                     "\"coordinates\":[10,50]}}]}");
  recipe_world_refuses(&world,
                       CITY "terrain: {sources: [{path: dem.tif}]}\n"
                            "people: {points: p.geojson, attribute: n}\n",
                       WORDS("500 persons has no land of the grid around it"));
  recipe_world_refuses(&world,
                       CITY "terrain: {sources: [{path: dem.tif}]}\n"
                            "people: {points: p.geojson, attribute: bad}\n",
                       WORDS("p.geojson", "'many'", "no number of people"));
  recipe_world_refuses(&world,
                       CITY "terrain: {sources: [{path: dem.tif}]}\npeople: {spread: 1 km}\n",
                       WORDS("points or polygons"));
  recipe_world_close(&world);
}

static void made_up_terrain_must_say_so(void **state)
{
  (void)state;
  struct recipe_world world = world_at("note", "EPSG:32650", 650000.0, 2740600.0, flat);
  recipe_world_write(&world, "p.csv", "lon_wgs84,lat_wgs84,height_m\n118.5,24.77,100\n");
  recipe_world_refuses(&world,
                       CITY "terrain: {sources: [{path: dem.tif}]}\n"
                            "relief: {peaks: p.csv, hypsometry: [0, 1, 1, 9]}\n",
                       WORDS("city.note"));
  recipe_world_close(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_source_beside_the_grid),
      cmocka_unit_test(axes_that_stand_swapped),
      cmocka_unit_test(eastings_with_a_zone_number),
      cmocka_unit_test(northing_first_zones_are_taken_as_easting_northing),
      cmocka_unit_test(no_coordinate_system),
      cmocka_unit_test(degrees_are_no_metres),
      cmocka_unit_test(voids_and_undeclared_nodata),
      cmocka_unit_test(files_and_keys_that_are_not_there),
      cmocka_unit_test(polygons_that_cross_themselves_are_repaired_and_said),
      cmocka_unit_test(vectors_beside_the_grid),
      cmocka_unit_test(class_tables_with_faults),
      cmocka_unit_test(names_in_gbk),
      cmocka_unit_test(people_who_are_nowhere),
      cmocka_unit_test(made_up_terrain_must_say_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
