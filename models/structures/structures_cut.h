/**
 * Lines cut into the faces of a forest that they part (tiles/line_faces.h).
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
  size_t wall, line;       /* the caller's numbers */
  double crest_m, share;   /* share: length of crest over the width of the face */
  double along_m;          /* from the start of the line */
};

struct structures_faces {
  size_t count, room;
  struct structures_face *item; /* malloc */
  size_t at_seams; /* faces beside cells of another level, which would see across a wall */
  double seam_x_m, seam_y_m; /* the first of them */
};

/** Appends the faces of one line. @param xy [2 * count]. @param common wall, line and crest of
 * them. Errors: AL_NO_MEMORY. */
al_status structures_cut_line(struct al_ctx *ctx, const struct al_forest *forest, const double *xy,
                              size_t count, struct structures_face common,
                              struct structures_faces *faces);
/** Sorts by index and axis; of those on one face the highest stays. */
void structures_faces_order(struct structures_faces *faces);

#endif
