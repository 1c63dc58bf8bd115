/**
 * NAME.csv: the series of a model's own objects (works.csv: links and dams).
 */
#ifndef AL_OUT_MODEL_SERIES_H
#define AL_OUT_MODEL_SERIES_H

#include "out/live_csv.h"

/** A row every output.gauge_interval for a model that has series. Errors: AL_NO_MEMORY. */
al_status out_model_series_create(const struct out_env *env, const struct al_model *model,
                                  struct al_observer *out);

#endif
