/**
 * What a vector file holds, without reading its geometries.
 */
#include "core/log.h"
#include "doors/gdal_door.h"
#include "doors/vector_door.h"
#include <assert.h>
#include <cpl_conv.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

static char *vector_crs(struct al_arena *arena, OGRLayerH layer, char **name)
{
  OGRSpatialReferenceH crs = OGR_L_GetSpatialRef(layer);
  char *wkt = NULL, *kept = NULL;
  const char *said = crs ? OSRGetName(crs) : NULL;
  *name = al_arena_strdup(arena, said ? said : "");
  if (crs && OSRExportToWkt(crs, &wkt) == OGRERR_NONE)
    kept = al_arena_strdup(arena, wkt);
  CPLFree(wkt);
  return kept ? kept : al_arena_strdup(arena, "");
}

al_status al_vector_describe(struct al_ctx *ctx, struct al_arena *arena, const char *path, int at,
                             struct al_vector_info *out)
{
  assert(arena && path && at >= 0 && out);
  *out = (struct al_vector_info){0};
  gdal_door_open();
  GDALDatasetH set = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
  const int layers = set ? GDALDatasetGetLayerCount(set) : 0;
  OGRLayerH layer = at < layers ? GDALDatasetGetLayer(set, at) : NULL;
  OGREnvelope box = {0};
  if (!layer) {
    const al_status status = AL_FAIL(
        ctx, AL_BAD_INPUT, "%s: cannot be opened as a vector layer: %s", path, gdal_door_error());
    if (set)
      GDALClose(set);
    return status;
  }
  out->layer_count = layers;
  out->layer = al_arena_strdup(arena, OGR_L_GetName(layer));
  out->shape = al_arena_strdup(arena, OGRGeometryTypeToName(OGR_L_GetGeomType(layer)));
  out->crs_wkt = vector_crs(arena, layer, &out->crs_name);
  out->feature_count = (long long)OGR_L_GetFeatureCount(layer, 1);
  out->has_extent = OGR_L_GetExtent(layer, &box, 1) == OGRERR_NONE;
  out->west = box.MinX;
  out->east = box.MaxX;
  out->south = box.MinY;
  out->north = box.MaxY;
  GDALClose(set);
  return out->layer && out->shape && out->crs_wkt && out->crs_name ? AL_OK : AL_NO_MEMORY;
}
