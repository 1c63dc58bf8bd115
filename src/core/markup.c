/**
 * Text inside XML and HTML.
 */
#include "core/markup.h"
#include "core/utf8.h"
#include <assert.h>
#include <string.h>

static const char *markup_entity(unsigned char byte)
{
  switch (byte) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\'':
    return "&#39;";
  default:
    return (byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7f ? "\xef\xbf\xbd" : NULL;
  }
}

void al_markup_put(FILE *stream, const char *text)
{
  assert(stream);
  size_t left = text ? strlen(text) : 0;
  for (const unsigned char *at = (const unsigned char *)text; left > 0;) {
    const size_t step = al_utf8_step(at, left);
    const char *entity = step ? markup_entity(*at) : "\xef\xbf\xbd";
    if (entity)
      fputs(entity, stream);
    else
      fwrite(at, 1, step, stream);
    at += step ? step : 1;
    left -= step ? step : 1;
  }
}
