/**
 * Coast sections: their levels, and the sea cells that belong to them.
 */
#include "core/units.h"
#include "doors/vector_door.h"
#include "out/warning.h"
#include "out/zones.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const warning_colour_names[WARNING_COLOURS + 1] = {"none", "blue", "yellow", "orange",
                                                               "red"};

enum { NAME, DATUM, ZERO, STATUS, LEVELS, COLUMNS = LEVELS + WARNING_COLOURS };

int warning_colour_of(const struct warning_place *place, double level_m)
{
  int colour = 0;
  assert(place);
  for (int k = 0; k < WARNING_COLOURS; k++)
    if (level_m - place->zero_m >= place->level_m[k]) /* never for NAN */
      colour = k + 1;
  return colour;
}

/* A number of a feature, NAN when there is none; `*bad` when it is no number. */
static double place_number(const char *text, bool *bad)
{
  double value;
  if (!text || !*text)
    return (double)NAN;
  if (al_number_parse(text, &value) && isfinite(value))
    return value;
  *bad = true;
  return (double)NAN;
}

static void place_read_levels(const struct out_env *env, const struct al_source_mark *mark,
                              const struct al_feature *feature, struct warning_place *place)
{
  bool bad = false;
  double before_m = -(double)INFINITY;
  place->zero_m = place_number(feature->attribute[ZERO], &bad);
  if (bad || isnan(place->zero_m))
    al_report(env->ctx, AL_ERROR, mark,
              "section '%s': zero_m '%s' is no number: it is the zero of its datum '%s' in the "
              "grid's datum '%s', in m",
              place->name, feature->attribute[ZERO] ? feature->attribute[ZERO] : "", place->datum,
              env->grid->vertical_datum);
  for (int k = 0; k < WARNING_COLOURS; k++) {
    const char *text = feature->attribute[LEVELS + k];
    bad = false;
    place->level_m[k] = place_number(text, &bad);
    if (bad)
      al_report(env->ctx, AL_ERROR, mark, "section '%s': %s '%s' is no number", place->name,
                warning_colour_names[k + 1], text);
    if (place->level_m[k] <= before_m)
      al_report(env->ctx, AL_ERROR, mark,
                "section '%s': %s %g m lies not above the level before it, %g m", place->name,
                warning_colour_names[k + 1], place->level_m[k], before_m);
    if (!isnan(place->level_m[k]))
      before_m = place->level_m[k];
  }
}

static double place_squared(double x, double y)
{
  return x * x + y * y;
}

/* Squared distance from a point to the part's points and, for lines and rings, its edges. */
static double part_distance2(const struct al_vector_layer *layer, const struct al_part *part,
                             enum al_shape shape, double x, double y)
{
  double least = (double)INFINITY;
  for (size_t k = part->first; k < part->first + part->count; k++) {
    least = fmin(least, place_squared(x - layer->x[k], y - layer->y[k]));
    if (shape == AL_SHAPE_POINT || k + 1 == part->first + part->count)
      continue;
    const double ex = layer->x[k + 1] - layer->x[k], ey = layer->y[k + 1] - layer->y[k];
    const double length2 = place_squared(ex, ey);
    const double along = (x - layer->x[k]) * ex + (y - layer->y[k]) * ey;
    if (along > 0.0 && along < length2) {
      const double t = along / length2;
      least = fmin(least, place_squared(x - layer->x[k] - t * ex, y - layer->y[k] - t * ey));
    }
  }
  return least;
}

/* Whether a ring is crossed an odd number of times by the ray to the east. */
static bool ring_is_odd(const struct al_vector_layer *layer, const struct al_part *part, double x,
                        double y)
{
  bool odd = false;
  for (size_t k = 0; k < part->count; k++) {
    const size_t a = part->first + k, b = part->first + (k + 1) % part->count;
    if ((layer->y[a] > y) != (layer->y[b] > y) &&
        x < layer->x[a] +
                (y - layer->y[a]) / (layer->y[b] - layer->y[a]) * (layer->x[b] - layer->x[a]))
      odd = !odd;
  }
  return odd;
}

static bool feature_holds(const struct al_vector_layer *layer, const struct al_feature *feature,
                          double reach_m, double x, double y)
{
  bool inside = false;
  for (size_t p = 0; p < feature->part_count; p++) {
    const struct al_part *part = &layer->part[feature->first_part + p];
    if (feature->shape == AL_SHAPE_POLYGON)
      inside = inside != ring_is_odd(layer, part, x, y);
    else
      inside = inside || part_distance2(layer, part, feature->shape, x, y) <= reach_m * reach_m;
  }
  return inside;
}

/* Rows and columns that can hold cells of a feature. */
struct place_box {
  int col0, col1, row0, row1; /* half open */
};

static struct place_box feature_box(const struct al_lattice *lattice,
                                    const struct al_vector_layer *layer,
                                    const struct al_feature *feature, double reach_m)
{
  double west = (double)INFINITY, east = -west, south = west, north = -west;
  for (size_t p = 0; p < feature->part_count; p++) {
    const struct al_part *part = &layer->part[feature->first_part + p];
    for (size_t k = part->first; k < part->first + part->count; k++) {
      west = fmin(west, layer->x[k]);
      east = fmax(east, layer->x[k]);
      south = fmin(south, layer->y[k]);
      north = fmax(north, layer->y[k]);
    }
  }
  const double cell = lattice->cell_m, cols = lattice->cols, rows = lattice->rows;
  return (struct place_box){
      .col0 = (int)fmin(fmax((west - reach_m - lattice->west_m) / cell - 1.0, 0.0), cols),
      .col1 = (int)fmin(fmax((east + reach_m - lattice->west_m) / cell + 2.0, 0.0), cols),
      .row0 = (int)fmin(fmax((lattice->north_m - north - reach_m) / cell - 1.0, 0.0), rows),
      .row1 = (int)fmin(fmax((lattice->north_m - south + reach_m) / cell + 2.0, 0.0), rows)};
}

static al_status place_find_cells(const struct out_env *env, const struct al_vector_layer *layer,
                                  const struct al_feature *feature, double reach_m,
                                  struct warning_place *place)
{
  const struct al_lattice *lattice = &env->grid->lattice;
  const float *sea = out_layer(env, AL_LAYER_SEA);
  assert(reach_m > 0.0 && place->cell_count == 0);
  const struct place_box box = feature_box(lattice, layer, feature, reach_m);
  const size_t most = (size_t)(box.col1 > box.col0 ? box.col1 - box.col0 : 0) *
                      (size_t)(box.row1 > box.row0 ? box.row1 - box.row0 : 0);
  ptrdiff_t *cell = AL_NEW(env->arena, ptrdiff_t, most);
  if (!cell)
    return AL_NO_MEMORY;
  for (int row = box.row0; row < box.row1; row++)
    for (int col = box.col0; col < box.col1; col++) {
      const ptrdiff_t i = (ptrdiff_t)row * lattice->cols + col;
      if (env->grid->valid[i] && (!sea || sea[i] >= 0.5f) &&
          feature_holds(layer, feature, reach_m, lattice->west_m + (col + 0.5) * lattice->cell_m,
                        lattice->north_m - (row + 0.5) * lattice->cell_m))
        cell[place->cell_count++] = i;
    }
  assert(place->cell_count <= most);
  place->cell = cell;
  return AL_OK;
}

static al_status place_make(const struct out_env *env, const struct al_warning_config *config,
                            const struct al_vector_layer *layer, size_t f,
                            struct warning_place *place)
{
  const struct al_feature *feature = &layer->feature[f];
  const struct al_source_mark mark = {.file = config->path};
  const double reach_m = config->reach_m > 0.0 ? config->reach_m : 1.5 * env->grid->lattice.cell_m;
  const char *const *text = feature->attribute;
  *place = (struct warning_place){.name = text[NAME] ? text[NAME] : "",
                                  .datum = text[DATUM] ? text[DATUM] : "",
                                  .status = text[STATUS] ? text[STATUS] : ""};
  if (!*place->name)
    al_report(env->ctx, AL_ERROR, &mark, "section %zu has no name (column '%s')", f + 1,
              config->name);
  if (!*place->datum)
    al_report(env->ctx, AL_ERROR, &mark, "section '%s' does not state the datum of its levels",
              place->name);
  place_read_levels(env, &mark, feature, place);
  AL_TRY(env->ctx, place_find_cells(env, layer, feature, reach_m, place));
  if (place->cell_count == 0)
    al_report(env->ctx, AL_ERROR, &mark,
              "section '%s' has no sea cell of the grid within %g m; warning.reach takes more",
              place->name, reach_m);
  return AL_OK;
}

static void places_check_names(const struct out_env *env, const struct warning_place *place,
                               size_t count, const char *path)
{
  const struct al_source_mark mark = {.file = path};
  for (size_t f = 0; f < count; f++)
    for (size_t k = 0; k < f; k++)
      if (*place[f].name && strcmp(place[f].name, place[k].name) == 0)
        al_report(env->ctx, AL_ERROR, &mark, "two sections are called '%s'", place[f].name);
}

al_status warning_places_read(const struct out_env *env, struct warning_places *out)
{
  const struct al_warning_config *config = al_config_section(env->scenario_file, "warning");
  *out = (struct warning_places){0};
  if (!config || !config->path)
    return AL_OK;
  const char *const columns[COLUMNS + 1] = {config->name, "datum",  "zero_m", "status", "blue",
                                            "yellow",     "orange", "red",    NULL};
  const struct al_vector_request request = {.path = config->path,
                                            .layer = config->layer,
                                            .attributes = columns,
                                            .target_wkt = env->grid->lattice.crs_wkt};
  struct al_vector_layer layer;
  AL_TRY(env->ctx, al_vector_read(env->ctx, env->arena, &request, &layer));
  if (layer.feature_count == 0 || layer.feature_count > WARNING_SECTIONS_MOST) {
    const struct al_source_mark mark = {.file = config->path};
    al_report(env->ctx, AL_ERROR, &mark, "%zu sections: a layer has 1 to %d", layer.feature_count,
              (int)WARNING_SECTIONS_MOST);
    return AL_OK;
  }
  struct warning_place *place = AL_NEW(env->arena, struct warning_place, layer.feature_count);
  if (!place)
    return AL_NO_MEMORY;
  for (size_t f = 0; f < layer.feature_count; f++)
    AL_TRY(env->ctx, place_make(env, config, &layer, f, &place[f]));
  places_check_names(env, place, layer.feature_count, config->path);
  *out = (struct warning_places){.count = layer.feature_count, .place = place};
  return AL_OK;
}
