/**
 * Rain: what falls is what the series, the storm, the gauges or the raster say.
 */
#include "support/column.h"
#include "doors/hdf_door.h"
#include "doors/raster_door.h"
#include "models/models.h"
#include "models/rain/rain_storm.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static double fall(struct column_bench *bench, const char *section, double end_s, double span_s)
{
  const al_status status = column_bench_create(bench, al_model_find("rain"), section, end_s);
  if (status != AL_OK)
    fail_msg("%s", al_ctx_error_text(bench->ctx));
  for (double t = 0.0; t < end_s; t += span_s) {
    column_bench_water(bench, 0.0, 0.0);
    assert_int_equal(column_bench_step(bench, span_s, 2), AL_OK);
  }
  return bench->supplied_m / (double)bench->forest->valid_count;
}

static void uniform_falls_exactly(void **state)
{
  (void)state;
  struct column_bench bench;
  column_bench_open(&bench, 70, 30, NULL);
  /* knots that no exchange meets; 30 mm in the first 0.5 h, 20 in the next 20 min, nothing then */
  const double depth_m = fall(
      &bench, "kind: uniform, intensity: [[0, 60 mm/h], [1807, 60 mm/h], [3607, 0]]", 7200.0, 11.0);
  assert_true(fabs(depth_m - 3607.0 / 6e4) < 1e-6 * depth_m);
  assert_true(fabs(column_bench_balance_m3(&bench, "rain") - bench.supplied_m * 100.0) <
              1e-9 * bench.supplied_m * 100.0);
  column_bench_close(&bench);
}

static void factors_share_and_void(void **state)
{
  (void)state;
  struct column_bench bench;
  uint8_t valid[64 * 64];
  memset(valid, 1, sizeof valid);
  valid[17] = 0;
  column_bench_open(&bench, 64, 64, valid);
  column_bench_layer(&bench, "rain_share", 1.25);
  const double depth_m =
      fall(&bench, "kind: uniform, intensity: 7 mm/h, total: 40 mm, scale: 0.5, areal_factor: 0.9",
           3600.0, 10.0);
  assert_true(fabs(depth_m - 0.040 * 0.5 * 0.9 * 1.25) < 1e-6 * depth_m);
  assert_true(bench.supply_m[17] == 0);
  column_bench_close(&bench);
}

static void chicago_follows_its_curve(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_series series;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  assert_int_equal(al_arena_create(ctx, 0, &arena), AL_OK);
  const struct rain_design_config design = {.a = 10.0,
                                            .c = 0.7,
                                            .b_min = 8.0,
                                            .n = 0.65,
                                            .return_period_a = 50.0,
                                            .duration_s = 7200.0,
                                            .step_s = 60.0,
                                            .peak_ratio = 0.4,
                                            .shape = RAIN_CHICAGO};
  /* by hand: 10 (1 + 0.7 lg 50) 120 / 128^0.65 mm */
  const double whole_m = 1e-3 * 10.0 * (1.0 + 0.7 * log10(50.0)) * 120.0 / pow(128.0, 0.65);
  assert_true(fabs(rain_storm_depth_m(&design, 7200.0) - whole_m) < 1e-12);
  assert_int_equal(rain_storm_series(arena, &design, &series), AL_OK);
  assert_true(fabs(al_series_integral(&series, 0.0, 1e5) - whole_m) < 1e-12);
  size_t peak = 0;
  for (size_t i = 0; i < series.count; i++)
    peak = series.value[i] > series.value[peak] ? i : peak;
  assert_true(fabs(series.time_s[peak] + 30.0 - 0.4 * 7200.0) <= 60.0);
  /* the worst 10, 30, 60 minutes hold what the curve says, split 0.4 : 0.6 around the peak */
  for (double span_s = 600.0; span_s <= 3600.0; span_s *= span_s < 1000.0 ? 3.0 : 2.0) {
    const double from_s = 0.4 * (7200.0 - span_s);
    const double inside_m =
        rain_storm_fallen_m(&design, from_s + span_s) - rain_storm_fallen_m(&design, from_s);
    assert_true(fabs(inside_m - rain_storm_depth_m(&design, span_s)) < 1e-12);
  }
  const double peak_s = 0.4 * 7200.0;
  assert_true(fabs(rain_storm_fallen_m(&design, peak_s) - 0.4 * whole_m) < 1e-12);
  /* intensity 10 min before and 20 min after the peak, mm/min by hand from Keifer and Chu */
  const double a = 10.0 * (1.0 + 0.7 * log10(50.0)), before = 10.0 / 0.4 + 8.0,
               after = 20.0 / 0.6 + 8.0;
  const double wanted[] = {a * (0.35 * 10.0 / 0.4 + 8.0) / pow(before, 1.65),
                           a * (0.35 * 20.0 / 0.6 + 8.0) / pow(after, 1.65)};
  for (int k = 0; k < 2; k++) {
    const double at_s = k ? peak_s + 1200.0 : peak_s - 600.0;
    const double found =
        60e3 / 2.0 *
        (rain_storm_fallen_m(&design, at_s + 1.0) - rain_storm_fallen_m(&design, at_s - 1.0));
    assert_true(fabs(found / wanted[k] - 1.0) < 1e-4);
  }
  al_arena_destroy(arena);
  al_ctx_destroy(ctx);
}

static void formula_units_agree(void **state)
{
  (void)state;
  struct rain_design_config design = {
      .a = 2000.0, .b_min = 5.0, .n = 0.6, .return_period_a = 1.0, .unit = RAIN_L_PER_S_HA};
  const double litres_m = rain_storm_depth_m(&design, 3600.0);
  design.unit = RAIN_MM_PER_MIN;
  design.a = 2000.0 / (1000.0 / 6.0); /* 1 mm/min is 166.67 L/(s ha) */
  assert_true(fabs(litres_m / rain_storm_depth_m(&design, 3600.0) - 1.0) < 1e-12);
}

static void storms_of_all_shapes_bring_their_depth(void **state)
{
  (void)state;
  static const char *const sections[] = {
      "kind: design, design: {depth: 100 mm, duration: 2 h, shape: uniform, start: 10 min}",
      "kind: design, design: {depth: 100 mm, duration: 2 h, shape: table, shares: [1, 5, 3, 1]}",
      "kind: design, design: {depth: 100 mm, duration: 2 h, peak_ratio: 0.3, step: 7 min}"};
  for (size_t i = 0; i < AL_COUNT(sections); i++) {
    struct column_bench bench;
    column_bench_open(&bench, 4, 4, NULL);
    assert_true(fabs(fall(&bench, sections[i], 9000.0, 10.0) - 0.1) < 1e-6);
    column_bench_close(&bench);
  }
}

static void gauges_are_met_and_mixed(void **state)
{
  (void)state;
  static const char *const weightings[] = {"thiessen", "idw"};
  for (int k = 0; k < 2; k++) {
    struct column_bench bench;
    char section[400];
    column_bench_open(&bench, 64, 1, NULL);
    snprintf(section, sizeof section,
             "kind: stations, weighting: %s, stations: [{name: w, point: [5, 5], intensity: 36 "
             "mm/h}, {name: e, point: [635, 5], intensity: 72 mm/h}]",
             weightings[k]);
    fall(&bench, section, 100.0, 100.0);
    assert_true(fabs((double)bench.supply_m[0] - 1e-3) < 1e-9);
    assert_true(fabs((double)bench.supply_m[63] - 2e-3) < 1e-9);
    /* at x = 215: distances 210 and 420 m, weights 4 : 1 */
    const double at_third = k ? 1e-3 * (4.0 * 1.0 + 1.0 * 2.0) / 5.0 : 1e-3;
    assert_true(fabs((double)bench.supply_m[21] - at_third) < 1e-9);
    column_bench_close(&bench);
  }
}

static const char *rain_raster(const char *name, const float *value, int cols, int rows)
{
  static char path[8500];
  char here[4096];
  struct al_ctx *ctx;
  const struct al_lattice lattice = {
      .cols = cols, .rows = rows, .cell_m = 10.0, .north_m = 10.0 * rows, .crs_wkt = ""};
  assert_non_null(getcwd(here, sizeof here)); /* paths in a file are relative to the file */
  snprintf(path, sizeof path, "%s/%s/%s.tif", here, test_scratch_folder(name), name);
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  const struct al_raster_output output = {.path = path,
                                          .lattice = &lattice,
                                          .name = "rain",
                                          .unit = "mm h-1",
                                          .long_name = "rain",
                                          .value = value};
  const al_status status = al_raster_write_cog(ctx, &output);
  if (status != AL_OK)
    fail_msg("%s", al_ctx_error_text(ctx));
  al_ctx_destroy(ctx);
  return path;
}

static void rasters_follow_their_times(void **state)
{
  (void)state;
  struct column_bench bench;
  float value[8 * 8];
  char section[18000], first[8500];
  for (int i = 0; i < 64; i++)
    value[i] = (float)i;
  snprintf(first, sizeof first, "%s", rain_raster("rain_a", value, 8, 8));
  for (int i = 0; i < 64; i++)
    value[i] = 36.0f;
  snprintf(section, sizeof section,
           "kind: raster, interval: 50 s, rasters: [{path: %s, time: 0 s}, {path: %s, time: 95 s}]",
           first, rain_raster("rain_b", value, 8, 8));
  column_bench_open(&bench, 8, 8, NULL);
  fall(&bench, section, 90.0, 90.0);
  assert_true(fabs((double)bench.supply_m[3 * 64 + 5] - 29.0 / 3.6e6 * 90.0) < 1e-9);
  /* 90 .. 100: 5 s of the first, 5 of the second */
  column_bench_water(&bench, 0.0, 0.0);
  assert_int_equal(column_bench_step(&bench, 10.0, 1), AL_OK);
  assert_true(fabs((double)bench.supply_m[3 * 64 + 5] - (29.0 + 36.0) / 3.6e6 * 5.0) < 1e-9);
  column_bench_water(&bench, 0.0, 0.0);
  bench.time_s = 145.0; /* the last one has ended */
  assert_int_equal(column_bench_step(&bench, 10.0, 1), AL_OK);
  assert_true(bench.supply_m[0] == 0);
  column_bench_close(&bench);
}

/* Creates the model, gives back what was said. */
static const char *said(struct column_bench *bench, const char *section, double end_s,
                        al_status wanted)
{
  column_bench_open(bench, 8, 8, NULL);
  const al_status status = column_bench_create(bench, al_model_find("rain"), section, end_s);
  if (status != wanted)
    fail_msg("status %d instead of %d: %s", status, wanted, al_ctx_error_text(bench->ctx));
  return al_ctx_error_text(bench->ctx);
}

static void expect_said(const char *section, double end_s, al_status wanted, const char *words,
                        size_t warnings)
{
  struct column_bench bench;
  const char *text = said(&bench, section, end_s, wanted);
  if (!strstr(text, words))
    fail_msg("no '%s' in: %s", words, text);
  assert_int_equal(al_ctx_warning_count(bench.ctx), warnings);
  column_bench_close(&bench);
}

static void bad_rasters_are_refused(void **state)
{
  (void)state;
  char section[9000];
  float value[64] = {0.0f};
  value[9] = -1.0f;
  snprintf(section, sizeof section, "kind: raster, rasters: [{path: %s}]",
           rain_raster("rain_bad", value, 8, 8));
  expect_said(section, 10.0, AL_BAD_INPUT, "band 1 holds negative rain (least -1)", 0);
  for (int i = 0; i < 64; i++)
    value[i] = NAN;
  snprintf(section, sizeof section, "kind: raster, rasters: [{path: %s}]",
           rain_raster("rain_bad", value, 8, 8));
  expect_said(section, 10.0, AL_BAD_INPUT, "holds no rain values at all", 0);
  expect_said("kind: raster, rasters: [{path: none.tif}]", 10.0, AL_BAD_INPUT, "none.tif", 0);
  snprintf(section, sizeof section, "kind: raster, rasters: [{path: %s, band: 3}]",
           rain_raster("rain_bad", value, 8, 8));
  expect_said(section, 10.0, AL_BAD_INPUT, "has no band 3", 0);
  /* one hole: known only when it meets the grid */
  struct column_bench bench;
  for (int i = 0; i < 64; i++)
    value[i] = i == 27 ? NAN : 1.0f;
  snprintf(section, sizeof section, "kind: raster, rasters: [{path: %s}]",
           rain_raster("rain_bad", value, 8, 8));
  said(&bench, section, 10.0, AL_OK);
  column_bench_water(&bench, 0.0, 0.0);
  assert_int_equal(column_bench_step(&bench, 10.0, 1), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(bench.ctx), "has no rain at x = 35.0, y = 45.0"));
  column_bench_close(&bench);
}

/* Frames late, early, out of order and missing. */
static void raster_times_are_checked(void **state)
{
  (void)state;
  static char section[90000];
  char path[8500];
  float value[64];
  for (int i = 0; i < 64; i++)
    value[i] = 6.0f;
  snprintf(path, sizeof path, "%s", rain_raster("rain_times", value, 8, 8));
  snprintf(section, sizeof section, "kind: raster, rasters: [{path: %s, time: 1 h}]", path);
  expect_said(section, 7200.0, AL_OK, "hold from 3600 s to 7200 s, the run goes from 0 to 7200 s",
              1);
  snprintf(section, sizeof section,
           "kind: raster, rasters: [{path: %s, time: 1 h}, {path: %s, time: 0 s}]", path, path);
  expect_said(section, 7200.0, AL_BAD_INPUT, "times must rise", 0);
  size_t used = (size_t)snprintf(section, sizeof section, "kind: raster, rasters: [");
  for (int hour = 0; hour < 8; hour++)
    if (hour != 4)
      used += (size_t)snprintf(section + used, sizeof section - used, "%s{path: %s, time: %d h}",
                               hour ? ", " : "", path, hour);
  snprintf(section + used, sizeof section - used, "]");
  expect_said(section, 8 * 3600.0, AL_OK,
              "1 gaps in steps of 3600 s, the first of 7200 s at 10800 s", 1);
}

/* A frame on the grid's own cells brings exactly its sum. */
static void frames_on_the_grid_are_exact(void **state)
{
  (void)state;
  struct column_bench bench;
  char section[9000];
  float value[64];
  double sum_mm = 0.0;
  for (int i = 0; i < 64; i++) {
    value[i] = (float)(i * i % 37);
    sum_mm += (double)value[i];
  }
  snprintf(section, sizeof section,
           "kind: raster, raster_value: mm, interval: 100 s, rasters: [{path: %s}]",
           rain_raster("rain_exact", value, 8, 8));
  column_bench_open(&bench, 8, 8, NULL);
  fall(&bench, section, 120.0, 12.0); /* the last exchanges reach beyond the frame */
  assert_true(fabs(column_bench_balance_m3(&bench, "rain") / 100.0 - 1e-3 * sum_mm) <
              1e-6 * 1e-3 * sum_mm);
  column_bench_close(&bench);
}

/* Three frames at 1 h, 1.5 h and 3 h after 1970 on the time axis of a NetCDF file. */
static void frames_follow_the_time_axis(void **state)
{
  (void)state;
  struct column_bench bench;
  struct al_hdf *file;
  char section[5000], path[4200], here[4096];
  const double hours[] = {1.0, 1.5, 3.0}, rates[] = {36.0, 72.0, 18.0};
  column_bench_open(&bench, 64, 64, NULL);
  assert_non_null(getcwd(here, sizeof here));
  snprintf(path, sizeof path, "%s/%s/frames.nc", here, test_scratch_folder("rain_axis"));
  assert_int_equal(al_hdf_create(bench.ctx, path, &file), AL_OK);
  assert_int_equal(al_hdf_cf_begin(file, &bench.forest->lattice, true, 0.0), AL_OK);
  assert_int_equal(al_hdf_cf_declare(file, "rain", "mm h-1", "rain", true, 0), AL_OK);
  for (int k = 0; k < 3; k++) {
    static float plane[64 * 64];
    for (int i = 0; i < 64 * 64; i++)
      plane[i] = (float)rates[k];
    assert_int_equal(al_hdf_cf_put_time(file, (size_t)k, hours[k] * 3600.0), AL_OK);
    if (al_hdf_cf_write(file, "rain", (size_t)k, plane) != AL_OK)
      fail_msg("%s", al_ctx_error_text(bench.ctx));
  }
  assert_int_equal(al_hdf_close(file, true), AL_OK);
  snprintf(section, sizeof section, "kind: raster, rasters: [{path: %s, band: 0, times: file}]",
           path);
  /* 0.5 h of 36, 1.5 h of 72, then an hour (`interval`) of 18 mm/h */
  assert_true(fabs(fall(&bench, section, 5.0 * 3600.0, 300.0) - 0.144) < 1e-6);
  assert_int_equal(al_ctx_warning_count(bench.ctx), 1); /* no frame before 1 h and after 4 h */
  column_bench_close(&bench);
  float value[64] = {0.0f};
  snprintf(section, sizeof section, "kind: raster, rasters: [{path: %.4000s, times: file}]",
           rain_raster("rain_no_axis", value, 8, 8));
  expect_said(section, 10.0, AL_BAD_INPUT, "the file has no CF time axis", 0);
}

static const char *rain_table(const char *name, const char *text)
{
  static char path[4200];
  char here[4096];
  assert_non_null(getcwd(here, sizeof here));
  snprintf(path, sizeof path, "%s/%s/%s.csv", here, test_scratch_folder(name), name);
  FILE *stream = fopen(path, "w");
  fputs(text, stream);
  fclose(stream);
  return path;
}

static void bad_tables_are_named_by_row(void **state)
{
  (void)state;
  static const struct {
    const char *text, *words;
  } faults[] = {
      {"time_s,rain_mm_per_h\n0,1\n600,\n1200,0\n", ".csv:3"},
      {"time_s,rain_mm_per_h\n0,1\n600,NA\n1200,0\n", "'NA' is not a number"},
      {"time_s,rain_mm_per_h\n0,1\n600,-2\n1200,0\n", ".csv:3"},
      {"time_s,rain_mm_per_h\n0,1\n600,-9999\n1200,0\n", "out of range"},
      {"time_s,rain_mm_per_h\n0,1\n1200,2\n600,0\n", "times must rise: 600 s follows 1200 s"},
      {"time_s,rain_mm_per_h\n0,1\n600,2\n600,0\n", ".csv:4"},
      {"time_s,rain_mm\n0,1\n600,0\n", "unit"},
      {"time_s,rain_mm_per_h\n", "rows of a time and a value are needed"},
      {"time_s,rain_mm_per_h\n0,1,2\n600,0\n", ".csv:2"},
      {"\xb5\xda\xd2\xbb\xff\xff,rain\n0,1\n", "neither UTF-8 nor GBK"}};
  for (size_t i = 0; i < AL_COUNT(faults); i++) {
    char section[5000];
    const char *path = rain_table("rain_faults", faults[i].text);
    snprintf(section, sizeof section, "kind: uniform, intensity: %s", path);
    expect_said(section, 1200.0, AL_BAD_INPUT, faults[i].words, 0);
    snprintf(section, sizeof section,
             "kind: stations, stations: [{name: a, point: [1, 1], intensity: %s}]", path);
    expect_said(section, 1200.0, AL_BAD_INPUT, faults[i].words, 0);
  }
}

/* Headers in Chinese as a spreadsheet writes them, in GBK. */
static void tables_in_gbk_are_read(void **state)
{
  (void)state;
  struct column_bench bench;
  char section[5000];
  snprintf(section, sizeof section, "kind: uniform, intensity: %s",
           rain_table("rain_gbk", "\xca\xb1\xbc\xe4(h),\xd3\xea\xc7\xbf(mm/h)\n0,36\n1,0\n"));
  column_bench_open(&bench, 4, 4, NULL);
  assert_true(fabs(fall(&bench, section, 7200.0, 60.0) - 0.036) < 1e-7);
  assert_int_equal(al_ctx_warning_count(bench.ctx), 0);
  column_bench_close(&bench);
}

static void series_that_do_not_span_the_run_are_said(void **state)
{
  (void)state;
  static const struct {
    const char *series, *words;
    size_t warnings;
  } cases[] = {
      {"[[0, 5 mm/h], [600, 0]]", "", 0},
      {"[[0, 5 mm/h], [600, 7 mm/h]]", "ends at 600 s", 1},
      {"[[100, 5 mm/h], [600, 0]]", "begins at 100 s; its first value, 5 mm/h", 1},
      {"[[0, 0], [7200, 5 mm/h], [9000, 0]]", "but none during the run", 1},
      {"[[0, 1 mm/h], [60, 1 mm/h], [120, 2 mm/h], [180, 2 mm/h], [240, 2 mm/h], [540, 1 mm/h], "
       "[600, 0], [3000, 0]]",
       "1 gaps in steps of 60 s, the first of 300 s at 240 s", 1}};
  for (size_t i = 0; i < AL_COUNT(cases); i++) {
    char section[500];
    snprintf(section, sizeof section, "kind: uniform, intensity: %s", cases[i].series);
    expect_said(section, 3600.0, AL_OK, cases[i].words, cases[i].warnings);
  }
}

static void gauges_far_off_are_said(void **state)
{
  (void)state;
  expect_said("kind: stations, stations: [{name: in, point: [5, 5], intensity: 0}, {name: out, "
              "point: [2080, 5], intensity: 0}]",
              10.0, AL_OK, "1 of 2 gauges lie outside the grid, the farthest, out, by 2.0 km", 1);
  expect_said("kind: stations, stations: [{name: slip, point: [5, 2700000], intensity: 0}]", 10.0,
              AL_BAD_INPUT, "station slip at [5, 2.7e+06] lies 2700 km outside the grid", 0);
  expect_said("kind: stations, stations: [{name: dry, point: [5, 5]}]", 10.0, AL_BAD_INPUT,
              "intensity", 0);
}

static void faults_are_named(void **state)
{
  (void)state;
  static const char *const faults[][2] = {
      {"kind: uniform", "needs rain.intensity"},
      {"kind: uniform, intensity: -1 mm/h", "out of range"},
      {"kind: stations", "needs records in rain.stations"},
      {"kind: stations, stations: [{name: a, point: [1], intensity: 0}]", "two numbers"},
      {"kind: raster", "needs records in rain.rasters"},
      {"kind: design", "formula"},
      {"kind: design, design: {depth: 1 mm, shape: table}", "shares"},
      {"kind: design, design: {a: 1, c: 5, return_period: 0.1}", "not positive"},
      {"kind: uniform, intensity: 0, total: 10 mm", "cannot be rescaled"}};
  for (size_t i = 0; i < AL_COUNT(faults); i++) {
    struct column_bench bench;
    column_bench_open(&bench, 4, 4, NULL);
    assert_int_equal(column_bench_create(&bench, al_model_find("rain"), faults[i][0], 10.0),
                     AL_BAD_INPUT);
    if (!strstr(al_ctx_error_text(bench.ctx), faults[i][1]))
      fail_msg("no '%s' in: %s", faults[i][1], al_ctx_error_text(bench.ctx));
    column_bench_close(&bench);
  }
}

/* The series that come with the program hold what their headers say. */
static void ready_storms_hold_their_totals(void **state)
{
  (void)state;
  struct column_bench bench;
  char section[4300];
  column_bench_open(&bench, 1, 1, NULL);
  snprintf(section, sizeof section, "kind: uniform, intensity: %s",
           test_source_path("scenarios/series/doksuri-rain.csv"));
  double worst_m = 0.0, before_m = 0.0;
  assert_int_equal(column_bench_create(&bench, al_model_find("rain"), section, 36 * 3600.0), AL_OK);
  for (int hour = 0; hour < 36; hour++) {
    column_bench_water(&bench, 0.0, 0.0);
    assert_int_equal(column_bench_step(&bench, 3600.0, 1), AL_OK);
    worst_m = fmax(worst_m, bench.supplied_m - before_m);
    before_m = bench.supplied_m;
  }
  assert_true(fabs(bench.supplied_m - 0.7546) < 1e-6 && fabs(worst_m - 0.1512) < 1e-7);
  column_bench_close(&bench);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(uniform_falls_exactly),
      cmocka_unit_test(factors_share_and_void),
      cmocka_unit_test(chicago_follows_its_curve),
      cmocka_unit_test(formula_units_agree),
      cmocka_unit_test(storms_of_all_shapes_bring_their_depth),
      cmocka_unit_test(gauges_are_met_and_mixed),
      cmocka_unit_test(rasters_follow_their_times),
      cmocka_unit_test(bad_rasters_are_refused),
      cmocka_unit_test(raster_times_are_checked),
      cmocka_unit_test(frames_on_the_grid_are_exact),
      cmocka_unit_test(frames_follow_the_time_axis),
      cmocka_unit_test(bad_tables_are_named_by_row),
      cmocka_unit_test(tables_in_gbk_are_read),
      cmocka_unit_test(series_that_do_not_span_the_run_are_said),
      cmocka_unit_test(gauges_far_off_are_said),
      cmocka_unit_test(faults_are_named),
      cmocka_unit_test(ready_storms_hold_their_totals),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
