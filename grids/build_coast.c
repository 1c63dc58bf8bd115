/**
 * Coast and depths of two sources that disagree: the coastline counts, and beds follow it.
 *
 * A sea cell whose bed stands at or above the sea level takes the bed of the nearest sea cell (by
 * steps along sea cells) that lies below it, and lies at least `reconcile` deep; a land cell below
 * the sea level is raised to it. Cells on which the sources agree stay as they are.
 */
#include "core/log.h"
#include "grids/build.h"
#include <assert.h>
#include <stdlib.h>

/* Visited sea cells in the order in which they are reached. */
struct coast_walk {
  const struct build *build;
  uint8_t *done;
  ptrdiff_t *queue, head, tail;
  float level_m;
};

static bool coast_is_sea(const struct build *build, ptrdiff_t cell)
{
  return build->sea[cell] > 0.5f;
}

static bool coast_agrees(const struct build *build, ptrdiff_t cell, float level_m)
{
  return coast_is_sea(build, cell) == (build->bed[cell] < level_m);
}

/* The valid cells north, west, east and south of a cell. @return how many. */
static int coast_beside(const struct build *build, ptrdiff_t cell, ptrdiff_t beside[4])
{
  static const int steps[4][2] = {{0, -1}, {-1, 0}, {1, 0}, {0, 1}};
  const struct al_lattice *lattice = &build->grid->lattice;
  int count = 0;
  for (int k = 0; k < 4; k++) {
    const ptrdiff_t col = cell % lattice->cols + steps[k][0],
                    row = cell / lattice->cols + steps[k][1];
    const ptrdiff_t other = row * lattice->cols + col;
    if (col >= 0 && row >= 0 && col < lattice->cols && row < lattice->rows &&
        build->grid->valid[other])
      beside[count++] = other;
  }
  return count;
}

static void coast_push(struct coast_walk *walk, ptrdiff_t cell)
{
  assert(walk->tail < walk->build->cells && !walk->done[cell]);
  walk->done[cell] = 1;
  walk->queue[walk->tail++] = cell;
}

/* Lowers the sea cells that stand too high, outward from those that do not. @return how many. */
static ptrdiff_t coast_lower(struct coast_walk *walk, float most_m)
{
  const struct build *build = walk->build;
  ptrdiff_t lowered = 0, beside[4];
  for (ptrdiff_t i = 0; i < build->cells; i++)
    if (build->grid->valid[i] && coast_is_sea(build, i) && coast_agrees(build, i, walk->level_m))
      coast_push(walk, i);
  for (; walk->head < walk->tail; walk->head++) {
    const ptrdiff_t from = walk->queue[walk->head];
    const int count = coast_beside(build, from, beside);
    for (int k = 0; k < count; k++) {
      if (walk->done[beside[k]] || !coast_is_sea(build, beside[k]))
        continue;
      build->bed[beside[k]] = build->bed[from] < most_m ? build->bed[from] : most_m;
      lowered++;
      coast_push(walk, beside[k]);
    }
  }
  for (ptrdiff_t i = 0; i < build->cells; i++) /* waters that no deep cell reaches */
    if (build->grid->valid[i] && coast_is_sea(build, i) && !walk->done[i]) {
      build->bed[i] = most_m;
      lowered++;
    }
  return lowered;
}

static ptrdiff_t coast_raise(const struct build *build, float level_m)
{
  ptrdiff_t raised = 0;
  for (ptrdiff_t i = 0; i < build->cells; i++)
    if (build->grid->valid[i] && !coast_is_sea(build, i) && build->bed[i] < level_m) {
      build->bed[i] = level_m;
      raised++;
    }
  return raised;
}

/* Cells beside one of the other kind, and those of them on which the sources disagree. */
static void coast_count(const struct build *build, float level_m, ptrdiff_t *coastal,
                        ptrdiff_t *disagree)
{
  ptrdiff_t beside[4];
  *coastal = *disagree = 0;
  for (ptrdiff_t i = 0; i < build->cells; i++) {
    bool is_coast = false;
    if (!build->grid->valid[i])
      continue;
    const int count = coast_beside(build, i, beside);
    for (int k = 0; k < count; k++)
      is_coast = is_coast || coast_is_sea(build, beside[k]) != coast_is_sea(build, i);
    *coastal += is_coast;
    *disagree += is_coast && !coast_agrees(build, i, level_m);
  }
}

static al_status coast_reconcile(struct build *build, const struct recipe_sea *sea)
{
  ptrdiff_t coastal, disagree;
  const float level_m = (float)sea->level_m;
  struct coast_walk walk = {.build = build,
                            .done = calloc((size_t)build->cells, 1),
                            .queue = malloc((size_t)build->cells * sizeof *walk.queue),
                            .level_m = level_m};
  const bool room = walk.done && walk.queue;
  if (room) {
    coast_count(build, level_m, &coastal, &disagree);
    const ptrdiff_t lowered = coast_lower(&walk, (float)(sea->level_m - sea->reconcile_m));
    const ptrdiff_t raised = coast_raise(build, level_m);
    build_note(build,
               ", \"coast\": {\"coastal_cells\": %td, \"disagreed\": %td, \"lowered_cells\": %td, "
               "\"raised_cells\": %td}",
               coastal, disagree, lowered, raised);
    al_log(build->ctx, AL_NOTE,
           "coast: %td of %td coastal cells disagreed with the terrain (%.1f %%); %td sea cells "
           "lowered, %td land cells raised",
           disagree, coastal, coastal > 0 ? 100.0 * (double)disagree / (double)coastal : 0.0,
           lowered, raised);
  }
  free(walk.done);
  free(walk.queue);
  return room ? AL_OK
              : AL_FAIL(build->ctx, AL_NO_MEMORY, "out of memory: sea of %td cells", build->cells);
}

al_status build_coast(struct build *build)
{
  const struct recipe_sea *sea = al_config_section(build->recipe, "sea");
  const struct al_source_mark mark = al_config_mark(build->recipe, "sea.reconcile");
  if (sea->reconcile_m < 0.0)
    return AL_OK;
  if (sea->mode != RECIPE_SEA_POLYGONS) {
    al_report(build->ctx, AL_ERROR, &mark,
              "sea.reconcile holds the terrain to a coastline: it needs `mode: polygons`");
    return al_report_close(build->ctx);
  }
  assert(build->sea && build->bed);
  return coast_reconcile(build, sea);
}
