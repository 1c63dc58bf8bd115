/**
 * Jinjiang on real relief and its shelf in one grid: cells of 30 m stand on the low ground of the
 * relief and on its shore, their bed is the relief's, and a run of five minutes from shelf to
 * street keeps its water and, before the storm, its rest.
 */
#include "support/case_run.h"
#include "grids/grid.h"
#include "doors/raster_door.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define RELIEF "city/jinjiang_whole/quanzhou_jinjiang_topobathy_60m_DERIVED.tif"
#define RECIPE "grids/cities/jinjiang/coast-real-relief.yaml"

static const struct al_lattice relief_lattice = {
    .cols = 932, .rows = 1005, .west_m = 631800.0, .north_m = 2764080.0, .cell_m = 60.0};
static const double city[4] = {641340, 2710290, 674310, 2756100};

struct room {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_grid *grid;
  struct al_forest *forest;
  float *relief;
};

static int open_room(void **state)
{
  static struct room room;
  *state = &room;
  char cases[4096];
  snprintf(cases, sizeof cases, "%s", test_case_path(""));
  setenv("ANLAN_CASES", cases, 1); /* the recipe names it too */
  if (al_ctx_create(&room.ctx) != AL_OK || al_arena_create(room.ctx, 0, &room.arena) != AL_OK)
    return 1;
  room.relief = AL_NEW(room.arena, float, (size_t)al_lattice_cells(&relief_lattice));
  if (!room.relief ||
      al_raster_read(room.ctx, test_case_path(RELIEF), 1, &relief_lattice, room.relief) != AL_OK ||
      al_grid_build(room.ctx, test_source_path(RECIPE), NULL, 0, 0, &room.grid) != AL_OK ||
      al_grid_plant(room.arena, room.grid, &room.forest) != AL_OK) {
    print_message("%s\n", al_ctx_error_text(room.ctx));
    return 1;
  }
  return 0;
}

static int close_room(void **state)
{
  struct room *room = *state;
  al_grid_destroy(room->grid);
  al_arena_destroy(room->arena);
  al_ctx_destroy(room->ctx);
  return 0;
}

static void levels_reach_from_shelf_to_street(void **state)
{
  const struct room *room = *state;
  assert_int_equal(room->forest->level_count, 8);
  for (int k = 0; k < 8; k++) {
    const struct al_forest_extent extent = al_forest_measure(room->forest, k);
    print_message("%g m: %td cells\n", room->forest->level[k].cell_m, extent.cells);
    assert_true(extent.cells > 4000);
  }
  assert_true(room->forest->level[0].cell_m == 3840.0);
  assert_true(room->forest->lattice.cell_m == 30.0);
  const double lowest_m = al_forest_measure(room->forest, 0).south_m;
  assert_true(lowest_m < 2235000.0 + 3840.0);
}

/* Finest cells on what the regions ask for: low ground, and no city of 30 m where there is none. */
static void fine_cells_stand_on_low_ground(void **state)
{
  const struct room *room = *state;
  ptrdiff_t low = 0, low_fine = 0, high = 0, high_fine = 0;
  for (ptrdiff_t i = 0; i < al_lattice_cells(&relief_lattice); i++) {
    const double x_m = al_lattice_x_m(&relief_lattice, (double)(i % relief_lattice.cols)),
                 y_m = al_lattice_y_m(&relief_lattice, (double)(i / relief_lattice.cols));
    const float z_m = room->relief[i];
    if (x_m < city[0] || x_m > city[2] || y_m < city[1] || y_m > city[3])
      continue;
    const ptrdiff_t index = al_forest_index_of_place(room->forest, x_m, y_m);
    assert_true(index >= 0);
    const bool fine = room->forest->tile[index / AL_TILE_CELLS].level == 7;
    low += z_m > -3.0f && z_m < 8.0f;
    low_fine += z_m > -3.0f && z_m < 8.0f && fine;
    high += z_m > 60.0f;
    high_fine += z_m > 60.0f && fine;
  }
  print_message("on cells of 30 m: %.2f %% of the ground from -3 to 8 m, %.0f %% of that above "
                "60 m\n",
                100.0 * (double)low_fine / (double)low, 100.0 * (double)high_fine / (double)high);
  assert_true((double)low_fine > 0.99 * (double)low);
  assert_true((double)high_fine < 0.5 * (double)high);
}

static int compare(const void *a, const void *b)
{
  const float fa = *(const float *)a, fb = *(const float *)b;
  return (fa > fb) - (fa < fb);
}

/* Of every level: pits that are filled, streams that are cut and shores that are moved leave the
 * most of it as it is. */
static void beds_are_those_of_the_relief(void **state)
{
  const struct room *room = *state;
  float *off_m = calloc((size_t)al_lattice_cells(&relief_lattice), sizeof *off_m);
  for (int level = 5; level < 8; level++) {
    const struct al_grid *grid = al_grid_level(room->grid, level);
    const float *bed = al_grid_layer(grid, AL_LAYER_BED)->value;
    ptrdiff_t count = 0;
    for (ptrdiff_t i = 0; i < al_lattice_cells(&relief_lattice); i++) {
      struct al_grid_place at;
      const double x_m = al_lattice_x_m(&relief_lattice, (double)(i % relief_lattice.cols)),
                   y_m = al_lattice_y_m(&relief_lattice, (double)(i / relief_lattice.cols));
      if (al_grid_find(room->grid, x_m, y_m, &at) && at.level == level && at.is_valid)
        off_m[count++] =
            fabsf(bed[(ptrdiff_t)at.row * grid->lattice.cols + at.col] - room->relief[i]);
    }
    assert_true(count > 10000);
    qsort(off_m, (size_t)count, sizeof *off_m, compare);
    print_message("bed of %g m against the relief of 60 m: half within %.2f m, nine tenths within "
                  "%.2f m\n",
                  grid->lattice.cell_m, (double)off_m[count / 2], (double)off_m[count * 9 / 10]);
    assert_true(off_m[count / 2] < 1.0f);
  }
  free(off_m);
}

static void five_minutes_keep_water_and_rest(void **state)
{
  static const char *const places[] = {"Weitou", "Shenhu", "Chongwu", "Xiamen"};
  const struct room *room = *state;
  struct case_run run;
  struct al_lattice lattice;
  char grid[4200];
  snprintf(grid, sizeof grid, "grid.path=%s", test_source_path(RECIPE));
  const char *const overrides[] = {grid,
                                   "scenario.duration=5 min",
                                   "output.interval=0",
                                   "tide.stations[0].offset=0 m",
                                   "tide.stations[1].offset=0 m",
                                   "tide.stations[2].offset=0 m",
                                   "tide.stations[3].offset=0 m",
                                   NULL};
  case_run_scenario(&run, "doksuri-coast", overrides);
  for (int k = 0; k < 4; k++) {
    const double level_m = case_last(&run, places[k], "level_m");
    print_message("%s: %.4f m\n", places[k], level_m);
    assert_true(fabs(level_m) < 0.05); /* the storm is 1300 km away, the tide begins */
  }
  const double share = case_balance_share(&run);
  print_message("balance %.1e of the water\n", share);
  assert_true(fabs(share) < 1e-7);
  /* ground a metre above the sea stays dry (the wind drives films of a centimetre up the shore);
   * beside the finest tiles the raster shows coarser cells */
  const float *hmax = case_raster(&run, "max/hmax.tif", &lattice);
  const float *bed = al_grid_layer(room->grid, AL_LAYER_BED)->value;
  ptrdiff_t wet = 0;
  for (ptrdiff_t i = 0; i < al_lattice_cells(&lattice); i++) {
    const ptrdiff_t index =
        al_forest_index(room->forest, (int)(i % lattice.cols), (int)(i / lattice.cols));
    if (index >= 0 && room->forest->tile[index / AL_TILE_CELLS].level == 7)
      wet += bed[i] > 1.0f && hmax[i] > 0.01f;
  }
  assert_int_equal(wet, 0);
  case_run_free(&run);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(levels_reach_from_shelf_to_street),
                                     cmocka_unit_test(fine_cells_stand_on_low_ground),
                                     cmocka_unit_test(beds_are_those_of_the_relief),
                                     cmocka_unit_test(five_minutes_keep_water_and_rest)};
  if (!test_case_present(RELIEF))
    return case_skip(RELIEF);
  return cmocka_run_group_tests(tests, open_room, close_room);
}
