/**
 * Products of a forest fire: rasters, perimeters, maps, its page of the report.
 */
#ifndef AL_OUT_FIRE_PRODUCTS_H
#define AL_OUT_FIRE_PRODUCTS_H

#include "out/zones.h"

/** An observer whose `end` writes fire/NAME.tif and fire/perimeters.gpkg. */
al_status out_fire_create(const struct out_env *env, struct al_observer *out);
/** Draws maps/fire_NAME.png from the rasters. Errors: AL_BAD_INPUT when one is missing. */
al_status out_fire_maps(const struct out_env *env);
/** report.html of a run without water. */
al_status out_fire_report(const struct out_env *env, const struct al_run_result *result);

#endif
