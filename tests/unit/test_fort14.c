/**
 * Meshes of ADCIRC's fort.14: nodes, elements and boundaries as they stand, heights from depths,
 * linear within triangles and exact at nodes, nothing outside; faults with file, line and value.
 */
#include "support/recipe_world.h"
#include "support/support.h"
#include "doors/fort14_door.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define CITY                                                                                       \
  "city: {name: t, crs: 'EPSG:32650', cell: 10 m, bounds: [650000, 2740000, 650050, 2740050]}\n"   \
  "sea: {mode: none}\n"

/* Two triangles over a square of 40 m and one node beside it; the centre of cell (0, 0) is
 * 650005, 2740045. Depths: 12 m below the datum, dry land of 3 m (-3), and so on. */
static const char square[] = "two triangles\r\n"
                             "2 4 ! NE NP\r\n"
                             "1 650005 2740005 12\r\n"
                             "3, 650045, 2740045, -3.0D0\r\n"
                             "2 650045 2740005 5.5 = a remark\r\n"
                             "\r\n"
                             "4 6.50005e5 2740045 0\r\n"
                             "1 3 1 2 3\r\n"
                             "2 3 1 4 3 0.03\r\n";
static const char boundaries[] = "1 = Number of open boundaries\n"
                                 "2 = Total number of open boundary nodes\n"
                                 "2 = Number of nodes for open boundary 1\n"
                                 "1\n2\n"
                                 "2 = Number of land boundaries\n"
                                 "5 = Total number\n"
                                 "2 20\n3\n4\n"
                                 "3 24\n2 1 3.5 1.0 1.0\n3 4 3.5 1.0 1.0\n1 3 3.5 1.0 1.0\n";

static struct recipe_world world_with(const char *name, const char *text, const char *rest)
{
  static char whole[4096];
  struct recipe_world world = recipe_world_open(name);
  snprintf(whole, sizeof whole, "%s%s", text, rest);
  recipe_world_write(&world, "mesh.14", whole);
  return world;
}

static const char *mesh_path(const struct recipe_world *world)
{
  static char path[4400];
  snprintf(path, sizeof path, "%s/mesh.14", world->folder);
  return path;
}

static void a_mesh_is_read_as_it_stands(void **state)
{
  struct recipe_world world = world_with("fort14", square, boundaries);
  struct al_fort14 mesh;
  (void)state;
  assert_int_equal(al_fort14_read(world.ctx, world.arena, mesh_path(&world), &mesh), AL_OK);
  assert_string_equal(mesh.title, "two triangles\r");
  assert_int_equal(mesh.node_count, 4);
  assert_int_equal(mesh.element_count, 2);
  assert_true(mesh.x[1] == 650045.0 && mesh.y[2] == 2740045.0 && mesh.x[3] == 650005.0);
  assert_true(mesh.depth_m[0] == 12.0 && mesh.depth_m[1] == 5.5 && mesh.depth_m[2] == -3.0);
  assert_int_equal(mesh.element[3], 0);
  assert_int_equal(mesh.element[4], 3);
  assert_int_equal(mesh.segment_count, 3);
  assert_true(mesh.segment[0].open && !mesh.segment[1].open && !mesh.segment[2].open);
  assert_int_equal(mesh.segment[1].type, 20);
  assert_int_equal(mesh.segment[2].type, 24);
  assert_int_equal(mesh.segment[2].first, 4);
  assert_int_equal(mesh.boundary_count, 7);
  assert_int_equal(mesh.boundary_node[4], 1);
  recipe_world_close(&world);
}

/* Depth counts downward, the bed upward: 12 m of depth is -12 m, land of 3 m stands as -3 in the
 * file. Cell (r, c) is (650005 + 10 c, 2740045 - 10 r). */
static void depths_become_heights(void **state)
{
  struct recipe_world world = world_with("fort14", square, boundaries);
  (void)state;
  assert_int_equal(recipe_world_build(&world, CITY "terrain: {sources: [{path: mesh.14, crs: "
                                                   "'EPSG:32650'}]}\n"),
                   AL_OK);
  const float *bed = recipe_world_layer(&world, AL_LAYER_BED);
  assert_true(bed[4 * 5 + 0] == -12.0f);
  assert_true(bed[4 * 5 + 4] == -5.5f);
  assert_true(bed[0 * 5 + 4] == 3.0f);
  assert_true(bed[0 * 5 + 0] == 0.0f);
  assert_true(fabsf(bed[4 * 5 + 1] - -10.375f) < 1e-5f); /* a quarter of the way to 5.5 */
  assert_true(fabsf(bed[2 * 5 + 2] - -4.5f) < 1e-5f);    /* the middle of the common side */
  assert_true(fabsf(bed[3 * 5 + 0] - -9.0f) < 1e-5f);
  assert_true(fabsf(bed[3 * 5 + 2] - (-12.0f + 0.5f * 6.5f + 0.25f * 8.5f)) < 1e-5f);
  recipe_world_close(&world);
}

static void scale_and_offset_act_on_heights(void **state)
{
  struct recipe_world world = world_with("fort14", square, "");
  (void)state;
  assert_int_equal(recipe_world_build(&world,
                                      CITY "terrain: {sources: [{path: mesh.14, crs: 'EPSG:32650', "
                                           "scale: 2, offset: 0.5 m}]}\n"),
                   AL_OK);
  assert_true(recipe_world_layer(&world, AL_LAYER_BED)[4 * 5 + 0] == -23.5f);
  assert_null(strstr(world.log, "into depths again"));
  assert_int_equal(recipe_world_build(&world,
                                      CITY "terrain: {sources: [{path: mesh.14, crs: 'EPSG:32650', "
                                           "scale: -1}]}\n"),
                   AL_OK);
  assert_true(recipe_world_layer(&world, AL_LAYER_BED)[4 * 5 + 0] == 12.0f);
  assert_non_null(strstr(world.log, "scale -1 turns them into depths again"));
  recipe_world_close(&world);
}

/* The third node is gone: its triangles are no part of the grid, nor is what lies beside all. */
static void outside_is_void(void **state)
{
  static const char one[] = "t\n1 4\n1 650005 2740005 12\n2 650045 2740005 8\n"
                            "3 650005 2740045 -99999\n4 650045 2740045 8\n1 3 1 2 4\n";
  static const char two[] = "t\n2 4\n1 650005 2740005 12\n2 650045 2740005 8\n"
                            "3 650005 2740045 -99999\n4 650045 2740045 8\n1 3 1 2 4\n2 3 1 4 3\n";
  struct recipe_world world = world_with("fort14", one, "");
  (void)state;
  assert_int_equal(recipe_world_build(&world, CITY "terrain: {sources: [{path: mesh.14, crs: "
                                                   "'EPSG:32650'}]}\n"),
                   AL_OK);
  assert_true(world.grid->valid[4 * 5 + 0] && world.grid->valid[0 * 5 + 4]);
  assert_false(world.grid->valid[0] || world.grid->valid[3 * 5 + 0] || world.grid->valid[5 + 2]);
  int count = 0;
  for (int i = 0; i < 25; i++)
    count += world.grid->valid[i];
  assert_int_equal(count, 15);
  recipe_world_write(&world, "mesh.14", two);
  assert_int_equal(recipe_world_build(&world, CITY "terrain: {sources: [{path: mesh.14, crs: "
                                                   "'EPSG:32650', nodata: [-99999]}]}\n"),
                   AL_OK);
  assert_false(world.grid->valid[0]);
  assert_true(world.grid->valid[4 * 5 + 0] && world.grid->valid[4 * 5 + 4]);
  recipe_world_close(&world);
}

/* A plane in a system of degrees stays a plane within each triangle, and its nodes fall where PROJ
 * puts them: 117 E is easting 500000 of zone 50. */
static void degrees_are_the_usual_system(void **state)
{
  static const char degrees[] = "t\n2 4\n1 116.99 24.0 10\n2 117.01 24.0 10\n3 117.01 24.02 30\n"
                                "4 116.99 24.02 30\n1 3 1 2 3\n2 3 1 3 4\n";
  struct recipe_world world = world_with("fort14", degrees, "");
  struct al_raster_info info;
  (void)state;
  assert_int_equal(
      recipe_world_build(&world, "city: {name: t, crs: 'EPSG:32650', cell: 100 m, bounds: [499500, "
                                 "2654800, 500500, 2655800]}\nsea: {mode: none}\n"
                                 "terrain: {sources: [{path: mesh.14}]}\n"),
      AL_OK);
  /* 24.01 N, the middle, is northing 2655377: row 4 from 2655800 has its centre at 2655350 */
  const float middle = recipe_world_layer(&world, AL_LAYER_BED)[4 * 10 + 5];
  assert_true(fabsf(middle - -20.0f) < 0.4f);
  assert_int_equal(al_raster_describe(world.ctx, world.arena, mesh_path(&world), 1, true, &info),
                   AL_OK);
  assert_true(info.minimum == -30.0 && info.maximum == -10.0 && info.mean == -20.0);
  assert_true(info.west == 116.99 && info.north == 24.02);
  assert_string_equal(info.driver, "fort.14");
  assert_string_equal(info.crs_name, "WGS 84");
  recipe_world_close(&world);
}

static void a_mesh_is_known_by_its_look(void **state)
{
  struct recipe_world world = world_with("fort14", square, boundaries);
  char path[4400];
  (void)state;
  recipe_world_write(&world, "mesh.grd", square);
  recipe_world_write(&world, "other.grd", "DSAA\n10 10\n0 1\n0 1\n0 5\n");
  recipe_world_write(&world, "table.csv", "x,y,z\n1,2,3\n4,5,6\n7,8,9\n");
  recipe_world_write(&world, "empty", "");
  snprintf(path, sizeof path, "%s/mesh.grd", world.folder);
  assert_true(al_fort14_is_path(path));
  snprintf(path, sizeof path, "%s/other.grd", world.folder);
  assert_false(al_fort14_is_path(path));
  snprintf(path, sizeof path, "%s/table.csv", world.folder);
  assert_false(al_fort14_is_path(path));
  snprintf(path, sizeof path, "%s/empty", world.folder);
  assert_false(al_fort14_is_path(path));
  assert_false(al_fort14_is_path("/vsicurl/https://example.org/x.tif"));
  assert_true(al_fort14_is_path("nowhere/fort.14"));
  recipe_world_close(&world);
}

static void faults_name_line_and_value(void **state)
{
  static const struct {
    const char *text, *said;
  } faults[] = {
      {"", "mesh.14:1: error: [AL2060] the file ends where NE should stand"},
      {"t\n", "mesh.14:1: error"},
      {"t\n2\n", "mesh.14:2: error: [AL2061] the line ends where NP should stand"},
      {"t\nx 4\n", "mesh.14:2: error: [AL2062] NE: 'x' is not a number"},
      {"t\n0 4\n", "mesh.14:2: error: [AL2063] NE is 0; it is a whole number between 1 and"},
      {"t\n1.5 4\n", "NE is 1.5; it is a whole number"},
      {"t\n900000 3\n", "mesh.14:2: error: [AL2064] NE is 900000 and NP is 3"},
      {"t\n1 3\n1 0 0 0\n2 1 0 0\n1 0 1 0\n1 3 1 2 3\n",
       "mesh.14:5: error: [AL2065] node 1 stands a second time"},
      {"t\n1 3\n1 0 0 0\n2 1 0 0\n4 0 1 0\n1 3 1 2 3\n",
       "mesh.14:5: error: [AL2063] JN is 4; it is a whole number between 1 and 3"},
      {"t\n1 3\n1 0 0 nan\n2 1 0 0\n3 0 1 0\n1 3 1 2 3\n",
       "mesh.14:3: error: [AL2062] DP: 'nan' is not a number"},
      {"t\n1 3\n1 0 1e30 0\n2 1 0 0\n3 0 1 0\n1 3 1 2 3\n",
       "mesh.14:3: error: [AL4042] Y is 1e+30"},
      {"t\n1 3\n1 0 0 0\n2 1 0\n3 0 1 0\n1 3 1 2 3\n",
       "mesh.14:4: error: [AL2061] the line ends where DP should stand"},
      {"t\n1 3\n1 0 0 0\n2 1 0 0\n3 0 1 0\n1 4 1 2 3\n",
       "mesh.14:6: error: [AL2063] NHY is 4; it is a whole number between 3 and 3"},
      {"t\n1 3\n1 0 0 0\n2 1 0 0\n3 0 1 0\n1 3 1 2 7\n",
       "mesh.14:6: error: [AL2063] NM is 7; it is a whole number between 1 and 3"},
      {"t\n1 3\n1 0 0 0\n2 1 0 0\n3 0 1 0\n\n\n",
       "mesh.14:7: error: [AL2060] the file ends where JE should stand"},
      {"t\n1 3\n1 0 0 0\n2 1 0 0\n3 0 1 0\n1 3 1 2 3\n1\n2\n2\n1\n",
       "mesh.14:10: error: [AL2060] the file ends where NBDV should stand"},
      {"t\n1 3\n1 0 0 0\n2 1 0 0\n3 0 1 0\n1 3 1 2 3\n0\n0\n1\n1\n1 20\n9\n",
       "mesh.14:12: error: [AL2063] NBVV is 9"},
      {"t\n1 3\n1 0 0 0\n2 1 0 0\n3 0 1 0\n1 3 1 2 3\n40\n",
       "mesh.14:7: error: [AL2063] NOPE is 40"},
  };
  (void)state;
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
    struct recipe_world world = world_with("fort14", faults[i].text, "");
    struct al_fort14 mesh;
    assert_int_equal(al_fort14_read(world.ctx, world.arena, mesh_path(&world), &mesh),
                     AL_BAD_INPUT);
    if (!strstr(al_ctx_error_text(world.ctx), faults[i].said))
      fail_msg("'%s' is not in: %s", faults[i].said, al_ctx_error_text(world.ctx));
    recipe_world_close(&world);
  }
}

static void recipes_that_ask_what_a_mesh_is_not(void **state)
{
  struct recipe_world world = world_with("fort14", square, "");
  (void)state;
  recipe_world_refuses(&world, "city: {name: t}\nterrain: {sources: [{path: mesh.14}]}\n",
                       (const char *const[]){"mesh.14: a mesh has no cells", "city.bounds", NULL});
  recipe_world_refuses(&world, CITY "terrain: {sources: [{path: mesh.14}]}\n",
                       (const char *const[]){"mesh.14: has no coordinate system", NULL});
  recipe_world_refuses(
      &world, CITY "terrain: {sources: [{path: mesh.14, crs: 'EPSG:32650', resample: cubic}]}\n",
      (const char *const[]){"mesh.14: a mesh is linear between its nodes", NULL});
  recipe_world_refuses(&world,
                       CITY "terrain: {sources: [{path: mesh.14, crs: 'EPSG:32650', band: 2}]}\n",
                       (const char *const[]){"mesh.14: has no band 2", NULL});
  recipe_world_refuses(&world, CITY "terrain: {sources: [{path: mesh.14, crs: 'EPSG:32651'}]}\n",
                       (const char *const[]){"mesh.14: covers x", "do not overlap", NULL});
  recipe_world_close(&world);
}

static void triangles_without_area_are_left_out(void **state)
{
  static const char flat[] = "t\n2 4\n1 650005 2740005 1\n2 650045 2740005 1\n3 650005 2740045 1\n"
                             "4 650025 2740005 1\n1 3 1 4 2\n2 3 1 2 3\n";
  struct recipe_world world = world_with("fort14", flat, "");
  (void)state;
  assert_int_equal(recipe_world_build(&world, CITY "terrain: {sources: [{path: mesh.14, crs: "
                                                   "'EPSG:32650'}]}\n"),
                   AL_OK);
  assert_non_null(strstr(world.log, "1 triangles have no area"));
  recipe_world_close(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_mesh_is_read_as_it_stands),
                                     cmocka_unit_test(depths_become_heights),
                                     cmocka_unit_test(scale_and_offset_act_on_heights),
                                     cmocka_unit_test(outside_is_void),
                                     cmocka_unit_test(degrees_are_the_usual_system),
                                     cmocka_unit_test(a_mesh_is_known_by_its_look),
                                     cmocka_unit_test(faults_name_line_and_value),
                                     cmocka_unit_test(recipes_that_ask_what_a_mesh_is_not),
                                     cmocka_unit_test(triangles_without_area_are_left_out)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
