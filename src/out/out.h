/**
 * The products of a run: everything that ends up in out/NAME besides checkpoints and
 * scenario.used.yaml.
 *
 * Order of calls: al_out_create (checks gauges, lines, rule tables: AL_BAD_INPUT before anything is
 * computed), al_out_observers handed to al_run_execute, al_out_finish with its result.
 */
#ifndef AL_OUT_OUT_H
#define AL_OUT_OUT_H

#include "models/zoning/zoning_section.h"
#include "run/run.h"

struct al_out;

struct al_out_options {
  const char *folder;              /* out/NAME; it must exist */
  const char *command;             /* the command line as typed, for the manifest; NULL = unknown */
  const char *const *inputs;       /* NULL-terminated paths whose SHA-256 go into the manifest */
  int threads;                     /* of the run, for the manifest */
  bool overwrite;                  /* al_out_zone may replace zoning/ */
  const char *const *random_seeds; /* NULL-terminated "stream=seed"; NULL when the run drew none */
};

/** The section of the products; al_zoning_section belongs to them too. */
extern const struct al_section al_output_section, al_warning_section;

/** Reports every interval that would write more than a disk and a reader can take in the time of
 * the scenario, with the least one that fits. */
void out_interval_check(struct al_ctx *ctx, const struct al_config *scenario);
/** The least interval, of two digits, that fits into a duration at most so often. */
double out_interval_least_s(double duration_s, double most);

/** What a run writes but its checkpoints, and what is made from its maxima; names, and folders with
 * their slash. */
extern const char *const out_run_products[], *const out_zoning_products[];
/** Removes those products from a folder and leaves everything else. Errors: AL_IO_FAILED. */
al_status out_clear(struct al_ctx *ctx, struct al_arena *arena, const char *folder,
                    const char *const *products);

/** Prepares the products a scenario asks for. Errors: AL_BAD_INPUT (a gauge outside the grid or on
 * a void cell, a line outside, an unknown or broken rule table), AL_NO_MEMORY. */
al_status al_out_create(struct al_ctx *ctx, struct al_arena *arena,
                        const struct al_config *scenario, const struct al_grid *grid,
                        const struct al_out_options *options, struct al_out **out);

/** The observers, for al_run_execute. */
const struct al_observer *al_out_observers(const struct al_out *out, size_t *count);

/** How many state fields the observers add, for the plan. */
int al_out_fields(const struct al_out *out);

/** How many bytes the observers take beside those fields, for the plan. */
size_t al_out_bytes(const struct al_out *out);

/** After a run that reached its end: zoning, maps, report and, last of all, manifest.json.
 * Errors: AL_IO_FAILED, AL_BAD_INPUT. */
al_status al_out_finish(struct al_out *out, const struct al_run_result *result);

/** The same for a run that is one of many: manifest.json alone, for its maxima go into the products
 * of all. Errors: AL_IO_FAILED. */
al_status al_out_record(struct al_out *out, const struct al_run_result *result);

/** Zoning from the max/ rasters of a finished run (`anlan zone`): zoning/, maps, report and project
 * with the rule tables `scenario` names now; the manifest gets their checksums. Errors:
 * AL_BAD_INPUT when zoning/ stands already and may not be replaced, or when the run did not get to
 * its end. */
al_status al_out_zone(struct al_ctx *ctx, const struct al_config *scenario,
                      const struct al_grid *grid, const struct al_out_options *options);

/** Closes what is still open; the arena owns the memory. */
void al_out_destroy(struct al_out *out);

#endif
