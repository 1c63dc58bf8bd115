/**
 * Key table of the section `ensemble`: the file of `anlan ensemble`.
 */
#ifndef AL_OUT_ENSEMBLE_SECTION_H
#define AL_OUT_ENSEMBLE_SECTION_H

#include "config/config.h"

/* One dimension of the product: keys that change together, and their values. */
struct ensemble_vary_config {
  const char *name;          /* NULL = last part of the first key */
  struct al_text_list key;   /* section.key, one or several */
  struct al_text_list value; /* as in a scenario; for several keys "a; b" */
  struct al_text_list label; /* one a value; absent = name and value */
  struct al_number_list weight;
};

/* One member of a list. */
struct ensemble_member_config {
  const char *name, *group;
  double weight;
  struct al_text_list set; /* "section.key=value" */
};

/* One key that is drawn: mean + deviation times a normal number. */
struct ensemble_draw_config {
  const char *key, *unit; /* NULL = none */
  double mean, deviation, most;
};

struct al_ensemble_config {
  const char *name, *title, *title_zh, *base, *table;
  struct al_text_list set, group_by, groups;
  struct al_record_list vary, members, draw;
  struct al_number_list depths_m;
  long at_once, draw_count, draw_seed;
  bool fields;
};

extern const struct al_section al_ensemble_section;

/** All sections of an ensemble file. */
const struct al_section *const *ensemble_sections(size_t *count);

#endif
