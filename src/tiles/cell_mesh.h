/**
 * The cells of a forest as a mesh: a face for each valid cell, or for each square of cells where
 * fine cells are merged, with nodes that faces share. Beside finer faces a face has their nodes on
 * its sides too, so that every edge belongs to one or two faces: six in all at most, for a cell has
 * no more than two sides at the edge of its tile, where levels change.
 */
#ifndef AL_TILES_CELL_MESH_H
#define AL_TILES_CELL_MESH_H

#include "tiles/forest.h"

/* Cells are merged by squares of a tile: 2^6 cells are its side. */
enum { AL_MESH_MERGE_MOST = 6, AL_MESH_CORNERS_MOST = 6, AL_MESH_NO_NODE = -1 };

/** Which faces a mesh has. */
struct al_mesh_choice {
  int merge;            /* cells of less than 2^merge times the finest edge are merged to that */
  const double *bounds; /* west, south, east, north: faces with their centre inside; NULL = all */
};

/** The faces, in the order of the tiles and by rows in each. */
struct al_mesh_faces {
  const struct al_forest *forest;
  int merge;
  ptrdiff_t count;
  ptrdiff_t *first; /* [tile_count + 1] faces before each tile */
  uint16_t *block;  /* [count] square of the tile: row * squares along a side + column */
};

/** Nodes and corners of all faces. */
struct al_mesh_shape {
  ptrdiff_t node_count;
  double *node_x_m, *node_y_m; /* exact: corners of cells */
  double *face_x_m, *face_y_m; /* centres */
  int corner_count;            /* corners that a face has at most: 4 to 6 */
  int32_t *corner;             /* [face][corner_count] anticlockwise, then AL_MESH_NO_NODE; a face
                                  with nodes on its sides begins at one of those: a fan of triangles
                                  from there has none without area */
};

/** How many faces a choice makes. A square of merged cells is a face when at least half of them are
 * valid. */
ptrdiff_t al_mesh_count(const struct al_forest *forest, const struct al_mesh_choice *choice);
/** Errors: AL_NO_MEMORY. @param out freed with al_mesh_faces_free */
al_status al_mesh_faces_make(struct al_ctx *ctx, const struct al_forest *forest,
                             const struct al_mesh_choice *choice, struct al_mesh_faces *out);
void al_mesh_faces_free(struct al_mesh_faces *faces);

/** Errors: AL_NO_MEMORY. @param out freed with al_mesh_shape_free */
al_status al_mesh_shape_make(struct al_ctx *ctx, const struct al_mesh_faces *faces,
                             struct al_mesh_shape *out);
void al_mesh_shape_free(struct al_mesh_shape *shape);
/** Bytes that faces and shape of so many faces take at most while they are made. */
size_t al_mesh_bytes(ptrdiff_t face_count);

/** Edge of the faces of a tile, m. */
double al_mesh_edge_m(const struct al_mesh_faces *faces, ptrdiff_t tile);

/* What a face shows of the cells that it merges; NaN stands for a cell that has no value. */
enum al_mesh_rule { AL_MESH_MEAN, AL_MESH_GREATEST, AL_MESH_LEAST };

/** Values of a tile's faces. @param value [4096] @param weight [4096] for the mean, NULL = all
 * alike; a face of one cell has its value as it is. @param out [face count], of which the tile's
 * are filled: thread-safe over tiles. */
void al_mesh_take_tile(const struct al_mesh_faces *faces, ptrdiff_t tile, enum al_mesh_rule rule,
                       const al_real *value, const al_real *weight, float *out);

#endif
