/**
 * Vector layers through OGR.
 */
#ifndef AL_DOORS_VECTOR_DOOR_H
#define AL_DOORS_VECTOR_DOOR_H

#include "core/arena.h"
#include "tiles/lattice.h"
#include <stdint.h>

enum al_shape { AL_SHAPE_POINT, AL_SHAPE_LINE, AL_SHAPE_POLYGON };

/** One part of a feature: a point, a line string or a ring. */
struct al_part {
  size_t first, count; /* points in the layer's arrays */
  bool hole;           /* an inner ring of the polygon before it */
};

struct al_feature {
  long long id;
  enum al_shape shape;
  size_t first_part,
      part_count;               /* multi-geometries are many parts; rings follow their outer ring */
  const char *const *attribute; /* as asked, in that order; NULL where the feature has none */
};

struct al_vector_layer {
  size_t feature_count, part_count, point_count, attribute_count;
  struct al_feature *feature;
  struct al_part *part;
  double *x, *y; /* in the target CRS */
  size_t repaired_count,
      dropped_count;    /* invalid geometries made valid, empty or impossible ones */
  size_t outside_count; /* left out by the clip; they lie within: */
  double west, south, east, north;
};

struct al_vector_info {
  int layer_count;                          /* of the file */
  char *layer, *shape, *crs_wkt, *crs_name; /* of the layer asked; "" when it has no system */
  long long feature_count;
  bool has_extent;
  double west, south, east, north;
};

/** Opens and describes a layer, counted from 0; the texts live in the arena. Errors: AL_BAD_INPUT.
 */
al_status al_vector_describe(struct al_ctx *ctx, struct al_arena *arena, const char *path, int at,
                             struct al_vector_info *out);

struct al_vector_request {
  const char *path;
  const char *layer;        /* NULL = first */
  const char *where;        /* OGR attribute filter or NULL */
  const char *encoding;     /* "GBK", ... NULL = the file's own */
  const char *crs_override; /* NULL = the file's */
  bool swap_axes;
  const char *const
      *attributes; /* NULL-terminated names; an unknown one is AL_BAD_INPUT with the nearest */
  const char *target_wkt;        /* "" = as it stands */
  const struct al_lattice *clip; /* features wholly outside are left out; may be NULL */
};

/** Reads a layer; polygons are made valid (GEOS). Attribute texts are UTF-8. Errors: AL_BAD_INPUT.
 */
al_status al_vector_read(struct al_ctx *ctx, struct al_arena *arena,
                         const struct al_vector_request *request, struct al_vector_layer *out);

/** Points of a part as x, y pairs [2 * part->count]. @return NULL when memory is out. */
double *al_vector_part_xy(struct al_arena *arena, const struct al_vector_layer *layer,
                          const struct al_part *part);

struct al_table_column {
  const char *name;
  bool is_text;
  const char *const *text; /* [row], or */
  const double *number;    /* [row] */
};

struct al_vector_output {
  const char *path; /* .gpkg, .geojson or, without geometry, .xlsx; whole or not at all. A second
                       layer is appended to an existing .gpkg or .xlsx */
  const char *layer, *crs_wkt;
  const struct al_vector_layer *geometry; /* row i is feature i; NULL = a table of */
  size_t row_count;
  const struct al_table_column *columns;
  size_t column_count;
  const char *qml_style; /* stored in layer_styles of a GeoPackage; may be NULL */
};

/** Errors: AL_IO_FAILED. */
al_status al_vector_write(struct al_ctx *ctx, const struct al_vector_output *output);

/** Polygons of equal class of a byte raster (0 and 255 left out), 4-connected; attribute 0 is the
 * class. */
al_status al_vector_polygonize(struct al_ctx *ctx, struct al_arena *arena,
                               const struct al_lattice *lattice, const uint8_t *class_value,
                               struct al_vector_layer *out);

#endif
