/**
 * From a recipe to a grid: the stages in order, memory counted before, provenance written along.
 */
#include "grids/build_inside.h"
#include "core/log.h"
#include "core/memory.h"
#include "doors/file_door.h"
#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

float *build_add_layer(struct build *build, const char *name, const char *unit,
                       const char *long_name, float fill)
{
  struct al_grid *grid = build->grid;
  assert(grid->layer_count < BUILD_LAYERS_MOST);
  float *value = AL_NEW(grid->arena, float, (size_t)build->cells);
  for (ptrdiff_t i = 0; value && fill != 0.0f && i < build->cells; i++)
    value[i] = fill;
  if (value)
    grid->layer[grid->layer_count++] =
        (struct al_layer){.name = name, .unit = unit, .long_name = long_name, .value = value};
  return value;
}

void build_note(struct build *build, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  const size_t room = BUILD_NOTE_BYTES - build->note_length;
  const int used = vsnprintf(build->note + build->note_length, room, format, args);
  va_end(args);
  if (used > 0 && (size_t)used < room)
    build->note_length += (size_t)used;
}

void build_note_source(struct build *build, const char *kind, const char *path)
{
  char sum[65];
  struct stat info;
  const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
  if (stat(path, &info) == 0 && S_ISREG(info.st_mode) &&
      al_file_sha256(build->ctx, path, sum) == AL_OK)
    build_note(build, ", \"%s:%s\": \"sha256:%s\"", kind, base, sum);
  else
    build_note(build, ", \"%s:%s\": \"not a plain file\"", kind, base);
}

static al_status build_outside(struct build *build, const char *path, bool swap_axes,
                               const struct al_vector_layer *layer)
{
  const struct al_lattice *lattice = &build->grid->lattice;
  const double west = lattice->west_m, east = west + lattice->cols * lattice->cell_m;
  const double north = lattice->north_m, south = north - lattice->rows * lattice->cell_m;
  const bool swapped =
      layer->west <= north && layer->east >= south && layer->south <= east && layer->north >= west;
  return AL_FAIL(
      build->ctx, AL_BAD_INPUT,
      "%s: its features lie at x %.6g to %.6g, y %.6g to %.6g in the system of the grid, which "
      "lies "
      "at x %.6g to %.6g, y %.6g to %.6g: none is on it%s",
      path, layer->west, layer->east, layer->south, layer->north, west, east, south, north,
      !swapped    ? "; is its coordinate system right?"
      : swap_axes ? " (they would be without swap_axes)"
                  : " (they would be with swap_axes: true)");
}

al_status build_read_vector(struct build *build, const char *kind, const char *path,
                            const struct recipe_vector *from, const char *const *attributes,
                            struct al_vector_layer *out)
{
  assert(kind && path && from);
  const struct al_vector_request request = {.path = path,
                                            .layer = from->layer,
                                            .where = from->where,
                                            .encoding = from->encoding,
                                            .crs_override = from->crs,
                                            .swap_axes = from->swap_axes,
                                            .attributes = attributes,
                                            .target_wkt = build->grid->lattice.crs_wkt,
                                            .clip = &build->grid->lattice};
  AL_TRY(build->ctx, al_vector_read(build->ctx, build->scratch, &request, out));
  build_note_source(build, kind, path);
  if (out->feature_count == 0 && out->outside_count > 0 && !build->part)
    return build_outside(build, path, from->swap_axes, out);
  if (out->feature_count == 0 && out->dropped_count > 0)
    return AL_FAIL(build->ctx, AL_BAD_INPUT,
                   "%s: none of its %zu features can be brought to the system of the grid; is its "
                   "coordinate system right?",
                   path, out->dropped_count);
  if (out->feature_count == 0 && out->outside_count == 0)
    al_log(build->ctx, AL_WARNING, "%s: holds no feature that the recipe asks for (%s)", path,
           from->where ? from->where : "all");
  if (out->repaired_count > 0)
    al_log(build->ctx, AL_WARNING, "%s: %zu polygons crossed themselves and were made valid", path,
           out->repaired_count);
  if (out->dropped_count > 0)
    al_log(build->ctx, AL_WARNING, "%s: %zu features without a usable shape were left out", path,
           out->dropped_count);
  return AL_OK;
}

/* Bytes per cell at the fullest stage: layers, validity, and what draining needs. */
static size_t recipe_estimate_bytes(const struct al_config *recipe, ptrdiff_t cells)
{
  static const char *const optional[] = {"landuse", "buildings", "people", "sea"};
  size_t per_cell = 4 + 1 + 4 + 1;
  for (size_t i = 0; i < AL_COUNT(optional); i++)
    per_cell += al_config_has(recipe, optional[i]) ? 16 : 0;
  const struct recipe_terrain *terrain = al_config_section(recipe, "terrain");
  per_cell += terrain->depressions != RECIPE_KEEP ? 4 + 1 + 4 + 4 + 1 + 8 : 8;
  return per_cell * (size_t)cells;
}

al_status al_recipe_check_memory(struct al_ctx *ctx, const struct al_config *recipe,
                                 const struct al_lattice *lattice, size_t max_memory_bytes)
{
  const ptrdiff_t cells = al_lattice_cells(lattice);
  const size_t need = recipe_estimate_bytes(recipe, cells),
               limit = al_memory_limit(max_memory_bytes);
  if (need <= limit)
    return AL_OK;
  const struct al_source_mark mark = al_config_mark(recipe, "city.cell");
  /* Rounded up to two digits. */
  const double least_m = lattice->cell_m * sqrt((double)need / (double)limit);
  const double digit = pow(10.0, floor(log10(least_m)) - 1.0);
  al_report(
      ctx, AL_ERROR, &mark,
      "'city.cell': %td cells of %g m need about %.2f GB of memory, %.2f GB are allowed; cells "
      "of %g m or a larger city.cell would fit, or smaller city.bounds, or a larger --max-mem",
      cells, lattice->cell_m, (double)need / 1e9, (double)limit / 1e9,
      ceil(least_m / digit) * digit);
  (void)al_report_close(ctx);
  return AL_NO_MEMORY;
}

static al_status build_check_memory(struct build *build, size_t max_memory_bytes)
{
  const struct al_lattice *lattice = &build->grid->lattice;
  al_log(build->ctx, AL_NOTE, "grid: %d x %d cells of %g m, about %.2f GB of memory", lattice->cols,
         lattice->rows, lattice->cell_m,
         (double)recipe_estimate_bytes(build->recipe, build->cells) / 1e9);
  return al_recipe_check_memory(build->ctx, build->recipe, lattice, max_memory_bytes);
}

/* The ground of a level around the city; what is drawn, poured and peopled there is the city's. */
static al_status build_coarse(struct build *build)
{
  const struct recipe_landuse *landuse = al_config_section(build->recipe, "landuse");
  AL_TRY(build->ctx, build_sea(build));
  AL_TRY(build->ctx, build_terrain(build));
  AL_TRY(build->ctx, build_sea_connected(build));
  return landuse->raster || landuse->polygons ? build_landuse(build) : AL_OK;
}

static al_status build_city(struct build *build)
{
  AL_TRY(build->ctx, build_sea(build));
  AL_TRY(build->ctx, build_terrain(build));
  AL_TRY(build->ctx, build_coast(build));
  AL_TRY(build->ctx, build_sea_connected(build));
  AL_TRY(build->ctx, build_burn(build));
  AL_TRY(build->ctx, build_depressions(build));
  AL_TRY(build->ctx, build_domain(build));
  AL_TRY(build->ctx, build_landuse(build));
  AL_TRY(build->ctx, build_buildings(build));
  return build_people(build);
}

static al_status build_stages(struct build *build, const struct build_order *order)
{
  struct al_grid *grid = build->grid;
  const struct recipe_city *city = al_config_section(build->recipe, "city");
  grid->layer = AL_NEW(grid->arena, struct al_layer, BUILD_LAYERS_MOST);
  build->note = AL_NEW(grid->arena, char, BUILD_NOTE_BYTES);
  if (!grid->layer || !build->note)
    return AL_NO_MEMORY;
  build_note(build, "{\"city\": \"%s\"", city->name);
  AL_TRY(build->ctx, build_lattice(build, order->lattice));
  AL_TRY(build->ctx, build_check_memory(build, order->max_memory_bytes));
  grid->valid = AL_NEW(grid->arena, uint8_t, (size_t)build->cells);
  build->bed = build_add_layer(build, AL_LAYER_BED, "m", "bed level", 0.0f);
  if (!grid->valid || !build->bed)
    return AL_NO_MEMORY;
  AL_TRY(build->ctx, build->coarse ? build_coarse(build) : build_city(build));
  if (order->look)
    AL_TRY(build->ctx, order->look(build, order->look_data));
  build_note(build, "}");
  grid->city = al_arena_strdup(grid->arena, city->name);
  grid->vertical_datum = al_arena_strdup(grid->arena, city->vertical_datum);
  grid->terrain_note = al_arena_strdup(grid->arena, city->note ? city->note : "");
  grid->provenance = build->note;
  return AL_OK;
}

al_status al_recipe_lattice(struct al_ctx *ctx, struct al_arena *arena, struct al_config *recipe,
                            struct al_lattice *out)
{
  struct al_grid grid = {.arena = arena};
  struct build build = {.ctx = ctx, .recipe = recipe, .scratch = arena, .grid = &grid};
  AL_TRY(ctx, build_lattice(&build, NULL));
  *out = grid.lattice;
  return AL_OK;
}

al_status build_one(const struct build_order *order, struct al_grid **out)
{
  struct build build = {
      .ctx = order->ctx, .recipe = order->recipe, .coarse = order->coarse, .part = order->part};
  struct al_arena *arena = NULL;
  *out = NULL;
  AL_TRY(order->ctx, al_arena_create(order->ctx, 0, &build.scratch));
  al_status status = al_arena_create(order->ctx, 0, &arena);
  if (status == AL_OK) {
    build.grid = AL_NEW(arena, struct al_grid, 1);
    status = build.grid ? AL_OK : AL_NO_MEMORY;
  }
  if (status == AL_OK) {
    build.grid->arena = arena;
    status = build_stages(&build, order);
  }
  al_arena_destroy(build.scratch);
  if (status == AL_OK)
    *out = build.grid;
  else
    al_arena_destroy(arena);
  return status;
}

static al_status build_read_recipe(struct al_ctx *ctx, struct al_arena *scratch, const char *path,
                                   const char *const *overrides, size_t override_count,
                                   struct al_config **out)
{
  static const char *const required[] = {"city", "terrain", NULL};
  const struct al_config_options options = {
      .overrides = overrides, .override_count = override_count, .required = required};
  size_t count;
  const struct al_section *const *sections = al_recipe_sections(&count);
  AL_TRY(ctx, al_config_read(ctx, scratch, path, sections, count, &options, out));
  al_config_check_files(ctx, *out);
  return al_report_close(ctx);
}

al_status al_grid_build(struct al_ctx *ctx, const char *recipe_path, const char *const *overrides,
                        size_t override_count, size_t max_memory_bytes, struct al_grid **out)
{
  struct build_order order = {.ctx = ctx, .max_memory_bytes = max_memory_bytes};
  *out = NULL;
  AL_TRY(ctx, al_arena_create(ctx, 0, &order.scratch));
  al_status status =
      build_read_recipe(ctx, order.scratch, recipe_path, overrides, override_count, &order.recipe);
  if (status == AL_OK)
    status =
        al_config_has(order.recipe, "levels") ? build_levels(&order, out) : build_one(&order, out);
  al_arena_destroy(order.scratch);
  return status;
}
