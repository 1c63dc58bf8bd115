/**
 * Moisture of dead fuel from the weather: hand values, the time lags, sun, crowns and heights,
 * rain; in a run the same bits for any thread count and after a stop, and in a season those of the
 * run; wrong tables are told.
 */
#include "config/scenario_section.h"
#include "models/fire/fire_damp_cell.h"
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
#define START ", start: '2026-04-05 06:00+08:00'"
#define RECORD                                                                                     \
  "weather: [{wind_speed: 2 m/s, wind_from: 250 deg, moisture_1h: 0.08, moisture_10h: 0.09, "      \
  "moisture_100h: 0.10, moisture_herb: 0.5}]"
#define PLACE "place: [118.5, 24.6]"

static void hand_values(void **state)
{
  (void)state;
  /* Simard at 77 F: 2.22749 + 0.160107 x 25 - 0.014784 x 77 = 5.0918 % */
  assert_true(fabs(fire_equilibrium(77.0, 25.0) - 0.050918) < 1e-6);
  assert_true(fabs(fire_equilibrium(50.0, 5.0) - 0.01293127) < 1e-6);
  assert_true(fabs(fire_equilibrium(60.0, 80.0) - 0.1634068) < 1e-6);
  /* the pieces meet within half a percent of moisture */
  assert_true(fabs(fire_equilibrium(80.0, 49.999) - fire_equilibrium(80.0, 50.001)) < 5e-3);
  for (double h = 3.0; h < 100.0; h += 7.0)
    assert_true(fabs(fire_humidity_pct(71.0, fire_dew_f(71.0, h)) - h) < 1e-9 * h);
  assert_true(fabs(fire_dew_f(77.0, 25.0) - 38.5) < 0.2); /* 3.6 degrees Celsius */
  /* noon sun overhead, 1.2 cal/cm2/min, 5 mile/h at 20 ft: 1.2 / (0.015 x 2 + 0.026) = 21.4 F */
  const struct fire_damp_air air = {80.0, fire_dew_f(80.0, 40.0), 0.0, 0.0, 1.0, 1.2, 2.2352};
  const double warmer = 1.2 / (0.015 * 2.0 + 0.026);
  const double wanted = fire_equilibrium(80.0 + warmer, 40.0 * exp(-0.033 * warmer));
  assert_true(fabs(fire_damp_equilibrium(air, 0.0, 0.0, 0.0, 1.0, 0.4) - wanted) < 1e-6);
}

static const char *table(const char *name, const char *rows)
{
  static char path[4096];
  char scratch[64];
  snprintf(scratch, sizeof scratch, "scratch-%s", name);
  FILE *stream = fopen(scratch, "w");
  assert_non_null(stream);
  fputs(rows, stream);
  fclose(stream);
  assert_non_null(realpath(scratch, path));
  return path;
}

#define HEAD "from_h,temperature_c,humidity_pct,rain_mm_h,cloud_pct\n"

static double plain_m(int col, int row)
{
  (void)row;
  return col < SIDE / 2 ? 0.0 : 1000.0;
}

static void land_at(struct land_world *world, const char *name, double (*bed_m)(int, int),
                    const char *rows, const char *more)
{
  char yaml[9000];
  const struct al_lattice lattice = {.cols = SIDE,
                                     .rows = SIDE,
                                     .west_m = 1000.0,
                                     .north_m = 5000.0,
                                     .cell_m = 30.0,
                                     .crs_wkt = ""};
  snprintf(yaml, sizeof yaml, "fire: {conditioning: {weather: '%s', " PLACE "%s}, " RECORD "}\n",
           table("damp.csv", rows), more);
  land_world_make(world, name, &lattice, bed_m, 102.0f, yaml);
  world->env.epoch_s = 1775340000.0; /* 2026-04-04 22:00 UTC: 6 h in the morning there */
  world->env.end_s = 12.0 * 3600.0;
}

static void prepare(struct land_world *world, struct fire_weather *weather)
{
  if (land_world_create(world) != AL_OK ||
      fire_weather_build(&world->env, world->env.end_s, &world->land, weather) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world->run.ctx));
}

/* Moisture of a cell after some hours. */
static double moisture(struct land_world *world, const struct fire_weather *weather, double hour,
                       int k, int col, int row)
{
  size_t r = 0;
  while (r + 1 < weather->count && weather->record[r + 1].from_s <= hour * 3600.0)
    r++;
  const ptrdiff_t cell = land_world_cell(world, col, row);
  fire_land_change(&world->land, &weather->record[r]);
  fire_land_behave(&world->land, cell / AL_TILE_CELLS);
  return (double)world->land.moisture.moisture[k][cell];
}

static double flat_m(int col, int row)
{
  (void)col;
  (void)row;
  return 0.0;
}

static void fuel_comes_to_its_equilibrium_by_time_lags(void **state)
{
  (void)state;
  struct land_world world;
  struct fire_weather weather;
  /* under full cloud the sun has no say */
  land_at(&world, "damp_lag", flat_m, HEAD "-24,25,25,0,100\n12,25,25,0,100\n", "");
  prepare(&world, &weather);
  assert_int_equal(weather.count, 12);
  const double towards = fire_equilibrium(77.0, 25.0), lag_h[3] = {1.0, 10.0, 100.0};
  const double first[3] = {0.08, 0.09, 0.10};
  for (int k = 0; k < 3; k++) {
    const double wanted = towards + (first[k] - towards) * exp(-31.0 / lag_h[k]);
    assert_true(fabs(moisture(&world, &weather, 7.5, k, 3, 4) - wanted) < 2e-6);
    assert_true(fabs(world.land.damp->site[31][k] - wanted) < 1e-9);
  }
  /* back in time: a season's next fire */
  const double early = moisture(&world, &weather, 1.0, 1, 3, 4);
  assert_true(fabs(early - towards - (0.09 - towards) * exp(-2.5)) < 2e-6);
  land_world_free(&world);
}

/* A ridge from west to east: slopes to the south (row > middle) and to the north. */
static double ridge_m(int col, int row)
{
  (void)col;
  return 400.0 - 15.0 * fabs(row - 63.5);
}

static void the_sun_dries_the_slopes_it_sees(void **state)
{
  (void)state;
  struct land_world world;
  struct fire_weather weather;
  land_at(&world, "damp_sun", ridge_m, HEAD "-24,25,40,0,0\n12,25,40,0,0\n", "");
  prepare(&world, &weather);
  const struct fire_damp *damp = world.land.damp;
  double noon = 0.0, at = 0.0;
  for (size_t k = 0; k < damp->step_count; k++)
    if (damp->step[k].sun_up > noon) {
      noon = damp->step[k].sun_up;
      at = fire_damp_time_s(damp, k) + 0.5 * damp->interval_s;
    }
  /* 5 April: declination 6 degrees, latitude 24.6: 71.4 degrees high at noon, 12:06 by the clock */
  printf("sun %.2f deg high at %.1f h after 6\n", asin(noon) * 180.0 / acos(-1.0), at / 3600.0);
  assert_true(fabs(asin(noon) * 180.0 / acos(-1.0) - 71.4) < 1.5);
  assert_true(fabs(fmod(at / 3600.0 + 48.0, 24.0) - 6.1) < 1.0);
  const double south = moisture(&world, &weather, 8.0, 0, 60, 90);
  const double north = moisture(&world, &weather, 8.0, 0, 60, 30);
  printf("1 h fuel at 14 h: %.4f on the south slope, %.4f on the north\n", south, north);
  assert_true(south < 0.95 * north && north < 0.9 * fire_equilibrium(77.0, 40.0));
  land_world_free(&world);
}

static void crowns_and_heights_keep_fuel_moist(void **state)
{
  (void)state;
  struct land_world open, shaded;
  struct fire_weather weather;
  const char *rows = HEAD "-24,25,40,0,0\n12,25,40,0,0\n";
  land_at(&open, "damp_open", plain_m, rows, ", station_height: 0 m");
  prepare(&open, &weather);
  const double low = moisture(&open, &weather, 7.0, 0, 20, 40);
  const double high = moisture(&open, &weather, 7.0, 0, 110, 40);
  land_world_free(&open);
  land_at(
      &shaded, "damp_shaded", plain_m, rows,
      "}, canopies: [{fuel: 102, cover: 0.8, height: 15 m, base: 3 m, density: 0.1}], closings: "
      "[], spotting: {brands: 0");
  prepare(&shaded, &weather);
  const double under = moisture(&shaded, &weather, 7.0, 0, 20, 40);
  printf("1 h fuel at 13 h: open %.4f, 1000 m higher %.4f, under crowns %.4f\n", low, high, under);
  assert_true(high > 1.1 * low && under > 1.3 * low);
  land_world_free(&shaded);
}

static void rain_soaks_and_goes(void **state)
{
  (void)state;
  struct land_world world;
  struct fire_weather weather;
  land_at(&world, "damp_rain", flat_m,
          HEAD "-3,20,90,0,100\n0,20,90,5,100\n3,25,30,0,100\n12,25,30,0,100\n", "");
  prepare(&world, &weather);
  const double before = moisture(&world, &weather, 0.0, 0, 5, 5);
  const double wet = moisture(&world, &weather, 3.0, 0, 5, 5);
  const double later = moisture(&world, &weather, 9.0, 0, 5, 5);
  const double slow = moisture(&world, &weather, 9.0, 1, 5, 5);
  printf("rain: 1 h fuel %.3f, %.3f after 3 h of it, %.3f 6 h later; 10 h fuel %.3f\n", before, wet,
         later, slow);
  /* 0.35 - (0.35 - before) exp(-3) */
  assert_true(fabs(wet - 0.35 + (0.35 - before) * exp(-3.0)) < 1e-5);
  assert_true(later < 0.07 && slow > later);
  land_world_free(&world);
}

#define DAY HEAD "-6,14,80,0,0\n0,18,60,0,0\n0.5,24,45,0,0\n1,30,25,0,0\n2,30,25,0,0\n"

static void damp_world(struct run_world *world, const char *name, bool season)
{
  static const struct al_section *const sections[] = {&al_scenario_section, &al_grid_section,
                                                      &al_run_section, &al_fire_section,
                                                      &al_fire_season_section};
  static const struct al_model *const models[2][1] = {{&al_model_fire}, {&al_model_fire_season}};
  char yaml[9000];
  snprintf(yaml, sizeof yaml,
           "fire: {ignitions: [{name: one, place: [1605, 3395]}], conditioning: {weather: '%s', "
           "interval: 10 min, " PLACE "}, " RECORD "}\nrun: {checkpoint_interval: 0 s}\n%s",
           table("damp_day.csv", DAY),
           season ? "fire_season: {fires: 1, burn_time: 50 min}\n" : "");
  run_world_make(world, name, SIDE, SIDE, 20.0, ridge_m, "50 min" START, yaml, sections,
                 AL_COUNT(sections));
  run_world_add_layer(world, AL_LAYER_FUEL, 102.0f);
  world->options.models = models[season];
  world->options.model_count = 1;
}

static void damp_run(struct run_world *world, int threads, double stop_at_s, bool resume)
{
  const al_status wanted = isfinite(stop_at_s) ? AL_STOPPED : AL_OK;
  if (run_world_run(world, threads, stop_at_s, resume) != wanted)
    fail_msg("stopped at %g s: %s", stop_at_s, al_ctx_error_text(world->ctx));
}

static void runs_and_seasons_give_the_same_bits(void **state)
{
  (void)state;
  struct run_world world, season;
  damp_world(&world, "damp_bits", false);
  damp_run(&world, 1, (double)INFINITY, false);
  const uint64_t straight = run_world_sum(&world);
  const float *arrival = run_world_field(&world, "fire_arrival");
  damp_world(&season, "damp_season", true);
  damp_run(&season, 2, (double)INFINITY, false);
  const float *first = run_world_field(&season, "season_first");
  long burnt = 0, other = 0;
  for (int i = 0; i < SIDE * SIDE; i++) {
    burnt += arrival[i] < 3000.0f;
    other += arrival[i] < 3000.0f && memcmp(&arrival[i], &first[i], sizeof *first) != 0;
  }
  printf("conditioned: %ld cells, %ld others in a season\n", burnt, other);
  assert_true(burnt > 250 && other == 0);
  run_world_free(&season);
  damp_run(&world, 2, (double)INFINITY, false);
  assert_true(run_world_sum(&world) == straight);
  for (double stop_s = 500.0; stop_s < 2300.0; stop_s += 700.0) {
    damp_run(&world, 1, stop_s, false);
    damp_run(&world, 2, (double)INFINITY, true);
    assert_true(run_world_sum(&world) == straight);
  }
  run_world_free(&world);
}

static void refused(const char *name, const char *rows, const char *more, bool has_start,
                    const char *said)
{
  struct land_world world;
  struct fire_weather weather;
  land_at(&world, name, flat_m, rows, more);
  if (!has_start)
    world.env.epoch_s = (double)NAN;
  assert_int_equal(land_world_create(&world), AL_OK);
  assert_int_equal(fire_weather_build(&world.env, world.env.end_s, &world.land, &weather),
                   AL_BAD_INPUT);
  if (!strstr(al_ctx_error_text(world.run.ctx), said))
    fail_msg("%s: %s", name, al_ctx_error_text(world.run.ctx));
  land_world_free(&world);
}

static void wrong_tables_are_told(void **state)
{
  (void)state;
  refused("damp_late", HEAD "1,25,25,0,0\n12,25,25,0,0\n", "", true, "the run begins at 0 h");
  refused("damp_short", HEAD "-5,25,25,0,0\n8,25,25,0,0\n", "", true, "the run ends at 12 h");
  refused("damp_clock", HEAD "-5,25,25,0,0\n12,25,25,0,0\n", "", false, "scenario.start");
  refused("damp_dry", HEAD "-5,25,0,0,0\n12,25,25,0,0\n", "", true, "allowed: 1 .. 100");
  refused("damp_back", HEAD "-5,25,20,0,0\n-6,25,25,0,0\n12,25,25,0,0\n", "", true,
          "does not come after");
  refused("damp_column", "from_h,temperature_c,humidity_pct,rain_mm_h\n-5,25,25,0\n", "", true,
          "no column 'cloud_pct'");
  refused("damp_half_wind",
          "from_h,temperature_c,humidity_pct,rain_mm_h,cloud_pct,wind_speed_m_s\n-5,25,25,0,0,3\n",
          "", true, "no column 'wind_from_deg'");
}

static void named_scenarios_set_moistures(void **state)
{
  (void)state;
  char yaml[1000];
  struct land_world world;
  struct fire_weather weather;
  const struct al_lattice lattice = {.cols = 64, .rows = 64, .cell_m = 30.0, .crs_wkt = ""};
  snprintf(yaml, sizeof yaml,
           "fire: {weather: [{wind_speed: 2 m/s, wind_from: 0 deg, dead: d2, live: l3}, {from: 10 "
           "min, wind_speed: 3 m/s, wind_from: 0 deg, moisture_1h: 0.05, live: l1}, {from: 20 min, "
           "wind_speed: 3 m/s, wind_from: 0 deg, dead: d1, ffmc: 90}]}\n");
  land_world_make(&world, "damp_named", &lattice, flat_m, 102.0f, yaml);
  prepare(&world, &weather);
  const struct fire_weather_config *r = weather.record;
  assert_int_equal(weather.count, 3);
  assert_true(r[0].h1 == 0.06 && r[0].h10 == 0.07 && r[0].h100 == 0.08 && r[0].herb == 0.9 &&
              r[0].woody == 1.2);
  assert_true(r[1].h1 == 0.05 && r[1].h10 == 0.07 && r[1].herb == 0.3 && r[1].woody == 0.6);
  /* 147.27723 x 11 / 149.5 % */
  assert_true(fabs(r[2].h1 - 0.1083645) < 1e-6 && r[2].h10 == 0.04 && r[2].h100 == 0.05 &&
              r[2].herb == 0.3);
  land_world_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(hand_values),
      cmocka_unit_test(fuel_comes_to_its_equilibrium_by_time_lags),
      cmocka_unit_test(the_sun_dries_the_slopes_it_sees),
      cmocka_unit_test(crowns_and_heights_keep_fuel_moist),
      cmocka_unit_test(rain_soaks_and_goes),
      cmocka_unit_test(named_scenarios_set_moistures),
      cmocka_unit_test(runs_and_seasons_give_the_same_bits),
      cmocka_unit_test(wrong_tables_are_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
