/**
 * One value of the tree into its place in a struct, checked against its key.
 */
#include "config/config_inside.h"
#include "core/caltime.h"
#include "core/message.h"
#include "core/nearest.h"
#include "core/units.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LIST_TEXT_BYTES = 400 };

void config_fault_type(struct config_reader *reader, const struct yaml_node *node,
                       const char *where, const char *wanted)
{
  static const char *const kinds[] = {"nothing", "a text or number", "a list", "a map"};
  const struct al_source_mark mark = yaml_mark(node);
  const enum al_language language = al_ctx_language(reader->ctx);
  al_report(reader->ctx, AL_ERROR, &mark, "'%s': %s is needed, %s stands here", where,
            al_message_text(wanted, language), al_message_text(kinds[node->kind], language));
}

static void choices_text(const char *const *choices, char *out, size_t capacity)
{
  size_t used = 0;
  out[0] = '\0';
  for (; *choices && used + strlen(*choices) + 3 < capacity; choices++)
    used += (size_t)snprintf(out + used, capacity - used, "%s%s", used ? ", " : "", *choices);
}

void config_fault_choice(struct config_reader *reader, const struct yaml_node *node,
                         const char *where, const char *const *choices)
{
  const struct al_source_mark mark = yaml_mark(node);
  char list[LIST_TEXT_BYTES];
  size_t count = 0;
  while (choices[count])
    count++;
  const char *near = al_nearest(node->text, choices, count);
  choices_text(choices, list, sizeof list);
  if (near)
    al_report(reader->ctx, AL_ERROR, &mark, "'%s': '%s' is no choice; did you mean '%s'? One of %s",
              where, node->text, near, list);
  else
    al_report(reader->ctx, AL_ERROR, &mark, "'%s': '%s' is no choice; one of %s", where, node->text,
              list);
}

/* The unit a quantity is written in, "" when it is bare. */
static const char *written_unit(const char *text)
{
  double value;
  const char *at = text + strlen(text);
  while (at > text && !al_number_parse(text, &value)) {
    char head[CONFIG_NUMBER_BYTES];
    at--;
    snprintf(head, sizeof head, "%.*s", (int)(at - text), text);
    if (at - text < (ptrdiff_t)sizeof head && al_number_parse(head, &value))
      return at + strspn(at, " \t");
  }
  return "";
}

static void number_fault(struct config_reader *reader, const struct al_key *key,
                         const struct yaml_node *node, const char *where,
                         enum al_quantity_fault fault)
{
  const struct al_source_mark mark = yaml_mark(node);
  const char *unit = config_unit(key), *dimension = config_dimension(reader->ctx, unit);
  char list[LIST_TEXT_BYTES];
  al_unit_list(unit, list, sizeof list);
  if (fault == AL_QUANTITY_NO_NUMBER)
    al_report(reader->ctx, AL_ERROR, &mark,
              "'%s': '%s' is no number; a %s is needed, in one of %s (bare numbers are %s)", where,
              node->text, dimension, list, unit);
  else if (fault == AL_QUANTITY_UNKNOWN_UNIT)
    al_report(reader->ctx, AL_ERROR, &mark,
              "'%s': '%s' ends in a unit that is not known; a %s is needed, in one of %s", where,
              node->text, dimension, list);
  else
    al_report(reader->ctx, AL_ERROR, &mark,
              "'%s': '%s' has the unit of something else; a %s is needed, in one of %s", where,
              node->text, dimension, list);
}

bool config_read_number(struct config_reader *reader, const struct al_key *key,
                        const struct yaml_node *node, const char *where, double *out)
{
  char range[LIST_TEXT_BYTES];
  *out = 0.0;
  if (node->kind != YAML_TEXT) {
    config_fault_type(reader, node, where, "a number");
    return false;
  }
  double value;
  const enum al_quantity_fault fault = al_quantity_parse(node->text, config_unit(key), &value);
  if (fault != AL_QUANTITY_OK) {
    number_fault(reader, key, node, where, fault);
    return false;
  }
  *out = value;
  if (config_in_range(key, value) || node->source == &reader->default_source)
    return true; /* a default outside the range stands for "not given" */
  const struct al_source_mark mark = yaml_mark(node);
  config_range_text(key, written_unit(node->text), range, sizeof range);
  al_report(reader->ctx, AL_ERROR, &mark, "'%s': %s is out of range; allowed: %s", where,
            node->text, range);
  return false;
}

static void read_integer(struct config_reader *reader, const struct al_key *key,
                         const struct yaml_node *node, const char *where, long *out)
{
  double value;
  if (!config_read_number(reader, key, node, where, &value))
    return;
  if (value != floor(value) || fabs(value) > 9e15) {
    const struct al_source_mark mark = yaml_mark(node);
    al_report(reader->ctx, AL_ERROR, &mark, "'%s': '%s' is no whole number", where, node->text);
    return;
  }
  *out = (long)value;
}

static void read_bool(struct config_reader *reader, const struct yaml_node *node, const char *where,
                      bool *out)
{
  static const char *const words[] = {"false", "true", "no", "yes", "off", "on", NULL};
  for (int i = 0; words[i] && node->kind == YAML_TEXT; i++)
    if (strcmp(words[i], node->text) == 0) {
      *out = i % 2;
      return;
    }
  if (node->kind == YAML_TEXT)
    config_fault_choice(reader, node, where, words);
  else
    config_fault_type(reader, node, where, "true or false");
}

static int read_choice(struct config_reader *reader, const struct al_key *key,
                       const struct yaml_node *node, const char *where)
{
  assert(key->choices);
  if (node->kind != YAML_TEXT) {
    config_fault_type(reader, node, where, "one choice");
    return 0;
  }
  for (int i = 0; key->choices[i]; i++)
    if (strcmp(key->choices[i], node->text) == 0)
      return i;
  config_fault_choice(reader, node, where, key->choices);
  return 0;
}

static void read_time(struct config_reader *reader, const struct yaml_node *node, const char *where,
                      double *out)
{
  if (node->kind != YAML_TEXT) {
    config_fault_type(reader, node, where, "a time");
    return;
  }
  if (al_time_parse(node->text, out, NULL))
    return;
  const struct al_source_mark mark = yaml_mark(node);
  al_report(reader->ctx, AL_ERROR, &mark,
            "'%s': '%s' is no time; write it like \"2023-07-28T06:00+08:00\"", where, node->text);
}

/* Numbers of a list, or one number alone. */
static bool read_numbers(struct config_reader *reader, const struct al_key *key,
                         const struct yaml_node *node, const char *where, double *out)
{
  bool good = true;
  char element[CONFIG_PATH_BYTES];
  size_t i = 0;
  if (node->kind == YAML_TEXT)
    return config_read_number(reader, key, node, where, out);
  for (const struct yaml_item *item = node->first; item; item = item->next, i++) {
    snprintf(element, sizeof element, "%s[%zu]", where, i);
    good &= config_read_number(reader, key, item->node, element, &out[i]);
  }
  return good;
}

static void read_number_list(struct config_reader *reader, const struct al_key *key,
                             const struct yaml_node *node, const char *where,
                             struct al_number_list *out)
{
  if (node->kind != YAML_TEXT && node->kind != YAML_LIST) {
    config_fault_type(reader, node, where, "a list of numbers");
    return;
  }
  const size_t count = node->kind == YAML_LIST ? node->count : 1;
  double *value = AL_NEW(reader->arena, double, count);
  if (value && read_numbers(reader, key, node, where, value))
    *out = (struct al_number_list){count, value};
}

static void read_point(struct config_reader *reader, const struct al_key *key,
                       const struct yaml_node *node, const char *where, double out[2])
{
  if (node->kind != YAML_LIST || node->count != 2)
    config_fault_type(reader, node, where, "a point [x, y]");
  else
    (void)read_numbers(reader, key, node, where, out);
}

static bool text_is_choice(const char *text, const char *const *choices)
{
  for (; choices && *choices; choices++)
    if (strcmp(text, *choices) == 0)
      return true;
  return !choices;
}

/* "a, b" as the list [a, b]. */
static struct yaml_item *split_words(struct config_reader *reader, const struct yaml_node *node,
                                     size_t *count)
{
  struct yaml_item *first = NULL, **tail = &first;
  *count = 0;
  for (const char *at = node->text + strspn(node->text, " ,"); *at; ++*count) {
    const size_t length = strcspn(at, " ,");
    struct yaml_item *item = AL_NEW(reader->arena, struct yaml_item, 1);
    char *word = al_arena_printf(reader->arena, "%.*s", (int)length, at);
    struct yaml_node *one = item && word ? yaml_make_text(reader->arena, node->source, word) : NULL;
    if (!one)
      break;
    one->line = node->line;
    one->column = node->column;
    item->node = one;
    *tail = item;
    tail = &item->next;
    at += length;
    at += strspn(at, " ,");
  }
  return first;
}

static void read_text_list(struct config_reader *reader, const struct al_key *key,
                           const struct yaml_node *node, const char *where,
                           struct al_text_list *out)
{
  struct yaml_item *split = NULL;
  size_t count = node->count;
  if (node->kind == YAML_TEXT)
    split = split_words(reader, node, &count);
  else if (node->kind != YAML_LIST)
    config_fault_type(reader, node, where, "a list of words [a, b, ...]");
  const struct yaml_item *item = node->kind == YAML_LIST ? node->first : split;
  const char **text =
      (const char **)al_arena_alloc(reader->arena, count, sizeof *text, "list of texts");
  char element[CONFIG_PATH_BYTES];
  for (size_t i = 0; text && item; item = item->next, i++) {
    snprintf(element, sizeof element, "%s[%zu]", where, i);
    text[i] = item->node->text;
    if (item->node->kind != YAML_TEXT)
      config_fault_type(reader, item->node, element, "a text");
    else if (!text_is_choice(text[i], key->choices))
      config_fault_choice(reader, item->node, element, key->choices);
  }
  if (text)
    *out = (struct al_text_list){count, text};
}

/* Replaces one ${NAME} or ${NAME:-default}. @return what follows it, NULL when reported. */
static const char *expand_variable(struct config_reader *reader, const struct yaml_node *node,
                                   const char *where, const char *at, char *out, size_t capacity)
{
  const struct al_source_mark mark = yaml_mark(node);
  char name[CONFIG_PATH_BYTES] = "";
  const char *close = strchr(at, '}'), *fallback = NULL;
  if (close)
    snprintf(name, sizeof name, "%.*s", (int)(close - at - 2), at + 2);
  char *colon = strstr(name, ":-");
  if (colon) {
    *colon = '\0';
    fallback = colon + 2;
  }
  const char *value = *name ? getenv(name) : NULL;
  value = value && *value ? value : fallback;
  if (!value) {
    al_report(reader->ctx, AL_ERROR, &mark,
              "'%s': the environment has no '%s'; set it, or write ${NAME:-default}", where,
              *name ? name : node->text);
    return NULL;
  }
  snprintf(out, capacity, "%s", value);
  return close + 1;
}

static bool path_stays(const char *path)
{
  return *path == '/' || strstr(path, "://") ||
         (strchr(path, ':') && strcspn(path, ":") < strcspn(path, "/") && strcspn(path, ":") > 1);
}

/* Remembers a path that was read, once; paths beyond the room are read but not listed. */
static const char *keep_path(struct config_reader *reader, const char *path)
{
  struct al_config *config = reader->config;
  for (size_t i = 0; path && i < config->path_count; i++)
    if (strcmp(config->named_path[i], path) == 0)
      return path;
  if (path && config->path_count < CONFIG_PATHS_MOST)
    config->named_path[config->path_count++] = path;
  return path;
}

const char *config_read_path(struct config_reader *reader, const struct yaml_node *node,
                             const char *where)
{
  char path[4096] = "", cwd[4096];
  size_t used = 0;
  if (node->kind != YAML_TEXT) {
    config_fault_type(reader, node, where, "a path");
    return NULL;
  }
  for (const char *at = node->text; *at && used + 1 < sizeof path;) {
    if (strncmp(at, "${", 2) == 0) {
      at = expand_variable(reader, node, where, at, path + used, sizeof path - used);
      if (!at)
        return NULL;
      used += strlen(path + used);
    } else {
      path[used++] = *at++;
      path[used] = '\0';
    }
  }
  if (path_stays(path))
    return keep_path(reader, al_arena_strdup(reader->arena, path));
  const bool from_cwd = node->source->is_override && getcwd(cwd, sizeof cwd);
  const char *start = node->source->folder ? node->source->folder
                      : from_cwd           ? cwd
                                           : reader->config->folder;
  return keep_path(reader, al_arena_printf(reader->arena, "%s/%s", start, path));
}

static void read_records(struct config_reader *reader, const struct al_key *key,
                         const struct yaml_node *node, const char *where,
                         struct al_record_list *out)
{
  assert(key->section);
  const size_t bytes = key->section->struct_bytes;
  if (node->kind != YAML_LIST) {
    config_fault_type(reader, node, where, "a list of maps (\"- {...}\")");
    return;
  }
  char *record = al_arena_alloc(reader->arena, node->count, bytes, key->name);
  char element[CONFIG_PATH_BYTES];
  size_t i = 0;
  for (const struct yaml_item *item = node->first; record && item; item = item->next, i++) {
    snprintf(element, sizeof element, "%s[%zu]", where, i);
    if (item->node->kind == YAML_MAP)
      config_read_keys(reader, key->section, item->node, element, record + i * bytes);
    else
      config_fault_type(reader, item->node, element, "a map");
  }
  config_check_twins(reader, key->section, node, where);
  if (record)
    *out = (struct al_record_list){node->count, record};
}

static void read_text(struct config_reader *reader, const struct al_key *key,
                      const struct yaml_node *node, const char *where, const char **out)
{
  if (node->kind != YAML_TEXT) {
    config_fault_type(reader, node, where, "a text");
    return;
  }
  config_check_name(reader, key, node, where);
  config_check_encoding(reader, key, node, where);
  *out = node->text;
}

static void read_nested(struct config_reader *reader, const struct al_key *key,
                        const struct yaml_node *node, const char *where, void *target)
{
  assert(key->section);
  if (node->kind == YAML_MAP)
    config_read_keys(reader, key->section, node, where, target);
  else
    config_fault_type(reader, node, where, "a map");
}

void config_read_value(struct config_reader *reader, const struct al_key *key,
                       const struct yaml_node *node, const char *where, void *target)
{
  double number;
  switch (key->type) {
  case AL_KEY_NUMBER:
    if (config_read_number(reader, key, node, where, &number))
      *(double *)target = number;
    break;
  case AL_KEY_INTEGER:
    read_integer(reader, key, node, where, target);
    break;
  case AL_KEY_BOOL:
    read_bool(reader, node, where, target);
    break;
  case AL_KEY_TEXT:
    read_text(reader, key, node, where, target);
    break;
  case AL_KEY_PATH:
    *(const char **)target = config_read_path(reader, node, where);
    break;
  case AL_KEY_CHOICE:
    *(int *)target = read_choice(reader, key, node, where);
    break;
  case AL_KEY_TIME:
    read_time(reader, node, where, target);
    break;
  case AL_KEY_POINT:
    read_point(reader, key, node, where, target);
    break;
  case AL_KEY_SERIES:
    config_read_series(reader, key, node, where, target);
    break;
  case AL_KEY_NUMBERS:
    read_number_list(reader, key, node, where, target);
    break;
  case AL_KEY_TEXTS:
    read_text_list(reader, key, node, where, target);
    break;
  case AL_KEY_SECTION:
    read_nested(reader, key, node, where, target);
    break;
  case AL_KEY_RECORDS:
    read_records(reader, key, node, where, target);
    break;
  }
}
