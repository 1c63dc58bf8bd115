/**
 * Rows of key tables, one line a key: owner is the struct that the section fills in, `usual` the
 * text of the fallback ("" = absent, NULL = must be given).
 */
#ifndef AL_CONFIG_KEY_ROWS_H
#define AL_CONFIG_KEY_ROWS_H

#include "config/config.h"

/** A level that is not given, as AL_ROW_LEVEL falls back to. */
#define AL_NO_LEVEL_M (-9999.0)

#define AL_ROW_KEY(kind, owner, key, member, usual, english, chinese)                              \
  .name = key, .type = kind, .offset = offsetof(struct owner, member), .fallback = usual,          \
  .en = english, .zh = chinese
#define AL_ROW_NUMBER(owner, key, member, si, low, high, usual, english, chinese)                  \
  {                                                                                                \
    AL_ROW_KEY(AL_KEY_NUMBER, owner, key, member, usual, english, chinese),                        \
        .unit = si, .least = low, .most = high                                                     \
  }
#define AL_ROW_WHOLE(owner, key, member, low, high, english, chinese)                              \
  {                                                                                                \
    .name = key, .type = AL_KEY_INTEGER, .offset = offsetof(struct owner, member), .unit = "1",    \
    .least = low, .most = high, .en = english, .zh = chinese                                       \
  }
#define AL_ROW_LEVEL(owner, key, member, english, chinese)                                         \
  AL_ROW_NUMBER(owner, key, member, "m", AL_NO_LEVEL_M, 9000.0, "-9999 m", english, chinese)
#define AL_ROW_CHOICE(owner, key, member, names, usual, english, chinese)                          \
  {                                                                                                \
    AL_ROW_KEY(AL_KEY_CHOICE, owner, key, member, usual, english, chinese), .choices = names       \
  }
#define AL_ROW_SERIES(owner, key, member, si, low, high, english, chinese)                         \
  {                                                                                                \
    AL_ROW_KEY(AL_KEY_SERIES, owner, key, member, "", english, chinese), .unit = si, .least = low, \
                                                                         .most = high              \
  }
#define AL_ROW_NUMBERS(owner, key, member, english, chinese)                                       \
  {                                                                                                \
    AL_ROW_KEY(AL_KEY_NUMBERS, owner, key, member, "", english, chinese),                          \
        .unit = "1", .least = -INFINITY, .most = INFINITY                                          \
  }
#define AL_ROW_TEXT(kind, owner, key, member, usual, english, chinese)                             \
  {                                                                                                \
    AL_ROW_KEY(kind, owner, key, member, usual, english, chinese)                                  \
  }
#define AL_ROW_RECORDS(owner, key, member, of, english, chinese)                                   \
  {                                                                                                \
    AL_ROW_KEY(AL_KEY_RECORDS, owner, key, member, "", english, chinese), .section = of            \
  }
#define AL_ROW_SECTION(variable, called, table, bytes, english, chinese)                           \
  static const struct al_section variable = {.name = called,                                       \
                                             .keys = table,                                        \
                                             .key_count = AL_COUNT(table),                         \
                                             .struct_bytes = bytes,                                \
                                             .en = english,                                        \
                                             .zh = chinese}

static inline bool al_level_is_given(double level_m)
{
  return level_m > AL_NO_LEVEL_M;
}

#endif
