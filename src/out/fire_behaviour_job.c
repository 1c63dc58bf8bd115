/**
 * The job `fire-behaviour`: the point equations of fire for a table of places.
 */
#include "anlan.h"
#include "doors/file_door.h"
#include "models/fire/fire_table.h"
#include <assert.h>
#include <string.h>

static al_status job_take_settings(struct al_ctx *ctx, const struct al_job *job,
                                   const char **custom)
{
  static const char name[] = "fire.fuels=";
  for (size_t i = 0; i < job->override_count; i++) {
    const char *set = job->overrides[i];
    if (strncmp(set, name, sizeof name - 1) != 0 || !set[sizeof name - 1])
      return AL_FAIL(ctx, AL_BAD_USAGE, "--set %s: fire-behaviour knows fire.fuels=TABLE.csv only",
                     set);
    *custom = set + sizeof name - 1;
  }
  return AL_OK;
}

static void job_tell(struct al_ctx *ctx, const char *path, const struct fire_counts *counts)
{
  const struct {
    size_t count;
    const char *what;
  } held[] = {
      {counts->unburnable, "%zu places: a fuel model without load; nothing burns"},
      {counts->beyond_extinction, "%zu places: moister than the fuel burns at; nothing burns"},
      {counts->foliar_floor,
       "%zu places: foliar moisture below 30 %%; the crown is lit as at 30 %%"},
      {counts->base_floor, "%zu places: canopy base below 0.1 m; the crown is lit as at 0.1 m"},
      {counts->slope_held, "%zu places: slope factor held at 0.9 of the reaction intensity"},
      {counts->ratio_held, "%zu places: length to width held at 8"}};
  al_log(ctx, AL_NOTE, "%s: behaviour of %zu places", path, counts->places);
  for (size_t k = 0; k < sizeof held / sizeof held[0]; k++)
    if (held[k].count > 0)
      al_log(ctx, AL_NOTE, held[k].what, held[k].count);
}

static al_status job_write(struct al_ctx *ctx, const struct al_job *job,
                           const struct fire_table *table)
{
  struct al_file_writer writer;
  struct fire_counts counts;
  AL_TRY(ctx, al_file_begin(ctx, job->output, &writer));
  fire_table_write(table, writer.stream, &counts);
  AL_TRY(ctx, al_file_commit(&writer));
  job_tell(ctx, job->output, &counts);
  return AL_OK;
}

static al_status job_run(struct al_ctx *ctx, struct al_arena *arena, const struct al_job *job)
{
  const char *custom = NULL;
  struct fire_table table;
  struct fire_fuels *fuels = AL_NEW(arena, struct fire_fuels, 1);
  if (!fuels)
    return AL_NO_MEMORY;
  AL_TRY(ctx, job_take_settings(ctx, job, &custom));
  AL_TRY(ctx, fire_fuels_read(ctx, arena, custom, fuels));
  AL_TRY(ctx, fire_table_read(ctx, arena, job->path, fuels, &table));
  return job->dry_run ? AL_OK : job_write(ctx, job, &table);
}

al_status al_fire_behaviour(struct al_ctx *ctx, const struct al_job *job)
{
  struct al_arena *arena;
  assert(job && job->path);
  if (!job->output && !job->dry_run)
    return AL_FAIL(ctx, AL_BAD_USAGE, "fire-behaviour needs -o OUTPUT.csv");
  if (job->output && al_file_exists(job->output) && !job->overwrite)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s stands already; --overwrite replaces it", job->output);
  AL_TRY(ctx, al_arena_create(ctx, 0, &arena));
  const al_status status = job_run(ctx, arena, job);
  al_arena_destroy(arena);
  return status;
}
