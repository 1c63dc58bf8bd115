/**
 * Exponential, logarithm and power for fire behaviour: inline, no calls, the same bits on every
 * vector width and every C library.
 *
 * The point functions work in double. A kernel that wants the engine's cells defines FIRE_CELLS
 * before it includes a header of this folder: fire_real is then al_real, and the series are as long
 * as that type needs.
 */
#ifndef AL_MODELS_FIRE_MATH_H
#define AL_MODELS_FIRE_MATH_H

#include "core/vmath.h"

#if defined FIRE_CELLS && !defined ANLAN_FLOAT64
typedef float fire_real;
typedef int32_t fire_bits;
typedef uint32_t fire_raw;
#define FIRE_SHORT 1
#define FIRE_FRACTION_BITS 23
#define FIRE_ROOT_HALF 0x3f3504f3u
#define FIRE_EXPONENT_BIAS 127
#define FIRE_ROUNDER 12582912.0f /* 1.5 x 2^23 */
#else
typedef double fire_real;
typedef int64_t fire_bits;
typedef uint64_t fire_raw;
#define FIRE_SHORT 0
#define FIRE_FRACTION_BITS 52
#define FIRE_ROOT_HALF 0x3fe6a09e667f3bcdu
#define FIRE_EXPONENT_BIAS 1023
#define FIRE_ROUNDER 6755399441055744.0 /* 1.5 x 2^52 */
#endif

#define FIRE(x) ((fire_real)(x))

AL_INLINE fire_real fire_min(fire_real a, fire_real b)
{
  return a < b ? a : b;
}

AL_INLINE fire_real fire_max(fire_real a, fire_real b)
{
  return a > b ? a : b;
}

AL_INLINE fire_real fire_sqrt(fire_real a)
{
#if FIRE_SHORT
  return sqrtf(a);
#else
  return sqrt(a);
#endif
}

/** log2 x for normal x > 0: exponent and 2 artanh((m - 1) / (m + 1)) / ln 2 of a mantissa m in
 * [sqrt 1/2, sqrt 2); error below 2e-16 (3e-8 in float32) of max(1, |log2 x|). */
AL_INLINE fire_real fire_log2(fire_real x)
{
  union {
    fire_real value;
    fire_raw raw;
    fire_bits bits;
  } part = {.value = x}, above = part;
  above.raw -= FIRE_ROOT_HALF;
  const fire_bits exponent = above.bits >> FIRE_FRACTION_BITS;
  part.raw -= (fire_raw)exponent << FIRE_FRACTION_BITS;
  const fire_real s = (part.value - 1) / (part.value + 1), z = s * s;
#if FIRE_SHORT
  const fire_real tail = FIRE(1.0 / 9) * z + FIRE(1.0 / 7);
#else
  fire_real tail = z / 21 + FIRE(1.0 / 19);
  tail = (tail * z + FIRE(1.0 / 17)) * z + FIRE(1.0 / 15);
  tail = (tail * z + FIRE(1.0 / 13)) * z + FIRE(1.0 / 11);
  tail = (tail * z + FIRE(1.0 / 9)) * z + FIRE(1.0 / 7);
#endif
  const fire_real rest = (tail * z + FIRE(1.0 / 5)) * z + FIRE(1.0 / 3);
  return (fire_real)exponent + FIRE(2.8853900817779268) * (s + s * z * rest);
}

/** 2^y, held between the smallest normal and the largest number; relative error below 3e-16 (1e-7
 * in float32) plus that of y. */
AL_INLINE fire_real fire_exp2(fire_real y)
{
  const fire_real most = FIRE_EXPONENT_BIAS;
  const fire_real held = fire_min(fire_max(y, 1 - most), most);
  /* a sum this large keeps whole numbers only: the nearest one stands in its last bits */
  union {
    fire_real value;
    fire_raw raw;
  } round = {.value = FIRE_ROUNDER}, sum_of = {.value = held + FIRE_ROUNDER};
  const fire_real x = (held - (sum_of.value - FIRE_ROUNDER)) * FIRE(0.69314718055994531);
#if FIRE_SHORT
  fire_real sum = x * FIRE(1.0 / 5040) + FIRE(1.0 / 720);
#else
  fire_real sum = x * FIRE(1.0 / 6227020800.0) + FIRE(1.0 / 479001600.0);
  sum = (sum * x + FIRE(1.0 / 39916800.0)) * x + FIRE(1.0 / 3628800.0);
  sum = (sum * x + FIRE(1.0 / 362880.0)) * x + FIRE(1.0 / 40320.0);
  sum = (sum * x + FIRE(1.0 / 5040.0)) * x + FIRE(1.0 / 720.0);
#endif
  sum = (sum * x + FIRE(1.0 / 120)) * x + FIRE(1.0 / 24);
  sum = (sum * x + FIRE(1.0 / 6)) * x + FIRE(0.5);
  const union {
    fire_raw raw;
    fire_real value;
  } power = {.raw = (sum_of.raw - round.raw + FIRE_EXPONENT_BIAS) << FIRE_FRACTION_BITS};
  return ((sum * x + 1) * x + 1) * power.value;
}

AL_INLINE fire_real fire_exp(fire_real x)
{
  return fire_exp2(x * FIRE(1.4426950408889634));
}

/** Natural logarithm of x > 0. */
AL_INLINE fire_real fire_log(fire_real x)
{
  return fire_log2(x) * FIRE(0.69314718055994531);
}

/** x^y for x > 0. */
AL_INLINE fire_real fire_pow(fire_real x, fire_real y)
{
  return fire_exp2(y * fire_log2(x));
}

#endif
