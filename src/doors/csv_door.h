/**
 * CSV tables through libcsv: a header row, '#' comment lines before it, UTF-8 (a BOM is skipped) or
 * GBK.
 */
#ifndef AL_DOORS_CSV_DOOR_H
#define AL_DOORS_CSV_DOOR_H

#include "core/arena.h"

struct al_csv {
  const char *path;
  size_t column_count, row_count;
  const char *const *header;
  const char *const *cell; /* [row*column_count + column] */
  const int *line;         /* [row] line in the file */
  const char *comment;     /* the '#' lines, for the source */
};

/** Reads a whole table; rows of another width are AL_BAD_INPUT with their line. */
al_status al_csv_read(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                      struct al_csv *out);
/** Column by name (exact, else with its unit suffix stripped: "Time (mins)" -> "Time"), or -1. */
int al_csv_column(const struct al_csv *csv, const char *name);
/** Whether a column has the name, exactly or with a unit suffix. */
bool al_csv_column_is(const struct al_csv *csv, size_t column, const char *name);
/** A number in a cell; reports file, line, column name, value when it is none. @return NAN then. */
double al_csv_number(struct al_ctx *ctx, const struct al_csv *csv, size_t row, int column);

/** Whether this system can decode an encoding of that name. */
bool al_csv_encoding_is_known(const char *name);

#endif
