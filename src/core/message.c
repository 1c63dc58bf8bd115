/**
 * The message catalogue. One row a message, sorted by id; ids are never reused.
 */
#include "core/message.h"
#include <assert.h>
#include <string.h>

static const struct al_message messages[] = {
#define AL_MESSAGE(id, en, zh) {id, en, zh},
#include "core/messages.def"
#undef AL_MESSAGE
};

const struct al_message *al_message_table(size_t *count)
{
  assert(count);
  *count = sizeof messages / sizeof messages[0];
  return messages;
}

const struct al_message *al_message_find(const char *en)
{
  assert(en);
  for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++)
    if (strcmp(messages[i].en, en) == 0)
      return &messages[i];
  return NULL;
}

const char *al_message_text(const char *en, enum al_language language)
{
  const struct al_message *row = language == AL_CHINESE ? al_message_find(en) : NULL;
  return row ? row->zh : en;
}
