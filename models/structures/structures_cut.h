/**
 * Lines cut into the faces that they part: a face carries a wall where the line parts the centres
 * of its two cells.
 *
 * Every path over cells that share a face then meets the wall wherever it crosses the line: a
 * diagonal does not leak. A chain of faces is longer than the line; `share` makes up for it.
 */
#ifndef AL_MODELS_STRUCTURES_CUT_H
#define AL_MODELS_STRUCTURES_CUT_H

#include "core/arena.h"
#include "tiles/forest.h"

/** A face with a wall on it. */
struct structures_face {
  ptrdiff_t index, beyond; /* forest indices of its western or northern cell and of the other */
  int axis;                /* 0 east face, 1 south face */
  bool leftward;           /* the axis goes from the right to the left of the line */
  size_t wall;             /* the caller's number */
  double crest_m, share;
  double along_m; /* from the start of the line */
};

struct structures_faces {
  size_t count, room;
  struct structures_face *item; /* malloc */
  size_t at_seams; /* faces beside cells of another level, which would see across a wall */
  double seam_x_m, seam_y_m; /* the first of them */
};

/** Appends the faces of one line. @param x, y [count] vertices. @param wall and crest_m of them.
 * Errors: AL_NO_MEMORY. */
al_status structures_cut_line(struct al_ctx *ctx, const struct al_forest *forest, const double *x,
                              const double *y, size_t count, size_t wall, double crest_m,
                              struct structures_faces *faces);
/** Sorts by index and axis; of those on one face the highest stays. */
void structures_faces_order(struct structures_faces *faces);

#endif
