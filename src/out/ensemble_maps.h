/**
 * Pictures of an envelope.
 */
#ifndef AL_OUT_ENSEMBLE_MAPS_H
#define AL_OUT_ENSEMBLE_MAPS_H

#include "out/ensemble_inside.h"

/** Draws maps/ of an envelope: those of a run where the grid has land, the highest level where it
 * has sea, who drove each cell, the share of members that wet it, coast sections. */
al_status ensemble_maps_make(const struct ensemble *ensemble, const struct out_env *env,
                             const struct envelope *envelope, const struct out_zones *zones);

/** Whether the grid has a valid cell of land, of sea. */
bool ensemble_has_land(const struct out_env *env);
bool ensemble_has_sea(const struct out_env *env);

#endif
