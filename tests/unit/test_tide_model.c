/**
 * The section `tide` and the boundaries that ask for it: what they give, and what wrong ones get.
 */
#include "config/scenario_section.h"
#include "models/models.h"
#include "models/tide/tide.h"
#include "support/run_world.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static double flat_m(int col, int row)
{
  (void)col;
  (void)row;
  return -20.0;
}

enum { SECTIONS_MOST = 40 };

/* A run of an hour whose scenario holds the sections; its status. */
static al_status run_with(struct run_world *world, const char *duration, const char *yaml)
{
  static const struct al_section *all[SECTIONS_MOST];
  size_t models, count = 0;
  const struct al_model *const *model = al_models(&models);
  all[count++] = &al_scenario_section;
  all[count++] = &al_grid_section;
  all[count++] = &al_run_section;
  for (size_t m = 0; m < models; m++)
    all[count++] = model[m]->section;
  run_world_make(world, "tide-model", 8, 8, 100.0, flat_m, duration, yaml, all, count);
  return run_world_run(world, 1, (double)INFINITY, false);
}

#define DATED "1 h, start: \"2023-07-26T22:00Z\""
#define WEST "flow: {manning: 0.02, boundaries: [{name: w, side: west, kind: level, tide: a}]}\n"

static double level_after_m(const char *duration, const char *yaml)
{
  struct run_world world;
  if (run_with(&world, duration, yaml) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world.ctx));
  const double level_m = (double)run_world_field(&world, "d")[4 * 8 + 4];
  run_world_free(&world);
  return level_m;
}

static double level_at_end_m(const char *yaml)
{
  return level_after_m(DATED, yaml);
}

/* A rise and a fall between two times of a prediction: the basin, whose period is 230 s, follows.
 */
static void levels_keep_their_points(void **state)
{
  (void)state;
  const double level_m =
      level_after_m("3555 s, start: \"2023-07-26T22:00Z\"",
                    "tide: {stations: [{name: a, level: [[0 s, 0 m], [3305 s, 0 m], "
                    "[3560 s, 0.4 m], [3595 s, 0 m], [7200 s, 0 m]]}]}\n" WEST);
  print_message("%.3f m\n", level_m);
  assert_true(level_m > 0.3 && level_m < 0.5);
}

/* The little basin stands at the predicted level, above whichever zero is asked for. */
static void the_basin_stands_at_the_prediction(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  struct al_arena *arena;
  static struct tide tide;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  assert_int_equal(al_arena_create(ctx, 0, &arena), AL_OK);
  assert_int_equal(tide_read(ctx, arena, NULL, "Xiamen", &tide), AL_OK);
  const double end_s = 1690412400.0; /* 2023-07-26T23:00Z */
  const double expected_m = tide_level_m(&tide, end_s, NULL);
  assert_true(fabs(expected_m) > 0.5);
  assert_true(fabs(level_at_end_m("tide: {stations: [{name: a, station: Xiamen}]}\n" WEST) -
                   expected_m) < 0.01);
  /* Gauge zero lies 3.59 m below mean sea level, the lowest tide 0.352 m above gauge zero. */
  assert_true(
      fabs(level_at_end_m("tide: {stations: [{name: a, station: Xiamen, datum: LAT, offset: "
                          "0.1 m}]}\n" WEST) -
           (expected_m + 3.59 - 0.352 + 0.1)) < 0.01);
  assert_true(
      fabs(level_at_end_m("tide: {stations: [{name: a, station: Xiamen, factor: 0.5, delay: "
                          "20 min}]}\n" WEST) -
           0.5 * tide_level_m(&tide, end_s - 1200.0, NULL)) < 0.01);
  al_arena_destroy(arena);
  al_ctx_destroy(ctx);
}

static void must_refuse(const char *duration, const char *yaml, const char *words)
{
  struct run_world world;
  assert_int_equal(run_with(&world, duration, yaml), AL_BAD_INPUT);
  if (!strstr(al_ctx_error_text(world.ctx), words))
    fail_msg("not '%s' but: %s", words, al_ctx_error_text(world.ctx));
  run_world_free(&world);
}

static void wrong_sections_are_refused(void **state)
{
  (void)state;
  must_refuse(DATED, "tide: {stations: [{name: b, station: Xiamen}]}\n" WEST,
              "no tide 'a' stands under tide.stations");
  must_refuse(DATED, "tide: {stations: [{name: a, station: Xiaman}]}\n" WEST,
              "no station 'Xiaman'; it has 'Xiamen'");
  must_refuse(DATED, "tide: {stations: [{name: a, station: Xiamen, datum: MSLL}]}\n" WEST,
              "has no datum 'MSLL'; nearest: MSL");
  must_refuse(DATED, "tide: {stations: [{name: a, station: Xiamen, datum: MSLL}]}\n" WEST,
              "scenario.yaml:3:");
  must_refuse(DATED, "tide: {stations: [{name: a, station: Xiamen, level: 1 m}]}\n" WEST,
              "has levels of its own and a station");
  must_refuse("1 h", "tide: {stations: [{name: a, station: Xiamen}]}\n" WEST,
              "which needs scenario.start");
  must_refuse(
      DATED,
      "tide: {stations: [{name: a, level: 1 m}]}\nflow: {boundaries: [{name: w, side: west, "
      "kind: free, tide: a}]}\n",
      "boundary w: a tide needs kind level or radiation");
  must_refuse(
      DATED,
      "tide: {stations: [{name: a, level: 1 m}]}\nflow: {boundaries: [{name: w, side: edge, "
      "kind: level, tide: a, tide_end: a}]}\n",
      "boundary w: a tide needs kind level or radiation");
  must_refuse(DATED, "flow: {boundaries: [{name: w, side: west, kind: radiation}]}\n",
              "boundary w of kind radiation needs the key `level` or `tide`");
}

static void doubtful_sections_are_told(void **state)
{
  (void)state;
  struct run_world world;
  assert_int_equal(
      run_with(&world, DATED,
               "tide: {tide_shift: 1 h, stations: [{name: a, level: [[0 h, 1 m], [1 h, 1.2 m]]}, "
               "{name: b, level: 2 m}]}\nflow: {boundaries: [{name: w, side: west, kind: level, "
               "tide: a}, {name: e, side: east, kind: level, tide: b}]}\n"),
      AL_OK);
  assert_non_null(strstr(al_ctx_error_text(world.ctx), "cover 1.0 h to 2.0 h of a run of 1.0 h"));
  assert_non_null(strstr(al_ctx_error_text(world.ctx), "stand 1.00 m to 2.00 m at the start"));
  run_world_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_basin_stands_at_the_prediction),
                                     cmocka_unit_test(levels_keep_their_points),
                                     cmocka_unit_test(wrong_sections_are_refused),
                                     cmocka_unit_test(doubtful_sections_are_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
