/**
 * Small functions that vectorise: no calls, no branches, the same bits on every vector width.
 */
#ifndef AL_CORE_VMATH_H
#define AL_CORE_VMATH_H

#include "core/real.h"
#include <math.h>

AL_INLINE al_real al_min(al_real a, al_real b)
{
  return a < b ? a : b;
}

AL_INLINE al_real al_max(al_real a, al_real b)
{
  return a > b ? a : b;
}

AL_INLINE al_real al_abs(al_real a)
{
  return a < 0 ? -a : a;
}

AL_INLINE al_real al_sqrt(al_real a)
{
#ifdef ANLAN_FLOAT64
  return sqrt(a);
#else
  return sqrtf(a);
#endif
}

/** x^(-1/3) for x > 0 by a guess from the exponent and third-order steps; relative error below 2e-7
 * in float32. */
AL_INLINE al_real al_rcbrt(al_real x)
{
  union {
    float value;
    int32_t bits;
  } guess = {.value = (float)x};
  guess.bits = 0x548c2b4b - (int32_t)(0.33333334f * (float)guess.bits);
  const float third = 0.33333334f, two_ninths = 0.22222222f, xf = (float)x;
  float y = guess.value;
  float c = 1.0f - xf * y * y * y;
  y = y * (1.0f + c * (third + two_ninths * c));
  c = 1.0f - xf * y * y * y;
  y = y * (1.0f + c * (third + two_ninths * c));
#ifdef ANLAN_FLOAT64
  const double wide = (double)y, residue = 1.0 - x * wide * wide * wide;
  return wide * (1.0 + residue * (1.0 / 3.0 + 2.0 / 9.0 * residue));
#else
  return y;
#endif
}

/** e^x by a power of two and a polynomial; x is held to -87 .. 88 (-700 .. 700 in float64), so the
 * result is neither 0 nor infinite. Relative error below 2e-7 in float32, 1e-15 in float64. */
AL_INLINE al_real al_exp(al_real x)
{
#ifdef ANLAN_FLOAT64
  const double held = al_max(al_min(x, 700.0), -700.0);
  const double magic = 6755399441055744.0; /* 1.5 * 2^52: rounds what is added to it */
  const double shifted = held * 1.4426950408889634 + magic, n = shifted - magic;
  const double r = (held - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
  union {
    double value;
    int64_t bits;
  } scale = {.value = shifted};
  scale.bits = (int64_t)((uint64_t)scale.bits << 52) + 0x3ff0000000000000;
  double p = 1.0 / 6227020800.0;
  static const double inverse_factorial[] = {1.0 / 479001600.0,
                                             1.0 / 39916800.0,
                                             1.0 / 3628800.0,
                                             1.0 / 362880.0,
                                             1.0 / 40320.0,
                                             1.0 / 5040.0,
                                             1.0 / 720.0,
                                             1.0 / 120.0,
                                             1.0 / 24.0,
                                             1.0 / 6.0,
                                             0.5,
                                             1.0,
                                             1.0};
  for (int i = 0; i < 13; i++)
    p = p * r + inverse_factorial[i];
  return p * scale.value;
#else
  const float held = al_max(al_min(x, 88.0f), -87.0f);
  const float magic = 12582912.0f; /* 1.5 * 2^23: rounds what is added to it */
  const float shifted = held * 1.44269504f + magic, n = shifted - magic;
  const float r = (held - n * 0.693359375f) + n * 2.12194440e-4f;
  union {
    float value;
    int32_t bits;
  } scale = {.value = shifted};
  scale.bits = (int32_t)((uint32_t)scale.bits << 23) + 0x3f800000;
  const float p =
      (((((1.0f / 5040.0f * r + 1.0f / 720.0f) * r + 1.0f / 120.0f) * r + 1.0f / 24.0f) * r +
        1.0f / 6.0f) *
           r +
       0.5f) *
          (r * r) +
      r;
  return (p + 1.0f) * scale.value;
#endif
}

/** Natural logarithm of x > 0 (normal numbers) from the exponent and the series of 2 atanh((m - 1)
 * / (m + 1)), m in 0.7 .. 1.42. Error below 2e-7 of max(|ln x|, 0.1) in float32, 1e-15 in
 * float64. */
AL_INLINE al_real al_ln(al_real x)
{
#ifdef ANLAN_FLOAT64
  union {
    double value;
    int64_t bits;
  } m = {.value = x};
  const int64_t power = (m.bits - 0x3fe6a09e667f3bcd) >> 52;
  m.bits -= (int64_t)((uint64_t)power << 52);
  const double s = (m.value - 1.0) / (m.value + 1.0), z = s * s, n = (double)power;
  double p = 1.0 / 23.0;
  for (int k = 21; k >= 3; k -= 2)
    p = p * z + 1.0 / k;
  return n * 0.693147180369123816490 + (2.0 * (s + s * z * p) + n * 1.90821492927058770002e-10);
#else
  union {
    float value;
    int32_t bits;
  } m = {.value = x};
  const int32_t power = (m.bits - 0x3f3504f3) >> 23;
  m.bits -= (int32_t)((uint32_t)power << 23);
  const float s = (m.value - 1.0f) / (m.value + 1.0f), z = s * s, n = (float)power;
  const float p = ((1.0f / 9.0f * z + 1.0f / 7.0f) * z + 1.0f / 5.0f) * z + 1.0f / 3.0f;
  return n * 0.693359375f + (2.0f * (s + s * z * p) - n * 2.12194440e-4f);
#endif
}

/** x^y for x > 0 as e^(y ln x): relative error below 3e-7 (1 + |y ln x|) in float32. */
AL_INLINE al_real al_pow(al_real x, al_real y)
{
  return al_exp(y * al_ln(x));
}

#endif
