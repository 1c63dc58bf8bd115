/**
 * Products of a forest fire: rasters, perimeters, maps, its page of the report.
 */
#ifndef AL_OUT_FIRE_PRODUCTS_H
#define AL_OUT_FIRE_PRODUCTS_H

#include "out/report.h"

/** An observer whose `end` writes fire/NAME.tif and fire/perimeters.gpkg. */
al_status out_fire_create(const struct out_env *env, struct al_observer *out);
/** Draws maps/fire_NAME.png from the rasters. Errors: AL_BAD_INPUT when one is missing. */
al_status out_fire_maps(const struct out_env *env);
/** Crops maps to the ground around the cells where a plane is finite and above 0. */
al_status out_fire_crop(struct out_maps *maps, const float *plane);
/** A figure of the run; 0 when it has none of the name. */
double out_fire_figure(const struct al_run_result *result, const char *name);
/** Writes report.html, whole or not at all. */
al_status out_fire_write_page(const struct out_report *report,
                              al_status (*put)(FILE *, const struct out_report *));
/** report.html of a run without water. */
al_status out_fire_report(const struct out_env *env, const struct al_run_result *result);

#endif
