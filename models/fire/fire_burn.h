/**
 * One fire: the state of its own, the front's arrays, on ground, fuel and weather that it reads. A
 * run of one fire lays the arrays over the whole forest, a season has one such state a thread and
 * lays it over the tiles that burn.
 */
#ifndef AL_MODELS_FIRE_BURN_H
#define AL_MODELS_FIRE_BURN_H

#include "models/fire/fire_barrier.h"
#include "models/fire/fire_front.h"
#include "models/fire/fire_land.h"
#include "models/fire/fire_shared.h"
#include "models/fire/fire_view.h"

/* Status beyond that of the front: what the fire was like here has been looked at; enum
 * al_fire_crown of a fire in the weather of now. */
enum { FIRE_SETTLED = 16, FIRE_CLASS_SHIFT = 6 };

struct fire_burn {
  const struct al_forest *forest;
  struct fire_land *land;               /* its weather is that of this fire */
  const struct fire_barriers *barriers; /* read only */
  double cell_m, jump_factor;
  struct fire_front_fields field;
  al_real *heat_kj_per_m2; /* intensity over rate at the head, laid out as `field` */
  struct fire_front *front;
  struct fire_shared *shared; /* with other fires; NULL = with none */
  size_t record;              /* of the weather of now in `shared` */
};

/* What a fire was like where it came. */
struct fire_look {
  al_real rate_m_per_s, intensity_kw_per_m, flame_m;
  enum al_fire_crown crown;
};

/** Makes the front; all else is filled in before. @param queue_block makes it a sparse one, else
 * NULL. `burn` must stay where it is. */
al_status fire_burn_create(struct al_arena *arena, struct fire_queue_block *queue_block,
                           struct fire_burn *burn);
/** At a burnt cell, in the weather in which it burnt. */
struct fire_look fire_burn_look(const struct fire_burn *burn, ptrdiff_t cell);
/** Direction of the front's normal there, or of the head where the fire was lit; degrees clockwise
 * from grid north. */
double fire_burn_azimuth_deg(const struct fire_burn *burn, ptrdiff_t cell);

#endif
