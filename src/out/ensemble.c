/**
 * The job `ensemble`: reads the file, checks every member, shares one grid, runs, reduces.
 */
#include "out/ensemble.h"
#include "doors/file_door.h"
#include "out/ensemble_inside.h"
#include <assert.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Removed with --overwrite; what the members made lies below members/. */
static const char *const ensemble_products[] = {
    "members/", "meow/", "share/", "members.csv", "groups.csv", "ensemble.used.yaml", NULL};

bool ensemble_stands(const char *folder)
{
  char path[PIPELINE_PATH_BYTES + 64];
  snprintf(path, sizeof path, "%.*s/checkpoint/" ENSEMBLE_JOB, PIPELINE_PATH_BYTES, folder);
  return al_file_exists(path);
}

/* Settings of the ensemble's own file first, those of the base after them. */
static void ensemble_sort_settings(const struct ensemble *ensemble, const char **own, size_t *owns,
                                   const char **more, size_t *mores)
{
  static const char mine[] = "ensemble.";
  const struct al_job *job = ensemble->job;
  *owns = *mores = 0;
  for (size_t i = 0; i < job->override_count; i++)
    if (strncmp(job->overrides[i], mine, sizeof mine - 1) == 0)
      own[(*owns)++] = job->overrides[i];
    else
      more[(*mores)++] = job->overrides[i];
}

static al_status ensemble_read(struct ensemble *ensemble)
{
  static const char *const required[] = {"ensemble", NULL};
  struct al_ctx *ctx = ensemble->ctx;
  size_t sections, owns, mores;
  const size_t most = ensemble->job->override_count;
  const char **own =
      (const char **)al_arena_alloc(ensemble->arena, 2 * most, sizeof *own, "settings");
  if (!own)
    return AL_NO_MEMORY;
  const char **more = own + most;
  ensemble_sort_settings(ensemble, own, &owns, more, &mores);
  const struct al_config_options options = {
      .overrides = own, .override_count = owns, .required = required};
  const struct al_section *const *list = ensemble_sections(&sections);
  AL_TRY(ctx, al_config_read(ctx, ensemble->arena, ensemble->job->path, list, sections, &options,
                             &ensemble->file));
  return ensemble_plan_make(ctx, ensemble->arena, ensemble->file, more, mores, &ensemble->plan);
}

/* The base with the settings of all members: what its title, grid and products are taken from. */
static al_status ensemble_open_base(struct ensemble *ensemble)
{
  const struct ensemble_member *all = &ensemble->plan.base;
  assert(ensemble->plan.member_count > 0 && ensemble->plan.config->base);
  const struct al_ensemble_config *config = ensemble->plan.config;
  struct al_job job = *ensemble->job;
  job.path = config->base;
  job.overrides = all->override;
  job.override_count = all->override_count;
  ensemble->base = (struct pipeline){.ctx = ensemble->ctx, .arena = ensemble->arena};
  snprintf(ensemble->base.folder, sizeof ensemble->base.folder, "%s%s",
           ensemble->job->output ? ensemble->job->output : "out/",
           ensemble->job->output ? "" : config->name);
  AL_TRY_MSG(ensemble->ctx,
             pipeline_read_scenario(ensemble->ctx, ensemble->arena, &job, all->mark,
                                    &ensemble->base.scenario),
             "while reading the base of %s", ensemble->job->path);
  return pipeline_check_files(ensemble->ctx, ensemble->base.scenario);
}

/* Every member's keys, values and files; all faults at once. */
static al_status ensemble_check_members(struct ensemble *ensemble)
{
  al_status worst = AL_OK;
  for (size_t m = 0; m < ensemble->plan.member_count; m++) {
    struct al_arena *arena;
    struct al_config *scenario;
    AL_TRY(ensemble->ctx, al_arena_create(ensemble->ctx, 0, &arena));
    al_status status = ensemble_member_read(ensemble, m, ensemble->ctx, arena, &scenario);
    if (status == AL_OK)
      status = pipeline_check_files(ensemble->ctx, scenario);
    al_arena_destroy(arena);
    if (status != AL_OK && status != AL_BAD_INPUT)
      return status;
    worst = status == AL_OK ? worst : status;
  }
  return worst;
}

/* Another one may not go on in its folder. */
al_status ensemble_identify(struct ensemble *ensemble)
{
  char *text = NULL, base[65];
  size_t length = 0;
  const struct al_number_list *depths = &ensemble->plan.config->depths_m;
  AL_TRY(ensemble->ctx, al_config_fingerprint(ensemble->ctx, ensemble->base.scenario, base));
  FILE *stream = open_memstream(&text, &length);
  if (!stream)
    return AL_FAIL(ensemble->ctx, AL_NO_MEMORY, "out of memory while starting the ensemble");
  fprintf(stream, "%s %016llx float%zu\n", base,
          (unsigned long long)al_run_grid_sum(ensemble->base.grid), 8 * sizeof(al_real));
  for (size_t k = 0; k < depths->count; k++)
    fprintf(stream, "%.17g ", depths->value[k]);
  for (size_t m = 0; m < ensemble->plan.member_count; m++) {
    const struct ensemble_member *member = &ensemble->plan.member[m];
    fprintf(stream, "\n%s|%s|%.17g", member->name, ensemble->plan.group[member->group],
            member->weight);
    for (size_t i = 0; i < member->override_count; i++)
      fprintf(stream, "|%s", member->override[i]);
  }
  fclose(stream);
  const al_status status = al_bytes_sha256(ensemble->ctx, text, length, ensemble->identity);
  free(text);
  return status;
}

/* How many run beside each other, and whether memory holds them. The libraries and the grid are
 * there once. */
static al_status ensemble_share_threads(struct ensemble *ensemble, const struct al_plan *one)
{
  enum { LIBRARIES_BYTES = 70000000 };
  const struct ensemble_plan *plan = &ensemble->plan;
  const ptrdiff_t cells = al_lattice_cells(&ensemble->base.grid->lattice);
  const size_t once = al_plan_grid_bytes(ensemble->base.grid) + LIBRARIES_BYTES;
  /* A plan has room for the rasters that a run draws at its end; a member reads its maxima back
   * into it instead. */
  const size_t each = one->memory_bytes > once ? one->memory_bytes - once : 0;
  const size_t shared =
      once + (plan->group_count + 1) * envelope_bytes(cells, plan->config->depths_m.count);
  const struct al_run_options options = {.max_memory_bytes = ensemble->job->max_memory_bytes};
  const size_t limit = al_run_memory_limit(&options);
  size_t count =
      plan->config->at_once > 0 ? (size_t)plan->config->at_once : (size_t)ensemble->threads;
  count = count < plan->member_count ? count : plan->member_count;
  count = count < (size_t)ensemble->threads ? count : (size_t)ensemble->threads;
  while (count > 1 && shared + count * each > limit)
    count--;
  assert(count >= 1);
  ensemble->at_once = (int)count;
  ensemble->memory_bytes = shared + count * each;
  if (ensemble->memory_bytes > limit)
    return AL_FAIL(
        ensemble->ctx, AL_NO_MEMORY,
        "the ensemble needs about %.2f GB of memory, %.2f GB are allowed; a coarser grid, "
        "fewer groups or a larger --max-mem would fit",
        (double)ensemble->memory_bytes / 1e9, (double)limit / 1e9);
  return AL_OK;
}

/* The first member stands for all: its products, plan and models are looked at before anything is
 * touched. */
static al_status ensemble_examine(struct ensemble *ensemble)
{
  static const char *const inputs[] = {NULL};
  struct pipeline first = ensemble->base;
  const struct al_run_options options = {.folder = ensemble->base.folder,
                                         .threads = 1,
                                         .tries = ensemble->job->dry_run,
                                         .max_memory_bytes = ensemble->job->max_memory_bytes};
  const struct al_out_options products = {.folder = ensemble->base.folder, .inputs = inputs};
  struct al_out *out;
  AL_TRY(ensemble->ctx, al_arena_create(ensemble->ctx, 0, &first.arena));
  al_status status = ensemble_member_read(ensemble, 0, ensemble->ctx, first.arena, &first.scenario);
  if (status == AL_OK)
    status = pipeline_examine(&first, &options, &products, &out, &ensemble->run_plan);
  if (status == AL_OK)
    al_out_destroy(out);
  al_arena_destroy(first.arena);
  ensemble->run_plan.models = NULL; /* they died with the arena */
  return status == AL_OK ? ensemble_share_threads(ensemble, &ensemble->run_plan) : status;
}

al_status ensemble_make_room(struct ensemble *ensemble)
{
  const struct al_number_list *depths = &ensemble->plan.config->depths_m;
  struct out_env env = {.ctx = ensemble->ctx,
                        .arena = ensemble->arena,
                        .scenario_file = ensemble->base.scenario,
                        .grid = ensemble->base.grid,
                        .folder = ensemble->base.folder};
  AL_TRY(ensemble->ctx, out_env_fill(&env));
  AL_TRY(ensemble->ctx, warning_places_read(&env, &ensemble->sections));
  AL_TRY(ensemble->ctx, al_report_close(ensemble->ctx));
  const size_t gauges = ensemble->gauge_count = env.output->gauges.count;
  const size_t sections = ensemble->section_count = ensemble->sections.count;
  ensemble->gauge = env.output->gauges.record;
  ensemble->outcome = AL_NEW(ensemble->arena, struct ensemble_outcome, ensemble->plan.member_count);
  ensemble->envelope = AL_NEW(ensemble->arena, struct envelope, ensemble->plan.group_count);
  double *room = AL_NEW(ensemble->arena, double, 2 * gauges * ensemble->plan.member_count);
  struct warning_peak *peak =
      AL_NEW(ensemble->arena, struct warning_peak, sections * ensemble->plan.member_count);
  if (!ensemble->outcome || !ensemble->envelope || !room || !peak)
    return AL_NO_MEMORY;
  for (size_t m = 0; m < ensemble->plan.member_count; m++) {
    ensemble->outcome[m].gauge_peak_m = room + 2 * gauges * m;
    ensemble->outcome[m].gauge_peak_s = room + 2 * gauges * m + gauges;
    ensemble->outcome[m].section = peak + sections * m;
  }
  for (size_t g = 0; g < ensemble->plan.group_count; g++)
    AL_TRY(ensemble->ctx,
           envelope_create(ensemble->arena, al_lattice_cells(&ensemble->base.grid->lattice),
                           depths->value, depths->count, &ensemble->envelope[g]));
  return AL_OK;
}

static size_t ensemble_count_standing(const struct ensemble *ensemble)
{
  char path[PIPELINE_PATH_BYTES];
  size_t standing = 0;
  for (size_t m = 0; m < ensemble->plan.member_count; m++) {
    ensemble_member_folder(ensemble, m, path);
    strncat(path, "/manifest.json", sizeof path - strlen(path) - 1);
    standing += al_file_exists(path);
  }
  return standing;
}

bool ensemble_is_same(const struct ensemble *ensemble)
{
  char path[PIPELINE_PATH_BYTES + 64], identity[65] = "";
  snprintf(path, sizeof path, "%s/checkpoint/ensemble.sha256", ensemble->base.folder);
  FILE *stream = fopen(path, "r");
  if (!stream)
    return false;
  const bool same =
      fscanf(stream, "%64s", identity) == 1 && strcmp(identity, ensemble->identity) == 0;
  fclose(stream);
  return same;
}

static al_status ensemble_clear(struct ensemble *ensemble)
{
  static const char *const states[] = {"checkpoint/", NULL};
  const char *const *const lists[] = {states, ensemble_products, out_run_products,
                                      out_zoning_products};
  for (size_t i = 0; i < AL_COUNT(lists); i++)
    AL_TRY(ensemble->ctx,
           out_clear(ensemble->ctx, ensemble->arena, ensemble->base.folder, lists[i]));
  return AL_OK;
}

static al_status ensemble_sign_folder(struct ensemble *ensemble)
{
  char path[PIPELINE_PATH_BYTES + 64];
  struct al_file_writer writer;
  snprintf(path, sizeof path, "%s/scenario.used.yaml", ensemble->base.folder);
  AL_TRY(ensemble->ctx, al_config_write_used(ensemble->ctx, ensemble->base.scenario, path));
  snprintf(path, sizeof path, "%s/ensemble.used.yaml", ensemble->base.folder);
  AL_TRY(ensemble->ctx, al_config_write_used(ensemble->ctx, ensemble->file, path));
  AL_TRY(ensemble->ctx, pipeline_write_job(&ensemble->base, ensemble->job, ENSEMBLE_JOB));
  snprintf(path, sizeof path, "%s/checkpoint/ensemble.sha256", ensemble->base.folder);
  AL_TRY(ensemble->ctx, al_file_begin(ensemble->ctx, path, &writer));
  fprintf(writer.stream, "%s\n", ensemble->identity);
  return al_file_commit(&writer);
}

/* The folder is new, or holds this ensemble, or the user says that it may be replaced. */
static al_status ensemble_claim_folder(struct ensemble *ensemble, bool *finished)
{
  char path[PIPELINE_PATH_BYTES + 64], done[PIPELINE_PATH_BYTES + 64];
  const char *folder = ensemble->base.folder;
  const bool replace = ensemble->job->overwrite;
  snprintf(path, sizeof path, "%s/scenario.used.yaml", folder);
  snprintf(done, sizeof done, "%s/manifest.json", folder);
  *finished = false;
  AL_TRY(ensemble->ctx, al_folder_make(ensemble->ctx, folder));
  AL_TRY(ensemble->ctx, al_folder_lock(ensemble->ctx, folder, &ensemble->base.lock));
  const bool stands = ensemble_stands(folder);
  if (!replace && stands && ensemble_is_same(ensemble)) {
    const size_t standing = ensemble_count_standing(ensemble);
    *finished = standing == ensemble->plan.member_count && al_file_exists(done);
    al_log(ensemble->ctx, AL_NOTE, "%s: %zu of %zu members stand already", folder, standing,
           ensemble->plan.member_count);
    return *finished ? AL_OK : al_folder_sweep(ensemble->ctx, ensemble->arena, folder);
  }
  if (!replace && stands)
    return AL_FAIL(ensemble->ctx, AL_BAD_INPUT,
                   "%s holds another ensemble (other members, base, grid or depths); --overwrite "
                   "replaces it, -o names another folder",
                   folder);
  if (!replace && al_file_exists(path))
    return AL_FAIL(ensemble->ctx, AL_BAD_INPUT, "%s holds a run; --overwrite replaces it", folder);
  AL_TRY(ensemble->ctx, ensemble_clear(ensemble));
  AL_TRY(ensemble->ctx, ensemble_sign_folder(ensemble));
  return al_folder_sweep(ensemble->ctx, ensemble->arena, folder);
}

static void ensemble_print_plan(const struct ensemble *ensemble)
{
  const struct ensemble_plan *plan = &ensemble->plan;
  const double member_s = ensemble->run_plan.wall_estimate_s;
  const int threads = ensemble->threads / ensemble->at_once;
  for (size_t m = 0; m < plan->member_count; m++) {
    const struct ensemble_member *member = &plan->member[m];
    char values[512] = "";
    size_t used = 0;
    for (size_t i = plan->base.override_count; i < member->override_count; i++) {
      used += (size_t)snprintf(values + used, sizeof values - used, " %s", member->override[i]);
      used = used < sizeof values ? used : sizeof values - 1;
    }
    al_log(ensemble->ctx, AL_NOTE, "member %zu %s: group %s, weight %.4g:%s", m + 1, member->name,
           plan->group[member->group], member->weight, values);
  }
  al_log(ensemble->ctx, AL_NOTE,
         "%zu members in %zu groups, %d at once with %d threads each, about %.2f GB of memory",
         plan->member_count, plan->group_count, ensemble->at_once, threads,
         (double)ensemble->memory_bytes / 1e9);
  al_log(ensemble->ctx, AL_NOTE,
         "%td cells a member, about %.0f s of one core each: wall time of the order of %.0f s (an "
         "estimate)",
         ensemble->run_plan.cells, member_s,
         member_s * (double)plan->member_count / (double)ensemble->threads);
}

/* What of the members is to be said at the end, and the status of the job. */
static al_status ensemble_tell_end(struct ensemble *ensemble, al_status status)
{
  size_t done = 0, failed = 0, told = 0;
  const char *names = "";
  for (size_t m = 0; m < ensemble->plan.member_count; m++) {
    const struct ensemble_outcome *outcome = &ensemble->outcome[m];
    done += outcome->state == ENSEMBLE_DONE;
    told += outcome->state == ENSEMBLE_DONE && outcome->told;
    if (outcome->state != ENSEMBLE_FAILED)
      continue;
    if (failed++ < 20 && names)
      names = al_arena_printf(ensemble->arena, "%s%s%s", names, *names ? ", " : "",
                              ensemble->plan.member[m].name);
  }
  if (status == AL_STOPPED)
    al_log(ensemble->ctx, AL_NOTE,
           "stopped with %zu of %zu members finished; `anlan resume %s` goes on", done,
           ensemble->plan.member_count, ensemble->base.folder);
  if (status != AL_OK)
    return status;
  if (told > 0)
    al_log(ensemble->ctx, AL_NOTE, "%zu members gave warnings: members/NAME/messages.txt", told);
  al_log(ensemble->ctx, AL_NOTE, "done: %zu members in %.1f s", done, ensemble->wall_s);
  al_log(ensemble->ctx, AL_NOTE, "results: %s", ensemble->base.folder);
  return failed == 0 ? AL_OK
                     : AL_FAIL(ensemble->ctx, AL_RUN_FAILED,
                               "%zu of %zu members failed: %s; the envelopes are those of the "
                               "others",
                               failed, ensemble->plan.member_count, names ? names : "");
}

static al_status ensemble_go(struct ensemble *ensemble)
{
  bool finished = false;
  AL_TRY(ensemble->ctx, ensemble_identify(ensemble));
  AL_TRY(ensemble->ctx, ensemble_claim_folder(ensemble, &finished));
  if (finished)
    return AL_OK;
  AL_TRY(ensemble->ctx, ensemble_make_room(ensemble));
  AL_TRY(ensemble->ctx, ensemble_write_members(ensemble));
  al_status status = ensemble_run_members(ensemble);
  if (status == AL_OK)
    status = ensemble_finish(ensemble);
  return ensemble_tell_end(ensemble, status);
}

al_status ensemble_open(struct ensemble *ensemble, bool keep)
{
  struct al_job base = *ensemble->job;
  AL_TRY(ensemble->ctx, ensemble_read(ensemble));
  AL_TRY(ensemble->ctx, ensemble_open_base(ensemble));
  if (!ensemble->job->dry_run)
    AL_TRY(ensemble->ctx, pipeline_lock_folder(&ensemble->base));
  if (!ensemble->zones_only)
    AL_TRY(ensemble->ctx, ensemble_check_members(ensemble));
  base.path = ensemble->plan.config->base;
  return pipeline_get_grid(&ensemble->base, &base, keep);
}

static al_status ensemble_stages(struct ensemble *ensemble)
{
  AL_TRY(ensemble->ctx, ensemble_open(ensemble, !ensemble->job->dry_run));
  AL_TRY(ensemble->ctx, ensemble_examine(ensemble));
  if (!ensemble->job->dry_run)
    return ensemble_go(ensemble);
  ensemble_print_plan(ensemble);
  return AL_OK;
}

int ensemble_threads(const struct al_job *job)
{
  return job->threads > 0 ? job->threads : omp_get_num_procs();
}

al_status al_ensemble(struct al_ctx *ctx, const struct al_job *job)
{
  assert(job && job->path);
  struct ensemble ensemble = {.ctx = ctx, .job = job, .threads = ensemble_threads(job)};
  AL_TRY(ctx, al_arena_create(ctx, 0, &ensemble.arena));
  if (pthread_mutex_init(&ensemble.lock, NULL) != 0) {
    al_arena_destroy(ensemble.arena);
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory while starting the ensemble");
  }
  const al_status status = ensemble_stages(&ensemble);
  pthread_mutex_destroy(&ensemble.lock);
  al_folder_unlock(&ensemble.base.lock);
  al_grid_destroy(ensemble.base.grid);
  al_arena_destroy(ensemble.arena);
  return status;
}

al_status ensemble_resume(struct al_ctx *ctx, const struct al_job *job)
{
  struct al_arena *arena;
  struct al_job again;
  AL_TRY(ctx, al_arena_create(ctx, 0, &arena));
  al_status status = pipeline_read_job(ctx, arena, ENSEMBLE_JOB, job, &again);
  if (status == AL_OK) {
    again.overwrite = false;
    status = al_ensemble(ctx, &again);
  }
  al_arena_destroy(arena);
  return status;
}
