/**
 * mass.csv: the water balance by sample.
 */
#ifndef AL_OUT_MASS_H
#define AL_OUT_MASS_H

#include "out/live_csv.h"

al_status out_mass_create(const struct out_env *env, struct al_observer *out);

#endif
