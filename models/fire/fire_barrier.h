/**
 * Breaks in the fuel on the sides of cells.
 */
#ifndef AL_MODELS_FIRE_BARRIER_H
#define AL_MODELS_FIRE_BARRIER_H

#include "config/model.h"
#include "models/fire/fire_config.h"

/* One closed side: cell and bit (fire_front.h), the width of the break there, from when on. */
struct fire_side {
  ptrdiff_t cell;
  int side;
  float width_m, built_s;
};

struct fire_barriers {
  uint8_t *wall; /* [tile][4096] bits; NULL without barriers */
  size_t side_count, breached;
  struct fire_side *side; /* by cell and side, the widest first; both cells of a side stand there, a
                             side twice where a wider break is built later */
};

/** Lays the barriers of the section on the sides between whose cells' centres they run. @param
 * without names of barriers that are left out; NULL = none. Errors: AL_BAD_INPUT. */
al_status fire_barriers_create(const struct al_model_env *env, const struct al_text_list *without,
                               struct fire_barriers *out);
/** Width of the widest break that stands at a time on a side with breaks; below 0 when none is
 * built yet. */
double fire_barrier_width_m(const struct fire_barriers *barriers, ptrdiff_t cell, int side,
                            double time_s);

#endif
