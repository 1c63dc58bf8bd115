/**
 * Open boundaries to the sea: waves leave, tides come in, and nothing moves before they do.
 */
#include "support/flow_world.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define GRAVITY 9.81
#define PI 3.14159265358979323846

enum { ROWS = 6, COLS = 400 };
#define CELL_M 1000.0
#define DEPTH_M 50.0

static double speed_m_per_s(void)
{
  return sqrt(GRAVITY * DEPTH_M);
}

static double flat_m(int col, int row)
{
  (void)col;
  (void)row;
  return -DEPTH_M;
}

/* A hump of 5 cm that runs eastward. */
static double hump_m(double x_m)
{
  const double s = (x_m - 200e3) / 15e3;
  return 0.05 * exp(-0.5 * s * s);
}

static double hump_depth_m(int col, int row)
{
  (void)row;
  return DEPTH_M + hump_m((col + 0.5) * CELL_M);
}

static double hump_u(int col, int row)
{
  (void)row;
  return sqrt(GRAVITY / DEPTH_M) * hump_m((col + 0.5) * CELL_M);
}

static double none(int col, int row)
{
  (void)col;
  (void)row;
  return 0.0;
}

/* What is left of the hump after the time in which it goes to the east side and half way back. */
static double hump_left(const char *name, const char *kind)
{
  struct flow_world world;
  char flow[300], duration[40];
  double most_m = 0.0;
  snprintf(flow, sizeof flow,
           "manning: 0, max_step: 600 s, boundaries: [{name: sea, side: east, kind: %s, level: 0 "
           "m}]",
           kind);
  snprintf(duration, sizeof duration, "%.3f s", 300e3 / speed_m_per_s());
  const struct flow_world_case of = {.name = name,
                                     .cols = COLS,
                                     .rows = ROWS,
                                     .cell_m = CELL_M,
                                     .bed_m = flat_m,
                                     .depth_m = hump_depth_m,
                                     .u_m_per_s = hump_u,
                                     .v_m_per_s = none,
                                     .duration = duration,
                                     .flow = flow};
  flow_world_run(&world, &of);
  for (int col = 200; col < COLS; col++) /* the west holds what the start sent there */
    most_m = fmax(most_m, fabs(flow_world_depth_m(&world, col, 3) - DEPTH_M));
  flow_world_free(&world);
  return most_m / 0.05;
}

static void test_waves_leave(void **state)
{
  (void)state;
  flow_world_gate("radiation, what comes back of a wave", hump_left("leave", "radiation"), 0.01);
  const double held = hump_left("held", "level");
  print_message("level, what comes back of a wave: %.3f\n", held);
  assert_true(held > 0.9); /* a level that is held sends a wave back with its sign turned */
}

/* A tide of some periods as a series in the section `tide`; `lag` is its phase at the start. */
static const char *tide_section(double height_m, double period_s, double periods, double lag,
                                const char *more)
{
  static char text[8000];
  size_t at = (size_t)snprintf(text, sizeof text, "tide: {%s stations: [{name: a, level: [", more);
  for (int k = 0; k <= 60 * periods; k++)
    at += (size_t)snprintf(text + at, sizeof text - at, "%s[%.2f s, %.6f m]", k ? ", " : "",
                           k * period_s / 60.0, height_m * sin(2.0 * PI * k / 60.0 - lag));
  snprintf(text + at, sizeof text - at, "]}]}\n");
  return text;
}

/* A tide that passes through from west to east is a sine in space after some periods. */
static void test_tide_passes_through(void **state)
{
  struct flow_world world;
  const double period_s = 10000.0, height_m = 0.05, c = speed_m_per_s();
  double error_m = 0.0, most_m = 0.0;
  (void)state;
  const struct flow_world_case of = {
      .name = "through",
      .cols = COLS,
      .rows = ROWS,
      .cell_m = CELL_M,
      .bed_m = flat_m,
      .duration = "40000 s",
      .sections = tide_section(height_m, period_s, 4.0, 0.0, ""),
      .flow = "manning: 0, max_step: 600 s, boundaries: [{name: w, side: west, kind: radiation, "
              "tide: a, tide_inflow: 1}, {name: e, side: east, kind: radiation, level: 0 m}]"};
  flow_world_run(&world, &of);
  for (int col = 10; col < COLS - 10; col++) {
    const double level_m = flow_world_depth_m(&world, col, 3) - DEPTH_M;
    const double exact_m =
        height_m * sin(2.0 * PI * (40000.0 - (col + 0.5) * CELL_M / c) / period_s);
    error_m = fmax(error_m, fabs(level_m - exact_m));
    most_m = fmax(most_m, level_m);
  }
  flow_world_gate("tide passing through, error of its height", fabs(most_m / height_m - 1.0), 0.01);
  flow_world_gate("tide passing through, largest error", error_m / height_m, 0.02);
  flow_world_free(&world);
}

/* A bay much shorter than the wave stands at the level outside, here half a period after a start at
 * low water. */
static void check_bay(const char *name, const char *kind, const char *more, const char *duration,
                      double expected_m, double gate)
{
  struct flow_world world;
  char flow[300], what[80];
  double error_m = 0.0;
  snprintf(flow, sizeof flow,
           "manning: 0.02, max_step: 600 s, boundaries: [{name: w, side: west, kind: %s, tide: a}]",
           kind);
  const struct flow_world_case of = {.name = name,
                                     .cols = 20,
                                     .rows = ROWS,
                                     .cell_m = 500.0,
                                     .bed_m = flat_m,
                                     .duration = duration,
                                     .sections = tide_section(1.0, 44714.0, 1.5, 0.5 * PI, more),
                                     .flow = flow};
  flow_world_run(&world, &of);
  for (int col = 0; col < 20; col++)
    error_m = fmax(error_m, fabs(flow_world_depth_m(&world, col, 3) - DEPTH_M - expected_m));
  snprintf(what, sizeof what, "%s, error of the tide in a bay", name);
  flow_world_gate(what, error_m, gate);
  flow_world_free(&world);
}

static void test_tide_in_a_bay(void **state)
{
  (void)state;
  check_bay("bay-level", "level", "", "22357 s", 1.0, 0.01);
  check_bay("bay-radiation", "radiation", "", "22357 s", 1.0, 0.01);
  /* With the shift the same level comes that much later. */
  check_bay("bay-shift", "level", "tide_shift: 11178.5 s,", "33535.5 s", 1.0, 0.01);
  /* Half way through the ramp half of the tide has come. */
  check_bay("bay-ramp", "level", "ramp: 44714 s,", "22357 s", 0.5, 0.01);
}

/* The water starts at the tide of the start and stays there: not a bit moves. */
static void check_still(const char *name, const char *kind)
{
  struct flow_world world;
  char flow[300];
  snprintf(flow, sizeof flow,
           "manning: 0.02, initial_level: -0.25 m, boundaries: [{name: w, side: west, kind: %s, "
           "level: -0.25 m, tide: a}]",
           kind);
  const struct flow_world_case of = {
      .name = name,
      .cols = 40,
      .rows = ROWS,
      .cell_m = 500.0,
      .bed_m = flat_m,
      .duration = "2 h",
      .sections = "tide: {stations: [{name: a, level: 1 m, offset: 0.5 m, factor: 0.75}]}\n",
      .flow = flow};
  flow_world_run(&world, &of);
  for (int col = 0; col < 40; col++) {
    assert_true(flow_world_depth_m(&world, col, 2) - DEPTH_M == 1.0);
    assert_true(flow_world_u(&world, col, 2) == 0.0);
  }
  flow_world_free(&world);
}

static void test_water_starts_at_the_tide(void **state)
{
  (void)state;
  check_still("still-level", "level");
  check_still("still-radiation", "radiation");
}

/* Between two places the level goes in a straight line from `from` to `to`, whichever is the more
 * southern. */
static void check_line(const char *name, const char *span, bool turned)
{
  enum { SIDE = 80 };
  struct flow_world world;
  char flow[400];
  double error_m = 0.0;
  snprintf(flow, sizeof flow,
           "manning: 0.5, boundaries: [{name: w, side: west, kind: level, tide: a, tide_end: b%s}]",
           span);
  const struct flow_world_case of = {
      .name = name,
      .cols = 30,
      .rows = SIDE,
      .cell_m = 500.0,
      .bed_m = flat_m,
      .duration = "4 h",
      .sections =
          "tide: {ramp: 1 h, stations: [{name: a, level: 0.1 m}, {name: b, level: 0.5 m}]}\n",
      .flow = flow};
  flow_world_run(&world, &of);
  for (int row = 0; row < SIDE; row++) {
    const double from_south = 1.0 - (row + 0.5) / SIDE;
    const double exact_m = 0.1 + 0.4 * (turned ? 1.0 - from_south : from_south);
    error_m = fmax(error_m, fabs(flow_world_depth_m(&world, 0, row) - DEPTH_M - exact_m));
  }
  flow_world_gate("level between two places, error over their difference", error_m / 0.4, 0.05);
  flow_world_free(&world);
}

static void test_level_between_two_places(void **state)
{
  (void)state;
  check_line("line", "", false);
  check_line("line-turned", ", from: 1e6, to: -1e6", true);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_waves_leave), cmocka_unit_test(test_tide_passes_through),
      cmocka_unit_test(test_tide_in_a_bay), cmocka_unit_test(test_water_starts_at_the_tide),
      cmocka_unit_test(test_level_between_two_places)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
