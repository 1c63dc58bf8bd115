/**
 * A fire season: one fire in one weather is the fire of a plain run in every bit; the same fire
 * many times burns with probability 0 or 1; the same bits for any thread count and after a stop;
 * all cells are those of the fires; weathers, sources and crews do what they say.
 */
#include "config/scenario_section.h"
#include "models/fire/fire_season_config.h"
#include "models/fire/fire_tally.h"
#include "models/models.h"
#include "support/run_world.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLS = 190, ROWS = 150 };

static double ground_m(int col, int row)
{
  const double x = col - 75.0, y = row - 55.0;
  if (col >= 100 && col < 104 && row >= 30 && row < 37)
    return (double)NAN;
  return 60.0 * exp(-(x * x + y * y) / 900.0) + 0.2 * y;
}

#define DRY "moisture_1h: 0.05, moisture_10h: 0.06, moisture_100h: 0.07, moisture_herb: 0.5"
#define TURNING                                                                                    \
  "weather: [{from: 0 s, wind_speed: 5 m/s, wind_from: 250 deg, " DRY                              \
  "}, {from: 20 min, wind_speed: 6 m/s, wind_from: 340 deg}]"
#define GROUND                                                                                     \
  TURNING ", canopies: [{fuel: 165, cover: 0.5, height: 12 m, base: 1 m, density: 0.12}], "        \
          "barriers: [{name: road, line: [1905, 5100, 1905, 3000], width: 4 m}]"
#define LATE "fire: {ignitions: [{name: one, place: [1605, 4395], at: 3 min}], " GROUND "}\n"
#define TWO                                                                                        \
  "fire: {ignitions: [{name: one, place: [1605, 4395]}, {name: two, place: [2305, 4105, 2385, "    \
  "4205]}], " GROUND "}\n"
#define SCATTERED                                                                                  \
  "sources: [{name: anywhere, weight: 2}, {name: path, place: [1300, 4800, 2500, 3800], scatter: " \
  "60 m}]"

/* Grass, woods, a lake: fuels in patches. */
static float patch(int col, int row)
{
  if (col > 40 && col < 52 && row > 60 && row < 75)
    return 98.0f;
  return (col / 20 + row / 25) % 3 == 0 ? 165.0f : (col / 30) % 2 ? 102.0f : 1.0f;
}

static double flat_m(int col, int row)
{
  (void)col;
  (void)row;
  return 5.0;
}

static void season_world_on(struct run_world *world, const char *name, double (*bed_m)(int, int),
                            const char *yaml)
{
  static const struct al_section *const sections[] = {&al_scenario_section, &al_grid_section,
                                                      &al_run_section, &al_fire_section,
                                                      &al_fire_season_section};
  static const struct al_model *const season[] = {&al_model_fire_season};
  static const struct al_model *const plain[] = {&al_model_fire};
  run_world_make(world, name, COLS, ROWS, 10.0, bed_m, bed_m == flat_m ? "6 h" : "50 min", yaml,
                 sections, AL_COUNT(sections));
  float *fuel = run_world_add_layer(world, AL_LAYER_FUEL, 102.0f);
  for (int i = 0; i < COLS * ROWS; i++)
    fuel[i] = bed_m == flat_m ? 1.0f : patch(i % COLS, i / COLS);
  world->options.models = strstr(yaml, "fire_season:") ? season : plain;
  world->options.model_count = 1;
}

static void season_world(struct run_world *world, const char *name, const char *yaml)
{
  season_world_on(world, name, ground_m, yaml);
}

static void burn(struct run_world *world, int threads, double stop_at_s, bool resume)
{
  const al_status wanted = isfinite(stop_at_s) ? AL_STOPPED : AL_OK;
  const al_status got = run_world_run(world, threads, stop_at_s, resume);
  if (got != wanted)
    fail_msg("status %d instead of %d: %s", got, wanted, al_ctx_error_text(world->ctx));
}

static void run_season(struct run_world *world, const char *name, const char *yaml)
{
  season_world(world, name, yaml);
  burn(world, 2, (double)INFINITY, false);
  assert_true(run_world_figure(world, "burnt_unaccounted_m2") == 0.0);
}

static void expect_same_fire(const char *name_plain, const char *name_season, const char *fire)
{
  char yaml[2000];
  struct run_world plain, season;
  long burnt = 0;
  season_world(&plain, name_plain, fire);
  burn(&plain, 1, (double)INFINITY, false);
  snprintf(yaml, sizeof yaml, "%sfire_season: {fires: 1, burn_time: 50 min}\n", fire);
  run_season(&season, name_season, yaml);
  const float *a = run_world_field(&plain, "fire_arrival");
  const float *flame = run_world_field(&plain, "fire_flame");
  const float *b = run_world_field(&season, "season_first");
  const float *mean = run_world_field(&season, "season_flame_mean");
  const float *last = run_world_field(&season, "season_arrival_p90");
  for (int i = 0; i < COLS * ROWS; i++) {
    const bool came = isfinite(ground_m(i % COLS, i / COLS)) && a[i] < 3000.0f;
    if (came && (memcmp(&a[i], &b[i], sizeof a[i]) != 0 || last[i] != a[i]))
      fail_msg("cell %d: arrival %.9g and %.9g s", i, (double)a[i], (double)b[i]);
    if (came && fabsf(mean[i] - flame[i]) > 6e-4f)
      fail_msg("cell %d: flame %g and %g m", i, (double)flame[i], (double)mean[i]);
    if (!came && isfinite(ground_m(i % COLS, i / COLS)) && isfinite(b[i]))
      fail_msg("cell %d burns in the season alone", i);
    burnt += came;
  }
  printf("one fire: %ld cells, the same bits\n", burnt);
  assert_true(burnt > 2500);
  assert_true(run_world_figure(&season, "burnt_sum_m2") == 100.0 * (double)burnt);
  run_world_free(&plain);
  run_world_free(&season);
}

static void one_fire_is_the_plain_run(void **state)
{
  (void)state;
  expect_same_fire("season_plain", "season_one", LATE);
  /* fires ahead of the front are drawn from the same numbers */
  expect_same_fire("season_spots", "season_spot",
                   "fire: {ignitions: [{name: one, place: [1605, 4395], at: 3 min}], spotting: "
                   "{brands: 200}, " GROUND "}\n");
}

/* Even fuel without wind: many cells burn at equal times, on tiles that get their places in another
 * order than that of the forest. */
static void equal_times_keep_their_order(void **state)
{
  (void)state;
  static const char *const many =
      "fire: {ignitions: [{name: one, place: [2280, 4360]}], weather: "
      "[{wind_speed: 0, wind_from: 0, " DRY "}, {from: 4 h, wind_speed: 0.4 m/s, wind_from: 315 "
      "deg}]}\nfire_season: {fires: 1, burn_time: 6 h}\n";
  struct run_world plain, season;
  char alone[1200];
  snprintf(alone, sizeof alone, "%.*s", (int)(strstr(many, "fire_season") - many), many);
  season_world_on(&plain, "season_even_plain", flat_m, alone);
  burn(&plain, 1, (double)INFINITY, false);
  season_world_on(&season, "season_even", flat_m, many);
  burn(&season, 1, (double)INFINITY, false);
  const float *a = run_world_field(&plain, "fire_arrival");
  const float *b = run_world_field(&season, "season_first");
  long burnt = 0, other = 0;
  for (int i = 0; i < COLS * ROWS; i++) {
    burnt += a[i] < 21600.0f;
    other += a[i] < 21600.0f && memcmp(&a[i], &b[i], sizeof a[i]) != 0;
  }
  printf("even fuel: %ld cells, %ld with other bits\n", burnt, other);
  assert_true(burnt > 1500 && other == 0);
  run_world_free(&plain);
  run_world_free(&season);
}

static void equal_fires_burn_or_not(void **state)
{
  (void)state;
  struct run_world world;
  long burnt = 0;
  run_season(&world, "season_equal", LATE "fire_season: {fires: 7, burn_time: 50 min}\n");
  const float *probability = run_world_field(&world, "season_burn_probability");
  const float *p10 = run_world_field(&world, "season_arrival_p10");
  const float *p90 = run_world_field(&world, "season_arrival_p90");
  for (int i = 0; i < COLS * ROWS; i++) {
    float sum = 0.0f;
    for (int k = 1; k <= AL_FIRE_FLAMES; k++) {
      char name[40];
      snprintf(name, sizeof name, "season_flame_class_%d", k);
      sum += run_world_field(&world, name)[i];
    }
    assert_true(probability[i] == 0.0f || probability[i] == 1.0f);
    assert_true(sum == probability[i]);
    assert_true(probability[i] == 0.0f || p10[i] == p90[i]);
    burnt += probability[i] == 1.0f;
  }
  assert_true(burnt > 2500);
  assert_true(run_world_figure(&world, "burnt_sum_m2") == 700.0 * (double)burnt);
  run_world_free(&world);
}

/* Probabilities are counts over the number of fires. */
static void all_cells_are_those_of_the_fires(void **state)
{
  (void)state;
  struct run_world world;
  double sum = 0.0;
  run_season(&world, "season_two", TWO "fire_season: {fires: 4, burn_time: 30 min}\n");
  const float *probability = run_world_field(&world, "season_burn_probability");
  for (int i = 0; i < COLS * ROWS; i++)
    sum += 4.0 * (double)probability[i];
  assert_true(fabs(run_world_figure(&world, "burnt_sum_m2") - 100.0 * sum) < 1e-6);
  assert_true(run_world_figure(&world, "fires_unlit") == 0.0);
  run_world_free(&world);
}

static void threads_and_stops_leave_the_bits(void **state)
{
  (void)state;
  struct run_world world;
  season_world(&world, "season_bits",
               "fire: {" GROUND "}\nfire_season: {fires: 200, burn_time: 25 min, " SCATTERED
               "}\nrun: {checkpoint_interval: 0 s}\n");
  burn(&world, 1, (double)INFINITY, false);
  const uint64_t one = run_world_sum(&world);
  const double burnt_m2 = run_world_figure(&world, "burnt_sum_m2");
  assert_true(burnt_m2 > 200 * 5000.0);
  static const int threads[] = {2, 4};
  for (int k = 0; k < 2; k++) {
    burn(&world, threads[k], (double)INFINITY, false);
    if (run_world_sum(&world) != one)
      fail_msg("%d threads: other bits", threads[k]);
    assert_true(run_world_figure(&world, "burnt_sum_m2") == burnt_m2);
  }
  burn(&world, 2, 1100.0, false);
  burn(&world, 2, (double)INFINITY, true);
  assert_true(run_world_sum(&world) == one);
  assert_true(run_world_figure(&world, "burnt_sum_m2") == burnt_m2);
  run_world_free(&world);
}

static double mean_burnt(const char *name, const char *crew, double *contained)
{
  char yaml[1600];
  struct run_world world;
  snprintf(yaml, sizeof yaml,
           "fire: {" GROUND "}\nfire_season: {fires: 60, burn_time: 40 min, " SCATTERED "%s}\n",
           crew);
  run_season(&world, name, yaml);
  const double mean = run_world_figure(&world, "burnt_mean_m2");
  *contained = run_world_figure(&world, "containment_probability");
  run_world_free(&world);
  return mean;
}

static void crews_contain_what_they_can(void **state)
{
  (void)state;
  double none, idle, some, all;
  const double free_m2 = mean_burnt("season_free", "", &none);
  const double idle_m2 = mean_burnt(
      "season_idle", ", crews: [{name: far, delay: 41 min, line_rate: 9 m/s, flame_most: 99 m}]",
      &idle);
  const double some_m2 = mean_burnt("season_some",
                                    ", crews: [{name: one, place: [1600, 4400], delay: 5 min, "
                                    "line_rate: 0.6 m/s, flame_most: 99 m}]",
                                    &some);
  const double all_m2 = mean_burnt(
      "season_all", ", crews: [{name: all, delay: 0 s, line_rate: 9 m/s, flame_most: 99 m}]", &all);
  printf("burnt %.0f m2; with crews %.0f (contained %.2f), %.0f (%.2f)\n", free_m2, some_m2, some,
         all_m2, all);
  assert_true(none == 0.0 && idle == 0.0 && idle_m2 == free_m2);
  assert_true(some > 0.05 && some < 0.95 && some_m2 < free_m2);
  /* what burnt until then stays */
  assert_true(all == 1.0 && all_m2 < some_m2 && all_m2 > 0.0);
}

static void weathers_are_drawn_by_weight(void **state)
{
  (void)state;
  struct run_world world;
  char table[4200], yaml[8000], *whole;
  snprintf(table, sizeof table, "%s/weathers.csv", test_scratch_folder("season_table"));
  FILE *file = fopen(table, "w");
  assert_non_null(file);
  fputs("weather,weight,from_h,wind_speed_m_s,wind_from_deg,moisture_1h_pct,moisture_10h_pct,"
        "moisture_100h_pct,moisture_herb_pct,moisture_woody_pct,moisture_foliar_pct\n"
        "west,9,0,6,270,5,6,7,50,90,100\nturn,1,0,6,270,5,6,7,50,90,100\n"
        "turn,1,0.3,6,90,5,6,7,50,90,100\nnever,0,0,6,180,5,6,7,50,90,100\n",
        file);
  fclose(file);
  whole = realpath(table, NULL);
  assert_non_null(whole);
  snprintf(yaml, sizeof yaml,
           "fire: {ignitions: [{name: one, place: [1605, 4395]}]}\nfire_season: {fires: 400, "
           "burn_time: 40 min, weathers: '%s'}\n",
           whole);
  free(whole);
  run_season(&world, "season_weather", yaml);
  const float *probability = run_world_field(&world, "season_burn_probability");
  float most = 0.0f, partly[2] = {1.0f, 0.0f};
  for (int i = 0; i < COLS * ROWS; i++) {
    most = fmaxf(most, probability[i]);
    if (probability[i] > 0.0f) {
      partly[0] = fminf(partly[0], probability[i]);
      partly[1] = fmaxf(partly[1], probability[i] < 1.0f ? probability[i] : 0.0f);
    }
  }
  printf("shares of two weathers: %.2f and %.2f\n", (double)partly[0], (double)partly[1]);
  assert_true(run_world_figure(&world, "weathers") == 3.0 && most == 1.0f);
  /* 9 to 1, within four standard deviations of 400 draws */
  assert_true(fabsf(partly[1] - 0.9f) < 0.06f && fabsf(partly[0] + partly[1] - 1.0f) < 1e-6f);
  run_world_free(&world);
}

static void expect_refusal(const char *name, const char *yaml, const char *wanted)
{
  struct run_world world;
  season_world(&world, name, yaml);
  const al_status got = run_world_run(&world, 1, (double)INFINITY, false);
  if (got != AL_BAD_INPUT || !strstr(al_ctx_error_text(world.ctx), wanted))
    fail_msg("%s: status %d, '%s' instead of '%s'", name, got, al_ctx_error_text(world.ctx),
             wanted);
  run_world_free(&world);
}

static void wrong_input_is_told(void **state)
{
  (void)state;
  expect_refusal("season_nothing", "fire: {" GROUND "}\nfire_season: {fires: 2}\n",
                 "give sources, or ignitions");
  expect_refusal("season_dry", "fire: {}\nfire_season: {sources: [{name: a}]}\n",
                 "the first record must hold from 0 s on");
  expect_refusal("season_lake",
                 "fire: {" GROUND "}\nfire_season: {sources: [{name: lake, place: [1455, 4315], "
                 "scatter: 1 m}]}\n",
                 "finds no cell with fuel");
  expect_refusal("season_weight",
                 "fire: {" GROUND "}\nfire_season: {sources: [{name: a, weight: 0}]}\n",
                 "no weight is above 0");
  expect_refusal("season_odd",
                 "fire: {" GROUND "}\nfire_season: {sources: [{name: a, place: [1, 2, 3]}]}\n",
                 "coordinates in pairs");
  expect_refusal("season_crew",
                 "fire: {" GROUND "}\nfire_season: {sources: [{name: a}], crews: [{name: b, place: "
                 "[1], line_rate: 1 m/s}]}\n",
                 "1 coordinates; allowed: 2");
}

static void tally_gives_percentiles(void **state)
{
  (void)state;
  struct fire_tally_cell cell = {0};
  assert_false(isfinite(fire_tally_quantile_s(&cell, 0.5, 2200.0)));
  for (int k = 1; k <= 100; k++)
    fire_tally_add(&cell, 20.0f * (float)k, k > 90 ? 4.0f : 0.3f, 2200.0f);
  assert_int_equal(fire_tally_burnt(&cell), 100);
  assert_true(fire_tally_first_s(&cell) == 20.0f && fire_tally_last_s(&cell) == 2000.0f);
  for (int k = 1; k < 10; k++)
    assert_true(fabs((double)fire_tally_quantile_s(&cell, 0.1 * k, 2200.0) - 200.0 * k) < 25.0);
  assert_int_equal(cell.flame[0], 90);
  assert_int_equal(cell.flame[5], 10);
  assert_int_equal(cell.flame_mm, 90 * 300 + 10 * 4000);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(tally_gives_percentiles),
                                     cmocka_unit_test(one_fire_is_the_plain_run),
                                     cmocka_unit_test(equal_times_keep_their_order),
                                     cmocka_unit_test(equal_fires_burn_or_not),
                                     cmocka_unit_test(all_cells_are_those_of_the_fires),
                                     cmocka_unit_test(threads_and_stops_leave_the_bits),
                                     cmocka_unit_test(crews_contain_what_they_can),
                                     cmocka_unit_test(weathers_are_drawn_by_weight),
                                     cmocka_unit_test(wrong_input_is_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
