/**
 * Walls on faces in runs: water at rest behind them, the weir's law over them, waves, breaches,
 * what is refused.
 */
#include "models/models.h"
#include "models/structures/structures_breach.h"
#include "models/structures/structures_waves.h"
#include "support/column.h"
#include "support/flow_world.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Two ponds of 30 x 40 cells of 10 m: the lattice starts at x = 1000, y = 5000. */
enum { COLS = 60, ROWS = 40 };
#define UPRIGHT "line: [1300, 4500, 1300, 5100]"

static double plain_m(int col, int row)
{
  (void)col, (void)row;
  return -1.0;
}

static double uneven_m(int col, int row)
{
  return -1.0 + 0.3 * sin(0.7 * col) * cos(0.9 * row);
}

static double turned_m(int col, int row)
{
  return uneven_m(row, col);
}

/* Depths over the plain: 3 m in the west, 1 m in the east. */
static double west_high_m(int col, int row)
{
  (void)row;
  return col < 30 ? 3.0 : 1.0;
}

static double south_high_m(int col, int row)
{
  return 3.0 - 2.0 * (row < 30) + plain_m(col, row) - turned_m(col, row);
}

static double west_high_uneven_m(int col, int row)
{
  return 3.0 - 2.0 * (col >= 30) + plain_m(col, row) - uneven_m(col, row);
}

/* Within a square that stands on its corner: 2 m over the rest. */
static bool in_diamond(int col, int row)
{
  return abs(10 * col + 5 - 300) + abs(10 * row + 5 - 200) < 155;
}

static double diamond_m(int col, int row)
{
  return in_diamond(col, row) ? 3.0 : 1.0;
}

static double passed_m3(const struct flow_world *world)
{
  return run_world_figure(&world->run, "over:wall");
}

static void run_yard(struct flow_world *world, const char *name, struct flow_world_case of,
                     const char *walls)
{
  static char sections[2000];
  snprintf(sections, sizeof sections, "structures: {interval: 2 s, walls: [{name: wall, %s}]}\n",
           walls);
  of.name = name;
  of.cell_m = 10.0;
  of.sections = sections;
  of.flow = of.flow ? of.flow : "manning: 0.03";
  flow_world_run(world, &of);
}

/* A diagonal wall that is not overtopped: not a drop on the other side, not a motion. */
static void still_water_stays_behind_a_diagonal(void **state)
{
  (void)state;
  struct flow_world world;
  run_yard(
      &world, "walls-diamond",
      (struct flow_world_case){
          .cols = COLS, .rows = ROWS, .bed_m = plain_m, .depth_m = diamond_m, .duration = "10 min"},
      "line: [1145, 4800, 1300, 4955, 1455, 4800, 1300, 4645, 1145, 4800], crest: 2.5");
  double moved = 0.0, changed_m = 0.0;
  for (int row = 0; row < ROWS; row++)
    for (int col = 0; col < COLS; col++) {
      moved =
          fmax(moved, fabs(flow_world_u(&world, col, row)) + fabs(flow_world_v(&world, col, row)));
      changed_m = fmax(changed_m, fabs(flow_world_depth_m(&world, col, row) - diamond_m(col, row)));
    }
  flow_world_gate("speed behind a wall", moved, 0.0);
  flow_world_gate("depth behind a wall, change", changed_m, 0.0);
  flow_world_free(&world);
}

/* Ponds of 120000 m2 that a crest of 400 m parts, against the law at their mean levels. */
static void a_crest_lets_over_what_the_weir_law_says(void **state)
{
  (void)state;
  struct flow_world world;
  run_yard(&world, "walls-weir",
           (struct flow_world_case){.cols = COLS,
                                    .rows = ROWS,
                                    .bed_m = plain_m,
                                    .depth_m = west_high_m,
                                    .duration = "20 min"},
           UPRIGHT ", crest: 1.8");
  double west = 2.0, volume_m3 = 0.0;
  for (int s = 0; s < 1200; s++) {
    const double q = 1.705 * 400.0 * pow(fmax(west - 1.8, 0.0), 1.5);
    volume_m3 += q;
    west -= q / 120000.0;
  }
  flow_world_gate("free weir, volume over 20 min, share", fabs(passed_m3(&world) / volume_m3 - 1.0),
                  0.03);
  flow_world_gate("balance", flow_world_balance_share(&world), 1e-8);
  flow_world_free(&world);
}

/* Drowned from the start: both ponds end at one level, and never pass each other. */
static void a_drowned_crest_evens_out(void **state)
{
  (void)state;
  struct flow_world world;
  run_yard(
      &world, "walls-drowned",
      (struct flow_world_case){
          .cols = COLS, .rows = ROWS, .bed_m = plain_m, .depth_m = west_high_m, .duration = "2 h"},
      UPRIGHT ", crest: -0.5");
  double sides_m[2] = {0.0, 0.0};
  for (int row = 0; row < ROWS; row++)
    for (int col = 0; col < COLS; col++)
      sides_m[col >= 30] += flow_world_depth_m(&world, col, row) / (ROWS * COLS / 2);
  flow_world_gate("ponds at one level, m", fabs(sides_m[0] - sides_m[1]), 2e-3);
  flow_world_free(&world);
}

/* A wall along y lets over what the same wall along x does; so does the inertial scheme. */
static void both_axes_are_one(void **state)
{
  (void)state;
  struct flow_world along_y, along_x, inertial;
  const struct flow_world_case of = {.cols = COLS,
                                     .rows = ROWS,
                                     .bed_m = uneven_m,
                                     .depth_m = west_high_uneven_m,
                                     .duration = "3 min"};
  struct flow_world_case turned = of, slow = of;
  turned.cols = ROWS;
  turned.rows = COLS;
  turned.bed_m = turned_m;
  turned.depth_m = south_high_m;
  run_yard(&along_y, "walls-y", of, UPRIGHT ", crest: 1.5");
  run_yard(&along_x, "walls-x", turned, "line: [900, 4700, 1500, 4700], crest: 1.5");
  flow_world_gate("a wall along x and along y, share",
                  fabs(fabs(passed_m3(&along_x)) / passed_m3(&along_y) - 1.0), 1e-4);
  slow.depth_m = NULL;
  slow.flow = "manning: 0.03, scheme: inertial, initial_level: 2 m";
  run_yard(&inertial, "walls-inertial", slow, UPRIGHT ", crest: 1.5");
  flow_world_gate("levels that do not differ move nothing", fabs(passed_m3(&inertial)), 0.0);
  flow_world_free(&along_y);
  flow_world_free(&along_x);
  flow_world_free(&inertial);
}

/* What waves throw over in two minutes, and no water made by it. */
static void waves_are_carried_over(void **state)
{
  (void)state;
  struct flow_world world;
  run_yard(&world, "walls-waves",
           (struct flow_world_case){.cols = COLS,
                                    .rows = ROWS,
                                    .bed_m = plain_m,
                                    .depth_m = west_high_m,
                                    .duration = "2 min"},
           UPRIGHT ", crest: 3, wave_height: 1, wave_period: 6 s");
  const struct structures_waves waves = {1.0, 6.0};
  const double m3 = 120.0 * 400.0 * structures_overtopping_wall(waves, 1.0);
  flow_world_gate("volume thrown over, share", fabs(passed_m3(&world) / m3 - 1.0), 0.01);
  flow_world_gate("balance", flow_world_balance_share(&world), 1e-8);
  flow_world_free(&world);
}

/* A dyke that stands 5 min under water breaks, deepens and widens; the ponds meet. */
static void an_overtopped_dyke_breaks(void **state)
{
  (void)state;
  struct flow_world world;
  run_yard(
      &world, "walls-breach",
      (struct flow_world_case){
          .cols = COLS, .rows = ROWS, .bed_m = plain_m, .depth_m = west_high_m, .duration = "3 h"},
      UPRIGHT ", crest: 1.95, breach: overtopping, breach_after: 5 min, soil: sand, "
              "breach_point: [1300, 4800]");
  double west_m = 0.0;
  for (int row = 0; row < ROWS; row++)
    for (int col = 0; col < 30; col++)
      west_m += flow_world_depth_m(&world, col, row) / (ROWS * 30);
  flow_world_gate("pond behind a breach, m", fabs(west_m - 2.0), 0.02);
  const double width_m = run_world_figure(&world.run, "breach:wall");
  printf("width of the breach: %g m\n", width_m);
  assert_true(width_m > 11.0 && width_m < 200.0);
  flow_world_free(&world);
}

/* Spans add up to the closed form; the soil's end and the first width hold. */
static void a_breach_grows_as_published(void **state)
{
  (void)state;
  const struct structures_breach_law sand = {10.0, 200.0, 360.0, 0.2};
  double width_m = 10.0;
  for (int s = 0; s < 360; s++)
    width_m = structures_breach_widen(&sand, width_m, s * 100.0, 100.0, 1.0);
  const double hours = (36000.0 - 360.0) / 3600.0;
  const double closed_m = 10.0 + 1.3 * sqrt(9.81) / 0.2 * log10(1.0 + 0.04 * 9.81 / 0.2 * hours);
  flow_world_gate("breach after ten hours, m", fabs(width_m - closed_m), 1e-9);
  assert_true(structures_breach_widen(&sand, 10.0, 0.0, 360.0, 5.0) == 10.0);
  assert_true(structures_breach_widen(&sand, 150.0, 3600.0, 1e6, 5.0) == 200.0);
  assert_true(structures_breach_depth(&sand, 180.0) == 0.5);
}

/* Reckoned by hand with a table of logarithms' precision. */
static void overtopping_as_reckoned_by_hand(void **state)
{
  (void)state;
  const struct structures_waves one = {1.0, 6.0}, two = {2.0, 8.0};
  flow_world_gate("upright wall", fabs(structures_overtopping_wall(one, 1.0) / 0.007066 - 1.0),
                  1e-3);
  flow_world_gate("dyke 1:3",
                  fabs(structures_overtopping_dyke(two, 3.0, 3.0, 1.0) / 0.045217 - 1.0), 2e-3);
  const struct structures_waves raised = structures_waves_of_wind(30.0, 30000.0, 10.0);
  flow_world_gate("height of wind waves", fabs(raised.height_m / 2.3149 - 1.0), 1e-3);
  flow_world_gate("period of wind waves", fabs(raised.period_s / 5.901 - 1.0), 1e-3);
  assert_true(structures_overtopping_wall((struct structures_waves){0.0, 0.0}, 1.0) == 0.0);
  assert_true(structures_waves_of_wind(0.0, 1e4, 5.0).height_m == 0.0);
}

static void bad_input_is_named(void **state)
{
  (void)state;
  static const struct {
    const char *walls, *says;
  } bad[] = {
      {"[{name: a, line: [500, 0, 900, 0], crest: 2}]", "parts no two cells"},
      {"[{name: a, crest: 2}]", "either `line` or `path`"},
      {"[{name: a, line: [40, 0, 40], crest: 2}]", "wanted: x and y of two points"},
      {"[{name: a, line: [40, 0, 40, 80]}]", "either `crest` or"},
      {"[{name: a, line: [40, 0, 40, 80], crest: 2, crest_attribute: z}]", "needs the layer"},
      {"[{name: a, line: [40, 0, 40, 80], crest: 2, wave_height: 1}]", "go together"},
      {"[{name: a, line: [40, 0, 40, 80], crest: 2, breach: level}]", "needs `breach_level`"},
      {"[{name: a, line: [40, 0, 40, 80], crest: 2, breach_point: [1]}]", "wanted: x and y"},
      {"[{name: a, line: [40, 0, 40, 80], crest: 2, breach_bottom: 3}]", "not below the crest"},
      {"[{name: a, line: [40, 0, 40, 80], crest: 2, breach_most_width: 5 m}]", "is less than"},
      {"[{name: a, line: [40, 0, 40, 80], crest: 2}, {name: a, line: [60, 0, 60, "
       "80], crest: 2}]",
       "two of them are called"},
      {"[{name: a, line: [40, 0, 40, 80], crest: 2, slope: 0.2}]", "structures.walls[0].slope"},
      {"[{name: a, path: nowhere.geojson, crest: 2}]", "nowhere.geojson"},
      {"[]", "names no walls"},
  };
  for (size_t k = 0; k < AL_COUNT(bad); k++) {
    struct column_bench bench;
    char section[400];
    column_bench_open(&bench, 8, 8, NULL);
    column_bench_layer(&bench, "bed", 1.0);
    snprintf(section, sizeof section, "walls: %s", bad[k].walls);
    const al_status status = column_bench_create(&bench, &al_model_structures, section, 60.0);
    const char *text = al_ctx_error_text(bench.ctx);
    if (status != AL_BAD_INPUT || !strstr(text, bad[k].says))
      fail_msg("%s: status %d: %s", section, status, text);
    column_bench_close(&bench);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(still_water_stays_behind_a_diagonal),
      cmocka_unit_test(a_crest_lets_over_what_the_weir_law_says),
      cmocka_unit_test(a_drowned_crest_evens_out),
      cmocka_unit_test(both_axes_are_one),
      cmocka_unit_test(waves_are_carried_over),
      cmocka_unit_test(an_overtopped_dyke_breaks),
      cmocka_unit_test(a_breach_grows_as_published),
      cmocka_unit_test(overtopping_as_reckoned_by_hand),
      cmocka_unit_test(bad_input_is_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
