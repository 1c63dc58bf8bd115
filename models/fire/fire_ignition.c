/**
 * Ignitions: points, lines, burnt areas.
 */
#include "models/fire/fire_ignition.h"
#include "doors/vector_door.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ignition_list {
  const struct al_model_env *env;
  struct fire_flame *flame;
  size_t count, capacity;
};

static al_status ignition_add(struct ignition_list *list, struct fire_flame flame)
{
  if (list->count == list->capacity) {
    const size_t more = 2 * list->capacity + 64;
    struct fire_flame *grown = AL_NEW(list->env->arena, struct fire_flame, more);
    if (!grown)
      return AL_NO_MEMORY;
    if (list->count > 0)
      memcpy(grown, list->flame, list->count * sizeof *grown);
    list->flame = grown;
    list->capacity = more;
  }
  list->flame[list->count++] = flame;
  return AL_OK;
}

/* From the grid's coordinates to cells. */
static double *ignition_cells(const struct al_model_env *env, const double *x, const double *y,
                              size_t stride, size_t count)
{
  const struct al_lattice *lattice = &env->forest->lattice;
  double *xy = AL_NEW(env->arena, double, 2 * count + 1);
  for (size_t i = 0; xy && i < count; i++) {
    xy[2 * i] = (x[i * stride] - lattice->west_m) / lattice->cell_m - 0.5;
    xy[2 * i + 1] = (lattice->north_m - y[i * stride]) / lattice->cell_m - 0.5;
  }
  return xy;
}

static al_status ignition_take_place(struct ignition_list *list,
                                     const struct fire_ignition_config *config)
{
  const struct al_model_env *env = list->env;
  struct fire_flame flame = {.name = config->name, .at_s = config->at_s, .part_count = 1};
  flame.part = AL_NEW(env->arena, struct fire_flame_part, 1);
  if (!flame.part)
    return AL_NO_MEMORY;
  flame.part->count = config->place.count / 2;
  flame.part->xy =
      ignition_cells(env, config->place.value, config->place.value + 1, 2, flame.part->count);
  return flame.part->xy ? ignition_add(list, flame) : AL_NO_MEMORY;
}

static al_status ignition_take_file(struct ignition_list *list,
                                    const struct fire_ignition_config *config)
{
  const struct al_model_env *env = list->env;
  const struct al_vector_request request = {.path = config->path,
                                            .layer = config->layer,
                                            .where = config->where,
                                            .target_wkt = env->forest->lattice.crs_wkt,
                                            .clip = &env->forest->lattice};
  struct al_vector_layer layer;
  AL_TRY(env->ctx, al_vector_read(env->ctx, env->arena, &request, &layer));
  if (layer.feature_count == 0)
    return AL_FAIL(env->ctx, AL_BAD_INPUT, "ignition '%s': %s has no feature on the grid",
                   config->name, config->path);
  for (size_t f = 0; f < layer.feature_count; f++) {
    const struct al_feature *feature = &layer.feature[f];
    struct fire_flame flame = {.name = config->name,
                               .at_s = config->at_s,
                               .area = feature->shape == AL_SHAPE_POLYGON,
                               .part_count = feature->part_count};
    flame.part = AL_NEW(env->arena, struct fire_flame_part, feature->part_count);
    if (!flame.part)
      return AL_NO_MEMORY;
    for (size_t p = 0; p < feature->part_count; p++) {
      const struct al_part *part = &layer.part[feature->first_part + p];
      flame.part[p].count = part->count;
      flame.part[p].xy =
          ignition_cells(env, layer.x + part->first, layer.y + part->first, 1, part->count);
      if (!flame.part[p].xy)
        return AL_NO_MEMORY;
    }
    AL_TRY(env->ctx, ignition_add(list, flame));
  }
  return AL_OK;
}

/* Rows and columns that a flame lies in. */
struct ignition_box {
  int west, east, north, south;
};

static struct ignition_box ignition_box(const struct fire_flame *flame)
{
  assert(flame->part_count > 0 && flame->part);
  struct ignition_box box = {INT32_MAX, INT32_MIN, INT32_MAX, INT32_MIN};
  for (size_t p = 0; p < flame->part_count; p++)
    for (size_t i = 0; i < flame->part[p].count; i++) {
      const int x = (int)floor(fmin(fmax(flame->part[p].xy[2 * i], -1e6), 1e6) + 0.5);
      const int y = (int)floor(fmin(fmax(flame->part[p].xy[2 * i + 1], -1e6), 1e6) + 0.5);
      box.west = x < box.west ? x : box.west;
      box.east = x > box.east ? x : box.east;
      box.north = y < box.north ? y : box.north;
      box.south = y > box.south ? y : box.south;
    }
  return box;
}

bool fire_flame_holds(const struct fire_flame *flame, double x, double y)
{
  bool inside = false;
  for (size_t p = 0; p < flame->part_count; p++) {
    const double *xy = flame->part[p].xy;
    for (size_t i = 0; i + 1 < flame->part[p].count; i++) {
      const double y0 = xy[2 * i + 1], y1 = xy[2 * i + 3];
      if ((y0 <= y) != (y1 <= y) &&
          x < xy[2 * i] + (y - y0) / (y1 - y0) * (xy[2 * i + 2] - xy[2 * i]))
        inside = !inside;
    }
  }
  return inside;
}

/* Whether a flame lies on the grid, and whether something there can burn. */
static void ignition_look(const struct al_model_env *env, const struct fire_land *land,
                          const struct fire_flame *flame, bool *on_grid, bool *on_fuel)
{
  const struct ignition_box box = ignition_box(flame);
  *on_grid = *on_fuel = false;
  for (int row = box.north; row <= box.south && !*on_fuel; row++)
    for (int col = box.west; col <= box.east && !*on_fuel; col++) {
      const ptrdiff_t cell = al_forest_index(env->forest, col, row);
      if (cell < 0 || !env->forest->valid[cell])
        continue;
      *on_grid = true;
      *on_fuel = fire_land_has_fuel(land, cell);
    }
}

static void ignition_check(const struct al_model_env *env, const struct fire_land *land,
                           const struct fire_flame *flame)
{
  const struct al_source_mark mark = al_config_mark(env->scenario, "fire.ignitions");
  const struct al_lattice *lattice = &env->forest->lattice;
  const double x_m = al_lattice_x_m(lattice, flame->part->xy[0]);
  const double y_m = al_lattice_y_m(lattice, flame->part->xy[1]);
  bool on_grid, on_fuel;
  ignition_look(env, land, flame, &on_grid, &on_fuel);
  if (!on_grid)
    al_report(env->ctx, AL_ERROR, &mark, "ignition '%s': [%.10g, %.10g] lies outside the grid",
              flame->name, x_m, y_m);
  else if (!on_fuel)
    al_report(env->ctx, AL_ERROR, &mark,
              "ignition '%s': at [%.10g, %.10g] nothing can burn (water, roads, bare or built-up "
              "ground)",
              flame->name, x_m, y_m);
}

static int ignition_order(const void *a, const void *b)
{
  const struct fire_flame *x = a, *y = b;
  return (x->at_s > y->at_s) - (x->at_s < y->at_s);
}

/* In time; those of one time stay in the order of the file. */
static void ignition_sort(struct fire_flame *flame, size_t count)
{
  for (size_t i = 1; i < count; i++)
    for (size_t k = i; k > 0 && ignition_order(&flame[k - 1], &flame[k]) > 0; k--) {
      const struct fire_flame swap = flame[k];
      flame[k] = flame[k - 1];
      flame[k - 1] = swap;
    }
}

al_status fire_ignition_read(const struct al_model_env *env,
                             const struct fire_ignition_config *config, struct fire_ignitions *out)
{
  struct ignition_list list = {.env = env};
  AL_TRY(env->ctx,
         config->path ? ignition_take_file(&list, config) : ignition_take_place(&list, config));
  *out = (struct fire_ignitions){list.count, list.flame};
  return AL_OK;
}

al_status fire_ignitions_create(const struct al_model_env *env, const struct fire_land *land,
                                struct fire_ignitions *out)
{
  const struct al_fire_config *fire = env->config;
  const struct fire_ignition_config *config = fire->ignitions.record;
  struct ignition_list list = {.env = env};
  for (size_t k = 0; k < fire->ignitions.count; k++)
    AL_TRY(env->ctx, config[k].path ? ignition_take_file(&list, &config[k])
                                    : ignition_take_place(&list, &config[k]));
  for (size_t k = 0; k < list.count; k++)
    ignition_check(env, land, &list.flame[k]);
  ignition_sort(list.flame, list.count);
  *out = (struct fire_ignitions){list.count, list.flame};
  return al_report_close(env->ctx);
}

bool fire_ignition_light(struct fire_front *front, const struct fire_flame *flame, double time_s)
{
  const struct ignition_box box = ignition_box(flame);
  long lit = 0;
  assert(flame->part_count > 0);
  for (int row = box.north; flame->area && row <= box.south; row++)
    for (int col = box.west; col <= box.east; col++)
      if (fire_flame_holds(flame, col, row))
        lit += fire_front_light_cell(front, col, row, time_s);
  for (size_t p = 0; p < flame->part_count; p++) {
    const double *xy = flame->part[p].xy;
    if (flame->part[p].count == 1)
      lit += fire_front_light_point(front, xy[0], xy[1], time_s);
    for (size_t i = 0; i + 1 < flame->part[p].count; i++)
      lit += fire_front_light_line(front, xy + 2 * i, xy + 2 * i + 2, time_s);
  }
  return lit > 0;
}
