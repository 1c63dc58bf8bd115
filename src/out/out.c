/**
 * The products of a run: which there are and in which order they are made.
 */
#include "out/out_inside.h"
#include "doors/file_door.h"
#include "models/models.h"
#include "out/field_series.h"
#include "out/fire_products.h"
#include "out/manifest.h"
#include "out/maps.h"
#include "out/mass.h"
#include "out/maxima.h"
#include "out/mesh_file.h"
#include "out/model_series.h"
#include "out/points.h"
#include "out/project.h"
#include "out/report.h"
#include "out/season_products.h"
#include "out/warning.h"
#include "out/warning_report.h"
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

const char *const out_run_products[] = {"max/",           "fields/",       "mesh/",
                                        "gauges.csv",     "sections.csv",  "fire/",
                                        "fire.csv",       "mass.csv",      "works.csv",
                                        "structures.csv", "warning.csv",   "warning_sections.csv",
                                        "catchments.csv", "manifest.json", NULL};
const char *const out_zoning_products[] = {"zoning/", "maps/", "report.html", "project.qgs", NULL};

al_status out_clear(struct al_ctx *ctx, struct al_arena *arena, const char *folder,
                    const char *const *products)
{
  size_t count;
  const char *const *files;
  assert(folder && *folder && products);
  AL_TRY(ctx, al_folder_list(ctx, arena, folder, &count, &files));
  for (size_t i = 0; i < count; i++)
    for (const char *const *product = products; *product; product++) {
      const size_t length = strlen(*product);
      const bool below = (*product)[length - 1] == '/';
      if (below ? strncmp(files[i], *product, length) != 0 : strcmp(files[i], *product) != 0)
        continue;
      const char *path = al_arena_printf(arena, "%s/%s", folder, files[i]);
      if (!path)
        return AL_NO_MEMORY;
      if (unlink(path) != 0)
        return AL_FAIL(ctx, AL_IO_FAILED, "%s: cannot be removed: %s", path, strerror(errno));
    }
  return AL_OK;
}

static al_status out_add(struct al_out *out,
                         al_status (*create)(const struct out_env *, struct al_observer *),
                         al_status (*close)(void *))
{
  assert(out->observer_count < OUT_OBSERVERS_MOST);
  out->close[out->observer_count] = close;
  AL_TRY(out->env.ctx, create(&out->env, &out->observer[out->observer_count]));
  out->observer_count++;
  return AL_OK;
}

/* A file for each model of the run that has series of its own. */
static al_status out_add_series(struct al_out *out)
{
  size_t count;
  const struct al_model *const *all = al_models(&count);
  for (size_t m = 0; m < count; m++) {
    if (!all[m]->series || !al_config_has(out->env.scenario_file, all[m]->section->name) ||
        !al_model_runs(all[m], out->env.scenario_file))
      continue;
    out->close[out->observer_count] = out_csv_close;
    AL_TRY(out->env.ctx,
           out_model_series_create(&out->env, all[m], &out->observer[out->observer_count]));
    out->observer_count++;
  }
  return AL_OK;
}

/* What watches water: maxima, fields in time, the mesh, the balance. */
static al_status out_add_water(struct al_out *self)
{
  struct al_ctx *ctx = self->env.ctx;
  AL_TRY(ctx, out_add(self, out_maxima_create, NULL));
  if (self->env.output->interval_s > 0.0)
    AL_TRY(ctx, out_add(self, out_field_series_create, out_field_series_close));
  if (out_mesh_is_asked(&self->env)) {
    AL_TRY(ctx, out_add(self, out_mesh_create, out_mesh_close));
    self->bytes += out_mesh_bytes(self->observer[self->observer_count - 1].self);
  }
  return out_add(self, out_mass_create, out_csv_close);
}

al_status al_out_create(struct al_ctx *ctx, struct al_arena *arena,
                        const struct al_config *scenario, const struct al_grid *grid,
                        const struct al_out_options *options, struct al_out **out)
{
  struct al_out *self = AL_NEW(arena, struct al_out, 1);
  if (!self)
    return AL_NO_MEMORY;
  self->env = (struct out_env){.ctx = ctx,
                               .arena = arena,
                               .scenario_file = scenario,
                               .grid = grid,
                               .folder = options->folder,
                               .command = options->command,
                               .inputs = options->inputs,
                               .threads = options->threads,
                               .seeds = options->random_seeds};
  AL_TRY(ctx, out_env_fill(&self->env));
  const struct al_output_config *config = self->env.output;
  if (out_has_water(&self->env))
    AL_TRY(ctx, out_add_water(self));
  if (out_has_fire(&self->env))
    AL_TRY(ctx, out_add(self, out_fire_create, NULL));
  if (out_has_season(&self->env))
    AL_TRY(ctx, out_add(self, out_season_create, NULL));
  if (config->gauges.count)
    AL_TRY(ctx, out_add(self, out_gauges_create, out_csv_close));
  if (config->sections.count)
    AL_TRY(ctx, out_add(self, out_sections_create, out_csv_close));
  if (config->catchments) {
    AL_TRY(ctx, out_add(self, out_catchments_create, out_csv_close));
    self->bytes += out_catchments_bytes(&self->env);
  }
  if (al_config_text(scenario, "warning.path") && *al_config_text(scenario, "warning.path"))
    AL_TRY(ctx, out_add(self, out_warning_create, out_csv_close));
  AL_TRY(ctx, out_add_series(self));
  const al_status status = al_report_close(ctx);
  AL_TRY(ctx, out_zones_read_rules(&self->env, &self->zones));
  *out = self;
  return status;
}

const struct al_observer *al_out_observers(const struct al_out *out, size_t *count)
{
  *count = out->observer_count;
  return out->observer;
}

int al_out_fields(const struct al_out *out)
{
  return out_has_water(&out->env) ? out_maxima_fields(&out->env) : 0;
}

size_t al_out_bytes(const struct al_out *out)
{
  return out->bytes;
}

static al_status out_make_maps(const struct out_env *env, const struct out_planes *planes,
                               const struct out_zones *zones)
{
  if (zones->count > 0 || planes->hmax_m)
    AL_TRY(env->ctx, out_maps_make(env, planes, zones));
  if (out_has_water(env))
    AL_TRY(env->ctx, out_warning_map(env));
  if (out_has_fire(env))
    AL_TRY(env->ctx, out_fire_maps(env));
  return out_has_season(env) ? out_season_maps(env) : AL_OK;
}

static al_status out_make_report(const struct out_env *env, const struct out_planes *planes,
                                 const struct out_zones *zones, const struct al_run_result *result)
{
  if (out_has_water(env))
    return out_report_make(env, planes, zones, result);
  return out_has_season(env) ? out_season_report(env, zones, result) : out_fire_report(env, result);
}

/* Zoning and what is made of it: the part that `zone` makes again. */
static al_status out_make_products(const struct out_env *env, struct out_zones *zones,
                                   const struct al_run_result *result)
{
  struct out_planes planes = {0};
  const bool water = out_has_water(env), season = out_has_season(env);
  if (water)
    AL_TRY(env->ctx, out_planes_read(env, &planes));
  if (season)
    AL_TRY(env->ctx, out_season_planes_read(env, &planes));
  if (!water && !season)
    zones->count = 0;
  AL_TRY(env->ctx, out_clear(env->ctx, env->arena, env->folder, out_zoning_products));
  if (zones->count > 0 || water)
    AL_TRY(env->ctx, out_zones_make(env, &planes, zones));
  AL_TRY(env->ctx, out_zones_combine(env, zones));
  if (env->output->maps)
    AL_TRY(env->ctx, out_make_maps(env, &planes, zones));
  if (env->output->report)
    AL_TRY(env->ctx, out_make_report(env, &planes, zones, result));
  return water ? out_project_make(env, zones) : AL_OK;
}

al_status al_out_finish(struct al_out *out, const struct al_run_result *result)
{
  assert(out && result);
  AL_TRY(out->env.ctx, out_make_products(&out->env, &out->zones, result));
  return out_manifest_write(&out->env, result, &out->zones);
}

al_status al_out_record(struct al_out *out, const struct al_run_result *result)
{
  const struct out_zones none = {0};
  assert(out && result);
  return out_manifest_write(&out->env, result, &none);
}

static al_status zone_again(const struct out_env *env, bool overwrite)
{
  struct out_zones zones;
  struct al_run_result result;
  const char *record = out_path(env, "zoning/zoning.json");
  struct out_env of_run = *env; /* products name the command of the run */
  AL_TRY(env->ctx, out_manifest_read(env, &result, &of_run.command));
  if (record && al_file_exists(record) && !overwrite)
    return AL_FAIL(env->ctx, AL_BAD_INPUT, "%s stands already; --overwrite replaces the zoning",
                   record);
  AL_TRY(env->ctx, out_zones_read_rules(env, &zones));
  AL_TRY(env->ctx, out_make_products(&of_run, &zones, &result));
  return out_manifest_rezone(env, &zones);
}

al_status al_out_zone(struct al_ctx *ctx, const struct al_config *scenario,
                      const struct al_grid *grid, const struct al_out_options *options)
{
  struct al_arena *arena;
  AL_TRY(ctx, al_arena_create(ctx, 0, &arena));
  struct out_env env = {.ctx = ctx,
                        .arena = arena,
                        .scenario_file = scenario,
                        .grid = grid,
                        .folder = options->folder,
                        .command = options->command,
                        .inputs = options->inputs};
  al_status status = out_env_fill(&env);
  if (status == AL_OK)
    status = zone_again(&env, options->overwrite);
  al_arena_destroy(arena);
  return status;
}

void al_out_destroy(struct al_out *out)
{
  for (size_t o = 0; out && o < out->observer_count; o++)
    if (out->close[o])
      (void)out->close[o](out->observer[o].self);
}
