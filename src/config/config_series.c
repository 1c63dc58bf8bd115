/**
 * Series in a file: one number, a list of [time, value], a CSV table, or a map that says more.
 */
#include "config/config_inside.h"
#include "core/caltime.h"
#include "core/units.h"
#include "doors/csv_door.h"
#include <assert.h>
#include <string.h>

enum { FAULTS_SHOWN = 10, UNIT_BYTES = 64, UNIT_LIST_BYTES = 300 };

static const char *const shape_names[] = {"linear", "step", NULL};

/* What the map form of a series may hold. */
struct series_config {
  const char *path, *time_column, *column, *time_unit, *unit;
  int shape;
  double scale;
};

#define SERIES_TEXT(member, english, chinese)                                                      \
  {                                                                                                \
    .name = #member, .type = AL_KEY_TEXT, .offset = offsetof(struct series_config, member),        \
    .fallback = "", .en = english, .zh = chinese                                                   \
  }

static const struct al_key series_keys[] = {
    {.name = "path",
     .type = AL_KEY_PATH,
     .offset = offsetof(struct series_config, path),
     .fallback = "",
     .en = "CSV table with a time column and a value column.",
     .zh = "含时间列和数值列的 CSV 表。"},
    SERIES_TEXT(time_column, "Header of the time column; the first column without it.",
                "时间列的表头；不给则取第一列。"),
    SERIES_TEXT(column, "Header of the value column; needed when several would do.",
                "数值列的表头；有多列可选时必须给出。"),
    SERIES_TEXT(time_unit, "Unit of the times where the header names none.",
                "表头没有写时间单位时的时间单位。"),
    SERIES_TEXT(unit, "Unit of the values where the header names none.",
                "表头没有写单位时的数值单位。"),
    {.name = "shape",
     .type = AL_KEY_CHOICE,
     .offset = offsetof(struct series_config, shape),
     .choices = shape_names,
     .fallback = "linear",
     .en = "step: each value holds until the next time; linear: straight lines between.",
     .zh = "step 每个值保持到下一时刻；linear 两点之间线性变化。"},
    {.name = "scale",
     .type = AL_KEY_NUMBER,
     .offset = offsetof(struct series_config, scale),
     .unit = "1",
     .least = -1e6,
     .most = 1e6,
     .fallback = "1",
     .en = "All values are multiplied by this.",
     .zh = "所有数值乘以此系数。"},
    {.name = "points",
     .type = AL_KEY_NUMBERS, /* read by the series itself: pairs with two units */
     .offset = 0,
     .fallback = "",
     .en = "The series itself, [[time, value], ...], instead of a table.",
     .zh = "直接写出过程线 [[时间, 数值], ...]，代替表格。"},
};

struct series_reader {
  struct config_reader *base;
  const struct al_key *key;
  const struct yaml_node *node;
  const char *where;
  struct series_config config;
  struct al_csv csv;
  int time_column, value_column, fault_count;
  double time_factor, value_factor;
  bool calendar;
};

static void series_out(struct series_reader *reader, const double *time_s, const double *value,
                       size_t count, struct al_series *out)
{
  if (reader->fault_count == 0)
    *out = (struct al_series){.count = count,
                              .time_s = time_s,
                              .value = value,
                              .shape = (enum al_series_shape)reader->config.shape};
}

/* A rate (m/s: rain) holds until the next row; everything else runs straight between the points. */
static enum al_series_shape series_default_shape(const struct al_key *key)
{
  return strcmp(config_unit(key), "m/s") == 0 ? AL_SERIES_STEP : AL_SERIES_LINEAR;
}

/* One value of either form against the key's range. */
static void check_range(struct series_reader *reader, const struct al_source_mark *mark,
                        double value)
{
  char range[UNIT_LIST_BYTES];
  if (config_in_range(reader->key, value) || reader->fault_count++ >= FAULTS_SHOWN)
    return;
  config_range_text(reader->key, config_unit(reader->key), range, sizeof range);
  al_report(reader->base->ctx, AL_ERROR, mark, "'%s': %g %s is out of range; allowed: %s",
            reader->where, value, config_unit(reader->key), range);
}

static void check_rising(struct series_reader *reader, const struct al_source_mark *mark,
                         const double *time_s, size_t at)
{
  if (at == 0 || time_s[at] > time_s[at - 1] || reader->fault_count++ >= FAULTS_SHOWN)
    return;
  al_report(reader->base->ctx, AL_ERROR, mark, "'%s': times must rise: %g s follows %g s",
            reader->where, time_s[at], time_s[at - 1]);
}

/* Seconds after the scenario's start of a text: "30 min", a bare number of seconds, a calendar
 * time. */
static bool read_point_time(struct series_reader *reader, const struct yaml_node *node, double *out)
{
  static const struct al_key time_key = {
      .name = "time", .type = AL_KEY_NUMBER, .unit = "s", .least = -INFINITY, .most = INFINITY};
  double epoch_s;
  if (node->kind == YAML_TEXT && al_time_parse(node->text, &epoch_s, NULL)) {
    *out = epoch_s - reader->base->epoch_s;
    if (!isnan(*out))
      return true;
    const struct al_source_mark mark = yaml_mark(node);
    al_report(reader->base->ctx, AL_ERROR, &mark,
              "'%s': calendar times need scenario.start, which is not given", reader->where);
    return false;
  }
  return config_read_number(reader->base, &time_key, node, reader->where, out);
}

static void read_points(struct series_reader *reader, const struct yaml_node *list,
                        struct al_series *out)
{
  double *time_s = AL_NEW(reader->base->arena, double, list->count);
  double *value = AL_NEW(reader->base->arena, double, list->count);
  size_t i = 0;
  if (!time_s || !value)
    return;
  if (list->count == 0) {
    config_fault_type(reader->base, list, reader->where, "at least one [time, value]");
    return;
  }
  for (const struct yaml_item *item = list->first; item; item = item->next, i++) {
    const struct yaml_node *pair = item->node;
    if (pair->kind != YAML_LIST || pair->count != 2) {
      config_fault_type(reader->base, pair, reader->where, "[time, value]");
      reader->fault_count++;
      continue;
    }
    const struct al_source_mark mark = yaml_mark(pair);
    bool good = read_point_time(reader, pair->first->node, &time_s[i]);
    good &=
        config_read_number(reader->base, reader->key, pair->last->node, reader->where, &value[i]);
    reader->fault_count += !good;
    value[i] *= reader->config.scale;
    if (good)
      check_rising(reader, &mark, time_s, i);
    if (good && reader->config.scale != 1.0)
      check_range(reader, &mark, value[i]);
  }
  series_out(reader, time_s, value, list->count, out);
}

static void read_constant(struct series_reader *reader, const struct yaml_node *node,
                          struct al_series *out)
{
  double *point = AL_NEW(reader->base->arena, double, 2);
  if (!point || !config_read_number(reader->base, reader->key, node, reader->where, &point[1]))
    return;
  series_out(reader, &point[0], &point[1], 1, out);
}

static void report_columns(struct series_reader *reader, const char *wanted)
{
  const struct al_source_mark mark = yaml_mark(reader->node);
  char list[UNIT_LIST_BYTES] = "";
  size_t used = 0;
  for (size_t i = 0; i < reader->csv.column_count; i++)
    if (used + strlen(reader->csv.header[i]) + 5 < sizeof list)
      used += (size_t)snprintf(list + used, sizeof list - used, "%s'%s'", used ? ", " : "",
                               reader->csv.header[i]);
  al_report(reader->base->ctx, AL_ERROR, &mark, "'%s': %s: no such column '%s'; it has %s",
            reader->where, reader->csv.path, wanted, list);
  reader->fault_count++;
}

static bool header_measures(const char *header, const char *si)
{
  char unit[UNIT_BYTES];
  double factor;
  const char *measured;
  return al_unit_of_header(header, unit, sizeof unit) && al_unit_find(unit, &factor, &measured) &&
         strcmp(measured, si) == 0;
}

static bool pick_column(struct series_reader *reader, const char *name, int *out)
{
  *out = al_csv_column(&reader->csv, name);
  if (*out < 0)
    report_columns(reader, name);
  return *out >= 0;
}

/* The value column: the one asked for, the only other one, or the only one with a fitting unit. */
static bool pick_value_column(struct series_reader *reader)
{
  const struct al_source_mark mark = yaml_mark(reader->node);
  if (reader->config.column)
    return pick_column(reader, reader->config.column, &reader->value_column);
  int fitting = 0, others = 0;
  for (int i = 0; i < (int)reader->csv.column_count; i++) {
    if (i == reader->time_column)
      continue;
    const bool fits = header_measures(reader->csv.header[i], config_unit(reader->key));
    if (fits || (others == 0 && fitting == 0))
      reader->value_column = i;
    others++;
    fitting += fits;
  }
  if (others == 1 || fitting == 1)
    return true;
  al_report(reader->base->ctx, AL_ERROR, &mark,
            "'%s': %s has %d value columns; name one: {path: ..., column: ...}", reader->where,
            reader->csv.path, others);
  reader->fault_count++;
  return false;
}

/* The unit of a column: the header's, else the one the map names. */
static bool column_unit(struct series_reader *reader, int column, const char *named,
                        const char *named_key, const char *si, double *factor)
{
  const char *header = reader->csv.header[column], *measured;
  const struct al_source_mark mark = yaml_mark(reader->node);
  char unit[UNIT_BYTES], list[UNIT_LIST_BYTES];
  const bool known = al_unit_of_header(header, unit, sizeof unit);
  if (!known && named)
    snprintf(unit, sizeof unit, "%s", named);
  if (!known && !named && !*unit) {
    snprintf(unit, sizeof unit, "%s", si);
    if (strcmp(si, "1") != 0)
      al_report(reader->base->ctx, AL_WARNING, &mark,
                "'%s': %s: column '%s' names no unit and is taken in %s; give `%s` or write it in "
                "the header (\"name (unit)\")",
                reader->where, reader->csv.path, header, si, named_key);
  }
  if (al_unit_find(unit, factor, &measured) && strcmp(measured, si) == 0)
    return true;
  al_unit_list(si, list, sizeof list);
  al_report(
      reader->base->ctx, AL_ERROR, &mark,
      "'%s': %s: column '%s' has the unit '%s'; a %s is needed: put one of %s into the header "
      "(\"name (unit)\") or give `%s`",
      reader->where, reader->csv.path, header, unit, config_dimension(reader->base->ctx, si), list,
      named_key);
  reader->fault_count++;
  return false;
}

static bool find_time_unit(struct series_reader *reader)
{
  double epoch_s;
  const struct al_source_mark mark = yaml_mark(reader->node);
  const size_t at = (size_t)reader->time_column;
  reader->calendar =
      reader->csv.row_count > 0 && al_time_parse(reader->csv.cell[at], &epoch_s, NULL);
  if (!reader->calendar)
    return column_unit(reader, reader->time_column, reader->config.time_unit, "time_unit", "s",
                       &reader->time_factor);
  if (!isnan(reader->base->epoch_s))
    return true;
  al_report(reader->base->ctx, AL_ERROR, &mark,
            "'%s': calendar times need scenario.start, which is not given", reader->where);
  reader->fault_count++;
  return false;
}

static double row_time_s(struct series_reader *reader, size_t row,
                         const struct al_source_mark *mark)
{
  double epoch_s;
  const char *cell = reader->csv.cell[row * reader->csv.column_count + (size_t)reader->time_column];
  if (!reader->calendar) {
    const double value = al_csv_number(reader->base->ctx, &reader->csv, row, reader->time_column);
    reader->fault_count += isnan(value);
    return value * reader->time_factor;
  }
  if (al_time_parse(cell, &epoch_s, NULL))
    return epoch_s - reader->base->epoch_s;
  al_report(reader->base->ctx, AL_ERROR, mark,
            "'%s': '%s' is no time; write it like \"2023-07-28T06:00+08:00\"", reader->where, cell);
  reader->fault_count++;
  return (double)NAN;
}

static void read_rows(struct series_reader *reader, struct al_series *out)
{
  const size_t count = reader->csv.row_count;
  double *time_s = AL_NEW(reader->base->arena, double, count);
  double *value = AL_NEW(reader->base->arena, double, count);
  if (!time_s || !value)
    return;
  for (size_t i = 0; i < count && reader->fault_count < FAULTS_SHOWN; i++) {
    const struct al_source_mark mark = {.file = reader->csv.path, .line = reader->csv.line[i]};
    time_s[i] = row_time_s(reader, i, &mark);
    value[i] = al_csv_number(reader->base->ctx, &reader->csv, i, reader->value_column) *
               reader->value_factor * reader->config.scale;
    reader->fault_count += isnan(value[i]);
    if (!isnan(value[i]))
      check_range(reader, &mark, value[i]);
    if (!isnan(time_s[i]) && !(i > 0 && isnan(time_s[i - 1])))
      check_rising(reader, &mark, time_s, i);
  }
  series_out(reader, time_s, value, count, out);
}

/* A table without a header: its first row is numbers and becomes data again. */
static bool give_header_back(struct series_reader *reader)
{
  struct al_csv *csv = &reader->csv;
  double number;
  const size_t cells = csv->row_count * csv->column_count;
  for (size_t i = 0; i < csv->column_count; i++)
    if (!al_number_parse(csv->header[i], &number))
      return true;
  const char **cell = (const char **)al_arena_alloc(reader->base->arena, cells + csv->column_count,
                                                    sizeof *cell, "table cells");
  int *line = AL_NEW(reader->base->arena, int, csv->row_count + 1);
  if (!cell || !line)
    return false;
  memcpy(cell, csv->header, csv->column_count * sizeof *cell);
  memcpy(cell + csv->column_count, csv->cell, cells * sizeof *cell);
  memcpy(line + 1, csv->line, csv->row_count * sizeof *line);
  line[0] = csv->row_count > 0 ? line[1] - 1 : 1;
  const char **header = (const char **)al_arena_alloc(reader->base->arena, csv->column_count,
                                                      sizeof *header, "table header");
  for (size_t i = 0; header && i < csv->column_count; i++)
    header[i] = al_arena_printf(reader->base->arena, "column %zu", i + 1);
  csv->header = header;
  csv->cell = cell;
  csv->line = line;
  csv->row_count++;
  return header != NULL;
}

static void read_table(struct series_reader *reader, struct al_series *out)
{
  const struct al_source_mark mark = yaml_mark(reader->node);
  if (al_csv_read(reader->base->ctx, reader->base->arena, reader->config.path, &reader->csv) !=
      AL_OK) {
    al_report(reader->base->ctx, AL_ERROR, &mark, "'%s': the series '%s' cannot be read",
              reader->where, reader->config.path);
    return;
  }
  if (!give_header_back(reader))
    return;
  if (reader->csv.row_count == 0 || reader->csv.column_count < 2) {
    al_report(reader->base->ctx, AL_ERROR, &mark,
              "'%s': %s: a header and rows of a time and a value are needed", reader->where,
              reader->csv.path);
    return;
  }
  if (reader->config.time_column &&
      !pick_column(reader, reader->config.time_column, &reader->time_column))
    return;
  if (!pick_value_column(reader) || !find_time_unit(reader) ||
      !column_unit(reader, reader->value_column, reader->config.unit, "unit",
                   config_unit(reader->key), &reader->value_factor))
    return;
  read_rows(reader, out);
}

static void read_map(struct series_reader *reader, struct al_series *out)
{
  static const struct al_section section = {.name = "series",
                                            .keys = series_keys,
                                            .key_count = AL_COUNT(series_keys) - 1,
                                            .struct_bytes = sizeof(struct series_config)};
  static const struct al_section whole = {.name = "series",
                                          .keys = series_keys,
                                          .key_count = AL_COUNT(series_keys),
                                          .struct_bytes = sizeof(struct series_config)};
  const struct yaml_item *points = yaml_find(reader->node, "points");
  struct yaml_node rest = *reader->node;
  const int shape = reader->config.shape;
  if (points) { /* the pairs have two units: they are read here, the rest by the table */
    struct yaml_item *copy = NULL, **tail = &copy;
    rest.count = 0;
    for (const struct yaml_item *item = reader->node->first; item; item = item->next) {
      if (item == points)
        continue;
      *tail = AL_NEW(reader->base->arena, struct yaml_item, 1);
      if (!*tail)
        return;
      **tail = *item;
      (*tail)->next = NULL;
      tail = &(*tail)->next;
      rest.count++;
    }
    rest.first = copy;
  }
  config_read_keys(reader->base, points ? &section : &whole, &rest, reader->where, &reader->config);
  if (!yaml_find(reader->node, "shape"))
    reader->config.shape = shape;
  if (points && points->node->kind == YAML_LIST && !reader->config.path)
    read_points(reader, points->node, out);
  else if (reader->config.path && !points)
    read_table(reader, out);
  else
    config_fault_type(reader->base, reader->node, reader->where, "either `path` or `points`");
}

void config_read_series(struct config_reader *base, const struct al_key *key,
                        const struct yaml_node *node, const char *where, struct al_series *out)
{
  struct series_reader reader = {.base = base, .key = key, .node = node, .where = where};
  double number;
  reader.config.scale = 1.0;
  reader.config.shape = (int)series_default_shape(key);
  if (node->kind == YAML_LIST) {
    read_points(&reader, node, out);
  } else if (node->kind == YAML_MAP) {
    read_map(&reader, out);
  } else if (al_quantity_parse(node->text, config_unit(key), &number) != AL_QUANTITY_NO_NUMBER) {
    read_constant(&reader, node, out);
  } else {
    reader.config.path = config_read_path(base, node, where);
    if (reader.config.path)
      read_table(&reader, out);
  }
}
