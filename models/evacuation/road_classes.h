/**
 * Road classes: what a road is where it says nothing itself.
 */
#ifndef AL_MODELS_EVACUATION_ROAD_CLASSES_H
#define AL_MODELS_EVACUATION_ROAD_CLASSES_H

#include "core/arena.h"
#include "models/evacuation/evac_network.h"

enum { ROAD_CLASSES_MOST = 64 };

struct road_class {
  const char *name;
  double speed_mps, lanes; /* lanes of one direction; of paths metres of width */
  uint8_t modes;           /* bits AL_EVAC_MODE_BIT */
};

struct road_classes {
  struct road_class row[ROAD_CLASSES_MOST];
  int count;
};

/** Reads a table with the columns class, speed_kmh, lanes, modes (letters w, e, c, b). @param path
 * NULL = models/evacuation/road_classes.csv. Errors: AL_BAD_INPUT with the line of each fault. */
al_status road_classes_read(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                            struct road_classes *out);
/** @return row of a class, -1 = none of that name (or NULL). */
int road_class_of(const struct road_classes *classes, const char *name);

#endif
