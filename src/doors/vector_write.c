/**
 * Writing vector layers, and polygons of class rasters.
 */
#include "doors/file_door.h"
#include "doors/gdal_door.h"
#include "doors/vector_door.h"
#include <assert.h>
#include <cpl_conv.h>
#include <cpl_string.h>
#include <errno.h>
#include <gdal.h>
#include <gdal_alg.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool vector_ends_with(const char *path, const char *end)
{
  const size_t length = strlen(path), tail = strlen(end);
  return length > tail && strcmp(path + length - tail, end) == 0;
}

static OGRGeometryH vector_make_ring(const struct al_vector_layer *layer,
                                     const struct al_part *part, OGRwkbGeometryType type)
{
  OGRGeometryH ring = OGR_G_CreateGeometry(type);
  for (size_t k = part->first; k < part->first + part->count; k++)
    OGR_G_AddPoint_2D(ring, layer->x[k], layer->y[k]);
  if (type == wkbLinearRing)
    OGR_G_CloseRings(ring);
  return ring;
}

/* A multi-geometry of all parts; holes go into the polygon before them. */
static OGRGeometryH vector_make_geometry(const struct al_vector_layer *layer,
                                         const struct al_feature *feature)
{
  static const OGRwkbGeometryType multi[] = {[AL_SHAPE_POINT] = wkbMultiPoint,
                                             [AL_SHAPE_LINE] = wkbMultiLineString,
                                             [AL_SHAPE_POLYGON] = wkbMultiPolygon};
  assert((size_t)feature->shape < sizeof multi / sizeof multi[0]);
  OGRGeometryH all = OGR_G_CreateGeometry(multi[feature->shape]);
  OGRGeometryH polygon = NULL;
  for (size_t p = 0; p < feature->part_count; p++) {
    const struct al_part *part = &layer->part[feature->first_part + p];
    if (feature->shape != AL_SHAPE_POLYGON) {
      const OGRwkbGeometryType type = feature->shape == AL_SHAPE_POINT ? wkbPoint : wkbLineString;
      OGR_G_AddGeometryDirectly(all, vector_make_ring(layer, part, type));
      continue;
    }
    if (!part->hole || !polygon) {
      if (polygon)
        OGR_G_AddGeometryDirectly(all, polygon);
      polygon = OGR_G_CreateGeometry(wkbPolygon);
    }
    OGR_G_AddGeometryDirectly(polygon, vector_make_ring(layer, part, wkbLinearRing));
  }
  if (polygon)
    OGR_G_AddGeometryDirectly(all, polygon);
  return all;
}

static bool vector_add_columns(OGRLayerH layer, const struct al_vector_output *output)
{
  for (size_t c = 0; c < output->column_count; c++) {
    const struct al_table_column *column = &output->columns[c];
    assert(column->name && (column->is_text ? !column->number : !column->text));
    OGRFieldDefnH field = OGR_Fld_Create(column->name, column->is_text ? OFTString : OFTReal);
    const bool made = OGR_L_CreateField(layer, field, 1) == OGRERR_NONE;
    OGR_Fld_Destroy(field);
    if (!made)
      return false;
  }
  return true;
}

static bool vector_add_features(OGRLayerH layer, const struct al_vector_output *output)
{
  const struct al_vector_layer *geometry = output->geometry;
  const size_t rows = geometry ? geometry->feature_count : output->row_count;
  for (size_t f = 0; f < rows; f++) {
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    for (size_t c = 0; c < output->column_count; c++) {
      const struct al_table_column *column = &output->columns[c];
      if (column->is_text)
        OGR_F_SetFieldString(feature, (int)c, column->text[f]);
      else if (isfinite(column->number[f]))
        OGR_F_SetFieldDouble(feature, (int)c, column->number[f]);
    }
    if (geometry)
      OGR_F_SetGeometryDirectly(feature, vector_make_geometry(geometry, &geometry->feature[f]));
    const bool made = OGR_L_CreateFeature(layer, feature) == OGRERR_NONE;
    OGR_F_Destroy(feature);
    if (!made)
      return false;
  }
  return true;
}

/* The table QGIS looks up styles in. */
static bool vector_add_style(GDALDatasetH set, const struct al_vector_output *output)
{
  static const char *const texts[] = {"f_table_catalog", "f_table_schema",
                                      "f_table_name",    "f_geometry_column",
                                      "styleName",       "styleQML",
                                      "styleSLD",        "description",
                                      "owner",           "ui"};
  OGRLayerH styles = GDALDatasetGetLayerByName(set, "layer_styles");
  if (!styles) {
    styles = GDALDatasetCreateLayer(set, "layer_styles", NULL, wkbNone, NULL);
    for (size_t i = 0; styles && i < sizeof texts / sizeof texts[0]; i++) {
      OGRFieldDefnH field = OGR_Fld_Create(texts[i], OFTString);
      OGR_L_CreateField(styles, field, 1);
      OGR_Fld_Destroy(field);
    }
    OGRFieldDefnH field = OGR_Fld_Create("useAsDefault", OFTInteger);
    OGR_Fld_SetSubType(field, OFSTBoolean);
    if (styles)
      OGR_L_CreateField(styles, field, 1);
    OGR_Fld_Destroy(field);
  }
  if (!styles)
    return false;
  OGRFeatureH row = OGR_F_Create(OGR_L_GetLayerDefn(styles));
  assert(output->qml_style);
  OGR_F_SetFieldString(row, 0, "");
  OGR_F_SetFieldString(row, 1, "");
  OGR_F_SetFieldString(row, 2, output->layer);
  OGR_F_SetFieldString(row, 3, "geom");
  OGR_F_SetFieldString(row, 4, output->layer);
  OGR_F_SetFieldString(row, 5, output->qml_style);
  OGR_F_SetFieldInteger(row, 10, 1);
  const bool made = OGR_L_CreateFeature(styles, row) == OGRERR_NONE;
  OGR_F_Destroy(row);
  return made;
}

static bool vector_fill(GDALDatasetH set, const struct al_vector_output *output, bool is_package)
{
  static const OGRwkbGeometryType multi[] = {[AL_SHAPE_POINT] = wkbMultiPoint,
                                             [AL_SHAPE_LINE] = wkbMultiLineString,
                                             [AL_SHAPE_POLYGON] = wkbMultiPolygon};
  const struct al_vector_layer *geometry = output->geometry;
  const enum al_shape shape =
      geometry && geometry->feature_count ? geometry->feature[0].shape : AL_SHAPE_POLYGON;
  OGRSpatialReferenceH crs =
      output->crs_wkt && *output->crs_wkt ? OSRNewSpatialReference(output->crs_wkt) : NULL;
  if (crs)
    OSRSetAxisMappingStrategy(crs, OAMS_TRADITIONAL_GIS_ORDER);
  const bool batch = is_package && GDALDatasetStartTransaction(set, 0) == OGRERR_NONE;
  OGRLayerH layer =
      GDALDatasetCreateLayer(set, output->layer, crs, geometry ? multi[shape] : wkbNone, NULL);
  bool done = layer && vector_add_columns(layer, output) && vector_add_features(layer, output);
  if (done && is_package && output->qml_style)
    done = vector_add_style(set, output);
  if (batch && GDALDatasetCommitTransaction(set) != OGRERR_NONE)
    done = false;
  if (crs)
    OSRRelease(crs);
  return done;
}

/* What writes a file, by the end of its name. */
static const struct vector_format {
  const char *end, *driver;
  bool grows;
} vector_formats[] = {
    {".gpkg", "GPKG", true}, {".xlsx", "XLSX", true}, {".geojson", "GeoJSON", false}};

static const struct vector_format *vector_format_of(const char *path)
{
  size_t at = 0;
  while (at + 1 < sizeof vector_formats / sizeof vector_formats[0] &&
         !vector_ends_with(path, vector_formats[at].end))
    at++;
  return &vector_formats[at];
}

al_status al_vector_write(struct al_ctx *ctx, const struct al_vector_output *output)
{
  assert(output->path && output->layer);
  char beside[4200];
  const struct vector_format *format = vector_format_of(output->path);
  const bool is_package = strcmp(format->driver, "GPKG") == 0;
  assert(output->geometry || format->grows);
  gdal_door_open();
  /* Without its own end: one archive's name within another's confuses GDAL. */
  const int stem = (int)(strlen(output->path) - strlen(format->end));
  snprintf(beside, sizeof beside, "%.*s" AL_PART "%d%s", stem, output->path, (int)getpid(),
           format->end);
  unlink(beside);
  const bool grows = format->grows && access(output->path, F_OK) == 0;
  GDALDatasetH set = NULL;
  if (grows && CPLCopyFile(beside, output->path) == 0)
    set = GDALOpenEx(beside, GDAL_OF_VECTOR | GDAL_OF_UPDATE, NULL, NULL, NULL);
  else if (!grows)
    set = GDALCreate(GDALGetDriverByName(format->driver), beside, 0, 0, 0, GDT_Unknown, NULL);
  bool done = set && vector_fill(set, output, is_package);
  if (set)
    GDALClose(set);
  FILE *check = done && CPLGetLastErrorType() < CE_Failure ? fopen(beside, "rb") : NULL;
  done = check && fsync(fileno(check)) == 0;
  if (check)
    fclose(check);
  if (done && rename(beside, output->path) == 0)
    return AL_OK;
  const int why = errno;
  const bool full = al_file_disk_is_full(ctx, output->path);
  unlink(beside);
  if (full)
    return AL_FAIL(ctx, AL_IO_FAILED, "%s: cannot be written (is the disk full?)", output->path);
  return AL_FAIL(ctx, AL_IO_FAILED, "%s: cannot be written: %s", output->path,
                 *gdal_door_error() ? gdal_door_error() : strerror(why));
}

/* A raster that reads the classes where they are; `mask` becomes its second band. */
static GDALDatasetH vector_wrap_classes(const struct al_lattice *lattice,
                                        const uint8_t *class_value, const uint8_t *mask)
{
  GDALDatasetH set =
      GDALCreate(GDALGetDriverByName("MEM"), "", lattice->cols, lattice->rows, 0, GDT_Byte, NULL);
  const uint8_t *bands[] = {class_value, mask};
  double g[6] = {lattice->west_m, lattice->cell_m, 0, lattice->north_m, 0, -lattice->cell_m};
  for (int b = 0; set && b < 2; b++) {
    char pointer[64] = "", option[96];
    CPLPrintPointer(pointer, (void *)(uintptr_t)bands[b], sizeof pointer - 1);
    snprintf(option, sizeof option, "DATAPOINTER=%s", pointer);
    char *options[] = {option, NULL};
    if (GDALAddBand(set, GDT_Byte, options) != CE_None) {
      GDALClose(set);
      return NULL;
    }
  }
  if (set)
    GDALSetGeoTransform(set, g);
  return set;
}

struct polygon_count {
  size_t features, parts, points;
};

static struct polygon_count vector_count(OGRLayerH layer)
{
  struct polygon_count count = {0};
  OGR_L_ResetReading(layer);
  for (OGRFeatureH feature; (feature = OGR_L_GetNextFeature(layer)); OGR_F_Destroy(feature)) {
    OGRGeometryH polygon = OGR_F_GetGeometryRef(feature);
    const int rings = OGR_G_GetGeometryCount(polygon);
    count.features++;
    count.parts += (size_t)rings;
    for (int r = 0; r < rings; r++)
      count.points += (size_t)OGR_G_GetPointCount(OGR_G_GetGeometryRef(polygon, r));
  }
  return count;
}

static void vector_take_polygon(OGRFeatureH feature, struct al_vector_layer *out)
{
  OGRGeometryH polygon = OGR_F_GetGeometryRef(feature);
  const int rings = OGR_G_GetGeometryCount(polygon);
  out->feature[out->feature_count++] = (struct al_feature){.id = OGR_F_GetFID(feature),
                                                           .shape = AL_SHAPE_POLYGON,
                                                           .first_part = out->part_count,
                                                           .part_count = (size_t)rings};
  for (int r = 0; r < rings; r++) {
    OGRGeometryH ring = OGR_G_GetGeometryRef(polygon, r);
    const int points = OGR_G_GetPointCount(ring);
    assert(points >= 0);
    out->part[out->part_count++] =
        (struct al_part){.first = out->point_count, .count = (size_t)points, .hole = r > 0};
    for (int k = 0; k < points; k++) {
      out->x[out->point_count] = OGR_G_GetX(ring, k);
      out->y[out->point_count++] = OGR_G_GetY(ring, k);
    }
  }
}

static al_status vector_take_layer(struct al_arena *arena, OGRLayerH layer,
                                   struct al_vector_layer *out)
{
  const struct polygon_count count = vector_count(layer);
  const char **attribute = AL_NEW(arena, const char *, count.features);
  *out = (struct al_vector_layer){.attribute_count = 1,
                                  .feature = AL_NEW(arena, struct al_feature, count.features),
                                  .part = AL_NEW(arena, struct al_part, count.parts),
                                  .x = AL_NEW(arena, double, count.points),
                                  .y = AL_NEW(arena, double, count.points)};
  if (!attribute || !out->feature || !out->part || !out->x || !out->y)
    return AL_NO_MEMORY;
  OGR_L_ResetReading(layer);
  for (OGRFeatureH feature; (feature = OGR_L_GetNextFeature(layer)); OGR_F_Destroy(feature)) {
    const size_t f = out->feature_count;
    vector_take_polygon(feature, out);
    attribute[f] = al_arena_printf(arena, "%d", OGR_F_GetFieldAsInteger(feature, 0));
    if (!attribute[f])
      return AL_NO_MEMORY;
    out->feature[f].attribute = &attribute[f];
  }
  return AL_OK;
}

al_status al_vector_polygonize(struct al_ctx *ctx, struct al_arena *arena,
                               const struct al_lattice *lattice, const uint8_t *class_value,
                               struct al_vector_layer *out)
{
  assert(class_value && out);
  const size_t cells = (size_t)al_lattice_cells(lattice);
  gdal_door_open();
  uint8_t *mask = malloc(cells);
  if (!mask)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory while making polygons");
  for (size_t i = 0; i < cells; i++)
    mask[i] = class_value[i] != 0 && class_value[i] != 255;
  GDALDatasetH raster = vector_wrap_classes(lattice, class_value, mask);
  GDALDatasetH vectors = GDALCreate(GDALGetDriverByName("Memory"), "", 0, 0, 0, GDT_Unknown, NULL);
  OGRLayerH layer =
      vectors ? GDALDatasetCreateLayer(vectors, "classes", NULL, wkbPolygon, NULL) : NULL;
  OGRFieldDefnH field = OGR_Fld_Create("class", OFTInteger);
  al_status status = AL_NO_MEMORY;
  if (raster && layer && OGR_L_CreateField(layer, field, 1) == OGRERR_NONE &&
      GDALPolygonize(GDALGetRasterBand(raster, 1), GDALGetRasterBand(raster, 2), layer, 0, NULL,
                     NULL, NULL) == CE_None)
    status = vector_take_layer(arena, layer, out);
  else
    status = AL_FAIL(ctx, AL_NO_MEMORY, "polygons cannot be made: %s", gdal_door_error());
  OGR_Fld_Destroy(field);
  if (vectors)
    GDALClose(vectors);
  if (raster)
    GDALClose(raster);
  free(mask);
  return status;
}
