/**
 * The inside of a front, shared by its files only.
 */
#ifndef AL_MODELS_FIRE_FRONT_INSIDE_H
#define AL_MODELS_FIRE_FRONT_INSIDE_H

#define FIRE_CELLS 1
#include "models/fire/fire_front.h"
#include "models/fire/fire_front_cell.h"
#include "models/fire/fire_queue.h"

struct fire_front {
  struct fire_front_job job;
  struct fire_front_fields field;
  int cols, rows, tile_cols;
  /* [tile rows][tile cols]: place of the tile there in the arrays; -1 no tile; -2 - tile: its
   * metric is not filled */
  int32_t *place_at;
  int32_t *place_of; /* [tile]; -1 it has none yet */
  int32_t *tile_of;  /* [place] */
  ptrdiff_t place_count;
  uint8_t *even;    /* [place] all of its cells burn, none has a closed side */
  uint8_t *touched; /* [place] its metric was filled once */
  struct fire_stencils *stencils;
  struct fire_queue queue;
  double changed_s;
  long burnt;
};

struct front_place {
  ptrdiff_t cell;
  int x, y; /* in the lattice */
};

/** Fills the metric of the tile at a spot of place_at. @return its place */
int front_open(struct fire_front *front, int spot);
/** A cell gets an earlier time. */
void front_set(struct fire_front *front, ptrdiff_t cell, struct fire_hit hit);
/** Mean metric of the segment from the centre of a cell along an offset; infinite when something on
 * the way does not burn or a barrier stands there. */
struct fire_pace front_walk(struct fire_front *front, struct front_place from,
                            const struct fire_offset *offset);
/** Carries times from a burnt cell to its ring. */
void front_push(struct fire_front *front, ptrdiff_t cell);

/** Index of a cell by its place, -1 where there is none. */
static inline ptrdiff_t front_at(struct fire_front *front, int x, int y)
{
  if ((unsigned)x >= (unsigned)front->cols || (unsigned)y >= (unsigned)front->rows)
    return -1;
  const int spot = y / AL_TILE_SIDE * front->tile_cols + x / AL_TILE_SIDE;
  int place = front->place_at[spot];
  if (place == -1)
    return -1;
  if (place < -1)
    place = front_open(front, spot);
  return (ptrdiff_t)place * AL_TILE_CELLS + y % AL_TILE_SIDE * AL_TILE_SIDE + x % AL_TILE_SIDE;
}

static inline struct front_place front_place(const struct fire_front *front, ptrdiff_t cell)
{
  const struct al_tile *tile = &front->job.forest->tile[front->tile_of[cell / AL_TILE_CELLS]];
  const int inside = (int)(cell % AL_TILE_CELLS);
  return (struct front_place){cell, tile->col + inside % AL_TILE_SIDE,
                              tile->row + inside / AL_TILE_SIDE};
}

static inline struct fire_pace front_pace(const struct fire_front *front, ptrdiff_t cell)
{
  return (struct fire_pace){front->field.alpha[cell], front->field.beta_x[cell],
                            front->field.beta_y[cell]};
}

/* Whether the cell has a time, but was lit and not reached along a ray. */
static inline bool front_is_lit(const struct fire_front *front, ptrdiff_t cell)
{
  return front->field.ray_x[cell] == 0 && front->field.ray_y[cell] == 0;
}

#endif
