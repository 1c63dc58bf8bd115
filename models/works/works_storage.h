/**
 * Level and volume of a reservoir.
 */
#ifndef AL_MODELS_WORKS_STORAGE_H
#define AL_MODELS_WORKS_STORAGE_H

#include <stddef.h>

/** Points of a curve, both rising, straight between them and on beyond the last; or, with count 0,
 * volume = scale (level - bottom)^exponent. */
struct works_storage {
  size_t count;
  const double *level_m, *volume_m3;
  double bottom_m, scale, exponent;
};

double works_storage_volume_m3(const struct works_storage *storage, double level_m);
double works_storage_level_m(const struct works_storage *storage, double volume_m3);

#endif
