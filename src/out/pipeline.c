/**
 * Scenario to products: the stages strung together behind the public interface.
 */
#include "out/pipeline.h"
#include "grids/recipe.h"
#include "models/models.h"
#include "models/evacuation/evac_config.h"
#include "out/asked_flow.h"
#include "out/ensemble.h"
#include "out/evacuate.h"
#include "out/manifest.h"
#include "out/out.h"
#include "run/run.h"
#include <errno.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct al_section *const *pipeline_sections(size_t *count)
{
  static _Thread_local const struct al_section *list[PIPELINE_SECTIONS_MOST];
  size_t models, n = 0;
  const struct al_model *const *all = al_models(&models);
  list[n++] = &al_scenario_section;
  list[n++] = &al_grid_section;
  list[n++] = &al_run_section;
  for (size_t m = 0; m < models; m++)
    list[n++] = all[m]->section;
  list[n++] = &al_output_section;
  list[n++] = &al_warning_section;
  list[n++] = &al_zoning_section;
  list[n++] = &al_evacuation_section;
  *count = n;
  return list;
}

/* What models know to be wrong stands in one report with what the key tables know. */
static void pipeline_check_models(struct al_ctx *ctx, const struct al_config *scenario)
{
  size_t count;
  const struct al_model *const *all = al_models(&count);
  for (size_t m = 0; m < count; m++) {
    const char *section = all[m]->section->name;
    const bool runs = al_model_runs(all[m], scenario);
    if (runs && all[m]->check && al_config_is_sound(scenario, section))
      all[m]->check(ctx, scenario, al_config_section(scenario, section));
  }
  if (al_config_has(scenario, "evacuation") && al_config_is_sound(scenario, "evacuation"))
    evac_config_check(ctx, scenario, al_config_section(scenario, "evacuation"));
  out_interval_check(ctx, scenario);
}

al_status pipeline_read_scenario(struct al_ctx *ctx, struct al_arena *arena,
                                 const struct al_job *job, const struct al_source_mark *marks,
                                 struct al_config **out)
{
  static const char *const required[] = {"scenario", "grid", NULL};
  const struct al_config_options options = {.overrides = job->overrides,
                                            .override_count = job->override_count,
                                            .override_marks = marks,
                                            .required = required,
                                            .check = pipeline_check_models};
  size_t count;
  const struct al_section *const *sections = pipeline_sections(&count);
  return al_config_read(ctx, arena, job->path, sections, count, &options, out);
}

al_status pipeline_open(struct al_ctx *ctx, const struct al_job *job, struct pipeline *out)
{
  *out = (struct pipeline){.ctx = ctx};
  AL_TRY(ctx, al_arena_create(ctx, 0, &out->arena));
  AL_TRY(ctx, pipeline_read_scenario(ctx, out->arena, job, NULL, &out->scenario));
  const struct al_scenario_config *config = al_config_section(out->scenario, "scenario");
  snprintf(out->folder, sizeof out->folder, "%s%s", job->output ? job->output : "out/",
           job->output ? "" : config->name);
  return AL_OK;
}

void pipeline_close(struct pipeline *pipeline)
{
  al_folder_unlock(&pipeline->lock);
  al_grid_destroy(pipeline->grid);
  al_arena_destroy(pipeline->arena);
}

static bool path_ends_with(const char *path, const char *end)
{
  const size_t length = strlen(path), tail = strlen(end);
  return length >= tail && strcmp(path + length - tail, end) == 0;
}

/* FNV-1a over a text and what the file system knows of the files it may name. */
static uint64_t cache_hash(uint64_t hash, const void *data, size_t length)
{
  const unsigned char *byte = data;
  for (size_t i = 0; i < length; i++)
    hash = (hash ^ byte[i]) * 0x100000001b3u;
  return hash;
}

/* Sizes and times of every path value of the recipe: a source that changed makes another key. */
static void cache_hash_source(void *self, const char *where, const struct al_section *section,
                              const struct al_key *key, const void *data)
{
  uint64_t *hash = self;
  const char *path =
      key->type == AL_KEY_PATH ? *(const char *const *)((const char *)data + key->offset) : NULL;
  struct stat info;
  (void)where;
  (void)section;
  if (!path)
    return;
  *hash = cache_hash(*hash, path, strlen(path));
  if (stat(path, &info) == 0) {
    *hash = cache_hash(*hash, &info.st_size, sizeof info.st_size);
    *hash = cache_hash(*hash, &info.st_mtim, sizeof info.st_mtim);
  }
}

/* Name under out/grids for a recipe as it stands now. */
static al_status cache_name(struct pipeline *pipeline, const char *recipe_path, char *out)
{
  static const char *const required[] = {"city", "terrain", NULL};
  const struct al_config_options options = {.required = required};
  size_t count, length;
  struct al_config *recipe;
  char *text;
  const struct al_section *const *sections = al_recipe_sections(&count);
  AL_TRY(pipeline->ctx, al_config_read(pipeline->ctx, pipeline->arena, recipe_path, sections, count,
                                       &options, &recipe));
  AL_TRY(pipeline->ctx,
         al_file_read_text(pipeline->ctx, pipeline->arena, recipe_path, &text, &length));
  uint64_t hash = cache_hash(0xcbf29ce484222325u, text, length);
  hash = cache_hash(hash, ANLAN_VERSION, sizeof ANLAN_VERSION);
  al_config_visit(recipe, cache_hash_source, &hash);
  const struct recipe_city *city = al_config_section(recipe, "city");
  snprintf(out, PIPELINE_PATH_BYTES, "out/grids/%s-%016llx.grid.h5", city->name,
           (unsigned long long)hash);
  return AL_OK;
}

/* What a build said of cells without terrain is said of a grid that stands, too. */
static al_status grid_tell_voids(struct al_ctx *ctx, const struct al_grid *grid)
{
  static const char key[] = "\"voids_left_cells\": ";
  const char *at = strstr(grid->provenance, key);
  const long cells = at ? strtol(at + sizeof key - 1, NULL, 10) : 0;
  if (cells > 0)
    al_log(ctx, AL_WARNING,
           "the grid %s holds %ld cells without terrain (%.2f %%): they are walls to the water",
           grid->city, cells, 100.0 * (double)cells / (double)al_lattice_cells(&grid->lattice));
  return AL_OK;
}

/* Keeps a grid that was built for the next run, where the folder of work takes it: the run itself
 * needs no copy. */
static al_status grid_keep(struct pipeline *pipeline, const char *recipe)
{
  struct al_ctx *probe;
  AL_TRY(pipeline->ctx, al_ctx_create(&probe));
  al_ctx_set_log(probe, al_ctx_log_format(pipeline->ctx), al_ctx_is_quiet(pipeline->ctx),
                 al_ctx_log_stream(pipeline->ctx));
  al_ctx_set_language(probe, al_ctx_language(pipeline->ctx));
  al_status status = al_folder_make(probe, "out/grids");
  if (status == AL_OK)
    status = al_grid_write(probe, pipeline->grid, pipeline->grid_path);
  if (status != AL_OK) {
    const char *why = al_ctx_error_text(probe);
    al_log(pipeline->ctx, AL_WARNING, "the grid is not kept for the next run: %.*s",
           (int)strcspn(why, "\n"), why);
    snprintf(pipeline->grid_path, sizeof pipeline->grid_path, "%s", recipe);
  }
  al_ctx_destroy(probe);
  return AL_OK;
}

al_status pipeline_get_grid(struct pipeline *pipeline, const struct al_job *job, bool keep)
{
  const struct al_grid_config *config = al_config_section(pipeline->scenario, "grid");
  snprintf(pipeline->grid_path, sizeof pipeline->grid_path, "%s", config->path);
  if (!path_ends_with(config->path, ".yaml") && !path_ends_with(config->path, ".yml")) {
    const al_status read = al_grid_read(pipeline->ctx, config->path, &pipeline->grid);
    if (read != AL_OK) {
      const struct al_source_mark mark = al_config_mark(pipeline->scenario, "grid.path");
      al_report(
          pipeline->ctx, AL_ERROR, &mark,
          "'grid.path': a recipe (.yaml) or a grid file (.grid.h5) is needed; %s is none that "
          "can be read",
          config->path);
      (void)al_report_close(pipeline->ctx);
      return read;
    }
    return grid_tell_voids(pipeline->ctx, pipeline->grid);
  }
  AL_TRY(pipeline->ctx, cache_name(pipeline, config->path, pipeline->grid_path));
  if (al_file_exists(pipeline->grid_path)) {
    if (al_grid_read(pipeline->ctx, pipeline->grid_path, &pipeline->grid) == AL_OK)
      return grid_tell_voids(pipeline->ctx, pipeline->grid);
    al_ctx_clear(pipeline->ctx); /* a damaged copy is built again */
  }
  AL_TRY_MSG(
      pipeline->ctx,
      al_grid_build(pipeline->ctx, config->path, NULL, 0, job->max_memory_bytes, &pipeline->grid),
      "while building the grid %s", config->path);
  return keep ? grid_keep(pipeline, config->path) : AL_OK;
}

al_status pipeline_read_recipe(struct al_ctx *ctx, struct al_arena *arena, const struct al_job *job,
                               struct al_config **out)
{
  static const char *const required[] = {"city", "terrain", NULL};
  const struct al_config_options options = {
      .overrides = job->overrides, .override_count = job->override_count, .required = required};
  size_t count;
  const struct al_section *const *sections = al_recipe_sections(&count);
  return al_config_read(ctx, arena, job->path, sections, count, &options, out);
}

/* Where a recipe's grid goes; a file that stands there is refused before anything is built. */
static al_status grid_claim_path(struct al_ctx *ctx, const struct al_job *job,
                                 char path[PIPELINE_PATH_BYTES])
{
  struct al_arena *arena;
  struct al_config *recipe;
  AL_TRY(ctx, al_arena_create(ctx, 0, &arena));
  al_status status = pipeline_read_recipe(ctx, arena, job, &recipe);
  if (status == AL_OK && job->output)
    snprintf(path, PIPELINE_PATH_BYTES, "%s", job->output);
  else if (status == AL_OK)
    snprintf(path, PIPELINE_PATH_BYTES, "out/%s.grid.h5",
             ((const struct recipe_city *)al_config_section(recipe, "city"))->name);
  if (status == AL_OK && !job->dry_run && !job->overwrite && al_file_exists(path))
    status = AL_FAIL(ctx, AL_BAD_INPUT, "%s stands already; --overwrite replaces it", path);
  al_arena_destroy(arena);
  return status;
}

al_status al_build_grid(struct al_ctx *ctx, const struct al_job *job)
{
  struct al_grid *grid;
  char path[PIPELINE_PATH_BYTES];
  AL_TRY(ctx, grid_claim_path(ctx, job, path));
  AL_TRY(ctx, al_grid_build(ctx, job->path, job->overrides, job->override_count,
                            job->max_memory_bytes, &grid));
  al_status status = AL_OK;
  if (job->dry_run)
    al_log(ctx, AL_NOTE, "dry run: %s is not written", path);
  else if (!job->output)
    status = al_folder_make(ctx, "out");
  if (status == AL_OK && !job->dry_run)
    status = al_grid_write(ctx, grid, path);
  if (status == AL_OK && !job->dry_run)
    al_log(ctx, AL_NOTE, "grid written: %s", path);
  al_grid_destroy(grid);
  return status;
}

/* The folder must be new, or the user says that it may be replaced. Its job stands from the first
 * moment on, and never beside checkpoints of another: a run that is killed here starts again. */
static al_status run_claim_folder(struct pipeline *pipeline, const struct al_job *job)
{
  static const char *const states[] = {"checkpoint/a.h5", "checkpoint/b.h5",
                                       "checkpoint/ensemble.txt", "checkpoint/ensemble.sha256",
                                       NULL};
  const char *const *const lists[] = {out_run_products, out_zoning_products};
  char path[PIPELINE_PATH_BYTES + 64];
  AL_TRY(pipeline->ctx, al_folder_make(pipeline->ctx, pipeline->folder));
  AL_TRY(pipeline->ctx, al_folder_lock(pipeline->ctx, pipeline->folder, &pipeline->lock));
  snprintf(path, sizeof path, "%s/scenario.used.yaml", pipeline->folder);
  if (al_file_exists(path) && !job->overwrite)
    return AL_FAIL(
        pipeline->ctx, AL_BAD_INPUT,
        "%s holds a run already; --overwrite replaces it, `anlan resume %s` goes on with it",
        pipeline->folder, pipeline->folder);
  AL_TRY(pipeline->ctx, out_clear(pipeline->ctx, pipeline->arena, pipeline->folder, states));
  AL_TRY(pipeline->ctx, pipeline_write_job(pipeline, job, PIPELINE_JOB));
  for (size_t i = 0; i < AL_COUNT(lists); i++)
    AL_TRY(pipeline->ctx, out_clear(pipeline->ctx, pipeline->arena, pipeline->folder, lists[i]));
  return AL_OK;
}

void pipeline_whole_path(const char *path, char out[2 * PIPELINE_PATH_BYTES])
{
  char folder[PIPELINE_PATH_BYTES];
  if (path[0] == '/' || !getcwd(folder, sizeof folder))
    snprintf(out, 2 * PIPELINE_PATH_BYTES, "%s", path);
  else
    snprintf(out, 2 * PIPELINE_PATH_BYTES, "%s/%s", folder, path);
}

al_status pipeline_write_job(struct pipeline *pipeline, const struct al_job *job, const char *name)
{
  char path[PIPELINE_PATH_BYTES + 160], folder[PIPELINE_PATH_BYTES + 64];
  char scenario[2 * PIPELINE_PATH_BYTES];
  struct al_file_writer writer;
  pipeline_whole_path(job->path, scenario);
  snprintf(folder, sizeof folder, "%s/checkpoint", pipeline->folder);
  snprintf(path, sizeof path, "%s/%.80s", folder, name);
  AL_TRY(pipeline->ctx, al_folder_make(pipeline->ctx, folder));
  AL_TRY(pipeline->ctx, al_file_begin(pipeline->ctx, path, &writer));
  fprintf(writer.stream, "%s\n", scenario);
  for (size_t i = 0; i < job->override_count; i++)
    fprintf(writer.stream, "%s\n", job->overrides[i]);
  return al_file_commit(&writer);
}

al_status pipeline_lock_folder(struct pipeline *pipeline)
{
  if (!al_file_exists(pipeline->folder))
    return AL_OK;
  return al_folder_lock(pipeline->ctx, pipeline->folder, &pipeline->lock);
}

al_status pipeline_prepare_folder(struct pipeline *pipeline, const struct al_job *job, bool resume)
{
  char used[PIPELINE_PATH_BYTES + 64];
  if (resume) {
    AL_TRY(pipeline->ctx, pipeline_lock_folder(pipeline));
    return al_folder_sweep(pipeline->ctx, pipeline->arena, pipeline->folder);
  }
  AL_TRY(pipeline->ctx, run_claim_folder(pipeline, job));
  snprintf(used, sizeof used, "%s/scenario.used.yaml", pipeline->folder);
  AL_TRY(pipeline->ctx, al_config_write_used(pipeline->ctx, pipeline->scenario, used));
  return al_folder_sweep(pipeline->ctx, pipeline->arena, pipeline->folder);
}

bool pipeline_has_checkpoint(const struct pipeline *pipeline)
{
  char path[2][PIPELINE_PATH_BYTES + 64];
  snprintf(path[0], sizeof path[0], "%s/checkpoint/a.h5", pipeline->folder);
  snprintf(path[1], sizeof path[1], "%s/checkpoint/b.h5", pipeline->folder);
  return al_file_exists(path[0]) || al_file_exists(path[1]);
}

void pipeline_drop_checkpoints(const struct pipeline *pipeline)
{
  static const char *const names[] = {"a.h5", "a.h5.sha256", "b.h5", "b.h5.sha256"};
  char path[PIPELINE_PATH_BYTES + 64];
  for (size_t i = 0; i < AL_COUNT(names); i++) {
    snprintf(path, sizeof path, "%s/checkpoint/%s", pipeline->folder, names[i]);
    (void)unlink(path);
  }
}

static void run_tell_end(const struct pipeline *pipeline, al_status status,
                         const struct al_run_result *result)
{
  if (status == AL_STOPPED)
    al_log(pipeline->ctx, AL_NOTE, "stopped at clock %.0f s; `anlan resume %s` goes on",
           result->time_s, pipeline->folder);
  if (status == AL_OK)
    al_log(pipeline->ctx, AL_NOTE,
           "done: %ld steps in %.1f s, %.1f million cell-steps a second, balance error %.1e of the "
           "water",
           result->steps, result->wall_s, result->cell_rate_per_s / 1e6,
           result->balance_error_share);
  if (status == AL_OK)
    al_log(pipeline->ctx, AL_NOTE, "results: %s", pipeline->folder);
}

al_status pipeline_check_files(struct al_ctx *ctx, const struct al_config *config)
{
  al_config_check_files(ctx, config);
  return al_report_close(ctx);
}

al_status pipeline_examine(struct pipeline *pipeline, const struct al_run_options *options,
                           const struct al_out_options *products, struct al_out **out,
                           struct al_plan *plan)
{
  const al_status made = al_out_create(pipeline->ctx, pipeline->arena, pipeline->scenario,
                                       pipeline->grid, products, out);
  struct al_run_options counted = *options;
  counted.product_fields = made == AL_OK ? al_out_fields(*out) : 0;
  counted.product_bytes = made == AL_OK ? al_out_bytes(*out) : 0;
  al_status status = al_run_plan(pipeline->ctx, pipeline->arena, pipeline->scenario, pipeline->grid,
                                 &counted, plan);
  if (status == AL_OK)
    status = al_run_rehearse(pipeline->ctx, pipeline->scenario, pipeline->grid, options, plan);
  if (made == AL_OK && status != AL_OK)
    al_out_destroy(*out);
  return made != AL_OK ? made : status;
}

static al_status run_stages(struct pipeline *pipeline, const struct al_job *job,
                            const struct al_run_options *options)
{
  const char *inputs[] = {job->path, pipeline->grid_path, NULL};
  const struct al_out_options products = {.folder = pipeline->folder,
                                          .command = job->command,
                                          .inputs = inputs,
                                          .threads = options->threads > 0 ? options->threads
                                                                          : omp_get_num_procs()};
  struct al_out *out;
  struct al_plan plan;
  struct al_run_result result = {0};
  size_t count;
  AL_TRY(pipeline->ctx, pipeline_examine(pipeline, options, &products, &out, &plan));
  if (job->dry_run) {
    al_plan_print(&plan, pipeline->ctx);
    return AL_OK;
  }
  AL_TRY(pipeline->ctx, pipeline_prepare_folder(pipeline, job, options->resume));
  const struct al_observer *observers = al_out_observers(out, &count);
  al_status status = al_run_execute(pipeline->ctx, pipeline->scenario, pipeline->grid, options,
                                    observers, count, &result);
  if (status == AL_OK)
    status = out_asked_flow(pipeline->ctx, pipeline->arena, pipeline->scenario, &result);
  if (status == AL_OK)
    status = al_out_finish(out, &result);
  al_out_destroy(out);
  if (status == AL_OK && al_config_has(pipeline->scenario, "evacuation"))
    status = evacuate_stage(pipeline, true);
  if (status == AL_OK)
    pipeline_drop_checkpoints(pipeline);
  run_tell_end(pipeline, status, &result);
  return status;
}

static al_status run_with(struct al_ctx *ctx, const struct al_job *job, bool resume)
{
  struct pipeline pipeline;
  struct al_job start = *job;
  char identity[65] = "";
  al_status status = pipeline_open(ctx, job, &pipeline);
  if (status == AL_OK && !job->dry_run)
    status = pipeline_lock_folder(&pipeline);
  if (status == AL_OK && resume && !pipeline_has_checkpoint(&pipeline)) {
    al_log(ctx, AL_NOTE, "%s holds no checkpoint yet: the run starts again", pipeline.folder);
    start.overwrite = true;
    resume = false;
  }
  if (status == AL_OK)
    status = pipeline_check_files(ctx, pipeline.scenario);
  if (status == AL_OK)
    status = pipeline_get_grid(&pipeline, job, !job->dry_run);
  if (status == AL_OK)
    status = al_config_fingerprint(ctx, pipeline.scenario, identity);
  const struct al_run_options options = {.folder = pipeline.folder,
                                         .threads = job->threads,
                                         .max_memory_bytes = job->max_memory_bytes,
                                         .identity = identity,
                                         .resume = resume,
                                         .tries = job->dry_run,
                                         .stop_at_s = (double)INFINITY};
  if (status == AL_OK)
    status = run_stages(&pipeline, &start, &options);
  pipeline_close(&pipeline);
  return status;
}

al_status al_run(struct al_ctx *ctx, const struct al_job *job)
{
  return run_with(ctx, job, false);
}

al_status pipeline_read_job(struct al_ctx *ctx, struct al_arena *arena, const char *name,
                            const struct al_job *job, struct al_job *again)
{
  char path[PIPELINE_PATH_BYTES + 128];
  char *text;
  size_t length, count = 0, lines = 1;
  snprintf(path, sizeof path, "%.*s/checkpoint/%.80s", PIPELINE_PATH_BYTES, job->path, name);
  if (!al_file_exists(path))
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s is no run folder: it holds no checkpoint/job.txt",
                   job->path);
  AL_TRY(ctx, al_file_read_text(ctx, arena, path, &text, &length));
  for (size_t i = 0; i < length; i++)
    lines += text[i] == '\n';
  const char **line =
      (const char **)al_arena_alloc(arena, lines + job->override_count, sizeof *line, "settings");
  if (!line)
    return AL_NO_MEMORY;
  for (char *at = strtok(text, "\n"); at; at = strtok(NULL, "\n"))
    line[count++] = at;
  if (count == 0)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s is empty", path);
  for (size_t i = 0; i < job->override_count; i++)
    line[count++] = job->overrides[i];
  assert(count <= lines + job->override_count);
  *again = *job;
  again->path = line[0];
  again->output = job->path;
  again->overrides = line + 1;
  again->override_count = count - 1;
  return AL_OK;
}

/* What is to be done in a folder whose run is finished: nothing, or its zoning and maps anew. */
static al_status resume_finished(struct al_ctx *ctx, struct al_arena *arena,
                                 const struct al_job *job, const struct al_job *again)
{
  size_t total, lost[2];
  const char *first[2];
  AL_TRY(ctx, out_manifest_lost(ctx, arena, job->path, &total, lost, first));
  if (lost[0] > 0)
    return AL_FAIL(
        ctx, AL_BAD_INPUT,
        "%s: the run is finished, but %zu of its products are gone, %s first; only a new "
        "run makes them: `anlan run %s -o %s --overwrite`",
        job->path, lost[0], first[0], again->path, job->path);
  if (lost[1] == 0 || job->dry_run) {
    al_log(ctx, AL_NOTE,
           "%s: the run is finished, %zu of its %zu products stand: nothing was simulated; `anlan "
           "info %s` shows it, `anlan run %s -o %s --overwrite` runs it anew",
           job->path, total - lost[1], total, job->path, again->path, job->path);
    return AL_OK;
  }
  al_log(ctx, AL_NOTE,
         "%s: the run is finished, %zu of its %zu products are gone, %s first: they are made from "
         "its maxima, nothing is simulated",
         job->path, lost[1], total, first[1]);
  struct al_job zone = *job;
  zone.overwrite = true;
  return al_zone(ctx, &zone);
}

/* Whether the run of a folder got to its end; nobody works there. Errors: those of the lock. */
static al_status resume_look(struct al_ctx *ctx, const char *folder, bool *finished)
{
  char path[PIPELINE_PATH_BYTES + 32];
  struct al_folder_lock lock = {0};
  AL_TRY(ctx, al_folder_lock(ctx, folder, &lock));
  snprintf(path, sizeof path, "%.*s/manifest.json", PIPELINE_PATH_BYTES, folder);
  *finished = al_file_exists(path);
  al_folder_unlock(&lock);
  return AL_OK;
}

al_status al_resume(struct al_ctx *ctx, const struct al_job *job)
{
  struct al_arena *arena;
  struct al_job again;
  bool finished = false;
  if (job->override_count > 0 || job->output)
    return AL_FAIL(ctx, AL_BAD_USAGE,
                   "resume goes on with what the run began with: it takes no --set and no -o");
  if (ensemble_stands(job->path))
    return ensemble_resume(ctx, job);
  AL_TRY(ctx, al_arena_create(ctx, 0, &arena));
  al_status status = pipeline_read_job(ctx, arena, PIPELINE_JOB, job, &again);
  if (status == AL_OK)
    status = resume_look(ctx, job->path, &finished);
  if (status == AL_OK)
    status = finished ? resume_finished(ctx, arena, job, &again) : run_with(ctx, &again, true);
  al_arena_destroy(arena);
  return status;
}

al_status al_zone(struct al_ctx *ctx, const struct al_job *job)
{
  struct pipeline pipeline = {.ctx = ctx};
  struct al_arena *arena;
  struct al_job again;
  if (ensemble_stands(job->path))
    return ensemble_zone(ctx, job);
  AL_TRY(ctx, al_arena_create(ctx, 0, &arena));
  al_status status = pipeline_read_job(ctx, arena, PIPELINE_JOB, job, &again);
  if (status == AL_OK)
    status = pipeline_open(ctx, &again, &pipeline);
  if (status == AL_OK)
    status = pipeline_lock_folder(&pipeline);
  if (status == AL_OK)
    status = pipeline_get_grid(&pipeline, &again, true);
  const char *inputs[] = {again.path, pipeline.grid_path, NULL};
  const struct al_out_options products = {
      .folder = job->path, .command = job->command, .inputs = inputs, .overwrite = job->overwrite};
  if (status == AL_OK)
    status = al_out_zone(ctx, pipeline.scenario, pipeline.grid, &products);
  pipeline_close(&pipeline);
  al_arena_destroy(arena);
  return status;
}

void al_request_stop(void)
{
  al_run_request_stop();
}
