/**
 * Plans of refined tiles: marks with a distance, grading, windows; and a grid of levels from a
 * recipe, to its file and back.
 */
#include "support/support.h"
#include "core/arena.h"
#include "grids/grid.h"
#include "grids/levels_plan.h"
#include <stdio.h>
#include <string.h>

static const struct al_lattice root = {
    .cols = 512, .rows = 512, .west_m = 1000.0, .north_m = 9000.0, .cell_m = 16.0, .crs_wkt = ""};

struct room {
  struct al_ctx *ctx;
  struct al_arena *arena;
};

static int room_open(void **state)
{
  static struct room room;
  assert_int_equal(al_ctx_create(&room.ctx), AL_OK);
  assert_int_equal(al_arena_create(room.ctx, 0, &room.arena), AL_OK);
  *state = &room;
  return 0;
}

static int room_close(void **state)
{
  struct room *room = *state;
  al_arena_destroy(room->arena);
  al_ctx_destroy(room->ctx);
  return 0;
}

static int count_refined(const struct levels_plan *plan, int level)
{
  int count = 0;
  for (int i = 0; i < plan->tile_cols[level] * plan->tile_rows[level]; i++)
    count += plan->refined[level][i];
  return count;
}

static void a_distance_is_measured_to_the_tile(void **state)
{
  struct room *room = *state;
  struct levels_plan plan;
  assert_int_equal(levels_plan_open(room->arena, &root, 3, &plan), AL_OK);
  /* a cell in the middle of a tile of 1024 m: neighbours are 504 m off, corners 713 m */
  const double cell[4] = {1000 + 1024 * 3 + 504, 9000 - 1024 * 3 - 520, 1000 + 1024 * 3 + 520,
                          9000 - 1024 * 3 - 504};
  levels_plan_mark_box(&plan, 0, cell, 0.0);
  assert_int_equal(count_refined(&plan, 0), 1);
  levels_plan_mark_box(&plan, 0, cell, 503.0);
  assert_int_equal(count_refined(&plan, 0), 1);
  levels_plan_mark_box(&plan, 0, cell, 505.0);
  assert_int_equal(count_refined(&plan, 0), 5);
  levels_plan_mark_box(&plan, 0, cell, 714.0);
  assert_int_equal(count_refined(&plan, 0), 9);
  const double outside[4] = {-5000, 0, -4000, 100};
  levels_plan_mark_box(&plan, 0, outside, 10.0);
  assert_int_equal(count_refined(&plan, 0), 9);
}

static void grading_leaves_one_level_between_neighbours(void **state)
{
  struct room *room = *state;
  struct levels_plan plan;
  struct al_lattice window;
  assert_int_equal(levels_plan_open(room->arena, &root, 3, &plan), AL_OK);
  const double corner[4] = {1000 + 1024 * 4 + 1, 9000 - 1024 * 4 - 2, 1000 + 1024 * 4 + 2,
                            9000 - 1024 * 4 - 1};
  levels_plan_mark_box(&plan, 0, corner, 0.0);
  levels_plan_mark_box(&plan, 1, corner, 0.0);
  assert_int_equal(count_refined(&plan, 0), 1);
  levels_plan_grade(&plan);
  assert_int_equal(count_refined(&plan, 1), 1);
  assert_int_equal(count_refined(&plan, 0), 4);
  assert_true(levels_plan_window(&plan, 2, &window));
  assert_int_equal(window.cols, 128);
  assert_true(window.west_m == 1000 + 1024 * 4 && window.north_m == 9000 - 1024 * 4);
  assert_true(window.cell_m == 4.0);
  assert_true(levels_plan_window(&plan, 1, &window));
  assert_int_equal(window.cols, 256);
  const uint8_t *refined = levels_plan_crop(&plan, room->arena, 1, &window);
  int count = 0;
  for (int i = 0; i < 16; i++)
    count += refined[i];
  assert_int_equal(count, 1);
  assert_int_equal(refined[2 * 4 + 2], 1);
}

static void a_level_without_tiles_has_no_window(void **state)
{
  struct room *room = *state;
  struct levels_plan plan;
  struct al_lattice window;
  assert_int_equal(levels_plan_open(room->arena, &root, 2, &plan), AL_OK);
  assert_true(levels_plan_window(&plan, 0, &window));
  assert_false(levels_plan_window(&plan, 1, &window));
}

/* The grid of Jinjiang with its shelf, thinned: cells of 240 m in the city. */
static void a_recipe_makes_levels_that_plant_and_return(void **state)
{
  struct room *room = *state;
  static const char *const overrides[] = {"city.cell=240 m", "terrain.depressions=none",
                                          "levels.regions[2].cell=240 m", NULL};
  struct al_grid *grid, *again;
  struct al_forest *forest[2];
  char path[512];
  snprintf(path, sizeof path, "%s/levels.grid.h5", test_scratch_folder("levels"));
  if (al_grid_build(room->ctx, test_source_path("grids/cities/jinjiang/coast.yaml"), overrides, 3,
                    0, &grid) != AL_OK)
    fail_msg("%s", al_ctx_error_text(room->ctx));
  assert_int_equal(grid->coarser_count, 4);
  assert_int_equal(al_grid_write(room->ctx, grid, path), AL_OK);
  assert_int_equal(al_grid_read(room->ctx, path, &again), AL_OK);
  assert_int_equal(again->coarser_count, 4);
  assert_int_equal(al_grid_plant(room->arena, grid, &forest[0]), AL_OK);
  assert_int_equal(al_grid_plant(room->arena, again, &forest[1]), AL_OK);
  assert_int_equal(forest[0]->tile_count, forest[1]->tile_count);
  assert_int_equal(forest[0]->valid_count, forest[1]->valid_count);
  assert_true(forest[0]->tile_count > 40);
  struct al_grid_place place;
  assert_true(al_grid_find(grid, 660000.0, 2707500.0, &place));
  assert_true(place.is_valid);
  assert_true(al_grid_find(grid, 900000.0, 2400000.0, &place));
  assert_true(place.level < 2);
  assert_false(al_grid_find(grid, 0.0, 0.0, &place));
  al_grid_destroy(grid);
  al_grid_destroy(again);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_distance_is_measured_to_the_tile, room_open, room_close),
      cmocka_unit_test_setup_teardown(grading_leaves_one_level_between_neighbours, room_open,
                                      room_close),
      cmocka_unit_test_setup_teardown(a_level_without_tiles_has_no_window, room_open, room_close),
      cmocka_unit_test_setup_teardown(a_recipe_makes_levels_that_plant_and_return, room_open,
                                      room_close)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
