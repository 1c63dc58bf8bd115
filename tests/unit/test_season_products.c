/**
 * Products of a fire season, from the files of a run: what barriers save is never negative, the
 * tables add up, four colours follow from burn probability and flame length, roads and villages
 * close when the first fire comes near, and the zoning can be made anew.
 */
#include "anlan.h"
#include "config/key.h"
#include "doors/csv_door.h"
#include "doors/raster_door.h"
#include "grids/grid.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLS = 140, ROWS = 120, CELLS = COLS * ROWS, FIRES = 60 };
#define WEST 5000.0
#define NORTH 9000.0
#define CELL 20.0

struct season_town {
  struct al_ctx *ctx;
  struct al_arena *arena;
  char root[2048], folder[4096];
  struct al_lattice lattice;
};

static void write_text(const char *root, const char *name, const char *text)
{
  char path[4200];
  snprintf(path, sizeof path, "%s/%s", root, name);
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  fputs(text, stream);
  fclose(stream);
}

static void write_grid(struct season_town *town)
{
  static float bed[CELLS], fuel[CELLS], people[CELLS];
  static uint8_t valid[CELLS];
  char path[4200];
  struct al_layer layers[] = {
      {.name = AL_LAYER_BED, .unit = "m", .long_name = "bed level", .value = bed},
      {.name = AL_LAYER_PEOPLE, .unit = "1", .long_name = "persons per cell", .value = people},
      {.name = AL_LAYER_FUEL, .unit = "1", .long_name = "fuel model", .value = fuel}};
  for (int i = 0; i < CELLS; i++) {
    const int col = i % COLS, row = i / COLS;
    bed[i] = (float)(40.0 * exp(-(pow(col - 60, 2) + pow(row - 50, 2)) / 800.0));
    fuel[i] = row > 90 ? 91.0f : (col / 25 + row / 20) % 3 ? 165.0f : 102.0f;
    people[i] = 0.5f;
    valid[i] = !(row < 8 && col > 100);
  }
  const struct al_grid grid = {.arena = town->arena,
                               .lattice = town->lattice,
                               .city = "town",
                               .vertical_datum = "mean sea level",
                               .terrain_note = "synthetic",
                               .provenance = "{}",
                               .valid = valid,
                               .layer_count = AL_COUNT(layers),
                               .layer = layers};
  snprintf(path, sizeof path, "%s/town.grid.h5", town->root);
  if (al_grid_write(town->ctx, &grid, path) != AL_OK)
    fail_msg("%s", al_ctx_error_text(town->ctx));
}

/* The road lies on the centres of row 40, the village south of the fuel. */
#define ROAD                                                                                       \
  "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"properties\": "      \
  "{\"name\": \"ring, road\"}, \"geometry\": {\"type\": \"LineString\", \"coordinates\": "         \
  "[[5100, 8190], [5900, 8190], [7500, 8190]]}}]}"
#define VILLAGE                                                                                    \
  "{\"type\": \"FeatureCollection\", \"features\": [{\"type\": \"Feature\", \"properties\": "      \
  "{\"name\": \"village\"}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\": "               \
  "[[[6000, 7100], [6600, 7100], [6600, 6900], [6000, 6900], [6000, 7100]]]}}]}"
#define WEATHERS                                                                                   \
  "weather,weight,from_h,wind_speed_m_s,wind_from_deg,moisture_1h_pct,moisture_10h_pct,"           \
  "moisture_100h_pct,moisture_herb_pct,moisture_woody_pct,moisture_foliar_pct\n"                   \
  "west,2,0,6,270,5,6,7,50,90,100\nnorth,1,0,4,10,6,7,8,60,90,100\n"
#define SCENARIO                                                                                   \
  "scenario: {name: town, title: town, title_zh: town, duration: 1 h, seed: 7}\n"                  \
  "grid: {path: town.grid.h5}\n"                                                                   \
  "fire:\n  canopies: [{fuel: 165, cover: 0.5, height: 12 m, base: 1 m, density: 0.12}]\n"         \
  "  barriers: [{name: belt, line: [6400, 9000, 6400, 6600], width: 50 m}, {name: ditch, line: "   \
  "[5600, 9000, 5600, 6600], width: 1 m}]\n"                                                       \
  "  closings: [{name: roads, path: road.geojson, label: name, within: 40 m, piece: 300 m}, "      \
  "{name: villages, path: village.geojson, label: name, within: 100 m}]\n"                         \
  "fire_season: {fires: 60, burn_time: 45 min, fires_a_year: 2, weathers: weathers.csv, without: " \
  "[belt], sources: [{name: anywhere}, {name: \"yard, \\\"north\\\"\", place: [5900, 8300], "      \
  "scatter: 200 m}]}\n"

static void town_make(struct season_town *town, const char *name, const char *const *overrides,
                      size_t override_count)
{
  static char scenario[4200];
  *town = (struct season_town){.lattice = {.cols = COLS,
                                           .rows = ROWS,
                                           .west_m = WEST,
                                           .north_m = NORTH,
                                           .cell_m = CELL,
                                           .crs_wkt = ""}};
  snprintf(town->root, sizeof town->root, "%s", test_scratch_folder(name));
  snprintf(town->folder, sizeof town->folder, "%s/run", town->root);
  snprintf(scenario, sizeof scenario, "%s/town.yaml", town->root);
  assert_int_equal(al_ctx_create(&town->ctx), AL_OK);
  assert_int_equal(al_arena_create(town->ctx, 0, &town->arena), AL_OK);
  al_ctx_set_log(town->ctx, AL_LOG_TEXT, true, stderr);
  write_grid(town);
  write_text(town->root, "road.geojson", ROAD);
  write_text(town->root, "village.geojson", VILLAGE);
  write_text(town->root, "weathers.csv", WEATHERS);
  write_text(town->root, "town.yaml", SCENARIO);
  const struct al_job job = {.path = scenario,
                             .output = town->folder,
                             .threads = 2,
                             .overrides = overrides,
                             .override_count = override_count,
                             .command = "anlan run"};
  if (al_run(town->ctx, &job) != AL_OK)
    fail_msg("%s", al_ctx_error_text(town->ctx));
}

static void town_free(struct season_town *town)
{
  al_arena_destroy(town->arena);
  al_ctx_destroy(town->ctx);
}

static float *plane_of(struct season_town *town, const char *file)
{
  char path[5000];
  float *plane = AL_NEW(town->arena, float, CELLS);
  snprintf(path, sizeof path, "%s/%s", town->folder, file);
  if (al_raster_read(town->ctx, path, 1, &town->lattice, plane) != AL_OK)
    fail_msg("%s", al_ctx_error_text(town->ctx));
  return plane;
}

static struct al_csv table_of(struct season_town *town, const char *file)
{
  char path[5000];
  struct al_csv csv;
  snprintf(path, sizeof path, "%s/%s", town->folder, file);
  if (al_csv_read(town->ctx, town->arena, path, &csv) != AL_OK)
    fail_msg("%s", al_ctx_error_text(town->ctx));
  return csv;
}

static double number(struct season_town *town, const struct al_csv *csv, size_t row,
                     const char *column)
{
  return al_csv_number(town->ctx, csv, row, al_csv_column(csv, column));
}

static void check_fires(struct season_town *town)
{
  const struct al_csv fires = table_of(town, "fire/fires.csv");
  const struct al_csv sources = table_of(town, "fire/sources.csv");
  const float *burn = plane_of(town, "fire/burn_probability.tif");
  double burnt = 0.0, counted = 0.0, grouped = 0.0, saved = 0.0, groups = 0.0;
  assert_int_equal(fires.row_count, FIRES);
  for (size_t row = 0; row < fires.row_count; row++) {
    const double with = number(town, &fires, row, "burnt_m2");
    const double without = number(town, &fires, row, "burnt_without_m2");
    assert_true(with <= without && with > 0.0);
    burnt += with;
    saved += without - with;
  }
  for (int i = 0; i < CELLS; i++)
    counted += isfinite(burn[i]) ? (double)burn[i] * FIRES * CELL * CELL : 0.0;
  for (size_t row = 0; row < sources.row_count; row++) {
    groups += number(town, &sources, row, "fires");
    grouped += number(town, &sources, row, "lit") * number(town, &sources, row, "burnt_mean_m2");
  }
  assert_true(saved > 1e5 && fabs(counted / burnt - 1.0) < 1e-6);
  assert_true(groups == FIRES && fabs(grouped / burnt - 1.0) < 1e-6);
  assert_int_equal(sources.row_count, 4);
}

/* The matrix of the table fire_hazard, written down a second time. */
static int colour_by_hand(double annual, double flame_m)
{
  static const int colour[4][4] = {{1, 1, 2, 2}, {1, 2, 2, 3}, {2, 2, 3, 4}, {2, 3, 4, 4}};
  const int p = annual < 0.001 ? 0 : annual < 0.005 ? 1 : annual < 0.02 ? 2 : 3;
  const int f = flame_m < 1.2 ? 0 : flame_m < 2.4 ? 1 : flame_m < 3.7 ? 2 : 3;
  return annual > 0.0 ? colour[p][f] : 0;
}

static void check_zoning(struct season_town *town)
{
  const float *annual = plane_of(town, "fire/burn_annual.tif");
  const float *burn = plane_of(town, "fire/burn_probability.tif");
  const float *saved = plane_of(town, "fire/burn_annual_saved.tif");
  const float *flame = plane_of(town, "fire/flame_mean.tif");
  const float *colour = plane_of(town, "zoning/fire_hazard_colour.tif");
  long seen[5] = {0}, gained = 0;
  for (int i = 0; i < CELLS; i++) {
    if (!isfinite(annual[i]))
      continue;
    assert_true(fabs((double)annual[i] - (1.0 - exp(-2.0 * (double)burn[i]))) < 1e-6);
    assert_true((double)saved[i] > -1e-7);
    gained += saved[i] > 1e-6f;
    const int wanted = colour_by_hand((double)annual[i], (double)flame[i]);
    if ((int)colour[i] != wanted)
      fail_msg("cell %d: colour %g, not %d (%g a year, %g m)", i, (double)colour[i], wanted,
               (double)annual[i], (double)flame[i]);
    seen[wanted]++;
  }
  printf("cells by colour: %ld none, %ld, %ld, %ld, %ld; %ld saved\n", seen[0], seen[1], seen[2],
         seen[3], seen[4], gained);
  assert_true(seen[0] > 0 && seen[3] + seen[4] > 0 && gained > 100);
}

static double first_within(const float *first, double west, double east, double south, double north,
                           double within)
{
  double least = INFINITY;
  for (int i = 0; i < CELLS; i++) {
    const double x = WEST + (i % COLS + 0.5) * CELL, y = NORTH - (i / COLS + 0.5) * CELL;
    const double dx = fmax(fmax(west - x, x - east), 0.0);
    const double dy = fmax(fmax(south - y, y - north), 0.0);
    if (isfinite(first[i]) && hypot(dx, dy) <= within)
      least = fmin(least, (double)first[i]);
  }
  return least;
}

static void check_closings(struct season_town *town)
{
  const struct al_csv csv = table_of(town, "fire/closings.csv");
  const float *first = plane_of(town, "fire/arrival_first.tif");
  const int column = al_csv_column(&csv, "closes_s");
  int closed = 0;
  assert_int_equal(csv.row_count, 9); /* 2400 m in pieces of 300 m, and the village */
  for (size_t row = 0; row < csv.row_count; row++) {
    const double from = 5100.0 + number(town, &csv, row, "from_m");
    const double to = 5100.0 + number(town, &csv, row, "to_m");
    assert_true(row == 8 || (fabs(from - 5100.0 - 300.0 * (double)row) < 1e-6 &&
                             fabs(to - from - 300.0) < 1e-6));
    const double wanted = row < 8 ? first_within(first, from, to, 8190.0, 8190.0, 40.0)
                                  : first_within(first, 6000.0, 6600.0, 6900.0, 7100.0, 100.0);
    const char *text = csv.cell[row * csv.column_count + (size_t)column];
    if (!isfinite(wanted) ? *text != '\0' : fabs(atof(text) / wanted - 1.0) > 1e-6)
      fail_msg("row %zu closes at '%s', not %g s", row, text, wanted);
    closed += *text != '\0';
  }
  assert_true(closed >= 4);
  assert_string_equal(csv.cell[1], "ring, road");
}

static void products_of_a_season(void **state)
{
  (void)state;
  static const char *const files[] = {"maps/fire_burn_annual.png",
                                      "maps/fire_burn_annual_saved.png",
                                      "maps/zoning_fire_hazard.png",
                                      "report.html",
                                      "zoning/zoning.gpkg",
                                      "fire/closings.gpkg",
                                      "fire/fires.gpkg",
                                      "manifest.json"};
  struct season_town town;
  char path[5000];
  town_make(&town, "season_products", NULL, 0);
  check_fires(&town);
  check_zoning(&town);
  check_closings(&town);
  for (size_t k = 0; k < AL_COUNT(files); k++) {
    snprintf(path, sizeof path, "%s/%s", town.folder, files[k]);
    FILE *stream = fopen(path, "rb");
    if (!stream)
      fail_msg("%s is not there", files[k]);
    fclose(stream);
  }
  snprintf(path, sizeof path, "%s/report.html", town.folder);
  remove(path);
  const struct al_job again = {.path = town.folder, .overwrite = true, .command = "anlan zone"};
  if (al_zone(town.ctx, &again) != AL_OK)
    fail_msg("%s", al_ctx_error_text(town.ctx));
  FILE *stream = fopen(path, "rb");
  assert_non_null(stream);
  fclose(stream);
  check_zoning(&town);
  town_free(&town);
}

/* Rain on the town besides: each cell has the worse of two colours, and says whose it is. */
static void hazards_are_combined(void **state)
{
  (void)state;
  static const char *const overrides[] = {"flow.cfl=0.4", "rain.kind=uniform",
                                          "rain.intensity=\"3600 mm/h\"",
                                          "scenario.duration=\"4 min\""};
  struct season_town town;
  long seen[4] = {0};
  town_make(&town, "season_combined", overrides, AL_COUNT(overrides));
  const float *wet = plane_of(&town, "zoning/aidr_colour.tif");
  const float *hot = plane_of(&town, "zoning/fire_hazard_colour.tif");
  const float *colour = plane_of(&town, "zoning/combined_colour.tif");
  const float *hazard = plane_of(&town, "zoning/combined_hazard.tif");
  for (int i = 0; i < CELLS; i++) {
    if (!isfinite(hot[i])) {
      assert_false(isfinite(colour[i]));
      continue;
    }
    const int whose = wet[i] > hot[i] ? 1 : hot[i] > wet[i] ? 2 : wet[i] > 0.0f ? 3 : 0;
    assert_true(colour[i] == fmaxf(wet[i], hot[i]) && (int)hazard[i] == whose);
    seen[whose]++;
  }
  printf("cells: %ld of water, %ld of fire, %ld of both\n", seen[1], seen[2], seen[3]);
  assert_true(seen[1] > 100 && seen[2] > 100);
  town_free(&town);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(products_of_a_season),
                                     cmocka_unit_test(hazards_are_combined)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
