/**
 * `anlan evacuate`, and the stage of a run that names an evacuation.
 */
#include "out/evacuate.h"
#include "core/log.h"
#include "models/evacuation/evac_stored.h"
#include "out/evacuate_products.h"
#include <math.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The run whose fields close roads: the one that the scenario names, else the one in the folder;
 * "" when there is none. */
static void evacuate_hazard_folder(const struct pipeline *pipeline, const char *named, char *out,
                                   size_t bytes)
{
  char manifest[PIPELINE_PATH_BYTES + 32];
  snprintf(manifest, sizeof manifest, "%s/manifest.json", pipeline->folder);
  const bool stands = al_file_exists(manifest);
  snprintf(out, bytes, "%s", named && *named ? named : stands ? pipeline->folder : "");
}

static al_status evacuate_endanger(struct pipeline *pipeline, struct evac_study *study)
{
  char folder[PIPELINE_PATH_BYTES];
  struct al_evac_frames frames;
  evacuate_hazard_folder(pipeline, study->config->hazard.path, folder, sizeof folder);
  if (!*folder) {
    al_log(
        pipeline->ctx, AL_WARNING,
        "evacuation: no finished run closes any road (evacuation.hazard.path): times are those of "
        "queues alone");
    return AL_OK;
  }
  const struct al_evac_stack_request stack = {folder, study->config->hazard.unit_s,
                                              study->config->hazard.offset_s};
  char manifest[PIPELINE_PATH_BYTES + 32];
  snprintf(manifest, sizeof manifest, "%s/manifest.json", folder);
  const bool stored = al_file_exists(manifest);
  if (stored)
    AL_TRY(pipeline->ctx, al_evac_stored_open(pipeline->ctx, pipeline->arena, folder, &frames));
  else
    AL_TRY(pipeline->ctx, al_evac_stack_open(pipeline->ctx, pipeline->arena, &stack, &frames));
  const al_status status = evac_study_endanger(study, &frames);
  if (stored)
    al_evac_stored_close(&frames);
  return status;
}

/* "1234 s", or what stands for a time that never comes. */
static const char *evacuate_time(double time_s, char out[32])
{
  snprintf(out, 32, isfinite(time_s) ? "%.0f s" : "-", time_s);
  return out;
}

static void evacuate_tell(struct al_ctx *ctx, const struct evac_result *result)
{
  char half[32], most[32], all[32], bound[32];
  al_log(ctx, AL_NOTE,
         "evacuation '%s': %.0f of %.0f people arrive, half by %s, 95 %% by %s, all by %s (by no "
         "routes to these shelters before %s); %.0f caught, %.0f trapped, %.0f without room, %.0f "
         "gridlocked, %.0f cut off, %.0f on the way",
         result->name, result->fate[AL_EVAC_ARRIVED], result->people,
         evacuate_time(result->part_s[0], half), evacuate_time(result->part_s[2], most),
         evacuate_time(result->part_s[3], all), evacuate_time(result->bound_s[3], bound),
         result->fate[AL_EVAC_CAUGHT], result->fate[AL_EVAC_TRAPPED],
         result->fate[AL_EVAC_UNSERVED], result->fate[AL_EVAC_GRIDLOCKED],
         result->fate[AL_EVAC_CUT_OFF], result->fate[AL_EVAC_ON_THE_WAY]);
}

static al_status evacuate_study(struct pipeline *pipeline, struct evac_study *study,
                                const char *folder)
{
  const struct al_scenario_config *scenario = al_config_section(pipeline->scenario, "scenario");
  const struct evac_what_if_config *what_if = study->config->what_ifs.record;
  const size_t count = 1 + study->config->what_ifs.count;
  struct evac_result *result = AL_NEW(pipeline->arena, struct evac_result, count);
  if (!result)
    return AL_NO_MEMORY;
  AL_TRY(pipeline->ctx, evacuate_endanger(pipeline, study));
  for (size_t k = 0; k < count; k++) {
    AL_TRY(pipeline->ctx, evac_study_run(study, k > 0 ? &what_if[k - 1] : NULL, &result[k]));
    evacuate_tell(pipeline->ctx, &result[k]);
  }
  const struct evacuate_output out = {.study = study,
                                      .result = result,
                                      .count = count,
                                      .folder = folder,
                                      .epoch_s = scenario->start_s};
  return evacuate_write(&out);
}

/* Products of before go, so that layers and sheets are not added to them. */
static al_status evacuate_make_room(struct pipeline *pipeline, const char *folder, bool overwrite)
{
  static const char *const grown[] = {"evacuation.gpkg", "evacuation.xlsx"};
  char path[PIPELINE_PATH_BYTES + 64];
  snprintf(path, sizeof path, "%s/communities.csv", folder);
  if (al_file_exists(path) && !overwrite)
    return AL_FAIL(pipeline->ctx, AL_BAD_INPUT,
                   "%s holds an evacuation already; --overwrite replaces it", folder);
  for (size_t k = 0; k < AL_COUNT(grown); k++) {
    snprintf(path, sizeof path, "%s/%s", folder, grown[k]);
    unlink(path);
  }
  return AL_OK;
}

al_status evacuate_stage(struct pipeline *pipeline, bool overwrite)
{
  char folder[PIPELINE_PATH_BYTES + 16];
  struct evac_study study;
  snprintf(folder, sizeof folder, "%s/evacuation", pipeline->folder);
  al_status status =
      evac_study_open(pipeline->ctx, pipeline->arena, pipeline->scenario, pipeline->grid, &study);
  if (status == AL_OK)
    status = evacuate_make_room(pipeline, folder, overwrite);
  if (status == AL_OK)
    status = evacuate_study(pipeline, &study, folder);
  evac_study_close(&study);
  return status;
}

static bool evacuate_is_folder(const char *path)
{
  struct stat info;
  return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static al_status evacuate_run(struct pipeline *pipeline, const struct al_job *job, bool overwrite)
{
  if (!al_config_has(pipeline->scenario, "evacuation"))
    return AL_FAIL(pipeline->ctx, AL_BAD_INPUT, "%s names no section `evacuation`", job->path);
  AL_TRY(pipeline->ctx, pipeline_check_files(pipeline->ctx, pipeline->scenario));
  AL_TRY(pipeline->ctx, pipeline_lock_folder(pipeline));
  AL_TRY(pipeline->ctx, pipeline_get_grid(pipeline, job, !job->dry_run));
  if (!job->dry_run)
    return evacuate_stage(pipeline, overwrite);
  struct evac_study study;
  const al_status status =
      evac_study_open(pipeline->ctx, pipeline->arena, pipeline->scenario, pipeline->grid, &study);
  evac_study_close(&study);
  return status;
}

al_status al_evacuate(struct al_ctx *ctx, const struct al_job *job)
{
  struct pipeline pipeline = {.ctx = ctx};
  struct al_arena *arena;
  struct al_job again = *job;
  AL_TRY(ctx, al_arena_create(ctx, 0, &arena));
  al_status status = AL_OK;
  if (evacuate_is_folder(job->path))
    status = pipeline_read_job(ctx, arena, PIPELINE_JOB, job, &again);
  if (status == AL_OK)
    status = pipeline_open(ctx, &again, &pipeline);
  if (status == AL_OK)
    status = evacuate_run(&pipeline, &again, job->overwrite);
  pipeline_close(&pipeline);
  al_arena_destroy(arena);
  return status;
}
