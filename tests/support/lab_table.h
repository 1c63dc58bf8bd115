/**
 * Tables of numbers as laboratories publish them: headings of any kind, columns of blanks or
 * commas; and what such series are compared by.
 */
#ifndef AL_TESTS_LAB_TABLE_H
#define AL_TESTS_LAB_TABLE_H

#include "support/support.h"

enum { LAB_COLUMNS_MOST = 12, LAB_ROWS_MOST = 5000 };

struct lab_table {
  int columns, rows;
  double value[LAB_COLUMNS_MOST][LAB_ROWS_MOST];
};

/** Reads every line of the case folder's file that begins with `columns` numbers ("NaN" is one);
 * fails the test when there are fewer than `rows_least`. */
void lab_read(struct lab_table *table, const char *relative, int columns, int rows_least);
/** Adds `addend`, then multiplies by `factor`. */
void lab_scale(struct lab_table *table, int column, double addend, double factor);
/** Value of a column at a time of column 0, linear between rows; the ends hold beyond them. */
double lab_at(const struct lab_table *table, int column, double time);
/** Writes columns 0 (s) and `column` (m) between two times as a CSV series, times counted from the
 * first. @return its absolute path, static. */
const char *lab_write_series(const struct lab_table *table, int column, double from_s, double to_s,
                             const char *name);

/** Root of the mean square of the differences between a gauge of a world and a column over the
 * column's range, rows of a span of times only; the world's clock starts at `start`. */
struct flow_world;
double lab_nrmse(const struct lab_table *table, int column, const struct flow_world *world,
                 int gauge, const double span[3]);

#endif
