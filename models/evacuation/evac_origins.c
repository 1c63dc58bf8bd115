/**
 * Places with people, from points, zones and rasters.
 */
#include "models/evacuation/evac_people.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "core/units.h"
#include "doors/cover_door.h"

static al_status origins_grow(struct al_ctx *ctx, struct al_evac_origins *origins)
{
  const int32_t wanted = origins->capacity ? 2 * origins->capacity : 1024;
  double **const planes[] = {&origins->x_m, &origins->y_m, &origins->persons};
  bool done = wanted > origins->capacity;
  for (int i = 0; i < 3 && done; i++) {
    double *grown = realloc(*planes[i], (size_t)wanted * sizeof *grown);
    done = grown != NULL;
    if (grown)
      *planes[i] = grown;
  }
  uint64_t *key = done ? realloc(origins->key, (size_t)wanted * sizeof *key) : NULL;
  if (!key)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: %d places with people", (int)wanted);
  origins->key = key;
  origins->capacity = wanted;
  return AL_OK;
}

al_status al_evac_origins_add(struct al_ctx *ctx, struct al_evac_origins *origins, double x_m,
                              double y_m, double persons, uint64_t key)
{
  assert(persons > 0.0 && isfinite(persons) && isfinite(x_m) && isfinite(y_m));
  if (origins->count == origins->capacity)
    AL_TRY(ctx, origins_grow(ctx, origins));
  const int32_t i = origins->count++;
  origins->x_m[i] = x_m;
  origins->y_m[i] = y_m;
  origins->persons[i] = persons;
  origins->key[i] = key;
  return AL_OK;
}

void al_evac_origins_free(struct al_evac_origins *origins)
{
  free(origins->x_m);
  free(origins->y_m);
  free(origins->persons);
  free(origins->key);
  *origins = (struct al_evac_origins){0};
}

al_status al_evac_origins_add_raster(struct al_ctx *ctx, struct al_evac_origins *origins,
                                     const struct al_lattice *lattice, const float *persons)
{
  for (int row = 0; row < lattice->rows; row++)
    for (int col = 0; col < lattice->cols; col++) {
      const ptrdiff_t cell = (ptrdiff_t)row * lattice->cols + col;
      if (persons[cell] < 0.0f || isinf(persons[cell]))
        return AL_FAIL(ctx, AL_BAD_INPUT,
                       "people: the cell of row %d, column %d holds %g; allowed: from 0", row + 1,
                       col + 1, (double)persons[cell]);
      if (persons[cell] > 0.0f)
        AL_TRY(ctx, al_evac_origins_add(ctx, origins, al_lattice_x_m(lattice, col),
                                        al_lattice_y_m(lattice, row), (double)persons[cell],
                                        (uint64_t)cell));
    }
  return AL_OK;
}

/* Zones on cells, in the order of features and cells. */
struct zone_piece {
  size_t feature;
  ptrdiff_t cell;
  double share; /* of the cell */
};

struct zone_pieces {
  struct zone_piece *piece;
  size_t count, capacity;
  bool failed;
};

static void origins_take_piece(void *self, size_t feature, ptrdiff_t cell, double share)
{
  struct zone_pieces *pieces = self;
  if (pieces->count == pieces->capacity) {
    const size_t wanted = pieces->capacity ? 2 * pieces->capacity : 1024;
    struct zone_piece *grown = realloc(pieces->piece, wanted * sizeof *grown);
    pieces->failed |= !grown;
    if (!grown)
      return;
    pieces->piece = grown;
    pieces->capacity = wanted;
  }
  pieces->piece[pieces->count++] = (struct zone_piece){feature, cell, share};
}

/* Area of a feature's rings, holes taken off. */
static double origins_zone_m2(const struct al_vector_layer *layer, const struct al_feature *feature)
{
  double sum_m2 = 0.0;
  for (size_t p = 0; p < feature->part_count; p++) {
    const struct al_part *part = &layer->part[feature->first_part + p];
    double twice = 0.0;
    for (size_t i = 0; i < part->count; i++) {
      const size_t a = part->first + i, b = part->first + (i + 1) % part->count;
      twice += (layer->x[a] - layer->x[part->first]) * (layer->y[b] - layer->y[part->first]) -
               (layer->x[b] - layer->x[part->first]) * (layer->y[a] - layer->y[part->first]);
    }
    sum_m2 += (part->hole ? -0.5 : 0.5) * fabs(twice);
  }
  return sum_m2;
}

/* Cells of one zone share its people by area; what is off the lattice is left out and counted. */
static al_status origins_add_zone(struct al_ctx *ctx, struct al_evac_origins *origins,
                                  const struct al_vector_layer *layer, size_t feature,
                                  const struct al_lattice *lattice, double persons,
                                  const struct zone_piece *piece, size_t count, double *placed)
{
  const double zone_m2 = origins_zone_m2(layer, &layer->feature[feature]);
  const double cell_m2 = lattice->cell_m * lattice->cell_m;
  for (size_t i = 0; i < count; i++) {
    const double part = persons * fmin(1.0, piece[i].share * cell_m2 / zone_m2);
    const ptrdiff_t cell = piece[i].cell;
    if (!(part > 0.0) || !isfinite(part))
      continue;
    *placed += part;
    AL_TRY(ctx, al_evac_origins_add(ctx, origins,
                                    al_lattice_x_m(lattice, (double)(cell % lattice->cols)),
                                    al_lattice_y_m(lattice, (double)(cell / lattice->cols)), part,
                                    (uint64_t)layer->feature[feature].id << 32 | (uint64_t)cell));
  }
  return AL_OK;
}

static al_status origins_persons(struct al_ctx *ctx, const struct al_feature *feature,
                                 int attribute, double *out)
{
  const char *text = attribute >= 0 ? feature->attribute[attribute] : NULL;
  *out = 1.0;
  if (attribute < 0)
    return AL_OK;
  if (!text || !al_number_parse(text, out) || !(*out >= 0.0))
    return AL_FAIL(ctx, AL_BAD_INPUT,
                   "people: feature %lld has '%s' persons; allowed: numbers from 0", feature->id,
                   text ? text : "");
  return AL_OK;
}

static al_status origins_add_zones(struct al_ctx *ctx, struct al_evac_origins *origins,
                                   const struct al_vector_layer *layer, int attribute,
                                   const struct al_lattice *lattice,
                                   const struct zone_pieces *pieces)
{
  double asked = 0.0, placed = 0.0;
  for (size_t f = 0, at = 0; f < layer->feature_count; f++) {
    double persons;
    const size_t first = at;
    while (at < pieces->count && pieces->piece[at].feature == f)
      at++;
    if (layer->feature[f].shape != AL_SHAPE_POLYGON)
      continue;
    AL_TRY(ctx, origins_persons(ctx, &layer->feature[f], attribute, &persons));
    asked += persons;
    AL_TRY(ctx, origins_add_zone(ctx, origins, layer, f, lattice, persons, pieces->piece + first,
                                 at - first, &placed));
  }
  if (asked - placed > 0.5)
    al_report(ctx, AL_WARNING, NULL,
              "people: %.0f of %.0f persons of the zones live outside the grid and are left out",
              asked - placed, asked);
  return AL_OK;
}

al_status al_evac_origins_add_layer(struct al_ctx *ctx, struct al_evac_origins *origins,
                                    const struct al_vector_layer *layer, int attribute,
                                    const struct al_lattice *lattice)
{
  struct zone_pieces pieces = {0};
  bool has_zones = false;
  for (size_t f = 0; f < layer->feature_count; f++) {
    const struct al_feature *feature = &layer->feature[f];
    double persons;
    if (feature->shape == AL_SHAPE_LINE)
      return AL_FAIL(ctx, AL_BAD_INPUT, "people: feature %lld is a line; allowed: points, polygons",
                     feature->id);
    has_zones |= feature->shape == AL_SHAPE_POLYGON;
    if (feature->shape != AL_SHAPE_POINT)
      continue;
    AL_TRY(ctx, origins_persons(ctx, feature, attribute, &persons));
    for (size_t p = 0; p < feature->part_count && persons > 0.0; p++) {
      const size_t at = layer->part[feature->first_part + p].first;
      AL_TRY(ctx, al_evac_origins_add(ctx, origins, layer->x[at], layer->y[at],
                                      persons / (double)feature->part_count,
                                      (uint64_t)feature->id << 32 | p));
    }
  }
  if (!has_zones)
    return AL_OK;
  al_status status =
      al_cover_visit_layer(ctx, layer, lattice, "people", origins_take_piece, &pieces);
  if (status == AL_OK && pieces.failed)
    status = AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: %d places with people", (int)pieces.count);
  if (status == AL_OK)
    status = origins_add_zones(ctx, origins, layer, attribute, lattice, &pieces);
  free(pieces.piece);
  return status;
}
