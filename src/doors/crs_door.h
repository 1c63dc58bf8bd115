/**
 * Coordinate systems through PROJ. Axes are always (east, north) or (lon, lat).
 */
#ifndef AL_DOORS_CRS_DOOR_H
#define AL_DOORS_CRS_DOOR_H

#include "core/arena.h"

struct al_crs_info {
  char *name, *wkt;
  bool geographic, projected;
  bool northing_first; /* the authority's own order; data are taken as easting, northing */
  double metres_per_unit;
  int epsg; /* 0 unknown */
};

/** Any of "EPSG:4547", WKT, PROJ string. Errors: AL_BAD_INPUT. */
al_status al_crs_describe(struct al_ctx *ctx, struct al_arena *arena, const char *crs,
                          struct al_crs_info *out);
/** Transforms points in place. Errors: AL_BAD_INPUT when a point cannot be transformed. */
al_status al_crs_transform(struct al_ctx *ctx, const char *from, const char *to, size_t count,
                           double *x, double *y);

/** How many metres of a metric system one metre on the ground is, to the east and to the north of a
 * point, and where the point is. Errors: AL_BAD_INPUT when it has no place on the Earth. */
al_status al_crs_scale(struct al_ctx *ctx, const char *crs, double x_m, double y_m, double scale[2],
                       double lon_lat[2]);

#endif
