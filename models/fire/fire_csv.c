/**
 * Columns of numbers with ranges.
 */
#include "models/fire/fire_csv.h"
#include "core/log.h"
#include <assert.h>

int fire_csv_find(struct al_ctx *ctx, const struct al_csv *csv, const char *name)
{
  const int column = al_csv_column(csv, name);
  if (column < 0)
    al_report(ctx, AL_ERROR, NULL, "%s: the weather table has no column '%s'", csv->path, name);
  return column;
}

double fire_csv_number(struct al_ctx *ctx, const struct al_csv *csv, size_t row, int column,
                       double least, double most)
{
  assert(row < csv->row_count && column >= 0 && least <= most);
  const struct al_source_mark mark = {.file = csv->path, .line = csv->line[row]};
  const double value = al_csv_number(ctx, csv, row, column);
  if (value < least || value > most)
    al_report(ctx, AL_ERROR, &mark, "column '%s' is %g; allowed: %g .. %g", csv->header[column],
              value, least, most);
  return value;
}

double fire_csv_si(struct al_ctx *ctx, const struct al_csv *csv, size_t row, int column,
                   const struct fire_csv_column *of)
{
  return fire_csv_number(ctx, csv, row, column, of->least, of->most) / of->per_si;
}
