/**
 * Maxima: peaks in time, the product's own maximum, arrival, duration, rise; the same bits for any
 * thread count and vector width; stop and go on.
 */
#include "out/maxima.h"
#include "doors/raster_door.h"
#include "support/out_world.h"
#include "support/support.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double value_at(struct out_world *w, const char *field, int col, int row)
{
  const ptrdiff_t index = al_forest_index(w->forest, col, row);
  const struct al_field *found = al_fields_find(w->fields, field);
  assert_non_null(found);
  return (double)al_field_tile(found, index / AL_TILE_CELLS)[index % AL_TILE_CELLS];
}

static struct al_observer begun(struct out_world *w, const char *name, const char *yaml)
{
  struct al_observer maxima;
  if (out_world_make(w, name, 70, 66, 10.0, yaml) != AL_OK)
    fail_msg("%s", al_ctx_error_text(w->ctx));
  assert_int_equal(out_maxima_create(&w->env, &maxima), AL_OK);
  assert_int_equal(maxima.begin(maxima.self, w->arena, w->fields, &w->view, false), AL_OK);
  return maxima;
}

static void peaks_are_taken_in_time(void **state)
{
  (void)state;
  struct out_world w;
  const struct al_observer maxima =
      begun(&w, "peaks",
            "output: {maxima_interval: 10 s, rise_interval: 20 s, duration_depths: [0.15, 1]}\n");
  /* deep and slow, then shallow and fast: the product's maximum is not the product of the maxima */
  assert_true(out_world_tick(&w, &maxima, 0.0));
  assert_false(out_world_tick(&w, &maxima, 5.0));
  out_world_set(&w, 68, 65, 2.0, 0.3, -0.4);
  assert_true(out_world_tick(&w, &maxima, 10.0));
  out_world_set(&w, 68, 65, 0.5, 3.0, 0.0);
  out_world_set(&w, 3, 4, 0.005, 9.0, 0.0); /* a film */
  assert_true(out_world_tick(&w, &maxima, 20.0));
  out_world_set(&w, 68, 65, 0.1, 0.0, 0.0);
  assert_true(out_world_tick(&w, &maxima, 30.0));
  assert_true(value_at(&w, "hmax", 68, 65) == 2.0);
  assert_true(value_at(&w, "vmax", 68, 65) == 3.0);
  assert_true(fabs(value_at(&w, "hvmax", 68, 65) - 1.5) < 1e-6);
  assert_true(value_at(&w, "zsmax", 68, 65) == 3.0);
  assert_true(value_at(&w, "arrival", 68, 65) == 10.0);
  assert_true(value_at(&w, "duration_0.15m", 68, 65) == 20.0);
  assert_true(value_at(&w, "duration_1m", 68, 65) == 10.0);
  assert_true(fabs(value_at(&w, "rise", 68, 65) - 0.5 / 20.0) < 1e-7);
  assert_true(value_at(&w, "vmax", 3, 4) == 0.0);
  assert_true(value_at(&w, "hmax", 3, 4) > 0.0);
  assert_true(value_at(&w, "zsmax", 3, 4) < -9000.0);
  assert_true(value_at(&w, "arrival", 3, 4) == -1.0);
  assert_true(value_at(&w, "hmax", 0, 0) == 0.0);
  out_world_free(&w);
}

static void files_hold_nan_where_nothing_was(void **state)
{
  (void)state;
  struct out_world w;
  assert_int_equal(out_world_make(&w, "files", 70, 66, 10.0, ""), AL_OK);
  out_world_void(&w, 1, 1);
  out_world_flood(&w);
  struct al_observer maxima;
  assert_int_equal(out_maxima_create(&w.env, &maxima), AL_OK);
  assert_int_equal(maxima.begin(maxima.self, w.arena, w.fields, &w.view, false), AL_OK);
  out_world_set(&w, 10, 20, 0.75, 1.0, 0.0);
  assert_true(out_world_tick(&w, &maxima, 0.0));
  w.view.time_s = w.view.end_s;
  if (maxima.end(maxima.self, &w.view) != AL_OK)
    fail_msg("%s", al_ctx_error_text(w.ctx));
  static const char *const files[] = {"hmax",    "vmax", "hvmax",          "zsmax",
                                      "arrival", "rise", "duration_0.15m", "duration_0.5m"};
  const size_t cells = (size_t)al_lattice_cells(&w.grid.lattice);
  float *value = calloc(cells, sizeof *value);
  uint8_t *valid = calloc(cells, 1);
  for (size_t f = 0; f < AL_COUNT(files); f++) {
    char path[4200];
    snprintf(path, sizeof path, "%s/max/%s.tif", w.folder, files[f]);
    const struct al_raster_request request = {
        .path = path, .band = 1, .scale = 1.0, .resample = AL_NEAREST};
    if (al_raster_warp(w.ctx, &request, &w.grid.lattice, "read", value, valid) != AL_OK)
      fail_msg("%s", al_ctx_error_text(w.ctx));
    const bool sparse = f == 3 || f == 4;
    assert_false(valid[71]);             /* the void cell */
    assert_int_equal(valid[0], !sparse); /* a dry cell */
    assert_true(valid[20 * 70 + 10]);
    if (f == 0)
      assert_true(value[20 * 70 + 10] == 0.75f && value[0] == 0.0f);
  }
  free(value);
  free(valid);
  out_world_free(&w);
}

/* Some water that moves about, the same in every world. */
static void stir(struct out_world *w, int turn)
{
  for (int k = 0; k < 400; k++) {
    const unsigned seed = (unsigned)(k * 2654435761u + (unsigned)turn * 40503u);
    out_world_set(w, (int)(seed % 70), (int)((seed >> 8) % 66), (seed >> 4) % 1000 / 333.0,
                  (seed >> 12) % 100 / 40.0 - 1.0, (seed >> 6) % 100 / 40.0 - 1.0);
  }
}

static uint64_t digest(const struct out_world *w)
{
  uint64_t hash = 1469598103934665603u;
  for (size_t f = 0; f < al_fields_count(w->fields); f++) {
    const struct al_field *field = al_fields_at(w->fields, f);
    const unsigned char *bytes = (const unsigned char *)field->buffer[0];
    for (size_t i = 0; i < (size_t)w->forest->tile_count * AL_TILE_CELLS * sizeof(al_real); i++)
      hash = (hash ^ bytes[i]) * 1099511628211u;
  }
  return hash;
}

static uint64_t stirred(const char *isa, int threads, int stop_at)
{
  struct out_world w;
  setenv("ANLAN_ISA", isa, 1);
  struct al_observer maxima = begun(&w, "stirred", "output: {rise_interval: 15 s}\n");
  unsetenv("ANLAN_ISA");
  w.view.threads = threads;
  for (int turn = 0; turn < 12; turn++) {
    stir(&w, turn);
    out_world_tick(&w, &maxima, 5.0 * turn);
    if (turn != stop_at)
      continue;
    /* what a checkpoint keeps: fields stay in the store, the span is copied over */
    struct al_span before, after;
    assert_int_equal(maxima.spans(maxima.self, &before, 1), 1);
    assert_int_equal(out_maxima_create(&w.env, &maxima), AL_OK);
    assert_int_equal(maxima.begin(maxima.self, w.arena, w.fields, &w.view, true), AL_OK);
    assert_int_equal(maxima.spans(maxima.self, &after, 1), 1);
    assert_int_equal(before.bytes, after.bytes);
    memcpy(after.data, before.data, after.bytes);
  }
  const uint64_t hash = digest(&w);
  out_world_free(&w);
  return hash;
}

static void bits_do_not_depend_on_threads_width_or_stops(void **state)
{
  (void)state;
  const uint64_t reference = stirred("v2", 1, -1);
  assert_true(reference == stirred("v4", 1, -1));
  assert_true(reference == stirred("v3", 4, -1));
  assert_true(reference == stirred("v4", 2, 5));
}

static void too_many_depths_are_refused(void **state)
{
  (void)state;
  struct out_world w;
  struct al_observer maxima;
  assert_int_equal(out_world_make(&w, "depths", 8, 8, 1.0,
                                  "output: {duration_depths: [1, 2, 3, 4, 5, 6, 7, 8, 9]}\n"),
                   AL_OK);
  assert_int_equal(out_maxima_create(&w.env, &maxima), AL_OK);
  assert_int_equal(al_report_close(w.ctx), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(w.ctx), "at most 8"));
  out_world_free(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(peaks_are_taken_in_time),
      cmocka_unit_test(files_hold_nan_where_nothing_was),
      cmocka_unit_test(bits_do_not_depend_on_threads_width_or_stops),
      cmocka_unit_test(too_many_depths_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
