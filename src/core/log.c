/**
 * Log lines and progress.
 */
#include "core/ctx.h"
#include "core/message.h"
#include "core/utf8.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

void al_ctx_set_log(struct al_ctx *ctx, enum al_log_format format, bool quiet, FILE *stream)
{
  assert(ctx && (stream || quiet));
  ctx->log_format = format;
  ctx->quiet = quiet;
  ctx->log_stream = stream;
}

void al_ctx_set_notes(struct al_ctx *ctx, FILE *stream)
{
  assert(ctx);
  ctx->note_stream = stream;
}

void al_ctx_set_language(struct al_ctx *ctx, enum al_language language)
{
  ctx->language = language;
}

enum al_language al_ctx_language(const struct al_ctx *ctx)
{
  return ctx->language;
}

bool al_ctx_is_quiet(const struct al_ctx *ctx)
{
  return ctx->quiet;
}

enum al_log_format al_ctx_log_format(const struct al_ctx *ctx)
{
  return ctx->log_format;
}

FILE *al_ctx_log_stream(const struct al_ctx *ctx)
{
  return ctx->log_stream;
}

void ctx_write_json_text(FILE *stream, const char *text)
{
  fputc('"', stream);
  for (const char *c = text; *c; c++) {
    if (*c == '"' || *c == '\\')
      fputc('\\', stream);
    if ((unsigned char)*c < 0x20)
      fprintf(stream, "\\u%04x", (unsigned)(unsigned char)*c);
    else
      fputc(*c, stream);
  }
  fputc('"', stream);
}

void ctx_write_json_line(FILE *stream, enum al_severity severity, const char *text)
{
  static const char *const names[] = {"note", "warning", "error"};
  assert((size_t)severity < sizeof names / sizeof names[0]);
  fprintf(stream, "{\"level\":\"%s\",\"text\":", names[severity]);
  ctx_write_json_text(stream, text);
  fputs("}\n", stream);
}

void al_log_lines(struct al_ctx *ctx, FILE *from)
{
  char *line = NULL;
  size_t room = 0;
  assert(ctx && from);
  while (getline(&line, &room, from) > 0) {
    line[strcspn(line, "\n")] = '\0';
    al_utf8_mend(line);
    if (ctx->log_format == AL_LOG_JSON)
      ctx_write_json_line(ctx->log_stream, AL_NOTE, line);
    else
      fprintf(ctx->log_stream, "%s\n", line);
  }
  free(line);
  fflush(ctx->log_stream);
}

void al_log(struct al_ctx *ctx, enum al_severity severity, const char *format, ...)
{
  assert(ctx && format && severity <= AL_ERROR);
  if (ctx->quiet && severity != AL_ERROR)
    return;
  char line[2048];
  va_list args;
  va_start(args, format);
  vsnprintf(line, sizeof line, al_message_text(format, ctx->language), args);
  va_end(args);
  al_utf8_mend(line);
  pthread_mutex_lock(&ctx->lock);
  FILE *stream = severity == AL_NOTE && ctx->note_stream && ctx->log_format == AL_LOG_TEXT
                     ? ctx->note_stream
                     : ctx->log_stream;
  if (*ctx->progress_stage && isatty(fileno(stream)) && ctx->log_format == AL_LOG_TEXT)
    fputs("\r\033[K", stream); /* the line of progress gives way */
  if (ctx->log_format == AL_LOG_JSON) {
    ctx_write_json_line(stream, severity, line);
  } else {
    fprintf(stream, "%s%s\n", severity == AL_NOTE ? "" : "anlan: ", line);
  }
  fflush(stream);
  pthread_mutex_unlock(&ctx->lock);
}

void al_print(const struct al_ctx *ctx, FILE *stream, const char *format, ...)
{
  assert(ctx && stream && format);
  va_list args;
  va_start(args, format);
  vfprintf(stream, al_message_text(format, ctx->language), args);
  va_end(args);
}

static double log_now_s(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void log_show_progress(struct al_ctx *ctx, const char *stage, double share, double left_s,
                              const char *detail)
{
  FILE *stream = ctx->log_stream;
  if (ctx->log_format == AL_LOG_TEXT && isatty(fileno(stream))) {
    fprintf(stream, "\r\033[K%s %5.1f %%  %s  ETA %02d:%02d", stage, 100.0 * share, detail,
            (int)(left_s / 60.0), (int)fmod(left_s, 60.0));
    if (share >= 1.0)
      fputc('\n', stream);
  } else {
    fprintf(stream, "{\"stage\":\"%s\",\"percent\":%d,\"eta_s\":%.0f,\"detail\":", stage,
            (int)(100.0 * share), left_s);
    ctx_write_json_text(stream, detail);
    fputs("}\n", stream);
  }
  fflush(stream);
}

void al_progress(struct al_ctx *ctx, const char *stage, double share, const char *detail)
{
  assert(ctx && stage && detail);
  if (ctx->quiet)
    return;
  pthread_mutex_lock(&ctx->lock);
  if (strncmp(ctx->progress_stage, stage, sizeof ctx->progress_stage - 1) != 0) {
    snprintf(ctx->progress_stage, sizeof ctx->progress_stage, "%s", stage);
    ctx->progress_percent = -1;
    ctx->progress_start_s = log_now_s();
  }
  const int percent = (int)(100.0 * share);
  if (percent != ctx->progress_percent) {
    const double spent_s = log_now_s() - ctx->progress_start_s;
    const double left_s = share > 1e-6 ? fmin(spent_s * (1.0 - share) / share, 359999.0) : 0.0;
    ctx->progress_percent = percent;
    log_show_progress(ctx, stage, share, left_s, detail);
  }
  if (share >= 1.0)
    ctx->progress_stage[0] = '\0';
  pthread_mutex_unlock(&ctx->lock);
}
