/**
 * Where and when fires begin.
 */
#ifndef AL_MODELS_FIRE_IGNITION_H
#define AL_MODELS_FIRE_IGNITION_H

#include "config/model.h"
#include "models/fire/fire_front.h"
#include "models/fire/fire_land.h"

/* A point, a line, or the rings of an area that has burnt; in cells from the centre of (0, 0). */
struct fire_flame {
  const char *name;
  double at_s;
  bool area;
  size_t part_count;
  struct fire_flame_part {
    size_t count;
    double *xy;
  } * part;
};

struct fire_ignitions {
  size_t count;
  struct fire_flame *flame; /* by time */
};

/** Reads all ignitions. Errors: AL_BAD_INPUT for those outside the grid or where nothing grows that
 * burns. */
al_status fire_ignitions_create(const struct al_model_env *env, const struct fire_land *land,
                                struct fire_ignitions *out);
/** Reads the places of one record as they stand. */
al_status fire_ignition_read(const struct al_model_env *env,
                             const struct fire_ignition_config *config, struct fire_ignitions *out);
/** Whether a point lies in an odd number of the rings. */
bool fire_flame_holds(const struct fire_flame *flame, double x, double y);
/** Lights one. @return false where the fuel is too wet to burn. */
bool fire_ignition_light(struct fire_front *front, const struct fire_flame *flame, double time_s);

#endif
