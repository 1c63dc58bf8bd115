/**
 * NAME.csv: the series of a model's own objects.
 */
#include "out/model_series.h"
#include <assert.h>

enum { VALUES_MOST = 4096 };

struct model_series {
  struct out_live_csv csv;
  const struct al_model *model;
  struct al_series_value *value; /* [VALUES_MOST] */
};

static size_t series_ask(struct model_series *self, const struct al_run_view *view)
{
  for (size_t m = 0; m < view->model_count; m++)
    if (view->models[m] == self->model) {
      const size_t count = self->model->series(view->selves[m], self->value, VALUES_MOST);
      return count < VALUES_MOST ? count : VALUES_MOST;
    }
  return 0;
}

static void series_put_header(void *data, const struct al_run_view *view)
{
  struct model_series *self = data;
  const size_t count = series_ask(self, view);
  fputs("time_s,time", self->csv.stream);
  for (size_t k = 0; k < count; k++)
    out_csv_put_column(&self->csv, self->value[k].object, self->value[k].quantity);
  fputc('\n', self->csv.stream);
}

static void series_put_row(void *data, const struct al_run_view *view)
{
  struct model_series *self = data;
  const size_t count = series_ask(self, view);
  for (size_t k = 0; k < count; k++)
    fprintf(self->csv.stream, ",%.9g", self->value[k].value + 0.0); /* -0 as 0 */
}

al_status out_model_series_create(const struct out_env *env, const struct al_model *model,
                                  struct al_observer *out)
{
  assert(model->series);
  struct model_series *self = AL_NEW(env->arena, struct model_series, 1);
  const char *name = al_arena_printf(env->arena, "%s.csv", model->name);
  if (!self || !name)
    return AL_NO_MEMORY;
  *self = (struct model_series){.csv = {.env = env,
                                        .interval_s = env->output->gauge_interval_s,
                                        .put_header = series_put_header,
                                        .put_row = series_put_row},
                                .model = model,
                                .value = AL_NEW(env->arena, struct al_series_value, VALUES_MOST)};
  return self->value ? out_csv_observe(&self->csv, model->name, name, out) : AL_NO_MEMORY;
}
