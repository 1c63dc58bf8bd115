/**
 * `anlan zone` on an ensemble: zoning, maps, report and project of all its envelopes anew, out of
 * the members as they stand. Nothing is run and no raster of maxima is touched.
 */
#include "doors/file_door.h"
#include "out/ensemble.h"
#include "out/ensemble_inside.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Other settings would need other members. */
static al_status zone_check_settings(struct al_ctx *ctx, const struct al_job *job)
{
  static const char *const may[] = {"zoning.", "output.maps=", "output.report="};
  for (size_t i = 0; i < job->override_count; i++) {
    bool good = false;
    for (size_t k = 0; k < AL_COUNT(may); k++)
      good = good || strncmp(job->overrides[i], may[k], strlen(may[k])) == 0;
    if (!good)
      al_report(ctx, AL_ERROR, NULL,
                "'%s' cannot be changed by a new zoning of an ensemble: zoning.*, output.maps and "
                "output.report can",
                job->overrides[i]);
  }
  return al_report_close(ctx);
}

/* The folder holds what the ensemble's file says today, finished. */
static al_status zone_check_folder(struct al_ctx *ctx, struct al_arena *arena, struct al_job *began)
{
  struct ensemble ensemble = {.ctx = ctx, .arena = arena, .job = began, .threads = 1};
  char path[PIPELINE_PATH_BYTES + 64];
  al_status status = ensemble_open(&ensemble, true);
  if (status == AL_OK)
    status = ensemble_identify(&ensemble);
  snprintf(path, sizeof path, "%s/manifest.json", ensemble.base.folder);
  if (status == AL_OK && !ensemble_is_same(&ensemble))
    status =
        AL_FAIL(ctx, AL_BAD_INPUT, "%s holds another ensemble than %s now describes: run it again",
                began->output, began->path);
  else if (status == AL_OK && !al_file_exists(path))
    status = AL_FAIL(ctx, AL_BAD_INPUT,
                     "%s holds no finished ensemble; `anlan resume %s` goes on with it",
                     began->output, began->output);
  al_folder_unlock(&ensemble.base.lock);
  al_grid_destroy(ensemble.base.grid);
  return status;
}

static al_status zone_make(struct ensemble *ensemble, const struct al_job *job)
{
  struct out_env env = {.ctx = ensemble->ctx,
                        .arena = ensemble->arena,
                        .scenario_file = ensemble->base.scenario,
                        .grid = ensemble->base.grid,
                        .folder = ensemble->base.folder};
  struct out_zones zones;
  char record[PIPELINE_PATH_BYTES + 64];
  assert(ensemble->zones_only && ensemble->base.grid);
  snprintf(record, sizeof record, "%s/zoning/zoning.json", ensemble->base.folder);
  if (al_file_exists(record) && !job->overwrite)
    return AL_FAIL(ensemble->ctx, AL_BAD_INPUT,
                   "%s stands already; --overwrite replaces the zoning", record);
  AL_TRY(ensemble->ctx, out_env_fill(&env));
  AL_TRY(ensemble->ctx, out_zones_read_rules(&env, &zones)); /* before anything is touched */
  AL_TRY(ensemble->ctx, ensemble_make_room(ensemble));
  AL_TRY(ensemble->ctx, ensemble_run_members(ensemble));
  return ensemble_finish(ensemble);
}

al_status ensemble_zone(struct al_ctx *ctx, const struct al_job *job)
{
  struct al_arena *arena;
  struct al_job again, began;
  AL_TRY(ctx, zone_check_settings(ctx, job));
  AL_TRY(ctx, al_arena_create(ctx, 0, &arena));
  al_status status = pipeline_read_job(ctx, arena, ENSEMBLE_JOB, job, &again);
  if (status == AL_OK) {
    began = again;
    began.override_count -= job->override_count;
    status = zone_check_folder(ctx, arena, &began);
  }
  struct ensemble ensemble = {.ctx = ctx, .arena = arena, .job = &again, .zones_only = true};
  if (status == AL_OK && pthread_mutex_init(&ensemble.lock, NULL) != 0)
    status = AL_FAIL(ctx, AL_NO_MEMORY, "out of memory while starting the ensemble");
  else if (status == AL_OK) {
    ensemble.threads = ensemble.at_once = ensemble_threads(job);
    status = ensemble_open(&ensemble, true);
    if (status == AL_OK)
      status = zone_make(&ensemble, job);
    pthread_mutex_destroy(&ensemble.lock);
  }
  al_folder_unlock(&ensemble.base.lock);
  al_grid_destroy(ensemble.base.grid);
  al_arena_destroy(arena);
  return status;
}
