/**
 * The cyclone model on a grid in UTM: its fields against places in degrees, the same bits for any
 * number of threads and after a checkpoint, and what it refuses.
 */
#include "support/support.h"
#include "config/scenario_section.h"
#include "core/log.h"
#include "doors/crs_door.h"
#include "models/cyclone/cyclone_config.h"
#include "models/models.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START_S 1690480800.0 /* 2023-07-27T18:00Z */

struct bench {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_forest *forest;
  struct al_fields *fields;
  struct al_config *scenario;
  struct al_model_env env;
  const struct al_model *model;
  void *self;
  char track[4200];
};

static void write_text(const char *path, const char *text)
{
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(text, file);
  fclose(file);
}

static al_status bench_open(struct bench *bench, const char *crs, const char *keys, int threads)
{
  static const struct al_section *const sections[] = {&al_scenario_section, &al_cyclone_section};
  const struct al_config_options options = {0};
  const char *folder = test_scratch_folder("cyclone-model");
  char path[4200], yaml[9000];
  struct al_crs_info info = {.wkt = (char[]){""}};
  *bench = (struct bench){.model = al_model_find("cyclone")};
  assert_int_equal(al_ctx_create(&bench->ctx), AL_OK);
  al_ctx_set_log(bench->ctx, AL_LOG_TEXT, true, stderr);
  assert_int_equal(al_arena_create(bench->ctx, 0, &bench->arena), AL_OK);
  snprintf(bench->track, sizeof bench->track, "%s/track.csv", folder);
  write_text(bench->track, "time,lon,lat,pc_hPa,vmax_m_per_s,averaging_min,rmax_km\n"
                           "2023-07-27T18:00Z,118.9,22.0,945,50,2,40\n"
                           "2023-07-28T00:00Z,118.7,23.9,945,50,2,40\n"
                           "2023-07-28T06:00Z,118.1,25.4,975,30,2,50\n");
  snprintf(path, sizeof path, "%s/scenario.yaml", folder);
  snprintf(yaml, sizeof yaml,
           "scenario: {name: x, start: \"2023-07-27T18:00Z\", duration: 12 h}\n"
           "cyclone: {track: track.csv%s}\n",
           keys);
  write_text(path, yaml);
  if (al_config_read(bench->ctx, bench->arena, path, sections, 2, &options, &bench->scenario) !=
      AL_OK)
    fail_msg("%s", al_ctx_error_text(bench->ctx));
  if (*crs)
    assert_int_equal(al_crs_describe(bench->ctx, bench->arena, crs, &info), AL_OK);
  static uint8_t valid[100 * 70];
  memset(valid, 1, sizeof valid);
  valid[7] = 0;
  const struct al_lattice lattice = {.cols = 100,
                                     .rows = 70,
                                     .west_m = 600e3,
                                     .north_m = 2780e3,
                                     .cell_m = 1000.0,
                                     .crs_wkt = info.wkt};
  assert_int_equal(al_forest_create(bench->arena, &lattice, valid, &bench->forest), AL_OK);
  assert_int_equal(al_fields_create(bench->arena, bench->forest, &bench->fields), AL_OK);
  bench->env = (struct al_model_env){.ctx = bench->ctx,
                                     .arena = bench->arena,
                                     .forest = bench->forest,
                                     .fields = bench->fields,
                                     .scenario = bench->scenario,
                                     .config = al_config_section(bench->scenario, "cyclone"),
                                     .end_s = 43200.0,
                                     .epoch_s = START_S,
                                     .threads = threads};
  return bench->model->create(&bench->env, &bench->self);
}

static void bench_close(struct bench *bench)
{
  al_arena_destroy(bench->arena);
  al_ctx_destroy(bench->ctx);
}

static al_real bench_value(const struct bench *bench, const char *name, int col, int row)
{
  const struct al_field *field = al_fields_find(bench->fields, name);
  assert_non_null(field);
  return field->buffer[0][al_forest_index(bench->forest, col, row)];
}

/* The storm through the readers, at a place in degrees. Winds turned by the difference of the two
 * norths, which the test takes from two places along a meridian. */
static struct cyclone_air air_in_degrees(struct bench *bench, double epoch_s, int col, int row)
{
  const struct al_lattice *lattice = &bench->forest->lattice;
  const struct cyclone_source source = {.path = bench->track, .format = CYCLONE_OWN};
  const struct cyclone_settings settings = cyclone_settings_usual();
  const struct cyclone_target target = {.lon_deg = 118.5,
                                        .lat_deg = 24.8,
                                        .reach_m = 1e6,
                                        .start_s = START_S,
                                        .end_s = START_S + 43200.0};
  struct cyclone_track track;
  struct cyclone_storm storm;
  struct cyclone_now now;
  struct cyclone_centre centre;
  assert_int_equal(cyclone_read(bench->ctx, bench->arena, &source, &track), AL_OK);
  assert_int_equal(
      cyclone_storm_create(bench->ctx, bench->arena, &track, &settings, &target, &storm), AL_OK);
  assert_true(cyclone_storm_at(&storm, epoch_s, &now, &centre));
  double x = al_lattice_x_m(lattice, col), y = al_lattice_y_m(lattice, row), east_m, north_m;
  assert_int_equal(al_crs_transform(bench->ctx, lattice->crs_wkt, "EPSG:4326", 1, &x, &y), AL_OK);
  cyclone_offset_m(centre.lon_deg, centre.lat_deg, x, y, &east_m, &north_m);
  const struct cyclone_air air = cyclone_air_at(&now, (al_real)east_m, (al_real)north_m);
  double mx[2] = {x, x}, my[2] = {y, y + 0.01};
  assert_int_equal(al_crs_transform(bench->ctx, "EPSG:4326", lattice->crs_wkt, 2, mx, my), AL_OK);
  const double way_m = hypot(mx[1] - mx[0], my[1] - my[0]);
  const double s = (mx[1] - mx[0]) / way_m, c = (my[1] - my[0]) / way_m;
  const double u = (double)air.wind_x, v = (double)air.wind_y;
  return (struct cyclone_air){.wind_x = (al_real)(c * u + s * v),
                              .wind_y = (al_real)(c * v - s * u),
                              .pressure_pa = air.pressure_pa};
}

static void fields_agree_with_places_in_degrees(void **state)
{
  (void)state;
  struct bench bench;
  assert_int_equal(bench_open(&bench, "EPSG:32650", "", 2), AL_OK);
  double worst = 0.0, worst_pa = 0.0;
  for (double t = 0.0; t < 43200.0; t += 600.0) {
    assert_int_equal(bench.model->step(bench.self, t, 600.0), AL_OK);
    assert_true(bench.model->next_event_s(bench.self, t) == t + 600.0);
    /* The sample is that of the middle of its ten minutes. */
    if (fmod(t, 7200.0) != 0.0)
      continue;
    for (int k = 0; k < 5; k++) {
      const int col = 5 + 22 * k, row = 65 - 15 * k;
      const struct cyclone_air there = air_in_degrees(&bench, START_S + t + 300.0, col, row);
      worst = fmax(worst, hypot((double)(bench_value(&bench, "wind_x", col, row) - there.wind_x),
                                (double)(bench_value(&bench, "wind_y", col, row) - there.wind_y)));
      worst_pa = fmax(
          worst_pa, fabs((double)(bench_value(&bench, "pressure", col, row) - there.pressure_pa)));
    }
  }
  printf("grid against degrees: %.2f m/s, %.0f Pa\n", worst, worst_pa);
  assert_true(worst < 0.5 && worst_pa < 60.0);
  assert_true(bench_value(&bench, "wind_x", 7, 0) == 0); /* no data: as it was */
  bench_close(&bench);
}

static void threads_and_checkpoints_change_no_bit(void **state)
{
  (void)state;
  struct bench one, other;
  assert_int_equal(bench_open(&one, "EPSG:32650", ", interval: 7 min", 1), AL_OK);
  assert_int_equal(bench_open(&other, "EPSG:32650", ", interval: 7 min", 3), AL_OK);
  for (double t = 0.0; t <= 20000.0; t += 100.0)
    assert_int_equal(one.model->step(one.self, t, 100.0), AL_OK);
  struct al_span from, to;
  assert_int_equal(one.model->spans(one.self, &from, 1), 1);
  assert_int_equal(other.model->spans(other.self, &to, 1), 1);
  assert_int_equal(from.bytes, to.bytes);
  memcpy(to.data, from.data, from.bytes);
  assert_int_equal(other.model->restored(other.self), AL_OK);
  static const char *const names[] = {"wind_x", "wind_y", "pressure"};
  for (int f = 0; f < 3; f++)
    assert_memory_equal(al_fields_find(one.fields, names[f])->buffer[0],
                        al_fields_find(other.fields, names[f])->buffer[0],
                        (size_t)one.forest->tile_count * AL_TILE_CELLS * sizeof(al_real));
  assert_true(bench_value(&one, "wind_x", 50, 30) != 0);
  memset(to.data, 0x7f, to.bytes);
  assert_int_equal(other.model->restored(other.self), AL_RUN_FAILED);
  bench_close(&one);
  bench_close(&other);
}

static void grids_without_place_and_runs_without_date_are_refused(void **state)
{
  (void)state;
  struct bench bench;
  assert_int_equal(bench_open(&bench, "", "", 1), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(bench.ctx), "the grid has local coordinates"));
  al_ctx_clear(bench.ctx);
  bench.env.epoch_s = (double)NAN;
  assert_int_equal(bench.model->create(&bench.env, &bench.self), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(bench.ctx), "needs scenario.start"));
  bench_close(&bench);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fields_agree_with_places_in_degrees),
      cmocka_unit_test(threads_and_checkpoints_change_no_bit),
      cmocka_unit_test(grids_without_place_and_runs_without_date_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
