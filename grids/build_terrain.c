/**
 * Stages of the ground: lattice, mosaic of sources, depressions.
 */
#include "core/log.h"
#include "doors/crs_door.h"
#include "grids/build.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS_MOST = 2000000000 };

/* UTM stays within 0.1 % in its zone. */
#define SCALE_OFF_MOST 0.002

/* Lattice of the first source when the city names none. */
static al_status lattice_from_source(struct build *build, const struct recipe_terrain *terrain,
                                     struct al_lattice *out)
{
  const struct recipe_source *first = terrain->sources.record;
  if (terrain->sources.count == 0)
    return AL_FAIL(build->ctx, AL_BAD_INPUT, "%s: terrain.sources is empty",
                   al_config_path(build->recipe));
  return al_raster_lattice(build->ctx, build->grid->arena, first->path, out);
}

/* A metric system may still stretch: Web Mercator by a tenth at 25 degrees. Zones that do not, by
 * the middle of the city: UTM, and in China the three-degree zones of CGCS2000 (EPSG:4534 is 75 E).
 */
static void lattice_check_scale(struct build *build, const char *crs_name,
                                const struct al_lattice *lattice)
{
  const struct al_source_mark mark = al_config_mark(build->recipe, "city.crs");
  const double x_m = lattice->west_m + 0.5 * lattice->cols * lattice->cell_m,
               y_m = lattice->north_m - 0.5 * lattice->rows * lattice->cell_m;
  double scale[2], at[2];
  char zones[64];
  struct al_ctx *probe;
  if (al_ctx_create(&probe) != AL_OK)
    return;
  const al_status placed = al_crs_scale(probe, lattice->crs_wkt, x_m, y_m, scale, at);
  al_ctx_destroy(probe);
  if (placed != AL_OK || fmax(fabs(scale[0] - 1.0), fabs(scale[1] - 1.0)) <= SCALE_OFF_MOST)
    return;
  const int utm = (int)fmin(60.0, floor((at[0] + 180.0) / 6.0) + 1.0);
  int used = snprintf(zones, sizeof zones, "EPSG:%d", (at[1] < 0.0 ? 32700 : 32600) + utm);
  if (at[0] > 73.5 && at[0] < 136.5 && at[1] > 15.0 && at[1] < 55.0 && used > 0)
    snprintf(zones + used, sizeof zones - (size_t)used, ", EPSG:%d",
             4534 + (int)lround(at[0] / 3.0) - 25);
  al_report(
      build->ctx, AL_WARNING, &mark,
      "city.crs '%s' stretches lengths in the middle of the city by %.4f to the east and %.4f "
      "to the north: areas, volumes and slopes are off as much; systems that fit there: %s",
      crs_name, scale[0], scale[1], zones);
}

static al_status lattice_check_crs(struct build *build, const struct recipe_city *city,
                                   struct al_lattice *lattice)
{
  struct al_crs_info info;
  const struct al_source_mark mark = al_config_mark(build->recipe, "city.crs");
  if (city->crs) {
    AL_TRY(build->ctx, al_crs_describe(build->ctx, build->grid->arena, city->crs, &info));
    lattice->crs_wkt = info.wkt;
  } else if (*lattice->crs_wkt) {
    AL_TRY(build->ctx, al_crs_describe(build->ctx, build->grid->arena, lattice->crs_wkt, &info));
  } else {
    return AL_OK;
  }
  if (info.geographic)
    al_report(build->ctx, AL_ERROR, &mark,
              "city.crs '%s' counts in degrees; a projected, metric system is needed (for example "
              "EPSG:32650)",
              info.name);
  else if (fabs(info.metres_per_unit - 1.0) > 1e-9)
    al_report(build->ctx, AL_ERROR, &mark, "city.crs '%s' does not count in metres", info.name);
  else
    lattice_check_scale(build, info.name, lattice);
  return al_report_close(build->ctx);
}

/* So many columns and rows, when there are any and they can be counted. */
static al_status lattice_resize(struct build *build, double cols, double rows, double source_cell_m,
                                struct al_lattice *lattice)
{
  const struct al_source_mark mark = al_config_mark(build->recipe, "city.cell");
  assert(cols >= 0.0 && rows >= 0.0);
  if (cols >= 1.0 && rows >= 1.0 && cols * rows <= CELLS_MOST) {
    lattice->cols = (int)cols;
    lattice->rows = (int)rows;
    return AL_OK;
  }
  if (cols < 1.0 || rows < 1.0) {
    al_report(
        build->ctx, AL_ERROR, &mark,
        "'city.cell': cells of %g m are larger than the first terrain source, %g x %g m; give "
        "smaller ones, or city.bounds",
        lattice->cell_m, lattice->cols * source_cell_m, lattice->rows * source_cell_m);
    return al_report_close(build->ctx);
  }
  al_report(
      build->ctx, AL_ERROR, &mark,
      "'city.cell': the grid would have %.0f x %.0f cells of %g m; at most %d fit, which cells "
      "of %.2g m keep to",
      cols, rows, lattice->cell_m, CELLS_MOST,
      1.05 * lattice->cell_m * sqrt(cols * rows / CELLS_MOST));
  return al_report_close(build->ctx);
}

static al_status lattice_apply_bounds(struct build *build, const struct recipe_city *city,
                                      struct al_lattice *lattice)
{
  const double *b = city->bounds.value;
  const struct al_source_mark mark = al_config_mark(build->recipe, "city.bounds");
  const double source_cell_m = lattice->cell_m;
  if (city->cell_m > 0.0 && city->bounds.count == 0) {
    const double width_m = lattice->cols * lattice->cell_m,
                 height_m = lattice->rows * lattice->cell_m;
    lattice->cell_m = city->cell_m;
    return lattice_resize(build, floor(width_m / city->cell_m + 1e-6),
                          floor(height_m / city->cell_m + 1e-6), source_cell_m, lattice);
  }
  if (city->bounds.count == 0)
    return lattice_resize(build, lattice->cols, lattice->rows, source_cell_m, lattice);
  if (city->bounds.count != 4 || !(b[0] < b[2]) || !(b[1] < b[3])) {
    al_report(build->ctx, AL_ERROR, &mark,
              "city.bounds must be [west, south, east, north] with west < east and south < north");
    return al_report_close(build->ctx);
  }
  lattice->cell_m = city->cell_m > 0.0 ? city->cell_m : lattice->cell_m;
  const double cols = ceil((b[2] - b[0]) / lattice->cell_m - 1e-6),
               rows = ceil((b[3] - b[1]) / lattice->cell_m - 1e-6);
  lattice->west_m = b[0];
  lattice->north_m = b[3];
  return lattice_resize(build, cols, rows, source_cell_m, lattice);
}

al_status build_lattice(struct build *build, const struct al_lattice *given)
{
  if (given) {
    build->grid->lattice = *given;
    build->grid->lattice.crs_wkt = al_arena_strdup(build->grid->arena, given->crs_wkt);
    build->cells = al_lattice_cells(given);
    return build->grid->lattice.crs_wkt ? AL_OK : AL_NO_MEMORY;
  }
  const struct recipe_city *city = al_config_section(build->recipe, "city");
  const struct recipe_terrain *terrain = al_config_section(build->recipe, "terrain");
  struct al_lattice *lattice = &build->grid->lattice;
  const bool complete = city->crs && city->cell_m > 0.0 && city->bounds.count > 0;
  if (complete)
    *lattice = (struct al_lattice){.cols = 1, .rows = 1, .cell_m = city->cell_m, .crs_wkt = ""};
  else
    AL_TRY(build->ctx, lattice_from_source(build, terrain, lattice));
  AL_TRY(build->ctx, lattice_apply_bounds(build, city, lattice));
  AL_TRY(build->ctx, lattice_check_crs(build, city, lattice));
  build->cells = al_lattice_cells(lattice);
  assert(build->cells > 0);
  return AL_OK;
}

/* What is likely wrong with a raster that does not meet the grid. */
static const char *terrain_guess(const struct al_raster_info *info, const double x[2],
                                 const double y[2], char *text, size_t bytes)
{
  const bool swapped =
      info->west <= y[1] && info->east >= y[0] && info->south <= x[1] && info->north >= x[0];
  const int zone = info->west > 1e7 && info->east < 5e7 ? (int)(info->west / 1e6) : 0;
  *text = '\0';
  if (swapped)
    snprintf(text, bytes, " (they would with swap_axes: true)");
  else if (zone >= 25 && zone <= 45) /* three-degree zones of CGCS2000: EPSG:4513 is zone 25 */
    snprintf(text, bytes, " (eastings of %d million carry a zone number: crs: \"EPSG:%d\")", zone,
             4513 + zone - 25);
  else if (zone >= 13 && zone <= 23) /* six-degree zones: EPSG:4491 is zone 13 */
    snprintf(text, bytes, " (eastings of %d million carry a zone number: crs: \"EPSG:%d\")", zone,
             4491 + zone - 13);
  return text;
}

al_status build_no_overlap(struct build *build, const char *path, const char *crs, long band)
{
  const struct al_lattice *lattice = &build->grid->lattice;
  struct al_raster_info info;
  char guess[96];
  double x[2] = {lattice->west_m, lattice->west_m + lattice->cols * lattice->cell_m};
  double y[2] = {lattice->north_m - lattice->rows * lattice->cell_m, lattice->north_m};
  AL_TRY(build->ctx, al_raster_describe(build->ctx, build->scratch, path, (int)band, false, &info));
  crs = crs && *crs ? crs : info.crs_wkt;
  if (*lattice->crs_wkt && *crs &&
      al_crs_transform(build->ctx, lattice->crs_wkt, crs, 2, x, y) != AL_OK)
    al_ctx_clear(build->ctx);
  if (info.nodata_share >= 1.0)
    return AL_FAIL(build->ctx, AL_BAD_INPUT,
                   "%s: holds no value at all: each of its %d x %d cells is without data", path,
                   info.cols, info.rows);
  if (x[0] < info.east && x[1] > info.west && y[0] < info.north && y[1] > info.south)
    return AL_FAIL(build->ctx, AL_BAD_INPUT,
                   "%s: lies on the grid, but has a value in the middle of none of its cells of %g "
                   "m: %.1f %% of the raster is without data",
                   path, lattice->cell_m, 100.0 * info.nodata_share);
  return AL_FAIL(
      build->ctx, AL_BAD_INPUT,
      "%s: covers x %.6g to %.6g, y %.6g to %.6g; the grid lies at x %.6g to %.6g, y %.6g to "
      "%.6g in its system: they do not overlap%s",
      path, info.west, info.east, info.south, info.north, x[0], x[1], y[0], y[1],
      terrain_guess(&info, x, y, guess, sizeof guess));
}

/* Leaves a source the side of the coast where its heights count. */
static al_status terrain_keep_side(struct build *build, const struct recipe_source *source,
                                   uint8_t *has)
{
  const struct recipe_sea *sea = al_config_section(build->recipe, "sea");
  if (source->only == RECIPE_ALL)
    return AL_OK;
  if (!build->sea || sea->mode != RECIPE_SEA_POLYGONS)
    return AL_FAIL(build->ctx, AL_BAD_INPUT,
                   "%s: terrain.sources.only needs a coast: sea.mode polygons", source->path);
  for (ptrdiff_t i = 0; i < build->cells; i++)
    has[i] = has[i] && (build->sea[i] > 0.5f) == (source->only == RECIPE_SEA_ONLY);
  return AL_OK;
}

static al_status terrain_add_source(struct build *build, const struct recipe_source *source,
                                    float *plane, uint8_t *has)
{
  const struct al_raster_request request = {
      .path = source->path,
      .band = (int)source->band,
      .crs_override = source->crs,
      .swap_axes = source->swap_axes,
      .resample = (enum al_resample)source->resample,
      .scale = source->scale,
      .offset = source->offset_m,
      .has_nodata = source->nodata.count > 0,
      .nodata = source->nodata.count > 0 ? source->nodata.value[0] : 0.0};
  if (source->nodata.count > 1)
    return AL_FAIL(build->ctx, AL_BAD_INPUT, "%s: terrain.sources.nodata takes one value, not %zu",
                   source->path, source->nodata.count);
  AL_TRY(build->ctx,
         al_raster_warp(build->ctx, &request, &build->grid->lattice, "terrain", plane, has));
  ptrdiff_t count = 0;
  for (ptrdiff_t i = 0; i < build->cells; i++)
    count += has[i];
  if (count == 0)
    return build->part ? AL_OK : build_no_overlap(build, source->path, source->crs, source->band);
  AL_TRY(build->ctx, terrain_keep_side(build, source, has));
  for (ptrdiff_t i = 0; i < build->cells; i++) {
    if (has[i] && !build->grid->valid[i]) {
      build->bed[i] = plane[i];
      build->grid->valid[i] = 1;
    }
  }
  build_note_source(build, "terrain", source->path);
  return AL_OK;
}

static int terrain_compare_priority(const void *a, const void *b)
{
  const struct recipe_source *const *pa = a, *const *pb = b;
  const double d = (*pb)->priority - (*pa)->priority;
  return d > 0.0 ? 1 : d < 0.0 ? -1 : (*pa > *pb) - (*pa < *pb);
}

/* The highest priority first; each source fills what is still empty. */
static al_status terrain_mosaic(struct build *build, const struct recipe_terrain *terrain)
{
  const struct recipe_source *record = terrain->sources.record;
  const struct recipe_source **order =
      AL_NEW(build->scratch, const struct recipe_source *, terrain->sources.count);
  float *plane = malloc((size_t)build->cells * sizeof *plane);
  uint8_t *has = malloc((size_t)build->cells);
  al_status status =
      order && plane && has
          ? AL_OK
          : AL_FAIL(build->ctx, AL_NO_MEMORY, "out of memory: terrain of %td cells", build->cells);
  for (size_t i = 0; status == AL_OK && i < terrain->sources.count; i++)
    order[i] = &record[i];
  if (status == AL_OK)
    qsort(order, terrain->sources.count, sizeof(struct recipe_source *), terrain_compare_priority);
  for (size_t i = 0; status == AL_OK && i < terrain->sources.count; i++)
    status = terrain_add_source(build, order[i], plane, has);
  free(plane);
  free(has);
  return status;
}

static al_status terrain_check_heights(struct build *build)
{
  double low = HUGE_VAL, high = -HUGE_VAL;
  ptrdiff_t count = 0;
  for (ptrdiff_t i = 0; i < build->cells; i++)
    if (build->grid->valid[i]) {
      low = fmin(low, (double)build->bed[i]);
      high = fmax(high, (double)build->bed[i]);
      count++;
    }
  if (count == 0)
    return AL_FAIL(build->ctx, AL_BAD_INPUT, "%s: no cell of the grid has terrain",
                   al_config_path(build->recipe));
  if (low < -12000.0 || high > 8900.0) {
    const struct al_source_mark mark = al_config_mark(build->recipe, "terrain.sources");
    al_report(
        build->ctx, AL_ERROR, &mark,
        "the terrain runs from %g to %g m; heights lie between -12000 and 8900 m: is a nodata "
        "value not declared?",
        low, high);
    return al_report_close(build->ctx);
  }
  build_note(build, ", \"bed_min_m\": %.3f, \"bed_max_m\": %.3f, \"cells\": %td", low, high, count);
  return AL_OK;
}

/* Fills voids from their rim; where the relief rule makes the sea bed, land does not grow into it.
 */
static al_status terrain_fill(struct build *build, double reach_cells, ptrdiff_t *filled)
{
  const bool makes_sea = build->sea && !build->coarse && al_config_has(build->recipe, "relief");
  uint8_t *before = malloc((size_t)build->cells);
  if (!before)
    return AL_FAIL(build->ctx, AL_NO_MEMORY, "out of memory: terrain of %td cells", build->cells);
  memcpy(before, build->grid->valid, (size_t)build->cells);
  const al_status status = terrain_fill_voids(build->ctx, &build->grid->lattice, build->bed,
                                              build->grid->valid, reach_cells, filled);
  for (ptrdiff_t i = 0; makes_sea && i < build->cells; i++)
    if (!before[i] && build->sea[i] > 0.5f)
      build->grid->valid[i] = 0;
  free(before);
  return status;
}

al_status build_terrain(struct build *build)
{
  const struct recipe_terrain *terrain = al_config_section(build->recipe, "terrain");
  const struct al_lattice *lattice = &build->grid->lattice;
  ptrdiff_t filled = 0;
  AL_TRY(build->ctx, terrain_mosaic(build, terrain));
  if (terrain->void_fill_m > 0.0)
    AL_TRY(build->ctx, terrain_fill(build, terrain->void_fill_m / lattice->cell_m, &filled));
  if (!build->coarse)
    AL_TRY(build->ctx, build_relief(build));
  build_note(build, ", \"voids_filled_cells\": %td", filled);
  return terrain_check_heights(build);
}

al_status build_depressions(struct build *build)
{
  const struct recipe_terrain *terrain = al_config_section(build->recipe, "terrain");
  const struct al_lattice *lattice = &build->grid->lattice;
  struct terrain_change change = {0}, filled = {0};
  uint8_t *outlet = NULL;
  if (terrain->depressions == RECIPE_KEEP)
    return AL_OK;
  if (build->sea) {
    outlet = AL_NEW(build->scratch, uint8_t, (size_t)build->cells);
    if (!outlet)
      return AL_NO_MEMORY;
    for (ptrdiff_t i = 0; i < build->cells; i++)
      outlet[i] = build->sea[i] > 0.5f;
  }
  if (terrain->depressions == RECIPE_BREACH)
    AL_TRY(build->ctx,
           terrain_breach_pits(build->ctx, lattice, build->bed, build->grid->valid, outlet,
                               terrain->breach_depth_m, terrain->keep_depth_m, &change));
  AL_TRY(build->ctx, terrain_fill_pits(build->ctx, lattice, build->bed, build->grid->valid, outlet,
                                       terrain->keep_depth_m, &filled));
  build_note(build,
             ", \"breached_pits\": %td, \"breached_cells\": %td, \"breached_m3\": %.1f, "
             "\"filled_pits\": %td, \"filled_cells\": %td, \"filled_m3\": %.1f",
             change.pits, change.cells, change.volume_m3, filled.pits, filled.cells,
             filled.volume_m3);
  return AL_OK;
}
