/**
 * All models, in the order in which a step calls them.
 */
#ifndef AL_MODELS_MODELS_H
#define AL_MODELS_MODELS_H

#include "config/model.h"

#define AL_MODEL(name) extern const struct al_model al_model_##name;
#include "models/models.def"
#undef AL_MODEL

/** @param count receives their number. */
const struct al_model *const *al_models(size_t *count);
/** Whether a scenario runs a model: it names its section and none that the model gives way to, or
 * the model always runs and none that does without it is named. */
bool al_model_runs(const struct al_model *model, const struct al_config *scenario);
/** @return NULL when there is none of that name. */
const struct al_model *al_model_find(const char *name);

#endif
