/**
 * Series at points, through lines and of catchments: gauges.csv, sections.csv, catchments.csv.
 */
#ifndef AL_OUT_POINTS_H
#define AL_OUT_POINTS_H

#include "out/live_csv.h"
#include "tiles/line_faces.h"

/** Level, depth and velocity at output.gauges. Reports gauges that lie outside the grid or on a
 * void cell. Errors: AL_NO_MEMORY. */
al_status out_gauges_create(const struct out_env *env, struct al_observer *out);

/** Discharge through output.sections. Reports lines that cross no cell. */
al_status out_sections_create(const struct out_env *env, struct al_observer *out);

/** Storage, inflow and outflow of the polygons of output.catchments. Reports those without a name
 * or a cell. Errors: AL_BAD_INPUT. */
al_status out_catchments_create(const struct out_env *env, struct al_observer *out);
/** Memory that they take beside the fields, before the run makes its forest. */
size_t out_catchments_bytes(const struct out_env *env);

#endif
