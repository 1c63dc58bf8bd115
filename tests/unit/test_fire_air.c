/**
 * Gridded weather: even rasters are the wind of a record, coarse ones run straight between their
 * cells, temperature and humidity moisten as a table of the same does; threads and stops leave no
 * trace; wrong rasters are told.
 */
#include "config/scenario_section.h"
#include "doors/hdf_door.h"
#include "doors/raster_door.h"
#include "models/fire/fire_season_config.h"
#include "models/fire/fire_weather.h"
#include "models/models.h"
#include "support/land_world.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 128 };
static const struct al_lattice grid_lattice = {
    .cols = SIDE, .rows = SIDE, .west_m = 1000.0, .north_m = 5000.0, .cell_m = 20.0, .crs_wkt = ""};

static double hill_m(int col, int row)
{
  const double x = col - 60.0, y = row - 70.0;
  return 80.0 * exp(-(x * x + y * y) / 800.0);
}

/* A raster of cells of `cell_m` from a function of the place; its absolute path. */
static const char *raster(const char *name, double cell_m, int cols,
                          double (*value)(double, double))
{
  static char path[6][4096];
  static int next;
  struct al_ctx *ctx;
  char scratch[128];
  struct al_lattice lattice = grid_lattice;
  lattice.cell_m = cell_m;
  lattice.cols = lattice.rows = cols;
  lattice.west_m -= cell_m; /* around the grid */
  lattice.north_m += cell_m;
  float *cell = malloc((size_t)cols * (size_t)cols * sizeof *cell);
  assert_non_null(cell);
  for (int i = 0; i < cols * cols; i++)
    cell[i] = (float)value(al_lattice_x_m(&lattice, i % cols), al_lattice_y_m(&lattice, i / cols));
  snprintf(scratch, sizeof scratch, "scratch-%s.tif", name);
  const struct al_raster_output output = {.path = scratch,
                                          .lattice = &lattice,
                                          .name = name,
                                          .unit = "1",
                                          .long_name = name,
                                          .value = cell};
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  if (al_raster_write_cog(ctx, &output) != AL_OK)
    fail_msg("%s", al_ctx_error_text(ctx));
  al_ctx_destroy(ctx);
  free(cell);
  next = (next + 1) % 6;
  assert_non_null(realpath(scratch, path[next]));
  return path[next];
}

static double six(double x, double y)
{
  (void)x;
  (void)y;
  return 6.0;
}

static double from_250(double x, double y)
{
  (void)x;
  (void)y;
  return 250.0;
}

static double from_340(double x, double y)
{
  (void)x;
  (void)y;
  return 340.0;
}

static double rising(double x, double y)
{
  return 2.0 + (x - 1000.0) * 1e-3 + (y - 5000.0) * 5e-4;
}

static double falling(double x, double y)
{
  return 1.0 - (x - 1000.0) * 5e-4 + (y - 5000.0) * 1e-3;
}

#define DRY "moisture_1h: 0.05, moisture_10h: 0.06, moisture_100h: 0.07, moisture_herb: 0.5"
#define ONE "ignitions: [{name: one, place: [1605, 3995]}], "

static void fire_world(struct run_world *world, const char *name, const char *fire, bool season)
{
  static const struct al_section *const sections[] = {&al_scenario_section, &al_grid_section,
                                                      &al_run_section, &al_fire_section,
                                                      &al_fire_season_section};
  static const struct al_model *const models[2][1] = {{&al_model_fire}, {&al_model_fire_season}};
  char yaml[10000];
  snprintf(yaml, sizeof yaml, "fire: {%s}\nrun: {checkpoint_interval: 0 s}\n%s", fire,
           season ? "fire_season: {fires: 1, burn_time: 40 min}\n" : "");
  run_world_make(world, name, SIDE, SIDE, 20.0, hill_m, "40 min", yaml, sections,
                 AL_COUNT(sections));
  run_world_add_layer(world, AL_LAYER_FUEL, 102.0f);
  world->options.models = models[season];
  world->options.model_count = 1;
}

static void burn(struct run_world *world, int threads, double stop_at_s, bool resume)
{
  const al_status wanted = isfinite(stop_at_s) ? AL_STOPPED : AL_OK;
  if (run_world_run(world, threads, stop_at_s, resume) != wanted)
    fail_msg("%s", al_ctx_error_text(world->ctx));
}

static void even_rasters_are_the_wind_of_records(void **state)
{
  (void)state;
  char fire[9000];
  struct run_world plain, gridded;
  double worst = 0.0;
  long burnt = 0;
  fire_world(&plain, "air_plain",
             ONE "weather: [{wind_speed: 6 m/s, wind_from: 250 deg, " DRY
                 "}, {from: 20 min, wind_speed: 6 m/s, wind_from: 340 deg}]",
             false);
  burn(&plain, 1, (double)INFINITY, false);
  const char *speed = raster("six", 200.0, 16, six);
  snprintf(fire, sizeof fire,
           ONE
           "weather: [{wind_speed: 1 m/s, wind_from: 0 deg, " DRY
           "}], rasters: [{wind_speed: '%s', wind_from: '%s', interval: 20 min}, {from: 20 min, "
           "wind_speed: '%s', wind_from: '%s', interval: 20 min}]",
           speed, raster("from_250", 200.0, 16, from_250), speed,
           raster("from_340", 200.0, 16, from_340));
  fire_world(&gridded, "air_gridded", fire, false);
  burn(&gridded, 1, (double)INFINITY, false);
  const float *a = run_world_field(&plain, "fire_arrival");
  const float *b = run_world_field(&gridded, "fire_arrival");
  for (int i = 0; i < SIDE * SIDE; i++) {
    if (!(a[i] > 60.0f && a[i] < 2300.0f))
      continue;
    worst = fmax(worst, fabs((double)b[i] / (double)a[i] - 1.0));
    burnt++;
  }
  printf("even rasters: %ld cells, largest difference of arrival %.1e\n", burnt, worst);
  assert_true(burnt > 300 && worst < 1e-4);
  const uint64_t straight = run_world_sum(&gridded);
  burn(&gridded, 2, (double)INFINITY, false);
  assert_true(run_world_sum(&gridded) == straight);
  burn(&gridded, 1, 700.0, false);
  burn(&gridded, 2, (double)INFINITY, true);
  assert_true(run_world_sum(&gridded) == straight);
  /* a season of that fire */
  struct run_world season;
  long other = 0;
  fire_world(&season, "air_season", fire, true);
  burn(&season, 2, (double)INFINITY, false);
  const float *first = run_world_field(&season, "season_first");
  b = run_world_field(&gridded, "fire_arrival");
  for (int i = 0; i < SIDE * SIDE; i++)
    other += b[i] < 2400.0f && memcmp(&b[i], &first[i], sizeof *first) != 0;
  assert_int_equal(other, 0);
  run_world_free(&season);
  run_world_free(&plain);
  run_world_free(&gridded);
}

static void land_at(struct land_world *world, const char *name, const char *fire)
{
  char yaml[10000];
  snprintf(yaml, sizeof yaml, "fire: {%s}\n", fire);
  land_world_make(world, name, &grid_lattice, hill_m, 102.0f, yaml);
  world->env.epoch_s = 1775340000.0;
}

static al_status build(struct land_world *world, struct fire_weather *weather)
{
  const al_status status = land_world_create(world);
  return status == AL_OK ? fire_weather_build(&world->env, world->env.end_s, &world->land, weather)
                         : status;
}

static void coarse_rasters_run_straight(void **state)
{
  (void)state;
  char fire[9000];
  struct land_world world;
  struct fire_weather weather;
  double worst = 0.0;
  snprintf(fire, sizeof fire, "wind_height: 20ft, rasters: [{wind_east: '%s', wind_north: '%s'}]",
           raster("rising", 250.0, 14, rising), raster("falling", 250.0, 14, falling));
  land_at(&world, "air_coarse", fire);
  if (build(&world, &weather) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world.run.ctx));
  assert_int_equal(world.land.air->factor, 12);
  fire_land_change(&world.land, &weather.record[0]);
  for (ptrdiff_t t = 0; t < world.forest->tile_count; t++) {
    fire_land_behave(&world.land, t);
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const int col = world.forest->tile[t].col + i % AL_TILE_SIDE;
      const int row = world.forest->tile[t].row + i / AL_TILE_SIDE;
      const double x = al_lattice_x_m(&grid_lattice, col), y = al_lattice_y_m(&grid_lattice, row);
      const double got[2] = {(double)world.land.scratch->in[5][i],
                             (double)world.land.scratch->in[6][i]};
      double east, north;
      if (col >= SIDE || row >= SIDE)
        continue;
      worst = fmax(worst, fmax(fabs(got[0] - rising(x, y)), fabs(got[1] - falling(x, y))));
      fire_land_wind(&world.land, t * AL_TILE_CELLS + i, &east, &north);
      assert_true(fabs(east - got[0]) < 1e-5 && fabs(north - got[1]) < 1e-5);
    }
  }
  printf("coarse rasters: largest error of a linear wind %.1e m/s\n", worst);
  assert_true(worst < 1e-3);
  /* the mean over the grid: x 1280 m, y -1280 m from its corner */
  assert_true(fabs(world.land.air->frame[0].east_m_per_s - 2.64) < 1e-3);
  land_world_free(&world);
}

static double warm(double x, double y)
{
  (void)x;
  (void)y;
  return 25.0;
}

static double dry(double x, double y)
{
  (void)y;
  return x < 2280.0 ? 40.0 : 70.0;
}

static void gridded_air_moistens_as_a_table(void **state)
{
  (void)state;
  char fire[9000], path[4096];
  struct land_world world;
  struct fire_weather weather;
  FILE *stream = fopen("scratch-air.csv", "w");
  assert_non_null(stream);
  fputs("from_h,temperature_c,humidity_pct,rain_mm_h,cloud_pct\n-20,25,40,0,30\n1,25,40,0,30\n",
        stream);
  fclose(stream);
  assert_non_null(realpath("scratch-air.csv", path));
  snprintf(
      fire, sizeof fire,
      "conditioning: {weather: '%s', place: [118, 24]}, rasters: [{from: -20 h, interval: 30 h, "
      "wind_speed: '%s', wind_from: '%s', temperature: '%s', humidity: '%s'}]",
      path, raster("six", 200.0, 16, six), raster("from_250", 200.0, 16, from_250),
      raster("warm", 200.0, 16, warm), raster("dry", 20.0, 132, dry));
  land_at(&world, "air_damp", fire);
  if (build(&world, &weather) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world.run.ctx));
  fire_land_change(&world.land, &weather.record[0]);
  const ptrdiff_t flat = land_world_cell(&world, 2, 2), damp = land_world_cell(&world, 125, 2);
  fire_land_behave(&world.land, flat / AL_TILE_CELLS);
  fire_land_behave(&world.land, damp / AL_TILE_CELLS);
  const double here = (double)world.land.moisture.moisture[0][flat];
  const double there = (double)world.land.moisture.moisture[0][damp];
  const double site = world.land.damp->site[20][0];
  printf("gridded air: %.5f, by the table %.5f; in the moist half %.5f\n", here, site, there);
  assert_true(fabs(here - site) < 2e-6 && there > 1.2 * here);
  land_world_free(&world);
}

/* A quantity at three times of a NetCDF file's own axis. */
static const char *axis_file(const char *name, const double values[3], double epoch_s)
{
  static char path[2][4096];
  static int next;
  struct al_ctx *ctx;
  struct al_hdf *file;
  char scratch[128];
  static float plane[SIDE * SIDE];
  snprintf(scratch, sizeof scratch, "scratch-%s.nc", name);
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  assert_int_equal(al_hdf_create(ctx, scratch, &file), AL_OK);
  assert_int_equal(al_hdf_cf_begin(file, &grid_lattice, true, epoch_s), AL_OK);
  assert_int_equal(al_hdf_cf_declare(file, name, "1", name, true, 0), AL_OK);
  for (int k = 0; k < 3; k++) {
    for (int i = 0; i < SIDE * SIDE; i++)
      plane[i] = (float)values[k];
    assert_int_equal(al_hdf_cf_put_time(file, (size_t)k, 1200.0 * k), AL_OK);
    assert_int_equal(al_hdf_cf_write(file, name, (size_t)k, plane), AL_OK);
  }
  assert_int_equal(al_hdf_close(file, true), AL_OK);
  al_ctx_destroy(ctx);
  next = !next;
  assert_non_null(realpath(scratch, path[next]));
  return path[next];
}

static void frames_follow_a_netcdf_axis(void **state)
{
  (void)state;
  char fire[9000];
  struct land_world world;
  struct fire_weather weather;
  const double start_s = 1775340000.0;
  const char *speed = axis_file("speed", (const double[]){10.0, 20.0, 30.0}, start_s);
  const char *from = axis_file("from", (const double[]){90.0, 180.0, 270.0}, start_s);
  snprintf(fire, sizeof fire,
           "rasters: [{wind_speed: '%s', wind_from: '%s', wind_scale: 0.1, band: 0, times: file, "
           "interval: 20 min}]",
           speed, from);
  land_at(&world, "air_axis", fire);
  if (build(&world, &weather) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world.run.ctx));
  assert_int_equal(weather.count, 3);
  for (size_t k = 0; k < 3; k++) {
    double east, north;
    assert_true(weather.record[k].from_s == 1200.0 * (double)k);
    fire_land_change(&world.land, &weather.record[k]);
    fire_land_wind(&world.land, land_world_cell(&world, 90, 33), &east, &north);
    const double v = (1.0 + (double)k) / 1.15, wanted[3][2] = {{-v, 0.0}, {0.0, v}, {v, 0.0}};
    assert_true(fabs(east - wanted[k][0]) < 1e-5 && fabs(north - wanted[k][1]) < 1e-5);
  }
  land_world_free(&world);
}

static double holed(double x, double y)
{
  return x > 2000.0 && y < 4200.0 ? (double)NAN : 3.0;
}

static double gale(double x, double y)
{
  (void)y;
  return x > 2000.0 ? 120.0 : 3.0;
}

static void refused(const char *name, const char *fire, const char *said)
{
  struct land_world world;
  struct fire_weather weather;
  land_at(&world, name, fire);
  assert_int_equal(build(&world, &weather), AL_BAD_INPUT);
  if (!strstr(al_ctx_error_text(world.run.ctx), said))
    fail_msg("%s: %s", name, al_ctx_error_text(world.run.ctx));
  land_world_free(&world);
}

static void wrong_rasters_are_told(void **state)
{
  (void)state;
  char fire[9000];
  const char *from = raster("from_250", 200.0, 16, from_250);
  snprintf(fire, sizeof fire, "rasters: [{wind_speed: '%s', wind_from: '%s'}]",
           raster("holed", 100.0, 30, holed), from);
  refused("air_holed", fire, "has no weather at x");
  snprintf(fire, sizeof fire, "rasters: [{wind_speed: '%s', wind_from: '%s'}]",
           raster("gale", 100.0, 30, gale), from);
  refused("air_gale", fire, "wind_speed of band 1 comes to 120; allowed: 0 .. 90");
  const char *speed = raster("six", 200.0, 16, six);
  snprintf(fire, sizeof fire, "rasters: [{wind_speed: '%s', wind_from: '%s', interval: 30 min}]",
           speed, from);
  refused("air_short", fire, "hold from 0 s to 1800 s");
  snprintf(fire, sizeof fire, "rasters: [{from: 10 min, wind_speed: '%s', wind_from: '%s'}]", speed,
           from);
  refused("air_late", fire, "hold from 600 s");
  snprintf(fire, sizeof fire,
           "rasters: [{wind_speed: '%s', wind_from: '%s'}, {wind_speed: '%s', wind_from: '%s'}]",
           speed, from, speed, from);
  refused("air_twice", fire, "times must rise");
  snprintf(fire, sizeof fire,
           "weather: [{wind_speed: 1 m/s, wind_from: 0 deg}, {from: 10 min, wind_speed: 2 m/s, "
           "wind_from: 0 deg}], rasters: [{wind_speed: '%s', wind_from: '%s'}]",
           speed, from);
  refused("air_two_winds", fire, "leave one record");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(even_rasters_are_the_wind_of_records),
      cmocka_unit_test(coarse_rasters_run_straight),
      cmocka_unit_test(gridded_air_moistens_as_a_table),
      cmocka_unit_test(frames_follow_a_netcdf_axis),
      cmocka_unit_test(wrong_rasters_are_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
