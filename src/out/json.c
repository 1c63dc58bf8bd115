/**
 * Writing JSON.
 */
#include "out/json.h"
#include "core/utf8.h"
#include <assert.h>
#include <math.h>
#include <string.h>

static void json_put_text(FILE *stream, const char *text)
{
  fputc('"', stream);
  for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
    const size_t step = al_utf8_step(c, strlen((const char *)c));
    if (step != 1) { /* a character of several bytes, or a byte that is none */
      fputs(step ? "" : "\\ufffd", stream);
      fwrite(c, 1, step, stream);
      c += step ? step - 1 : 0;
    } else if (*c == '"' || *c == '\\')
      fprintf(stream, "\\%c", *c);
    else if (*c == '\n')
      fputs("\\n", stream);
    else if (*c < 0x20 || *c == 0x7f)
      fprintf(stream, "\\u%04x", *c);
    else
      fputc(*c, stream);
  }
  fputc('"', stream);
}

static void json_begin_value(struct out_json *json, const char *key)
{
  if (json->depth > 0) {
    fputs(json->filled[json->depth] ? ",\n" : "\n", json->stream);
    fprintf(json->stream, "%*s", 2 * json->depth, "");
  }
  json->filled[json->depth] = true;
  if (key) {
    json_put_text(json->stream, key);
    fputs(": ", json->stream);
  }
}

void out_json_open(struct out_json *json, const char *key, char bracket)
{
  assert(json->depth + 1 < OUT_JSON_DEPTH_MOST);
  json_begin_value(json, key);
  fputc(bracket, json->stream);
  json->filled[++json->depth] = false;
}

void out_json_close(struct out_json *json, char bracket)
{
  assert(json->depth > 0);
  const bool filled = json->filled[json->depth--];
  if (filled)
    fprintf(json->stream, "\n%*s", 2 * json->depth, "");
  fputc(bracket, json->stream);
  if (json->depth == 0)
    fputc('\n', json->stream);
}

void out_json_text(struct out_json *json, const char *key, const char *text)
{
  json_begin_value(json, key);
  if (text)
    json_put_text(json->stream, text);
  else
    fputs("null", json->stream);
}

void out_json_number(struct out_json *json, const char *key, double value)
{
  json_begin_value(json, key);
  if (isfinite(value))
    fprintf(json->stream, "%.15g", value);
  else
    fputs("null", json->stream);
}

void out_json_bool(struct out_json *json, const char *key, bool value)
{
  json_begin_value(json, key);
  fputs(value ? "true" : "false", json->stream);
}

void out_json_raw(struct out_json *json, const char *key, const char *text)
{
  json_begin_value(json, key);
  fputs(text && out_json_is_valid(text) ? text : "null", json->stream);
}

static const char *json_skip_blanks(const char *at)
{
  return at + strspn(at, " \t\r\n");
}

/* Past a string, or NULL. */
static const char *json_skip_text(const char *at)
{
  if (*at++ != '"')
    return NULL;
  for (; *at != '"'; at++) {
    if ((unsigned char)*at < 0x20) /* the end of the text among them */
      return NULL;
    if (*at != '\\')
      continue;
    at++;
    if (*at == 'u') {
      if (strspn(at + 1, "0123456789abcdefABCDEF") < 4)
        return NULL;
      at += 4;
    } else if (!*at || !strchr("\"\\/bfnrt", *at)) {
      return NULL;
    }
  }
  return at + 1;
}

/* Past a number or a word, or NULL. */
static const char *json_skip_plain(const char *at)
{
  static const char *const words[] = {"true", "false", "null"};
  static const char digits[] = "0123456789";
  for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
    if (strncmp(at, words[w], strlen(words[w])) == 0)
      return at + strlen(words[w]);
  at += *at == '-';
  const size_t whole = strspn(at, digits);
  if (whole == 0 || (*at == '0' && whole > 1))
    return NULL;
  at += whole;
  if (*at == '.') {
    const size_t more = strspn(at + 1, digits);
    if (more == 0)
      return NULL;
    at += 1 + more;
  }
  if (*at == 'e' || *at == 'E') {
    at += 1 + (at[1] == '+' || at[1] == '-');
    const size_t more = strspn(at, digits);
    if (more == 0)
      return NULL;
    at += more;
  }
  return at;
}

/* Past one value and the blanks after it, or NULL. */
static const char *json_skip_value(const char *at, int levels) // NOLINT(misc-no-recursion)
{
  at = json_skip_blanks(at);
  if (*at != '{' && *at != '[') {
    at = *at == '"' ? json_skip_text(at) : json_skip_plain(at);
    return at ? json_skip_blanks(at) : NULL;
  }
  const bool map = *at == '{';
  const char end = map ? '}' : ']';
  at = json_skip_blanks(at + 1);
  if (levels == 0)
    return NULL;
  if (*at == end)
    return json_skip_blanks(at + 1);
  for (;;) {
    if (map) {
      at = json_skip_text(at);
      at = at ? json_skip_blanks(at) : NULL;
      if (!at || *at++ != ':')
        return NULL;
    }
    at = json_skip_value(at, levels - 1);
    if (!at || (*at != ',' && *at != end))
      return NULL;
    if (*at == end)
      return json_skip_blanks(at + 1);
    at = json_skip_blanks(at + 1);
  }
}

bool out_json_is_valid(const char *text)
{
  const char *end = text ? json_skip_value(text, 64) : NULL;
  return end && *end == '\0' && al_utf8_span(text, strlen(text)) == strlen(text);
}
