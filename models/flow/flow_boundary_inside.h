/**
 * The inside of the open boundaries, shared by their files.
 */
#ifndef AL_MODELS_FLOW_BOUNDARY_INSIDE_H
#define AL_MODELS_FLOW_BOUNDARY_INSIDE_H

#include "core/reduce.h"
#include "models/flow/flow_boundary.h"
#include "models/flow/flow_boundary_face.h"

enum { SEGMENTS_MOST = 30 };

/* An open face of a cell inside, as seen from one tile. */
struct edge_cell {
  int donor;   /* scratch index of the cell inside */
  int outward; /* scratch distance to the ghost next to it: +-1 or +-stride */
  int segment;
  int row, col;    /* tile coordinates of the donor */
  bool own;        /* the donor is a cell of this tile, not of its halo */
  bool imposed;    /* its flux is imposed; otherwise a ghost is filled */
  al_real along;   /* 0 at the start of its segment .. 1 at its end */
  ptrdiff_t index; /* forest index of the donor */
};

struct tile_edges {
  int first, count; /* in `cells` and `patches`; faces along x first, each axis by its rows */
  int along_x;      /* how many of them */
  int mark_first, mark_count; /* in `marks` */
  int rim_first, rim_count;   /* in `rims` */
  bool feeds;                 /* water may enter */
};

struct flow_boundary {
  const struct al_forest *forest;
  const struct al_field *sea;
  size_t segment_count;
  bool has_edge, at_faces;
  double dt_s;
  struct flow_segment segment[SEGMENTS_MOST];
  struct tile_edges *tile; /* [tile_count] */
  struct edge_cell *cells;
  struct flow_patch *patches;
  int *marks;                          /* scratch cells beyond an open edge */
  int *rims;                           /* scratch cells beside a mark, ascending in a tile */
  double *tile_volume_m3;              /* [tile_count * segment_count], of the step */
  struct al_sum volume[SEGMENTS_MOST]; /* into the grid */
};

/* Row of the face north or south of a cell, or of the cell beside it. */
static inline int boundary_patch_row(const struct edge_cell *cell)
{
  return cell->row - (cell->outward == -AL_SCRATCH_STRIDE);
}

/** Finds the tides that a segment names among what the run offers; reports faults of its keys. */
void flow_boundary_find_tide(const struct al_model_env *env, size_t at,
                             struct flow_segment *segment);
/** Sets the tide of a segment at a time. */
void flow_boundary_set_tide(struct flow_segment *segment, double time_s);

/** Lists the open faces of each tile and, along open edges of the domain, the cells beyond and
 * beside them. Errors: AL_NO_MEMORY. */
al_status flow_boundary_list(struct al_arena *arena, struct flow_boundary *boundary);

#endif
