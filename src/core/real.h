/**
 * The cell type of the engine: float32 in the product, float64 in the build that checks the float32
 * one.
 */
#ifndef AL_CORE_REAL_H
#define AL_CORE_REAL_H

#include <stddef.h>
#include <stdint.h>

#ifdef ANLAN_FLOAT64
typedef double al_real;
#else
typedef float al_real;
#endif

/** Alignment of every cell array in bytes: one cache line, one AVX-512 vector. */
enum { AL_ALIGN_BYTES = 64 };
_Static_assert((AL_ALIGN_BYTES & (AL_ALIGN_BYTES - 1)) == 0, "an alignment is a power of two");
_Static_assert(AL_ALIGN_BYTES % sizeof(al_real) == 0, "a cache line holds whole cells");

#define AL_INLINE static inline __attribute__((always_inline))

#endif
