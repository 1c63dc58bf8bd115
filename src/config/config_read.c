/**
 * Files against key tables: sections, unknown, missing and doubled keys, --set, defaults.
 */
#include "config/config_inside.h"
#include "core/caltime.h"
#include "core/log.h"
#include "core/nearest.h"
#include "doors/file_door.h"
#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { UNKNOWN_SHOWN = 50, NAMES_MOST = 128 };

static void join_path(char out[CONFIG_PATH_BYTES], const char *where, const char *name)
{
  snprintf(out, CONFIG_PATH_BYTES, "%.150s%s%.100s", where, *where ? "." : "", name);
}

static void report_unknown(struct config_reader *reader, const struct yaml_item *item,
                           const char *where, const char *near)
{
  const struct al_source_mark mark = yaml_key_mark(item);
  if (near)
    al_report(reader->ctx, AL_ERROR, &mark, "unknown key '%s'; did you mean '%s'?", where, near);
  else
    al_report(reader->ctx, AL_ERROR, &mark, "unknown key '%s'", where);
}

static bool report_doubled(struct config_reader *reader, const struct yaml_node *map,
                           const struct yaml_item *item, const char *where)
{
  const struct yaml_item *first = yaml_find(map, item->key);
  if (first == item)
    return false;
  const struct al_source_mark mark = yaml_key_mark(item);
  al_report(reader->ctx, AL_ERROR, &mark, "'%s' stands twice; the first is in line %d", where,
            first->line);
  return true;
}

static void report_strange_keys(struct config_reader *reader, const struct al_section *section,
                                const struct yaml_node *map, const char *where)
{
  char path[CONFIG_PATH_BYTES];
  int shown = 0;
  for (const struct yaml_item *item = map->first; item && shown < UNKNOWN_SHOWN;
       item = item->next) {
    join_path(path, where, item->key);
    if (report_doubled(reader, map, item, path)) {
      shown++;
      continue;
    }
    if (config_find_key(section, item->key))
      continue;
    const char *names[NAMES_MOST];
    for (size_t i = 0; i < section->key_count; i++)
      names[i] = section->keys[i].name;
    report_unknown(reader, item, path, al_nearest(item->key, names, section->key_count));
    shown++;
  }
}

static const struct yaml_node *default_node(struct config_reader *reader, const char *text)
{
  struct yaml_node *node = NULL;
  if (*text != '[' && *text != '{')
    return yaml_make_text(reader->arena, &reader->default_source, text);
  if (yaml_parse(reader->ctx, reader->arena, &reader->default_source, text, strlen(text), &node) !=
      AL_OK)
    return NULL;
  return node;
}

static void read_default(struct config_reader *reader, const struct al_key *key, const char *where,
                         void *target)
{
  if (key->type == AL_KEY_SECTION) {
    config_read_keys(reader, key->section, NULL, where, target);
    return;
  }
  if (!key->fallback || !*key->fallback)
    return;
  const struct yaml_node *node = default_node(reader, key->fallback);
  if (node)
    config_read_value(reader, key, node, where, target);
}

static void report_missing(struct config_reader *reader, const struct al_key *key,
                           const struct yaml_node *map, const char *where)
{
  const struct al_source_mark mark = yaml_mark(map);
  al_report(reader->ctx, AL_ERROR, &mark, "'%s' is missing (%s): %s", where,
            config_type_name(key->type, al_ctx_language(reader->ctx) == AL_CHINESE),
            al_ctx_language(reader->ctx) == AL_CHINESE && key->zh ? key->zh
            : key->en                                             ? key->en
                                                                  : "");
}

static void read_key(struct config_reader *reader, const struct al_key *key,
                     const struct yaml_node *map, const char *where, void *target)
{
  const struct yaml_item *item = map ? yaml_find(map, key->name) : NULL;
  const bool nested = key->type == AL_KEY_SECTION;
  const bool empty = item && item->node->kind == YAML_NOTHING;
  if (empty && !nested && !item->node->source->is_override) {
    const struct al_source_mark mark = yaml_key_mark(item);
    al_report(reader->ctx, AL_ERROR, &mark,
              "'%s' has no value; give one, or leave the key out for its default", where);
  } else if (item && !empty) {
    config_read_value(reader, key, item->node, where, target);
  } else if (map && !key->fallback && !nested) {
    report_missing(reader, key, map, where);
  } else {
    read_default(reader, key, where, target);
  }
}

void config_read_keys(struct config_reader *reader, const struct al_section *section,
                      const struct yaml_node *map, const char *where, void *target)
{
  assert(section->key_count <= NAMES_MOST);
  if (map)
    report_strange_keys(reader, section, map, where);
  for (size_t i = 0; i < section->key_count; i++) {
    const struct al_key *key = &section->keys[i];
    char path[CONFIG_PATH_BYTES];
    join_path(path, where, key->name);
    assert(key->offset < section->struct_bytes);
    read_key(reader, key, map, path, (char *)target + key->offset);
  }
}

static const struct config_part *find_part(const struct al_config *config, const char *name)
{
  for (size_t i = 0; i < config->part_count; i++)
    if (strcmp(config->part[i].section->name, name) == 0)
      return &config->part[i];
  return NULL;
}

static void report_strange_sections(struct config_reader *reader)
{
  const struct al_config *config = reader->config;
  int shown = 0;
  for (const struct yaml_item *item = config->root->first; item && shown < UNKNOWN_SHOWN;
       item = item->next) {
    if (report_doubled(reader, config->root, item, item->key)) {
      shown++;
      continue;
    }
    if (find_part(config, item->key))
      continue;
    const char *names[NAMES_MOST];
    for (size_t i = 0; i < config->part_count; i++)
      names[i] = config->part[i].section->name;
    report_unknown(reader, item, item->key, al_nearest(item->key, names, config->part_count));
    shown++;
  }
}

static void read_part(struct config_reader *reader, struct config_part *part)
{
  const struct yaml_item *item = yaml_find(reader->config->root, part->section->name);
  const struct yaml_node *map = item ? item->node : NULL;
  if (map && map->kind == YAML_NOTHING) {
    struct yaml_node *empty = AL_NEW(reader->arena, struct yaml_node, 1);
    if (!empty)
      return;
    *empty = *map;
    empty->kind = YAML_MAP;
    map = empty;
  }
  part->node = map;
  if (map && map->kind != YAML_MAP) {
    config_fault_type(reader, map, part->section->name, "a map");
    return;
  }
  config_read_keys(reader, part->section, map, part->section->name, part->data);
}

static void report_missing_sections(struct config_reader *reader, const char *const *required)
{
  const struct al_source_mark mark = {.file = reader->config->path};
  for (; required && *required; required++)
    if (!al_config_has(reader->config, *required))
      al_report(reader->ctx, AL_ERROR, &mark, "the section '%s' is missing", *required);
}

static const char *folder_of(struct al_arena *arena, const char *path)
{
  char folder[PATH_MAX], whole[PATH_MAX];
  snprintf(folder, sizeof folder, "%s", path);
  char *slash = strrchr(folder, '/');
  if (slash)
    slash[slash == folder] = '\0';
  else
    snprintf(folder, sizeof folder, ".");
  return al_arena_strdup(arena, realpath(folder, whole) ? whole : folder);
}

/* The one line of text that an override is: as it stands in the file that brought it, or itself. */
static al_status override_source(struct config_reader *reader, const char *text, int number,
                                 const struct al_source_mark *mark, struct yaml_source *out)
{
  assert(number > 0 && out);
  const char *equal = strchr(text, '=');
  const char **line = (const char **)al_arena_alloc(reader->arena, 1, sizeof *line, "--set");
  if (!line)
    return AL_NO_MEMORY;
  *out = (struct yaml_source){.name = "--set",
                              .line = line,
                              .line_count = 1,
                              .first_line = number,
                              .first_column = equal ? (int)(equal - text) + 2 : 1,
                              .is_override = true};
  if (mark && mark->file) {
    out->name = mark->file;
    out->first_line = mark->line;
    out->first_column = mark->column > 0 && mark->line_text ? mark->column : out->first_column;
    out->folder = folder_of(reader->arena, mark->file);
  }
  line[0] = al_arena_strdup(reader->arena, mark && mark->line_text ? mark->line_text : text);
  return line[0] ? AL_OK : AL_NO_MEMORY;
}

static al_status put_override(struct config_reader *reader, const char *text, int number,
                              const struct al_source_mark *mark)
{
  struct al_ctx *ctx = reader->ctx;
  const char *equal = strchr(text, '=');
  struct yaml_source source;
  AL_TRY(ctx, override_source(reader, text, number, mark, &source));
  if (!equal || equal == text) {
    const struct al_source_mark here = {.file = source.name,
                                        .line = source.first_line,
                                        .column = source.first_column,
                                        .line_text = source.line[0]};
    al_report(ctx, AL_ERROR, &here, "'%s' is no setting: write section.key=value", text);
    return AL_OK;
  }
  char *path = al_arena_printf(reader->arena, "%.*s", (int)(equal - text), text);
  char *value_text = al_arena_strdup(reader->arena, equal + 1);
  struct yaml_node *value = NULL;
  if (!path || !value_text)
    return AL_NO_MEMORY;
  al_status status =
      yaml_parse(ctx, reader->arena, &source, value_text, strlen(value_text), &value);
  if (status == AL_OK)
    status = yaml_put(ctx, reader->arena, &reader->config->root, path, value);
  return status == AL_BAD_INPUT ? AL_OK : status; /* reported: the other faults are wanted too */
}

static al_status read_tree(struct config_reader *reader, const struct al_config_options *options)
{
  char *text;
  size_t length;
  struct al_config *config = reader->config;
  const struct yaml_source source = {
      .name = config->path, .first_line = 1, .first_column = 1, .is_file = true};
  AL_TRY(reader->ctx, al_file_read_text(reader->ctx, reader->arena, config->path, &text, &length));
  const size_t skip = length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  AL_TRY(reader->ctx, yaml_parse(reader->ctx, reader->arena, &source, text + skip, length - skip,
                                 &config->root));
  for (size_t i = 0; options && i < options->override_count; i++)
    AL_TRY(reader->ctx, put_override(reader, options->overrides[i], (int)i + 1,
                                     options->override_marks ? &options->override_marks[i] : NULL));
  if (config->root->kind == YAML_MAP)
    return AL_OK;
  const struct al_source_mark mark = {.file = config->path};
  al_report(reader->ctx, AL_ERROR, &mark,
            config->root->kind == YAML_NOTHING ? "the file is empty"
                                               : "the file holds no sections (\"name: {...}\")");
  return AL_BAD_INPUT;
}

static al_status make_parts(struct al_config *config, const struct al_section *const *sections,
                            size_t count)
{
  assert(count <= NAMES_MOST);
  config->part_count = count;
  config->part = AL_NEW(config->arena, struct config_part, count);
  if (!config->part)
    return AL_NO_MEMORY;
  for (size_t i = 0; i < count; i++) {
    config->part[i].section = sections[i];
    config->part[i].data =
        al_arena_alloc(config->arena, 1, sections[i]->struct_bytes, sections[i]->name);
    if (!config->part[i].data)
      return AL_NO_MEMORY;
  }
  return AL_OK;
}

/* Series in calendar time count from scenario.start: it is wanted before its section is read. */
static double find_epoch_s(const struct al_config *config)
{
  bool whole;
  double epoch_s;
  const struct yaml_node *node = yaml_walk(config->root, "scenario.start", &whole);
  if (whole && node->kind == YAML_TEXT && al_time_parse(node->text, &epoch_s, NULL))
    return epoch_s;
  return (double)NAN;
}

al_status al_config_read(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                         const struct al_section *const *sections, size_t section_count,
                         const struct al_config_options *options, struct al_config **out)
{
  *out = NULL;
  struct al_config *config = AL_NEW(arena, struct al_config, 1);
  if (!config)
    return AL_NO_MEMORY;
  struct config_reader reader = {.ctx = ctx, .arena = arena, .config = config};
  reader.default_source =
      (struct yaml_source){.name = "default", .first_line = 1, .first_column = 1};
  config->arena = arena;
  config->path = al_arena_strdup(arena, path);
  config->folder = folder_of(arena, path);
  if (!config->path || !config->folder)
    return AL_NO_MEMORY;
  AL_TRY(ctx, make_parts(config, sections, section_count));
  const al_status status = read_tree(&reader, options);
  if (status != AL_OK) {
    (void)al_report_close(ctx);
    return status;
  }
  reader.epoch_s = find_epoch_s(config);
  report_strange_sections(&reader);
  for (size_t i = 0; i < section_count; i++) {
    const size_t before = al_ctx_error_count(ctx);
    read_part(&reader, &config->part[i]);
    config->part[i].faulty = al_ctx_error_count(ctx) > before;
  }
  report_missing_sections(&reader, options ? options->required : NULL);
  if (options && options->check)
    options->check(ctx, config);
  AL_TRY(ctx, al_report_close(ctx));
  *out = config;
  return AL_OK;
}

const void *al_config_section(const struct al_config *config, const char *name)
{
  const struct config_part *part = find_part(config, name);
  return part ? part->data : NULL;
}

bool al_config_has(const struct al_config *config, const char *name)
{
  const struct config_part *part = find_part(config, name);
  return part && part->node;
}

bool al_config_is_sound(const struct al_config *config, const char *name)
{
  const struct config_part *part = find_part(config, name);
  return part && !part->faulty;
}

struct al_source_mark al_config_mark(const struct al_config *config, const char *key_path)
{
  bool whole;
  const struct yaml_node *node = yaml_walk(config->root, key_path, &whole);
  if (!node || node == config->root)
    return (struct al_source_mark){.file = config->path};
  return yaml_mark(node);
}

/* The key a path names, through nested sections. */
static const struct al_key *find_key_at(const struct al_config *config, const char *path)
{
  char name[CONFIG_PATH_BYTES];
  const struct al_key *key = NULL;
  snprintf(name, sizeof name, "%.*s", (int)strcspn(path, ".["), path);
  const struct config_part *part = find_part(config, name);
  const struct al_section *section = part ? part->section : NULL;
  for (const char *dot = strchr(path, '.'); section && dot; dot = strchr(dot + 1, '.')) {
    snprintf(name, sizeof name, "%.*s", (int)strcspn(dot + 1, ".["), dot + 1);
    key = config_find_key(section, name);
    section = key ? key->section : NULL;
  }
  return key;
}

const char *al_config_text(const struct al_config *config, const char *key_path)
{
  bool whole;
  const struct yaml_node *node = yaml_walk(config->root, key_path, &whole);
  const struct al_key *key = find_key_at(config, key_path);
  if (!key)
    return NULL;
  return whole && node->kind != YAML_NOTHING ? node->text : key->fallback;
}

const char *al_config_path(const struct al_config *config)
{
  return config->path;
}

const char *const *al_config_named_paths(const struct al_config *config, size_t *count)
{
  assert(config->path_count <= CONFIG_PATHS_MOST);
  *count = config->path_count;
  return config->named_path;
}
