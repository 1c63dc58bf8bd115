/**
 * Ordered, compensated sums: the same bits for any number of threads.
 */
#ifndef AL_CORE_REDUCE_H
#define AL_CORE_REDUCE_H

#include "core/real.h"
#include <assert.h>
#include <math.h>
#include <stddef.h>

/** Neumaier sum: add with al_sum_add, read with al_sum_value. */
struct al_sum {
  double total, correction;
};

static inline void al_sum_add(struct al_sum *sum, double value)
{
  const double next = sum->total + value;
  sum->correction +=
      fabs(sum->total) >= fabs(value) ? (sum->total - next) + value : (value - next) + sum->total;
  sum->total = next;
}

static inline double al_sum_value(const struct al_sum *sum)
{
  return sum->total + sum->correction;
}

/** Sum of sixteen lanes in a fixed order; the lanes are used up. */
static inline double al_sum_fold_lanes(double lane[16])
{
  for (int half = 8; half > 0; half /= 2)
    for (int k = 0; k < half; k++)
      lane[k] += lane[k + half];
  return lane[0];
}

/** Sum of the cells of a tile in sixteen fixed lanes: vectorises, and the same bits on every vector
 * width. @param count a multiple of 16. */
static inline double al_sum_lanes(const al_real *value, ptrdiff_t count)
{
  assert(count >= 0 && count % 16 == 0);
  double lane[16] = {0.0};
  for (ptrdiff_t i = 0; i < count; i += 16)
    for (int k = 0; k < 16; k++)
      lane[k] += (double)value[i + k];
  return al_sum_fold_lanes(lane);
}

/** Sum of `count` partials in index order. */
static inline double al_reduce_ordered(const double *partial, ptrdiff_t count)
{
  struct al_sum sum = {0.0, 0.0};
  for (ptrdiff_t i = 0; i < count; i++)
    al_sum_add(&sum, partial[i]);
  return al_sum_value(&sum);
}

#endif
