/**
 * A fire season: many fires, each alone, each on one thread on the tiles that it comes to. The
 * run's clock only shares them out, so that it shows how far the season is and can stop in between.
 */
#define FIRE_CELLS 1
#include "config/scenario_section.h"
#include "core/log.h"
#include "models/fire/fire_season_inside.h"
#include "models/models.h"
#include <assert.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>

#define SEASON_FIELD(field, text, si, none)                                                        \
  {                                                                                                \
    .name = field, .unit = si, .long_name = text, .role = AL_FIELD_STATE, .buffers = 1,            \
    .fallback = none                                                                               \
  }
#define SEASON_LAYER(field, text, si, may_miss)                                                    \
  {                                                                                                \
    .name = field, .unit = si, .long_name = text, .role = AL_FIELD_STATIC, .buffers = 1,           \
    .optional = may_miss                                                                           \
  }
#define SEASON_CLASS(number, text)                                                                 \
  SEASON_FIELD(AL_SEASON_CLASS number, "share of flames " text ", of the fires that come", "1", 0.0)

static const struct al_field_decl season_fields[FIELD_COUNT] = {
    [FIELD_BURN] = SEASON_FIELD(AL_SEASON_BURN, "share of the fires that burn the cell", "1", 0.0),
    [FIELD_FLAME] =
        SEASON_FIELD(AL_SEASON_FLAME, "mean flame length of the fires that come", "m", 0.0),
    [FIELD_FIRST] = SEASON_FIELD(AL_SEASON_FIRST, "first arrival of all fires, after the ignition",
                                 "s", (double)INFINITY),
    [FIELD_P10] = SEASON_FIELD(AL_SEASON_P10, "arrival, 10th percentile of the fires that come",
                               "s", (double)INFINITY),
    [FIELD_P50] = SEASON_FIELD(AL_SEASON_P50, "arrival, median of the fires that come", "s",
                               (double)INFINITY),
    [FIELD_P90] = SEASON_FIELD(AL_SEASON_P90, "arrival, 90th percentile of the fires that come",
                               "s", (double)INFINITY),
    [FIELD_BURN_WITHOUT] = SEASON_FIELD(
        AL_SEASON_BURN_WITHOUT, "share of the fires that burn the cell without barriers", "1", 0.0),
    [FIELD_FIRST_WITHOUT] =
        SEASON_FIELD(AL_SEASON_FIRST_WITHOUT, "first arrival of all fires without barriers", "s",
                     (double)INFINITY),
    [FIELD_CLASS] = SEASON_CLASS("1", "below 0.61 m"),
    [FIELD_CLASS + 1] = SEASON_CLASS("2", "from 0.61 m"),
    [FIELD_CLASS + 2] = SEASON_CLASS("3", "from 1.22 m"),
    [FIELD_CLASS + 3] = SEASON_CLASS("4", "from 1.83 m"),
    [FIELD_CLASS + 4] = SEASON_CLASS("5", "from 2.44 m"),
    [FIELD_CLASS + 5] = SEASON_CLASS("6", "from 3.66 m"),
    [FIELD_BED] = SEASON_LAYER("bed", "bed level above the vertical datum", "m", false),
    [FIELD_FUEL] = SEASON_LAYER("fuel", "fuel model number", "1", true),
    [FIELD_SEA] = SEASON_LAYER("sea", "1 sea, 0 land", "1", true),
};

/* Arrays for as many cells as there are; pages that no fire comes to are never touched. */
static al_status season_lay_memory(struct season *season, struct season_worker *worker)
{
  enum { REALS = 9, BYTES = 3 };
  const size_t cells = (size_t)(season->forest->tile_count * AL_TILE_CELLS);
  const size_t plane = cells * sizeof(al_real);
  const size_t queue = FIRE_QUEUE_BLOCKS(cells) * sizeof(struct fire_queue_block);
  const size_t bytes = (REALS * plane + BYTES * cells + queue + 511) / 512 * 512;
  unsigned char *at = worker->memory = aligned_alloc(512, bytes);
  if (!at)
    return AL_FAIL(season->ctx, AL_NO_MEMORY, "out of memory for the fires of a season");
  struct fire_front_fields *field = &worker->burn.field;
  struct fire_queue_block *block = (void *)at;
  al_real **const real[REALS] = {&field->alpha,     &field->beta_x, &field->beta_y,
                                 &field->arrival_s, &field->ray_x,  &field->ray_y,
                                 &field->mark_x,    &field->mark_y, &worker->burn.heat_kj_per_m2};
  at += queue;
  for (int k = 0; k < REALS; k++, at += plane)
    *real[k] = (void *)at;
  field->status = at;
  field->fresh = at + cells;
  const bool walls = season->side[0].barriers.wall || season->side[1].barriers.wall;
  field->wall = walls ? at + 2 * cells : NULL;
  return fire_burn_create(season->land.arena, block, &worker->burn);
}

static al_status season_create_workers(struct season *season, const struct al_model_env *env)
{
  const struct al_scenario_config *scenario = al_config_section(env->scenario, "scenario");
  season->worker_count = env->threads > 0 ? env->threads : 1;
  season->worker = AL_NEW(env->arena, struct season_worker, (size_t)season->worker_count);
  if (!season->worker)
    return AL_NO_MEMORY;
  for (int k = 0; k < season->worker_count; k++) {
    struct season_worker *worker = &season->worker[k];
    AL_TRY(env->ctx, fire_land_fork(&season->land, &worker->land));
    worker->burn = (struct fire_burn){.forest = env->forest,
                                      .land = &worker->land,
                                      .barriers = &season->side[0].barriers,
                                      .cell_m = season->cell_m,
                                      .jump_factor = season->fire->jump_factor,
                                      .shared = season->shared};
    worker->plan = &season->plan;
    AL_TRY(env->ctx, fire_brands_create(env->arena, &season->fire->spotting,
                                        (uint64_t)scenario->seed, &worker->brands));
    AL_TRY(env->ctx, season_lay_memory(season, worker));
  }
  return AL_OK;
}

enum { SHARED_BYTES = 1 << 29 };

static al_status season_create_side(const struct al_model_env *env, struct season *season, int k)
{
  struct season_side *side = &season->side[k];
  const size_t cells = (size_t)(env->forest->tile_count * AL_TILE_CELLS);
  AL_TRY(env->ctx,
         fire_barriers_create(env, k > 0 ? &season->config->without : NULL, &side->barriers));
  side->outcome = AL_NEW(env->arena, struct season_outcome, season->plan.fire_count);
  side->came = AL_NEW(env->arena, uint8_t, (size_t)env->forest->tile_count + 1);
  side->tally = calloc(cells + 1, sizeof *side->tally);
  if (!side->outcome || !side->came || !side->tally)
    return AL_FAIL(env->ctx, AL_NO_MEMORY, "out of memory for the fires of a season");
  return AL_OK;
}

static al_status season_create(const struct al_model_env *env, void **self)
{
  struct season *season = AL_NEW(env->arena, struct season, 1);
  if (!season)
    return AL_NO_MEMORY;
  *self = season;
  *season = (struct season){.ctx = env->ctx,
                            .forest = env->forest,
                            .config = env->config,
                            .fire = al_config_section(env->scenario, "fire"),
                            .end_s = env->end_s,
                            .cell_m = env->forest->lattice.cell_m};
  if (env->forest->level_count != 1)
    return AL_FAIL(env->ctx, AL_BAD_INPUT, "fire: the grid has %d levels of cells; fire needs one",
                   env->forest->level_count);
  for (int f = 0; f < FIELD_OWN; f++)
    AL_TRY(env->ctx, al_fields_add(env->fields, &season_fields[f], &season->field[f]));
  struct al_model_env of_fire = *env;
  of_fire.config = season->fire;
  AL_TRY(env->ctx, fire_land_create(&of_fire, &season->land));
  AL_TRY(env->ctx, fire_season_plan(&of_fire, season->config, &season->land, &season->plan));
  season->side_count = season->config->without.count > 0 ? 2 : 1;
  for (int k = 0; k < season->side_count; k++)
    AL_TRY(env->ctx, season_create_side(&of_fire, season, k));
  AL_TRY(env->ctx, fire_shared_create(env->arena, season->plan.record_count,
                                      env->forest->tile_count, SHARED_BYTES, &season->shared));
  return season_create_workers(season, env);
}

static void season_destroy(void *self)
{
  struct season *season = self;
  for (int k = 0; k < 2; k++)
    free(season->side[k].tally);
  fire_shared_destroy(season->shared);
  for (int k = 0; season->worker && k < season->worker_count; k++)
    free(season->worker[k].memory);
}

/* Fires that have burnt by a time of the run. */
static uint64_t season_due(const struct season *season, double time_s)
{
  const double count = (double)season->plan.fire_count;
  return time_s >= season->end_s ? season->plan.fire_count
                                 : (uint64_t)(count * (time_s / season->end_s));
}

static double season_next_event_s(const void *self, double time_s)
{
  enum { BATCH = 64, BATCHES_MOST = 100 };
  const struct season *season = self;
  const double batches = fmin(fmax((double)season->plan.fire_count / BATCH, 1.0), BATCHES_MOST);
  const double span_s = season->end_s / batches;
  return fmin((floor(time_s / span_s + 1e-6) + 1.0) * span_s, season->end_s);
}

static al_status season_step(void *self, double time_s, double dt_s)
{
  struct season *season = self;
  const uint64_t due = season_due(season, time_s + dt_s * (1.0 + 1e-12));
  const uint64_t sides = (uint64_t)season->side_count;
  assert(due >= season->memory.done && due <= season->plan.fire_count);
#pragma omp parallel for num_threads(season->worker_count) schedule(dynamic, 1)
  for (uint64_t k = season->memory.done * sides; k < due * sides; k++)
    season_burn(season, &season->worker[omp_get_thread_num()], &season->side[k % sides],
                (size_t)(k / sides));
  season->memory.done = due;
  if (due == season->plan.fire_count)
    season_finish(season);
  return AL_OK;
}

static size_t season_spans(void *self, struct al_span *spans, size_t capacity)
{
  struct season *season = self;
  const size_t tiles = (size_t)season->forest->tile_count;
  const size_t count = 1 + 3 * (size_t)season->side_count;
  if (capacity < count)
    return count;
  spans[0] = (struct al_span){&season->memory, sizeof season->memory};
  for (int k = 0; k < season->side_count; k++) {
    const struct season_side *side = &season->side[k];
    struct al_span *own = spans + 1 + 3 * k;
    own[0] = (struct al_span){side->outcome, season->plan.fire_count * sizeof *side->outcome};
    own[1] = (struct al_span){side->tally, tiles * AL_TILE_CELLS * sizeof *side->tally};
    own[2] = (struct al_span){side->came, tiles};
  }
  return count;
}

static al_status season_restored(void *self)
{
  struct season *season = self;
  if (season->memory.done > season->plan.fire_count)
    return AL_FAIL(season->ctx, AL_RUN_FAILED,
                   "the checkpoint does not fit the fire season: %zu fires of %zu",
                   (size_t)season->memory.done, season->plan.fire_count);
  return AL_OK;
}

const struct al_model al_model_fire_season = {
    .name = "fire_season",
    .summary_en = "forest fire season: burn probability, flame classes, arrival and containment "
                  "over many ignitions and weathers",
    .summary_zh = "森林火险期：多次起火与天气下的过火概率、火焰等级、到达时间与控制概率",
    .reference = "models/fire/README.md",
    .section = &al_fire_season_section,
    .without_water = true,
    .fields = season_fields,
    .field_count = AL_COUNT(season_fields),
    .check = fire_season_check,
    .create = season_create,
    .next_event_s = season_next_event_s,
    .step = season_step,
    .spans = season_spans,
    .restored = season_restored,
    .figures = season_figures,
    .destroy = season_destroy,
};
