/**
 * A grid from sources by address: terrain, land use and vectors through /vsicurl from a server of
 * the test's own, the same bits as from local files. What jinjiang-online.yaml does with the real
 * servers.
 */
#include "support/support.h"
#include "support/http_server.h"
#include "support/recipe_world.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static float hills(double x, double y)
{
  return (float)(20.0 + 15.0 * sin(x / 700.0) * cos(y / 900.0));
}

static float classes(double x, double y)
{
  return sin(x / 500.0) + cos(y / 400.0) > 0.0 ? 50.0f : 40.0f;
}

static const char shapes[] =
    "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
    "\"urn:ogc:def:crs:EPSG::32650\"}},\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"kind\":\"river\"},\"geometry\":{\"type\":"
    "\"LineString\",\"coordinates\":[[650100,2740100],[653000,2743900]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"kind\":\"house\"},\"geometry\":{\"type\":\"Polygon\","
    "\"coordinates\":[[[651003,2741007],[651250,2741007],[651250,2741100],[651003,2741100],"
    "[651003,2741007]]]}}]}";

/* The recipe with a place in front of the names of its sources. */
static al_status build_from(struct recipe_world *world, const char *place)
{
  char recipe[2048];
  snprintf(recipe, sizeof recipe,
           "city: {name: t, crs: 'EPSG:32650', cell: 25 m, "
           "bounds: [650000, 2740000, 654000, 2744000]}\n"
           "terrain: {sources: [{path: '%sdem.tif'}], depressions: fill}\n"
           "burn: {lines: [{kind: stream, path: '%sshapes.geojson', where: \"kind = 'river'\"}]}\n"
           "landuse: {raster: '%slanduse.tif', table: t.csv}\n"
           "buildings: {path: '%sshapes.geojson', where: \"kind = 'house'\"}\n",
           place, place, place, place);
  return recipe_world_build(world, recipe);
}

static struct recipe_world online_world(const char *name)
{
  struct recipe_world world = recipe_world_open(name);
  struct al_lattice lattice = {.cols = 250,
                               .rows = 250,
                               .west_m = 649500.0,
                               .north_m = 2744500.0,
                               .cell_m = 20.0,
                               .crs_wkt = recipe_world_crs(&world, "EPSG:32650")};
  recipe_world_raster(&world, "dem.tif", &lattice, hills);
  recipe_world_raster(&world, "landuse.tif", &lattice, classes);
  recipe_world_write(&world, "shapes.geojson", shapes);
  recipe_world_write(&world, "t.csv",
                     "code,name,manning,impervious\n40,crops,0.05,0.05\n50,town,0.06,0.65\n");
  return world;
}

static void by_address_equals_from_files(void **state)
{
  (void)state;
  struct recipe_world local = online_world("local"), remote = online_world("remote");
  struct http_server *server = http_server_start(local.folder);
  char place[128];
  int served, missing;
  assert_non_null(server);
  snprintf(place, sizeof place, "/vsicurl/http://127.0.0.1:%d/", http_server_port(server));
  assert_int_equal(build_from(&local, ""), AL_OK);
  if (build_from(&remote, place) != AL_OK)
    fail_msg("%s", al_ctx_error_text(remote.ctx));
  http_server_counts(server, &served, &missing);
  http_server_stop(server);
  assert_true(served > 3);
  assert_int_equal(local.grid->layer_count, remote.grid->layer_count);
  for (size_t l = 0; l < local.grid->layer_count; l++)
    assert_memory_equal(local.grid->layer[l].value, remote.grid->layer[l].value,
                        160 * 160 * sizeof(float));
  recipe_world_close(&local);
  recipe_world_close(&remote);
}

static void a_missing_address_is_said(void **state)
{
  (void)state;
  struct recipe_world world = online_world("gone");
  struct http_server *server = http_server_start(world.folder);
  char place[128];
  int served, missing;
  assert_non_null(server);
  snprintf(place, sizeof place, "/vsicurl/http://127.0.0.1:%d/nowhere/", http_server_port(server));
  assert_int_equal(build_from(&world, place), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(world.ctx), "/nowhere/dem.tif: cannot be opened"));
  http_server_counts(server, &served, &missing);
  assert_true(missing > 0);
  http_server_stop(server);
  recipe_world_close(&world);
}

/* A server that is gone: nothing listens on its port any more. */
static void a_dead_server_is_said(void **state)
{
  (void)state;
  struct recipe_world world = online_world("dead");
  struct http_server *server = http_server_start(world.folder);
  char place[128];
  assert_non_null(server);
  snprintf(place, sizeof place, "/vsicurl/http://127.0.0.1:%d/", http_server_port(server));
  http_server_stop(server);
  assert_int_equal(build_from(&world, place), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(world.ctx), "dem.tif: cannot be opened"));
  recipe_world_close(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(by_address_equals_from_files),
      cmocka_unit_test(a_missing_address_is_said),
      cmocka_unit_test(a_dead_server_is_said),
  };
  /* proxies of the machine have no business with 127.0.0.1 */
  setenv("GDAL_HTTP_PROXY", "", 1);
  setenv("no_proxy", "127.0.0.1", 1);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
