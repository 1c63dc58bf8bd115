/**
 * Polygons kept as one CSV of x,y lines a ring (the way ANUGA stores houses and regions).
 */
#ifndef AL_DOORS_RING_DOOR_H
#define AL_DOORS_RING_DOOR_H

#include "doors/vector_door.h"

/** Whether a path means rings: it ends in ".csv" (patterns with a star included). */
bool al_ring_is_path(const char *path);

/** Reads every file the pattern matches, in name order, as one closed polygon each. A first line
 * without two numbers is taken for a header. Errors: AL_BAD_INPUT naming file and line, or a
 * pattern that matches nothing. */
al_status al_ring_read(struct al_ctx *ctx, struct al_arena *arena, const char *pattern,
                       struct al_vector_layer *out);

#endif
