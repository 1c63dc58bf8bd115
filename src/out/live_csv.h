/**
 * CSV files that grow while a run goes on: a row is on disk when the call returns; a resumed run
 * cuts the file back to where its checkpoint stood.
 */
#ifndef AL_OUT_LIVE_CSV_H
#define AL_OUT_LIVE_CSV_H

#include "out/out_env.h"
#include <stdio.h>

/* First member of the observer that writes it: an observer's self is its file. */
struct out_live_csv {
  const struct out_env *env;
  const char *path;
  double interval_s;
  void (*put_header)(void *self, const struct al_run_view *view);
  void (*put_row)(void *self, const struct al_run_view *view);
  FILE *stream; /* opened at the first row */
  struct {
    struct out_clock clock;
    long bytes; /* written so far; 0 = the file is new */
  } memory;     /* in checkpoints */
};

/** Prepares a file below the run's folder and its observer, whose begin the caller sets; nothing is
 * opened yet. @param csv env, interval_s, put_header (the whole first line, its end included) and
 * put_row (what follows the time) are set. Errors: AL_NO_MEMORY. */
al_status out_csv_observe(struct out_live_csv *csv, const char *name, const char *relative,
                          struct al_observer *out);
/** The observer's end: a last row at the end of the run, and the file closed. */
al_status out_csv_end(void *csv, const struct al_run_view *view);
size_t out_csv_spans(void *csv, struct al_span *spans, size_t capacity);
/** Closes the file of a run that was stopped. @param csv what out_csv_observe was given. */
al_status out_csv_close(void *csv);
/** Writes a text and what follows it, quoted together where CSV asks for it. */
void out_csv_put_text(FILE *stream, const char *text, const char *suffix);
/** Writes ",NAME.SUFFIX" (suffix may be ""), quoted where CSV asks for it. */
void out_csv_put_column(struct out_live_csv *csv, const char *name, const char *suffix);

#endif
