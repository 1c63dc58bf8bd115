/**
 * The works model in runs: ponds that it joins, what it moves, what it refuses.
 */
#include "models/models.h"
#include "support/column.h"
#include "support/flow_world.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Two ponds of 15 x 20 cells with a wall of void between them, their floors at 0. */
enum { COLS = 31, ROWS = 20 };

static double ponds_m(int col, int row)
{
  (void)row;
  return col == 15 ? (double)NAN : 0.0;
}

static double west_2_m(int col, int row)
{
  (void)row;
  return col < 15 ? 2.0 : 0.5;
}

static double west_low_m(int col, int row)
{
  (void)row;
  return col < 15 ? 0.5 : 2.0;
}

/* Cell centres of the ponds: the lattice starts at x = 1000, y = 5000; cells of 10 m. */
#define WEST "from: [1075, 4905], to: [1235, 4905], radius: 40 m"
#define EAST "from: [1235, 4905], to: [1075, 4905], radius: 40 m"

static void run_ponds(struct flow_world *world, const char *name, flow_world_of *depth_m,
                      const char *duration, const char *works, const char *followed)
{
  static char sections[6000];
  snprintf(sections, sizeof sections, "works: {%s}\n", works);
  flow_world_run(world, &(struct flow_world_case){.name = name,
                                                  .cols = COLS,
                                                  .rows = ROWS,
                                                  .cell_m = 10.0,
                                                  .bed_m = ponds_m,
                                                  .depth_m = depth_m,
                                                  .duration = duration,
                                                  .flow = "manning: 0.03",
                                                  .sections = sections,
                                                  .followed = followed,
                                                  .followed_every_s = 10.0,
                                                  .threads = 2});
}

static double pond_mean_m(const struct flow_world *world, bool west)
{
  double sum = 0.0;
  for (int row = 0; row < ROWS; row++)
    for (int col = west ? 0 : 16; col < (west ? 15 : COLS); col++)
      sum += flow_world_depth_m(world, col, row);
  return sum / (15 * ROWS);
}

/* Ponds of 30000 m2, 1.5 m apart. */
static void a_culvert_evens_two_ponds(void **state)
{
  (void)state;
  struct flow_world world;
  run_ponds(&world, "works_culvert", west_2_m, "3 h",
            "links: [{name: pipe, kind: culvert, " WEST
            ", width: 4, height: 1.5, inlet: box_flared_30_75, length: 20}]",
            NULL);
  flow_world_gate("two ponds even out, m", fabs(pond_mean_m(&world, true) - 1.25), 2e-3);
  flow_world_gate("balance", flow_world_balance_share(&world), 1e-8);
  flow_world_free(&world);
}

/* Volume through a link against the formula at the levels of the ponds, as they change. */
static void a_weir_lets_through_what_its_formula_says(void **state)
{
  (void)state;
  struct flow_world world;
  run_ponds(&world, "works_weir", west_2_m, "10 min",
            "links: [{name: crest, kind: weir, " WEST ", width: 5, crest: 1}]", "links:given");
  double west = 2.0, east = 0.5, volume_m3 = 0.0;
  for (int s = 0; s < 600; s++) {
    const double share = fmax(east - 1.0, 0.0) / (west - 1.0);
    const double q = 1.705 * 5.0 * pow(west - 1.0, 1.5) * pow(1.0 - pow(share, 1.5), 0.385);
    volume_m3 += q;
    west -= q / 30000.0;
    east += q / 30000.0;
  }
  const double got_m3 = world.sample_m3[world.sample_count - 1];
  flow_world_gate("volume over a weir in 10 min, share", fabs(got_m3 / volume_m3 - 1.0), 0.02);
  flow_world_gate("the pond lost what the weir moved, share",
                  fabs((2.0 - pond_mean_m(&world, true)) * 30000.0 / got_m3 - 1.0), 1e-4);
  flow_world_free(&world);
}

/* An outfall drains the west, and holds when the east stands higher. */
static void an_outfall_flows_one_way(void **state)
{
  (void)state;
  struct flow_world open, shut;
  const char *works = "links: [{name: flap, kind: outfall, " WEST ", diameter: 1.2, length: 10}]";
  run_ponds(&open, "works_outfall_open", west_2_m, "10 min", works, NULL);
  run_ponds(&shut, "works_outfall_shut", west_low_m, "10 min", works, NULL);
  assert_true(pond_mean_m(&open, true) < 1.97);
  flow_world_gate("what a shut flap lets back, m", fabs(pond_mean_m(&shut, true) - 0.5), 1e-7);
  flow_world_free(&open);
  flow_world_free(&shut);
}

/* 2 m3/s from on 0.5 m down to off 0.3 m: 6000 m3, then silence. */
static void a_pump_stops_at_its_level(void **state)
{
  (void)state;
  struct flow_world world;
  run_ponds(&world, "works_pump", west_low_m, "2 h",
            "links: [{name: pump, kind: pump, " WEST
            ", capacity: 1, barrels: 2, on_level: 0.45, off_level: 0.3}]",
            "links:given");
  flow_world_gate("pond where the pump stops, m", fabs(pond_mean_m(&world, true) - 0.3), 0.01);
  const int at = 101; /* 1000 s in */
  flow_world_gate("discharge of the pumps, share",
                  fabs((world.sample_m3[at] - world.sample_m3[at - 10]) / 200.0 - 1.0), 1e-3);
  flow_world_free(&world);
}

/* A pump cannot take more than there is. */
static void a_pump_dries_its_pond_and_no_more(void **state)
{
  (void)state;
  struct flow_world world;
  run_ponds(
      &world, "works_dry", west_low_m, "30 min",
      "links: [{name: pump, kind: pump, from: [1075, 4905], to: [1235, 4905], capacity: 500}]",
      NULL);
  for (int row = 0; row < ROWS; row++)
    for (int col = 0; col < 15; col++)
      assert_true(flow_world_depth_m(&world, col, row) >= 0.0);
  assert_true(pond_mean_m(&world, true) < 0.1);
  flow_world_gate("balance", flow_world_balance_share(&world), 1e-8);
  flow_world_free(&world);
}

/* Shut above 1.9 m at the gauge in the west, open below 1.2 m in the east: never; by time: once. */
static void rules_move_a_gate(void **state)
{
  (void)state;
  struct flow_world by_level, by_time;
  const char *gate = "links: [{name: gate, kind: gate, " WEST ", width: 4, height: 1, crest: 0}], "
                     "gauges: [{name: pond, point: [1025, 4855]}], rules: [%s]";
  char works[1000];
  snprintf(works, sizeof works, gate, "{link: gate, gauge: pond, below: 1.9, opening: 0}");
  run_ponds(&by_level, "works_rule_level", west_2_m, "30 min", works, NULL);
  snprintf(works, sizeof works, gate,
           "{link: gate, opening: 0}, {link: gate, from: 100 s, to: 200 s, opening: 1}, "
           "{link: gate, from: 200 s, opening: 0}");
  run_ponds(&by_time, "works_rule_time", west_2_m, "400 s", works, "links:given");
  flow_world_gate("pond where a rule shut the gate, m", fabs(pond_mean_m(&by_level, true) - 1.9),
                  0.02);
  assert_true(by_time.sample_m3[10] == 0.0 && by_time.sample_m3[20] > 500.0);
  assert_true(by_time.sample_m3[22] == by_time.sample_m3[40]);
  flow_world_free(&by_level);
  flow_world_free(&by_time);
}

/* Each refused with the text of its fault; the line of the list's entry is in the report. */
static void bad_input_is_named(void **state)
{
  (void)state;
  static const struct {
    const char *section, *says;
  } bad[] = {
      {"links: [{name: a, kind: weir, from: [5, 5], to: [500, 5], width: 2}]", "outside the grid"},
      {"links: [{name: a, kind: weir, from: [5, 5], to: [75, 5], width: 2}]", "only void cells"},
      {"links: [{name: a, kind: weir, from: [5, 5], to: [8, 7], width: 2}]", "in the same cell"},
      {"links: [{name: a, kind: weir, from: [5, 5], to: [35, 5], width: -2}]",
       "works.links[0].width"},
      {"links: [{name: a, kind: weir, from: [5, 5], to: [35, 5]}]", "needs `width`"},
      {"links: [{name: a, kind: gate, from: [5, 5], to: [35, 5], width: 2}]", "and `height`"},
      {"links: [{name: a, kind: culvert, from: [5, 5], to: [35, 5], width: 2}]", "`diameter`"},
      {"links: [{name: a, kind: weir, from: [5, 5], width: 2}]", "or a `path`"},
      {"links: [{name: a, kind: pump, from: [5, 5], to: [35, 5], curve: [0, 2, 3, 2.5]}]",
       "discharges that do not rise"},
      {"links: [{name: a, kind: pump, from: [5, 5], to: [35, 5], curve: [4, 2, 3, 1]}]",
       "rising heads"},
      {"links: [{name: a, kind: pump, from: [5, 5], to: [35, 5], capacity: 1, on_level: 1}]",
       "off_level"},
      {"rules: [{link: x, opening: 1}]", "works.links has no 'x'"},
      {"links: [{name: a, kind: weir, from: [5, 5], to: [35, 5], width: 2}], "
       "rules: [{link: a, gauge: sea, above: 1, opening: 1}]",
       "works.gauges has no 'sea'"},
      {"dams: [{name: d, line: [5, 5, 25, 5], initial_level: 3}]", "storage_curve"},
      {"dams: [{name: d, line: [5, 5, 25, 5], initial_level: 3, volume: 1e4, volume_level: 2, "
       "bottom_level: 2}]",
       "must lie above bottom_level"},
      {"dams: [{name: d, line: [5, 5, 25, 5], initial_level: 3, volume: 1e4, volume_level: 4, "
       "bottom_level: 2, breach: given, crest_level: 1, breach_at: 0 s, breach_width: 3, "
       "breach_time: 0 s}]",
       "above the breach's bottom"},
  };
  uint8_t valid[64];
  memset(valid, 1, sizeof valid);
  valid[7 + 7 * 8] = 0; /* [75, 5] */
  for (size_t k = 0; k < AL_COUNT(bad); k++) {
    struct column_bench bench;
    column_bench_open(&bench, 8, 8, valid);
    column_bench_layer(&bench, "bed", 1.0);
    const al_status status = column_bench_create(&bench, &al_model_works, bad[k].section, 60.0);
    const char *text = al_ctx_error_text(bench.ctx);
    if (status != AL_BAD_INPUT || !strstr(text, bad[k].says) || !strstr(text, "s.yaml:3"))
      fail_msg("%s: status %d: %s", bad[k].section, status, text);
    column_bench_close(&bench);
  }
}

static void a_storage_curve_must_rise(void **state)
{
  (void)state;
  char section[4400];
  char *path = realpath(test_scratch_folder("works_curve"), NULL);
  assert_non_null(path);
  snprintf(section, sizeof section, "%s/curve.csv", path);
  FILE *file = fopen(section, "w");
  assert_non_null(file);
  fputs("level_m,volume_m3\n10,0\n14,1e6\n13,2e6\n", file);
  fclose(file);
  snprintf(section, sizeof section,
           "dams: [{name: d, line: [5, 5, 25, 5], initial_level: 13, storage_curve: %s/curve.csv}]",
           path);
  free(path);
  struct column_bench bench;
  column_bench_open(&bench, 8, 8, NULL);
  column_bench_layer(&bench, "bed", 1.0);
  assert_int_equal(column_bench_create(&bench, &al_model_works, section, 60.0), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(bench.ctx), "curve.csv:4"));
  assert_non_null(strstr(al_ctx_error_text(bench.ctx), "must rise"));
  column_bench_close(&bench);
}

/* Ends from a line and from two points of GeoJSON files. */
static void ends_come_from_a_layer(void **state)
{
  (void)state;
  static const char *const geometry[] = {
      "{\"type\":\"Feature\",\"properties\":{\"name\":\"pipe\"},\"geometry\":{\"type\":"
      "\"LineString\",\"coordinates\":[[1075,4905],[1150,4950],[1235,4905]]}}",
      "{\"type\":\"Feature\",\"properties\":{\"name\":\"pipe\"},\"geometry\":{\"type\":\"Point\","
      "\"coordinates\":[1075,4905]}},{\"type\":\"Feature\",\"properties\":{\"name\":\"pipe\"},"
      "\"geometry\":{\"type\":\"Point\",\"coordinates\":[1235,4905]}}"};
  struct flow_world points, layer[2];
  const char *keys = "kind: weir, width: 5, crest: 1, radius: 40 m";
  char works[5000], path[4200];
  snprintf(works, sizeof works, "links: [{name: pipe, %s, from: [1075, 4905], to: [1235, 4905]}]",
           keys);
  run_ponds(&points, "works_points", west_2_m, "1 min", works, NULL);
  for (int k = 0; k < 2; k++) {
    char *folder = realpath(test_scratch_folder("works_layer_file"), NULL);
    assert_non_null(folder);
    snprintf(path, sizeof path, "%s/links.geojson", folder);
    free(folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "{\"type\":\"FeatureCollection\",\"features\":[%s]}", geometry[k]);
    fclose(file);
    snprintf(works, sizeof works, "links: [{name: pipe, %s, path: %s}]", keys, path);
    run_ponds(&layer[k], "works_layer", west_2_m, "1 min", works, NULL);
    assert_true(run_world_sum(&layer[k].run) == run_world_sum(&points.run));
    flow_world_free(&layer[k]);
  }
  flow_world_free(&points);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_culvert_evens_two_ponds),
      cmocka_unit_test(a_weir_lets_through_what_its_formula_says),
      cmocka_unit_test(an_outfall_flows_one_way),
      cmocka_unit_test(a_pump_stops_at_its_level),
      cmocka_unit_test(a_pump_dries_its_pond_and_no_more),
      cmocka_unit_test(rules_move_a_gate),
      cmocka_unit_test(bad_input_is_named),
      cmocka_unit_test(a_storage_curve_must_rise),
      cmocka_unit_test(ends_come_from_a_layer),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
