/**
 * What the jobs of the public interface share: reading a scenario, getting its grid, naming its
 * folder.
 */
#ifndef AL_OUT_PIPELINE_H
#define AL_OUT_PIPELINE_H

#include "anlan.h"
#include "config/scenario_section.h"
#include "doors/file_door.h"
#include "grids/grid.h"
#include "out/out.h"
#include "run/run.h"

enum { PIPELINE_SECTIONS_MOST = 48, PIPELINE_PATH_BYTES = 4096 };

/** In checkpoint/: what a resume needs to find its way. */
#define PIPELINE_JOB "job.txt"

struct pipeline {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_config *scenario;
  struct al_grid *grid;
  char folder[PIPELINE_PATH_BYTES];
  struct al_folder_lock lock;          /* on the folder, from the first look at what stands there */
  char grid_path[PIPELINE_PATH_BYTES]; /* the grid file that was read or built */
};

/** All sections a scenario may hold. */
const struct al_section *const *pipeline_sections(size_t *count);

/** Reads and checks a job's scenario. @param marks where each of its overrides was written; NULL =
 * on the command line. Errors: AL_BAD_INPUT. */
al_status pipeline_read_scenario(struct al_ctx *ctx, struct al_arena *arena,
                                 const struct al_job *job, const struct al_source_mark *marks,
                                 struct al_config **out);
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
/** Keeps others out of the job's folder, which may not be there yet. Errors: AL_BAD_INPUT when
 * someone works there. */
al_status pipeline_lock_folder(struct pipeline *pipeline);
/** The folder is touched only here, when everything that can be known to be wrong was looked at.
 * Errors: AL_BAD_INPUT (a run stands there and may not be replaced), AL_IO_FAILED. */
al_status pipeline_prepare_folder(struct pipeline *pipeline, const struct al_job *job, bool resume);
/** A run that was killed before its first checkpoint has none: it starts again. */
bool pipeline_has_checkpoint(const struct pipeline *pipeline);
/** Removes the checkpoints of a run that is through: they are of no more use. */
void pipeline_drop_checkpoints(const struct pipeline *pipeline);
/** Keeps what a resume needs in checkpoint/NAME: the path and the --set values, one a line. */
al_status pipeline_write_job(struct pipeline *pipeline, const struct al_job *job, const char *name);
/** The job that a run folder holds, asked for again: its path, its settings and after them those of
 * `job`, whose path is the folder. @param again lives as long as `arena`.
 * Errors: AL_BAD_INPUT (no run stands there). */
al_status pipeline_read_job(struct al_ctx *ctx, struct al_arena *arena, const char *name,
                            const struct al_job *job, struct al_job *again);
/** A path that holds from any folder; a link keeps its own name and place. */
void pipeline_whole_path(const char *path, char out[2 * PIPELINE_PATH_BYTES]);
void pipeline_close(struct pipeline *pipeline);

#endif
