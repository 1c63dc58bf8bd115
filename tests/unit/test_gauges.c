/**
 * Gauges, sections and the balance table: values at cells, discharge through staircases, files cut
 * back on resume.
 */
#include "doors/csv_door.h"
#include "out/mass.h"
#include "out/points.h"
#include "support/out_world.h"
#include "support/support.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct al_csv read_csv(struct out_world *w, const char *name)
{
  char path[4200];
  struct al_csv csv = {0};
  snprintf(path, sizeof path, "%s/%s", w->folder, name);
  if (al_csv_read(w->ctx, w->arena, path, &csv) != AL_OK)
    fail_msg("%s", al_ctx_error_text(w->ctx));
  return csv;
}

static double cell_of(struct out_world *w, const struct al_csv *csv, size_t row, const char *name)
{
  const int column = al_csv_column(csv, name);
  if (column < 0)
    fail_msg("no column %s", name);
  return al_csv_number(w->ctx, csv, row, column);
}

static void make(struct out_world *w, const char *name, const char *yaml)
{
  if (out_world_make(w, name, 70, 66, 10.0, yaml) != AL_OK)
    fail_msg("%s", al_ctx_error_text(w->ctx));
}

static void gauges_read_their_cell(void **state)
{
  (void)state;
  struct out_world w;
  struct al_observer gauges;
  make(&w, "gauges",
       "output: {gauge_interval: 30 s, gauges: [{name: \"桥, north\", point: [1675, 1345]}, "
       "{name: B, point: [1700, 1340]}]}\n");
  assert_int_equal(out_gauges_create(&w.env, &gauges), AL_OK);
  assert_int_equal(al_report_close(w.ctx), AL_OK);
  assert_int_equal(gauges.begin(gauges.self, w.arena, w.fields, &w.view, false), AL_OK);
  assert_true(out_world_tick(&w, &gauges, 0.0));
  out_world_set(&w, 67, 65, 0.5, 1.25, -2.0);
  out_world_set(&w, 69, 65, 0.25, 0.0, 0.0); /* the south-east corner belongs to the last cell */
  assert_false(out_world_tick(&w, &gauges, 15.0));
  assert_true(out_world_tick(&w, &gauges, 31.0));
  assert_false(out_world_tick(&w, &gauges, 59.0));
  assert_true(out_world_tick(&w, &gauges, 60.0));
  const struct al_csv csv = read_csv(&w, "gauges.csv");
  assert_int_equal(csv.row_count, 3);
  assert_string_equal(csv.cell[1], "2023-07-28T06:00:00+08:00");
  assert_true(cell_of(&w, &csv, 0, "桥, north.depth_m") == 0.0);
  assert_true(cell_of(&w, &csv, 0, "桥, north.level_m") == 1.0);
  assert_true(cell_of(&w, &csv, 1, "time_s") == 31.0);
  assert_true(cell_of(&w, &csv, 1, "桥, north.level_m") == 1.5);
  assert_true(cell_of(&w, &csv, 1, "桥, north.u_m_per_s") == 1.25);
  assert_true(cell_of(&w, &csv, 1, "桥, north.v_m_per_s") == -2.0);
  assert_true(cell_of(&w, &csv, 2, "B.depth_m") == 0.25);
  out_world_free(&w);
}

static void misplaced_gauges_are_named(void **state)
{
  (void)state;
  struct out_world w;
  struct al_observer gauges;
  make(&w, "misplaced",
       "output:\n  gauges:\n    - {name: away, point: [999, 1500]}\n"
       "    - {name: hole, point: [1015, 1985]}\n");
  out_world_void(&w, 1, 1);
  assert_int_equal(out_gauges_create(&w.env, &gauges), AL_OK);
  assert_int_equal(al_report_close(w.ctx), AL_BAD_INPUT);
  const char *text = al_ctx_error_text(w.ctx);
  assert_non_null(strstr(text, "'away' at [999, 1500] lies outside the grid"));
  assert_non_null(strstr(text, "'hole' at [1015, 1985] stands on a void cell (column 1, row 1)"));
  assert_non_null(strstr(text, "scenario.yaml:5"));
  out_world_free(&w);
}

static void a_resumed_file_goes_on_where_the_checkpoint_stood(void **state)
{
  (void)state;
  struct out_world w;
  struct al_observer gauges, again;
  make(&w, "resumed", "output: {gauge_interval: 10 s, gauges: [{name: A, point: [1300, 1500]}]}\n");
  assert_int_equal(out_gauges_create(&w.env, &gauges), AL_OK);
  assert_int_equal(gauges.begin(gauges.self, w.arena, w.fields, &w.view, false), AL_OK);
  out_world_tick(&w, &gauges, 0.0);
  out_world_tick(&w, &gauges, 10.0);
  struct al_span kept;
  char copy[256];
  gauges.spans(gauges.self, &kept, 1);
  assert_true(kept.bytes <= sizeof copy);
  memcpy(copy, kept.data, kept.bytes);
  out_world_tick(&w, &gauges, 20.0);
  out_world_tick(&w, &gauges, 30.0); /* killed here */
  assert_int_equal(out_gauges_create(&w.env, &again), AL_OK);
  assert_int_equal(again.begin(again.self, w.arena, w.fields, &w.view, true), AL_OK);
  again.spans(again.self, &kept, 1);
  memcpy(kept.data, copy, kept.bytes);
  assert_false(out_world_tick(&w, &again, 15.0));
  out_world_tick(&w, &again, 20.0);
  w.view.time_s = w.view.end_s;
  assert_int_equal(again.end(again.self, &w.view), AL_OK);
  const struct al_csv csv = read_csv(&w, "gauges.csv");
  assert_int_equal(csv.row_count, 4);
  const double times_s[] = {0.0, 10.0, 20.0, 3600.0};
  for (size_t i = 0; i < 4; i++)
    assert_true(cell_of(&w, &csv, i, "time_s") == times_s[i]);
  out_world_free(&w);
}

static void a_lost_file_is_an_error(void **state)
{
  (void)state;
  struct out_world w;
  struct al_observer mass, again;
  struct al_span from, to;
  make(&w, "lost", "");
  const struct al_balance_term terms[] = {{"rain", 5.0}, {"boundary:west", -2.0}, {"storage", 3.0}};
  w.view.balance = terms;
  w.view.balance_count = 3;
  w.view.volume_m3 = 103.0;
  w.view.balance_error_m3 = 1e-9;
  assert_int_equal(out_mass_create(&w.env, &mass), AL_OK);
  assert_true(out_world_tick(&w, &mass, 0.0));
  const struct al_csv csv = read_csv(&w, "mass.csv");
  assert_true(cell_of(&w, &csv, 0, "boundary:west") == -2.0);
  assert_true(cell_of(&w, &csv, 0, "volume_m3") == 103.0);
  assert_true(cell_of(&w, &csv, 0, "error_m3") == 1e-9);
  assert_int_equal(out_mass_create(&w.env, &again), AL_OK);
  mass.spans(mass.self, &from, 1);
  again.spans(again.self, &to, 1);
  memcpy(to.data, from.data, to.bytes);
  char path[4200];
  snprintf(path, sizeof path, "%s/mass.csv", w.folder);
  assert_int_equal(truncate(path, 10), 0);
  assert_int_equal(again.sample(again.self, &w.view), AL_IO_FAILED);
  assert_non_null(strstr(al_ctx_error_text(w.ctx), "is shorter than when the checkpoint"));
  out_world_free(&w);
}

static void sections_take_what_crosses(void **state)
{
  (void)state;
  struct out_world w;
  struct al_observer sections;
  /* a line to the north (flow to the east is positive), one to the west, an oblique one */
  make(&w, "sections",
       "output:\n  sections:\n"
       "    - {name: north, line: [1300, 1340, 1300, 2000]}\n"
       "    - {name: west, line: [1700, 1700, 1000, 1700]}\n"
       "    - {name: oblique, line: [900, 1300, 1800, 2100]}\n");
  assert_int_equal(out_sections_create(&w.env, &sections), AL_OK);
  assert_int_equal(al_report_close(w.ctx), AL_OK);
  assert_int_equal(sections.begin(sections.self, w.arena, w.fields, &w.view, false), AL_OK);
  for (int row = 0; row < 66; row++)
    for (int col = 0; col < 70; col++)
      out_world_set(&w, col, row, 2.0, 0.5, 0.25);
  assert_true(out_world_tick(&w, &sections, 0.0));
  const struct al_csv csv = read_csv(&w, "sections.csv");
  assert_true(fabs(cell_of(&w, &csv, 0, "north.discharge_m3_per_s") - 2.0 * 0.5 * 660.0) < 1e-3);
  assert_true(fabs(cell_of(&w, &csv, 0, "west.discharge_m3_per_s") - 2.0 * 0.25 * 700.0) < 1e-3);
  /* inside the grid it gains 687.5 m to the east and 611.1 m to the north; a staircase ends within
   * a cell of that */
  const double oblique = cell_of(&w, &csv, 0, "oblique.discharge_m3_per_s");
  assert_true(fabs(oblique - 2.0 * (0.5 * 611.1 - 0.25 * 687.5)) < 2.0 * (0.5 + 0.25) * 10.0);
  out_world_free(&w);
}

/* Two basins side by side, the western draining into the eastern. */
static const char basins[] =
    "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
    "\"urn:ogc:def:crs:EPSG::32650\"}},\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"west\"},\"geometry\":{\"type\":\"Polygon\","
    "\"coordinates\":[[[1100,1500],[1303,1500],[1303,1800],[1100,1800],[1100,1500]]]}},"
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"east\"},\"geometry\":{\"type\":\"Polygon\","
    "\"coordinates\":[[[1303,1500],[1500,1500],[1500,1800],[1303,1800],[1303,1500]]]}}%s]}\n";

/* Watches them, and what `more` adds to the layer. */
static al_status watch_basins(struct out_world *w, const char *more,
                              struct al_output_config *config, struct al_observer *out)
{
  char path[4200];
  snprintf(path, sizeof path, "%s/basins.geojson", w->folder);
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  fprintf(stream, basins, more);
  fclose(stream);
  *config = *w->env.output;
  config->catchments = al_arena_printf(w->arena, "%s", path);
  config->catchments_name = "name";
  w->env.output = config;
  return out_catchments_create(&w->env, out);
}

static void catchments_hold_and_hand_on(void **state)
{
  (void)state;
  struct out_world w;
  struct al_observer catchments;
  struct al_output_config config;
  make(&w, "catchments", "");
  assert_int_equal(watch_basins(&w, "", &config, &catchments), AL_OK);
  assert_int_equal(al_report_close(w.ctx), AL_OK);
  assert_int_equal(catchments.begin(catchments.self, w.arena, w.fields, &w.view, false), AL_OK);
  for (int row = 0; row < 66; row++)
    for (int col = 0; col < 70; col++)
      out_world_set(&w, col, row, 2.0, 0.5, row < 35 ? 0.25 : 0.0); /* leaves to the north */
  assert_true(out_world_tick(&w, &catchments, 0.0));
  const struct al_csv csv = read_csv(&w, "catchments.csv");
  /* 20 and 20 columns of 30 rows of cells of 10 m, 2 m deep; 1303 lies in the first third of a cell
   */
  assert_true(fabs(cell_of(&w, &csv, 0, "west.storage_m3") - 2.0 * 200.0 * 300.0) < 1e-6);
  assert_true(fabs(cell_of(&w, &csv, 0, "east.storage_m3") - 2.0 * 200.0 * 300.0) < 1e-6);
  const double in_m3_per_s = 2.0 * 0.5 * 300.0, north_m3_per_s = 2.0 * 0.25 * 200.0;
  assert_true(fabs(cell_of(&w, &csv, 0, "west.inflow_m3_per_s") - in_m3_per_s) < 1e-3);
  assert_true(fabs(cell_of(&w, &csv, 0, "west.outflow_m3_per_s") - in_m3_per_s - north_m3_per_s) <
              1e-3);
  assert_true(fabs(cell_of(&w, &csv, 0, "east.inflow_m3_per_s") - in_m3_per_s) < 1e-3);
  out_world_free(&w);
}

static void faulty_catchments_are_named(void **state)
{
  (void)state;
  struct out_world w;
  struct al_observer catchments;
  struct al_output_config config;
  make(&w, "catchments-faulty", "");
  (void)watch_basins(
      &w,
      ",{\"type\":\"Feature\",\"properties\":{\"name\":\"west\"},\"geometry\":{\"type\":"
      "\"Polygon\",\"coordinates\":[[[0,0],[10,0],[10,10],[0,0]]]}}",
      &config, &catchments);
  assert_int_equal(al_report_close(w.ctx), AL_BAD_INPUT);
  const char *text = al_ctx_error_text(w.ctx);
  assert_non_null(strstr(text, "two catchments are called 'west'"));
  assert_non_null(strstr(text, "catchment 'west' holds no cell of the grid"));
  out_world_free(&w);
}

/* Any closed ring is a closed staircase: a uniform current brings in what it takes out. */
static void closed_rings_balance(void **state)
{
  (void)state;
  const struct al_lattice lattice = {.cols = 40, .rows = 30, .north_m = 300.0, .cell_m = 10.0};
  unsigned seed = 7;
  for (int trial = 0; trial < 200; trial++) {
    double xy[2 * 7];
    struct al_face face[1000];
    for (int p = 0; p < 6; p++) {
      seed = seed * 1103515245u + 12345u;
      xy[2 * p] = 20.0 + (seed >> 8) % 3600 / 10.0;
      seed = seed * 1103515245u + 12345u;
      xy[2 * p + 1] = 20.0 + (seed >> 8) % 2600 / 10.0;
    }
    xy[12] = xy[0];
    xy[13] = xy[1];
    const size_t count = al_line_faces(&lattice, xy, 7, face, 1000);
    assert_true(count > 0 && count < 1000);
    int east = 0, north = 0;
    for (size_t f = 0; f < count; f++)
      *(face[f].is_north ? &north : &east) += face[f].sign;
    assert_int_equal(east, 0);
    assert_int_equal(north, 0);
  }
}

static void lines_outside_are_named(void **state)
{
  (void)state;
  struct out_world w;
  struct al_observer sections;
  make(&w, "outside",
       "output:\n  sections:\n    - {name: far, line: [0, 0, 10, 10]}\n"
       "    - {name: short, line: [1, 2, 3]}\n");
  assert_int_equal(out_sections_create(&w.env, &sections), AL_OK);
  assert_int_equal(al_report_close(w.ctx), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(w.ctx), "section 'far' crosses no face"));
  assert_non_null(strstr(al_ctx_error_text(w.ctx), "section 'short' needs at least two points"));
  out_world_free(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gauges_read_their_cell),
      cmocka_unit_test(misplaced_gauges_are_named),
      cmocka_unit_test(a_resumed_file_goes_on_where_the_checkpoint_stood),
      cmocka_unit_test(a_lost_file_is_an_error),
      cmocka_unit_test(sections_take_what_crosses),
      cmocka_unit_test(catchments_hold_and_hand_on),
      cmocka_unit_test(faulty_catchments_are_named),
      cmocka_unit_test(closed_rings_balance),
      cmocka_unit_test(lines_outside_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
