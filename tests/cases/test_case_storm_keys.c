/**
 * The keys that change a storm or the tide, each from the scenario to the water and the written
 * fields, on the shelf on cells of 7.4 km: what each should change, by how much.
 */
#include "support/case_run.h"
#include <math.h>
#include <stdio.h>

enum { KEYS_MOST = 6 };

#define TIDE_AT_ALL_SIDES                                                                          \
  "flow.boundaries=[{name: n, side: north, kind: level, tide: Xiamen}, {name: s, side: south, "    \
  "kind: level, tide: Xiamen}, {name: e, side: east, kind: level, tide: Xiamen}, {name: w, side: " \
  "west, kind: level, tide: Xiamen}]"

static char recipe[4200];

/* The shelf's recipe with cells twice as large, in a folder of its own. */
static int make_recipe(void **state)
{
  char folder[4096], depths[4200];
  FILE *file;
  (void)state;
  snprintf(folder, sizeof folder, "%s", test_scratch_folder("storm-keys-grid"));
  snprintf(depths, sizeof depths, "%s",
           test_source_path("grids/cities/jinjiang/shelf_depth_2min.tif"));
  snprintf(recipe, sizeof recipe, "%s/coarse.yaml", folder);
  file = fopen(recipe, "w");
  assert_non_null(file);
  fprintf(file,
          "city: {name: coarse, crs: \"EPSG:32650\", cell: 7400 m, bounds: [310000, 2235000, "
          "1079600, 3078600]}\nterrain: {sources: [{path: \"%s\", scale: -1, resample: "
          "bilinear}]}\nsea: {mode: connected}\n",
          depths);
  fclose(file);
  return 0;
}

/* A run of the ready scenario on those cells. Gauges of the scenario that lie on its land fall
 * away: one stands off the coast instead. */
static void run_with(struct case_run *run, const char *const *keys)
{
  static char grid[4300];
  const char *all[KEYS_MOST + 9] = {"output.maps=false",
                                    "output.report=false",
                                    "output.interval=1h",
                                    "output.weather=true",
                                    "output.gauge_interval=300s",
                                    "scenario.duration=42h",
                                    "output.gauges=[{name: Off, point: [715000, 2740000]}]",
                                    grid};
  snprintf(grid, sizeof grid, "grid.path=%s", recipe);
  for (size_t k = 0; keys && keys[k]; k++)
    all[8 + k] = keys[k];
  case_run_scenario(run, "doksuri-shelf", all);
}

static double peak_s(const struct case_run *run)
{
  const double most = case_highest(run, "Off", "level_m");
  return case_passing_s(run, "Off", "level_m", most);
}

/* Lowest pressure of a written field and where it lies, in cells. */
struct low {
  double pa, col, row;
};

static struct low lowest(const float *pressure_pa, size_t rows, size_t cols)
{
  struct low low = {INFINITY, 0, 0};
  for (size_t i = 0; i < rows * cols; i++)
    if ((double)pressure_pa[i] < low.pa)
      low = (struct low){(double)pressure_pa[i], (double)(i % cols), (double)(i / cols)};
  return low;
}

static struct low low_of(const struct case_run *run, size_t at, double *wind)
{
  size_t rows, cols, times;
  const float *p = case_field_at(run, "pressure", at, &times, &rows, &cols);
  const float *x = case_field_at(run, "wind_x", at, &times, &rows, &cols);
  const float *y = case_field_at(run, "wind_y", at, &times, &rows, &cols);
  *wind = 0.0;
  for (size_t i = 0; i < rows * cols; i++)
    if (isfinite(x[i]))
      *wind = fmax(*wind, hypot((double)x[i], (double)y[i]));
  assert_true(at < times);
  return lowest(p, rows, cols);
}

enum { HOUR = 30, BEFORE = HOUR - 8 }; /* the storm is over the sea */

/* The run that no key changes. Its folder is the next run's. */
static struct case_run usual;
static struct low usual_low, usual_before;
static double usual_wind;
static const float *usual_pressure_pa;

static int run_usual(void **state)
{
  size_t times, rows, cols;
  make_recipe(state);
  run_with(&usual, NULL);
  usual_before = low_of(&usual, BEFORE, &usual_wind);
  usual_low = low_of(&usual, HOUR, &usual_wind);
  usual_pressure_pa = case_field_at(&usual, "pressure", HOUR, &times, &rows, &cols);
  return 0;
}

static int free_usual(void **state)
{
  (void)state;
  case_run_free(&usual);
  return 0;
}

static void test_landfall_shift(void **state)
{
  static const char *const keys[] = {"cyclone.landfall_shift=3h", "scenario.duration=45h", NULL};
  struct case_run run;
  double wind;
  (void)state;
  run_with(&run, keys);
  const double later_h = (peak_s(&run) - peak_s(&usual)) / 3600.0;
  const double ratio =
      case_highest(&run, "Off", "level_m") / case_highest(&usual, "Off", "level_m");
  const struct low later = low_of(&run, HOUR + 3, &wind);
  print_message("landfall 3 h later: peak %.2f h later, %.3f times as high\n", later_h, ratio);
  assert_true(fabs(later_h - 3.0) < 0.2 && fabs(ratio - 1.0) < 0.03);
  assert_true(later.pa == usual_low.pa && later.col == usual_low.col);
  assert_true(later.row == usual_low.row && wind == usual_wind);
  case_run_free(&run);
}

static void test_track_offset(void **state)
{
  static const char *const keys[] = {"cyclone.track_offset=-74km", NULL};
  struct case_run run;
  double wind;
  (void)state;
  run_with(&run, keys);
  const struct low left = low_of(&run, HOUR, &wind);
  const double moved_km = 7.4 * hypot(left.col - usual_low.col, left.row - usual_low.row);
  print_message("track 74 km to the left: the low lies %.0f km away, %+.0f cells\n", moved_km,
                left.col - usual_low.col);
  assert_true(fabs(moved_km - 74.0) < 8.0 && left.col < usual_low.col); /* a cell is 7.4 km */
  assert_true(fabs(case_highest(&run, "Off", "level_m") - case_highest(&usual, "Off", "level_m")) >
              0.1);
  case_run_free(&run);
}

/* Twice as fast and turned by 30 degrees about the landfall, 37.9 h after the start: 7.9 h before
 * it the low lies as far from the landfall as it lay 15.8 h before, and 30 degrees clockwise of
 * there. */
static void test_speed_and_turn(void **state)
{
  static const char *const keys[] = {"cyclone.speed=2", "cyclone.turn=30 deg",
                                     "cyclone.pivot=[659874, 2729328]", NULL};
  struct case_run run;
  double wind;
  (void)state;
  run_with(&run, keys);
  const struct low low[2] = {usual_before, low_of(&run, HOUR, &wind)};
  double angle_deg[2], away_km[2];
  for (int k = 0; k < 2; k++) {
    const double east_m = 310e3 + 7400.0 * (low[k].col + 0.5) - 659874.0;
    const double north_m = 3078600.0 - 7400.0 * (low[k].row + 0.5) - 2729328.0;
    angle_deg[k] = atan2(east_m, north_m) * 180.0 / acos(-1.0);
    away_km[k] = 1e-3 * hypot(east_m, north_m);
  }
  const double turned_deg = remainder(angle_deg[1] - angle_deg[0], 360.0);
  print_message(
      "speed 2, turn 30 degrees: the low lies %.0f km away (%.0f km at hour %d), turned by "
      "%.1f degrees\n",
      away_km[1], away_km[0], BEFORE, turned_deg);
  assert_true(away_km[0] > 200.0 && fabs(away_km[1] - away_km[0]) < 15.0);
  assert_true(fabs(turned_deg - 30.0) < 2.5);
  case_run_free(&run);
}

static void test_intensity(void **state)
{
  static const char *const keys[] = {"cyclone.intensity=1.21", NULL};
  struct case_run run;
  double wind;
  const double pn_pa = 100830.0;
  (void)state;
  run_with(&run, keys);
  const struct low deep = low_of(&run, HOUR, &wind);
  const double deficit = (pn_pa - deep.pa) / (pn_pa - usual_low.pa);
  const double surge =
      case_highest(&run, "Off", "level_m") / case_highest(&usual, "Off", "level_m");
  print_message("intensity 1.21: deficit %.3f, wind %.3f, surge %.3f times\n", deficit,
                wind / usual_wind, surge);
  assert_true(fabs(deficit - 1.21) < 0.01);
  assert_true(fabs(wind / usual_wind - 1.1) < 0.02);
  assert_true(surge > 1.1 && surge < 1.4);
  case_run_free(&run);
}

/* Pressure half way up: within r of it s = (Rmax / r)^B = ln 2, so r grows as Rmax does. */
static void test_rmax(void **state)
{
  static const char *const keys[] = {"cyclone.rmax=2", NULL};
  struct case_run run;
  size_t rows, cols, times;
  double area[2] = {0.0, 0.0};
  (void)state;
  run_with(&run, keys);
  const float *p = case_field_at(&run, "pressure", HOUR, &times, &rows, &cols);
  for (size_t i = 0; i < rows * cols; i++) {
    area[0] += (double)usual_pressure_pa[i] < 100830.0 - 3500.0;
    area[1] += (double)p[i] < 100830.0 - 3500.0;
  }
  const double ratio = sqrt(area[1] / area[0]);
  print_message("rmax 2: the low of 35 hPa is %.2f times as wide (%.0f cells)\n", ratio, area[0]);
  assert_true(ratio > 1.7 && ratio < 2.3);
  case_run_free(&run);
}

static void test_tide_shift(void **state)
{
  static const char *const keys[][4] = {
      {"cyclone.intensity=0.01", "tide.stations=[{name: Xiamen}]", TIDE_AT_ALL_SIDES, NULL},
      {"cyclone.intensity=0.01", "tide.stations=[{name: Xiamen}]", TIDE_AT_ALL_SIDES,
       "tide.tide_shift=5h"}};
  double level_m[2][2];
  (void)state;
  for (int k = 0; k < 2; k++) {
    struct case_run run;
    const char *all[5] = {keys[k][0], keys[k][1], keys[k][2], keys[k][3], NULL};
    run_with(&run, all);
    level_m[k][0] = case_at(&run, "Off", "level_m", 36.0 * 3600.0);
    level_m[k][1] = case_at(&run, "Off", "level_m", 41.0 * 3600.0);
    case_run_free(&run);
  }
  print_message("tide 5 h later: %.3f m at 36 h is %.3f m at 41 h\n", level_m[0][0], level_m[1][1]);
  assert_true(fabs(level_m[0][0]) > 0.3);
  assert_true(fabs(level_m[1][1] - level_m[0][0]) < 0.1);
  assert_true(fabs(level_m[1][1] - level_m[0][1]) > 0.3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_landfall_shift), cmocka_unit_test(test_track_offset),
      cmocka_unit_test(test_speed_and_turn), cmocka_unit_test(test_intensity),
      cmocka_unit_test(test_rmax),           cmocka_unit_test(test_tide_shift)};
  return cmocka_run_group_tests(tests, run_usual, free_usual);
}
