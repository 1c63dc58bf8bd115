/**
 * One member of an ensemble: run or found finished, its results read back from its files. A member
 * counts as finished when its manifest stands, so a kill loses those only that were running.
 */
#include "core/units.h"
#include "doors/csv_door.h"
#include "doors/file_door.h"
#include "out/asked_flow.h"
#include "out/ensemble_inside.h"
#include "out/manifest.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { EXTRAS_MOST = 4 };

/* What every member leaves out: it is drawn and told of all of them together. */
static const char *const extras[] = {"output.maps=false", "output.report=false",
                                     "output.mesh=never", "output.interval=0"};

void ensemble_member_folder(const struct ensemble *ensemble, size_t m,
                            char out[PIPELINE_PATH_BYTES])
{
  snprintf(out, PIPELINE_PATH_BYTES, "%.3800s/members/%s", ensemble->base.folder,
           ensemble->plan.member[m].name);
}

/* The job of a member: the base with all settings. */
static al_status member_job(struct ensemble *ensemble, size_t m, struct al_ctx *ctx,
                            struct al_arena *arena, struct al_job *job,
                            struct al_source_mark **marks)
{
  const struct ensemble_member *member = &ensemble->plan.member[m];
  const size_t most = member->override_count + EXTRAS_MOST;
  const char **override = (const char **)al_arena_alloc(arena, most, sizeof *override, "settings");
  *marks = AL_NEW(arena, struct al_source_mark, most);
  (void)ctx;
  if (!override || !*marks)
    return AL_NO_MEMORY;
  size_t count = member->override_count;
  memcpy(override, member->override, count * sizeof *override);
  memcpy(*marks, member->mark, count * sizeof **marks);
  for (size_t i = 0; i < AL_COUNT(extras) - (ensemble->plan.config->fields ? 1 : 0); i++)
    override[count++] = extras[i];
  *job = *ensemble->job;
  job->path = ensemble->plan.config->base;
  job->overrides = override;
  job->override_count = count;
  return AL_OK;
}

al_status ensemble_member_read(struct ensemble *ensemble, size_t m, struct al_ctx *ctx,
                               struct al_arena *arena, struct al_config **out)
{
  struct al_job job;
  struct al_source_mark *marks;
  AL_TRY(ctx, member_job(ensemble, m, ctx, arena, &job, &marks));
  return pipeline_read_scenario(ctx, arena, &job, marks, out);
}

/* Tells how far a member is; looks at steps as they come and changes none. */
struct ticker {
  struct ensemble *ensemble;
  size_t member;
  double due_s;
};

static double ticker_next_s(const void *data, double time_s)
{
  const struct ticker *self = data;
  (void)time_s;
  return self->due_s;
}

static al_status ticker_sample(void *data, const struct al_run_view *view)
{
  enum { TICKS = 100 };
  struct ticker *self = data;
  struct ensemble *ensemble = self->ensemble;
  size_t done = 0, failed = 0;
  double share = 0.0;
  char detail[128];
  self->due_s = view->time_s + view->end_s / TICKS;
  pthread_mutex_lock(&ensemble->lock);
  ensemble->outcome[self->member].running_share = view->time_s / view->end_s;
  for (size_t m = 0; m < ensemble->plan.member_count; m++) {
    done += ensemble->outcome[m].state == ENSEMBLE_DONE;
    failed += ensemble->outcome[m].state == ENSEMBLE_FAILED;
    share +=
        ensemble->outcome[m].state == ENSEMBLE_WAITING ? ensemble->outcome[m].running_share : 1.0;
  }
  pthread_mutex_unlock(&ensemble->lock);
  snprintf(detail, sizeof detail, "%zu of %zu members, %zu failed", done,
           ensemble->plan.member_count, failed);
  al_progress(ensemble->ctx, "ensemble", fmin(share / (double)ensemble->plan.member_count, 0.999),
              detail);
  return AL_OK;
}

/* The products of the run and the ticker, and the run. */
static al_status member_execute(struct ensemble *ensemble, size_t m, struct pipeline *pipeline,
                                struct al_out *out, const struct al_run_options *options)
{
  enum { OBSERVERS = 16 };
  struct al_observer observer[OBSERVERS];
  struct ticker ticker = {.ensemble = ensemble, .member = m};
  struct al_run_result result = {0};
  size_t count;
  const struct al_observer *products = al_out_observers(out, &count);
  assert(count < OBSERVERS);
  memcpy(observer, products, count * sizeof *observer);
  observer[count++] = (struct al_observer){.name = "ticker",
                                           .self = &ticker,
                                           .loose = true,
                                           .next_s = ticker_next_s,
                                           .sample = ticker_sample};
  AL_TRY(pipeline->ctx, al_run_execute(pipeline->ctx, pipeline->scenario, pipeline->grid, options,
                                       observer, count, &result));
  AL_TRY(pipeline->ctx,
         out_asked_flow(pipeline->ctx, pipeline->arena, pipeline->scenario, &result));
  return al_out_record(out, &result);
}

static al_status member_run(struct ensemble *ensemble, size_t m, int threads,
                            struct pipeline *pipeline, struct al_job *job)
{
  char identity[65] = "";
  AL_TRY(pipeline->ctx, al_config_fingerprint(pipeline->ctx, pipeline->scenario, identity));
  const struct al_run_options options = {.folder = pipeline->folder,
                                         .threads = threads,
                                         .max_memory_bytes = SIZE_MAX, /* counted for all before */
                                         .identity = identity,
                                         .resume = pipeline_has_checkpoint(pipeline),
                                         .beside = true,
                                         .stop_at_s = (double)INFINITY};
  const char *inputs[] = {job->path, pipeline->grid_path, NULL};
  const struct al_out_options products = {
      .folder = pipeline->folder, .command = job->command, .inputs = inputs, .threads = threads};
  struct al_out *out;
  job->overwrite = true;
  AL_TRY(pipeline->ctx, al_out_create(pipeline->ctx, pipeline->arena, pipeline->scenario,
                                      pipeline->grid, &products, &out));
  al_status status = pipeline_prepare_folder(pipeline, job, options.resume);
  if (status == AL_OK)
    status = member_execute(ensemble, m, pipeline, out, &options);
  al_out_destroy(out);
  if (status == AL_OK)
    pipeline_drop_checkpoints(pipeline);
  return status;
}

/* Highest levels of the gauges, out of gauges.csv. */
static al_status member_read_gauges(const struct ensemble *ensemble, const struct out_env *env,
                                    struct ensemble_outcome *outcome)
{
  struct al_csv csv;
  const char *path = out_path(env, "gauges.csv");
  if (ensemble->gauge_count == 0)
    return AL_OK;
  AL_TRY(env->ctx, path ? al_csv_read(env->ctx, env->arena, path, &csv) : AL_NO_MEMORY);
  for (size_t g = 0; g < ensemble->gauge_count; g++) {
    const char *name = ensemble->gauge[g].name;
    const char *level_name = al_arena_printf(env->arena, "%s.level_m", name);
    const char *depth_name = al_arena_printf(env->arena, "%s.depth_m", name);
    const int level = level_name ? al_csv_column(&csv, level_name) : -1;
    const int depth = depth_name ? al_csv_column(&csv, depth_name) : -1;
    outcome->gauge_peak_m[g] = outcome->gauge_peak_s[g] = (double)NAN;
    for (size_t row = 0; level >= 0 && depth >= 0 && row < csv.row_count; row++) {
      const char *const *cell = csv.cell + row * csv.column_count;
      double level_m, depth_m, time_s;
      if (!al_number_parse(cell[level], &level_m) || !al_number_parse(cell[depth], &depth_m) ||
          !al_number_parse(cell[0], &time_s) || !(depth_m > 0.0) ||
          level_m <= outcome->gauge_peak_m[g])
        continue;
      outcome->gauge_peak_m[g] = level_m;
      outcome->gauge_peak_s[g] = time_s;
    }
  }
  return AL_OK;
}

/* Land deeper than each of the depths. */
static void member_sum_wet(const struct ensemble *ensemble, const struct out_env *env,
                           const struct out_planes *planes, struct ensemble_outcome *outcome)
{
  const struct al_number_list *depths = &ensemble->plan.config->depths_m;
  const struct zoning_input input = out_zoning_input(env, planes);
  const double cell_m2 = input.lattice->cell_m * input.lattice->cell_m;
  for (size_t k = 0; k < depths->count && k < ENSEMBLE_DEPTHS_MOST; k++) {
    ptrdiff_t cells = 0;
    for (ptrdiff_t i = 0; i < al_lattice_cells(input.lattice); i++)
      cells += zoning_is_land(&input, i) && planes->hmax_m[i] > (float)depths->value[k];
    outcome->wet_m2[k] = (double)cells * cell_m2;
  }
}

static al_status member_read_back(struct ensemble *ensemble, size_t m, struct pipeline *pipeline,
                                  struct out_planes *planes)
{
  struct ensemble_outcome *outcome = &ensemble->outcome[m];
  struct al_run_result result;
  assert(pipeline->scenario && pipeline->grid);
  struct out_env env = {.ctx = pipeline->ctx,
                        .arena = pipeline->arena,
                        .scenario_file = pipeline->scenario,
                        .grid = pipeline->grid,
                        .folder = pipeline->folder};
  AL_TRY(env.ctx, out_env_fill(&env));
  AL_TRY(env.ctx, out_planes_read(&env, planes));
  AL_TRY(env.ctx, out_manifest_read(&env, &result, &env.command));
  AL_TRY(env.ctx, member_read_gauges(ensemble, &env, outcome));
  if (ensemble->section_count > 0)
    AL_TRY(env.ctx, warning_peaks_read(&env, &ensemble->sections, outcome->section));
  member_sum_wet(ensemble, &env, planes, outcome);
  outcome->balance_error_m3 = result.balance_error_m3;
  outcome->balance_error_share = result.balance_error_share;
  outcome->active_cell_steps = result.active_cell_steps;
  outcome->steps = result.steps;
  outcome->wall_s = result.wall_s;
  outcome->cpu_s = result.cpu_s;
  return AL_OK;
}

al_status ensemble_member_run(struct ensemble *ensemble, size_t m, int threads, struct al_ctx *ctx,
                              struct al_arena *arena, struct out_planes *planes)
{
  struct pipeline pipeline = {.ctx = ctx, .arena = arena, .grid = ensemble->base.grid};
  struct al_job job;
  struct al_source_mark *marks;
  char manifest[PIPELINE_PATH_BYTES + 32];
  ensemble_member_folder(ensemble, m, pipeline.folder);
  snprintf(pipeline.grid_path, sizeof pipeline.grid_path, "%s", ensemble->base.grid_path);
  snprintf(manifest, sizeof manifest, "%s/manifest.json", pipeline.folder);
  AL_TRY(ctx, member_job(ensemble, m, ctx, arena, &job, &marks));
  AL_TRY(ctx, pipeline_read_scenario(ctx, arena, &job, marks, &pipeline.scenario));
  ensemble->outcome[m].stood = al_file_exists(manifest);
  if (!ensemble->outcome[m].stood && ensemble->zones_only)
    return AL_FAIL(ctx, AL_RUN_FAILED, "%s holds no finished run", pipeline.folder);
  if (!ensemble->outcome[m].stood) {
    const al_status status = member_run(ensemble, m, threads, &pipeline, &job);
    al_folder_unlock(&pipeline.lock);
    AL_TRY(ctx, status);
  }
  return member_read_back(ensemble, m, &pipeline, planes);
}
