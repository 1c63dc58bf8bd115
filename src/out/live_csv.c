/**
 * CSV files that grow while a run goes on.
 */
#include "out/live_csv.h"
#include "core/caltime.h"
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

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

/* Opens the file for the next row: new, with its header, or cut back to memory.bytes. */
static al_status csv_open(struct out_live_csv *csv, const struct al_run_view *view)
{
  if (csv->stream)
    return AL_OK;
  if (csv->memory.bytes > 0)
    return csv_cut_back(csv);
  csv->stream = fopen(csv->path, "w");
  if (!csv->stream)
    return AL_FAIL(csv->env->ctx, AL_IO_FAILED, "%s: cannot be written: %s", csv->path,
                   strerror(errno));
  csv->put_header(csv, view);
  return AL_OK;
}

/* Time in seconds and as calendar time: the first two columns of every file. */
static void csv_put_time(struct out_live_csv *csv, const struct al_run_view *view)
{
  char calendar[64];
  al_time_format(view->epoch_s + view->time_s, csv->env->utc_offset_s, calendar, sizeof calendar);
  fprintf(csv->stream, "%.9g,%s", view->time_s, calendar);
}

static double csv_next_s(const void *data, double time_s)
{
  const struct out_live_csv *csv = data;
  return out_clock_next_s(&csv->memory.clock, csv->interval_s, time_s);
}

static al_status csv_sample(void *data, const struct al_run_view *view)
{
  struct out_live_csv *csv = data;
  AL_TRY(view->ctx, csv_open(csv, view));
  csv_put_time(csv, view);
  csv->put_row(csv, view);
  fputc('\n', csv->stream);
  out_clock_advance(&csv->memory.clock, csv->interval_s, view->time_s);
  if (fflush(csv->stream) != 0 || ferror(csv->stream))
    return AL_FAIL(csv->env->ctx, AL_IO_FAILED, "%s: cannot be written: %s", csv->path,
                   strerror(errno));
  csv->memory.bytes = ftell(csv->stream);
  return AL_OK;
}

al_status out_csv_close(void *data)
{
  struct out_live_csv *csv = data;
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

al_status out_csv_end(void *data, const struct al_run_view *view)
{
  struct out_live_csv *csv = data;
  if (out_is_end(view) && csv->memory.clock.last_s < view->time_s)
    AL_TRY(view->ctx, csv_sample(csv, view));
  return out_csv_close(csv);
}

/* After a checkpoint was read back: cuts the file to what it counted. */
static al_status csv_restored(void *data, const struct al_run_view *view)
{
  struct out_live_csv *csv = data;
  return csv->memory.bytes > 0 ? csv_open(csv, view) : AL_OK;
}

size_t out_csv_spans(void *data, struct al_span *spans, size_t capacity)
{
  struct out_live_csv *csv = data;
  if (capacity > 0)
    spans[0] = (struct al_span){.data = &csv->memory, .bytes = sizeof csv->memory};
  return 1;
}

al_status out_csv_observe(struct out_live_csv *csv, const char *name, const char *relative,
                          struct al_observer *out)
{
  assert(csv->env && csv->put_header && csv->put_row);
  csv->path = out_path(csv->env, relative);
  csv->memory.clock = out_clock_fresh();
  *out = (struct al_observer){.name = name,
                              .self = csv,
                              .next_s = csv_next_s,
                              .sample = csv_sample,
                              .end = out_csv_end,
                              .restored = csv_restored,
                              .spans = out_csv_spans};
  return csv->path ? AL_OK : AL_NO_MEMORY;
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
