/**
 * YAML through libfyaml's events. Size, depth and node count are limited, so that no file can
 * exhaust the memory; an alias is the node it names, which must be complete, so there are no
 * cycles.
 */
#include "config/yaml_tree.h"
#include "core/utf8.h"
#include <assert.h>
#include <libfyaml.h>
#include <stdlib.h>
#include <string.h>

enum {
  TEXT_MOST_BYTES = 4 << 20,
  DEPTH_MOST = 32,
  NODES_MOST = 400000,
  MAP_KEYS_MOST = 500,
  ANCHORS_MOST = 200,
  PATH_STEP_BYTES = 128
};

struct anchor {
  const char *name;
  struct yaml_node *node;
};

struct builder {
  struct al_ctx *ctx;
  struct al_arena *arena;
  const struct yaml_source *source;
  struct fy_parser *parser;
  int broken_line; /* of the last key or element before text that the parser gave up; or 0 */
  struct anchor anchor[ANCHORS_MOST];
  size_t anchor_count, node_count;
};

static struct al_source_mark mark_at(const struct yaml_source *source, int line, int column)
{
  struct al_source_mark mark = {.file = source->name, .line = line, .column = column};
  const int at = line - source->first_line;
  if (at >= 0 && at < source->line_count)
    mark.line_text = source->line[at];
  return mark;
}

struct al_source_mark yaml_mark(const struct yaml_node *node)
{
  return mark_at(node->source, node->line, node->column);
}

struct al_source_mark yaml_key_mark(const struct yaml_item *item)
{
  return mark_at(item->source, item->line, item->column);
}

static void builder_place(const struct builder *b, struct fy_event *event, int *line, int *column)
{
  const struct fy_mark *mark = fy_event_start_mark(event);
  *line = b->source->first_line + (mark ? mark->line : 0);
  *column = 1 + (mark ? mark->column : 0);
  if (mark && mark->line == 0)
    *column += b->source->first_column - 1;
}

static al_status builder_refuse(const struct builder *b, struct fy_event *event, const char *format,
                                int most)
{
  int line, column;
  builder_place(b, event, &line, &column);
  const struct al_source_mark mark = mark_at(b->source, line, column);
  al_report(b->ctx, AL_ERROR, &mark, format, most);
  return AL_BAD_INPUT;
}

static al_status builder_new(struct builder *b, struct fy_event *event, enum yaml_kind kind,
                             struct yaml_node **out)
{
  if (++b->node_count > NODES_MOST)
    return builder_refuse(b, event, "more than %d values in one file", NODES_MOST);
  struct yaml_node *node = AL_NEW(b->arena, struct yaml_node, 1);
  *out = node;
  if (!node)
    return AL_NO_MEMORY;
  node->kind = kind;
  node->source = b->source;
  builder_place(b, event, &node->line, &node->column);
  return AL_OK;
}

static al_status builder_text(struct builder *b, struct fy_event *event, struct fy_token *token,
                              const char **out)
{
  size_t length = 0;
  const char *text = fy_token_get_text(token, &length);
  if (text && memchr(text, '\0', length))
    return builder_refuse(b, event, "a text with a zero byte", 0);
  *out = al_arena_printf(b->arena, "%.*s", text ? (int)length : 0, text ? text : "");
  return *out ? AL_OK : AL_NO_MEMORY;
}

static al_status builder_scalar(struct builder *b, struct fy_event *event, struct yaml_node **out)
{
  static const char *const nothing[] = {"", "~", "null", "Null", "NULL"};
  AL_TRY(b->ctx, builder_new(b, event, YAML_TEXT, out));
  AL_TRY(b->ctx, builder_text(b, event, event->scalar.value, &(*out)->text));
  (*out)->quoted =
      event->scalar.value && fy_scalar_token_get_style(event->scalar.value) != FYSS_PLAIN;
  for (size_t i = 0; i < sizeof nothing / sizeof nothing[0] && !(*out)->quoted; i++)
    if (strcmp((*out)->text, nothing[i]) == 0)
      (*out)->kind = YAML_NOTHING;
  return AL_OK;
}

static al_status builder_alias(struct builder *b, struct fy_event *event, struct yaml_node **out)
{
  const char *name = "";
  AL_TRY(b->ctx, builder_text(b, event, event->alias.anchor, &name));
  for (size_t i = b->anchor_count; i-- > 0;)
    if (strcmp(b->anchor[i].name, name) == 0) {
      *out = b->anchor[i].node;
      /* An alias of a map or list could be multiplied without end. */
      if ((*out)->kind == YAML_TEXT || (*out)->kind == YAML_NOTHING)
        return AL_OK;
      return builder_refuse(b, event,
                            "an alias of a map or list: write it out, only texts and numbers may "
                            "be repeated",
                            0);
    }
  return builder_refuse(b, event, "an alias of no anchor before it", 0);
}

static al_status builder_anchor(struct builder *b, struct fy_event *event, struct fy_token *token,
                                struct yaml_node *node)
{
  const char *name = "";
  if (!token)
    return AL_OK;
  if (b->anchor_count == ANCHORS_MOST)
    return builder_refuse(b, event, "more than %d anchors", ANCHORS_MOST);
  AL_TRY(b->ctx, builder_text(b, event, token, &name));
  b->anchor[b->anchor_count++] = (struct anchor){name, node};
  return AL_OK;
}

static al_status node_append(struct al_arena *arena, struct yaml_node *parent,
                             struct yaml_item **out)
{
  struct yaml_item *item = AL_NEW(arena, struct yaml_item, 1);
  *out = item;
  if (!item)
    return AL_NO_MEMORY;
  item->source = parent->source;
  if (parent->last)
    parent->last->next = item;
  else
    parent->first = item;
  parent->last = item;
  parent->count++;
  return AL_OK;
}

static al_status builder_node(struct builder *b, struct fy_event *event, int depth,
                              struct yaml_node **out);

static al_status builder_key(struct builder *b, struct fy_event *event, struct yaml_node *map,
                             struct yaml_item **out)
{
  if (event->type != FYET_SCALAR)
    return builder_refuse(b, event, "a key must be a plain name", 0);
  if (map->count >= MAP_KEYS_MOST)
    return builder_refuse(b, event, "more than %d keys in one map", MAP_KEYS_MOST);
  AL_TRY(b->ctx, node_append(b->arena, map, out));
  builder_place(b, event, &(*out)->line, &(*out)->column);
  return builder_text(b, event, event->scalar.value, &(*out)->key);
}

/* The elements of a list or the entries of a map, to its end event. */
static al_status builder_children(struct builder *b, struct yaml_node *parent, int depth)
{
  struct yaml_item *item = NULL;
  al_status status = AL_OK;
  bool done = false, key_next = parent->kind == YAML_MAP;
  while (status == AL_OK && !done) {
    struct fy_event *event = fy_parser_parse(b->parser);
    if (!event) {
      b->broken_line = item ? item->line : parent->line;
      return AL_BAD_INPUT;
    }
    done = event->type == FYET_MAPPING_END || event->type == FYET_SEQUENCE_END;
    if (done) {
      fy_parser_event_free(b->parser, event);
      break;
    }
    if (key_next) {
      status = builder_key(b, event, parent, &item);
    } else {
      if (parent->kind == YAML_LIST)
        status = node_append(b->arena, parent, &item);
      if (status == AL_OK)
        status = builder_node(b, event, depth + 1, &item->node);
      if (status == AL_OK && parent->kind == YAML_LIST)
        item->line = item->node->line, item->column = item->node->column;
    }
    fy_parser_event_free(b->parser, event);
    key_next = parent->kind == YAML_MAP && !key_next;
  }
  return status;
}

static al_status builder_node(struct builder *b, struct fy_event *event, int depth,
                              struct yaml_node **out)
{
  if (depth > DEPTH_MOST)
    return builder_refuse(b, event, "nested deeper than %d", DEPTH_MOST);
  struct fy_token *anchor = NULL;
  switch (event->type) {
  case FYET_ALIAS:
    return builder_alias(b, event, out);
  case FYET_SCALAR:
    anchor = event->scalar.anchor;
    AL_TRY(b->ctx, builder_scalar(b, event, out));
    break;
  case FYET_SEQUENCE_START:
    AL_TRY(b->ctx, builder_new(b, event, YAML_LIST, out));
    AL_TRY(b->ctx, builder_children(b, *out, depth));
    anchor = event->sequence_start.anchor;
    break;
  case FYET_MAPPING_START:
    AL_TRY(b->ctx, builder_new(b, event, YAML_MAP, out));
    AL_TRY(b->ctx, builder_children(b, *out, depth));
    anchor = event->mapping_start.anchor;
    break;
  default:
    return builder_refuse(b, event, "no value stands here", 0);
  }
  return builder_anchor(b, event, anchor, *out);
}

static al_status builder_document(struct builder *b, struct yaml_node **out)
{
  al_status status = AL_OK;
  while (status == AL_OK) {
    struct fy_event *event = fy_parser_parse(b->parser);
    if (!event)
      break;
    const bool skipped = event->type == FYET_STREAM_START || event->type == FYET_STREAM_END ||
                         event->type == FYET_DOCUMENT_START || event->type == FYET_DOCUMENT_END;
    if (!skipped && *out)
      status = builder_refuse(b, event, "a second document: one file holds one", 0);
    else if (!skipped)
      status = builder_node(b, event, 0, out);
    fy_parser_event_free(b->parser, event);
  }
  return status;
}

static bool builder_report_syntax(const struct builder *b, struct fy_diag *diag)
{
  void *at = NULL;
  bool any = false;
  for (const struct fy_diag_error *error; (error = fy_diag_errors_iterate(diag, &at));) {
    const int line = error->line > 0 ? error->line : 1,
              column = error->column > 0 ? error->column : 1;
    const struct al_source_mark mark =
        mark_at(b->source, line - 1 + b->source->first_line,
                column + (line == 1 ? b->source->first_column - 1 : 0));
    al_report(b->ctx, AL_ERROR, &mark, "YAML syntax: %s", error->msg);
    any = true;
  }
  return any;
}

/* Lines of the text for the carets. */
static al_status source_cut_lines(struct al_arena *arena, const char *text, size_t length,
                                  struct yaml_source *source)
{
  char *copy = al_arena_alloc(arena, length + 1, 1, "source lines");
  size_t count = 1;
  if (!copy)
    return AL_NO_MEMORY;
  memcpy(copy, text, length);
  for (size_t i = 0; i < length; i++)
    count += copy[i] == '\n';
  const char **line = (const char **)al_arena_alloc(arena, count, sizeof *line, "source lines");
  if (!line)
    return AL_NO_MEMORY;
  size_t at = 0;
  line[at++] = copy;
  for (char *c = copy; c < copy + length; c++) {
    if (*c == '\n' && at < count)
      line[at++] = c + 1;
    if (*c == '\n' || *c == '\r')
      *c = '\0';
  }
  source->line = line;
  source->line_count = (int)count;
  return AL_OK;
}

static al_status builder_run(struct builder *b, struct fy_diag *diag, const char *text,
                             size_t length, struct yaml_node **out)
{
  const struct fy_parse_cfg config = {
      .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_ALLOW_DUPLICATE_KEYS, .diag = diag};
  b->parser = fy_parser_create(&config);
  if (!b->parser || fy_parser_set_string(b->parser, text, length) != 0) {
    fy_parser_destroy(b->parser);
    return AL_FAIL(b->ctx, AL_NO_MEMORY, "out of memory while reading YAML");
  }
  al_status status = builder_document(b, out);
  if (builder_report_syntax(b, diag)) {
    status = AL_BAD_INPUT;
  } else if (b->broken_line > 0 || (status == AL_OK && fy_parser_get_stream_error(b->parser))) {
    const int line = b->broken_line > 0 ? b->broken_line : b->source->first_line;
    const struct al_source_mark mark = mark_at(b->source, line, 1);
    al_report(b->ctx, AL_ERROR, &mark, "YAML syntax: %s", "the text cannot be read");
    status = AL_BAD_INPUT;
  }
  fy_parser_destroy(b->parser);
  return status;
}

/* libfyaml 0.7 does not come back from some broken directives, and no file here needs one. */
static al_status source_check(struct al_ctx *ctx, const struct yaml_source *source,
                              const char *text, size_t length)
{
  const size_t good = al_utf8_span(text, length);
  int line = source->first_line;
  for (size_t i = 0; i < good; i++) {
    const struct al_source_mark mark = mark_at(source, line, 1);
    if (text[i] == '%' && (i == 0 || text[i - 1] == '\n' || text[i - 1] == '\r')) {
      al_report(ctx, AL_ERROR, &mark, "a YAML directive (%%...) is not taken here");
      return AL_BAD_INPUT;
    }
    line += text[i] == '\n';
  }
  if (good == length)
    return AL_OK;
  const struct al_source_mark mark = {.file = source->name, .line = line};
  al_report(ctx, AL_ERROR, &mark, "the text is not UTF-8; save the file in UTF-8");
  return AL_BAD_INPUT;
}

al_status yaml_parse(struct al_ctx *ctx, struct al_arena *arena, const struct yaml_source *source,
                     const char *text, size_t length, struct yaml_node **out)
{
  *out = NULL;
  if (length > TEXT_MOST_BYTES)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: larger than %d MiB, which no scenario or recipe is",
                   source->name, TEXT_MOST_BYTES >> 20);
  struct yaml_source *own = AL_NEW(arena, struct yaml_source, 1);
  if (!own)
    return AL_NO_MEMORY;
  *own = *source;
  if (!own->line)
    AL_TRY(ctx, source_cut_lines(arena, text, length, own));
  AL_TRY(ctx, source_check(ctx, own, text, length));
  struct builder *b = AL_NEW(arena, struct builder, 1);
  if (!b)
    return AL_NO_MEMORY;
  *b = (struct builder){.ctx = ctx, .arena = arena, .source = own};
  struct fy_diag *diag = fy_diag_create(NULL);
  if (!diag)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory while reading YAML");
  fy_diag_set_collect_errors(diag, true);
  const al_status status = builder_run(b, diag, text, length, out);
  fy_diag_destroy(diag);
  if (status == AL_OK && !*out) {
    *out = AL_NEW(arena, struct yaml_node, 1);
    if (!*out)
      return AL_NO_MEMORY;
    **out = (struct yaml_node){.kind = YAML_NOTHING, .source = own, .line = 1, .column = 1};
  }
  return status;
}

struct yaml_node *yaml_make_text(struct al_arena *arena, const struct yaml_source *source,
                                 const char *text)
{
  struct yaml_node *node = AL_NEW(arena, struct yaml_node, 1);
  if (node)
    *node = (struct yaml_node){.kind = YAML_TEXT, .text = text, .source = source};
  return node;
}

struct yaml_item *yaml_find(const struct yaml_node *map, const char *key)
{
  if (map->kind != YAML_MAP)
    return NULL;
  for (struct yaml_item *item = map->first; item; item = item->next)
    if (strcmp(item->key, key) == 0)
      return item;
  return NULL;
}

static struct yaml_item *yaml_element(const struct yaml_node *list, size_t index)
{
  struct yaml_item *item = list->kind == YAML_LIST ? list->first : NULL;
  for (; item && index > 0; index--)
    item = item->next;
  return item;
}

struct step {
  char name[PATH_STEP_BYTES]; /* "" for an index */
  size_t index;
};

/* Takes the next step off a path. @return the rest, NULL when the path is no path. */
static const char *path_step(const char *path, struct step *step)
{
  *step = (struct step){.name = ""};
  if (*path == '[') {
    char *end;
    if (path[1] < '0' || path[1] > '9')
      return NULL;
    step->index = strtoul(path + 1, &end, 10);
    if (*end != ']' || step->index > NODES_MOST)
      return NULL;
    end++;
    return *end == '.' ? (end[1] ? end + 1 : NULL) : *end == '[' || *end == '\0' ? end : NULL;
  }
  const size_t length = strcspn(path, ".[");
  if (length == 0 || length >= sizeof step->name)
    return NULL;
  memcpy(step->name, path, length);
  path += length;
  return *path == '.' ? (path[1] ? path + 1 : NULL) : path;
}

const struct yaml_node *yaml_walk(const struct yaml_node *root, const char *path, bool *whole)
{
  *whole = false;
  while (root && *path) {
    struct step step;
    path = path_step(path, &step);
    if (!path)
      return root;
    const struct yaml_item *item =
        *step.name ? yaml_find(root, step.name) : yaml_element(root, step.index);
    if (!item)
      return root;
    root = item->node;
  }
  *whole = root != NULL;
  return root;
}

static bool path_is_whole(const char *path)
{
  struct step step;
  while (path && *path)
    path = path_step(path, &step);
  return path != NULL;
}

/* The slot a step leads to, made when it is missing. NULL when it cannot be. */
static struct yaml_item *put_slot(struct al_arena *arena, struct yaml_node *parent,
                                  const struct step *step, const struct yaml_node *value)
{
  const bool by_name = *step->name != '\0';
  struct yaml_item *item =
      by_name ? yaml_find(parent, step->name) : yaml_element(parent, step->index);
  if (item || (!by_name && step->index != parent->count))
    return item;
  if (node_append(arena, parent, &item) != AL_OK)
    return NULL;
  item->key = by_name ? al_arena_strdup(arena, step->name) : NULL;
  item->source = value->source;
  item->line = value->line;
  item->column = value->column;
  return by_name && !item->key ? NULL : item;
}

al_status yaml_put(struct al_ctx *ctx, struct al_arena *arena, struct yaml_node **root,
                   const char *path, struct yaml_node *value)
{
  assert(value);
  const struct al_source_mark mark = yaml_mark(value);
  struct yaml_node **slot = root;
  if (!path_is_whole(path)) {
    al_report(ctx, AL_ERROR, &mark, "'%s' is no key path: write section.key or list[0].key", path);
    return AL_BAD_INPUT;
  }
  for (const char *rest = path; *rest;) {
    struct step step;
    rest = path_step(rest, &step);
    const enum yaml_kind kind = *step.name ? YAML_MAP : YAML_LIST;
    if (!*slot || (*slot)->kind == YAML_NOTHING) {
      *slot = AL_NEW(arena, struct yaml_node, 1);
      if (!*slot)
        return AL_NO_MEMORY;
      **slot = *value;
      (*slot)->kind = kind;
      (*slot)->first = (*slot)->last = NULL;
      (*slot)->count = 0;
    }
    struct yaml_item *item = (*slot)->kind == kind ? put_slot(arena, *slot, &step, value) : NULL;
    if (!item) {
      al_report(ctx, AL_ERROR, &mark,
                *step.name ? "'%s': '%s' does not lie in a map"
                           : "'%s': the index%s lies beyond the end of a list",
                path, step.name);
      return AL_BAD_INPUT;
    }
    slot = &item->node;
  }
  *slot = value;
  return AL_OK;
}
