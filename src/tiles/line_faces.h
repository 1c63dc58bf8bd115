/**
 * Faces between cells that a line runs through.
 */
#ifndef AL_TILES_LINE_FACES_H
#define AL_TILES_LINE_FACES_H

#include "tiles/lattice.h"
#include <stdbool.h>

/** One face between two neighbouring cells that a line crosses. */
struct al_face {
  int col, row;  /* the western or northern cell */
  bool is_north; /* the other cell lies to the south (else to the east) */
  int sign;      /* +1 when flow to the east or north goes from the line's left to its right */
};

/** Faces of the lattice between whose two cell centres the line runs: a staircase without gaps.
 * @param face receives up to `capacity`. @return how many there are. */
size_t al_line_faces(const struct al_lattice *lattice, const double *xy, size_t point_count,
                     struct al_face *face, size_t capacity);

#endif
