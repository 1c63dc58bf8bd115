/**
 * Reading and checking rule tables.
 */
#include "models/zoning/zoning_rules.h"
#include "core/datadir.h"
#include "core/nearest.h"
#include "doors/csv_door.h"
#include "doors/file_door.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLASSES_MOST = 16 };
_Static_assert(CLASSES_MOST < 255, "the order of a class fits a byte beside 0 and 255");

const char *const zoning_ready_tables[] = {
    "aidr", "depth_cn", "surge_cn",    "waterlogging_cn", "defra",       "swiss",
    "fema", "cems",     "petabencana", "flash_ningxia",   "fire_hazard", NULL};

static const char *const variables[] = {
    "depth", "speed", "product", "rating", "burn_probability", "flame_length"};

struct table {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_csv csv;
  int order, name, name_zh, colour, rgb, variable, lo, hi, closed, meaning_en, meaning_zh, status,
      source;
};

static const char *table_text(const struct table *table, size_t row, int column)
{
  assert(row < table->csv.row_count && column >= 0 && (size_t)column < table->csv.column_count);
  return table->csv.cell[row * table->csv.column_count + (size_t)column];
}

static struct al_source_mark table_mark(const struct table *table, size_t row)
{
  return (struct al_source_mark){
      .file = table->csv.path, .line = table->csv.line[row], .column = 1};
}

static al_status table_find_columns(struct table *table)
{
  const struct {
    const char *name;
    int *column;
  } wanted[] = {{"order", &table->order},
                {"class", &table->name},
                {"class_zh", &table->name_zh},
                {"colour", &table->colour},
                {"rgb", &table->rgb},
                {"variable", &table->variable},
                {"lo", &table->lo},
                {"hi", &table->hi},
                {"closed", &table->closed},
                {"meaning_en", &table->meaning_en},
                {"meaning_zh", &table->meaning_zh},
                {"status", &table->status},
                {"source", &table->source}};
  for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
    *wanted[i].column = al_csv_column(&table->csv, wanted[i].name);
    if (*wanted[i].column < 0)
      al_report(table->ctx, AL_ERROR, NULL, "%s: the rule table has no column '%s'",
                table->csv.path, wanted[i].name);
  }
  return al_report_close(table->ctx);
}

/* "# key: value" among the lines before the header. */
static const char *table_header_text(const struct table *table, const char *key)
{
  const size_t length = strlen(key);
  for (const char *at = table->csv.comment; at && *at; at = strchr(at, '\n')) {
    at += *at == '\n';
    const char *name = at + (*at == '#') + (at[0] == '#' && at[1] == ' ');
    if (strncmp(name, key, length) == 0 && name[length] == ':') {
      name += length + 1;
      name += strspn(name, " ");
      return al_arena_printf(table->arena, "%.*s", (int)strcspn(name, "\r\n"), name);
    }
  }
  return "";
}

static double table_bound(const struct table *table, size_t row, int column, double open)
{
  return *table_text(table, row, column) ? al_csv_number(table->ctx, &table->csv, row, column)
                                         : open;
}

static int table_whole(const struct table *table, size_t row, int column, int most)
{
  const struct al_source_mark mark = table_mark(table, row);
  const double value = al_csv_number(table->ctx, &table->csv, row, column);
  if (value >= 0.0 && value <= most && value == floor(value))
    return (int)value;
  al_report(table->ctx, AL_ERROR, &mark, "column '%s': '%s' is no whole number from 0 to %d",
            table->csv.header[column], table_text(table, row, column), most);
  return 0;
}

static void table_read_class(const struct table *table, size_t row, int order,
                             struct zoning_class *out)
{
  const struct al_source_mark mark = table_mark(table, row);
  const char *rgb = table_text(table, row, table->rgb);
  unsigned red, green, blue;
  if (strlen(rgb) != 6 || sscanf(rgb, "%2x%2x%2x", &red, &green, &blue) != 3) {
    al_report(table->ctx, AL_ERROR, &mark, "column 'rgb': '%s' is no colour like 1F6FD6", rgb);
    red = green = blue = 0;
  }
  *out = (struct zoning_class){.order = order,
                               .colour = table_whole(table, row, table->colour, 4),
                               .rgb = {(uint8_t)red, (uint8_t)green, (uint8_t)blue},
                               .name = table_text(table, row, table->name),
                               .name_zh = table_text(table, row, table->name_zh),
                               .meaning_en = table_text(table, row, table->meaning_en),
                               .meaning_zh = table_text(table, row, table->meaning_zh),
                               .status = table_text(table, row, table->status),
                               .source = table_text(table, row, table->source)};
}

static void table_read_condition(const struct table *table, size_t row,
                                 struct zoning_condition *out)
{
  static const char *const ends[] = {"none", "lo", "hi", "both"};
  const struct al_source_mark mark = table_mark(table, row);
  const char *variable = table_text(table, row, table->variable);
  const char *closed = table_text(table, row, table->closed);
  size_t v = 0, end = 0;
  while (v < ZONING_VARIABLES && strcmp(variable, variables[v]) != 0)
    v++;
  while (end < 4 && strcmp(closed, ends[end]) != 0)
    end++;
  if (v == ZONING_VARIABLES)
    al_report(table->ctx, AL_ERROR, &mark,
              "column 'variable': '%s' is none of depth, speed, product, rating, burn_probability, "
              "flame_length",
              variable);
  if (end == 4)
    al_report(table->ctx, AL_ERROR, &mark, "column 'closed': '%s' is none of none, lo, hi, both",
              closed);
  *out = (struct zoning_condition){.variable = (enum zoning_variable)(v % ZONING_VARIABLES),
                                   .lo = table_bound(table, row, table->lo, -HUGE_VAL),
                                   .hi = table_bound(table, row, table->hi, HUGE_VAL),
                                   .lo_closed = end & 1,
                                   .hi_closed = end & 2};
  if (!(out->lo < out->hi))
    al_report(table->ctx, AL_ERROR, &mark, "lo = %g is not below hi = %g", out->lo, out->hi);
}

static al_status table_read_rows(const struct table *table, struct zoning_rules *rules)
{
  int last = -1;
  rules->verified = true;
  for (size_t row = 0; row < table->csv.row_count; row++) {
    const struct al_source_mark mark = table_mark(table, row);
    const int order = table_whole(table, row, table->order, CLASSES_MOST);
    if (order < last || order > last + 1 + (last < 0))
      al_report(table->ctx, AL_ERROR, &mark,
                "column 'order': %d follows %d; orders rise by one from 0 or 1", order, last);
    const char *status = table_text(table, row, table->status);
    if (strcmp(status, "read") != 0 && strcmp(status, "unverified") != 0)
      al_report(table->ctx, AL_ERROR, &mark, "column 'status': '%s' is neither read nor unverified",
                status);
    rules->verified = rules->verified && strcmp(status, "read") == 0;
    if (order != last && rules->class_count < CLASSES_MOST) {
      struct zoning_class *made = &rules->classes[rules->class_count++];
      table_read_class(table, row, order, made);
      made->first_condition = rules->condition_count;
    }
    last = order;
    if (!*table_text(table, row, table->variable) || rules->class_count == 0)
      continue;
    assert(rules->condition_count <= row);
    struct zoning_condition *made = &rules->conditions[rules->condition_count++];
    table_read_condition(table, row, made);
    const bool of_fire = made->variable >= ZONING_BURN;
    if (rules->condition_count > 1 && of_fire != rules->of_fire)
      al_report(table->ctx, AL_ERROR, &mark,
                "column 'variable': a table is either of water or of fire, not of both");
    rules->of_fire = of_fire;
    rules->classes[rules->class_count - 1].condition_count++;
  }
  return al_report_close(table->ctx);
}

int zoning_match(const struct zoning_rules *rules, const double *value)
{
  assert(rules && value);
  for (size_t c = 0; c < rules->class_count; c++) {
    const struct zoning_condition *condition =
        rules->conditions + rules->classes[c].first_condition;
    bool holds = true;
    for (size_t k = 0; k < rules->classes[c].condition_count; k++) {
      const double x = value[condition[k].variable];
      holds = holds && (condition[k].lo_closed ? x >= condition[k].lo : x > condition[k].lo) &&
              (condition[k].hi_closed ? x <= condition[k].hi : x < condition[k].hi);
    }
    if (holds)
      return rules->classes[c].order;
  }
  return -1;
}

const struct zoning_class *zoning_class_of(const struct zoning_rules *rules, int order)
{
  for (size_t c = 0; c < rules->class_count; c++)
    if (rules->classes[c].order == order)
      return &rules->classes[c];
  return NULL;
}

static int compare_numbers(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

enum { PROBES_MOST = 3 * 2 * CLASSES_MOST + 2 };

/* Values of one variable that stand for all: 0, each bound and both sides of it, something huge. */
static size_t zoning_probes(const struct zoning_rules *rules, enum zoning_variable variable,
                            double *probe)
{
  size_t count = 0, kept = 0;
  probe[count++] = 1e-9;
  probe[count++] = 1e9;
  for (size_t k = 0; k < rules->condition_count && count + 6 < PROBES_MOST; k++) {
    const struct zoning_condition *condition = &rules->conditions[k];
    const double ends[] = {condition->lo, condition->hi};
    for (size_t e = 0; e < 2 && condition->variable == variable; e++) {
      if (!isfinite(ends[e]))
        continue;
      probe[count++] = nextafter(ends[e], -HUGE_VAL);
      probe[count++] = ends[e];
      probe[count++] = nextafter(ends[e], HUGE_VAL);
    }
  }
  assert(count <= PROBES_MOST);
  qsort(probe, count, sizeof *probe, compare_numbers);
  for (size_t i = 0; i < count; i++)
    if (probe[i] > 0.0 && (kept == 0 || probe[i] != probe[kept - 1]))
      probe[kept++] = probe[i];
  assert(kept > 0);
  return kept;
}

const char *zoning_find_fault(const struct zoning_rules *rules, double worse[ZONING_VARIABLES])
{
  double probe[ZONING_VARIABLES][PROBES_MOST];
  size_t count[ZONING_VARIABLES], at[ZONING_VARIABLES] = {0};
  for (int v = 0; v < ZONING_VARIABLES; v++)
    count[v] = zoning_probes(rules, (enum zoning_variable)v, probe[v]);
  for (;;) {
    for (int v = 0; v < ZONING_VARIABLES; v++)
      worse[v] = probe[v][at[v]];
    const int order = zoning_match(rules, worse);
    if (order < 0)
      return "total";
    for (int v = 0; v < ZONING_VARIABLES; v++) {
      if (at[v] == 0)
        continue;
      worse[v] = probe[v][at[v] - 1];
      const int milder = zoning_match(rules, worse);
      worse[v] = probe[v][at[v]];
      if (milder > order)
        return "monotone";
    }
    int v = 0;
    while (v < ZONING_VARIABLES && ++at[v] == count[v])
      at[v++] = 0;
    if (v == ZONING_VARIABLES)
      return NULL;
  }
}

/* Where a table stands, and what it is called in products. */
static al_status rules_locate(struct al_ctx *ctx, struct al_arena *arena, const char *name,
                              const char *folder, struct zoning_rules *out)
{
  const size_t length = strlen(name);
  size_t ready = 0;
  for (; zoning_ready_tables[ready]; ready++)
    if (strcmp(zoning_ready_tables[ready], name) == 0) {
      char relative[128], path[4096];
      snprintf(relative, sizeof relative, "models/zoning/rules/%s.csv", name);
      out->name = name;
      out->path = al_arena_strdup(arena, al_data_path(relative, path, sizeof path));
      return out->path ? AL_OK : AL_NO_MEMORY;
    }
  if (length > 4 && strcmp(name + length - 4, ".csv") == 0) {
    const char *base = strrchr(name, '/');
    base = base ? base + 1 : name;
    out->name = al_arena_printf(arena, "%.*s", (int)strlen(base) - 4, base);
    out->path = *name == '/' || !folder ? al_arena_strdup(arena, name)
                                        : al_arena_printf(arena, "%s/%s", folder, name);
    return out->name && out->path ? AL_OK : AL_NO_MEMORY;
  }
  const char *near = al_nearest(name, zoning_ready_tables, ready);
  return near ? AL_FAIL(ctx, AL_BAD_INPUT,
                        "zoning.rules: no table '%s'; did you mean '%s'? (or give a .csv file)",
                        name, near)
              : AL_FAIL(ctx, AL_BAD_INPUT,
                        "zoning.rules: no table '%s'; give a name from models/zoning/rules or a "
                        ".csv file",
                        name);
}

static al_status rules_check(struct al_ctx *ctx, const struct zoning_rules *rules)
{
  double cell[ZONING_VARIABLES];
  const char *fault = zoning_find_fault(rules, cell);
  if (!fault)
    return AL_OK;
  if (strcmp(fault, "total") == 0)
    return AL_FAIL(ctx, AL_BAD_INPUT,
                   "%s: no class holds a cell with depth %g m, speed %g m/s, depth x speed %g "
                   "m2/s, rating %g",
                   rules->path, cell[0], cell[1], cell[2], cell[3]);
  return AL_FAIL(ctx, AL_BAD_INPUT,
                 "%s: a worse cell gets a lower class at depth %g m, speed %g m/s, depth x speed "
                 "%g m2/s, rating %g",
                 rules->path, cell[0], cell[1], cell[2], cell[3]);
}

al_status zoning_rules_read(struct al_ctx *ctx, struct al_arena *arena, const char *name,
                            const char *folder, struct zoning_rules *out)
{
  assert(name && out);
  struct table table = {.ctx = ctx, .arena = arena};
  *out = (struct zoning_rules){0};
  AL_TRY(ctx, rules_locate(ctx, arena, name, folder, out));
  AL_TRY(ctx, al_csv_read(ctx, arena, out->path, &table.csv));
  AL_TRY(ctx, table_find_columns(&table));
  AL_TRY(ctx, al_file_sha256(ctx, out->path, out->sha256));
  out->title_en = table_header_text(&table, "title_en");
  out->title_zh = table_header_text(&table, "title_zh");
  out->version = table_header_text(&table, "version");
  out->note = table_header_text(&table, "note");
  out->classes = AL_NEW(arena, struct zoning_class, CLASSES_MOST);
  out->conditions = AL_NEW(arena, struct zoning_condition, table.csv.row_count + 1);
  if (!out->classes || !out->conditions)
    return AL_NO_MEMORY;
  AL_TRY(ctx, table_read_rows(&table, out));
  return rules_check(ctx, out);
}
