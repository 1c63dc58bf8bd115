/**
 * What the jobs of the public interface share: reading a scenario, getting its grid, naming its
 * folder.
 */
#ifndef AL_OUT_PIPELINE_H
#define AL_OUT_PIPELINE_H

#include "anlan.h"
#include "config/scenario_section.h"
#include "grids/grid.h"
#include "out/out.h"
#include "run/run.h"

enum { PIPELINE_SECTIONS_MOST = 48, PIPELINE_PATH_BYTES = 4096 };

struct pipeline {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_config *scenario;
  struct al_grid *grid;
  char folder[PIPELINE_PATH_BYTES];
  char grid_path[PIPELINE_PATH_BYTES]; /* the grid file that was read or built */
};

/** All sections a scenario may hold. */
const struct al_section *const *pipeline_sections(size_t *count);

al_status pipeline_open(struct al_ctx *ctx, const struct al_job *job, struct pipeline *out);
/** Reads the recipe that a job names. @param arena owns it. Errors: AL_BAD_INPUT. */
al_status pipeline_read_recipe(struct al_ctx *ctx, struct al_arena *arena, const struct al_job *job,
                               struct al_config **out);
/** Reads the scenario's grid, or builds it from its recipe and keeps it under out/grids (nothing is
 * written when `keep` is false). */
al_status pipeline_get_grid(struct pipeline *pipeline, const struct al_job *job, bool keep);
/** Whether the local files that a scenario or recipe names are there; all that are not are
 * reported. Errors: AL_BAD_INPUT. */
al_status pipeline_check_files(struct al_ctx *ctx, const struct al_config *config);
/** What can be known to be wrong once the grid is there: products, plan and models, each looked at
 * whatever the others found. Errors: those of al_out_create, al_run_plan, al_run_rehearse. */
al_status pipeline_examine(struct pipeline *pipeline, const struct al_run_options *options,
                           const struct al_out_options *products, struct al_out **out,
                           struct al_plan *plan);
void pipeline_close(struct pipeline *pipeline);

#endif
