/**
 * The ground under all maps of a run: relief, sea, buildings, and the part of the grid that is
 * drawn.
 */
#ifndef AL_OUT_MAP_GROUND_H
#define AL_OUT_MAP_GROUND_H

#include "out/out_env.h"

struct out_ground {
  uint8_t *rgb;                         /* [rows*cols*3] of the grid */
  bool has_void;                        /* cells that are not computed stand in that part */
  int first_col, first_row, cols, rows; /* the valid part of the grid and a margin */
};

enum { OUT_SEA_RGB = 0xD6DEE6 };

/** Hillshade lit from the north-west, relief exaggerated so that flat cities show theirs. */
al_status out_ground_make(const struct out_env *env, struct out_ground *out);

/** The part of a ground that holds a box of cells, and a margin around it; all of it when that is
 * empty. */
struct out_ground out_ground_crop(const struct out_ground *ground, int west, int east, int north,
                                  int south);

#endif
