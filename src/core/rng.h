/**
 * Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3", SC11). A number depends on (seed, stream, index) alone, so neither
 * the order of calls nor the number of threads can change it.
 */
#ifndef AL_CORE_RNG_H
#define AL_CORE_RNG_H

#include "core/real.h"
#include <assert.h>
#include <math.h>

struct al_rng_block {
  uint32_t word[4];
};

/** Ten rounds of Philox4x32. @param counter,key as in the paper's reference code. */
static inline struct al_rng_block al_rng_philox(struct al_rng_block counter, uint32_t key0,
                                                uint32_t key1)
{
  struct al_rng_block c = counter;
  for (int round = 0; round < 10; round++) {
    const uint64_t p0 = (uint64_t)0xD2511F53u * c.word[0], p1 = (uint64_t)0xCD9E8D57u * c.word[2];
    c = (struct al_rng_block){{(uint32_t)(p1 >> 32) ^ c.word[1] ^ key0, (uint32_t)p1,
                               (uint32_t)(p0 >> 32) ^ c.word[3] ^ key1, (uint32_t)p0}};
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return c;
}

/** 128 random bits. @param stream names the use: one for each model and quantity. @param index the
 * draw: a cell, a member, a step. */
static inline struct al_rng_block al_rng_bits(uint64_t seed, uint64_t stream, uint64_t index)
{
  const struct al_rng_block counter = {
      {(uint32_t)index, (uint32_t)(index >> 32), (uint32_t)stream, (uint32_t)(stream >> 32)}};
  return al_rng_philox(counter, (uint32_t)seed, (uint32_t)(seed >> 32));
}

/** Uniform in [0, 1) with 53 bits. */
static inline double al_rng_uniform(uint64_t seed, uint64_t stream, uint64_t index)
{
  const struct al_rng_block b = al_rng_bits(seed, stream, index);
  const uint64_t bits = (uint64_t)b.word[0] << 21 ^ b.word[1] >> 11;
  return (double)bits * 0x1p-53;
}

/** Whole number in [0, count) without bias worth mention (below 2^-32 for counts below 2^32). */
static inline uint64_t al_rng_below(uint64_t seed, uint64_t stream, uint64_t index, uint32_t count)
{
  assert(count > 0);
  const struct al_rng_block b = al_rng_bits(seed, stream, index);
  const uint64_t high = (uint64_t)b.word[0] * count, low = (uint64_t)b.word[1] * count;
  return (high + (low >> 32)) >> 32;
}

/** Normal with mean 0 and deviation 1 (Box and Muller 1958). Not for kernels: calls libm. */
static inline double al_rng_normal(uint64_t seed, uint64_t stream, uint64_t index)
{
  const struct al_rng_block b = al_rng_bits(seed, stream, index);
  const double open = ((double)((uint64_t)b.word[0] << 21 ^ b.word[1] >> 11) + 0.5) * 0x1p-53;
  const double turn = (double)((uint64_t)b.word[2] << 21 ^ b.word[3] >> 11) * 0x1p-53;
  return sqrt(-2.0 * log(open)) * cos(6.283185307179586 * turn);
}

#endif
