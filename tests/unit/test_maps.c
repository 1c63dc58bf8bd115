/**
 * Maps: the scale bar gives way to what the map shows; areas of one run have one unit.
 */
#include "out/map_picture.h"
#include "out/scales.h"
#include "support/out_world.h"
#include "support/support.h"
#include <gdal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLS = 60, ROWS = 50, SIDE = 20, CLASS_RGB = 0x123456 };

/* Pixels of the class's colour in a map whose cells of that class lie in corners: bit 0 south-west,
 * 1 south-east, 2 north-west. @param cell_px pixels along a cell. */
static long map_pixels(struct out_world *world, const char *name, unsigned corners, int *cell_px)
{
  static uint8_t value[COLS * ROWS], rgb[3 * COLS * ROWS];
  char path[4300];
  const struct al_output_config output = {.maps = true};
  const struct out_env env = {
      .ctx = world->ctx,
      .arena = world->arena,
      .scenario_file = world->scenario,
      .grid = &world->grid,
      .scenario = al_config_section(world->scenario, "scenario"),
      .output = &output,
  };
  const struct out_ground ground = {.rgb = rgb, .cols = COLS, .rows = ROWS};
  snprintf(path, sizeof path, "%s/%s.png", world->folder, name);
  memset(rgb, 0xAA, sizeof rgb);
  for (int r = 0; r < ROWS; r++)
    for (int c = 0; c < COLS; c++) {
      const bool south = r >= ROWS - SIDE, north = r < SIDE, west = c < SIDE,
                 east = c >= COLS - SIDE;
      value[r * COLS + c] = (south && west && corners & 1u) || (south && east && corners & 2u) ||
                            (north && west && corners & 4u);
    }
  const struct out_map map = {.path = path,
                              .title_zh = "图",
                              .title_en = "map",
                              .legend_zh = "",
                              .legend_en = "",
                              .note = "",
                              .class_value = value,
                              .row_count = 1,
                              .row = {{CLASS_RGB, "", ""}}};
  if (out_map_draw(&env, &ground, &map) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world->ctx));
  GDALAllRegister();
  GDALDatasetH set = GDALOpen(path, GA_ReadOnly);
  assert_non_null(set);
  const int cols = GDALGetRasterXSize(set), rows = GDALGetRasterYSize(set);
  unsigned char *seen = malloc(3 * (size_t)cols * (size_t)rows);
  assert_int_equal(GDALDatasetRasterIO(set, GF_Read, 0, 0, cols, rows, seen, cols, rows, GDT_Byte,
                                       3, NULL, 3, 3 * cols, 1),
                   CE_None);
  long count = 0;
  for (ptrdiff_t i = 0; i < (ptrdiff_t)cols * rows; i++)
    count += seen[3 * i] << 16 == (CLASS_RGB & 0xFF0000) &&
             seen[3 * i + 1] << 8 == (CLASS_RGB & 0xFF00) && seen[3 * i + 2] == (CLASS_RGB & 0xFF);
  free(seen);
  GDALClose(set);
  *cell_px = 20; /* 1240 / 60, whole */
  return count;
}

static void the_scale_bar_covers_no_water_where_a_corner_is_dry(void **state)
{
  (void)state;
  struct out_world world;
  int px;
  assert_int_equal(out_world_make(&world, "bar", COLS, ROWS, 10.0, ""), AL_OK);
  for (unsigned corners = 1; corners < 7; corners++) {
    const long full = (long)__builtin_popcount(corners) * SIDE * SIDE;
    const long count = map_pixels(&world, "bar", corners, &px);
    if (count < full * px * px - 4 * (SIDE * px)) /* the frame of the map lies on their rim */
      fail_msg("corners %u: %ld of %ld pixels are to be seen", corners, count, full * px * px);
  }
  out_world_free(&world);
}

static void areas_of_a_run_have_one_unit(void **state)
{
  (void)state;
  static const struct {
    double area_m2, whole_m2;
    const char *text;
  } rows[] = {{2.5e7, 5e8, "25.000 km²"}, {400.0, 5e8, "< 0.001 km²"}, {0.0, 5e8, "0.000 km²"},
              {9e5, 1e6, "0.900 km²"},    {9e5, 9.9e5, "900000 m²"},   {0.2, 5000.0, "< 1 m²"}};
  char text[32];
  for (size_t i = 0; i < AL_COUNT(rows); i++) {
    out_area_text(rows[i].area_m2, rows[i].whole_m2, text, sizeof text);
    assert_string_equal(text, rows[i].text);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_scale_bar_covers_no_water_where_a_corner_is_dry),
      cmocka_unit_test(areas_of_a_run_have_one_unit)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
