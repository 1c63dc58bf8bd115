/**
 * Tables of forecast errors.
 */
#include "models/cyclone/cyclone_errors.h"
#include "core/datadir.h"
#include "doors/csv_door.h"
#include <assert.h>
#include <math.h>
#include <string.h>

#define ERRORS_KNOT_M_PER_S (1852.0 / 3600.0)

/* Deviation of a normal error over its mean absolute value: sqrt(pi / 2). */
#define ERRORS_NORMAL 1.2533141373155003

static const struct {
  const char *name, *unit;
  double si;
} kinds[CYCLONE_ERRORS] = {[CYCLONE_ERROR_CROSS] = {"cross_track", "nm", 1852.0},
                           [CYCLONE_ERROR_ALONG] = {"along_track", "nm", 1852.0},
                           [CYCLONE_ERROR_WIND] = {"vmax", "kt", ERRORS_KNOT_M_PER_S}};

enum errors_column { VARIABLE, FROM, TO, UNIT, LEAD, ERROR, COLUMNS };

static double errors_number(struct al_ctx *ctx, const struct al_csv *csv, size_t row, int column,
                            double most)
{
  const double value = al_csv_number(ctx, csv, row, column);
  const struct al_source_mark mark = {.file = csv->path, .line = csv->line[row]};
  if (value < 0.0 || value > most)
    al_report(ctx, AL_ERROR, &mark, "%s is %g; allowed: 0 .. %g", csv->header[column], value, most);
  return value;
}

static void errors_read_row(struct al_ctx *ctx, const struct al_csv *csv, size_t row,
                            const int *column, struct cyclone_error_row *out)
{
  const char *const *cell = csv->cell + row * csv->column_count;
  const struct al_source_mark mark = {.file = csv->path, .line = csv->line[row]};
  int kind = 0;
  while (kind < CYCLONE_ERRORS && strcmp(kinds[kind].name, cell[column[VARIABLE]]) != 0)
    kind++;
  if (kind == CYCLONE_ERRORS || strcmp(kinds[kind].unit, cell[column[UNIT]]) != 0) {
    al_report(ctx, AL_ERROR, &mark,
              "'%s' in '%s' is no error of a forecast: cross_track and along_track in nm, vmax in "
              "kt",
              cell[column[VARIABLE]], cell[column[UNIT]]);
    return;
  }
  out->kind = (enum cyclone_error)kind;
  out->from_m_per_s = errors_number(ctx, csv, row, column[FROM], 1e3) * ERRORS_KNOT_M_PER_S;
  out->to_m_per_s = errors_number(ctx, csv, row, column[TO], 1e3) * ERRORS_KNOT_M_PER_S;
  out->lead_s = errors_number(ctx, csv, row, column[LEAD], 1e3) * 3600.0;
  out->error = errors_number(ctx, csv, row, column[ERROR], 1e3) * kinds[kind].si;
}

/* Leads of one class and kind rise from row to row. */
static void errors_check_order(struct al_ctx *ctx, const struct al_csv *csv,
                               const struct cyclone_error_row *row)
{
  for (size_t i = 1; i < csv->row_count; i++) {
    const struct al_source_mark mark = {.file = csv->path, .line = csv->line[i]};
    if (row[i].kind == row[i - 1].kind && row[i].from_m_per_s == row[i - 1].from_m_per_s &&
        !(row[i].lead_s > row[i - 1].lead_s))
      al_report(ctx, AL_ERROR, &mark, "lead_h %g h does not come after that of the row before",
                row[i].lead_s / 3600.0);
  }
}

al_status cyclone_errors_read(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                              struct cyclone_errors *out)
{
  static const char *const names[COLUMNS] = {
      [VARIABLE] = "variable", [FROM] = "from_kt", [TO] = "to_kt",
      [UNIT] = "unit",         [LEAD] = "lead_h",  [ERROR] = "mean_abs_error"};
  char shipped[4096];
  struct al_csv csv;
  int column[COLUMNS];
  assert(out);
  if (!path)
    path = al_data_path("models/cyclone/forecast_errors.csv", shipped, sizeof shipped);
  AL_TRY(ctx, al_csv_read(ctx, arena, path, &csv));
  const struct al_source_mark mark = {.file = csv.path};
  bool whole = true;
  for (int c = 0; c < COLUMNS; c++) {
    column[c] = al_csv_column(&csv, names[c]);
    whole = whole && column[c] >= 0;
    if (column[c] < 0)
      al_report(ctx, AL_ERROR, &mark, "the column '%s' is missing", names[c]);
  }
  if (csv.row_count == 0 || csv.row_count > CYCLONE_ERROR_ROWS_MOST)
    al_report(ctx, AL_ERROR, &mark, "%zu rows of forecast errors; allowed: 1 .. %d", csv.row_count,
              (int)CYCLONE_ERROR_ROWS_MOST);
  else if (whole) {
    struct cyclone_error_row *row = AL_NEW(arena, struct cyclone_error_row, csv.row_count);
    if (!row)
      return AL_NO_MEMORY;
    for (size_t i = 0; i < csv.row_count; i++)
      errors_read_row(ctx, &csv, i, column, &row[i]);
    errors_check_order(ctx, &csv, row);
    *out = (struct cyclone_errors){.count = csv.row_count, .row = row};
  }
  return al_report_close(ctx);
}

double cyclone_error_deviation(const struct cyclone_errors *errors, enum cyclone_error kind,
                               double wind_m_per_s, double lead_s)
{
  const struct cyclone_error_row *before = NULL;
  if (lead_s < 0.0)
    return 0.0;
  for (size_t i = 0; i < errors->count; i++) {
    const struct cyclone_error_row *row = &errors->row[i];
    if (row->kind != kind || wind_m_per_s < row->from_m_per_s || wind_m_per_s >= row->to_m_per_s)
      continue;
    if (row->lead_s >= lead_s && before)
      return ERRORS_NORMAL *
             (before->error + (row->error - before->error) * (lead_s - before->lead_s) /
                                  (row->lead_s - before->lead_s));
    if (row->lead_s >= lead_s)
      return ERRORS_NORMAL * row->error;
    before = row;
  }
  return before ? ERRORS_NORMAL * before->error : 0.0;
}
