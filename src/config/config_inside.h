/**
 * What the files of src/config share: the reader at work and the finished configuration.
 */
#ifndef AL_CONFIG_CONFIG_INSIDE_H
#define AL_CONFIG_CONFIG_INSIDE_H

#include "config/config.h"
#include "config/yaml_tree.h"

enum { CONFIG_PATH_BYTES = 256, CONFIG_NUMBER_BYTES = 40, CONFIG_PATHS_MOST = 256 };

struct config_part {
  const struct al_section *section;
  void *data;
  const struct yaml_node *node; /* NULL when the file does not name the section */
  bool faulty;                  /* some key of it was reported */
};

struct al_config {
  struct al_arena *arena;
  const char *path, *folder; /* the folder is absolute */
  struct yaml_node *root;
  struct config_part *part;
  size_t part_count;
  const char *named_path[CONFIG_PATHS_MOST]; /* every path the file names */
  size_t path_count;
};

struct config_reader {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_config *config;
  struct yaml_source default_source;
  double epoch_s; /* the scenario's start; NAN when the file names none */
};

/** Reads one value into its place; faults are reported. @param where key path for messages. */
void config_read_value(struct config_reader *reader, const struct al_key *key,
                       const struct yaml_node *node, const char *where, void *target);
/** Fills a struct from a map (NULL = all defaults, and missing keys are no fault). */
void config_read_keys(struct config_reader *reader, const struct al_section *section,
                      const struct yaml_node *map, const char *where, void *target);
/** A quantity in the key's unit, within the key's range. @return false when reported. */
bool config_read_number(struct config_reader *reader, const struct al_key *key,
                        const struct yaml_node *node, const char *where, double *out);
/** A path: ${NAME} and ${NAME:-default} replaced, made absolute. NULL when reported. */
const char *config_read_path(struct config_reader *reader, const struct yaml_node *node,
                             const char *where);
void config_read_series(struct config_reader *reader, const struct al_key *key,
                        const struct yaml_node *node, const char *where, struct al_series *out);
/** Reports a key `name` whose text cannot be part of a file's name. */
void config_check_name(struct config_reader *reader, const struct al_key *key,
                       const struct yaml_node *node, const char *where);
/** Reports a key `encoding` whose text no encoding of characters is called by. */
void config_check_encoding(struct config_reader *reader, const struct al_key *key,
                           const struct yaml_node *node, const char *where);
/** Reports records of one list whose names are the same, where each must have one. */
void config_check_twins(struct config_reader *reader, const struct al_section *section,
                        const struct yaml_node *list, const char *where);
/** Reports a value of the wrong shape; `wanted` says what would be right. */
void config_fault_type(struct config_reader *reader, const struct yaml_node *node,
                       const char *where, const char *wanted);
/** Reports an unknown name with the nearest of a NULL-terminated list and the list itself. */
void config_fault_choice(struct config_reader *reader, const struct yaml_node *node,
                         const char *where, const char *const *choices);

/** Shortest text that reads back to the same bits. */
void config_number_text(double value, char out[CONFIG_NUMBER_BYTES]);
/** "0.05 to 0.5", "at least 0 mm/h"; "" when open. Shown in `unit` where that is as short as in SI.
 */
void config_range_text(const struct al_key *key, const char *unit, char *out, size_t capacity);
bool config_in_range(const struct al_key *key, double value);
/** The key's unit, "1" when it has none. */
const char *config_unit(const struct al_key *key);
/** What a unit measures, in the language of the context. */
const char *config_dimension(const struct al_ctx *ctx, const char *unit);
const char *config_type_name(enum al_key_type type, bool chinese);
/** Key of a section by name, or NULL. */
const struct al_key *config_find_key(const struct al_section *section, const char *name);

#endif
