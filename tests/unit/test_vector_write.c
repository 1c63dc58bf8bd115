/**
 * Polygons of class rasters, written and read back.
 */
#include "doors/file_door.h"
#include "doors/vector_door.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double layer_area(const struct al_vector_layer *layer, const char *class_value)
{
  double area = 0.0;
  for (size_t f = 0; f < layer->feature_count; f++) {
    if (strcmp(layer->feature[f].attribute[0], class_value) != 0)
      continue;
    for (size_t p = 0; p < layer->feature[f].part_count; p++) {
      const struct al_part *part = &layer->part[layer->feature[f].first_part + p];
      double twice = 0.0;
      for (size_t k = part->first; k + 1 < part->first + part->count; k++)
        twice += layer->x[k] * layer->y[k + 1] - layer->x[k + 1] * layer->y[k];
      area += (part->hole ? -0.5 : 0.5) * fabs(twice);
    }
  }
  return area;
}

static void polygons_keep_the_area_and_read_back(void **state)
{
  (void)state;
  enum { COLS = 23, ROWS = 17 };
  const struct al_lattice lattice = {
      .cols = COLS, .rows = ROWS, .west_m = 100.0, .north_m = 500.0, .cell_m = 10.0, .crs_wkt = ""};
  struct al_ctx *ctx;
  struct al_arena *arena;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  assert_int_equal(al_arena_create(ctx, 0, &arena), AL_OK);
  uint8_t value[ROWS * COLS];
  int count[256] = {0};
  unsigned seed = 3;
  for (int i = 0; i < ROWS * COLS; i++) {
    seed = seed * 1103515245u + 12345u;
    static const uint8_t choice[] = {0, 1, 1, 1, 2, 255};
    value[i] = choice[(seed >> 16) % 6];
    count[value[i]]++;
  }
  struct al_vector_layer made, back;
  assert_int_equal(al_vector_polygonize(ctx, arena, &lattice, value, &made), AL_OK);
  assert_true(fabs(layer_area(&made, "1") - 100.0 * count[1]) < 1e-6);
  assert_true(fabs(layer_area(&made, "2") - 100.0 * count[2]) < 1e-6);
  assert_true(layer_area(&made, "0") == 0.0 && layer_area(&made, "255") == 0.0);

  const char *path = al_arena_printf(arena, "%s/zones.gpkg", test_scratch_folder("vector"));
  const char **names = AL_NEW(arena, const char *, made.feature_count);
  double *numbers = AL_NEW(arena, double, made.feature_count);
  for (size_t f = 0; f < made.feature_count; f++) {
    names[f] = made.feature[f].attribute[0];
    numbers[f] = (double)f;
  }
  const struct al_table_column columns[] = {{.name = "klasse", .is_text = true, .text = names},
                                            {.name = "number", .number = numbers}};
  struct al_vector_output output = {.path = path,
                                    .layer = "first",
                                    .crs_wkt = "",
                                    .geometry = &made,
                                    .columns = columns,
                                    .column_count = 2,
                                    .qml_style = "<qgis/>"};
  if (al_vector_write(ctx, &output) != AL_OK)
    fail_msg("%s", al_ctx_error_text(ctx));
  output.layer = "第二层";
  assert_int_equal(al_vector_write(ctx, &output), AL_OK);
  static const char *const layers[] = {"first", "第二层"};
  for (size_t k = 0; k < 2; k++) {
    const struct al_vector_request request = {.path = path,
                                              .layer = layers[k],
                                              .attributes = (const char *const[]){"klasse", NULL},
                                              .target_wkt = ""};
    if (al_vector_read(ctx, arena, &request, &back) != AL_OK)
      fail_msg("%s", al_ctx_error_text(ctx));
    assert_int_equal(back.feature_count, made.feature_count);
    assert_true(fabs(layer_area(&back, "1") - 100.0 * count[1]) < 1e-6);
  }
  output.path = "/nowhere/zones.gpkg";
  assert_int_equal(al_vector_write(ctx, &output), AL_IO_FAILED);
  al_arena_destroy(arena);
  al_ctx_destroy(ctx);
}

/* A workbook of two sheets; what is not finite is an empty cell. */
static void tables_are_sheets(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  struct al_arena *arena;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  assert_int_equal(al_arena_create(ctx, 0, &arena), AL_OK);
  static const char *const places[] = {"东石", "Weitou, \"pier\""};
  static const double minutes[] = {12.5, (double)INFINITY};
  const struct al_table_column columns[] = {{.name = "place", .is_text = true, .text = places},
                                            {.name = "minutes", .number = minutes}};
  struct al_vector_output output = {
      .path = al_arena_printf(arena, "%s/tables.xlsx", test_scratch_folder("sheets")),
      .layer = "first",
      .row_count = 2,
      .columns = columns,
      .column_count = 2};
  for (int k = 0; k < 2; k++, output.layer = "社区")
    if (al_vector_write(ctx, &output) != AL_OK)
      fail_msg("%s", al_ctx_error_text(ctx));
  for (int at = 0; at < 2; at++) {
    struct al_vector_info info;
    assert_int_equal(al_vector_describe(ctx, arena, output.path, at, &info), AL_OK);
    assert_int_equal(info.layer_count, 2);
    assert_int_equal(info.feature_count, 2);
    assert_string_equal(info.layer, at == 0 ? "first" : "社区");
  }
  al_arena_destroy(arena);
  al_ctx_destroy(ctx);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(polygons_keep_the_area_and_read_back),
                                     cmocka_unit_test(tables_are_sheets)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
