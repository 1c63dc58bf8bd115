/**
 * fields/NAME.nc: depth, level and velocity over time, readable while the run goes on.
 */
#ifndef AL_OUT_FIELD_SERIES_H
#define AL_OUT_FIELD_SERIES_H

#include "out/out_env.h"

al_status out_field_series_create(const struct out_env *env, struct al_observer *out);
/** Closes the file of a run that was stopped. */
al_status out_field_series_close(void *self);

#endif
