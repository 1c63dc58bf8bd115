/**
 * Numbers below the smallest normal one taken as zero: the tail of a wave over still water falls by
 * a factor a cell, and processors compute with what is left hundreds of times slower.
 */
#ifndef AL_CORE_DENORMAL_H
#define AL_CORE_DENORMAL_H

#include <stdint.h>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

/** Flushes denormal operands and results in the calling thread. @return the mode before, for
 * al_denormal_restore(). Nothing on processors it does not know. */
static inline uint64_t al_denormal_flush(void)
{
#if defined(__x86_64__)
  const unsigned before = _mm_getcsr();
  _mm_setcsr(before | 0x8040u); /* FTZ and DAZ */
  return before;
#elif defined(__aarch64__)
  uint64_t before;
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  __asm__ volatile("msr fpcr, %0" : : "r"(before | (1ull << 24)));
  return before;
#else
  return 0;
#endif
}

static inline void al_denormal_restore(uint64_t before)
{
#if defined(__x86_64__)
  _mm_setcsr((unsigned)before);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"(before));
#else
  (void)before;
#endif
}

#endif
