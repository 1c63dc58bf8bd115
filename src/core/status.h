/**
 * Status codes, the error trace and the diagnostics of one context.
 *
 * Origin of an error: `return AL_FAIL(ctx, AL_BAD_INPUT, "%s: ...", path)`. A caller passes it on
 * with `AL_TRY(ctx, call(...))`, or `AL_TRY_MSG(ctx, call(...), "while reading %s", path)` to add a
 * line. Several faults found in one pass are collected with al_report() and closed with
 * al_report_close(). Message texts are English format strings; core/message.h maps them to Chinese
 * and to stable ids.
 */
#ifndef AL_CORE_STATUS_H
#define AL_CORE_STATUS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum al_status {
  AL_OK = 0,
  AL_BAD_INPUT, /* what the user gave is wrong: exit code 2 */
  AL_BAD_USAGE, /* wrong command line: exit code 2 */
  AL_IO_FAILED, /* disk full, read-only folder, broken file: exit code 1, 2 when reading an input */
  AL_NO_MEMORY, /* refused before allocation, or allocation failed: exit code 1 */
  AL_RUN_FAILED, /* a model reported an impossible state: exit code 1 */
  AL_STOPPED     /* stopped on request, checkpoint written: exit code 3 */
} al_status;

enum al_severity { AL_NOTE, AL_WARNING, AL_ERROR };

/** Where in an input file a diagnostic points; zero line = whole file, NULL file = no file. */
struct al_source_mark {
  const char *file;
  int line, column;
  const char *line_text; /* the source line for the caret display, or NULL */
};

struct al_ctx; /* one library context: language, log, trace, diagnostics */

/** Creates a context. @param out receives it. @return AL_OK or AL_NO_MEMORY. */
al_status al_ctx_create(struct al_ctx **out);
void al_ctx_destroy(struct al_ctx *ctx);

/** Records the origin of an error. Use the macro AL_FAIL. @return code */
al_status al_ctx_fail(struct al_ctx *ctx, al_status code, const char *where, int line,
                      const char *format, ...) __attribute__((format(printf, 5, 6)));
/** Adds a line to the trace of the error being passed on. Use AL_TRY_MSG. @return code */
al_status al_ctx_trace(struct al_ctx *ctx, al_status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** Collects one diagnostic; errors make al_report_close() fail. What stands already is not told
 * again: checks may look twice. `mark` may be NULL. */
void al_report(struct al_ctx *ctx, enum al_severity severity, const struct al_source_mark *mark,
               const char *format, ...) __attribute__((format(printf, 4, 5)));
/** @return AL_BAD_INPUT when an error was reported since the last close, else AL_OK. */
al_status al_report_close(struct al_ctx *ctx);

/** The whole text of the last failure: trace lines and diagnostics, "" when there was none. */
const char *al_ctx_error_text(const struct al_ctx *ctx);
size_t al_ctx_error_count(const struct al_ctx *ctx);
size_t al_ctx_warning_count(const struct al_ctx *ctx);
/** Forgets the trace and the diagnostics. */
void al_ctx_clear(struct al_ctx *ctx);

/** Exit code of the process for a status: 0 done, 1 run failed, 2 bad input or usage, 3 stopped. */
int al_status_exit_code(al_status status);

/* The value is `code` itself, so that compilers see that it is not AL_OK. */
#define AL_FAIL(ctx, code, ...)                                                                    \
  (al_ctx_fail((ctx), (code), __FILE__, __LINE__, __VA_ARGS__), (code))
#define AL_TRY(ctx, call)                                                                          \
  do {                                                                                             \
    (void)(ctx);                                                                                   \
    const al_status al_try_status_ = (call);                                                       \
    if (al_try_status_ != AL_OK)                                                                   \
      return al_try_status_;                                                                       \
  } while (0)
#define AL_TRY_MSG(ctx, call, ...)                                                                 \
  do {                                                                                             \
    (void)(ctx);                                                                                   \
    const al_status al_try_status_ = (call);                                                       \
    if (al_try_status_ != AL_OK)                                                                   \
      return al_ctx_trace((ctx), al_try_status_, __VA_ARGS__), al_try_status_;                     \
  } while (0)

#endif
