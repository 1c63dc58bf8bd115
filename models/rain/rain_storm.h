/**
 * Design storms.
 */
#ifndef AL_MODELS_RAIN_STORM_H
#define AL_MODELS_RAIN_STORM_H

#include "models/rain/rain_config.h"

/** Depth in m that the formula gives for a duration: A (1 + C lg T) t / (t + b)^n. */
double rain_storm_depth_m(const struct rain_design_config *design, double duration_s);

/** Depth fallen from the start of the storm to `time_s` after it, of the configured total. */
double rain_storm_fallen_m(const struct rain_design_config *design, double time_s);

/** The storm as blocks of constant intensity; exact block means. @param out lives in `arena`. */
al_status rain_storm_series(struct al_arena *arena, const struct rain_design_config *design,
                            struct al_series *out);

#endif
