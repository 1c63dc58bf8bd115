/**
 * Tables of numbers as laboratories publish them.
 */
#include "support/lab_table.h"
#include "support/flow_world.h"
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Numbers at the start of a line, at most `most` of them. */
static int line_numbers(const char *line, int most, double *number)
{
  int count = 0;
  while (count < most) {
    char *end;
    line += strspn(line, " \t,");
    number[count] = strtod(line, &end);
    if (end == line || !strchr(" \t,\r\n", *end))
      break;
    count++;
    line = end;
  }
  return count;
}

void lab_read(struct lab_table *table, const char *relative, int columns, int rows_least)
{
  char line[512];
  double number[LAB_COLUMNS_MOST];
  FILE *stream = fopen(test_case_path(relative), "r");
  assert_non_null(stream);
  assert_true(columns <= LAB_COLUMNS_MOST);
  table->columns = columns;
  table->rows = 0;
  while (table->rows < LAB_ROWS_MOST && fgets(line, sizeof line, stream)) {
    if (line_numbers(line, columns, number) < columns)
      continue;
    for (int c = 0; c < columns; c++)
      table->value[c][table->rows] = number[c];
    table->rows++;
  }
  fclose(stream);
  if (table->rows < rows_least)
    fail_msg("%s: %d rows of %d numbers, not %d", relative, table->rows, columns, rows_least);
}

void lab_scale(struct lab_table *table, int column, double addend, double factor)
{
  for (int r = 0; r < table->rows; r++)
    table->value[column][r] = (table->value[column][r] + addend) * factor;
}

double lab_at(const struct lab_table *table, int column, double time)
{
  const double *at = table->value[0], *value = table->value[column];
  if (time <= at[0])
    return value[0];
  for (int r = 1; r < table->rows; r++)
    if (at[r] >= time)
      return value[r - 1] + (value[r] - value[r - 1]) * (time - at[r - 1]) / (at[r] - at[r - 1]);
  return value[table->rows - 1];
}

const char *lab_write_series(const struct lab_table *table, int column, double from_s, double to_s,
                             const char *name)
{
  static char path[PATH_MAX + 64];
  assert_non_null(realpath(test_scratch_folder(name), path));
  strcat(path, "/series.csv");
  FILE *stream = fopen(path, "w");
  double last_s = -(double)INFINITY;
  assert_non_null(stream);
  fprintf(stream, "time_s,level_m\n");
  for (int r = 0; r < table->rows; r++) {
    const double time_s = table->value[0][r] - from_s;
    if (time_s < 0.0 || time_s > to_s - from_s || time_s <= last_s)
      continue; /* rows that repeat a time bring nothing */
    fprintf(stream, "%.9g,%.9g\n", time_s, table->value[column][r]);
    last_s = time_s;
  }
  fclose(stream);
  return path;
}

double lab_nrmse(const struct lab_table *table, int column, const struct flow_world *world,
                 int gauge, const double span[3])
{
  double least = (double)INFINITY, most = -(double)INFINITY, sum = 0.0;
  int count = 0;
  for (int r = 0; r < table->rows; r++) {
    const double time = table->value[0][r], value = table->value[column][r];
    if (time < span[0] || time > span[1])
      continue;
    const double is = flow_world_gauge_m(world, gauge, time - span[2]);
    least = fmin(least, value);
    most = fmax(most, value);
    sum += (is - value) * (is - value);
    count++;
  }
  assert_true(count > 10 && most > least);
  return sqrt(sum / count) / (most - least);
}
