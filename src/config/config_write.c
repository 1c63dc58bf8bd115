/**
 * scenario.used.yaml: every key with its value and where it came from; reads back to the same bits.
 */
#include "config/config_inside.h"
#include "doors/file_door.h"
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT_BYTES = 64 };

struct used_writer {
  const struct al_config *config;
  FILE *stream;
  bool commented; /* the section is not in the file: written as a comment */
  bool bare;      /* values only: what the fingerprint is taken of */
};

static void put_quoted(FILE *stream, const char *text)
{
  fputc('"', stream);
  for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
    if (*at == '"' || *at == '\\')
      fprintf(stream, "\\%c", *at);
    else if (*at < 0x20 || *at == 0x7f)
      fprintf(stream, "\\x%02x", *at);
    else
      fputc(*at, stream);
  }
  fputc('"', stream);
}

static void put_number(FILE *stream, double value, const char *unit)
{
  char text[CONFIG_NUMBER_BYTES];
  config_number_text(value, text);
  fputs(text, stream);
  if (unit && *unit && strcmp(unit, "1") != 0)
    fprintf(stream, " %s", unit);
}

static void put_numbers(FILE *stream, const double *value, size_t count, const char *unit)
{
  fputc('[', stream);
  for (size_t i = 0; i < count; i++) {
    fputs(i ? ", " : "", stream);
    put_number(stream, value[i], unit);
  }
  fputc(']', stream);
}

static void put_texts(FILE *stream, const struct al_text_list *list)
{
  fputc('[', stream);
  for (size_t i = 0; i < list->count; i++) {
    fputs(i ? ", " : "", stream);
    put_quoted(stream, list->text[i]);
  }
  fputc(']', stream);
}

static const char *shape_name(enum al_series_shape shape)
{
  return shape == AL_SERIES_STEP ? "step" : "linear";
}

static void put_series(FILE *stream, const struct al_series *series, const char *unit)
{
  if (series->count == 1 && series->time_s[0] == 0.0) {
    put_number(stream, series->value[0], unit);
    return;
  }
  fprintf(stream, "{shape: %s, points: [", shape_name(series->shape));
  for (size_t i = 0; i < series->count; i++) {
    fputs(i ? ", [" : "[", stream);
    put_number(stream, series->time_s[i], "s");
    fputs(", ", stream);
    put_number(stream, series->value[i], unit);
    fputc(']', stream);
  }
  fputs("]}", stream);
}

static bool list_has_items(const struct al_key *key, const void *place)
{
  if (key->type == AL_KEY_RECORDS)
    return ((const struct al_record_list *)place)->count > 0;
  return false;
}

/* One value that stands on its key's line. */
static void put_value(const struct used_writer *writer, const struct al_key *key,
                      const struct yaml_node *node, const void *place)
{
  FILE *stream = writer->stream;
  const struct al_number_list *numbers = place;
  switch (key->type) {
  case AL_KEY_NUMBER:
    put_number(stream, *(const double *)place, key->unit);
    break;
  case AL_KEY_INTEGER:
    fprintf(stream, "%ld", *(const long *)place);
    break;
  case AL_KEY_BOOL:
    fputs(*(const bool *)place ? "true" : "false", stream);
    break;
  case AL_KEY_TEXT:
  case AL_KEY_PATH:
    put_quoted(stream, *(const char *const *)place ? *(const char *const *)place : "");
    break;
  case AL_KEY_CHOICE:
    fputs(key->choices[*(const int *)place], stream);
    break;
  case AL_KEY_TIME:
    put_quoted(stream, node && node->text ? node->text : key->fallback);
    break;
  case AL_KEY_POINT:
    put_numbers(stream, place, 2, key->unit);
    break;
  case AL_KEY_SERIES:
    put_series(stream, place, key->unit);
    break;
  case AL_KEY_NUMBERS:
    put_numbers(stream, numbers->value, numbers->count, key->unit);
    break;
  case AL_KEY_TEXTS:
    put_texts(stream, place);
    break;
  case AL_KEY_RECORDS:
    fputs("[]", stream);
    break;
  case AL_KEY_SECTION:
    break;
  }
}

static void put_origin(const struct used_writer *writer, const struct yaml_node *node)
{
  if (writer->bare)
    fputc('\n', writer->stream);
  else if (!node)
    fputs("  # default\n", writer->stream);
  else if (node->source->is_override && node->source->folder)
    fprintf(writer->stream, "  # %s, line %d\n", node->source->name, node->line);
  else if (node->source->is_override)
    fprintf(writer->stream, "  # --set %s\n", node->source->line[0]);
  else
    fprintf(writer->stream, "  # line %d\n", node->line);
}

static void put_keys(const struct used_writer *writer, const struct al_section *section,
                     const struct yaml_node *map, const void *data, const char *indent);

static void put_records(const struct used_writer *writer, const struct al_key *key,
                        const struct yaml_node *node, const struct al_record_list *list,
                        const char *indent)
{
  char deeper[INDENT_BYTES];
  const struct yaml_item *item = node && node->kind == YAML_LIST ? node->first : NULL;
  snprintf(deeper, sizeof deeper, "%.50s    ", indent);
  for (size_t i = 0; i < list->count; i++, item = item ? item->next : NULL) {
    fprintf(writer->stream, "%s%s  -\n", writer->commented ? "# " : "", indent);
    put_keys(writer, key->section, item ? item->node : NULL,
             (const char *)list->record + i * key->section->struct_bytes, deeper);
  }
}

/* A default outside the range stands for "not given": it must not be read back as a value. */
static bool means_not_given(const struct al_key *key, const void *place)
{
  if (key->type == AL_KEY_NUMBER)
    return !config_in_range(key, *(const double *)place);
  return key->type == AL_KEY_INTEGER && !config_in_range(key, (double)*(const long *)place);
}

static void put_key(const struct used_writer *writer, const struct al_key *key,
                    const struct yaml_node *node, const void *place, const char *indent)
{
  char deeper[INDENT_BYTES];
  const bool given = node && node->kind != YAML_NOTHING;
  const bool absent = !given && key->type != AL_KEY_SECTION &&
                      (!key->fallback || !*key->fallback || means_not_given(key, place));
  fprintf(writer->stream, "%s%s%s%s:", writer->commented ? "# " : "", indent, absent ? "# " : "",
          key->name);
  if (absent) {
    fputs("  # none\n", writer->stream);
  } else if (key->type == AL_KEY_SECTION) {
    fputc('\n', writer->stream);
    snprintf(deeper, sizeof deeper, "%.50s  ", indent);
    put_keys(writer, key->section, node, place, deeper);
  } else if (list_has_items(key, place)) {
    put_origin(writer, given ? node : NULL);
    put_records(writer, key, given ? node : NULL, place, indent);
  } else {
    fputc(' ', writer->stream);
    put_value(writer, key, given ? node : NULL, place);
    put_origin(writer, given ? node : NULL);
  }
}

static void put_keys(const struct used_writer *writer, const struct al_section *section,
                     const struct yaml_node *map, const void *data, const char *indent)
{
  for (size_t i = 0; i < section->key_count; i++) {
    const struct al_key *key = &section->keys[i];
    const struct yaml_item *item = map ? yaml_find(map, key->name) : NULL;
    put_key(writer, key, item ? item->node : NULL, (const char *)data + key->offset, indent);
  }
}

static bool put_parts(const struct al_config *config, FILE *stream, bool bare)
{
  bool any = false;
  for (size_t i = 0; i < config->part_count; i++) {
    const struct config_part *part = &config->part[i];
    const struct used_writer writer = {
        .config = config, .stream = stream, .commented = !part->node, .bare = bare};
    any |= part->node != NULL;
    if (bare && !part->node)
      continue;
    fprintf(stream, "%s%s:\n", part->node ? "" : "# ", part->section->name);
    put_keys(&writer, part->section, part->node, part->data, "  ");
  }
  return any;
}

al_status al_config_write_used(struct al_ctx *ctx, const struct al_config *config, const char *path)
{
  struct al_file_writer file;
  /* Its name without the folder: a resume finds the same file by another path. */
  const char *slash = strrchr(config->path, '/');
  AL_TRY(ctx, al_file_begin(ctx, path, &file));
  fprintf(file.stream,
          "# Every key with its value in SI and where it came from in %s.\n"
          "# Sections that the file does not name stand as comments.\n",
          slash ? slash + 1 : config->path);
  if (!put_parts(config, file.stream, false))
    fputs("{}\n", file.stream);
  return al_file_commit(&file);
}

al_status al_config_fingerprint(struct al_ctx *ctx, const struct al_config *config, char out[65])
{
  assert(config && out);
  char *text = NULL;
  size_t length = 0;
  FILE *stream = open_memstream(&text, &length);
  bool good = stream != NULL;
  if (good) {
    (void)put_parts(config, stream, true);
    good = !ferror(stream);
    good = fclose(stream) == 0 && good;
  }
  const al_status status =
      good ? al_bytes_sha256(ctx, text, length, out)
           : AL_FAIL(ctx, AL_NO_MEMORY, "%s: the checksum could not be computed", config->path);
  free(text);
  return status;
}
