/**
 * Series at points and through lines: gauges.csv, sections.csv.
 */
#ifndef AL_OUT_POINTS_H
#define AL_OUT_POINTS_H

#include "out/live_csv.h"

/** Level, depth and velocity at output.gauges. Reports gauges that lie outside the grid or on a
 * void cell. Errors: AL_NO_MEMORY. */
al_status out_gauges_create(const struct out_env *env, struct al_observer *out);

/** Discharge through output.sections. Reports lines that cross no cell. */
al_status out_sections_create(const struct out_env *env, struct al_observer *out);

/** One face between two neighbouring cells that a line crosses. */
struct out_face {
  int col, row;  /* the western or northern cell */
  bool is_north; /* the other cell lies to the south (else to the east) */
  int sign;      /* +1 when flow to the east or north goes from the line's left to its right */
};

/** Faces of the lattice between whose two cell centres the line runs: a staircase without gaps.
 * @param face receives up to `capacity`. @return how many there are. */
size_t out_line_faces(const struct al_lattice *lattice, const double *xy, size_t point_count,
                      struct out_face *face, size_t capacity);

#endif
