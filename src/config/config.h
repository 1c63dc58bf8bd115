/**
 * Reads a YAML file against a list of sections: every fault is reported with file, line, caret,
 * allowed range and nearest key, all at once; every default filled in; the result is immutable.
 */
#ifndef AL_CONFIG_CONFIG_H
#define AL_CONFIG_CONFIG_H

#include "config/key.h"
#include <stdio.h>

struct al_config;

struct al_config_options {
  const char *const *overrides; /* "section.key=value" from --set */
  size_t override_count;
  /* Where each override's value was written, when that is a file: faults and relative paths are
   * taken from there. NULL = the command line. */
  const struct al_source_mark *override_marks;
  const char *const
      *required; /* NULL-terminated names of sections that must stand in the file; may be NULL */
  /* Reports what key tables cannot know, before the report is closed; looks at sections that
   * al_config_is_sound only. May be NULL. */
  void (*check)(struct al_ctx *ctx, const struct al_config *config);
};

/** @param sections those a file of this kind may hold. @param arena owns the result. Errors:
 * AL_BAD_INPUT. */
al_status al_config_read(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                         const struct al_section *const *sections, size_t section_count,
                         const struct al_config_options *options, struct al_config **out);

/** The parsed struct of a section (defaults when the file does not hold it); NULL for an unknown
 * name. */
const void *al_config_section(const struct al_config *config, const char *name);
/** Whether the file (or --set) named the section. */
bool al_config_has(const struct al_config *config, const char *name);
/** Whether no key of the section was faulty: with another it holds defaults. For
 * al_config_options.check. */
bool al_config_is_sound(const struct al_config *config, const char *name);
/** Mark of a key for later complaints ("rain.series", "boundaries[2].kind"); the section's when
 * absent. */
struct al_source_mark al_config_mark(const struct al_config *config, const char *key_path);
const char *al_config_path(const struct al_config *config);
/** Every path the file names (rasters, series, tables), made absolute, each once, at most 256. */
const char *const *al_config_named_paths(const struct al_config *config, size_t *count);
/** A key's value as it was written, or its default; NULL when there is no such key, or when a list
 * or map was written. */
const char *al_config_text(const struct al_config *config, const char *key_path);

/** Writes scenario.used.yaml: every key, its value with unit, and where it came from. */
al_status al_config_write_used(struct al_ctx *ctx, const struct al_config *config,
                               const char *path);
/** SHA-256 of the values of the sections that the file names, series included: comments, order and
 * spelling have no say. @param out hex, 64 characters and the end. Errors: AL_NO_MEMORY. */
al_status al_config_fingerprint(struct al_ctx *ctx, const struct al_config *config, char out[65]);
/** Called with each value that is no list of records and no nested map. @param data the struct that
 * the section's keys lie in: its neighbours can be found from it. */
typedef void (*al_config_visitor)(void *self, const char *key_path,
                                  const struct al_section *section, const struct al_key *key,
                                  const void *data);
/** Visits the values of the sections that the file names, in the order of the key tables. */
void al_config_visit(const struct al_config *config, al_config_visitor visitor, void *self);
/** Reports every local file that is named and is not there; al_report_close tells whether there was
 * one. */
void al_config_check_files(struct al_ctx *ctx, const struct al_config *config);
/** Prints a commented template of the sections (`init`), in the context's language. A section that
 * no sample lies in stands as a comment: to name it is to switch its model on.
 * @param samples "section.key=value" for what must be given, NULL-terminated. */
void al_config_write_template(struct al_ctx *ctx, FILE *stream,
                              const struct al_section *const *sections, size_t section_count,
                              const char *const *samples);
/** Prints what a key means (`explain`): "rain", "rain.series"; nearest keys when unknown. */
al_status al_config_explain(struct al_ctx *ctx, FILE *stream,
                            const struct al_section *const *sections, size_t section_count,
                            const char *key_path);
/** Prints one section's key table as Markdown (for the READMEs; a test compares). */
void al_config_write_markdown(FILE *stream, const struct al_section *section);

#endif
