/**
 * Hazard frames from files: a run's folder, its maxima, folders of rasters.
 */
#include "support/plain_room.h"
#include "support/support.h"
#include "doors/file_door.h"
#include "doors/hdf_door.h"
#include "doors/raster_door.h"
#include "models/evacuation/evac_cells.h"
#include "models/evacuation/evac_stored.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COLS = 70, ROWS = 5, CELLS = COLS * ROWS };
static const struct al_lattice lattice = {
    .cols = COLS, .rows = ROWS, .west_m = 1000.0, .north_m = 500.0, .cell_m = 20.0, .crs_wkt = ""};

static void check(al_status status)
{
  if (status != AL_OK)
    fail_msg("%s", al_ctx_error_text(room.ctx));
}

static const char *path_in(const char *folder, const char *name)
{
  const char *path = al_arena_printf(room.arena, "%s/%s", folder, name);
  char *parent = al_arena_strdup(room.arena, path);
  *strrchr(parent, '/') = '\0';
  check(al_folder_make(room.ctx, parent));
  return path;
}

static void write_raster(const char *folder, const char *name, const float *value)
{
  const struct al_raster_output output = {.path = path_in(folder, name),
                                          .lattice = &lattice,
                                          .name = "x",
                                          .unit = "m",
                                          .long_name = "x",
                                          .value = value};
  check(al_raster_write_cog(room.ctx, &output));
}

static void write_fields(const char *folder)
{
  struct al_hdf *file;
  float plane[CELLS];
  check(al_hdf_create(room.ctx, path_in(folder, "fields/town.nc"), &file));
  check(al_hdf_cf_begin(file, &lattice, true, 0.0));
  check(al_hdf_cf_declare(file, "zb", "m", "bed", false, 0));
  static const char *const names[] = {"h", "u", "v"};
  for (int n = 0; n < 3; n++)
    check(al_hdf_cf_declare(file, names[n], "m", "x", true, 0));
  for (int i = 0; i < CELLS; i++)
    plane[i] = (float)i;
  check(al_hdf_cf_write(file, "zb", 0, plane));
  for (int k = 0; k < 3; k++) {
    check(al_hdf_cf_put_time(file, (size_t)k, 60.0 * k));
    for (int n = 0; n < 3; n++) {
      for (int i = 0; i < CELLS; i++)
        plane[i] = n == 0 ? 0.01f * (float)(k * i) : n == 1 ? 3.0f : 4.0f * (float)k;
      check(al_hdf_cf_write(file, names[n], (size_t)k, plane));
    }
  }
  check(al_hdf_close(file, true));
}

static void fields_read_back(void **state)
{
  (void)state;
  struct al_evac_frames frames;
  struct al_evac_frame frame;
  float fire[CELLS];
  const char *folder = test_scratch_folder("evac_fields");
  write_fields(folder);
  for (int i = 0; i < CELLS; i++)
    fire[i] = i == 7 ? 77.0f : NAN;
  write_raster(folder, "fire/arrival.tif", fire);
  check(al_evac_stored_open(room.ctx, room.arena, folder, &frames));
  assert_int_equal(frames.count, 3);
  assert_true(frames.has_depth && frames.has_speed && !frames.has_wind);
  assert_true(frames.time_s[2] == 120.0 && frames.bed_m[CELLS - 1] == (float)(CELLS - 1));
  assert_true(frames.fire_arrival_s[7] == 77.0f && isnan(frames.fire_arrival_s[8]));
  assert_true(frames.lattice->cols == COLS && frames.lattice->rows == ROWS);
  assert_true(frames.lattice->west_m == 1000.0 && frames.lattice->north_m == 500.0);
  check(al_evac_frame_make(room.ctx, &frames, &frame));
  check(frames.read(frames.self, room.ctx, 1, &frame));
  assert_true(frame.depth_m[300] == 3.0f && frame.speed_mps[300] == 5.0f);
  check(frames.read(frames.self, room.ctx, 0, &frame));
  assert_true(frame.depth_m[300] == 0.0f && frame.speed_mps[0] == 3.0f);
  assert_int_equal(frames.read(frames.self, room.ctx, 3, &frame), AL_BAD_INPUT);
  al_evac_frame_free(&frame);
  al_evac_stored_close(&frames);
}

/* No cell closes later than it was reached. */
static void maxima_stand_in(void **state)
{
  (void)state;
  struct al_evac_frames frames;
  float hmax[CELLS], arrival[CELLS], closes_s[CELLS];
  const char *folder = test_scratch_folder("evac_maxima");
  for (int i = 0; i < CELLS; i++) {
    hmax[i] = i < 100 ? 0.02f : 0.01f * (float)i;
    arrival[i] = i < 100 ? NAN : 3600.0f + 11.0f * (float)i;
  }
  write_raster(folder, "max/hmax.tif", hmax);
  write_raster(folder, "max/arrival.tif", arrival);
  const size_t warnings = al_ctx_warning_count(room.ctx);
  check(al_evac_stored_open(room.ctx, room.arena, folder, &frames));
  assert_int_equal(al_ctx_warning_count(room.ctx), warnings + 1);
  assert_false(frames.has_speed);
  const double interval_s = frames.time_s[1] - frames.time_s[0];
  check(al_evac_cells_closing(room.ctx, &frames, &al_evac_laws[AL_EVAC_ADULT], closes_s));
  for (int i = 0; i < CELLS; i++) {
    if (hmax[i] < 1.2f)
      assert_true(isinf(closes_s[i]) && closes_s[i] > 0.0f);
    else
      assert_true(closes_s[i] <= arrival[i] &&
                  (double)closes_s[i] > (double)arrival[i] - 2.0 * interval_s);
  }
  al_evac_stored_close(&frames);
}

static void folders_of_rasters(void **state)
{
  (void)state;
  struct al_evac_frames frames;
  struct al_evac_frame frame;
  const struct al_evac_stack_request seaside = {
      .folder = test_case_path("evacuation/seaside/tsunami_inundation"), .unit_s = 1.0};
  const struct al_evac_stack_request arahama = {.folder =
                                                    test_case_path("evacuation/arahama/TsunamiDB"),
                                                .unit_s = 1.0,
                                                .offset_s = -53900.0};
  if (!test_case_present("evacuation/seaside/tsunami_inundation/30.asc"))
    skip();
  check(al_evac_stack_open(room.ctx, room.arena, &seaside, &frames));
  assert_int_equal(frames.lattice->cols, 89);
  assert_int_equal(frames.lattice->rows, 96);
  assert_true(frames.time_s[0] < frames.time_s[1] && frames.time_s[frames.count - 1] == 3600.0);
  check(al_evac_frame_make(room.ctx, &frames, &frame));
  int wet = 0;
  for (int k = 0; k < frames.count; k++) {
    check(frames.read(frames.self, room.ctx, k, &frame));
    for (int i = 0; i < 89 * 96; i++)
      wet += frame.depth_m[i] > 0.5f;
  }
  assert_true(wet > 0);
  al_evac_frame_free(&frame);
  check(al_evac_stack_open(room.ctx, room.arena, &arahama, &frames));
  assert_int_equal(frames.count, 31);
  assert_true(frames.time_s[0] == 0.0 && frames.time_s[30] == 300.0);
  check(al_evac_frame_make(room.ctx, &frames, &frame));
  check(frames.read(frames.self, room.ctx, 30, &frame));
  al_evac_frame_free(&frame);
}

static void refused(al_status status, const char *word)
{
  assert_int_equal(status, AL_BAD_INPUT);
  if (!strstr(al_ctx_error_text(room.ctx), word))
    fail_msg("'%s' is not in: %s", word, al_ctx_error_text(room.ctx));
  al_ctx_clear(room.ctx);
}

static void bad_folders(void **state)
{
  (void)state;
  struct al_evac_frames frames;
  float plane[CELLS] = {0};
  const char *folder = test_scratch_folder("evac_bad");
  const struct al_evac_stack_request stack = {.folder = folder, .unit_s = 1.0};
  refused(al_evac_stored_open(room.ctx, room.arena, folder, &frames), "holds no hazard");
  refused(al_evac_stack_open(room.ctx, room.arena, &stack, &frames), "holds no raster");
  write_raster(folder, "late.tif", plane);
  refused(al_evac_stack_open(room.ctx, room.arena, &stack, &frames), "holds no raster");
  write_raster(folder, "60.tif", plane);
  write_raster(folder, "b/060.tif", plane);
  refused(al_evac_stack_open(room.ctx, room.arena, &stack, &frames), "has the same time as");
  FILE *stream = fopen(path_in(folder, "fields/a.nc"), "w");
  assert_non_null(stream);
  fputs("no HDF5", stream);
  fclose(stream);
  refused(al_evac_stored_open(room.ctx, room.arena, folder, &frames), "a.nc");
}

static void bad_axes(void **state)
{
  (void)state;
  static const struct {
    double x[3], y[2];
    const char *word;
  } rows[] = {{{0, 1, 3}, {1, 0}, "axis x is not evenly spaced"},
              {{0, 1, 2}, {0, 1}, "not north-up squares"},
              {{0, 1, NAN}, {1, 0}, "axis x is not evenly spaced"},
              {{0, 1, 2}, {1, 0}, "no array time"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct al_evac_frames frames;
    struct al_hdf *file;
    const char *folder = test_scratch_folder("evac_axes");
    check(al_hdf_create(room.ctx, path_in(folder, "fields/a.nc"), &file));
    check(al_hdf_write(file, "x", AL_HDF_FLOAT64, 1, (const size_t[]){3}, rows[i].x));
    check(al_hdf_write(file, "y", AL_HDF_FLOAT64, 1, (const size_t[]){2}, rows[i].y));
    check(al_hdf_close(file, true));
    refused(al_evac_stored_open(room.ctx, room.arena, folder, &frames), rows[i].word);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(fields_read_back),   cmocka_unit_test(maxima_stand_in),
      cmocka_unit_test(folders_of_rasters), cmocka_unit_test(bad_folders),
      cmocka_unit_test(bad_axes),
  };
  return cmocka_run_group_tests(tests, open_room, close_room);
}
