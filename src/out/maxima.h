/**
 * Maxima in time: greatest depth, speed, product of the two and level; arrival, duration, rise
 * rate.
 */
#ifndef AL_OUT_MAXIMA_H
#define AL_OUT_MAXIMA_H

#include "out/out_env.h"

/** An observer whose `end` writes max/NAME.tif. Errors: AL_BAD_INPUT, AL_NO_MEMORY. */
al_status out_maxima_create(const struct out_env *env, struct al_observer *out);

/** How many state fields it adds. */
int out_maxima_fields(const struct out_env *env);

#endif
