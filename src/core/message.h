/**
 * The message catalogue: English format string -> stable id and Chinese format string.
 */
#ifndef AL_CORE_MESSAGE_H
#define AL_CORE_MESSAGE_H

#include "core/log.h"

struct al_message {
  const char *id; /* stable, e.g. "AL0101" */
  const char *en; /* the format string as it stands in the code */
  const char *zh; /* the same conversions in the same order, or with %1$s positions */
};

/** @return the catalogue row of an English format string, or NULL. */
const struct al_message *al_message_find(const char *en);
/** @return the format string in the language asked, the English one when there is no row. */
const char *al_message_text(const char *en, enum al_language language);
/** All rows. @param count receives their number. */
const struct al_message *al_message_table(size_t *count);

#endif
