/**
 * Contexts, the error trace and collected diagnostics.
 */
#include "core/ctx.h"
#include "core/message.h"
#include "core/utf8.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 2048, TEXT_MAX_BYTES = 1 << 20 };

void ctx_text_append(struct al_text *text, const char *more, size_t length)
{
  if (text->length + length + 1 > TEXT_MAX_BYTES)
    return;
  if (text->length + length + 1 > text->capacity) {
    const size_t capacity = 2 * (text->length + length + 1);
    char *grown = realloc(text->data, capacity);
    if (!grown)
      return;
    text->data = grown;
    text->capacity = capacity;
  }
  assert(text->data); /* room there is only in memory */
  memcpy(text->data + text->length, more, length);
  text->length += length;
  text->data[text->length] = '\0';
  assert(text->length < text->capacity);
}

/* A new message begins where the text ends; one that finds no room stays a part of the last. */
static void ctx_begin_entry(struct al_ctx *ctx, enum al_severity severity)
{
  if (ctx->entry_count == ctx->entry_capacity) {
    const size_t capacity = 2 * ctx->entry_capacity + 16;
    struct al_entry *grown = realloc(ctx->entry, capacity * sizeof *grown);
    if (!grown)
      return;
    ctx->entry = grown;
    ctx->entry_capacity = capacity;
  }
  assert(ctx->entry_count < ctx->entry_capacity);
  ctx->entry[ctx->entry_count++] =
      (struct al_entry){.start = ctx->error_text.length, .severity = severity};
}

enum { GOES_ON = -1 };

/* @param severity of the message that begins, or GOES_ON. @return false when `once` and the same
 * line stands already. */
static bool ctx_append_line(struct al_ctx *ctx, const char *prefix, const char *format,
                            va_list args, bool once, int severity)
{
  const struct al_message *row = al_message_find(format);
  const char *text = al_message_text(format, ctx->language);
  char line[LINE_MAX_BYTES];
  int used = snprintf(line, sizeof line, "%s", prefix);
  if (row && used >= 0 && (size_t)used < sizeof line)
    used += snprintf(line + used, sizeof line - (size_t)used, "[%s] ", row->id);
  if (used >= 0 && (size_t)used < sizeof line)
    vsnprintf(line + used, sizeof line - (size_t)used, text, args);
  al_utf8_mend(line); /* what files hold is told, too */
  if (once && ctx->error_text.data && strstr(ctx->error_text.data, line))
    return false;
  if (severity >= 0)
    ctx_begin_entry(ctx, (enum al_severity)severity);
  ctx_text_append(&ctx->error_text, line, strlen(line));
  ctx_text_append(&ctx->error_text, "\n", 1);
  return true;
}

/* Where in the source the error arose: for developers, shown when ANLAN_TRACE is set. */
static void ctx_append_origin(struct al_ctx *ctx, const char *where, int line)
{
  char text[LINE_MAX_BYTES];
  const int length = snprintf(text, sizeof text, "  (%s:%d)\n", where, line);
  if (length > 0 && (size_t)length < sizeof text)
    ctx_text_append(&ctx->error_text, text, (size_t)length);
}

al_status al_ctx_create(struct al_ctx **out)
{
  struct al_ctx *ctx = calloc(1, sizeof *ctx);
  *out = ctx;
  if (!ctx)
    return AL_NO_MEMORY;
  pthread_mutex_init(&ctx->lock, NULL);
  ctx->log_stream = stderr;
  ctx->progress_percent = -1;
  return AL_OK;
}

void al_ctx_destroy(struct al_ctx *ctx)
{
  if (!ctx)
    return;
  pthread_mutex_destroy(&ctx->lock);
  free(ctx->error_text.data);
  free(ctx->entry);
  free(ctx);
}

al_status al_ctx_fail(struct al_ctx *ctx, al_status code, const char *where, int line,
                      const char *format, ...)
{
  assert(code != AL_OK && format);
  va_list args;
  va_start(args, format);
  pthread_mutex_lock(&ctx->lock);
  ctx_append_line(ctx, "", format, args, false, AL_ERROR);
  if (getenv("ANLAN_TRACE"))
    ctx_append_origin(ctx, where, line);
  ctx->error_count++;
  pthread_mutex_unlock(&ctx->lock);
  va_end(args);
  return code;
}

al_status al_ctx_trace(struct al_ctx *ctx, al_status code, const char *format, ...)
{
  assert(code != AL_OK && format);
  va_list args;
  va_start(args, format);
  pthread_mutex_lock(&ctx->lock);
  ctx_append_line(ctx, "  ", format, args, false, GOES_ON);
  pthread_mutex_unlock(&ctx->lock);
  va_end(args);
  return code;
}

/* Columns a terminal takes for the first `count` characters of UTF-8 text: CJK takes two, after
 * Unicode TR 11 (wide blocks only). */
static int text_width(const char *text, int count)
{
  int width = 0;
  for (const unsigned char *at = (const unsigned char *)text; *at && count > 0; count--) {
    const unsigned lead = *at++;
    unsigned code = lead < 0x80   ? lead
                    : lead < 0xe0 ? lead & 0x1f
                    : lead < 0xf0 ? lead & 0x0f
                                  : lead & 7;
    for (; (*at & 0xc0) == 0x80; at++)
      code = code << 6 | (*at & 0x3f);
    const bool wide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
                      (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
                      (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) ||
                      (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x20000 && code <= 0x3fffd);
    width += wide ? 2 : 1;
  }
  return width + count; /* a column beyond the text */
}

static void ctx_append_caret(struct al_ctx *ctx, const struct al_source_mark *mark)
{
  if (!mark || !mark->line_text)
    return;
  char line[LINE_MAX_BYTES];
  int shown = snprintf(line, sizeof line, "  %5d | %s\n", mark->line, mark->line_text);
  al_utf8_mend(line);
  if (shown > 0 && (size_t)shown < sizeof line)
    ctx_text_append(&ctx->error_text, line, (size_t)shown);
  const int column = 1 + text_width(mark->line_text, mark->column > 0 ? mark->column - 1 : 0);
  shown = snprintf(line, sizeof line, "        | %*s\n", column, "^");
  if (shown > 0 && (size_t)shown < sizeof line)
    ctx_text_append(&ctx->error_text, line, (size_t)shown);
}

void al_report(struct al_ctx *ctx, enum al_severity severity, const struct al_source_mark *mark,
               const char *format, ...)
{
  static const char *const names[][2] = {{"note", "提示"}, {"warning", "警告"}, {"error", "错误"}};
  assert(ctx && format && (size_t)severity < sizeof names / sizeof names[0]);
  char prefix[LINE_MAX_BYTES] = "";
  const char *name = names[severity][ctx->language == AL_CHINESE];
  if (mark && mark->file && mark->line > 0 && mark->column <= 0)
    snprintf(prefix, sizeof prefix, "%s:%d: %s: ", mark->file, mark->line, name);
  else if (mark && mark->file && mark->line > 0)
    snprintf(prefix, sizeof prefix, "%s:%d:%d: %s: ", mark->file, mark->line, mark->column, name);
  else if (mark && mark->file)
    snprintf(prefix, sizeof prefix, "%s: %s: ", mark->file, name);
  else
    snprintf(prefix, sizeof prefix, "%s: ", name);
  va_list args;
  va_start(args, format);
  pthread_mutex_lock(&ctx->lock);
  if (ctx_append_line(ctx, prefix, format, args, true, (int)severity)) {
    ctx_append_caret(ctx, mark);
    ctx->error_count += severity == AL_ERROR;
    ctx->warning_count += severity == AL_WARNING;
  }
  ctx->open_error_count += severity == AL_ERROR;
  pthread_mutex_unlock(&ctx->lock);
  va_end(args);
}

al_status al_report_close(struct al_ctx *ctx)
{
  const bool bad = ctx->open_error_count > 0;
  ctx->open_error_count = 0;
  return bad ? AL_BAD_INPUT : AL_OK;
}

const char *al_ctx_error_text(const struct al_ctx *ctx)
{
  return ctx->error_text.data ? ctx->error_text.data : "";
}

void al_ctx_print_errors(const struct al_ctx *ctx, FILE *stream)
{
  assert(stream);
  const char *text = al_ctx_error_text(ctx);
  if (ctx->log_format != AL_LOG_JSON) {
    fputs(text, stream);
    return;
  }
  for (size_t i = 0; i < ctx->entry_count; i++) {
    const size_t start = ctx->entry[i].start;
    size_t end = i + 1 < ctx->entry_count ? ctx->entry[i + 1].start : ctx->error_text.length;
    while (end > start && text[end - 1] == '\n')
      end--;
    char *one = strndup(text + start, end - start);
    if (one)
      ctx_write_json_line(stream, ctx->entry[i].severity, one);
    free(one);
  }
}

size_t al_ctx_error_count(const struct al_ctx *ctx)
{
  return ctx->error_count;
}

size_t al_ctx_warning_count(const struct al_ctx *ctx)
{
  return ctx->warning_count;
}

void al_ctx_clear(struct al_ctx *ctx)
{
  ctx->error_text.length = ctx->entry_count = 0;
  if (ctx->error_text.data)
    ctx->error_text.data[0] = '\0';
  ctx->error_count = ctx->warning_count = ctx->open_error_count = 0;
}

int al_status_exit_code(al_status status)
{
  static const int codes[] = {
      [AL_OK] = 0,        [AL_BAD_INPUT] = 2,  [AL_BAD_USAGE] = 2, [AL_IO_FAILED] = 1,
      [AL_NO_MEMORY] = 1, [AL_RUN_FAILED] = 1, [AL_STOPPED] = 3};
  assert((size_t)status < sizeof codes / sizeof codes[0]);
  return codes[status];
}
