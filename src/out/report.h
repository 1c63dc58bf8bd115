/**
 * report.html: one file that opens without a network, in Chinese and English.
 */
#ifndef AL_OUT_REPORT_H
#define AL_OUT_REPORT_H

#include "out/maps.h"

/** Everything the pages of the report tell of. */
struct out_report {
  const struct out_env *env;
  const struct al_run_result *result;
  const struct out_zones *zones;
  struct out_flooded flooded;
};

/** Writes report.html; embeds the maps that stand in maps/. Errors: AL_IO_FAILED, AL_NO_MEMORY. */
al_status out_report_make(const struct out_env *env, const struct out_planes *planes,
                          const struct out_zones *zones, const struct al_run_result *result);

/** Area and people of the classes that have one of some colours. */
struct zoning_total out_report_of_colours(const struct out_zoning *zoning, int least, int most);

/* The parts, each writing HTML. */
void out_report_put_head(FILE *stream, const struct out_report *report);
void out_report_put_headline(FILE *stream, const struct out_report *report);
void out_report_put_bands(FILE *stream, const struct out_report *report);
void out_report_put_zones(FILE *stream, const struct out_report *report);
void out_report_put_balance(FILE *stream, const struct out_report *report);
al_status out_report_put_making(FILE *stream, const struct out_report *report);
void out_report_put_limits(FILE *stream, const struct out_report *report);
/** A list of limits, Chinese and English, and what is said of the terrain. */
void out_report_put_limit_list(FILE *stream, const struct out_env *env, size_t count,
                               const char *const limits[][2]);

/** A text in both languages, escaped; the page shows the one that is chosen. */
void out_report_put_pair(FILE *stream, const char *zh, const char *en);
/** Chinese name of a row of the balance; the name itself when it has none. */
void out_report_balance_zh(const char *name, char *out, size_t capacity);

/* Pieces of pages. */
void out_report_begin(FILE *stream, const char *title);
void out_report_end(FILE *stream);
void out_report_put_heading(FILE *stream, const char *zh, const char *en);
/** Head of a table; the last `numbers` columns hold numbers. The caller ends it. */
void out_report_put_columns(FILE *stream, const char *const (*column)[2], size_t count,
                            size_t numbers);
void out_report_put_card(FILE *stream, const char *value, const char *zh, const char *en);
void out_report_put_swatch(FILE *stream, uint32_t colour);
/** A picture of the folder, inside the page; nothing when it does not stand. */
al_status out_report_put_map(FILE *stream, const struct out_env *env, const char *relative);
/** Coast sections against their warning levels; nothing when the run has none. */
al_status out_report_put_warning(FILE *stream, const struct out_env *env);

/* Which columns of a CSV file are drawn. */
struct out_curves {
  const char *path;             /* nothing is drawn when it does not stand */
  const char *suffix;           /* only columns that end so; NULL = all but the first two */
  const char *const *leave_out; /* NULL-terminated names */
  const char *title_zh, *title_en, *unit;
};

/** Curves over time as SVG. Errors: AL_BAD_INPUT (a table that cannot be read). */
al_status out_report_put_curves(FILE *stream, const struct out_env *env,
                                const struct out_curves *curves);

#endif
