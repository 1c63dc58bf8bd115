/**
 * Columns of numbers with ranges, for the tables of this folder.
 */
#ifndef AL_MODELS_FIRE_CSV_H
#define AL_MODELS_FIRE_CSV_H

#include "doors/csv_door.h"

struct fire_csv_column {
  const char *name;
  double per_si;      /* what the SI value is multiplied by */
  double least, most; /* in the column's unit */
};

/** Looks for a column that must be there; reports when it is not. @return -1 then */
int fire_csv_find(struct al_ctx *ctx, const struct al_csv *csv, const char *name);
/** A number within a range, which is reported with file and line when it is not. */
double fire_csv_number(struct al_ctx *ctx, const struct al_csv *csv, size_t row, int column,
                       double least, double most);
/** The SI value of a column. */
double fire_csv_si(struct al_ctx *ctx, const struct al_csv *csv, size_t row, int column,
                   const struct fire_csv_column *of);

#endif
