/**
 * Landscapes of fire agencies: a folder of LANDFIRE rasters against FlamMap's rates on the same
 * cells, the units of an .lcp file, names, and what is refused.
 */
#include "doors/raster_door.h"
#include "models/fire/fire_layers.h"
#include "models/fire/fire_weather.h"
#include "support/case_run.h"
#include "support/land_world.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "fire/flammap_landfire/"
#define CHAINS_PER_H (3600.0 / 20.1168)
#define CALM                                                                                       \
  "weather: [{wind_speed: 0 m/s, wind_from: 0 deg, moisture_1h: 0.06, moisture_10h: 0.08, "        \
  "moisture_100h: 0.10, moisture_herb: 0.75, moisture_woody: 0.60, moisture_foliar: 1.2}]"

static double flat_m(int col, int row)
{
  (void)col;
  (void)row;
  return 100.0;
}

static void lattice_of(const char *path, struct al_lattice *out)
{
  static struct al_ctx *ctx;
  static struct al_arena *arena; /* the system's text lives as long as the program */
  if (!ctx) {
    assert_int_equal(al_ctx_create(&ctx), AL_OK);
    assert_int_equal(al_arena_create(ctx, 0, &arena), AL_OK);
  }
  assert_int_equal(al_raster_lattice(ctx, arena, path, out), AL_OK);
}

/* The inputs alone, as LANDFIRE gives them: the case's folder holds FlamMap's results too. */
static const char *inputs_folder(const char *name, const char *pattern)
{
  static char folder[4096];
  char command[16400];
  snprintf(command, sizeof command, "mkdir -p '%s'", test_scratch_folder(name));
  assert_int_equal(system(command), 0);
  assert_non_null(realpath(test_scratch_folder(name), folder)); /* scenarios stand elsewhere */
  snprintf(command, sizeof command, "cp -f '%s'/%.100s '%s'", test_case_path(FOLDER), pattern,
           folder);
  assert_int_equal(system(command), 0);
  return folder;
}

static int compare_doubles(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* FlamMap keeps slopes as whole degrees, the layer as percent. */
static void round_slopes(struct land_world *world)
{
  al_real *const *gradient = world->land.gradient;
  for (ptrdiff_t i = 0; i < world->forest->tile_count * AL_TILE_CELLS; i++) {
    const double east = (double)gradient[0][i], north = (double)gradient[1][i];
    const double rise = sqrt(east * east + north * north);
    const double deg = floor(atan(rise) * 180.0 / acos(-1.0) + 0.5);
    const double by = rise > 0.0 ? tan(deg * acos(-1.0) / 180.0) / rise : 0.0;
    gradient[0][i] = (al_real)(east * by);
    gradient[1][i] = (al_real)(north * by);
  }
}

/* Rates of all surface cells; fills `error`. @return how many there are */
static size_t compare_rates(struct land_world *world, const struct al_lattice *lattice,
                            const float *theirs, const float *kind, double *error)
{
  size_t count = 0, apart = 0;
  world->land.now_tile = -1;
  for (ptrdiff_t t = 0; t < world->forest->tile_count; t++) {
    const struct fire_tile *now = fire_land_behave(&world->land, t);
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const int x = world->forest->tile[t].col + i % AL_TILE_SIDE;
      const int y = world->forest->tile[t].row + i / AL_TILE_SIDE;
      if (x >= lattice->cols || y >= lattice->rows)
        continue;
      const size_t at = (size_t)y * (size_t)lattice->cols + (size_t)x;
      const double wanted = (double)theirs[at];
      const double got = (double)now->spread_m_per_s[i] * CHAINS_PER_H;
      if (isnan(theirs[at]) || kind[at] > 1.0f)
        continue;
      apart += (wanted > 0.0) != (got > 0.0);
      if (wanted > 0.0)
        error[count++] = fabs(got / wanted - 1.0);
    }
  }
  qsort(error, count, sizeof *error, compare_doubles);
  printf(
      "LANDFIRE folder: %zu cells, relative error of the rate: median %.1e, p99 %.1e; %zu burn in "
      "one of the two only\n",
      count, error[count / 2], error[count * 99 / 100], apart);
  assert_true(count > 200000 && apart == 0);
  return count;
}

static void a_folder_gives_flammaps_rates(void **state)
{
  (void)state;
  char yaml[4600];
  struct land_world world;
  struct al_lattice lattice;
  lattice_of(test_case_path(FOLDER "out_ROS_ch_hr.tif"), &lattice);
  snprintf(yaml, sizeof yaml,
           "fire: {crown: false, wind_height: 20ft, layers: {landfire: '%s', ground: layers}, " CALM
           "}\n",
           inputs_folder("fire_landfire_in", "in_*"));
  land_world_make(&world, "fire_landfire", &lattice, flat_m, 0.0f, yaml);
  if (land_world_create(&world) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world.run.ctx));
  struct fire_weather_config *weather;
  const struct al_fire_config *config = world.env.config;
  assert_int_equal(fire_weather_close(world.run.arena, &config->weather, &weather), AL_OK);
  fire_land_change(&world.land, weather);
  const size_t cells = (size_t)al_lattice_cells(&lattice);
  float *theirs = AL_NEW(world.run.arena, float, cells),
        *kind = AL_NEW(world.run.arena, float, cells);
  double *error = AL_NEW(world.run.arena, double, cells);
  assert_true(theirs && kind && error);
  assert_int_equal(al_raster_read(world.run.ctx, test_case_path(FOLDER "out_ROS_ch_hr.tif"), 1,
                                  &lattice, theirs),
                   AL_OK);
  assert_int_equal(
      al_raster_read(world.run.ctx, test_case_path(FOLDER "out_fire_type.tif"), 1, &lattice, kind),
      AL_OK);
  size_t count = compare_rates(&world, &lattice, theirs, kind, error);
  assert_true(error[count / 2] < 0.02 && error[count * 99 / 100] < 0.06);
  round_slopes(&world);
  count = compare_rates(&world, &lattice, theirs, kind, error);
  assert_true(error[count / 2] < 1e-5 && error[count * 99 / 100] < 1e-3);
  land_world_free(&world);
}

static void an_lcp_says_its_units(void **state)
{
  (void)state;
  char yaml[4600];
  struct land_world world;
  struct al_lattice lattice = {.cols = 100,
                               .rows = 100,
                               .west_m = 20000.0,
                               .north_m = 23000.0,
                               .cell_m = 30.0,
                               .crs_wkt = ""};
  struct fire_layer_source source[FIRE_LAYERS];
  snprintf(yaml, sizeof yaml, "fire: {layers: {lcp: '%s', ground: layers}, " CALM "}\n",
           test_case_path("fire/farsite_flatland/flatland.lcp"));
  land_world_make(&world, "fire_lcp", &lattice, flat_m, 0.0f, yaml);
  assert_int_equal(fire_layers_find(&world.env, source), AL_OK);
  assert_int_equal(source[FIRE_LAYER_FUEL].band, 4);
  assert_true(source[FIRE_LAYER_COVER].scale == 0.01);
  assert_true(source[FIRE_LAYER_HEIGHT].scale == 1.0); /* "Meters", not LANDFIRE's tenths */
  assert_true(source[FIRE_LAYER_DENSITY].scale == 1.0);
  assert_true(!source[FIRE_LAYER_SLOPE].degrees && source[FIRE_LAYER_SLOPE].scale == 0.01);
  land_world_free(&world);
}

static void names_tell_layers(void **state)
{
  (void)state;
  static const struct {
    const char *file;
    enum fire_layer layer;
    bool degrees;
  } wanted[] = {{"LC22_CBH_230.tif", FIRE_LAYER_BASE, false},
                {"US_200FBFM40.TIF", FIRE_LAYER_FUEL, false},
                {"us_210cc.tif", FIRE_LAYER_COVER, false},
                {"in/LC20_SlpD_220.tif", FIRE_LAYER_SLOPE, true},
                {"LC20_SlpP_220.tif", FIRE_LAYER_SLOPE, false},
                {"asp.tif", FIRE_LAYER_ASPECT, false},
                {"LC22_F13_230.tif", FIRE_LAYERS, false},
                {"cc.tif.aux.xml", FIRE_LAYERS, false},
                {"march.tif", FIRE_LAYERS, false}};
  for (size_t k = 0; k < sizeof wanted / sizeof wanted[0]; k++) {
    bool degrees = false;
    assert_int_equal(fire_layers_name(wanted[k].file, &degrees), wanted[k].layer);
    assert_int_equal(degrees, wanted[k].degrees);
  }
}

static void refused(const char *name, const char *layers, const char *said)
{
  static char yaml[20000];
  struct land_world world;
  struct al_lattice lattice;
  lattice_of(test_case_path(FOLDER "out_ROS_ch_hr.tif"), &lattice);
  snprintf(yaml, sizeof yaml, "fire: {layers: {%s}, " CALM "}\n", layers);
  land_world_make(&world, name, &lattice, flat_m, 101.0f, yaml);
  assert_int_equal(land_world_create(&world), AL_BAD_INPUT);
  if (!strstr(al_ctx_error_text(world.run.ctx), said))
    fail_msg("%s", al_ctx_error_text(world.run.ctx));
  land_world_free(&world);
}

static void bad_landscapes_are_told(void **state)
{
  (void)state;
  char layers[17000];
  snprintf(layers, sizeof layers, "landfire: '%s'", inputs_folder("fire_half_in", "in_*CC*"));
  refused("fire_half", layers, "no raster of fuel model");
  snprintf(layers, sizeof layers, "landfire: '%s'", test_case_path("fire/flammap_landfire"));
  refused("fire_twice", layers, "two rasters of canopy height");
  snprintf(layers, sizeof layers, "lcp: '%s'", test_case_path(FOLDER "in_LC22_CC_230.tif"));
  refused("fire_one_band", layers, "this raster has 1");
  /* heights of the ground for the density of the canopy */
  snprintf(layers, sizeof layers,
           "canopy_cover: '%s', canopy_height: '%s', canopy_base: '%s', canopy_density: '%s'",
           test_case_path(FOLDER "in_LC22_CC_230.tif"), test_case_path(FOLDER "in_LC22_CH_230.tif"),
           test_case_path(FOLDER "in_LC22_CBH_230.tif"),
           test_case_path(FOLDER "in_LC20_Elev_220.tif"));
  refused("fire_wrong_unit", layers, "allowed: 0 .. 2;");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_tell_layers), cmocka_unit_test(an_lcp_says_its_units),
      cmocka_unit_test(a_folder_gives_flammaps_rates), cmocka_unit_test(bad_landscapes_are_told)};
  if (!test_case_present(FOLDER "out_ROS_ch_hr.tif"))
    return case_skip(FOLDER);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
