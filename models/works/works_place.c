/**
 * Where works meet the water: their cells, levels there, water taken and given.
 */
#include "doors/vector_door.h"
#include "models/works/works_state.h"
#include "tiles/place.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Who asks for a place: for messages. */
struct place_asker {
  const struct al_model_env *env;
  struct al_source_mark mark;
  const char *what, *name; /* "link", "tide_gate" */
};

static void place_complain(const struct place_asker *asker, const struct al_place *place)
{
  const struct al_lattice *lattice = &asker->env->forest->level[0];
  const double x = place->xy[0], y = place->xy[1];
  const double east_m = lattice->west_m + lattice->cols * lattice->cell_m,
               south_m = lattice->north_m - lattice->rows * lattice->cell_m;
  if (x < lattice->west_m || x > east_m || y > lattice->north_m || y < south_m)
    al_report(asker->env->ctx, AL_ERROR, &asker->mark,
              "%s '%s': [%.10g, %.10g] lies outside the grid: x %.10g to %.10g, y %.10g to %.10g",
              asker->what, asker->name, x, y, lattice->west_m, east_m, south_m, lattice->north_m);
  else
    al_report(asker->env->ctx, AL_ERROR, &asker->mark,
              "%s '%s': at [%.10g, %.10g] there are only void cells", asker->what, asker->name, x,
              y);
}

static al_status place_end(const struct place_asker *asker, const struct al_place *place,
                           struct works_end *end)
{
  const struct al_forest *forest = asker->env->forest;
  *end = (struct works_end){.count = al_place_cells(forest, place, NULL),
                            .bed_least_m = AL_WALL_BED_M};
  if (end->count == 0) {
    place_complain(asker, place);
    return AL_OK;
  }
  end->index = AL_NEW(asker->env->arena, ptrdiff_t, end->count);
  end->cell = AL_NEW(asker->env->arena, size_t, end->count);
  if (!end->index || !end->cell)
    return AL_NO_MEMORY;
  al_place_cells(forest, place, end->index);
  return AL_OK;
}

/* Features of a layer whose attribute `name` is the asker's; at most two. */
static al_status place_read_layer(const struct place_asker *asker, const char *path,
                                  const char *layer, struct al_vector_layer *out,
                                  const struct al_feature *found[2], size_t *count)
{
  static const char *const attributes[] = {"name", NULL};
  const struct al_vector_request request = {.path = path,
                                            .layer = layer,
                                            .attributes = attributes,
                                            .target_wkt = asker->env->forest->lattice.crs_wkt};
  AL_TRY(asker->env->ctx, al_vector_read(asker->env->ctx, asker->env->arena, &request, out));
  *count = 0;
  for (size_t f = 0; f < out->feature_count; f++) {
    const char *name = out->feature[f].attribute[0];
    if (!name || strcmp(name, asker->name) != 0)
      continue;
    if (*count < 2)
      found[*count] = &out->feature[f];
    ++*count;
  }
  return AL_OK;
}

/* Vertices of a feature's first part as x, y pairs. */
static double *place_vertices(struct al_arena *arena, const struct al_vector_layer *layer,
                              const struct al_feature *feature, size_t *count)
{
  const struct al_part *part = &layer->part[feature->first_part];
  *count = part->count;
  return al_vector_part_xy(arena, layer, part);
}

/* Both ends from a line's ends, or from two points. */
static al_status place_link_from_layer(const struct place_asker *asker,
                                       const struct works_link_config *config, double ends[4],
                                       bool *found_both)
{
  struct al_vector_layer layer;
  const struct al_feature *found[2];
  size_t count, first, last;
  *found_both = false;
  AL_TRY(asker->env->ctx,
         place_read_layer(asker, config->path, config->layer, &layer, found, &count));
  const bool line = count == 1 && found[0]->shape == AL_SHAPE_LINE;
  const bool points =
      count == 2 && found[0]->shape == AL_SHAPE_POINT && found[1]->shape == AL_SHAPE_POINT;
  if (!line && !points) {
    al_report(asker->env->ctx, AL_ERROR, &asker->mark,
              "link '%s': %s holds %zu features of that name; wanted: one line, or two points",
              config->name, config->path, count);
    return AL_OK;
  }
  const double *a = place_vertices(asker->env->arena, &layer, found[0], &first);
  const double *b = place_vertices(asker->env->arena, &layer, found[line ? 0 : 1], &last);
  if (!a || !b)
    return AL_NO_MEMORY;
  memcpy(ends, a, 2 * sizeof *ends);
  memcpy(ends + 2, b + 2 * (last - 1), 2 * sizeof *ends);
  *found_both = true;
  return AL_OK;
}

static al_status place_link(const struct al_model_env *env, size_t at, struct works_link *link)
{
  const struct works_link_config *config = link->config;
  char key[64];
  snprintf(key, sizeof key, "works.links[%zu]", at);
  const struct place_asker asker = {env, al_config_mark(env->scenario, key), "link", config->name};
  double ends[4] = {0.0};
  bool found = true;
  if (config->path) {
    AL_TRY(env->ctx, place_link_from_layer(&asker, config, ends, &found));
  } else {
    memcpy(ends, config->from.value, 2 * sizeof *ends);
    memcpy(ends + 2, config->to.value, 2 * sizeof *ends);
  }
  if (!found)
    return AL_OK;
  for (int k = 0; k < 2; k++) {
    const struct al_place place = {ends + 2 * k, 1, config->radius_m};
    AL_TRY(env->ctx, place_end(&asker, &place, k == 0 ? &link->from : &link->to));
  }
  for (size_t i = 0; i < link->from.count; i++)
    for (size_t k = 0; k < link->to.count; k++)
      if (link->from.index[i] == link->to.index[k]) {
        al_report(env->ctx, AL_ERROR, &asker.mark,
                  "link '%s': both ends stand in the same cell; the grid's cells are %g m wide",
                  config->name, al_forest_cell_m(env->forest, link->to.index[k] / AL_TILE_CELLS));
        return AL_OK;
      }
  return AL_OK;
}

static al_status place_gauge(const struct al_model_env *env, size_t at, struct works_gauge *gauge)
{
  char key[64];
  snprintf(key, sizeof key, "works.gauges[%zu]", at);
  const struct place_asker asker = {env, al_config_mark(env->scenario, key), "gauge",
                                    gauge->config->name};
  const struct al_place place = {gauge->config->point, 1, 0.0};
  return place_end(&asker, &place, &gauge->end);
}

static al_status place_dam(const struct al_model_env *env, size_t at, struct works_dam *dam)
{
  const struct works_dam_config *config = dam->config;
  char key[64];
  snprintf(key, sizeof key, "works.dams[%zu]", at);
  const struct place_asker asker = {env, al_config_mark(env->scenario, key), "dam", config->name};
  struct al_place place = {config->line.value, config->line.count / 2, 0.0};
  if (config->path) {
    struct al_vector_layer layer;
    const struct al_feature *found[2];
    size_t count;
    AL_TRY(env->ctx, place_read_layer(&asker, config->path, config->layer, &layer, found, &count));
    if (count != 1 || found[0]->shape != AL_SHAPE_LINE) {
      al_report(env->ctx, AL_ERROR, &asker.mark,
                "dam '%s': %s holds %zu features of that name; wanted: one line", config->name,
                config->path, count);
      return AL_OK;
    }
    place.xy = place_vertices(env->arena, &layer, found[0], &place.point_count);
    if (!place.xy)
      return AL_NO_MEMORY;
  }
  return place_end(&asker, &place, &dam->outlet);
}

/* Calls a function with every end there is. */
static void place_visit(struct works *works, void (*visit)(struct works *, struct works_end *))
{
  for (size_t k = 0; k < works->link_count; k++) {
    visit(works, &works->link[k].from);
    visit(works, &works->link[k].to);
  }
  for (size_t k = 0; k < works->gauge_count; k++)
    visit(works, &works->gauge[k].end);
  for (size_t k = 0; k < works->dam_count; k++)
    visit(works, &works->dam[k].outlet);
}

static void place_count(struct works *works, struct works_end *end)
{
  works->cell_count += end->count;
}

static void place_list(struct works *works, struct works_end *end)
{
  for (size_t i = 0; i < end->count; i++)
    works->cell[works->cell_count++].index = end->index[i];
}

static int place_compare(const void *a, const void *b)
{
  const struct works_cell *left = a, *right = b;
  return (left->index > right->index) - (left->index < right->index);
}

static void place_bind(struct works *works, struct works_end *end)
{
  for (size_t i = 0; i < end->count; i++) {
    const struct works_cell wanted = {.index = end->index[i]};
    const struct works_cell *cell =
        bsearch(&wanted, works->cell, works->cell_count, sizeof wanted, place_compare);
    assert(cell && cell->index == end->index[i]);
    end->cell[i] = (size_t)(cell - works->cell);
    end->area_m2 += cell->area_m2;
    end->bed_least_m = cell->bed_m < end->bed_least_m ? cell->bed_m : end->bed_least_m;
  }
}

static al_status place_make_table(const struct al_model_env *env, struct works *works)
{
  const struct al_forest *forest = env->forest;
  works->cell_count = 0;
  place_visit(works, place_count);
  works->cell = AL_NEW(env->arena, struct works_cell, works->cell_count);
  works->carry_m3 = AL_NEW(env->arena, double, works->cell_count);
  works->first = AL_NEW(env->arena, uint32_t, (size_t)forest->tile_count + 1);
  if (!works->cell || !works->carry_m3 || !works->first)
    return AL_NO_MEMORY;
  works->cell_count = 0;
  place_visit(works, place_list);
  qsort(works->cell, works->cell_count, sizeof *works->cell, place_compare);
  size_t kept = 0;
  for (size_t k = 0; k < works->cell_count; k++)
    if (kept == 0 || works->cell[k].index != works->cell[kept - 1].index)
      works->cell[kept++] = works->cell[k];
  works->cell_count = kept;
  for (size_t k = 0; k < kept; k++) {
    struct works_cell *cell = &works->cell[k];
    const ptrdiff_t tile = cell->index / AL_TILE_CELLS;
    const double cell_m = al_forest_cell_m(forest, tile);
    cell->area_m2 = cell_m * cell_m;
    cell->bed_m = (double)al_field_tile(works->bed, tile)[cell->index % AL_TILE_CELLS];
    works->first[tile + 1]++;
  }
  for (ptrdiff_t t = 0; t < forest->tile_count; t++)
    works->first[t + 1] += works->first[t];
  place_visit(works, place_bind);
  return AL_OK;
}

al_status works_place_all(const struct al_model_env *env, struct works *works)
{
  for (size_t k = 0; k < works->link_count; k++)
    AL_TRY(env->ctx, place_link(env, k, &works->link[k]));
  for (size_t k = 0; k < works->gauge_count; k++)
    AL_TRY(env->ctx, place_gauge(env, k, &works->gauge[k]));
  for (size_t k = 0; k < works->dam_count; k++)
    AL_TRY(env->ctx, place_dam(env, k, &works->dam[k]));
  AL_TRY(env->ctx, al_report_close(env->ctx));
  return place_make_table(env, works);
}

/* Water in a cell as the exchange stands. */
static double cell_depth_m(const struct works_cell *cell)
{
  const double depth_m = cell->depth_m + (cell->give_m3 - cell->take_m3) / cell->area_m2;
  return depth_m > 0.0 ? depth_m : 0.0;
}

static double cell_left_m3(const struct works_cell *cell)
{
  const double left_m3 = cell->depth_m * cell->area_m2 - cell->take_m3;
  return left_m3 > 0.0 ? left_m3 : 0.0;
}

double works_end_level_m(const struct works *works, const struct works_end *end)
{
  double depth_m = 0.0, product = 0.0;
  assert(end->count > 0);
  for (size_t i = 0; i < end->count; i++) {
    const struct works_cell *cell = &works->cell[end->cell[i]];
    const double here_m = cell_depth_m(cell);
    depth_m += here_m;
    product += here_m * (cell->bed_m - end->bed_least_m + here_m);
  }
  return end->bed_least_m + (depth_m > 0.0 ? product / depth_m : 0.0);
}

double works_end_take_m3(struct works *works, const struct works_end *end, double volume_m3)
{
  double there_m3 = 0.0, taken_m3 = 0.0;
  assert(volume_m3 >= 0.0);
  for (size_t i = 0; i < end->count; i++)
    there_m3 += cell_left_m3(&works->cell[end->cell[i]]);
  if (!(there_m3 > 0.0))
    return 0.0;
  const double share = volume_m3 < there_m3 ? volume_m3 / there_m3 : 1.0;
  for (size_t i = 0; i < end->count; i++) {
    struct works_cell *cell = &works->cell[end->cell[i]];
    const double here_m3 = share * cell_left_m3(cell);
    cell->take_m3 += here_m3;
    taken_m3 += here_m3;
  }
  return taken_m3;
}

void works_end_give(struct works *works, const struct works_end *end, double volume_m3)
{
  assert(volume_m3 >= 0.0 && end->area_m2 > 0.0);
  for (size_t i = 0; i < end->count; i++) {
    struct works_cell *cell = &works->cell[end->cell[i]];
    cell->give_m3 += volume_m3 * (cell->area_m2 / end->area_m2);
  }
}
