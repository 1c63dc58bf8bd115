/**
 * CSV files that grow while a run goes on: a row is on disk when the call returns; a resumed run
 * cuts the file back to where its checkpoint stood.
 */
#ifndef AL_OUT_LIVE_CSV_H
#define AL_OUT_LIVE_CSV_H

#include "out/out_env.h"
#include <stdio.h>

struct out_live_csv {
  const struct out_env *env;
  const char *path;
  FILE *stream; /* opened at the first row */
  struct {
    struct out_clock clock;
    long bytes; /* written so far; 0 = the file is new */
  } memory;     /* in checkpoints */
};

/** Prepares a file below the run's folder; nothing is opened yet. */
al_status out_csv_prepare(struct out_live_csv *csv, const struct out_env *env,
                          const char *relative);
/** Opens the file for the next row: new and empty, or cut back to memory.bytes. `*is_new` says
 * that the header is wanted. Errors: AL_IO_FAILED. */
al_status out_csv_open(struct out_live_csv *csv, bool *is_new);
/** Flushes a row and keeps its end. Errors: AL_IO_FAILED (disk full). */
al_status out_csv_row_done(struct out_live_csv *csv);
al_status out_csv_close(struct out_live_csv *csv);
/** After a checkpoint was read back: cuts the file to what it counted. */
al_status out_csv_restore(struct out_live_csv *csv);
size_t out_csv_span(struct out_live_csv *csv, struct al_span *spans, size_t capacity);
/** Writes a text and what follows it, quoted together where CSV asks for it. */
void out_csv_put_text(FILE *stream, const char *text, const char *suffix);
/** Writes ",NAME.SUFFIX" (suffix may be ""), quoted where CSV asks for it. */
void out_csv_put_column(struct out_live_csv *csv, const char *name, const char *suffix);
/** Writes time in seconds and as calendar time: the first two columns of every file. */
void out_csv_put_time(struct out_live_csv *csv, const struct al_run_view *view);

#endif
