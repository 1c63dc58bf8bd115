/**
 * Grids of several levels: which cells each region asks for, coarse levels from the sources, and
 * the city itself as the finest.
 */
#include "core/log.h"
#include "grids/build_inside.h"
#include "grids/levels_plan.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

struct levels_build {
  const struct build_order *order;
  const struct recipe_levels *config;
  const struct recipe_city *city;
  struct levels_plan plan;
  struct al_grid *grid[AL_LEVELS_MOST];
};

static const char *levels_where(struct levels_build *levels, size_t at, const char *key)
{
  const char *text =
      al_arena_printf(levels->order->scratch, "levels.regions[%zu]%s%s", at, *key ? "." : "", key);
  return text ? text : "levels";
}

/* Number of levels, or 0 when the coarsest cell is no power of two times the finest. */
static int levels_count(double coarsest_m, double finest_m)
{
  const double steps = log2(coarsest_m / finest_m);
  const double whole = round(steps);
  return fabs(steps - whole) < 1e-9 && whole >= 1.0 && whole < AL_LEVELS_MOST ? (int)whole + 1 : 0;
}

static bool levels_is_box(const struct al_number_list *bounds)
{
  const double *b = bounds->value;
  return bounds->count == 4 && b[0] < b[2] && b[1] < b[3];
}

static void levels_check_region(struct levels_build *levels, size_t at,
                                const struct recipe_region *region)
{
  struct al_ctx *ctx = levels->order->ctx;
  const struct al_config *recipe = levels->order->recipe;
  const struct al_source_mark mark = al_config_mark(recipe, levels_where(levels, at, ""));
  const struct al_source_mark cell = al_config_mark(recipe, levels_where(levels, at, "cell"));
  if (region->cell_m < levels->city->cell_m * (1.0 - 1e-9))
    al_report(ctx, AL_ERROR, &cell,
              "levels.regions[%zu].cell: %g m is finer than city.cell, %g m, the finest there is",
              at, region->cell_m, levels->city->cell_m);
  if ((region->kind == RECIPE_BOUNDS || region->bounds.count > 0) &&
      !levels_is_box(&region->bounds))
    al_report(ctx, AL_ERROR, &mark,
              "levels.regions[%zu].bounds must be [west, south, east, north] with west < east and "
              "south < north",
              at);
  if (!(region->from_m < region->to_m))
    al_report(ctx, AL_ERROR, &mark, "levels.regions[%zu]: from, %g m, is not below to, %g m", at,
              region->from_m, region->to_m);
  if (region->kind == RECIPE_POLYGONS && !region->path)
    al_report(ctx, AL_ERROR, &mark, "levels.regions[%zu]: kind polygons needs a path", at);
  if (region->kind == RECIPE_COAST && !al_config_has(recipe, "sea"))
    al_report(ctx, AL_ERROR, &mark,
              "levels.regions[%zu]: kind coast needs to know the sea: a sea section", at);
}

static void levels_check_extent(struct levels_build *levels)
{
  struct al_ctx *ctx = levels->order->ctx;
  const struct al_config *recipe = levels->order->recipe;
  const double *whole = levels->config->bounds.value, *city = levels->city->bounds.value;
  const struct al_source_mark mark = al_config_mark(recipe, "levels.bounds");
  const struct recipe_sea *sea = al_config_section(recipe, "sea");
  if (!levels_is_box(&levels->config->bounds))
    al_report(ctx, AL_ERROR, &mark,
              "levels.bounds must be [west, south, east, north] with west < east and south < "
              "north");
  else if (!levels->city->crs || !levels_is_box(&levels->city->bounds) ||
           !(levels->city->cell_m > 0.0))
    al_report(ctx, AL_ERROR, &mark,
              "levels need city.crs, city.cell and city.bounds: nothing is taken from the sources");
  else if (city[0] < whole[0] || city[1] < whole[1] || city[2] > whole[2] || city[3] > whole[3])
    al_report(ctx, AL_ERROR, &mark,
              "levels.bounds [%.10g, %.10g, %.10g, %.10g] do not hold city.bounds [%.10g, %.10g, "
              "%.10g, %.10g]",
              whole[0], whole[1], whole[2], whole[3], city[0], city[1], city[2], city[3]);
  if (levels->city->domain || (al_config_has(recipe, "sea") && sea->keep_depth_m >= 0.0))
    al_report(ctx, AL_ERROR, &mark,
              "levels reach the city over its sea: city.domain and sea.keep_depth, which cut that "
              "off, cannot be given with them");
}

static al_status levels_check(struct levels_build *levels)
{
  struct al_ctx *ctx = levels->order->ctx;
  const struct al_source_mark mark = al_config_mark(levels->order->recipe, "levels.cell");
  const struct recipe_region *region = levels->config->regions.record;
  const double finest_m = levels->city->cell_m, asked_m = levels->config->cell_m;
  levels_check_extent(levels);
  if (finest_m > 0.0 && !levels_count(asked_m, finest_m)) {
    const double steps = fmin(fmax(round(log2(asked_m / finest_m)), 1.0), AL_LEVELS_MOST - 1);
    al_report(
        ctx, AL_ERROR, &mark,
        "levels.cell: %g m is not city.cell, %g m, times 2, 4, 8, ... %d; the nearest is %g m",
        asked_m, finest_m, 1 << (AL_LEVELS_MOST - 1), ldexp(finest_m, (int)steps));
  }
  for (size_t i = 0; i < levels->config->regions.count; i++)
    levels_check_region(levels, i, &region[i]);
  return al_report_close(ctx);
}

/* The level whose cells a region asks for. */
static int levels_of_region(const struct levels_build *levels, const struct recipe_region *region)
{
  int level = 0;
  while (level < levels->plan.count - 1 &&
         ldexp(levels->plan.root.cell_m, -level) > region->cell_m * (1.0 + 1e-9))
    level++;
  return level;
}

static bool build_is_sea(const struct build *build, ptrdiff_t cell)
{
  return build->sea && build->sea[cell] > 0.5f;
}

/* Valid sea with land or ground that is no part of the grid beside it. */
static bool levels_is_coast(const struct build *build, int col, int row)
{
  const struct al_lattice *lattice = &build->grid->lattice;
  const ptrdiff_t cell = (ptrdiff_t)row * lattice->cols + col;
  return build->grid->valid[cell] && build_is_sea(build, cell) &&
         ((col > 0 && !build_is_sea(build, cell - 1)) ||
          (col + 1 < lattice->cols && !build_is_sea(build, cell + 1)) ||
          (row > 0 && !build_is_sea(build, cell - lattice->cols)) ||
          (row + 1 < lattice->rows && !build_is_sea(build, cell + lattice->cols)));
}

static void levels_take_share(void *self, size_t feature, ptrdiff_t cell, double amount)
{
  uint8_t *mark = self;
  (void)feature;
  mark[cell] = mark[cell] || amount > 0.0;
}

static al_status levels_mark_polygons(struct build *build, const struct recipe_region *region,
                                      uint8_t *mark)
{
  struct al_vector_layer layer;
  AL_TRY(build->ctx, build_read_vector(build, "levels", region->path, &region->from, NULL, &layer));
  return al_cover_visit_layer(build->ctx, &layer, &build->grid->lattice, "levels",
                              levels_take_share, mark);
}

static void levels_mark_ground(const struct build *build, const struct recipe_region *region,
                               uint8_t *mark)
{
  for (int r = 0; r < build->grid->lattice.rows; r++)
    for (int c = 0; c < build->grid->lattice.cols; c++) {
      const ptrdiff_t cell = (ptrdiff_t)r * build->grid->lattice.cols + c;
      const double bed_m = (double)build->bed[cell];
      const bool between =
          build->grid->valid[cell] && bed_m >= region->from_m && bed_m <= region->to_m;
      mark[cell] = region->kind == RECIPE_COAST ? levels_is_coast(build, c, r) : between;
    }
}

/* Takes back the marks of cells that lie wholly outside a box. */
static void levels_clip(const struct al_lattice *lattice, const struct al_number_list *bounds,
                        uint8_t *mark)
{
  const double *b = bounds->value, half_m = 0.5 * lattice->cell_m;
  for (int r = 0; bounds->count == 4 && r < lattice->rows; r++)
    for (int c = 0; c < lattice->cols; c++) {
      const double x_m = al_lattice_x_m(lattice, c), y_m = al_lattice_y_m(lattice, r);
      if (x_m + half_m <= b[0] || x_m - half_m >= b[2] || y_m + half_m <= b[1] ||
          y_m - half_m >= b[3])
        mark[(ptrdiff_t)r * lattice->cols + c] = 0;
    }
}

struct levels_look {
  struct levels_build *levels;
  int level;
};

static al_status levels_mark_region(struct levels_build *levels, struct build *build, int level,
                                    const struct recipe_region *region)
{
  if (region->kind == RECIPE_BOUNDS) {
    levels_plan_mark_box(&levels->plan, level, region->bounds.value, region->distance_m);
    return AL_OK;
  }
  uint8_t *mark = calloc((size_t)build->cells, 1);
  if (!mark)
    return AL_FAIL(build->ctx, AL_NO_MEMORY, "out of memory: levels of %td cells", build->cells);
  al_status status = AL_OK;
  if (region->kind == RECIPE_POLYGONS)
    status = levels_mark_polygons(build, region, mark);
  else
    levels_mark_ground(build, region, mark);
  levels_clip(&build->grid->lattice, &region->bounds, mark);
  if (status == AL_OK)
    levels_plan_mark_cells(&levels->plan, level, &build->grid->lattice, mark, region->distance_m);
  free(mark);
  return status;
}

/* Refines what the regions ask for, looking at a level that has just been built. */
static al_status levels_mark(struct build *build, void *data)
{
  const struct levels_look *look = data;
  struct levels_build *levels = look->levels;
  const struct recipe_region *region = levels->config->regions.record;
  const int finest = levels->plan.count - 1;
  bool reaches_finest = false;
  for (size_t i = 0; i < levels->config->regions.count; i++) {
    const int wanted = levels_of_region(levels, &region[i]);
    reaches_finest = reaches_finest || wanted == finest;
    if (wanted > look->level)
      AL_TRY(build->ctx, levels_mark_region(levels, build, look->level, &region[i]));
  }
  if (!reaches_finest)
    levels_plan_mark_box(&levels->plan, look->level, levels->city->bounds.value, 0.0);
  return AL_OK;
}

static bool levels_same_window(const struct al_lattice *a, const struct al_lattice *b)
{
  return a->cols == b->cols && a->rows == b->rows && a->west_m == b->west_m &&
         a->north_m == b->north_m;
}

/* One coarse level over its window as it is known now, unless it stands so already. */
static al_status levels_build_coarse(struct levels_build *levels, int level, bool mark)
{
  struct al_lattice window;
  struct levels_look look = {.levels = levels, .level = level};
  struct build_order order = *levels->order;
  if (!levels_plan_window(&levels->plan, level, &window))
    return AL_FAIL(order.ctx, AL_BAD_INPUT,
                   "%s: no region of levels asks for cells of %g m or less within levels.bounds",
                   al_config_path(order.recipe), ldexp(levels->plan.root.cell_m, -level));
  if (levels->grid[level] && levels_same_window(&levels->grid[level]->lattice, &window))
    return AL_OK;
  al_grid_destroy(levels->grid[level]);
  levels->grid[level] = NULL;
  order.lattice = &window;
  order.coarse = true;
  order.part = level > 0;
  order.look = mark ? levels_mark : NULL;
  order.look_data = &look;
  return build_one(&order, &levels->grid[level]);
}

/* Where a finer level lies on a coarser one, its mean is the ground there: the same water stands in
 * both. */
static void levels_take_means(const struct al_grid *fine, struct al_grid *coarse)
{
  const struct al_lattice *from = &fine->lattice, *to = &coarse->lattice;
  const int col = (int)lround((from->west_m - to->west_m) / to->cell_m),
            row = (int)lround((to->north_m - from->north_m) / to->cell_m);
  const float *bed = al_grid_layer(fine, AL_LAYER_BED)->value;
  float *out = al_grid_layer(coarse, AL_LAYER_BED)->value;
  assert(col >= 0 && row >= 0);
  for (int r = 0; r < from->rows / 2; r++)
    for (int c = 0; c < from->cols / 2; c++) {
      double sum_m = 0.0;
      int count = 0;
      for (int k = 0; k < 4; k++) {
        const ptrdiff_t cell = (ptrdiff_t)(2 * r + k / 2) * from->cols + 2 * c + k % 2;
        count += fine->valid[cell];
        sum_m += fine->valid[cell] ? (double)bed[cell] : 0.0;
      }
      const ptrdiff_t cell = (ptrdiff_t)(row + r) * to->cols + col + c;
      coarse->valid[cell] = count >= 2;
      out[cell] = count >= 2 ? (float)(sum_m / count) : 0.0f;
    }
}

static al_status levels_join(struct levels_build *levels)
{
  const int coarser = levels->plan.count - 1;
  struct al_grid *finest = levels->grid[coarser];
  struct al_grid **list = AL_NEW(finest->arena, struct al_grid *, (size_t)coarser);
  if (!list)
    return AL_NO_MEMORY;
  for (int level = coarser - 1; level >= 0; level--) {
    struct al_grid *grid = levels->grid[level];
    levels_take_means(levels->grid[level + 1], grid);
    grid->refined = levels_plan_crop(&levels->plan, grid->arena, level, &grid->lattice);
    if (!grid->refined)
      return AL_NO_MEMORY;
    list[level] = grid;
  }
  finest->coarser = list;
  finest->coarser_count = coarser;
  return AL_OK;
}

static al_status levels_build_all(struct levels_build *levels)
{
  struct build_order order = *levels->order;
  struct al_lattice window;
  const int finest = levels->plan.count - 1;
  for (int level = 0; level < finest; level++)
    AL_TRY(order.ctx, levels_build_coarse(levels, level, true));
  levels_plan_grade(&levels->plan);
  for (int level = 0; level < finest; level++)
    AL_TRY(order.ctx, levels_build_coarse(levels, level, false));
  if (!levels_plan_window(&levels->plan, finest, &window))
    return AL_FAIL(order.ctx, AL_BAD_INPUT,
                   "%s: no region of levels asks for cells of %g m or less within levels.bounds",
                   al_config_path(order.recipe), window.cell_m);
  order.lattice = &window;
  order.part = true;
  AL_TRY(order.ctx, build_one(&order, &levels->grid[finest]));
  return levels_join(levels);
}

static struct al_lattice levels_root(const struct levels_build *levels, const char *crs_wkt)
{
  const double *b = levels->config->bounds.value, cell_m = levels->config->cell_m;
  return (struct al_lattice){.cols = (int)ceil((b[2] - b[0]) / cell_m - 1e-6),
                             .rows = (int)ceil((b[3] - b[1]) / cell_m - 1e-6),
                             .west_m = b[0],
                             .north_m = b[3],
                             .cell_m = cell_m,
                             .crs_wkt = crs_wkt};
}

al_status build_levels(const struct build_order *order, struct al_grid **out)
{
  struct levels_build levels = {.order = order,
                                .config = al_config_section(order->recipe, "levels"),
                                .city = al_config_section(order->recipe, "city")};
  struct al_lattice city;
  AL_TRY(order->ctx, levels_check(&levels));
  AL_TRY(order->ctx, al_recipe_lattice(order->ctx, order->scratch, order->recipe, &city));
  const struct al_lattice root = levels_root(&levels, city.crs_wkt);
  AL_TRY(order->ctx, levels_plan_open(order->scratch, &root, levels_count(root.cell_m, city.cell_m),
                                      &levels.plan));
  const al_status status = levels_build_all(&levels);
  *out = status == AL_OK ? levels.grid[levels.plan.count - 1] : NULL;
  for (int level = 0; status != AL_OK && level < levels.plan.count; level++)
    al_grid_destroy(levels.grid[level]);
  return status;
}
