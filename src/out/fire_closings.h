/**
 * When a fire closes roads and villages.
 */
#ifndef AL_OUT_FIRE_CLOSINGS_H
#define AL_OUT_FIRE_CLOSINGS_H

#include "out/out_env.h"

/** Writes fire/closings.csv and closings.gpkg for the records of fire.closings. @param arrival
 * [rows*cols] seconds, not finite where no fire came @param annual probability to burn in a year,
 * of a season; else NULL. Errors: AL_BAD_INPUT, AL_IO_FAILED, AL_NO_MEMORY. */
al_status out_fire_closings(const struct out_env *env, const float *arrival, const float *annual);

#endif
