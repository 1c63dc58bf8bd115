/**
 * From the envelopes to files: rasters, zoning, maps, tables, report, project, manifest. The folder
 * of an envelope looks like that of a run.
 */
#include "anlan.h"
#include "doors/file_door.h"
#include "doors/raster_door.h"
#include "out/ensemble_inside.h"
#include "out/ensemble_maps.h"
#include "out/manifest.h"
#include "out/maps.h"
#include "out/project.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { METADATA_MOST = 16 };

/* The products' view of one envelope. */
static al_status finish_open(const struct ensemble *ensemble, const struct envelope *envelope,
                             const char *group, struct out_env *out)
{
  const struct al_ensemble_config *config = ensemble->plan.config;
  struct al_arena *arena = ensemble->arena;
  static const char *const no_inputs[] = {NULL};
  *out = (struct out_env){
      .ctx = ensemble->ctx,
      .arena = arena,
      .scenario_file = ensemble->base.scenario,
      .grid = ensemble->base.grid,
      .folder = group ? al_arena_printf(arena, "%s/meow/%s", ensemble->base.folder, group)
                      : ensemble->base.folder,
      .command = ensemble->job->command,
      .inputs = no_inputs,
      .threads = ensemble->threads};
  AL_TRY(ensemble->ctx, out_env_fill(out));
  struct al_scenario_config *scenario = AL_NEW(arena, struct al_scenario_config, 1);
  const char **metadata =
      (const char **)al_arena_alloc(arena, METADATA_MOST, sizeof *metadata, "metadata");
  if (!scenario || !metadata || !out->folder)
    return AL_NO_MEMORY;
  const char *en = config->title ? config->title : al_scenario_title(out->scenario, false);
  const char *zh = config->title_zh ? config->title_zh : al_scenario_title(out->scenario, true);
  assert(out->metadata && out->scenario);
  *scenario = *out->scenario;
  scenario->name = config->name;
  scenario->title = group ? al_arena_printf(arena, "%s: %s", en, group) : en;
  scenario->title_zh = group ? al_arena_printf(arena, "%s：%s", zh, group) : zh;
  size_t n = 0;
  for (; out->metadata[n] && n < METADATA_MOST - 4; n++)
    metadata[n] = out->metadata[n];
  metadata[n++] = al_arena_printf(arena, "ENSEMBLE=%s", config->name);
  metadata[n++] = al_arena_printf(arena, "ENVELOPE=%s of %zu members", group ? group : "all",
                                  envelope->run_count);
  if (!scenario->title || !scenario->title_zh || !metadata[n - 1] || !metadata[n - 2])
    return AL_NO_MEMORY;
  out->scenario = scenario;
  out->metadata = metadata;
  return AL_OK;
}

static al_status finish_write_raster(const struct out_env *env, const char *name, const char *unit,
                                     const char *long_name, const float *value)
{
  const char *path = out_path(env, al_arena_printf(env->arena, "max/%s.tif", name));
  if (!path)
    return AL_NO_MEMORY;
  return al_raster_write_cog(env->ctx, &(struct al_raster_output){.path = path,
                                                                  .lattice = &env->grid->lattice,
                                                                  .name = name,
                                                                  .unit = unit,
                                                                  .long_name = long_name,
                                                                  .value = value,
                                                                  .metadata = env->metadata});
}

static al_status finish_write_shares(const struct out_env *env, const struct envelope *envelope,
                                     const double *depth_m, float *plane)
{
  for (size_t k = 0; k < envelope->depth_count; k++) {
    const char *name = al_arena_printf(env->arena, "share_%gm", depth_m[k]);
    const char *what =
        al_arena_printf(env->arena, "share of members, by weight, deeper than %g m", depth_m[k]);
    if (!name || !what)
      return AL_NO_MEMORY;
    envelope_share(envelope, k, plane);
    AL_TRY(env->ctx, finish_write_raster(env, name, "1", what, plane));
  }
  return AL_OK;
}

static al_status finish_write_rasters(const struct out_env *env, const struct envelope *envelope,
                                      const double *depth_m)
{
  const struct out_planes *planes = &envelope->planes;
  float *plane = AL_NEW(env->arena, float, (size_t)envelope->cells);
  if (!plane)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx, al_folder_make(env->ctx, out_path(env, "max")));
  const struct {
    const char *name, *unit, *what;
    const float *value;
  } rasters[] = {{"hmax", "m", "greatest depth of all members", planes->hmax_m},
                 {"vmax", "m s-1", "greatest speed of all members", planes->vmax_m_per_s},
                 {"hvmax", "m2 s-1", "greatest product of depth and speed of all members",
                  planes->hvmax_m2_per_s},
                 {"zsmax", "m", "highest water level of all members", planes->zsmax_m},
                 {"arrival", "s", "earliest arrival of all members", planes->arrival_s}};
  for (size_t i = 0; i < AL_COUNT(rasters); i++)
    AL_TRY(env->ctx, finish_write_raster(env, rasters[i].name, rasters[i].unit, rasters[i].what,
                                         rasters[i].value));
  for (ptrdiff_t i = 0; i < envelope->cells; i++)
    plane[i] = envelope->driver[i] > 0 ? (float)envelope->driver[i] : NAN;
  AL_TRY(env->ctx,
         finish_write_raster(env, "driver", "1",
                             "number in members.csv of the member with the highest level", plane));
  return finish_write_shares(env, envelope, depth_m, plane);
}

/* All of one envelope but the page. */
static al_status finish_make(const struct ensemble *ensemble, const struct out_env *env,
                             const struct envelope *envelope, struct out_zones *zones)
{
  AL_TRY(env->ctx, al_folder_make(env->ctx, env->folder));
  if (ensemble->zones_only)
    AL_TRY(env->ctx, out_clear(env->ctx, env->arena, env->folder, out_zoning_products));
  else
    AL_TRY(env->ctx, finish_write_rasters(env, envelope, ensemble->plan.config->depths_m.value));
  AL_TRY(env->ctx, out_zones_make(env, &envelope->planes, zones));
  return env->output->maps ? ensemble_maps_make(ensemble, env, envelope, zones) : AL_OK;
}

/* Rules and totals stay; planes and polygons of one envelope go before those of the next come. */
static al_status finish_envelope(const struct ensemble *ensemble, const struct out_env *env,
                                 const struct envelope *envelope, struct out_zones *zones)
{
  struct out_env own = *env;
  AL_TRY(env->ctx, out_zones_read_rules(env, zones));
  AL_TRY(env->ctx, al_arena_create(env->ctx, 0, &own.arena));
  const al_status status = finish_make(ensemble, &own, envelope, zones);
  for (size_t i = 0; i < zones->count; i++)
    zones->zoning[i].class_value = NULL;
  al_arena_destroy(own.arena);
  return status;
}

/* Cost and balance of all members together: the worst balance stands for all. */
static void finish_sum(const struct ensemble *ensemble, struct al_run_result *out)
{
  *out = (struct al_run_result){.wall_s = ensemble->wall_s};
  for (size_t m = 0; m < ensemble->plan.member_count; m++) {
    const struct ensemble_outcome *outcome = &ensemble->outcome[m];
    if (outcome->state != ENSEMBLE_DONE)
      continue;
    out->steps += outcome->steps;
    out->cpu_s += outcome->cpu_s;
    out->active_cell_steps += outcome->active_cell_steps;
    if (fabs(outcome->balance_error_share) > fabs(out->balance_error_share)) {
      out->balance_error_share = outcome->balance_error_share;
      out->balance_error_m3 = outcome->balance_error_m3;
    }
  }
  out->time_s =
      ((const struct al_scenario_config *)al_config_section(ensemble->base.scenario, "scenario"))
          ->duration_s;
  out->cell_rate_per_s = out->cpu_s > 0.0 ? out->active_cell_steps / out->cpu_s : 0.0;
}

/* @param zones [group_count], of no table where a group has no member that finished. */
static al_status finish_groups(struct ensemble *ensemble, struct out_zones *zones)
{
  for (size_t g = 0; g < ensemble->plan.group_count && ensemble->plan.group_count > 1; g++) {
    struct out_env env;
    if (ensemble->envelope[g].run_count == 0)
      continue; /* all its members failed: told */
    AL_TRY(ensemble->ctx,
           finish_open(ensemble, &ensemble->envelope[g], ensemble->plan.group[g], &env));
    AL_TRY(ensemble->ctx, finish_envelope(ensemble, &env, &ensemble->envelope[g], &zones[g]));
  }
  return AL_OK;
}

/* The manifest of the envelopes; a new zoning leaves alone what it says of the members. */
static al_status finish_record(struct ensemble *ensemble, struct out_env *env,
                               const struct al_run_result *result, const struct out_zones *zones)
{
  if (!ensemble->zones_only)
    return out_manifest_write(env, result, zones);
  env->command = ensemble->job->command;
  return out_manifest_rezone(env, zones);
}

al_status ensemble_finish(struct ensemble *ensemble)
{
  struct envelope all;
  struct out_env env;
  struct al_run_result result;
  const size_t groups = ensemble->plan.group_count;
  const struct al_number_list *depths = &ensemble->plan.config->depths_m;
  AL_TRY(ensemble->ctx,
         envelope_create(ensemble->arena, al_lattice_cells(&ensemble->base.grid->lattice),
                         depths->value, depths->count, &all));
  for (size_t g = 0; g < ensemble->plan.group_count; g++)
    envelope_merge(&all, &ensemble->envelope[g]);
  if (all.run_count == 0)
    return AL_OK; /* told member by member */
  struct out_zones *of_group = AL_NEW(ensemble->arena, struct out_zones, groups + 1);
  if (!of_group)
    return AL_NO_MEMORY;
  AL_TRY(ensemble->ctx, finish_groups(ensemble, of_group));
  AL_TRY(ensemble->ctx, finish_open(ensemble, &all, NULL, &env));
  const char *inputs[] = {ensemble->job->path, ensemble->plan.config->base,
                          ensemble->base.grid_path, ensemble->plan.config->table, NULL};
  env.inputs = inputs;
  AL_TRY(ensemble->ctx, finish_envelope(ensemble, &env, &all, &of_group[groups]));
  if (groups > 1)
    AL_TRY(ensemble->ctx, out_zones_write_groups(&env, ensemble->plan.group, of_group, groups + 1));
  finish_sum(ensemble, &result);
  if (ensemble->zones_only)
    AL_TRY(ensemble->ctx, out_manifest_read(&env, &result, &env.command));
  else
    AL_TRY(ensemble->ctx, ensemble_write_groups(ensemble, &all));
  if (env.output->report)
    AL_TRY(ensemble->ctx, ensemble_report_make(ensemble, &env, &all, of_group, &result));
  AL_TRY(ensemble->ctx, out_project_make(&env, &of_group[groups]));
  return finish_record(ensemble, &env, &result, &of_group[groups]);
}
