/**
 * The neighbours that a front is carried to from a cell: rings of offsets on the lattice, fine
 * enough for the ellipse of that cell.
 */
#ifndef AL_MODELS_FIRE_STENCIL_H
#define AL_MODELS_FIRE_STENCIL_H

#include "core/arena.h"
#include "core/real.h"

enum {
  FIRE_REACH = 24, /* cells; the longest offset of an ellipse of length to width 10 */
  FIRE_SPAN = 2 * FIRE_REACH + 1,
  FIRE_CROSSED = 2 * FIRE_REACH + 1, /* cells that a segment of that length crosses, at most */
  FIRE_RING = 128,                   /* offsets of a ring, at most */
  FIRE_NARROW = 24,                  /* classes of eccentricity */
  FIRE_SECTORS = 128                 /* classes of direction */
};

/* How a segment goes from one cell that it crosses to the next. */
enum fire_move { FIRE_ALONG_X, FIRE_ALONG_Y, FIRE_CORNER };

/* The segment from the centre of a cell to that of another: dx cells east, dy south. */
struct fire_offset {
  int8_t dx, dy;
  uint8_t crossed; /* cells, both ends among them; crossed - 1 moves; 0 = not made yet */
  al_real length, unit_x, unit_y;
  int8_t x[FIRE_CROSSED], y[FIRE_CROSSED];
  uint8_t move[FIRE_CROSSED];
  al_real share[FIRE_CROSSED]; /* of the length in each */
};

/* Offsets by angle; neighbours in the ring, the last and the first among them, span a triangle. */
struct fire_ring {
  uint8_t count, reach; /* count 0 = not made yet */
  uint16_t offset[FIRE_RING];
};

/* Filled as needed: one for each thread. */
struct fire_stencils {
  struct fire_offset offset[FIRE_SPAN * FIRE_SPAN];
  struct fire_ring ring[FIRE_NARROW * FIRE_SECTORS];
};

/** The offset of a pair; made when it is new. */
const struct fire_offset *fire_stencil_offset(struct fire_stencils *stencils, int dx, int dy);

/** The ring for travel times alpha |u| - beta u: between neighbours a, b of the eight around a cell
 * a + b is put in until cos(a, b) >= e max(cos(a, w), cos(b, w)), w along beta, e = |beta| / alpha:
 * then the time at the far end of an update is later than at both ends of its base (Sethian and
 * Vladimirsky 2003; Mirebeau 2014 for the refinement). */
const struct fire_ring *fire_stencil_ring(struct fire_stencils *stencils, al_real alpha,
                                          al_real beta_x, al_real beta_y);

#endif
