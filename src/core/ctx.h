/**
 * The inside of a context: shared by the files of core only.
 */
#ifndef AL_CORE_CTX_H
#define AL_CORE_CTX_H

#include "core/log.h"
#include <pthread.h>

struct al_text {
  char *data;
  size_t length, capacity;
};

/* Where a message begins in the text of errors; its caret and its trace follow it. */
struct al_entry {
  size_t start;
  enum al_severity severity;
};

struct al_ctx {
  pthread_mutex_t lock;
  struct al_text error_text;
  struct al_entry *entry;
  size_t entry_count, entry_capacity;
  size_t error_count, warning_count, open_error_count;
  enum al_language language;
  enum al_log_format log_format;
  bool quiet;
  FILE *log_stream, *note_stream; /* of text notes, NULL = log_stream */
  int progress_percent;           /* last one shown, -1 before the first */
  char progress_stage[64];
  double progress_start_s; /* monotonic clock at the first call of the stage */
};

/** A text as a JSON string, quotes included. */
void ctx_write_json_text(FILE *stream, const char *text);
/** One JSON object of a level and a text, on its own line. */
void ctx_write_json_line(FILE *stream, enum al_severity severity, const char *text);
/** Appends to a growing text; a text that cannot grow stays as it is. */
void ctx_text_append(struct al_text *text, const char *more, size_t length);

#endif
