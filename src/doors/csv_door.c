/**
 * CSV tables through libcsv. Lines are fed one by one so that each row knows its line.
 */
#include "doors/csv_door.h"
#include "core/units.h"
#include "core/utf8.h"
#include "doors/file_door.h"
#include <assert.h>
#include <csv.h>
#include <iconv.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FAULTS_SHOWN = 10, COLUMN_LIMIT = 4096 };

struct list {
  const char **item;
  size_t count, capacity;
};

struct csv_reader {
  struct al_ctx *ctx;
  struct al_arena *arena;
  const char *path;
  struct list row, cells;
  int *lines;
  size_t row_count, line_capacity, column_count, fault_count;
  const char **header;
  int row_line;
  bool out_of_memory, too_wide;
};

static bool list_add(struct list *list, const char *item)
{
  if (list->count == list->capacity) {
    const size_t capacity = 2 * list->capacity + 16;
    const char **grown = realloc(list->item, capacity * sizeof *grown);
    if (!grown)
      return false;
    list->item = grown;
    list->capacity = capacity;
  }
  assert(list->count < list->capacity);
  list->item[list->count++] = item;
  return true;
}

static void csv_on_cell(void *text, size_t length, void *data)
{
  struct csv_reader *reader = data;
  if (reader->row.count >= COLUMN_LIMIT) {
    reader->too_wide = true;
    return;
  }
  if (reader->out_of_memory)
    return;
  const char *cell = "";
  if (length > 0) {
    char *copy = al_arena_alloc(reader->arena, length + 1, 1, "table cell");
    cell = copy ? memcpy(copy, text, length) : NULL;
  }
  reader->out_of_memory = !cell || !list_add(&reader->row, cell);
}

static bool csv_row_is_empty(const struct csv_reader *reader)
{
  for (size_t i = 0; i < reader->row.count; i++)
    if (*reader->row.item[i])
      return false;
  return true;
}

static bool csv_take_header(struct csv_reader *reader)
{
  assert(reader->row.count > 0 && reader->row.count <= COLUMN_LIMIT);
  reader->column_count = reader->row.count;
  reader->header = (const char **)al_arena_alloc(reader->arena, reader->row.count,
                                                 sizeof *reader->header, "table header");
  if (reader->header)
    memcpy(reader->header, reader->row.item, reader->row.count * sizeof *reader->header);
  return reader->header;
}

static bool csv_take_row(struct csv_reader *reader)
{
  assert(reader->row.count == reader->column_count);
  if (reader->row_count == reader->line_capacity) {
    const size_t capacity = 2 * reader->line_capacity + 64;
    int *grown = realloc(reader->lines, capacity * sizeof *grown);
    if (!grown)
      return false;
    reader->lines = grown;
    reader->line_capacity = capacity;
  }
  reader->lines[reader->row_count++] = reader->row_line;
  for (size_t i = 0; i < reader->column_count; i++)
    if (!list_add(&reader->cells, reader->row.item[i]))
      return false;
  return true;
}

static void csv_on_row(int terminator, void *data)
{
  (void)terminator;
  struct csv_reader *reader = data;
  const struct al_source_mark mark = {.file = reader->path, .line = reader->row_line};
  if (reader->too_wide || reader->out_of_memory || csv_row_is_empty(reader)) {
    /* nothing to keep */
  } else if (!reader->header) {
    reader->out_of_memory = !csv_take_header(reader);
  } else if (reader->row.count == reader->column_count) {
    reader->out_of_memory = !csv_take_row(reader);
  } else if (reader->fault_count++ < FAULTS_SHOWN) {
    al_report(reader->ctx, AL_ERROR, &mark, "the row has %zu columns, the header has %zu",
              reader->row.count, reader->column_count);
  }
  reader->row.count = 0;
}

/* GBK is what Chinese spreadsheets write; GB18030 contains it. */
static al_status csv_decode(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                            char **text, size_t *length)
{
  iconv_t converter = iconv_open("UTF-8", "GB18030");
  if (converter == (iconv_t)-1) /* NOLINT: iconv's own convention */
    return AL_FAIL(ctx, AL_IO_FAILED, "%s: not UTF-8, and this system cannot decode GBK", path);
  size_t in_left = *length, room = 2 * *length + 4;
  char *in = *text, *decoded = al_arena_alloc(arena, room + 1, 1, path), *out = decoded;
  size_t out_left = room, failed = (size_t)-1;
  if (decoded)
    failed = iconv(converter, &in, &in_left, &out, &out_left);
  iconv_close(converter);
  if (!decoded)
    return AL_NO_MEMORY;
  if (failed == (size_t)-1) {
    struct al_source_mark mark = {.file = path, .line = 1};
    for (const char *at = *text; at < in; at++)
      mark.line += *at == '\n';
    al_report(ctx, AL_ERROR, &mark, "the text is neither UTF-8 nor GBK");
    return AL_BAD_INPUT;
  }
  *text = decoded;
  *length = room - out_left;
  return AL_OK;
}

static al_status csv_load(struct al_ctx *ctx, struct al_arena *arena, const char *path, char **text,
                          size_t *length)
{
  AL_TRY(ctx, al_file_read_text(ctx, arena, path, text, length));
  if (strlen(*text) != *length)
    return AL_FAIL(ctx, AL_BAD_INPUT,
                   "%s: not a text table (it holds zero bytes); save it as CSV in UTF-8", path);
  if (strncmp(*text, "\xef\xbb\xbf", 3) == 0) {
    *text += 3;
    *length -= 3;
  }
  return al_utf8_span(*text, *length) == *length ? AL_OK
                                                 : csv_decode(ctx, arena, path, text, length);
}

/* Copies the '#' lines before the header. @return the first byte after them. */
static char *csv_take_comment(struct al_arena *arena, char *text, const char **comment, int *line)
{
  char *at = text;
  while (*at == '#' || *at == '\n' || *at == '\r') {
    at += strcspn(at, "\n");
    *line += *at == '\n';
    at += *at == '\n';
  }
  char *copy = al_arena_alloc(arena, (size_t)(at - text) + 1, 1, "table comment");
  if (copy)
    memcpy(copy, text, (size_t)(at - text));
  *comment = copy;
  return at;
}

/* Spreadsheets of some countries part by semicolon or tab: whichever the header has, if no comma.
 */
static unsigned char csv_delimiter(const char *header)
{
  const size_t length = strcspn(header, "\r\n");
  for (const char *try = ",;\t"; *try; try++)
    if (memchr(header, *try, length))
      return (unsigned char)*try;
  return ',';
}

static void csv_feed(struct csv_reader *reader, struct csv_parser *parser, char *text, int line)
{
  csv_set_delim(parser, csv_delimiter(text));
  for (char *at = text; *at; line++) {
    size_t length = strcspn(at, "\n");
    length += at[length] == '\n';
    if (reader->row.count == 0 && !parser->quoted)
      reader->row_line = line;
    if (csv_parse(parser, at, length, csv_on_cell, csv_on_row, reader) != length) {
      reader->out_of_memory = true;
      return;
    }
    at += length;
  }
  if (csv_fini(parser, csv_on_cell, csv_on_row, reader) != 0)
    reader->out_of_memory = true;
}

static al_status csv_finish(struct csv_reader *reader, struct al_csv *out)
{
  const size_t cell_count = reader->cells.count;
  if (reader->out_of_memory)
    return AL_FAIL(reader->ctx, AL_NO_MEMORY, "%s: out of memory while reading", reader->path);
  if (reader->too_wide)
    return AL_FAIL(reader->ctx, AL_BAD_INPUT, "%s: a row has more than %d columns", reader->path,
                   COLUMN_LIMIT);
  if (!reader->header)
    return AL_FAIL(reader->ctx, AL_BAD_INPUT, "%s: an empty table: no header row", reader->path);
  if (reader->fault_count > 0)
    return AL_BAD_INPUT;
  assert(cell_count == reader->row_count * reader->column_count);
  const char **cell =
      (const char **)al_arena_alloc(reader->arena, cell_count, sizeof *cell, "table cells");
  int *line = AL_NEW(reader->arena, int, reader->row_count);
  if (!cell || !line)
    return AL_NO_MEMORY;
  if (reader->row_count > 0) {
    memcpy(cell, reader->cells.item, cell_count * sizeof *cell);
    memcpy(line, reader->lines, reader->row_count * sizeof *line);
  }
  out->column_count = reader->column_count;
  out->row_count = reader->row_count;
  out->header = reader->header;
  out->cell = cell;
  out->line = line;
  return AL_OK;
}

al_status al_csv_read(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                      struct al_csv *out)
{
  assert(path && out);
  char *text;
  size_t length;
  int line = 1;
  struct csv_parser parser;
  struct csv_reader reader = {.ctx = ctx, .arena = arena};
  *out = (struct al_csv){.path = al_arena_strdup(arena, path)};
  AL_TRY(ctx, csv_load(ctx, arena, path, &text, &length));
  text = csv_take_comment(arena, text, &out->comment, &line);
  reader.path = out->path;
  if (!out->path || !out->comment)
    return AL_NO_MEMORY;
  if (csv_init(&parser, 0) != 0)
    return AL_FAIL(ctx, AL_NO_MEMORY, "%s: out of memory while reading", path);
  csv_feed(&reader, &parser, text, line);
  csv_free(&parser);
  const al_status status = csv_finish(&reader, out);
  free(reader.row.item);
  free(reader.cells.item);
  free(reader.lines);
  return status;
}

/* Whether `header` is `name` followed by a unit: "Time (mins)", "rain [mm/h]", "time_s". */
static bool header_is_name_with_unit(const char *header, const char *name)
{
  const size_t length = strlen(name);
  if (length == 0 || strncmp(header, name, length) != 0)
    return false;
  const char *rest = header + length;
  if (*rest == '_') {
    char unit[64], suffix[64];
    snprintf(suffix, sizeof suffix, "%s", rest + 1);
    const char *per = strstr(suffix, "_per_");
    return al_unit_of_header(header, unit, sizeof unit) &&
           strlen(unit) + (per ? 4 : 0) == strlen(suffix);
  }
  rest += strspn(rest, " ");
  return *rest == '(' || *rest == '[' || strncmp(rest, "（", strlen("（")) == 0;
}

bool al_csv_column_is(const struct al_csv *csv, size_t column, const char *name)
{
  assert(csv && name && column < csv->column_count);
  return strcmp(csv->header[column], name) == 0 ||
         header_is_name_with_unit(csv->header[column], name);
}

int al_csv_column(const struct al_csv *csv, const char *name)
{
  assert(csv && name);
  for (size_t i = 0; i < csv->column_count; i++)
    if (strcmp(csv->header[i], name) == 0)
      return (int)i;
  for (size_t i = 0; i < csv->column_count; i++)
    if (header_is_name_with_unit(csv->header[i], name))
      return (int)i;
  return -1;
}

double al_csv_number(struct al_ctx *ctx, const struct al_csv *csv, size_t row, int column)
{
  assert(row < csv->row_count && column >= 0 && (size_t)column < csv->column_count);
  const char *cell = csv->cell[row * csv->column_count + (size_t)column];
  const struct al_source_mark mark = {.file = csv->path, .line = csv->line[row]};
  double value;
  if (al_number_parse(cell, &value))
    return value;
  if (*cell)
    al_report(ctx, AL_ERROR, &mark, "column '%s': '%s' is not a number", csv->header[column], cell);
  else
    al_report(ctx, AL_ERROR, &mark, "column '%s': the value is missing", csv->header[column]);
  return NAN;
}

bool al_csv_encoding_is_known(const char *name)
{
  assert(name);
  iconv_t converter = iconv_open("UTF-8", name);
  if (converter == (iconv_t)-1) /* NOLINT: iconv's own convention */
    return false;
  iconv_close(converter);
  return true;
}
