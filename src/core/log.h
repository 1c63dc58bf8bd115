/**
 * Log lines and progress of one context. Progress is text on a terminal, JSON lines elsewhere.
 */
#ifndef AL_CORE_LOG_H
#define AL_CORE_LOG_H

#include "core/status.h"
#include <stdio.h>

enum al_log_format { AL_LOG_TEXT, AL_LOG_JSON };
enum al_language { AL_ENGLISH, AL_CHINESE };

void al_ctx_set_log(struct al_ctx *ctx, enum al_log_format format, bool quiet, FILE *stream);
/** Where notes go in text format, so that a stream of progress holds nothing else; NULL = with the
 * log. */
void al_ctx_set_notes(struct al_ctx *ctx, FILE *stream);
void al_ctx_set_language(struct al_ctx *ctx, enum al_language language);
enum al_language al_ctx_language(const struct al_ctx *ctx);
bool al_ctx_is_quiet(const struct al_ctx *ctx);
enum al_log_format al_ctx_log_format(const struct al_ctx *ctx);
FILE *al_ctx_log_stream(const struct al_ctx *ctx);

/** One log line; when quiet, errors only. */
void al_log(struct al_ctx *ctx, enum al_severity severity, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** The lines of a stream from where it stands, each as a note, quiet or not: what a command prints
 * for people, in the format of the log. */
void al_log_lines(struct al_ctx *ctx, FILE *from);
/** Prints the trace and the diagnostics: the text, or with AL_LOG_JSON one object a message, its
 * caret in its text. */
void al_ctx_print_errors(const struct al_ctx *ctx, FILE *stream);

/** Prints to a stream in the context's language; the text ends its own lines. */
void al_print(const struct al_ctx *ctx, FILE *stream, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** Progress of a named stage, share in 0..1: one line rewritten on a terminal, one JSON line per
 * percent elsewhere. `detail` (may be "") follows the percent. Ends the line at share >= 1. */
void al_progress(struct al_ctx *ctx, const char *stage, double share, const char *detail);

#endif
