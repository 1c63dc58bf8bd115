/**
 * People: from points or polygons with a number to persons per cell, none lost.
 */
#include "grids/build.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* The number of people of a feature, negative when there is none. */
static double people_number(const struct al_feature *feature)
{
  const char *text = feature->attribute[0];
  char *end;
  const double count = text ? strtod(text, &end) : -1.0;
  return text && end != text && !*end && isfinite(count) ? count : -1.0;
}

/* Spreads one point's people by exp(-distance/spread) over the land's weight. */
static al_status people_spread(struct build *build, double x, double y, double count,
                               double spread_m, double *people)
{
  const struct al_lattice *lattice = &build->grid->lattice;
  const double reach = 6.0 * spread_m / lattice->cell_m;
  const double col = (x - lattice->west_m) / lattice->cell_m,
               row = (lattice->north_m - y) / lattice->cell_m;
  const int c0 = (int)fmax(0.0, col - reach), c1 = (int)fmin(lattice->cols - 1, col + reach);
  const int r0 = (int)fmax(0.0, row - reach), r1 = (int)fmin(lattice->rows - 1, row + reach);
  double sum = 0.0;
  for (int pass = 0; pass < 2; pass++) {
    for (int r = r0; r <= r1; r++)
      for (int c = c0; c <= c1; c++) {
        const ptrdiff_t cell = (ptrdiff_t)r * lattice->cols + c;
        const double weight = build_people_weight(build, cell);
        if (!(weight > 0.0))
          continue;
        const double away_m = hypot(c + 0.5 - col, r + 0.5 - row) * lattice->cell_m;
        const double w = weight * exp(-away_m / spread_m);
        if (pass == 0)
          sum += w;
        else
          people[cell] += count * w / sum;
      }
    if (!(sum > 0.0))
      break;
  }
  if (!(sum > 0.0) && count > 0.0)
    return AL_FAIL(
        build->ctx, AL_BAD_INPUT,
        "people: the point (%.1f, %.1f) with %g persons has no land of the grid around it", x, y,
        count);
  return AL_OK;
}

/* Polygons: first the weight of each, then its people by weight. */
struct people_census {
  struct build *build;
  const struct al_vector_layer *layer;
  double *weight; /* of each polygon */
  double *people; /* of each cell, NULL in the first pass */
};

static void people_visit(void *self, size_t feature, ptrdiff_t cell, double amount)
{
  struct people_census *census = self;
  const double weight = amount * build_people_weight(census->build, cell);
  if (!census->people)
    census->weight[feature] += weight;
  else if (census->weight[feature] > 0.0)
    census->people[cell] +=
        people_number(&census->layer->feature[feature]) * weight / census->weight[feature];
}

static al_status people_from_polygons(struct build *build, const struct recipe_people *config,
                                      const struct al_vector_layer *layer, double *people)
{
  struct people_census census = {.build = build,
                                 .layer = layer,
                                 .weight =
                                     AL_NEW(build->scratch, double, layer->feature_count + 1)};
  if (!census.weight)
    return AL_NO_MEMORY;
  AL_TRY(build->ctx, al_cover_visit_layer(build->ctx, layer, &build->grid->lattice, "people",
                                          people_visit, &census));
  for (size_t i = 0; i < layer->feature_count; i++)
    if (!(census.weight[i] > 0.0) && people_number(&layer->feature[i]) > 0.0)
      return AL_FAIL(build->ctx, AL_BAD_INPUT,
                     "%s: the polygon %lld with %g persons covers no land of the grid where people "
                     "may be",
                     config->polygons, layer->feature[i].id, people_number(&layer->feature[i]));
  census.people = people;
  return al_cover_visit_layer(build->ctx, layer, &build->grid->lattice, "people", people_visit,
                              &census);
}

static al_status people_from_points(struct build *build, const struct recipe_people *config,
                                    const struct al_vector_layer *layer, double *people)
{
  for (size_t i = 0; i < layer->feature_count; i++) {
    const size_t at = layer->part[layer->feature[i].first_part].first;
    AL_TRY(build->ctx, people_spread(build, layer->x[at], layer->y[at],
                                     people_number(&layer->feature[i]), config->spread_m, people));
  }
  return AL_OK;
}

/* Numbers must be there and not negative. @param total their sum. */
static al_status people_check(struct build *build, const char *path, const char *attribute,
                              const struct al_vector_layer *layer, double *total)
{
  *total = 0.0;
  for (size_t i = 0; i < layer->feature_count; i++) {
    const char *text = layer->feature[i].attribute[0];
    const double count = people_number(&layer->feature[i]);
    if (!text || !(count >= 0.0))
      return AL_FAIL(build->ctx, AL_BAD_INPUT,
                     "%s: feature %lld has '%s' for %s, which is no number "
                     "of people",
                     path, layer->feature[i].id, text ? text : "", attribute);
    *total += count;
  }
  return AL_OK;
}

/* Brings the float32 sum to the total as far as float32 allows: the rest goes to the fullest cell.
 */
static void people_settle(const struct build *build, const double *people, double total,
                          float *layer)
{
  struct al_sum sum = {0.0, 0.0}, scaled = {0.0, 0.0};
  ptrdiff_t fullest = 0;
  for (ptrdiff_t i = 0; i < build->cells; i++)
    al_sum_add(&sum, people[i]);
  const double factor = al_sum_value(&sum) > 0.0 ? total / al_sum_value(&sum) : 0.0;
  for (ptrdiff_t i = 0; i < build->cells; i++) {
    layer[i] = (float)(people[i] * factor);
    al_sum_add(&scaled, (double)layer[i]);
    fullest = layer[i] > layer[fullest] ? i : fullest;
  }
  layer[fullest] = (float)((double)layer[fullest] + total - al_sum_value(&scaled));
}

static al_status people_fill(struct build *build, const struct recipe_people *config,
                             double *people)
{
  const char *path = config->polygons ? config->polygons : config->points;
  const char *attributes[] = {config->attribute, NULL};
  struct al_vector_layer layer;
  double total;
  /* Not clipped: people outside the grid are an error, not a loss. */
  const struct al_vector_request request = {.path = path,
                                            .layer = config->from.layer,
                                            .where = config->from.where,
                                            .encoding = config->from.encoding,
                                            .crs_override = config->from.crs,
                                            .swap_axes = config->from.swap_axes,
                                            .attributes = attributes,
                                            .target_wkt = build->grid->lattice.crs_wkt};
  AL_TRY(build->ctx, al_vector_read(build->ctx, build->scratch, &request, &layer));
  AL_TRY(build->ctx, people_check(build, path, config->attribute, &layer, &total));
  float *out = build_add_layer(build, AL_LAYER_PEOPLE, "1", "persons in the cell", 0.0f);
  if (!out)
    return AL_NO_MEMORY;
  AL_TRY(build->ctx, config->polygons ? people_from_polygons(build, config, &layer, people)
                                      : people_from_points(build, config, &layer, people));
  total = config->total > 0.0 ? config->total : total;
  people_settle(build, people, total, out);
  build_note_source(build, "people", path);
  build_note(build, ", \"people\": %.0f", total);
  return AL_OK;
}

al_status build_people(struct build *build)
{
  const struct recipe_people *config = al_config_section(build->recipe, "people");
  if (!al_config_has(build->recipe, "people"))
    return AL_OK;
  if (!config->points == !config->polygons)
    return AL_FAIL(build->ctx, AL_BAD_INPUT, "%s: people needs points or polygons, one of the two",
                   al_config_path(build->recipe));
  double *people = calloc((size_t)build->cells, sizeof *people);
  if (!people)
    return AL_FAIL(build->ctx, AL_NO_MEMORY, "out of memory: people of %td cells", build->cells);
  const al_status status = people_fill(build, config, people);
  free(people);
  return status;
}
