/**
 * The fire model in a run: the same bits for any thread count and after a stop, a mirrored city
 * burns mirrored, every burnt cell is accounted for, wind turns, barriers hold and are jumped,
 * lines and burnt areas go on, and wrong input is told.
 */
#include "config/scenario_section.h"
#include "models/fire/fire_brands.h"
#include "models/fire/fire_config.h"
#include "models/models.h"
#include "support/run_world.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLS = 150, ROWS = 110 };

static double ground_m(int col, int row)
{
  const double x = col - 75.0, y = row - 55.0;
  if (col >= 100 && col < 104 && row >= 30 && row < 37)
    return (double)NAN;
  return 60.0 * exp(-(x * x + y * y) / 900.0) + 0.2 * y;
}

static double mirrored_m(int col, int row)
{
  return ground_m(COLS - 1 - col, row);
}

#define DRY "moisture_1h: 0.05, moisture_10h: 0.06, moisture_100h: 0.07, moisture_herb: 0.5"
#define ONE_POINT "fire: {ignitions: [{name: one, place: [1605, 4395]}], "
#define TURNING                                                                                    \
  "weather: [{from: 0 s, wind_speed: 5 m/s, wind_from: 250 deg, " DRY                              \
  "}, {from: 20 min, wind_speed: 6 m/s, wind_from: 340 deg}]"
#define STEADY "weather: [{wind_speed: 5 m/s, wind_from: 270 deg, " DRY "}]"
#define TREES ", canopies: [{fuel: 165, cover: 0.5, height: 12 m, base: 1 m, density: 0.12}]"

/* Grass, woods, a lake: fuels in patches. */
static float patch(int col, int row)
{
  if (col > 40 && col < 52 && row > 60 && row < 75)
    return 98.0f;
  return (col / 20 + row / 25) % 3 == 0 ? 165.0f : (col / 30) % 2 ? 102.0f : 1.0f;
}

static void fire_world(struct run_world *world, const char *name, double (*bed_m)(int, int),
                       const char *yaml)
{
  static const struct al_section *const sections[] = {&al_scenario_section, &al_grid_section,
                                                      &al_run_section, &al_fire_section};
  static const struct al_model *const models[] = {&al_model_fire};
  run_world_make(world, name, COLS, ROWS, 10.0, bed_m, "50 min", yaml, sections,
                 AL_COUNT(sections));
  float *fuel = run_world_add_layer(world, AL_LAYER_FUEL, 102.0f);
  for (int i = 0; i < COLS * ROWS; i++)
    fuel[i] =
        bed_m == mirrored_m ? patch(COLS - 1 - i % COLS, i / COLS) : patch(i % COLS, i / COLS);
  world->options.models = models;
  world->options.model_count = 1;
}

static void burn(struct run_world *world, int threads, double stop_at_s, bool resume)
{
  const al_status wanted = isfinite(stop_at_s) ? AL_STOPPED : AL_OK;
  const al_status got = run_world_run(world, threads, stop_at_s, resume);
  if (got != wanted)
    fail_msg("status %d instead of %d: %s", got, wanted, al_ctx_error_text(world->ctx));
}

/* Stopped on one thread and resumed on two, a run gives the bits that it gives straight on. */
static void check_stops(struct run_world *world, uint64_t straight, const double *stops_s,
                        int count)
{
  for (int k = 0; k < count; k++) {
    burn(world, 1, stops_s[k], false);
    burn(world, 2, (double)INFINITY, true);
    if (run_world_sum(world) != straight)
      fail_msg("stopped at %g s: other bits", stops_s[k]);
  }
}

static long burnt_cells(const struct run_world *world)
{
  const float *arrival = run_world_field(world, "fire_arrival");
  long count = 0;
  for (int i = 0; i < COLS * ROWS; i++)
    count += arrival[i] > 0.0f && (double)arrival[i] < 3000.0;
  return count;
}

static void runs_give_the_same_bits(void **state)
{
  (void)state;
  struct run_world world;
  fire_world(
      &world, "fire_bits", ground_m,
      "fire: {ignitions: [{name: one, place: [1605, 4395]}, {name: two, place: [2305, 4105], "
      "at: 10 min}, {name: three, place: [1105, 4905], at: 25 min}], " TURNING TREES
      "}\nrun: {checkpoint_interval: 0 s}\n");
  burn(&world, 1, (double)INFINITY, false);
  const uint64_t straight = run_world_sum(&world);
  assert_true(burnt_cells(&world) > 2000);
  assert_true(run_world_figure(&world, "burnt_unaccounted_m2") == 0.0);
  assert_true(run_world_figure(&world, "burnt_passive_crown_m2") +
                  run_world_figure(&world, "burnt_active_crown_m2") >
              0.0);
  burn(&world, 2, (double)INFINITY, false);
  assert_true(run_world_sum(&world) == straight);
  /* before and after the wind turns */
  check_stops(&world, straight, (const double[]){600.0, 1200.0, 1500.0}, 3);
  run_world_free(&world);
}

static void wind_over_hills_gives_the_same_bits(void **state)
{
  (void)state;
  struct run_world world, plain;
  const char *yaml = ONE_POINT TURNING TREES "%s}\nrun: {checkpoint_interval: 0 s}\n";
  char with[1600], without[1600];
  snprintf(with, sizeof with, yaml, ", terrain_wind: {method: linear}");
  snprintf(without, sizeof without, yaml, "");
  fire_world(&world, "fire_hills", ground_m, with);
  burn(&world, 1, (double)INFINITY, false);
  const uint64_t straight = run_world_sum(&world);
  const long cells = burnt_cells(&world);
  burn(&world, 2, (double)INFINITY, false);
  assert_true(run_world_sum(&world) == straight);
  check_stops(&world, straight, (const double[]){600.0}, 1);
  run_world_free(&world);
  fire_world(&plain, "fire_even", ground_m, without);
  burn(&plain, 1, (double)INFINITY, false);
  printf("hills change the wind: %ld cells burn, without %ld\n", cells, burnt_cells(&plain));
  assert_true(cells > 1000 && cells != burnt_cells(&plain));
  run_world_free(&plain);
}

static void a_mirrored_city_burns_mirrored(void **state)
{
  (void)state;
  struct run_world plain, mirrored;
  double square = 0.0;
  long compared = 0, other = 0;
  fire_world(&plain, "fire_plain", ground_m, ONE_POINT TURNING TREES "}\n");
  fire_world(&mirrored, "fire_mirrored", mirrored_m,
             "fire: {ignitions: [{name: one, place: [1895, 4395]}], weather: [{from: 0 s, "
             "wind_speed: 5 m/s, wind_from: 110 deg, " DRY
             "}, {from: 20 min, wind_speed: 6 m/s, wind_from: 20 deg}]" TREES "}\n");
  burn(&plain, 1, (double)INFINITY, false);
  burn(&mirrored, 1, (double)INFINITY, false);
  const float *a = run_world_field(&plain, "fire_arrival");
  const float *b = run_world_field(&mirrored, "fire_arrival");
  for (int i = 0; i < COLS * ROWS; i++) {
    const double s = (double)a[i], t = (double)b[i / COLS * COLS + COLS - 1 - i % COLS];
    other += isfinite(s) != isfinite(t);
    if (!isfinite(s) || !isfinite(t) || s < 60.0)
      continue;
    square += (s / t - 1.0) * (s / t - 1.0);
    compared++;
  }
  printf("mirrored: RMSE %.2e of %ld cells\n", sqrt(square / (double)compared), compared);
  assert_true(compared > 2000 && other <= 2 && sqrt(square / (double)compared) < 1e-3);
  run_world_free(&plain);
  run_world_free(&mirrored);
}

/* A line across the city east of the fire: with and without, narrow and wide. */
static long burnt_with_barrier(const char *name, const char *width)
{
  char yaml[1200];
  struct run_world world;
  snprintf(yaml, sizeof yaml,
           ONE_POINT STEADY ", barriers: [{name: road, line: [1800, 5100, 1800, 3800], width: "
                            "%s}]}\n",
           width);
  fire_world(&world, name, ground_m, yaml);
  burn(&world, 1, (double)INFINITY, false);
  const float *arrival = run_world_field(&world, "fire_arrival");
  long beyond = 0;
  for (int i = 0; i < COLS * ROWS; i++)
    beyond += i % COLS >= 80 && arrival[i] > 0.0f && isfinite(arrival[i]);
  run_world_free(&world);
  return beyond;
}

static void barriers_hold_by_their_width(void **state)
{
  (void)state;
  assert_int_equal(burnt_with_barrier("fire_wide", "30 m"), 0);
  assert_true(burnt_with_barrier("fire_narrow", "0.5 m") > 500);
}

/* A crew that builds the same line from the north: in time, too late, too slowly for its south. */
static void lines_hold_from_when_they_are_built(void **state)
{
  (void)state;
  const long free_burning = burnt_with_barrier("fire_unbuilt", "30 m, built_from: 50 min");
  const long raced = burnt_with_barrier("fire_raced", "30 m, built_rate: 0.9 m/s");
  assert_int_equal(burnt_with_barrier("fire_built", "30 m, built_rate: 10 m/s"), 0);
  assert_int_equal(burnt_with_barrier("fire_before", "30 m, built_from: 60 s"), 0);
  printf("beyond the line: %ld cells without it, %ld around its end\n", free_burning, raced);
  assert_int_equal(free_burning, burnt_with_barrier("fire_no_line", "0.001 m"));
  assert_true(raced > 50 && raced < free_burning - 50);
}

/* A river that no flame jumps: only brands of the crowns west of it light the other side. */
#define RIVER                                                                                      \
  ", canopies: [{fuel: 165, cover: 0.5, height: 12 m, base: 0.3 m, density: 0.12}], barriers: "    \
  "[{name: river, line: [1800, 5100, 1800, 3800], width: 300 m}]"

static long lit_beyond_river(const char *name, const char *more)
{
  char yaml[1600];
  struct run_world world;
  long beyond = 0;
  snprintf(yaml, sizeof yaml, ONE_POINT STEADY RIVER "%s}\n", more);
  fire_world(&world, name, ground_m, yaml);
  burn(&world, 1, (double)INFINITY, false);
  const float *arrival = run_world_field(&world, "fire_arrival");
  for (int i = 0; i < COLS * ROWS; i++)
    beyond += i % COLS >= 80 && arrival[i] > 0.0f && arrival[i] < 3000.0f;
  assert_true(run_world_figure(&world, "burnt_unaccounted_m2") == 0.0);
  printf("%s: %.0f brands thrown, %.0f lit, %ld cells beyond the river\n", name,
         run_world_figure(&world, "brands_thrown"), run_world_figure(&world, "brands_lit"), beyond);
  run_world_free(&world);
  return beyond;
}

static void brands_light_fires_ahead(void **state)
{
  (void)state;
  assert_int_equal(lit_beyond_river("fire_dull", ""), 0);
  assert_true(lit_beyond_river("fire_spots", ", spotting: {brands: 100}") > 50);
  /* fuel so cold and wet that hardly a brand lights it, and none that flies no farther */
  assert_int_equal(lit_beyond_river("fire_near", ", spotting: {brands: 100, trees: 1, diameter: "
                                                 "0.02 m, spread: 3}"),
                   0);
}

static void spotting_leaves_the_bits(void **state)
{
  (void)state;
  struct run_world world;
  fire_world(&world, "fire_spot_bits", ground_m,
             ONE_POINT TURNING RIVER ", spotting: {brands: 60, interval: 4 min}}\nrun: "
                                     "{checkpoint_interval: 0 s}\n");
  burn(&world, 1, (double)INFINITY, false);
  const uint64_t straight = run_world_sum(&world);
  assert_true(run_world_figure(&world, "brands_lit") > 5.0);
  check_stops(&world, straight, (const double[]){700.0, 1300.0, 2000.0}, 3);
  run_world_free(&world);
}

/* Schroeder's formula at 6 % and 35 C by hand: 0.5484; the drier and the warmer the likelier. */
static void brands_light_by_moisture(void **state)
{
  (void)state;
  assert_true(fabs(fire_brand_lights(0.06, 35.0) - 0.5484) < 2e-4);
  for (int m = 2; m < 40; m++) {
    assert_true(fire_brand_lights(0.01 * m, 30.0) <= fire_brand_lights(0.01 * (m - 1), 30.0));
    assert_true(fire_brand_lights(0.01 * m, 30.0) <= fire_brand_lights(0.01 * m, 40.0));
  }
  assert_true(fire_brand_lights(0.6, 0.0) == 0.0 && fire_brand_lights(0.01, 60.0) <= 1.0);
}

static void lines_and_late_fires_burn(void **state)
{
  (void)state;
  struct run_world world;
  fire_world(
      &world, "fire_line", ground_m,
      "fire: {ignitions: [{name: line, place: [1202, 4800, 1202, 4302]}, {name: late, place: "
      "[2255, 4205], at: 10 min}], " STEADY "}\n");
  burn(&world, 1, (double)INFINITY, false);
  const float *arrival = run_world_field(&world, "fire_arrival");
  /* the lattice starts at x = 1000, y = 5000 */
  assert_true((double)arrival[40 * COLS + 20] < 60.0);
  assert_true(fabs((double)arrival[79 * COLS + 125] - 600.0) < 1.0);
  for (int i = 0; i < COLS * ROWS; i++)
    assert_false(patch(i % COLS, i / COLS) == 98.0f && arrival[i] > 0.0f && isfinite(arrival[i]));
  run_world_free(&world);
}

static void expect_refusal(const char *name, const char *yaml, const char *wanted)
{
  struct run_world world;
  fire_world(&world, name, ground_m, yaml);
  const al_status got = run_world_run(&world, 1, (double)INFINITY, false);
  if (got != AL_BAD_INPUT || !strstr(al_ctx_error_text(world.ctx), wanted))
    fail_msg("%s: status %d, '%s' instead of '%s'", name, got, al_ctx_error_text(world.ctx),
             wanted);
  run_world_free(&world);
}

static void wrong_input_is_told(void **state)
{
  (void)state;
  expect_refusal("fire_water",
                 "fire: {ignitions: [{name: wet, place: [1455, 4355]}], " STEADY "}\n",
                 "nothing can burn");
  expect_refusal("fire_outside",
                 "fire: {ignitions: [{name: far, place: [9000, 9000]}], " STEADY "}\n",
                 "lies outside the grid");
  expect_refusal("fire_late", ONE_POINT "weather: [{from: 5 s, wind_speed: 1, wind_from: 0}]}\n",
                 "must hold from 0 s on");
  expect_refusal("fire_trees",
                 ONE_POINT STEADY
                 ", canopies: [{fuel: 165, cover: 0.5, height: 2 m, base: 5 m, density: 0.1}]}\n",
                 "lies above height");
  expect_refusal("fire_map", ONE_POINT STEADY ", fuel_map: [{from: 102, to: 777}]}\n",
                 "fuel model 777");
  expect_refusal("fire_dry",
                 ONE_POINT "weather: [{wind_speed: 1, wind_from: 0, moisture_1h: 0.001}]}\n",
                 "lies below");
  expect_refusal("fire_both",
                 "fire: {ignitions: [{name: two, place: [1, 2], path: /x.gpkg}], " STEADY "}\n",
                 "one of the two");
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(runs_give_the_same_bits),
                                     cmocka_unit_test(wind_over_hills_gives_the_same_bits),
                                     cmocka_unit_test(a_mirrored_city_burns_mirrored),
                                     cmocka_unit_test(barriers_hold_by_their_width),
                                     cmocka_unit_test(lines_hold_from_when_they_are_built),
                                     cmocka_unit_test(lines_and_late_fires_burn),
                                     cmocka_unit_test(wrong_input_is_told),
                                     cmocka_unit_test(brands_light_fires_ahead),
                                     cmocka_unit_test(spotting_leaves_the_bits),
                                     cmocka_unit_test(brands_light_by_moisture)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
