/**
 * Key tables: the single source for parsing, ranges, defaults, `explain`, `init`, README tables and
 * scenario.used.yaml. A section of a file is parsed straight into a plain struct through offsets.
 */
#ifndef AL_CONFIG_KEY_H
#define AL_CONFIG_KEY_H

#include "config/series.h"
#include <math.h>

enum al_key_type {
  AL_KEY_NUMBER,  /* double, SI; text may carry a unit of the key's dimension: "12.5 mm/h" */
  AL_KEY_INTEGER, /* long */
  AL_KEY_BOOL,    /* bool */
  AL_KEY_TEXT,    /* const char * */
  AL_KEY_PATH,    /* const char *, made absolute relative to the file; GDAL names (/vsi...) stay */
  AL_KEY_CHOICE,  /* int: index into `choices` */
  AL_KEY_TIME,    /* double: seconds since 1970 UTC; ISO 8601 with offset */
  AL_KEY_POINT,  /* double[2]: x, y in the grid's CRS; or [lon, lat] when the record says crs: wgs84
                  */
  AL_KEY_SERIES, /* struct al_series: CSV path, or inline list of [time, value]; values in `unit` */
  AL_KEY_NUMBERS, /* struct al_number_list */
  AL_KEY_TEXTS,   /* struct al_text_list: a list of words, or one text split at its commas */
  AL_KEY_SECTION, /* nested struct in place, keys in `section` */
  AL_KEY_RECORDS  /* struct al_record_list of `section` structs */
};

struct al_number_list {
  size_t count;
  const double *value;
};

struct al_text_list {
  size_t count;
  const char *const *text;
};

struct al_record_list {
  size_t count;
  const void *record; /* array of section->struct_bytes */
};

struct al_section;

struct al_key {
  const char *name;
  enum al_key_type type;
  size_t offset;        /* offsetof in the section's struct */
  const char *unit;     /* SI unit in the struct: "m", "s", "m/s", "1", ...; NULL for texts */
  double least, most;   /* closed range, SI; -INFINITY / INFINITY when open; both 0 = open */
  const char *fallback; /* as it would stand in the file; NULL = required; "" = absent (0 / NULL);
                         * may lie outside the range to mean "not given" */
  const char *const *choices; /* NULL-terminated, for AL_KEY_CHOICE and AL_KEY_TEXTS */
  const struct al_section *section;
  const char *en, *zh; /* one sentence each */
};

struct al_section {
  const char *name;
  const struct al_key *keys;
  size_t key_count;
  size_t struct_bytes;
  const char *en, *zh;
};

#define AL_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
