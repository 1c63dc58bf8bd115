/**
 * Worst cases over many runs, cell by cell: of a group (maximum envelope of water, MEOW) or of all
 * groups (maximum of maxima, MOM). Runs may be taken in any order: the bits are the same.
 */
#ifndef AL_OUT_ENVELOPE_H
#define AL_OUT_ENVELOPE_H

#include "core/arena.h"
#include "out/zones.h"

enum { ENVELOPE_DEPTHS_MOST = 8 };

struct envelope {
  ptrdiff_t cells;
  size_t depth_count;
  float depth_m[ENVELOPE_DEPTHS_MOST];
  struct out_planes planes;                  /* greatest of each cell, earliest arrival; NaN none */
  uint32_t *driver;                          /* [cells] number of the run with the highest level,
                                              * the lowest of equals; 0 = never wet */
  uint32_t *wet_units[ENVELOPE_DEPTHS_MOST]; /* [cells] weight of the runs that wet it deeper */
  uint64_t units;                            /* weight of all runs taken */
  size_t run_count;
};

/** Bytes of an envelope. */
size_t envelope_bytes(ptrdiff_t cells, size_t depth_count);
/** An envelope of no run. Errors: AL_NO_MEMORY. */
al_status envelope_create(struct al_arena *arena, ptrdiff_t cells, const double *depth_m,
                          size_t depth_count, struct envelope *out);
/** Takes the maxima of one run. @param number from 1, another one for each run. @param units its
 * weight; the weights of all runs add up to less than 2^32. */
void envelope_take(struct envelope *envelope, uint32_t number, uint32_t units,
                   const struct out_planes *planes);
/** Takes all that another envelope took; none was taken by both. */
void envelope_merge(struct envelope *envelope, const struct envelope *other);
/** Share, by weight, of the runs that wet each cell deeper than depth `k`; NaN where the grid has
 * no cell. */
void envelope_share(const struct envelope *envelope, size_t k, float *out);

#endif
