/**
 * The list of models.
 */
#include "models/models.h"
#include <string.h>

static const struct al_model *const models[] = {
#define AL_MODEL(name) &al_model_##name,
#include "models/models.def"
#undef AL_MODEL
    NULL};

const struct al_model *const *al_models(size_t *count)
{
  *count = AL_COUNT(models) - 1;
  return models;
}

const struct al_model *al_model_find(const char *name)
{
  for (size_t i = 0; models[i]; i++)
    if (strcmp(models[i]->name, name) == 0)
      return models[i];
  return NULL;
}

bool al_model_runs(const struct al_model *model, const struct al_config *scenario)
{
  if (model->gives_way_to && al_config_has(scenario, model->gives_way_to))
    return false;
  if (al_config_has(scenario, model->section->name))
    return true;
  bool alone = false;
  for (size_t i = 0; models[i]; i++)
    alone =
        alone || (models[i]->without_water && al_config_has(scenario, models[i]->section->name));
  return model->always && !alone;
}
