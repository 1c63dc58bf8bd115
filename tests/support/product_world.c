/**
 * A small town whose run makes every product.
 */
#include "support/product_world.h"
#include "config/key.h"
#include "grids/grid.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLS = 90, ROWS = 70, CELLS = COLS * ROWS };

static void product_write_grid(struct al_ctx *ctx, const char *path)
{
  static float bed[CELLS], people[CELLS], manning[CELLS];
  static uint8_t valid[CELLS];
  struct al_layer layers[] = {
      {.name = AL_LAYER_BED, .unit = "m", .long_name = "bed level", .value = bed},
      {.name = AL_LAYER_PEOPLE, .unit = "1", .long_name = "persons per cell", .value = people},
      {.name = AL_LAYER_MANNING, .unit = "s m-1/3", .long_name = "Manning's n", .value = manning}};
  for (int r = 0; r < ROWS; r++)
    for (int c = 0; c < COLS; c++) {
      const int i = r * COLS + c;
      bed[i] = (float)(2.0 + 0.08 * abs(c - 40) + 0.03 * r + 0.4 * sin(0.3 * r) * cos(0.2 * c));
      people[i] = 2.0f;
      manning[i] = 0.03f;
      valid[i] = !(r > 20 && r < 26 && c > 60 && c < 68);
    }
  struct al_arena *arena;
  assert_int_equal(al_arena_create(ctx, 0, &arena), AL_OK);
  const struct al_grid grid = {.arena = arena,
                               .lattice = {.cols = COLS,
                                           .rows = ROWS,
                                           .west_m = 5000.0,
                                           .north_m = 9000.0,
                                           .cell_m = 10.0,
                                           .crs_wkt = ""},
                               .city = "<i>town</i>",
                               .vertical_datum = "mean sea level",
                               .terrain_note = "synthetic terrain, not measured / 合成地形，非实测",
                               .provenance = "{\"made\": [\"by a test\", 1]}",
                               .valid = valid,
                               .layer_count = AL_COUNT(layers),
                               .layer = layers};
  if (al_grid_write(ctx, &grid, path) != AL_OK)
    fail_msg("%s", al_ctx_error_text(ctx));
  al_arena_destroy(arena);
}

void product_world_make(struct product_world *world, const char *name)
{
  char path[4200];
  const char *root = test_scratch_folder(name);
  *world = (struct product_world){0};
  assert_int_equal(al_ctx_create(&world->ctx), AL_OK);
  al_ctx_set_log(world->ctx, AL_LOG_TEXT, true, stderr);
  snprintf(world->scenario, sizeof world->scenario, "%.3900s/town.yaml", root);
  snprintf(world->folder, sizeof world->folder, "%.3900s/run", root);
  snprintf(path, sizeof path, "%s/town.grid.h5", root);
  product_write_grid(world->ctx, path);
  FILE *stream = fopen(world->scenario, "w");
  assert_non_null(stream);
  fprintf(stream,
          "scenario: {name: town, title: \"%s\", title_zh: \"%s\", duration: 120 s, seed: 7}\n"
          "grid: {path: town.grid.h5}\n"
          "flow:\n  boundaries:\n    - {name: mouth, side: north, kind: free}\n"
          "rain: {kind: uniform, intensity: 3600 mm/h}\n"
          "output:\n  interval: 60 s\n  mass_interval: 20 s\n  gauge_interval: 20 s\n"
          "  gauges: [{name: \"g<1>&'x\", point: [5400, 8700]}]\n"
          "  sections: [{name: across, line: [5200, 8650, 5600, 8650]}]\n"
          "zoning: {rules: [aidr, depth_cn]}\n",
          PRODUCT_TITLE, PRODUCT_TITLE_ZH);
  fclose(stream);
  world->job = (struct al_job){.path = world->scenario,
                               .output = world->folder,
                               .threads = 2,
                               .command = "anlan run town.yaml # \"quoted\" <x>"};
}

void product_world_run(struct product_world *world)
{
  if (al_run(world->ctx, &world->job) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world->ctx));
}

void product_world_free(struct product_world *world)
{
  al_ctx_destroy(world->ctx);
}

char *product_world_read(const struct product_world *world, const char *relative, size_t *length)
{
  enum { MOST = 1 << 24 };
  char path[8300];
  snprintf(path, sizeof path, "%s/%s", world->folder, relative);
  FILE *stream = fopen(path, "rb");
  if (!stream)
    fail_msg("%s is not there", path);
  char *text = calloc(1, MOST);
  assert_non_null(text);
  const size_t got = fread(text, 1, MOST - 1, stream);
  fclose(stream);
  if (length)
    *length = got;
  return text;
}
