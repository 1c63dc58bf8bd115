/**
 * Products of a fire season: rasters, its fires, where they began, maps, report.
 */
#ifndef AL_OUT_SEASON_PRODUCTS_H
#define AL_OUT_SEASON_PRODUCTS_H

#include "out/zones.h"

/** An observer whose `end` writes fire/NAME.tif, fire/fires.csv, fires.gpkg and sources.csv. */
al_status out_season_create(const struct out_env *env, struct al_observer *out);
/** Reads back what the zoning of fire needs. Errors: AL_BAD_INPUT when a file is missing. */
al_status out_season_planes_read(const struct out_env *env, struct out_planes *out);
/** Draws maps/fire_NAME.png from the rasters. */
al_status out_season_maps(const struct out_env *env);
/** report.html of a season without water. */
al_status out_season_report(const struct out_env *env, const struct out_zones *zones,
                            const struct al_run_result *result);

#endif
