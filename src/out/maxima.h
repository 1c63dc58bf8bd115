/**
 * Maxima in time: greatest depth, speed, product of the two and level; arrival, duration, rise
 * rate.
 */
#ifndef AL_OUT_MAXIMA_H
#define AL_OUT_MAXIMA_H

#include "out/maxima_kernel.h"
#include "out/out_env.h"

/** An observer whose `end` writes max/NAME.tif. Errors: AL_BAD_INPUT, AL_NO_MEMORY. */
al_status out_maxima_create(const struct out_env *env, struct al_observer *out);

/** How many state fields it adds. */
int out_maxima_fields(const struct out_env *env);

enum { OUT_MAXIMA_MOST = 6 + OUT_DURATIONS_MOST };

/* A maximum as the run keeps it. */
struct out_maximum {
  const struct al_field *field, *hmax;
  bool is_level, is_arrival;
};

/** The maxima among a run's fields. @return how many there are. */
size_t out_maxima_list(const struct al_fields *fields, struct out_maximum *list, size_t capacity);
/** One tile [4096] of a maximum, NaN where a level or an arrival never was. */
void out_maximum_tile(const struct out_maximum *maximum, ptrdiff_t tile, al_real *value);

#endif
