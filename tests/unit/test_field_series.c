/**
 * fields/NAME.nc: what is written reads back; a resumed run goes on where its checkpoint stood.
 */
#include "out/field_series.h"
#include "doors/hdf_door.h"
#include "support/out_world.h"
#include "support/support.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLS = 70, ROWS = 66, CELLS = COLS * ROWS };

static void check(struct out_world *w, al_status status)
{
  if (status != AL_OK)
    fail_msg("%s", al_ctx_error_text(w->ctx));
}

static void read_plane(struct out_world *w, struct al_hdf *file, const char *name, size_t count,
                       size_t at, float *plane)
{
  const size_t shape[3] = {count, ROWS, COLS};
  float *all = malloc(count * CELLS * sizeof *all);
  check(w, al_hdf_read(file, name, AL_HDF_FLOAT32, 3, shape, all));
  memcpy(plane, all + at * CELLS, CELLS * sizeof *plane);
  free(all);
}

static void a_resumed_series_reads_back(void **state)
{
  (void)state;
  struct out_world w;
  struct al_observer fields, again;
  struct al_span from, to;
  char kept[256], path[4200];
  check(&w,
        out_world_make(&w, "series", COLS, ROWS, 10.0, "output: {interval: 60 s, speed: true}\n"));
  out_world_void(&w, 5, 6);
  out_world_flood(&w);
  check(&w, out_field_series_create(&w.env, &fields));
  check(&w, fields.begin(fields.self, w.arena, w.fields, &w.view, false));
  assert_true(out_world_tick(&w, &fields, 0.0));
  out_world_set(&w, 69, 65, 0.75, 3.0, 4.0);
  assert_false(out_world_tick(&w, &fields, 30.0));
  assert_true(out_world_tick(&w, &fields, 60.0));
  fields.spans(fields.self, &from, 1);
  assert_true(from.bytes <= sizeof kept);
  memcpy(kept, from.data, from.bytes);
  assert_true(out_world_tick(&w, &fields, 120.0));
  check(&w, out_field_series_close(fields.self)); /* stopped */
  check(&w, out_field_series_create(&w.env, &again));
  check(&w, again.begin(again.self, w.arena, w.fields, &w.view, true));
  again.spans(again.self, &to, 1);
  memcpy(to.data, kept, to.bytes);
  check(&w, again.restored(again.self, &w.view));
  out_world_set(&w, 69, 65, 0.25, 0.0, 0.0);
  assert_true(out_world_tick(&w, &again, 120.0));
  w.view.time_s = w.view.end_s;
  check(&w, again.end(again.self, &w.view));

  struct al_hdf *file;
  float plane[CELLS];
  double times_s[4];
  snprintf(path, sizeof path, "%s/fields/series.nc", w.folder);
  check(&w, al_hdf_open(w.ctx, path, false, &file));
  check(&w, al_hdf_read(file, "time", AL_HDF_FLOAT64, 1, (const size_t[]){4}, times_s));
  assert_true(times_s[1] == 60.0 && times_s[2] == 120.0 && times_s[3] == 3600.0);
  read_plane(&w, file, "h", 4, 1, plane);
  assert_true(plane[CELLS - 1] == 0.75f && plane[0] == 0.0f && isnan(plane[6 * COLS + 5]));
  read_plane(&w, file, "h", 4, 2, plane);
  assert_true(plane[CELLS - 1] == 0.25f);
  read_plane(&w, file, "zs", 4, 1, plane);
  assert_true(plane[CELLS - 1] == 1.75f && isnan(plane[0]));
  read_plane(&w, file, "v", 4, 1, plane);
  assert_true(plane[CELLS - 1] == 4.0f);
  read_plane(&w, file, "speed", 4, 1, plane);
  assert_true(plane[CELLS - 1] == 5.0f);
  check(&w, al_hdf_read(file, "zb", AL_HDF_FLOAT32, 2, (const size_t[]){ROWS, COLS}, plane));
  assert_true(plane[0] == 1.0f && isnan(plane[6 * COLS + 5]));
  check(&w, al_hdf_close(file, true));
  out_world_free(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_resumed_series_reads_back)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
