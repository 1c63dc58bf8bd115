/**
 * CSV files that grow while a run goes on.
 */
#include "out/live_csv.h"
#include "core/caltime.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

al_status out_csv_prepare(struct out_live_csv *csv, const struct out_env *env, const char *relative)
{
  *csv = (struct out_live_csv){.env = env, .path = out_path(env, relative)};
  csv->memory.clock = out_clock_fresh();
  return csv->path ? AL_OK : AL_NO_MEMORY;
}

static al_status csv_cut_back(struct out_live_csv *csv)
{
  struct al_ctx *ctx = csv->env->ctx;
  csv->stream = fopen(csv->path, "r+");
  if (!csv->stream)
    return AL_FAIL(ctx, AL_IO_FAILED, "%s: cannot be continued: %s", csv->path, strerror(errno));
  if (fseek(csv->stream, 0, SEEK_END) != 0 || ftell(csv->stream) < csv->memory.bytes)
    return AL_FAIL(ctx, AL_IO_FAILED,
                   "%s: is shorter than when the checkpoint was written (%ld bytes)", csv->path,
                   csv->memory.bytes);
  if (ftruncate(fileno(csv->stream), csv->memory.bytes) != 0 ||
      fseek(csv->stream, csv->memory.bytes, SEEK_SET) != 0)
    return AL_FAIL(ctx, AL_IO_FAILED, "%s: cannot be continued: %s", csv->path, strerror(errno));
  return AL_OK;
}

al_status out_csv_open(struct out_live_csv *csv, bool *is_new)
{
  *is_new = false;
  if (csv->stream)
    return AL_OK;
  if (csv->memory.bytes > 0)
    return csv_cut_back(csv);
  csv->stream = fopen(csv->path, "w");
  if (!csv->stream)
    return AL_FAIL(csv->env->ctx, AL_IO_FAILED, "%s: cannot be written: %s", csv->path,
                   strerror(errno));
  *is_new = true;
  return AL_OK;
}

al_status out_csv_row_done(struct out_live_csv *csv)
{
  if (fflush(csv->stream) != 0 || ferror(csv->stream))
    return AL_FAIL(csv->env->ctx, AL_IO_FAILED, "%s: cannot be written: %s", csv->path,
                   strerror(errno));
  csv->memory.bytes = ftell(csv->stream);
  return AL_OK;
}

al_status out_csv_close(struct out_live_csv *csv)
{
  if (!csv->stream)
    return AL_OK;
  const bool bad = fflush(csv->stream) != 0 || fsync(fileno(csv->stream)) != 0;
  const int why = errno;
  const bool closed = fclose(csv->stream) == 0;
  csv->stream = NULL;
  return closed && !bad ? AL_OK
                        : AL_FAIL(csv->env->ctx, AL_IO_FAILED, "%s: cannot be written: %s",
                                  csv->path, strerror(bad ? why : errno));
}

al_status out_csv_restore(struct out_live_csv *csv)
{
  bool is_new;
  return csv->memory.bytes > 0 ? out_csv_open(csv, &is_new) : AL_OK;
}

size_t out_csv_span(struct out_live_csv *csv, struct al_span *spans, size_t capacity)
{
  if (capacity > 0)
    spans[0] = (struct al_span){.data = &csv->memory, .bytes = sizeof csv->memory};
  return 1;
}

void out_csv_put_time(struct out_live_csv *csv, const struct al_run_view *view)
{
  char calendar[64];
  al_time_format(view->epoch_s + view->time_s, csv->env->utc_offset_s, calendar, sizeof calendar);
  fprintf(csv->stream, "%.9g,%s", view->time_s, calendar);
}

void out_csv_put_text(FILE *stream, const char *text, const char *suffix)
{
  const bool quoted = strpbrk(text, ",\"\r\n") != NULL;
  if (quoted)
    fputc('"', stream);
  for (const char *c = text; *c; c++) {
    if (*c == '"')
      fputc('"', stream);
    fputc(*c, stream);
  }
  fputs(suffix, stream);
  if (quoted)
    fputc('"', stream);
}

void out_csv_put_column(struct out_live_csv *csv, const char *name, const char *suffix)
{
  char dotted[64];
  snprintf(dotted, sizeof dotted, "%s%s", *suffix ? "." : "", suffix);
  fputc(',', csv->stream);
  out_csv_put_text(csv->stream, name, dotted);
}
