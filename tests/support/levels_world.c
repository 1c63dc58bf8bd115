/**
 * Worlds of several levels.
 */
#include "support/levels_world.h"
#include "config/scenario_section.h"
#include "models/models.h"
#include "support/support.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SECTIONS_MOST = 40 };

/* The window of a level: the patch, and of each further level its middle half. */
struct window {
  int col, row, cols, rows; /* tiles of the level from the corner of the coarsest */
};

static struct window levels_window(const struct levels_world_case *of, int level)
{
  struct window w = {0, 0, of->tile_cols, of->tile_rows};
  for (int k = 1; k <= level; k++) {
    const struct window next =
        k == 1 ? (struct window){of->patch[0], of->patch[1], of->patch[2], of->patch[3]}
               : (struct window){w.col + w.cols / 4, w.row + w.rows / 4, w.cols / 2, w.rows / 2};
    w = (struct window){2 * next.col, 2 * next.row, 2 * next.cols, 2 * next.rows};
  }
  return w;
}

static const uint8_t *levels_refined(struct al_arena *arena, const struct levels_world_case *of,
                                     int level)
{
  const struct window own = levels_window(of, level), next = levels_window(of, level + 1);
  uint8_t *refined = AL_NEW(arena, uint8_t, (size_t)own.cols * (size_t)own.rows);
  for (int row = next.row / 2; row < (next.row + next.rows) / 2; row++)
    for (int col = next.col / 2; col < (next.col + next.cols) / 2; col++)
      refined[(row - own.row) * own.cols + col - own.col] = 1;
  return refined;
}

static void levels_fill(struct al_arena *arena, const struct levels_world_case *of, int level,
                        struct al_grid *grid)
{
  const struct window w = levels_window(of, level);
  const double cell_m = ldexp(of->cell_m, -level), height_m = of->tile_rows * 64 * of->cell_m;
  grid->lattice = (struct al_lattice){.cols = 64 * w.cols,
                                      .rows = 64 * w.rows,
                                      .west_m = w.col * 64 * cell_m,
                                      .north_m = height_m - w.row * 64 * cell_m,
                                      .cell_m = cell_m,
                                      .crs_wkt = ""};
  const size_t cells = (size_t)al_lattice_cells(&grid->lattice);
  grid->valid = AL_NEW(arena, uint8_t, cells);
  grid->layer = AL_NEW(arena, struct al_layer, 8);
  grid->layer_count = 1;
  grid->layer[0] = (struct al_layer){
      .name = AL_LAYER_BED, .unit = "m", .long_name = "bed", .value = AL_NEW(arena, float, cells)};
  for (size_t i = 0; i < cells; i++) {
    const int col = (int)i % grid->lattice.cols, row = (int)i / grid->lattice.cols;
    const double z =
        of->bed_m(al_lattice_x_m(&grid->lattice, col), al_lattice_y_m(&grid->lattice, row));
    grid->valid[i] = isfinite(z) ? 1 : 0;
    grid->layer[0].value[i] = isfinite(z) ? (float)z : 0.0f;
  }
}

static double levels_no_bed(int col, int row)
{
  (void)col;
  (void)row;
  return 0.0;
}

static size_t levels_sections(const struct al_section **all)
{
  size_t model_count, count = 0;
  const struct al_model *const *models = al_models(&model_count);
  all[count++] = &al_scenario_section;
  all[count++] = &al_grid_section;
  all[count++] = &al_run_section;
  for (size_t m = 0; m < model_count; m++)
    all[count++] = models[m]->section;
  return count;
}

void levels_world_run(struct levels_world *world, const struct levels_world_case *of)
{
  const struct al_section *sections[SECTIONS_MOST];
  const size_t section_count = levels_sections(sections);
  run_world_make(&world->run, of->name, 4, 4, 1.0, levels_no_bed, of->duration, of->yaml, sections,
                 section_count);
  struct al_arena *arena = world->run.arena;
  struct al_grid **coarser = AL_NEW(arena, struct al_grid *, (size_t)of->levels);
  for (int level = 0; level < of->levels; level++) {
    const bool finest = level == of->levels - 1;
    struct al_grid *grid = finest ? &world->run.grid : AL_NEW(arena, struct al_grid, 1);
    levels_fill(arena, of, level, grid);
    if (finest)
      break;
    grid->refined = levels_refined(arena, of, level);
    coarser[level] = grid;
  }
  world->run.grid.coarser = coarser;
  world->run.grid.coarser_count = of->levels - 1;
  if (run_world_run(&world->run, of->threads ? of->threads : 1, (double)INFINITY, false) != AL_OK)
    fail_msg("%s: %s", of->name, al_ctx_error_text(world->run.ctx));
}

void levels_world_free(struct levels_world *world)
{
  run_world_free(&world->run);
}
