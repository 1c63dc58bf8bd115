/**
 * Triangular meshes of ADCIRC's fort.14 ("grd", "gr3" of triangles), a text format. Its depths
 * count downward; what leaves this door as a raster is heights, which count upward.
 */
#ifndef AL_DOORS_FORT14_DOOR_H
#define AL_DOORS_FORT14_DOOR_H

#include "doors/raster_door.h"

struct al_fort14_segment {
  bool open;           /* else a land boundary */
  int type;            /* IBTYPE of a land boundary, as in the file; 0 for an open one without */
  size_t first, count; /* in `boundary_node` */
};

struct al_fort14 {
  const char *title;
  size_t node_count, element_count, segment_count, boundary_count;
  double *x, *y;
  double *depth_m; /* [node] below the datum of the mesh: positive under water */
  int *element;    /* [3 * element + k] nodes from 0 */
  struct al_fort14_segment *segment;
  int *boundary_node; /* nodes from 0, segment by segment */
};

/** Whether a file is a fort.14: by its name (.14), or as its second and third lines look. */
bool al_fort14_is_path(const char *path);

/** Reads a mesh. Errors: AL_BAD_INPUT with file, line, the field's name in ADCIRC's manual, value.
 */
al_status al_fort14_read(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                         struct al_fort14 *out);

/** Describes a mesh as al_raster_describe() does a raster: one row of its nodes' heights. Nodes
 * within 360 and 90 are taken as degrees (EPSG:4326). */
al_status al_fort14_describe(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                             struct al_raster_info *out);

/** Heights at the centres of the cells, linear within each triangle, as al_raster_warp():
 * value = -depth * scale + offset; cells outside the mesh get valid 0. `nodata` is a depth: nodes
 * that have it take their triangles with them. Errors: AL_BAD_INPUT. */
al_status al_fort14_warp(struct al_ctx *ctx, const struct al_raster_request *request,
                         const struct al_lattice *lattice, float *value, uint8_t *valid);

#endif
