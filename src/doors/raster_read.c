/**
 * Reading and warping rasters.
 */
#include "doors/fort14_door.h"
#include "doors/gdal_door.h"
#include "doors/raster_door.h"
#include "core/log.h"
#include <assert.h>
#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal.h>
#include <gdal_alg.h>
#include <gdalwarper.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdlib.h>
#include <string.h>

enum { PIXELS_EXACT_MOST = 50000000 };

static al_status raster_open(struct al_ctx *ctx, const char *path, int band, GDALDatasetH *out)
{
  gdal_door_open();
  *out =
      GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, NULL, NULL, NULL);
  if (!*out)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: cannot be opened as a raster: %s", path,
                   gdal_door_error());
  const int bands = GDALGetRasterCount(*out);
  if (band >= 1 && band <= bands)
    return AL_OK;
  GDALClose(*out);
  return AL_FAIL(ctx, AL_BAD_INPUT, "%s: has no band %d, its bands are 1 to %d", path, band, bands);
}

static char *raster_crs_wkt(struct al_arena *arena, GDALDatasetH set, char **name)
{
  OGRSpatialReferenceH crs = GDALGetSpatialRef(set);
  char *wkt = NULL;
  *name = al_arena_strdup(arena, crs && OSRGetName(crs) ? OSRGetName(crs) : "");
  if (!crs || OSRExportToWkt(crs, &wkt) != OGRERR_NONE) {
    CPLFree(wkt); /* GDAL leaves an empty text of an empty system */
    return al_arena_strdup(arena, "");
  }
  char *copy = al_arena_strdup(arena, wkt);
  CPLFree(wkt);
  return copy;
}

/* Share of cells without data and the statistics of the others, block by block of rows. */
static al_status raster_scan(struct al_ctx *ctx, GDALRasterBandH band, const char *path, int step,
                             struct al_raster_info *info)
{
  assert(step >= 1 && info->cols > 0);
  const int cols = info->cols;
  float *row = malloc((size_t)cols * sizeof *row);
  if (!row)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory while reading %s", path);
  double sum = 0.0, low = HUGE_VAL, high = -HUGE_VAL;
  long long seen = 0, good = 0;
  for (int r = 0; r < info->rows; r += step) {
    if (GDALRasterIO(band, GF_Read, 0, r, cols, 1, row, cols, 1, GDT_Float32, 0, 0) != CE_None) {
      free(row);
      return AL_FAIL(ctx, AL_BAD_INPUT, "%s: row %d cannot be read: %s", path, r,
                     gdal_door_error());
    }
    for (int c = 0; c < cols; c++) {
      const double v = (double)row[c];
      const bool has = isfinite(v) && !(info->has_nodata && (float)info->nodata == row[c]);
      seen++;
      good += has;
      sum += has ? v : 0.0;
      low = has ? fmin(low, v) : low;
      high = has ? fmax(high, v) : high;
    }
  }
  free(row);
  info->minimum = good ? low : 0.0;
  info->maximum = good ? high : 0.0;
  info->mean = good ? sum / (double)good : 0.0;
  info->nodata_share = seen ? 1.0 - (double)good / (double)seen : 1.0;
  return AL_OK;
}

static void raster_set_bounds(struct al_raster_info *info)
{
  const double *g = info->geotransform;
  info->west = info->south = HUGE_VAL;
  info->east = info->north = -HUGE_VAL;
  for (int corner = 0; corner < 4; corner++) {
    const double c = corner & 1 ? info->cols : 0, r = corner & 2 ? info->rows : 0;
    const double x = g[0] + c * g[1] + r * g[2], y = g[3] + c * g[4] + r * g[5];
    info->west = fmin(info->west, x);
    info->east = fmax(info->east, x);
    info->south = fmin(info->south, y);
    info->north = fmax(info->north, y);
  }
}

al_status al_raster_describe(struct al_ctx *ctx, struct al_arena *arena, const char *path, int band,
                             bool exact, struct al_raster_info *out)
{
  assert(arena && path && out);
  GDALDatasetH set;
  if (al_fort14_is_path(path))
    return al_fort14_describe(ctx, arena, path, out);
  *out = (struct al_raster_info){0};
  AL_TRY(ctx, raster_open(ctx, path, band, &set));
  GDALRasterBandH pixels = GDALGetRasterBand(set, band);
  int has_nodata = 0;
  *out = (struct al_raster_info){.cols = GDALGetRasterXSize(set),
                                 .rows = GDALGetRasterYSize(set),
                                 .bands = GDALGetRasterCount(set)};
  out->nodata = GDALGetRasterNoDataValue(pixels, &has_nodata);
  out->has_nodata = has_nodata;
  if (GDALGetGeoTransform(set, out->geotransform) != CE_None)
    memcpy(out->geotransform, (double[]){0, 1, 0, 0, 0, -1}, sizeof out->geotransform);
  out->crs_wkt = raster_crs_wkt(arena, set, &out->crs_name);
  out->data_type = al_arena_strdup(arena, GDALGetDataTypeName(GDALGetRasterDataType(pixels)));
  out->driver = al_arena_strdup(arena, GDALGetDriverShortName(GDALGetDatasetDriver(set)));
  raster_set_bounds(out);
  const double pixels_all = (double)out->cols * out->rows;
  const int step =
      exact || pixels_all < PIXELS_EXACT_MOST ? 1 : (int)(pixels_all / PIXELS_EXACT_MOST) + 1;
  const al_status status = raster_scan(ctx, pixels, path, step, out);
  GDALClose(set);
  return status;
}

al_status al_raster_item(struct al_ctx *ctx, struct al_arena *arena, const char *path, int band,
                         const char *item, const char **out)
{
  assert(arena && path && out);
  GDALDatasetH set;
  AL_TRY(ctx, raster_open(ctx, path, band, &set));
  GDALRasterBandH pixels = GDALGetRasterBand(set, band);
  const char *text =
      item ? GDALGetMetadataItem(pixels, item, NULL) : GDALGetDescription((GDALMajorObjectH)pixels);
  const bool has = text && *text;
  *out = has ? al_arena_strdup(arena, text) : NULL;
  GDALClose(set);
  return has && !*out ? AL_NO_MEMORY : AL_OK;
}

al_status al_raster_lattice(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                            struct al_lattice *out)
{
  assert(arena && path && out);
  GDALDatasetH set;
  double g[6];
  char *name;
  if (al_fort14_is_path(path))
    return AL_FAIL(ctx, AL_BAD_INPUT,
                   "%s: a mesh has no cells; give city.crs, city.cell and city.bounds", path);
  AL_TRY(ctx, raster_open(ctx, path, 1, &set));
  if (GDALGetGeoTransform(set, g) != CE_None)
    memcpy(g, (double[]){0, 1, 0, 0, 0, -1}, sizeof g);
  *out = (struct al_lattice){.cols = GDALGetRasterXSize(set),
                             .rows = GDALGetRasterYSize(set),
                             .west_m = g[0],
                             .north_m = g[3],
                             .cell_m = g[1],
                             .crs_wkt = raster_crs_wkt(arena, set, &name)};
  GDALClose(set);
  if (g[2] != 0.0 || g[4] != 0.0 || !(g[1] > 0.0) || fabs(g[1] + g[5]) > 1e-6 * g[1])
    return AL_FAIL(ctx, AL_BAD_INPUT,
                   "%s: cells of %g x %g are not north-up squares; give city.cell and city.bounds",
                   path, g[1], g[5]);
  return out->crs_wkt ? AL_OK : AL_NO_MEMORY;
}

al_status al_raster_read(struct al_ctx *ctx, const char *path, int band,
                         const struct al_lattice *lattice, float *value)
{
  assert(lattice->cols > 0 && lattice->rows > 0 && value);
  GDALDatasetH set;
  double g[6] = {0};
  int has_nodata = 0;
  AL_TRY(ctx, raster_open(ctx, path, band, &set));
  GDALRasterBandH pixels = GDALGetRasterBand(set, band);
  const double nodata = GDALGetRasterNoDataValue(pixels, &has_nodata);
  const bool placed = GDALGetGeoTransform(set, g) == CE_None &&
                      GDALGetRasterXSize(set) == lattice->cols &&
                      GDALGetRasterYSize(set) == lattice->rows &&
                      fabs(g[0] - lattice->west_m) < 1e-3 * lattice->cell_m &&
                      fabs(g[3] - lattice->north_m) < 1e-3 * lattice->cell_m &&
                      fabs(g[1] - lattice->cell_m) < 1e-6 * lattice->cell_m;
  al_status status = AL_OK;
  if (!placed)
    status = AL_FAIL(ctx, AL_BAD_INPUT, "%s: stands on another grid than the scenario's (%d x %d)",
                     path, lattice->cols, lattice->rows);
  else if (GDALRasterIO(pixels, GF_Read, 0, 0, lattice->cols, lattice->rows, value, lattice->cols,
                        lattice->rows, GDT_Float32, 0, 0) != CE_None)
    status = AL_FAIL(ctx, AL_BAD_INPUT, "%s: cannot be read: %s", path, gdal_door_error());
  GDALClose(set);
  for (ptrdiff_t i = 0; status == AL_OK && has_nodata && i < al_lattice_cells(lattice); i++)
    value[i] = value[i] == (float)nodata ? NAN : value[i];
  return status;
}

/* Progress of GDAL's warper as ours. */
struct warp_watch {
  struct al_ctx *ctx;
  const char *stage;
};

static int raster_show_warp(double share, const char *message, void *data)
{
  (void)message;
  const struct warp_watch *watch = data;
  al_progress(watch->ctx, watch->stage, share < 1.0 ? share : 0.99, "");
  return 1;
}

static GDALDatasetH raster_wrap(const struct al_lattice *lattice, float *value)
{
  GDALDatasetH set = GDALCreate(GDALGetDriverByName("MEM"), "", lattice->cols, lattice->rows, 0,
                                GDT_Float32, NULL);
  char pointer[64] = "", option[96];
  CPLPrintPointer(pointer, value, sizeof pointer - 1);
  snprintf(option, sizeof option, "DATAPOINTER=%s", pointer);
  char *options[] = {option, NULL};
  double g[6] = {lattice->west_m, lattice->cell_m, 0, lattice->north_m, 0, -lattice->cell_m};
  if (!set || GDALAddBand(set, GDT_Float32, options) != CE_None)
    return NULL;
  GDALSetGeoTransform(set, g);
  if (lattice->crs_wkt && *lattice->crs_wkt)
    GDALSetProjection(set, lattice->crs_wkt);
  return set;
}

/* The source as a VRT with its axes, coordinate system or nodata put right. */
static char *raster_source_wkt(struct al_ctx *ctx, const struct al_raster_request *request,
                               const struct al_lattice *lattice, GDALDatasetH source)
{
  OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
  char *wkt = NULL;
  if (request->crs_override && *request->crs_override) {
    if (OSRSetFromUserInput(crs, request->crs_override) == OGRERR_NONE)
      OSRExportToWkt(crs, &wkt);
    else
      (void)AL_FAIL(ctx, AL_BAD_INPUT, "%s: '%s' is no coordinate system: %s", request->path,
                    request->crs_override, gdal_door_error());
  } else if (GDALGetProjectionRef(source) && *GDALGetProjectionRef(source)) {
    wkt = CPLStrdup(GDALGetProjectionRef(source));
  } else {
    /* A raster without a system is taken to stand in the lattice's own only when that is local. */
    if (lattice->crs_wkt && *lattice->crs_wkt)
      (void)AL_FAIL(
          ctx, AL_BAD_INPUT,
          "%s: has no coordinate system; name it with `crs` (for example crs: \"EPSG:4326\")",
          request->path);
    else
      wkt = CPLStrdup("");
  }
  OSRDestroySpatialReference(crs);
  return wkt;
}

static GDALResampleAlg raster_algorithm(enum al_resample resample)
{
  static const GDALResampleAlg algorithms[] = {[AL_NEAREST] = GRA_NearestNeighbour,
                                               [AL_BILINEAR] = GRA_Bilinear,
                                               [AL_CUBIC] = GRA_Cubic,
                                               [AL_AVERAGE] = GRA_Average,
                                               [AL_MODE] = GRA_Mode};
  assert((size_t)resample < sizeof algorithms / sizeof algorithms[0]);
  return algorithms[resample];
}

static GDALWarpOptions *raster_warp_options(const struct al_raster_request *request,
                                            GDALDatasetH source, GDALDatasetH target,
                                            struct warp_watch *watch)
{
  GDALWarpOptions *options = GDALCreateWarpOptions();
  int has_nodata = 0;
  double nodata = GDALGetRasterNoDataValue(GDALGetRasterBand(source, request->band), &has_nodata);
  nodata = request->has_nodata ? request->nodata : nodata;
  options->hSrcDS = source;
  options->hDstDS = target;
  options->eResampleAlg = raster_algorithm(request->resample);
  options->dfWarpMemoryLimit = request->memory_bytes ? (double)request->memory_bytes : 256e6;
  options->nBandCount = 1;
  options->panSrcBands = CPLMalloc(sizeof(int));
  options->panDstBands = CPLMalloc(sizeof(int));
  options->panSrcBands[0] = request->band;
  options->panDstBands[0] = 1;
  options->padfDstNoDataReal = CPLMalloc(sizeof(double));
  options->padfDstNoDataReal[0] = (double)NAN;
  if (has_nodata || request->has_nodata) {
    options->padfSrcNoDataReal = CPLMalloc(sizeof(double));
    options->padfSrcNoDataReal[0] = nodata;
  }
  options->papszWarpOptions = CSLSetNameValue(options->papszWarpOptions, "INIT_DEST", "NO_DATA");
  options->papszWarpOptions = CSLSetNameValue(options->papszWarpOptions, "NUM_THREADS", "ALL_CPUS");
  options->pfnProgress = raster_show_warp;
  options->pProgressArg = watch;
  return options;
}

/* The warper's threads keep their reasons to themselves: the rows are read again for it. */
static al_status raster_fail_warp(struct al_ctx *ctx, const struct al_raster_request *request,
                                  GDALDatasetH source)
{
  struct al_raster_info info = {.cols = GDALGetRasterXSize(source),
                                .rows = GDALGetRasterYSize(source)};
  const char *reason = gdal_door_error();
  if (*reason)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: warping failed: %s", request->path, reason);
  AL_TRY(ctx, raster_scan(ctx, GDALGetRasterBand(source, request->band), request->path, 1, &info));
  return AL_FAIL(ctx, AL_BAD_INPUT, "%s: warping failed: %s", request->path,
                 "its rows can be read, but not be brought to the grid");
}

/* Warps into `plane` (NaN where nothing is). */
static al_status raster_warp_plane(struct al_ctx *ctx, const struct al_raster_request *request,
                                   const struct al_lattice *lattice, const char *stage,
                                   GDALDatasetH source, float *plane)
{
  char *wkt = raster_source_wkt(ctx, request, lattice, source);
  if (!wkt)
    return AL_BAD_INPUT;
  GDALDatasetH target = raster_wrap(lattice, plane);
  struct warp_watch watch = {ctx, stage};
  GDALWarpOptions *options = raster_warp_options(request, source, target, &watch);
  void *exact = GDALCreateGenImgProjTransformer(source, wkt, target, lattice->crs_wkt, 0, 0.0, 0);
  al_status status = AL_OK;
  if (!exact) {
    status = AL_FAIL(ctx, AL_BAD_INPUT, "%s: cannot be placed on the grid: %s", request->path,
                     gdal_door_error());
  } else {
    options->pTransformerArg = GDALCreateApproxTransformer(GDALGenImgProjTransform, exact, 0.02);
    options->pfnTransformer = GDALApproxTransform;
    GDALWarpOperationH operation = GDALCreateWarpOperation(options);
    if (!operation ||
        GDALChunkAndWarpMulti(operation, 0, 0, lattice->cols, lattice->rows) != CE_None)
      status = raster_fail_warp(ctx, request, source);
    GDALDestroyWarpOperation(operation);
    GDALDestroyApproxTransformer(options->pTransformerArg);
    GDALDestroyGenImgProjTransformer(exact);
  }
  GDALDestroyWarpOptions(options);
  GDALClose(target);
  CPLFree(wkt);
  return status;
}

/* A copy of the data set's header with x and y exchanged. */
static void raster_swap_axes(GDALDatasetH source)
{
  double g[6];
  if (GDALGetGeoTransform(source, g) == CE_None)
    GDALSetGeoTransform(source, (double[]){g[3], g[4], g[5], g[0], g[1], g[2]});
}

al_status al_raster_warp(struct al_ctx *ctx, const struct al_raster_request *request,
                         const struct al_lattice *lattice, const char *stage, float *value,
                         uint8_t *valid)
{
  assert(request->path && stage);
  assert(lattice->cols > 0 && lattice->rows > 0 && value && valid);
  GDALDatasetH source;
  const ptrdiff_t cells = al_lattice_cells(lattice);
  if (al_fort14_is_path(request->path))
    return al_fort14_warp(ctx, request, lattice, value, valid);
  AL_TRY(ctx, raster_open(ctx, request->path, request->band, &source));
  float *plane = malloc((size_t)cells * sizeof *plane);
  if (!plane) {
    GDALClose(source);
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory while reading %s", request->path);
  }
  if (request->swap_axes)
    raster_swap_axes(source);
  for (ptrdiff_t i = 0; i < cells; i++)
    plane[i] = NAN;
  const al_status status = raster_warp_plane(ctx, request, lattice, stage, source, plane);
  for (ptrdiff_t i = 0; status == AL_OK && i < cells; i++) {
    const bool has = isfinite(plane[i]);
    valid[i] = has;
    value[i] = has ? (float)((double)plane[i] * request->scale + request->offset) : value[i];
  }
  free(plane);
  GDALClose(source);
  if (status == AL_OK)
    al_progress(ctx, stage, 1.0, "");
  return status;
}
