/**
 * Whether bytes are UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
 */
#ifndef AL_CORE_UTF8_H
#define AL_CORE_UTF8_H

#include <assert.h>
#include <stddef.h>
#include <string.h>

/** Length of the well-formed character at `text`, or 0. */
static inline size_t al_utf8_step(const unsigned char *text, size_t left)
{
  assert(left > 0);
  const unsigned lead = text[0];
  if (lead < 0x80)
    return 1;
  const size_t length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length == 0 || length > left)
    return 0;
  const unsigned next = text[1];
  const unsigned least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const unsigned most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (next < least || next > most)
    return 0;
  for (size_t i = 2; i < length; i++)
    if ((text[i] & 0xc0) != 0x80)
      return 0;
  return length;
}

/** Bytes of `text` that are UTF-8: `length` when all are. */
static inline size_t al_utf8_span(const char *text, size_t length)
{
  size_t at = 0;
  while (at < length) {
    const size_t step = al_utf8_step((const unsigned char *)text + at, length - at);
    if (step == 0)
      break;
    at += step;
  }
  assert(at <= length);
  return at;
}

/** Makes a text fit for a terminal and for JSON: bytes that are no UTF-8, and control characters
 * but line ends and tabs, become '?'. */
static inline void al_utf8_mend(char *text)
{
  assert(text);
  for (size_t left = strlen(text); left > 0;) {
    const size_t step = al_utf8_step((const unsigned char *)text, left);
    const unsigned char first = (unsigned char)*text;
    if (step == 0 || first == 0x7f || (first < 0x20 && first != '\n' && first != '\t'))
      *text = '?';
    text += step ? step : 1;
    left -= step ? step : 1;
  }
}

#endif
