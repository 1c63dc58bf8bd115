/**
 * Level and volume of a reservoir.
 */
#include "models/works/works_storage.h"
#include <assert.h>
#include <math.h>

/* From x to y along rising points; nothing below the first. */
static double storage_between(size_t count, const double *x, const double *y, double at)
{
  size_t i = 1;
  assert(count >= 2);
  if (at <= x[0])
    return y[0];
  while (i + 1 < count && at > x[i])
    i++;
  return y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
}

double works_storage_volume_m3(const struct works_storage *storage, double level_m)
{
  if (storage->count)
    return storage_between(storage->count, storage->level_m, storage->volume_m3, level_m);
  return storage->scale * pow(fmax(level_m - storage->bottom_m, 0.0), storage->exponent);
}

double works_storage_level_m(const struct works_storage *storage, double volume_m3)
{
  if (storage->count)
    return storage_between(storage->count, storage->volume_m3, storage->level_m, volume_m3);
  assert(storage->scale > 0.0 && storage->exponent > 0.0);
  return storage->bottom_m + pow(fmax(volume_m3, 0.0) / storage->scale, 1.0 / storage->exponent);
}
