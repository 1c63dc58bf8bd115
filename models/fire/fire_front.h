/**
 * The front of a fire: arrival times on the cells of a forest of one level, in one pass in the
 * order in which cells are reached (fast marching on the metric of fire_front_cell.h).
 */
#ifndef AL_MODELS_FIRE_FRONT_H
#define AL_MODELS_FIRE_FRONT_H

#include "models/fire/fire_queue.h"
#include "models/fire/fire_stencil.h"
#include "tiles/forest.h"

/* What a cell is, bits. */
enum {
  FIRE_BURNT = 1,  /* its arrival time is final */
  FIRE_RIM = 2,    /* burnt, at the front when the weather changed last; its mark is the front */
  FIRE_MARKED = 4, /* not burnt; its mark is the front when the weather changed last */
  FIRE_SEED = 8    /* its time is the exact one from a source in even fuel */
};

/* Sides of a cell that a barrier closes, bits; a side stands in both cells that share it. */
enum { FIRE_WALL_E = 1, FIRE_WALL_W = 2, FIRE_WALL_S = 4, FIRE_WALL_N = 8 };

/* Arrays of cells, [place][4096]. The place of a tile is its number in the forest; in a sparse
 * front tiles get theirs, from 0 on, as the fire comes to them. */
struct fire_front_fields {
  al_real *alpha, *beta_x, *beta_y; /* metric; filled tile by tile as the fire comes there */
  al_real *arrival_s;               /* infinite where no fire came yet */
  al_real *ray_x, *ray_y;           /* along which it came, cells east and south, length 1; 0 where
                                       it was lit */
  al_real *mark_x, *mark_y; /* from the cell's centre to the front when the weather changed */
  uint8_t *status;          /* the bits above; others are the caller's */
  uint8_t *fresh;           /* [place] set where cells burnt; NULL = nobody asks */
  uint8_t *wall;            /* sides that are closed; NULL = none anywhere */
};

struct fire_front_job {
  const struct al_forest *forest; /* of one level */
  struct fire_front_fields fields;
  bool sparse; /* arrays need no values before: a place is laid out when its tile gets it */
  struct fire_queue_block *queue_block; /* of a sparse front, FIRE_QUEUE_BLOCKS of all cells */
  void *self;
  /* Fills the metric of a tile, and the closed sides if a sparse front has some. */
  void (*pace)(void *self, ptrdiff_t tile, ptrdiff_t place);
  /* Whether a fire at the cell `from` jumps a closed side of `cell`; `normal` is its front's speed
   * in cells a second. NULL = never. */
  bool (*jumps)(void *self, ptrdiff_t from, ptrdiff_t cell, int side, al_real normal_per_s);
};

struct fire_front;

/** A front that has not begun: all arrival times must be infinite. @param out lives in `arena`;
 * nothing is allocated later. */
al_status fire_front_create(struct al_arena *arena, const struct fire_front_job *job,
                            struct fire_front **out);

/** Lights a point at a time that the front has been carried to. In the cell's own fuel the times
 * around it are exact. @param x,y in cells from the centre of cell (0, 0), east and south
 * @return false where nothing burns. */
bool fire_front_light_point(struct fire_front *front, double x, double y, double time_s);
/** Lights a straight line. @return cells lit */
long fire_front_light_line(struct fire_front *front, const double from[2], const double to[2],
                           double time_s);
/** A cell that burns at a time, whole. */
bool fire_front_light_cell(struct fire_front *front, int col, int row, double time_s);

/** A sparse front that has not begun: it gives back all places. */
void fire_front_clear(struct fire_front *front);
/** Places in use. */
ptrdiff_t fire_front_places(const struct fire_front *front);
/** Tile of a place. */
ptrdiff_t fire_front_tile(const struct fire_front *front, ptrdiff_t place);

/** The cell so many columns east and rows south of one, -1 outside. */
ptrdiff_t fire_front_beside(struct fire_front *front, ptrdiff_t cell, int east, int south);

/** Carries the front on: afterwards all cells reached before `until_s` are burnt. */
void fire_front_march(struct fire_front *front, double until_s);

/** The metric changes at a time that the front has been carried to: the front is laid through
 * points between the cells' centres by the old metric, and goes on from them by the new one.
 * @param change called in between: from then on `pace` gives the new metric */
void fire_front_change(struct fire_front *front, double time_s, void (*change)(void *self),
                       void *self);

/** Takes up a front whose arrays were read back: `time_s` it was carried to, `changed_s` of the
 * last change. */
void fire_front_resume(struct fire_front *front, double time_s, double changed_s);

/** Speed of the front along its normal where it reached a burnt cell, cells a second: at the head
 * where it was lit. Only until the metric changes. */
al_real fire_front_normal_per_s(const struct fire_front *front, ptrdiff_t cell);

long fire_front_burnt(const struct fire_front *front);
/** Time of the last change; 0 when there was none. */
double fire_front_changed_s(const struct fire_front *front);

#endif
