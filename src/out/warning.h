/**
 * Warning levels by coast section: the highest water of each section over time against its blue,
 * yellow, orange and red levels.
 */
#ifndef AL_OUT_WARNING_H
#define AL_OUT_WARNING_H

#include "out/out_env.h"

enum { WARNING_COLOURS = 4, WARNING_SECTIONS_MOST = 2000 };

extern const char *const warning_colour_names[WARNING_COLOURS + 1]; /* none, blue, ... */

struct al_warning_config {
  const char *path, *layer, *name;
  double reach_m; /* 0 = one cell and a half */
};

/* One section of the coast. */
struct warning_place {
  const char *name, *datum, *status;
  double zero_m;                   /* of its datum, in the datum of the grid */
  double level_m[WARNING_COLOURS]; /* above its datum; NAN = not known */
  size_t cell_count;
  const ptrdiff_t *cell; /* row * cols + col, rising */
};

struct warning_places {
  size_t count;
  const struct warning_place *place;
};

/* What a run did to a section. */
struct warning_peak {
  double level_m, time_s;                                       /* in the datum of the grid; NAN */
  double first_s[WARNING_COLOURS], duration_s[WARNING_COLOURS]; /* first_s < 0: never */
};

/** Reads the sections that `warning` names, none when it names no layer. Errors: AL_BAD_INPUT (a
 * layer that cannot be read); faults of sections are reported. */
al_status warning_places_read(const struct out_env *env, struct warning_places *out);

/** 0 none, 1 blue .. 4 red; levels that are not known reach nothing. */
int warning_colour_of(const struct warning_place *place, double level_m);

/** Time series and table of the sections: warning.csv, warning_sections.csv. */
al_status out_warning_create(const struct out_env *env, struct al_observer *out);

/** Reads warning_sections.csv back. @param peak [places->count]. Errors: AL_BAD_INPUT. */
al_status warning_peaks_read(const struct out_env *env, const struct warning_places *places,
                             struct warning_peak *peak);

#endif
