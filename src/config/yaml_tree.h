/**
 * A YAML document as a small tree of maps, lists and texts, each with the place it came from.
 */
#ifndef AL_CONFIG_YAML_TREE_H
#define AL_CONFIG_YAML_TREE_H

#include "core/arena.h"

enum yaml_kind { YAML_NOTHING, YAML_TEXT, YAML_LIST, YAML_MAP };

/** One piece of text that was parsed: the file, one --set, or a default of a key table. */
struct yaml_source {
  const char *name; /* file name, "--set", "default" */
  const char *const *line;
  int line_count;
  int first_line, first_column; /* where its first character stands, from 1 */
  bool is_file, is_override;
  const char *folder; /* where relative paths of an override start; NULL = where the command runs */
};

struct yaml_node {
  enum yaml_kind kind;
  const char *text; /* of YAML_TEXT */
  bool quoted;
  int line, column; /* from 1 */
  const struct yaml_source *source;
  struct yaml_item *first, *last;
  size_t count;
};

/** A list element (key NULL) or a map entry. */
struct yaml_item {
  const char *key;
  int line, column; /* of the key */
  const struct yaml_source *source;
  struct yaml_node *node;
  struct yaml_item *next;
};

/** Parses one document. Faults of syntax are reported (al_report) with a caret.
 *  @param text is copied. @param out NULL kind when the text is empty. Errors: AL_BAD_INPUT. */
al_status yaml_parse(struct al_ctx *ctx, struct al_arena *arena, const struct yaml_source *source,
                     const char *text, size_t length, struct yaml_node **out);
/** A text node made from a default. */
struct yaml_node *yaml_make_text(struct al_arena *arena, const struct yaml_source *source,
                                 const char *text);
/** Puts a value at a path ("flow.boundaries[0].level"), making maps on the way; an index equal to
 * the list's length appends. Faults are reported. `*root` may be NULL. */
al_status yaml_put(struct al_ctx *ctx, struct al_arena *arena, struct yaml_node **root,
                   const char *path, struct yaml_node *value);
/** First entry of a map with a key, or NULL. */
struct yaml_item *yaml_find(const struct yaml_node *map, const char *key);
/** Deepest node of a path that exists; `*whole` tells whether the path was walked to its end. */
const struct yaml_node *yaml_walk(const struct yaml_node *root, const char *path, bool *whole);

struct al_source_mark yaml_mark(const struct yaml_node *node);
struct al_source_mark yaml_key_mark(const struct yaml_item *item);

#endif
