/**
 * Writing JSON: objects, lists, texts, numbers; indented, UTF-8.
 */
#ifndef AL_OUT_JSON_H
#define AL_OUT_JSON_H

#include <stdbool.h>
#include <stdio.h>

enum { OUT_JSON_DEPTH_MOST = 16 };

struct out_json {
  FILE *stream;
  int depth;
  bool filled[OUT_JSON_DEPTH_MOST]; /* whether the level holds something already */
};

/* `key` is NULL inside lists and for the root. */
void out_json_open(struct out_json *json, const char *key, char bracket); /* '{' or '[' */
void out_json_close(struct out_json *json, char bracket);                 /* '}' or ']' */
void out_json_text(struct out_json *json, const char *key, const char *text);
/** A number that is not finite is written as null. */
void out_json_number(struct out_json *json, const char *key, double value);
void out_json_bool(struct out_json *json, const char *key, bool value);
/** Text that is JSON already; null when it is none. */
void out_json_raw(struct out_json *json, const char *key, const char *text);
/** Whether a text is one JSON value (RFC 8259) at most 64 levels deep, and nothing after it. */
bool out_json_is_valid(const char *text);

#endif
