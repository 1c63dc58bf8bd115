/**
 * Faces between cells that a line parts.
 */
#ifndef AL_TILES_LINE_FACES_H
#define AL_TILES_LINE_FACES_H

#include "tiles/lattice.h"
#include <stdbool.h>

/** One face between two neighbouring cells whose centres a line parts. */
struct al_face {
  int col, row;  /* the western or northern cell */
  bool is_north; /* the other cell lies to the south (else to the east) */
  int sign;      /* +1 when flow to the east or north goes from the line's left to its right */
  double
      share; /* length of line over the edge of a cell: a chain of faces is longer than the line */
  double along_m; /* from the start of the line to where it passes between the two centres */
};

/** Faces of the lattice between whose two cell centres the line runs: a staircase without gaps,
 * which no path over cells that share a face passes. A centre on the line has one side, whichever
 * way it is asked.
 * @param xy [2 * point_count]. @param face receives up to `capacity`. @return how many there are.
 */
size_t al_line_faces(const struct al_lattice *lattice, const double *xy, size_t point_count,
                     struct al_face *face, size_t capacity);

#endif
