/**
 * mass.csv: the water balance by sample.
 */
#include "out/mass.h"
#include "out/live_csv.h"

struct mass {
  const struct out_env *env;
  struct out_live_csv csv;
};

static al_status mass_begin(void *data, struct al_arena *arena, struct al_fields *fields,
                            const struct al_run_view *view, bool resumed)
{
  (void)data;
  (void)arena;
  (void)fields;
  (void)view;
  (void)resumed;
  return AL_OK;
}

static double mass_next_s(const void *data, double time_s)
{
  const struct mass *self = data;
  return out_clock_next_s(&self->csv.memory.clock, self->env->output->mass_interval_s, time_s);
}

static al_status mass_sample(void *data, const struct al_run_view *view)
{
  struct mass *self = data;
  bool is_new;
  AL_TRY(view->ctx, out_csv_open(&self->csv, &is_new));
  if (is_new) {
    fputs("# cumulative volumes in m3, positive into the domain; error = storage change minus the "
          "sum of the others\ntime_s,time,volume_m3",
          self->csv.stream);
    for (size_t i = 0; i < view->balance_count; i++)
      out_csv_put_column(&self->csv, view->balance[i].name, "");
    fputs(",error_m3\n", self->csv.stream);
  }
  out_csv_put_time(&self->csv, view);
  fprintf(self->csv.stream, ",%.12g", view->volume_m3);
  for (size_t i = 0; i < view->balance_count; i++)
    fprintf(self->csv.stream, ",%.12g", view->balance[i].volume_m3 + 0.0); /* -0 as 0 */
  fprintf(self->csv.stream, ",%.6g\n", view->balance_error_m3);
  out_clock_advance(&self->csv.memory.clock, self->env->output->mass_interval_s, view->time_s);
  return out_csv_row_done(&self->csv);
}

static al_status mass_end(void *data, const struct al_run_view *view)
{
  struct mass *self = data;
  if (out_is_end(view) && self->csv.memory.clock.last_s < view->time_s)
    AL_TRY(view->ctx, mass_sample(self, view));
  return out_csv_close(&self->csv);
}

static al_status mass_restored(void *data, const struct al_run_view *view)
{
  struct mass *self = data;
  (void)view;
  return out_csv_restore(&self->csv);
}

static size_t mass_spans(void *data, struct al_span *spans, size_t capacity)
{
  struct mass *self = data;
  return out_csv_span(&self->csv, spans, capacity);
}

al_status out_mass_create(const struct out_env *env, struct al_observer *out)
{
  struct mass *self = AL_NEW(env->arena, struct mass, 1);
  if (!self)
    return AL_NO_MEMORY;
  self->env = env;
  AL_TRY(env->ctx, out_csv_prepare(&self->csv, env, "mass.csv"));
  *out = (struct al_observer){.name = "mass",
                              .self = self,
                              .begin = mass_begin,
                              .needs_balance = true,
                              .next_s = mass_next_s,
                              .sample = mass_sample,
                              .end = mass_end,
                              .restored = mass_restored,
                              .spans = mass_spans};
  return AL_OK;
}

al_status out_mass_close(void *self)
{
  return out_csv_close(&((struct mass *)self)->csv);
}
