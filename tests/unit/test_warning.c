/**
 * Warning levels by coast section: which cells belong to a section, colours, first times and
 * durations, the series, what is told of faulty layers; a stop in between changes nothing.
 */
#include "out/live_csv.h"
#include "out/out.h"
#include "out/warning.h"
#include "support/out_world.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEA_LEVELS = 7 };

/* 8 x 6 cells of 100 m, west 1000, north 2000: the sea in the south (rows 3 to 5), land above. */
static void world_make(struct out_world *world, const char *features, const char *keys)
{
  char yaml[1024], path[4300];
  snprintf(yaml, sizeof yaml, "warning: {path: coast.geojson%s}\noutput: {gauge_interval: 60 s}\n",
           keys);
  assert_int_equal(out_world_make(world, "warning", 8, 6, 100.0, yaml), AL_OK);
  snprintf(path, sizeof path, "%s/coast.geojson", world->folder);
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  fprintf(stream, "{\"type\":\"FeatureCollection\",\"features\":[%s]}", features);
  fclose(stream);
  struct al_layer *layers = (struct al_layer *)(uintptr_t)world->grid.layer;
  float *sea = AL_NEW(world->arena, float, 48);
  for (int i = 24; i < 48; i++)
    sea[i] = 1.0f;
  layers[1] =
      (struct al_layer){.name = AL_LAYER_SEA, .unit = "1", .long_name = "sea", .value = sea};
  world->grid.layer_count = 2;
  out_world_flood(world);
}

#define FEATURE(name, more, kind, points)                                                          \
  "{\"type\":\"Feature\",\"properties\":{\"name\":\"" name                                         \
  "\",\"datum\":\"gauge zero\",\"status\":\"unverified\"," more "},\"geometry\":{\"type\":\"" kind \
  "\",\"coordinates\":" points "}}"
#define LEVELS "\"zero_m\":-1,\"blue\":3,\"yellow\":3.5,\"orange\":4,\"red\":null"

static void cells_belong_to_their_section(void **state)
{
  (void)state;
  struct out_world world;
  struct warning_places places;
  world_make(
      &world,
      FEATURE("line", LEVELS, "LineString", "[[1000,1700],[1450,1700]]") "," FEATURE(
          "area", LEVELS, "Polygon",
          "[[[1500,1800],[1800,1800],[1800,1500],[1500,1500],[1500,1800]],"
          "[[1610,1690],[1690,1690],[1690,1610],[1610,1610],[1610,1690]]]") "," FEATURE("point",
                                                                                        LEVELS,
                                                                                        "Point",
                                                                                        "[1050,"
                                                                                        "1450]"),
      ", reach: 60 m");
  assert_int_equal(warning_places_read(&world.env, &places), AL_OK);
  assert_int_equal(al_report_close(world.ctx), AL_OK);
  assert_int_equal(places.count, 3);
  /* centres 50 m south of the line, from 1050 to 1450: and one 50 m beyond its end is too far off
   */
  assert_int_equal(places.place[0].cell_count, 5);
  assert_int_equal(places.place[0].cell[0], 3 * 8);
  assert_int_equal(places.place[1].cell_count, 5); /* the sea's part of the square, less its hole */
  assert_int_equal(places.place[1].cell[0], 3 * 8 + 5);
  assert_int_equal(places.place[2].cell_count, 1);
  assert_int_equal(places.place[2].cell[0], 5 * 8);
  out_world_free(&world);
}

static void colours_follow_the_levels(void **state)
{
  (void)state;
  const struct warning_place place = {.zero_m = -1.0, .level_m = {3.0, 3.5, (double)NAN, 5.0}};
  assert_int_equal(warning_colour_of(&place, 1.999), 0);
  assert_int_equal(warning_colour_of(&place, 2.0), 1);
  assert_int_equal(warning_colour_of(&place, 3.9), 2);
  assert_int_equal(warning_colour_of(&place, 4.0), 4);
  assert_int_equal(warning_colour_of(&place, (double)NAN), 0);
}

/* Highest water of the section minute by minute, in the grid's datum. */
static const double course_m[SEA_LEVELS] = {1.0, 2.2, 2.6, 3.25, 2.6, 1.5, 2.0};

static void world_step(struct out_world *world, const struct al_observer *observer, int k)
{
  out_world_set(world, 1, 3, course_m[k] - 1.0, 0.0, 0.0); /* the bed lies at 1 m */
  out_world_set(world, 0, 3, 0.5 * (course_m[k] - 1.0), 0.0, 0.0);
  out_world_set(world, 1, 2, 9.0, 0.0, 0.0); /* land has no say */
  assert_true(out_world_tick(world, observer, 60.0 * k));
}

static char *read_text(const struct out_world *world, const char *name)
{
  char path[4300];
  snprintf(path, sizeof path, "%s/%s", world->folder, name);
  FILE *stream = fopen(path, "r");
  assert_non_null(stream);
  char *text = calloc(1, 1 << 14);
  assert_non_null(text);
  assert_true(fread(text, 1, (1 << 14) - 1, stream) > 0);
  fclose(stream);
  return text;
}

static void series_and_table_tell_what_happened(void **state)
{
  (void)state;
  struct out_world world;
  struct al_observer observer;
  struct warning_peak peak;
  struct warning_places places;
  world_make(&world, FEATURE("shore", LEVELS, "LineString", "[[1000,1700],[1450,1700]]"),
             ", reach: 60 m");
  assert_int_equal(out_warning_create(&world.env, &observer), AL_OK);
  assert_int_equal(observer.begin(observer.self, world.arena, world.fields, &world.view, false),
                   AL_OK);
  for (int k = 0; k < SEA_LEVELS; k++)
    world_step(&world, &observer, k);
  world.view.end_s = world.view.time_s;
  assert_int_equal(observer.end(observer.self, &world.view), AL_OK);
  char *series = read_text(&world, "warning.csv"),
       *table = read_text(&world, "warning_sections.csv");
  assert_non_null(strstr(series, "time_s,time,shore.level_m,shore.colour\n0,2023-07-28T06:00:00"));
  assert_non_null(strstr(series, ",,0\n60,")); /* dry at the start */
  assert_non_null(strstr(series, ",3.25,3\n240,"));
  assert_non_null(strstr(table,
                         "shore,gauge zero,unverified,-1,3,3.5,4,,3.25,4.25,180,"
                         "2023-07-28T06:03:00+08:00,3,orange,60,2023-07-28T06:01:00+08:00,300,"
                         "120,2023-07-28T06:02:00+08:00,180,180,2023-07-28T06:03:00+08:00,60,,,0"));
  assert_int_equal(warning_places_read(&world.env, &places), AL_OK);
  assert_int_equal(warning_peaks_read(&world.env, &places, &peak), AL_OK);
  assert_true(peak.level_m == 3.25 && peak.time_s == 180.0 && peak.first_s[0] == 60.0);
  assert_true(peak.duration_s[1] == 180.0 && peak.first_s[3] == -1.0);
  free(series);
  free(table);
  out_world_free(&world);
}

static void a_stop_changes_nothing(void **state)
{
  (void)state;
  struct out_world world;
  struct al_observer first, second;
  struct al_span kept[2], again[2];
  world_make(&world, FEATURE("shore", LEVELS, "LineString", "[[1000,1700],[1450,1700]]"),
             ", reach: 60 m");
  assert_int_equal(out_warning_create(&world.env, &first), AL_OK);
  assert_int_equal(first.begin(first.self, world.arena, world.fields, &world.view, false), AL_OK);
  for (int k = 0; k < 3; k++)
    world_step(&world, &first, k);
  assert_int_equal(first.spans(first.self, kept, 2), 2);
  assert_int_equal(out_csv_close(first.self), AL_OK);
  assert_int_equal(out_warning_create(&world.env, &second), AL_OK);
  assert_int_equal(second.begin(second.self, world.arena, world.fields, &world.view, true), AL_OK);
  assert_int_equal(second.spans(second.self, again, 2), 2);
  for (int s = 0; s < 2; s++)
    memcpy(again[s].data, kept[s].data, kept[s].bytes);
  assert_int_equal(second.restored(second.self, &world.view), AL_OK);
  for (int k = 3; k < SEA_LEVELS; k++)
    world_step(&world, &second, k);
  world.view.end_s = world.view.time_s;
  assert_int_equal(second.end(second.self, &world.view), AL_OK);
  char *table = read_text(&world, "warning_sections.csv"),
       *series = read_text(&world, "warning.csv");
  assert_non_null(strstr(table, ",3.25,4.25,180,2023-07-28T06:03:00+08:00,3,orange,60,"
                                "2023-07-28T06:01:00+08:00,300,"));
  int rows = 0;
  for (const char *c = series; *c; c++)
    rows += *c == '\n';
  assert_int_equal(rows, SEA_LEVELS + 1);
  free(series);
  free(table);
  out_world_free(&world);
}

static void faults_of_a_layer_are_told(void **state)
{
  (void)state;
  static const struct {
    const char *features, *told;
  } faults[] = {
      {FEATURE("a", "\"zero_m\":-1,\"blue\":3,\"yellow\":2,\"orange\":4,\"red\":5", "Point",
               "[1050,1650]"),
       "section 'a': yellow 2 m lies not above the level before it, 3 m"},
      {FEATURE("a", "\"zero_m\":null,\"blue\":3,\"yellow\":4,\"orange\":5,\"red\":6", "Point",
               "[1050,1650]"),
       "zero_m '' is no number: it is the zero of its datum 'gauge zero'"},
      {FEATURE("a", "\"zero_m\":0,\"blue\":\"high\",\"yellow\":4,\"orange\":5,\"red\":6", "Point",
               "[1050,1650]"),
       "section 'a': blue 'high' is no number"},
      {FEATURE("a", LEVELS, "Point", "[9050,1650]"), "section 'a' has no sea cell of the grid"},
      {FEATURE("a", LEVELS, "Point", "[1050,1950]"), "section 'a' has no sea cell of the grid"},
      {FEATURE("", LEVELS, "Point", "[1050,1650]"), "section 1 has no name (column 'name')"},
      {FEATURE("a", LEVELS, "Point", "[1050,1650]") "," FEATURE("a", LEVELS, "Point",
                                                                "[1150,1650]"),
       "two sections are called 'a'"},
      {FEATURE("a", "\"zero_m\":0,\"blue\":1,\"yellow\":4,\"orange\":5", "Point", "[1050,1650]"),
       "red"}};
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
    struct out_world world;
    struct warning_places places;
    world_make(&world, faults[i].features, ", reach: 60 m");
    const al_status status = warning_places_read(&world.env, &places);
    assert_int_equal(status == AL_OK ? al_report_close(world.ctx) : status, AL_BAD_INPUT);
    if (!strstr(al_ctx_error_text(world.ctx), faults[i].told))
      fail_msg("%s\nis told as\n%s", faults[i].features, al_ctx_error_text(world.ctx));
    out_world_free(&world);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cells_belong_to_their_section), cmocka_unit_test(colours_follow_the_levels),
      cmocka_unit_test(series_and_table_tell_what_happened),
      cmocka_unit_test(a_stop_changes_nothing), cmocka_unit_test(faults_of_a_layer_are_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
