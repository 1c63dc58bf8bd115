/**
 * The run loop.
 */
#include "core/caltime.h"
#include "core/isa.h"
#include "core/log.h"
#include "doors/file_door.h"
#include "models/flow/flow_view.h"
#include "models/models.h"
#include "run/clock.h"
#include "run/run_state.h"
#include <assert.h>
#include <math.h>
#include <omp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

/* Each line of progress costs an audit. */
#define PROGRESS_S 0.1

/* The one thing a signal handler may touch. */
static volatile sig_atomic_t stop_requested;

void al_run_request_stop(void)
{
  stop_requested = 1;
}

bool al_run_stop_requested(void)
{
  return stop_requested != 0;
}

void al_run_forget_stop(void)
{
  stop_requested = 0;
}

static double run_wall_s(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* A run on one thread may have others beside it. */
static double run_cpu_s(int threads)
{
  struct rusage use;
  getrusage(threads == 1 ? RUSAGE_THREAD : RUSAGE_SELF, &use);
  return (double)use.ru_utime.tv_sec + 1e-6 * (double)use.ru_utime.tv_usec;
}

/* Static fields from the grid's layers; void cells become walls. */
static al_status run_fill_static(struct al_run *run, const struct al_model *model)
{
  for (size_t f = 0; f < model->field_count; f++) {
    const struct al_field_decl *decl = &model->fields[f];
    struct al_field *field;
    if (decl->role != AL_FIELD_STATIC)
      continue;
    struct al_field_decl own = *decl;
    if (strcmp(decl->name, "bed") == 0)
      own.fallback = AL_WALL_BED_M;
    AL_TRY(run->ctx, al_fields_add(run->fields, &own, &field));
    for (int level = 0; level <= run->grid->coarser_count; level++) {
      const struct al_grid *grid = al_grid_level(run->grid, level);
      const struct al_layer *layer = al_grid_layer(grid, decl->name);
      if (layer)
        al_field_scatter(field, run->forest, level, layer->value, grid->valid);
      else if (!decl->optional)
        return AL_FAIL(run->ctx, AL_BAD_INPUT,
                       "model %s needs the layer '%s', which the grid does not hold", model->name,
                       decl->name);
    }
  }
  return AL_OK;
}

static al_status run_create_models(struct al_run *run)
{
  struct al_model_env env = {.ctx = run->ctx,
                             .arena = run->arena,
                             .forest = run->forest,
                             .fields = run->fields,
                             .scenario = run->scenario,
                             .start_s = 0.0,
                             .end_s = run->end_s,
                             .epoch_s = run->epoch_s,
                             .offers = &run->offers,
                             .threads = run->threads};
  for (size_t m = 0; m < run->model_count; m++)
    AL_TRY(run->ctx, run_fill_static(run, run->model[m]));
  for (size_t m = 0; m < run->model_count; m++) {
    env.config = al_config_section(run->scenario, run->model[m]->section->name);
    AL_TRY(run->ctx, run->model[m]->create(&env, &run->self[m]));
    if (run->model[m]->column || run->model[m]->prepare) {
      run->column_model[run->column_count] = run->model[m];
      run->column_self[run->column_count++] = run->self[m];
    }
    assert(!run->model[m]->exchange || run->owner == run->model_count);
    if (run->model[m]->exchange)
      run->owner = m;
  }
  return AL_OK;
}

/* FNV-1a by 32-bit words over the cells of the domain: what lies outside has no say. */
static uint64_t run_hash_layer(uint64_t hash, const struct al_grid *grid,
                               const struct al_layer *layer)
{
  assert(grid->valid && layer->value);
  for (const char *c = layer->name; *c; c++)
    hash = (hash ^ (uint64_t)(unsigned char)*c) * 0x100000001b3u;
  for (ptrdiff_t i = 0; i < al_lattice_cells(&grid->lattice); i++) {
    uint32_t bits = 0;
    if (grid->valid[i])
      memcpy(&bits, &layer->value[i], sizeof bits);
    hash = (hash ^ bits) * 0x100000001b3u;
    hash = (hash ^ grid->valid[i]) * 0x100000001b3u;
  }
  return hash;
}

static uint64_t run_hash_refined(uint64_t hash, const struct al_grid *grid)
{
  const ptrdiff_t cols = (grid->lattice.cols + AL_TILE_SIDE - 1) / AL_TILE_SIDE,
                  rows = (grid->lattice.rows + AL_TILE_SIDE - 1) / AL_TILE_SIDE;
  for (ptrdiff_t i = 0; grid->refined && i < cols * rows; i++)
    hash = (hash ^ grid->refined[i]) * 0x100000001b3u;
  return hash;
}

uint64_t al_run_grid_sum(const struct al_grid *grid)
{
  /* A sum: a grid read from its file has its layers in another order than one just built. */
  uint64_t hash = 0;
  for (int level = 0; level <= grid->coarser_count; level++) {
    const struct al_grid *here = al_grid_level(grid, level);
    for (size_t l = 0; l < here->layer_count; l++)
      hash += run_hash_layer(0xcbf29ce484222325u + (uint64_t)level, here, &here->layer[l]);
    hash = run_hash_refined(hash, here);
  }
  return hash;
}

/* What a checkpoint must agree with: the scenario's checksum from the caller, the grid, the cell
 * type. */
static void run_identify(struct al_run *run)
{
  const uint64_t hash = al_run_grid_sum(run->grid);
  snprintf(run->identity, sizeof run->identity, "%.64s %016llx %.17g float%zu",
           run->options->identity ? run->options->identity : "", (unsigned long long)hash,
           run->end_s, 8 * sizeof(al_real));
}

al_status run_assemble(struct al_run *run)
{
  AL_TRY(run->ctx, al_grid_plant(run->arena, run->grid, &run->forest));
  AL_TRY(run->ctx, al_fields_create(run->arena, run->forest, &run->fields));
  run->owner = run->model_count;
  AL_TRY(run->ctx, run_create_models(run));
  run_identify(run);
  return AL_OK;
}

/* A figure of the last audit; 0 when no model gives it. */
static double run_figure(const struct al_run *run, const char *name)
{
  for (size_t i = 0; i < run->figure_count; i++)
    if (strcmp(run->figure[i].name, name) == 0)
      return run->figure[i].volume_m3;
  return 0.0;
}

void run_audit(struct al_run *run)
{
  struct al_sum error = {0.0, 0.0};
  run->balance_count = run->figure_count = 0;
  for (size_t m = 0; m < run->model_count; m++) {
    if (run->model[m]->balance)
      run->balance_count += run->model[m]->balance(run->self[m], run->balance + run->balance_count,
                                                   RUN_TERMS_MOST - run->balance_count);
    if (run->model[m]->figures)
      run->figure_count += run->model[m]->figures(run->self[m], run->figure + run->figure_count,
                                                  RUN_FIGURES_MOST - run->figure_count);
  }
  assert(run->balance_count <= RUN_TERMS_MOST && run->figure_count <= RUN_FIGURES_MOST);
  for (size_t i = 0; i < run->balance_count; i++) {
    const bool storage = strcmp(run->balance[i].name, "storage") == 0;
    al_sum_add(&error, storage ? run->balance[i].volume_m3 : -run->balance[i].volume_m3);
  }
  run->balance_error_m3 = al_sum_value(&error);
  run->volume_m3 = run_figure(run, "volume_m3");
}

struct al_run_view run_view(const struct al_run *run, double dt_s)
{
  return (struct al_run_view){.ctx = run->ctx,
                              .grid = run->grid,
                              .forest = run->forest,
                              .fields = run->fields,
                              .scenario = run->scenario,
                              .time_s = run->memory.time_s,
                              .dt_s = dt_s,
                              .end_s = run->end_s,
                              .epoch_s = run->epoch_s,
                              .step = (long)run->memory.step,
                              .threads = run->threads,
                              .models = run->model,
                              .selves = run->self,
                              .model_count = run->model_count,
                              .balance = run->balance,
                              .balance_count = run->balance_count,
                              .balance_error_m3 = run->balance_error_m3,
                              .volume_m3 = run->volume_m3};
}

/* Largest inflow, loss or volume so far: what an error of the balance is measured against. */
static double run_balance_scale_m3(const struct al_run *run)
{
  double scale = run_figure(run, "volume_m3");
  for (size_t i = 0; i < run->balance_count; i++)
    scale = fmax(scale, fabs(run->balance[i].volume_m3));
  return scale;
}

/* Says once that the balance does not close; whatever the cause, the run goes on. */
static void run_tell_balance(struct al_run *run, const char *clock, double scale_m3)
{
  assert(clock && scale_m3 >= 0.0);
  if (run->balance_told || !(fabs(run->balance_error_m3) > AL_BALANCE_SHARE_MOST * scale_m3))
    return;
  run->balance_told = true;
  al_log(run->ctx, AL_WARNING,
         "clock %s: the balance is off by %.3g m3, %.1e of the water; above %.0e it is no rounding",
         clock, run->balance_error_m3, scale_m3 > 0.0 ? run->balance_error_m3 / scale_m3 : 1.0,
         AL_BALANCE_SHARE_MOST);
}

static void run_show_progress(struct al_run *run, double wall_s, bool last)
{
  char clock[48], detail[256];
  run_audit(run);
  const double scale = run_balance_scale_m3(run);
  al_clock_format(run->memory.time_s, clock, sizeof clock);
  if (run->owner == run->model_count)
    snprintf(detail, sizeof detail, "clock %s  step %lld  burnt %.3f km2  flame %.1f m", clock,
             run->memory.step, run_figure(run, "burnt_m2") / 1e6, run_figure(run, "flame_max_m"));
  else
    snprintf(detail, sizeof detail,
             "clock %s  step %lld  wet %.0f  peak %.2f m  balance %.1e  %.1f Mcell/s", clock,
             run->memory.step, run_figure(run, "wet_cells"), run_figure(run, "depth_max_m"),
             scale > 0.0 ? run->balance_error_m3 / scale : 0.0,
             wall_s > 0.0 ? run_figure(run, "active_cell_steps") / wall_s / 1e6 : 0.0);
  al_progress(run->ctx, "run", last ? 1.0 : fmin(run->memory.time_s / run->end_s, 0.999), detail);
  run_tell_balance(run, clock, scale);
}

static al_status run_sample(struct al_run *run, double dt_s, const double *next_s)
{
  bool audited = false;
  for (size_t o = 0; o < run->observer_count; o++) {
    if (!run->observers[o].sample || !(next_s[o] <= run->memory.time_s))
      continue;
    if (run->observers[o].needs_balance && !audited) {
      run_audit(run);
      audited = true;
    }
    const struct al_run_view view = run_view(run, dt_s);
    AL_TRY(run->ctx, run->observers[o].sample(run->observers[o].self, &view));
  }
  return AL_OK;
}

/* The next time that a step must meet: events of models, exchanges, samples, the end. */
static double run_next_stop_s(const struct al_run *run, double *next_s)
{
  const double now_s = run->memory.time_s;
  double stop_s = fmin(run->end_s, run->memory.next_exchange_s);
  for (size_t m = 0; m < run->model_count; m++)
    if (run->model[m]->next_event_s)
      stop_s = fmin(stop_s, run->model[m]->next_event_s(run->self[m], now_s));
  for (size_t o = 0; o < run->observer_count; o++) {
    const struct al_observer *observer = &run->observers[o];
    next_s[o] = observer->sample ? observer->next_s(observer->self, now_s) : (double)INFINITY;
    if (next_s[o] > now_s && !observer->loose)
      stop_s = fmin(stop_s, next_s[o]);
  }
  assert(stop_s > now_s);
  return stop_s;
}

static al_status run_step(struct al_run *run, double stop_s, double *dt_s)
{
  double stable_s = (double)INFINITY, part_s = (double)INFINITY;
  for (size_t m = 0; m < run->model_count; m++) {
    if (run->model[m]->stable_dt_s)
      stable_s = fmin(stable_s, run->model[m]->stable_dt_s(run->self[m], run->memory.time_s));
    if (run->model[m]->step_part_s)
      part_s = fmin(part_s, run->model[m]->step_part_s(run->self[m]));
  }
  if (!(stable_s > 1e-9))
    return AL_FAIL(run->ctx, AL_RUN_FAILED,
                   "at clock %.6f s the stable step is %g s: the run cannot go on",
                   run->memory.time_s, stable_s);
  *dt_s = run_clock_step_s(run->memory.time_s, stable_s, fmin(part_s, stable_s), stop_s);
  assert(*dt_s > 0.0 && *dt_s <= stable_s * (1.0 + RUN_CLOCK_ROUNDING));
  for (size_t m = 0; m < run->model_count; m++)
    if (run->model[m]->step)
      AL_TRY(run->ctx, run->model[m]->step(run->self[m], run->memory.time_s, *dt_s));
  /* A step that ends at the stop ends there in every bit. */
  run->memory.time_s = *dt_s == stop_s - run->memory.time_s ? stop_s : run->memory.time_s + *dt_s;
  assert(run->memory.time_s <= run->end_s);
  run->memory.step++;
  return AL_OK;
}

/* The interval of the scenario, or the longest that all models bear. */
static double run_exchange_interval_s(const struct al_run *run)
{
  double interval_s = run->exchange_interval_s;
  for (size_t m = 0; m < run->model_count; m++)
    if (run->model[m]->exchange_most_s)
      interval_s = fmin(interval_s, run->model[m]->exchange_most_s(run->self[m]));
  assert(interval_s > 0.0);
  return interval_s;
}

/* One exchange from now to the next multiple of the interval. */
static al_status run_exchange(struct al_run *run)
{
  const struct al_exchange exchange = {
      .models = run->column_model, .selves = run->column_self, .count = run->column_count};
  const double now_s = run->memory.time_s;
  const struct al_model *owner = run->owner < run->model_count ? run->model[run->owner] : NULL;
  const bool needed = owner && (run->column_count > 0 || !owner->exchanges_alone ||
                                owner->exchanges_alone(run->self[run->owner]));
  run->memory.next_exchange_s =
      needed ? fmin(run_clock_next_multiple_s(now_s, run_exchange_interval_s(run)), run->end_s)
             : run->end_s;
  assert(run->memory.next_exchange_s > now_s);
  if (!needed)
    return AL_OK;
  return run->model[run->owner]->exchange(run->self[run->owner], now_s,
                                          run->memory.next_exchange_s - now_s, &exchange);
}

static bool run_must_stop(const struct al_run *run)
{
  return stop_requested || run->memory.time_s >= run->options->stop_at_s;
}

static al_status run_save_when_due(struct al_run *run, double *saved_s, bool *saved)
{
  if (!(run->checkpoint_interval_s > 0.0) || run_wall_s() - *saved_s < run->checkpoint_interval_s)
    return AL_OK;
  AL_TRY(run->ctx, run_checkpoint_write(run));
  *saved_s = run_wall_s();
  *saved = true;
  return AL_OK;
}

static al_status run_loop(struct al_run *run)
{
  double next_s[RUN_OBSERVERS_MOST] = {0}, saved_s = run_wall_s(), dt_s = 0.0;
  double shown_share = -1.0, shown_s = -PROGRESS_S;
  const double started_s = run_wall_s(), cpu_s = run_cpu_s(run->threads);
  bool saved = run->options->resume;
  const double wall_before_s = run->memory.wall_s, cpu_before_s = run->memory.cpu_s;
  assert(run->observer_count <= AL_COUNT(next_s));
  while (run->memory.time_s < run->end_s) {
    if (run_must_stop(run)) {
      if (!run->options->beside)
        al_run_forget_stop();
      AL_TRY(run->ctx, run_checkpoint_write(run));
      return AL_STOPPED;
    }
    if (run->memory.time_s >= run->memory.next_exchange_s)
      AL_TRY(run->ctx, run_exchange(run));
    const double stop_s = run_next_stop_s(run, next_s);
    AL_TRY(run->ctx, run_step(run, stop_s, &dt_s));
    run->memory.wall_s = wall_before_s + run_wall_s() - started_s;
    run->memory.cpu_s = cpu_before_s + run_cpu_s(run->threads) - cpu_s;
    AL_TRY(run->ctx, run_sample(run, dt_s, next_s));
    if (run->memory.time_s / run->end_s >= shown_share + 0.01 &&
        run->memory.wall_s >= shown_s + PROGRESS_S) {
      shown_share = run->memory.time_s / run->end_s;
      shown_s = run->memory.wall_s;
      run_show_progress(run, run->memory.wall_s, false);
    }
    AL_TRY(run->ctx, run_save_when_due(run, &saved_s, &saved));
  }
  /* A kill while the products are made costs nothing of a run that was long enough to be saved. */
  if (saved && run->checkpoint_interval_s > 0.0)
    AL_TRY(run->ctx, run_checkpoint_write(run));
  run_show_progress(run, run->memory.wall_s, true);
  return AL_OK;
}

static al_status run_begin_observers(struct al_run *run)
{
  const struct al_run_view view = run_view(run, 0.0);
  for (size_t o = 0; o < run->observer_count; o++)
    if (run->observers[o].begin)
      AL_TRY(run->ctx, run->observers[o].begin(run->observers[o].self, run->arena, run->fields,
                                               &view, run->options->resume));
  return AL_OK;
}

static al_status run_restore(struct al_run *run)
{
  AL_TRY(run->ctx, run_checkpoint_read(run));
  for (size_t m = 0; m < run->model_count; m++)
    if (run->model[m]->restored)
      AL_TRY(run->ctx, run->model[m]->restored(run->self[m]));
  const struct al_run_view view = run_view(run, 0.0);
  for (size_t o = 0; o < run->observer_count; o++)
    if (run->observers[o].restored)
      AL_TRY(run->ctx, run->observers[o].restored(run->observers[o].self, &view));
  return AL_OK;
}

/* Names move into the result: the run's own die with it. */
static void run_keep_names(struct al_run_result *out)
{
  const size_t most = AL_COUNT(out->name_room);
  for (size_t i = 0; i < out->balance_count + out->figure_count && i < most; i++) {
    struct al_balance_term *term =
        i < out->balance_count ? &out->balance[i] : &out->figures[i - out->balance_count];
    snprintf(out->name_room[i], sizeof out->name_room[i], "%s", term->name);
    term->name = out->name_room[i];
  }
}

static void run_fill_result(struct al_run *run, struct al_run_result *out)
{
  run_audit(run);
  const double scale = run_balance_scale_m3(run);
  *out = (struct al_run_result){.time_s = run->memory.time_s,
                                .wall_s = run->memory.wall_s,
                                .cpu_s = run->memory.cpu_s,
                                .steps = (long)run->memory.step,
                                .balance_error_m3 = run->balance_error_m3,
                                .balance_error_share =
                                    scale > 0.0 ? run->balance_error_m3 / scale : 0.0,
                                .active_cell_steps = run_figure(run, "active_cell_steps")};
  out->cell_rate_per_s = out->wall_s > 0.0 ? out->active_cell_steps / out->wall_s : 0.0;
  out->balance_count =
      run->balance_count < AL_COUNT(out->balance) ? run->balance_count : AL_COUNT(out->balance);
  memcpy(out->balance, run->balance, out->balance_count * sizeof out->balance[0]);
  assert(run->figure_count <= AL_COUNT(out->figures));
  out->figure_count = run->figure_count;
  memcpy(out->figures, run->figure, run->figure_count * sizeof run->figure[0]);
  run_keep_names(out);
}

static al_status run_go(struct al_run *run, struct al_run_result *out)
{
  double first_s[RUN_OBSERVERS_MOST];
  AL_TRY(run->ctx, run_assemble(run));
  AL_TRY(run->ctx, run_begin_observers(run));
  if (run->options->resume) {
    AL_TRY(run->ctx, run_restore(run));
  } else {
    for (size_t o = 0; o < AL_COUNT(first_s); o++)
      first_s[o] = 0.0; /* everyone sees the start */
    AL_TRY(run->ctx, run_sample(run, 0.0, first_s));
  }
  const al_status status = run_loop(run);
  run_fill_result(run, out);
  if (status != AL_OK)
    return status;
  const struct al_run_view view = run_view(run, 0.0);
  for (size_t o = 0; o < run->observer_count; o++)
    if (run->observers[o].end)
      AL_TRY(run->ctx, run->observers[o].end(run->observers[o].self, &view));
  return AL_OK;
}

static void run_destroy_models(struct al_run *run)
{
  for (size_t m = 0; m < run->model_count; m++)
    if (run->model[m]->destroy && run->self[m])
      run->model[m]->destroy(run->self[m]);
}

static void run_close(struct al_run *run)
{
  if (!run)
    return;
  run_destroy_models(run);
  al_arena_destroy(run->arena);
  free(run);
}

/* A run with its plan, before anything is made. */
static al_status run_open(struct al_ctx *ctx, const struct al_config *scenario,
                          const struct al_grid *grid, const struct al_run_options *options,
                          struct al_run **out)
{
  assert(ctx && scenario && grid && options);
  const struct al_scenario_config *config = al_config_section(scenario, "scenario");
  const struct al_run_config *stepping = al_config_section(scenario, "run");
  struct al_plan plan;
  struct al_run *run = *out = calloc(1, sizeof *run);
  if (!run)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory while starting the run");
  *run = (struct al_run){.ctx = ctx,
                         .scenario = scenario,
                         .grid = grid,
                         .options = options,
                         .end_s = config->duration_s,
                         .epoch_s = config->start_s,
                         .exchange_interval_s = stepping->exchange_interval_s,
                         .checkpoint_interval_s = stepping->checkpoint_interval_s,
                         .threads = options->threads > 0 ? options->threads : omp_get_num_procs()};
  omp_set_num_threads(run->threads);
  AL_TRY(ctx, al_arena_create(ctx, 0, &run->arena));
  AL_TRY(ctx, al_run_plan(ctx, run->arena, scenario, grid, options, &plan));
  run->model_count = plan.model_count;
  memcpy(run->model, plan.models, plan.model_count * sizeof run->model[0]);
  return AL_OK;
}

/* Steps from the start on, for a second of the processor after the last one that was longer than
 * all before it: steps grow at first. Deep water makes them short from the beginning; a dry city
 * does not, so that what the plan guessed stays where it is more. Other work on the machine does
 * not count. */
static al_status run_try(struct al_run *run, struct al_plan *plan)
{
  const double enough_s = 1.0, most_s = 8.0, grows = 1.02, start_s = run_cpu_s(run->threads);
  double next_s[RUN_OBSERVERS_MOST] = {0}, dt_s, from_s = 0.0, cpu_s = start_s, longest_s = 0.0;
  double now_s = start_s;
  long steps = 0;
  assert(run->observer_count == 0);
  while (run->memory.time_s < run->end_s && !stop_requested && now_s - cpu_s < enough_s &&
         now_s - start_s < most_s) {
    if (run->memory.time_s >= run->memory.next_exchange_s)
      AL_TRY(run->ctx, run_exchange(run));
    AL_TRY(run->ctx, run_step(run, run_next_stop_s(run, next_s), &dt_s));
    now_s = run_cpu_s(run->threads);
    steps++;
    if (dt_s > grows * longest_s && run->memory.time_s < run->end_s) {
      longest_s = dt_s;
      from_s = run->memory.time_s;
      cpu_s = now_s;
      steps = 0;
    }
  }
  if (steps == 0)
    return AL_OK;
  const double clock_s = run->memory.time_s - from_s;
  plan->wall_estimate_s =
      fmax(plan->wall_estimate_s, run->end_s / clock_s * (now_s - cpu_s) / run->threads);
  plan->step_estimate_s = clock_s / (double)steps;
  return AL_OK;
}

al_status al_run_rehearse(struct al_ctx *ctx, const struct al_config *scenario,
                          const struct al_grid *grid, const struct al_run_options *options,
                          struct al_plan *plan)
{
  struct al_run *run;
  al_status status = run_open(ctx, scenario, grid, options, &run);
  if (status == AL_OK)
    status = run_assemble(run);
  if (status == AL_OK && options->tries)
    status = run_try(run, plan);
  run_close(run);
  return status;
}

al_status al_run_execute(struct al_ctx *ctx, const struct al_config *scenario,
                         const struct al_grid *grid, const struct al_run_options *options,
                         const struct al_observer *observers, size_t observer_count,
                         struct al_run_result *out)
{
  assert(observer_count <= RUN_OBSERVERS_MOST && (observers || observer_count == 0) && out);
  struct al_run *run;
  al_status status = run_open(ctx, scenario, grid, options, &run);
  if (status == AL_OK) {
    run->observers = observers;
    run->observer_count = observer_count;
    status = run_go(run, out);
  }
  run_close(run);
  return status;
}
