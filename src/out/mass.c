/**
 * mass.csv: the water balance by sample.
 */
#include "out/mass.h"

static void mass_put_header(void *data, const struct al_run_view *view)
{
  struct out_live_csv *csv = data;
  fputs("# cumulative volumes in m3, positive into the domain; error = storage change minus the "
        "sum of the others\ntime_s,time,volume_m3",
        csv->stream);
  for (size_t i = 0; i < view->balance_count; i++)
    out_csv_put_column(csv, view->balance[i].name, "");
  fputs(",error_m3\n", csv->stream);
}

static void mass_put_row(void *data, const struct al_run_view *view)
{
  struct out_live_csv *csv = data;
  fprintf(csv->stream, ",%.12g", view->volume_m3);
  for (size_t i = 0; i < view->balance_count; i++)
    fprintf(csv->stream, ",%.12g", view->balance[i].volume_m3 + 0.0); /* -0 as 0 */
  fprintf(csv->stream, ",%.6g", view->balance_error_m3);
}

al_status out_mass_create(const struct out_env *env, struct al_observer *out)
{
  struct out_live_csv *csv = AL_NEW(env->arena, struct out_live_csv, 1);
  if (!csv)
    return AL_NO_MEMORY;
  *csv = (struct out_live_csv){.env = env,
                               .interval_s = env->output->mass_interval_s,
                               .put_header = mass_put_header,
                               .put_row = mass_put_row};
  AL_TRY(env->ctx, out_csv_observe(csv, "mass", "mass.csv", out));
  out->needs_balance = true;
  return AL_OK;
}
