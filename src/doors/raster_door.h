/**
 * Rasters through GDAL: the only place that opens, warps and writes them.
 */
#ifndef AL_DOORS_RASTER_DOOR_H
#define AL_DOORS_RASTER_DOOR_H

#include "core/arena.h"
#include "tiles/lattice.h"
#include <stdint.h>

struct al_raster_info {
  int cols, rows, bands;
  double geotransform[6]; /* GDAL order */
  char *crs_wkt;          /* "" when the file has none; lives in the arena given */
  char *crs_name;
  char *data_type, *driver;
  bool has_nodata;
  double nodata;
  double minimum, mean, maximum,
      nodata_share;                /* of the band asked; exact when `exact`, else of an overview */
  double west, south, east, north; /* bounds in its own CRS */
};

enum al_resample { AL_NEAREST, AL_BILINEAR, AL_CUBIC, AL_AVERAGE, AL_MODE };

/** Opens and describes a raster. Errors: AL_BAD_INPUT naming the file and what GDAL said. */
al_status al_raster_describe(struct al_ctx *ctx, struct al_arena *arena, const char *path, int band,
                             bool exact, struct al_raster_info *out);

/** A metadata item of a band, or the band's name when `item` is NULL. @param out lives in the
 * arena; NULL when there is none. Errors: AL_BAD_INPUT. */
al_status al_raster_item(struct al_ctx *ctx, struct al_arena *arena, const char *path, int band,
                         const char *item, const char **out);

/** Time of a band from the CF time axis of a NetCDF file. @param epoch_s seconds since 1970 UTC.
 * Errors: AL_BAD_INPUT for files without one, and for calendars and units that are not the usual.
 */
al_status al_raster_time(struct al_ctx *ctx, const char *path, int band, double *epoch_s);

struct al_raster_request {
  const char *path;
  int band;                 /* from 1 */
  const char *crs_override; /* when the file has none or a wrong one; NULL = the file's */
  bool swap_axes;           /* the file's x and y stand swapped */
  enum al_resample resample;
  double scale, offset; /* value = raw * scale + offset */
  bool has_nodata;      /* `nodata` means no data, instead of the file's own value */
  double nodata;
  size_t memory_bytes; /* for the warper; 0 = default */
};

/** Warps a raster onto a lattice. `value`/`valid` are row-major [rows*cols]; cells without data get
 * valid 0 and keep their value. Does not touch memory beyond; shows progress as `stage`. */
al_status al_raster_warp(struct al_ctx *ctx, const struct al_raster_request *request,
                         const struct al_lattice *lattice, const char *stage, float *value,
                         uint8_t *valid);

/** Reads a band as it stands, row-major; NaN where it has no data. The raster must have the
 * lattice's size and place. Errors: AL_BAD_INPUT. */
al_status al_raster_read(struct al_ctx *ctx, const char *path, int band,
                         const struct al_lattice *lattice, float *value);

/** Lattice of a raster as it stands (must be north-up with square cells, else AL_BAD_INPUT). */
al_status al_raster_lattice(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                            struct al_lattice *out);

struct al_class_style {
  int value;
  uint8_t red, green, blue;
  const char *en, *zh; /* category name */
};

struct al_raster_output {
  const char *path; /* final name; written beside, synced and renamed */
  const struct al_lattice *lattice;
  const char *name, *unit, *long_name;
  const float *value;         /* float32 COG, NaN outside; or */
  const uint8_t *class_value; /* byte COG with palette, 255 outside; exactly one of the two */
  const struct al_class_style *styles; /* palette, category names, RAT, .qml and .sld beside it */
  size_t style_count;
  const char *const *metadata; /* NULL-terminated "KEY=VALUE"; may be NULL */
};

/** Writes a cloud-optimised GeoTIFF. Errors: AL_IO_FAILED (disk full, read-only folder). */
al_status al_raster_write_cog(struct al_ctx *ctx, const struct al_raster_output *output);

/** Writes a PNG. @param rgba [rows*cols*4], row 0 top. */
al_status al_raster_write_png(struct al_ctx *ctx, const char *path, int cols, int rows,
                              const uint8_t *rgba);

#endif
