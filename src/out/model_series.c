/**
 * NAME.csv: the series of a model's own objects.
 */
#include "out/model_series.h"
#include "out/live_csv.h"
#include <assert.h>

enum { VALUES_MOST = 4096 };

struct model_series {
  const struct out_env *env;
  const struct al_model *model;
  struct al_series_value *value; /* [VALUES_MOST] */
  struct out_live_csv csv;
};

static al_status series_begin(void *data, struct al_arena *arena, struct al_fields *fields,
                              const struct al_run_view *view, bool resumed)
{
  (void)data;
  (void)arena;
  (void)fields;
  (void)view;
  (void)resumed;
  return AL_OK;
}

static double series_next_s(const void *data, double time_s)
{
  const struct model_series *self = data;
  return out_clock_next_s(&self->csv.memory.clock, self->env->output->gauge_interval_s, time_s);
}

static size_t series_ask(struct model_series *self, const struct al_run_view *view)
{
  for (size_t m = 0; m < view->model_count; m++)
    if (view->models[m] == self->model) {
      const size_t count = self->model->series(view->selves[m], self->value, VALUES_MOST);
      return count < VALUES_MOST ? count : VALUES_MOST;
    }
  return 0;
}

static al_status series_sample(void *data, const struct al_run_view *view)
{
  struct model_series *self = data;
  bool is_new;
  const size_t count = series_ask(self, view);
  AL_TRY(view->ctx, out_csv_open(&self->csv, &is_new));
  if (is_new) {
    fputs("time_s,time", self->csv.stream);
    for (size_t k = 0; k < count; k++)
      out_csv_put_column(&self->csv, self->value[k].object, self->value[k].quantity);
    fputc('\n', self->csv.stream);
  }
  out_csv_put_time(&self->csv, view);
  for (size_t k = 0; k < count; k++)
    fprintf(self->csv.stream, ",%.9g", self->value[k].value + 0.0); /* -0 as 0 */
  fputc('\n', self->csv.stream);
  out_clock_advance(&self->csv.memory.clock, self->env->output->gauge_interval_s, view->time_s);
  return out_csv_row_done(&self->csv);
}

static al_status series_end(void *data, const struct al_run_view *view)
{
  struct model_series *self = data;
  if (out_is_end(view) && self->csv.memory.clock.last_s < view->time_s)
    AL_TRY(view->ctx, series_sample(self, view));
  return out_csv_close(&self->csv);
}

static al_status series_restored(void *data, const struct al_run_view *view)
{
  struct model_series *self = data;
  (void)view;
  return out_csv_restore(&self->csv);
}

static size_t series_spans(void *data, struct al_span *spans, size_t capacity)
{
  struct model_series *self = data;
  return out_csv_span(&self->csv, spans, capacity);
}

al_status out_model_series_create(const struct out_env *env, const struct al_model *model,
                                  struct al_observer *out)
{
  assert(model->series);
  struct model_series *self = AL_NEW(env->arena, struct model_series, 1);
  const char *name = al_arena_printf(env->arena, "%s.csv", model->name);
  if (!self || !name)
    return AL_NO_MEMORY;
  *self = (struct model_series){
      .env = env, .model = model, .value = AL_NEW(env->arena, struct al_series_value, VALUES_MOST)};
  if (!self->value)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx, out_csv_prepare(&self->csv, env, name));
  *out = (struct al_observer){.name = model->name,
                              .self = self,
                              .begin = series_begin,
                              .next_s = series_next_s,
                              .sample = series_sample,
                              .end = series_end,
                              .restored = series_restored,
                              .spans = series_spans};
  return AL_OK;
}

al_status out_model_series_close(void *self)
{
  return out_csv_close(&((struct model_series *)self)->csv);
}
