/**
 * Reading vector layers.
 */
#include "core/nearest.h"
#include "doors/gdal_door.h"
#include "doors/ring_door.h"
#include "doors/vector_door.h"
#include <assert.h>
#include <cpl_conv.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdlib.h>
#include <string.h>

enum { ATTRIBUTES_MOST = 16, NAMES_MOST = 256 };

/* Growing arrays while the number of features is unknown. */
struct reading {
  struct al_ctx *ctx;
  struct al_arena *arena;
  const struct al_vector_request *request;
  struct al_vector_layer layer;
  size_t feature_room, part_room, point_room;
  int field[ATTRIBUTES_MOST];
  OGRCoordinateTransformationH turn;
  al_status status;
};

static bool vector_room(void *array, size_t *room, size_t need, size_t size)
{
  if (need <= *room)
    return true;
  const size_t more = need * 2 + 256;
  void *grown = realloc(*(void **)array, more * size);
  if (!grown)
    return false;
  *(void **)array = grown;
  *room = more;
  assert(*room >= need);
  return true;
}

static bool vector_add_points(struct reading *r, OGRGeometryH line)
{
  struct al_vector_layer *layer = &r->layer;
  const int count = OGR_G_GetPointCount(line);
  size_t room = r->point_room;
  if (!vector_room(&layer->x, &room, layer->point_count + (size_t)count, sizeof *layer->x) ||
      !vector_room(&layer->y, &r->point_room, layer->point_count + (size_t)count, sizeof *layer->y))
    return false;
  for (int i = 0; i < count; i++) {
    layer->x[layer->point_count] = OGR_G_GetX(line, i);
    layer->y[layer->point_count++] = OGR_G_GetY(line, i);
  }
  return true;
}

static bool vector_add_part(struct reading *r, OGRGeometryH line, bool hole)
{
  struct al_vector_layer *layer = &r->layer;
  const size_t first = layer->point_count;
  if (!vector_room(&layer->part, &r->part_room, layer->part_count + 1, sizeof *layer->part) ||
      !vector_add_points(r, line))
    return false;
  layer->part[layer->part_count++] =
      (struct al_part){.first = first, .count = layer->point_count - first, .hole = hole};
  assert(first <= layer->point_count);
  return true;
}

/* Adds all parts of a geometry that have the shape of the layer's features. */
static bool vector_add_geometry(struct reading *r, OGRGeometryH geometry, enum al_shape *shape)
{
  switch (wkbFlatten(OGR_G_GetGeometryType(geometry))) {
  case wkbPoint:
    *shape = AL_SHAPE_POINT;
    return vector_add_part(r, geometry, false);
  case wkbLineString:
    *shape = AL_SHAPE_LINE;
    return vector_add_part(r, geometry, false);
  case wkbPolygon:
    *shape = AL_SHAPE_POLYGON;
    for (int i = 0; i < OGR_G_GetGeometryCount(geometry); i++)
      if (!vector_add_part(r, OGR_G_GetGeometryRef(geometry, i), i > 0))
        return false;
    return true;
  case wkbMultiPoint:
  case wkbMultiLineString:
  case wkbMultiPolygon:
  case wkbGeometryCollection:
    for (int i = 0; i < OGR_G_GetGeometryCount(geometry); i++)
      if (!vector_add_geometry(r, OGR_G_GetGeometryRef(geometry, i), shape))
        return false;
    return true;
  default:
    return true;
  }
}

static const char *const *vector_attributes(struct reading *r, OGRFeatureH feature)
{
  const size_t count = r->layer.attribute_count;
  const char **text = AL_NEW(r->arena, const char *, count + 1);
  for (size_t i = 0; text && i < count; i++)
    if (OGR_F_IsFieldSetAndNotNull(feature, r->field[i]))
      text[i] = al_arena_strdup(r->arena, OGR_F_GetFieldAsString(feature, r->field[i]));
  return text;
}

/* Whether every coordinate is a number: shapes with others are of no use to anyone. */
static bool vector_is_finite(OGRGeometryH geometry)
{
  OGREnvelope box;
  OGR_G_GetEnvelope(geometry, &box);
  return isfinite(box.MinX) && isfinite(box.MaxX) && isfinite(box.MinY) && isfinite(box.MaxY);
}

/* The geometry made valid and brought to the target system, or NULL when nothing usable is left. */
static OGRGeometryH vector_prepare(struct reading *r, OGRFeatureH feature)
{
  OGRGeometryH geometry = OGR_F_StealGeometry(feature);
  if (!geometry)
    return NULL;
  OGRGeometryH linear =
      OGR_G_ForceTo(geometry, OGR_GT_GetLinear(OGR_G_GetGeometryType(geometry)), NULL);
  geometry = linear;
  const bool area = OGR_GT_IsSubClassOf(wkbFlatten(OGR_G_GetGeometryType(geometry)), wkbSurface) ||
                    wkbFlatten(OGR_G_GetGeometryType(geometry)) == wkbMultiPolygon;
  if (area && !OGR_G_IsValid(geometry)) {
    OGRGeometryH valid = OGR_G_MakeValid(geometry);
    OGR_G_DestroyGeometry(geometry);
    geometry = valid;
    r->layer.repaired_count++;
  }
  if (geometry && r->request->swap_axes)
    OGR_G_SwapXY(geometry);
  if (geometry && r->turn && OGR_G_Transform(geometry, r->turn) != OGRERR_NONE) {
    OGR_G_DestroyGeometry(geometry);
    geometry = NULL;
  }
  return geometry;
}

static bool vector_is_outside(struct reading *r, OGRGeometryH geometry)
{
  OGREnvelope box;
  struct al_vector_layer *layer = &r->layer;
  const struct al_lattice *clip = r->request->clip;
  if (!clip)
    return false;
  OGR_G_GetEnvelope(geometry, &box);
  if (!(box.MaxX < clip->west_m || box.MaxY < clip->north_m - clip->rows * clip->cell_m ||
        box.MinX > clip->west_m + clip->cols * clip->cell_m || box.MinY > clip->north_m))
    return false;
  const bool first = layer->outside_count++ == 0;
  layer->west = first ? box.MinX : fmin(layer->west, box.MinX);
  layer->south = first ? box.MinY : fmin(layer->south, box.MinY);
  layer->east = first ? box.MaxX : fmax(layer->east, box.MaxX);
  layer->north = first ? box.MaxY : fmax(layer->north, box.MaxY);
  return true;
}

static bool vector_take(struct reading *r, OGRFeatureH feature)
{
  struct al_vector_layer *layer = &r->layer;
  OGRGeometryH geometry = vector_prepare(r, feature);
  if (!geometry || OGR_G_IsEmpty(geometry) || !vector_is_finite(geometry)) {
    layer->dropped_count++;
    OGR_G_DestroyGeometry(geometry);
    return true;
  }
  bool done = true;
  if (!vector_is_outside(r, geometry)) {
    done = vector_room(&layer->feature, &r->feature_room, layer->feature_count + 1,
                       sizeof *layer->feature);
    struct al_feature taken = {.id = OGR_F_GetFID(feature), .first_part = layer->part_count};
    done = done && vector_add_geometry(r, geometry, &taken.shape);
    taken.part_count = layer->part_count - taken.first_part;
    taken.attribute = done ? vector_attributes(r, feature) : NULL;
    if (done && taken.part_count > 0)
      layer->feature[layer->feature_count++] = taken;
  }
  OGR_G_DestroyGeometry(geometry);
  return done;
}

static al_status vector_find_fields(struct reading *r, OGRLayerH source)
{
  OGRFeatureDefnH fields = OGR_L_GetLayerDefn(source);
  const char *names[NAMES_MOST];
  int count = OGR_FD_GetFieldCount(fields);
  count = count < NAMES_MOST ? count : NAMES_MOST;
  for (int i = 0; i < count; i++)
    names[i] = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(fields, i));
  for (const char *const *name = r->request->attributes; name && *name; name++) {
    const int at = OGR_FD_GetFieldIndex(fields, *name);
    const char *near = al_nearest(*name, names, (size_t)count);
    if (at < 0)
      return AL_FAIL(r->ctx, AL_BAD_INPUT, "%s: has no attribute '%s'; the nearest is '%s'",
                     r->request->path, *name,
                     near    ? near
                     : count ? names[0]
                             : "(none)");
    assert(r->layer.attribute_count < ATTRIBUTES_MOST);
    r->field[r->layer.attribute_count++] = at;
  }
  return AL_OK;
}

static al_status vector_make_turn(struct reading *r, OGRLayerH source)
{
  const struct al_vector_request *request = r->request;
  if (!request->target_wkt || !*request->target_wkt)
    return AL_OK;
  OGRSpatialReferenceH from = OSRNewSpatialReference(NULL), to = OSRNewSpatialReference(NULL);
  OGRSpatialReferenceH own = OGR_L_GetSpatialRef(source);
  const bool named = request->crs_override && *request->crs_override;
  al_status status = AL_OK;
  if (named ? OSRSetFromUserInput(from, request->crs_override) != OGRERR_NONE : !own)
    status = AL_FAIL(r->ctx, AL_BAD_INPUT,
                     "%s: has no usable coordinate system; name it with `crs` (for example crs: "
                     "\"EPSG:4326\")",
                     request->path);
  OSRSetFromUserInput(to, request->target_wkt);
  OSRSetAxisMappingStrategy(from, OAMS_TRADITIONAL_GIS_ORDER);
  OSRSetAxisMappingStrategy(to, OAMS_TRADITIONAL_GIS_ORDER);
  if (own)
    OSRSetAxisMappingStrategy(own, OAMS_TRADITIONAL_GIS_ORDER);
  if (status == AL_OK) {
    r->turn = OCTNewCoordinateTransformation(named ? from : own, to);
    if (!r->turn)
      status = AL_FAIL(r->ctx, AL_BAD_INPUT, "%s: cannot be placed on the grid: %s", request->path,
                       gdal_door_error());
  }
  OSRDestroySpatialReference(from);
  OSRDestroySpatialReference(to);
  return status;
}

static OGRLayerH vector_open_layer(struct reading *r, GDALDatasetH set)
{
  const struct al_vector_request *request = r->request;
  OGRLayerH layer =
      request->layer ? GDALDatasetGetLayerByName(set, request->layer) : GDALDatasetGetLayer(set, 0);
  if (layer)
    return layer;
  const char *names[NAMES_MOST];
  int count = GDALDatasetGetLayerCount(set);
  count = count < NAMES_MOST ? count : NAMES_MOST;
  for (int i = 0; i < count; i++)
    names[i] = OGR_L_GetName(GDALDatasetGetLayer(set, i));
  const char *near = request->layer ? al_nearest(request->layer, names, (size_t)count) : NULL;
  (void)AL_FAIL(r->ctx, AL_BAD_INPUT, "%s: has no layer '%s'; the nearest is '%s'", request->path,
                request->layer ? request->layer : "(first)",
                near        ? near
                : count > 0 ? names[0]
                            : "(none)");
  return NULL;
}

static al_status vector_read_features(struct reading *r, GDALDatasetH set)
{
  OGRLayerH source = vector_open_layer(r, set);
  if (!source)
    return AL_BAD_INPUT;
  if (r->request->where && *r->request->where &&
      OGR_L_SetAttributeFilter(source, r->request->where) != OGRERR_NONE)
    return AL_FAIL(r->ctx, AL_BAD_INPUT, "%s: the filter '%s' is not understood: %s",
                   r->request->path, r->request->where, gdal_door_error());
  AL_TRY(r->ctx, vector_find_fields(r, source));
  AL_TRY(r->ctx, vector_make_turn(r, source));
  /* Some drivers (OSM) want their layers read interleaved; asking the data set serves all. */
  const char *wanted = OGR_L_GetName(source);
  GDALDatasetResetReading(set);
  OGRLayerH from;
  bool done = true;
  for (OGRFeatureH f; done && (f = GDALDatasetGetNextFeature(set, &from, NULL, NULL, NULL));) {
    if (strcmp(OGR_L_GetName(from), wanted) == 0)
      done = vector_take(r, f);
    OGR_F_Destroy(f);
  }
  return done ? AL_OK
              : AL_FAIL(r->ctx, AL_NO_MEMORY, "out of memory while reading %s", r->request->path);
}

static void vector_copy(void *to, const void *from, size_t bytes)
{
  if (bytes > 0) /* an empty layer has no arrays */
    memcpy(to, from, bytes);
}

/* Moves the grown arrays into the arena. */
static al_status vector_settle(struct reading *r, struct al_vector_layer *out)
{
  struct al_vector_layer *from = &r->layer;
  *out = *from;
  out->feature = AL_NEW(r->arena, struct al_feature, from->feature_count);
  out->part = AL_NEW(r->arena, struct al_part, from->part_count);
  out->x = AL_NEW(r->arena, double, from->point_count);
  out->y = AL_NEW(r->arena, double, from->point_count);
  if (!out->feature || !out->part || !out->x || !out->y)
    return AL_NO_MEMORY;
  vector_copy(out->feature, from->feature, from->feature_count * sizeof *from->feature);
  vector_copy(out->part, from->part, from->part_count * sizeof *from->part);
  vector_copy(out->x, from->x, from->point_count * sizeof *from->x);
  vector_copy(out->y, from->y, from->point_count * sizeof *from->y);
  return AL_OK;
}

al_status al_vector_read(struct al_ctx *ctx, struct al_arena *arena,
                         const struct al_vector_request *request, struct al_vector_layer *out)
{
  assert(request->path && out);
  *out = (struct al_vector_layer){0};
  if (al_ring_is_path(request->path))
    return al_ring_read(ctx, arena, request->path, out);
  gdal_door_open();
  char encoding[64] = "";
  char *options[] = {encoding, NULL};
  if (request->encoding)
    snprintf(encoding, sizeof encoding, "ENCODING=%.50s", request->encoding);
  GDALDatasetH set = GDALOpenEx(request->path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL,
                                (const char *const *)(request->encoding ? options : NULL), NULL);
  if (!set)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: cannot be opened as a vector layer: %s", request->path,
                   gdal_door_error());
  struct reading r = {.ctx = ctx, .arena = arena, .request = request};
  al_status status = vector_read_features(&r, set);
  if (status == AL_OK)
    status = vector_settle(&r, out);
  free(r.layer.feature);
  free(r.layer.part);
  free(r.layer.x);
  free(r.layer.y);
  OCTDestroyCoordinateTransformation(r.turn);
  GDALClose(set);
  return status;
}

double *al_vector_part_xy(struct al_arena *arena, const struct al_vector_layer *layer,
                          const struct al_part *part)
{
  assert(part->first + part->count <= layer->point_count);
  double *xy = AL_NEW(arena, double, 2 * part->count + 1);
  for (size_t i = 0; xy && i < part->count; i++) {
    xy[2 * i] = layer->x[part->first + i];
    xy[2 * i + 1] = layer->y[part->first + i];
  }
  return xy;
}
