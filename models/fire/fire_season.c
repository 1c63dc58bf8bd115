/**
 * A fire season: many fires, each alone, each on one thread on the tiles that it comes to. The
 * run's clock only shares them out, so that it shows how far the season is and can stop in between.
 */
#define FIRE_CELLS 1
#include "core/log.h"
#include "models/fire/fire_attack.h"
#include "models/fire/fire_burn.h"
#include "models/fire/fire_season_plan.h"
#include "models/fire/fire_tally.h"
#include "models/models.h"
#include <assert.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>

const float al_fire_flame_from_m[AL_FIRE_FLAMES] = {0.0f,    0.6096f, 1.2192f,
                                                    1.8288f, 2.4384f, 3.6576f};

enum {
  FIELD_BURN,
  FIELD_FLAME,
  FIELD_FIRST,
  FIELD_P10,
  FIELD_P50,
  FIELD_P90,
  FIELD_CLASS,
  FIELD_OWN = FIELD_CLASS + AL_FIRE_FLAMES,
  FIELD_BED = FIELD_OWN,
  FIELD_FUEL,
  FIELD_SEA,
  FIELD_COUNT
};

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

/* What came of a fire. */
struct season_outcome {
  double contained_s; /* on the fire's clock; infinite when not */
  float flame_most_m;
  uint32_t lit;
  uint64_t burnt; /* cells */
};

/* A thread's own fire. */
struct season_worker {
  struct fire_land land;
  struct fire_burn burn;
  struct fire_attack attack;
  struct season_outcome now;
  const struct fire_weather_config *next_weather;
  long edge_sides;    /* between burnt cells and others that can burn */
  float flame_most_m; /* since the attack looked last */
  void *memory;
};

struct season {
  struct al_ctx *ctx;
  const struct al_forest *forest;
  const struct al_fire_season_config *config;
  const struct al_fire_config *fire;
  double end_s, cell_m;
  struct fire_land land;
  struct fire_barriers barriers;
  struct fire_season_plan plan;
  struct season_worker *worker;
  int worker_count;
  struct season_outcome *outcome;
  struct fire_tally_cell *tally; /* [tile][4096]; memory is touched where fires come */
  struct al_field *field[FIELD_OWN];
  struct {
    uint64_t done;
  } memory;
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
  field->wall = season->barriers.wall ? at + 2 * cells : NULL;
  return fire_burn_create(season->land.arena, block, &worker->burn);
}

static al_status season_create_workers(struct season *season, const struct al_model_env *env)
{
  season->worker_count = env->threads > 0 ? env->threads : 1;
  season->worker = AL_NEW(env->arena, struct season_worker, (size_t)season->worker_count);
  if (!season->worker)
    return AL_NO_MEMORY;
  for (int k = 0; k < season->worker_count; k++) {
    struct season_worker *worker = &season->worker[k];
    AL_TRY(env->ctx, fire_land_fork(&season->land, &worker->land));
    worker->burn = (struct fire_burn){.forest = env->forest,
                                      .land = &worker->land,
                                      .barriers = &season->barriers,
                                      .cell_m = season->cell_m,
                                      .jump_factor = season->fire->jump_factor};
    AL_TRY(env->ctx, season_lay_memory(season, worker));
  }
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
  const size_t cells = (size_t)(env->forest->tile_count * AL_TILE_CELLS);
  AL_TRY(env->ctx, fire_land_create(&of_fire, &season->land));
  AL_TRY(env->ctx, fire_barriers_create(&of_fire, &season->barriers));
  AL_TRY(env->ctx, fire_season_plan(&of_fire, season->config, &season->land, &season->plan));
  season->outcome = AL_NEW(env->arena, struct season_outcome, season->plan.fire_count);
  season->tally = calloc(cells + 1, sizeof *season->tally);
  if (!season->outcome || !season->tally)
    return AL_FAIL(env->ctx, AL_NO_MEMORY, "out of memory for the fires of a season");
  return season_create_workers(season, env);
}

static void season_destroy(void *self)
{
  struct season *season = self;
  free(season->tally);
  for (int k = 0; season->worker && k < season->worker_count; k++)
    free(season->worker[k].memory);
}

/* Sides that a cell adds to the edge of the fire, or takes from it, when it is looked at. */
static int season_edge(const struct season_worker *worker, ptrdiff_t cell)
{
  static const int beside[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
  const struct fire_front_fields *field = &worker->burn.field;
  int sides = 0;
  for (int k = 0; k < 4; k++) {
    const ptrdiff_t there = fire_front_beside(worker->burn.front, cell, beside[k][0], beside[k][1]);
    if (there >= 0 && isfinite(field->alpha[there]))
      sides += field->status[there] & FIRE_SETTLED ? -1 : 1;
  }
  return sides;
}

static void season_settle_cell(struct season *season, struct season_worker *worker, ptrdiff_t cell,
                               struct fire_tally_cell *tally)
{
  const struct fire_front_fields *field = &worker->burn.field;
  const struct fire_look look = fire_burn_look(&worker->burn, cell);
  assert((double)field->arrival_s[cell] <= season->config->burn_time_s);
  fire_tally_add(tally, (float)field->arrival_s[cell], (float)look.flame_m,
                 (float)season->config->burn_time_s);
  worker->now.burnt++;
  worker->flame_most_m = fmaxf(worker->flame_most_m, (float)look.flame_m);
  if (season->config->crews.count > 0)
    worker->edge_sides += season_edge(worker, cell);
  field->status[cell] |= FIRE_SETTLED;
}

/* Counts what burnt since the last time, in the weather of now. */
static void season_settle(struct season *season, struct season_worker *worker)
{
  const struct fire_front_fields *field = &worker->burn.field;
  for (ptrdiff_t place = 0; place < fire_front_places(worker->burn.front); place++) {
    if (!field->fresh[place])
      continue;
    const ptrdiff_t tile = fire_front_tile(worker->burn.front, place);
    field->fresh[place] = 0;
    for (ptrdiff_t i = 0; i < AL_TILE_CELLS; i++) {
      const ptrdiff_t cell = place * AL_TILE_CELLS + i;
      if ((field->status[cell] & (FIRE_BURNT | FIRE_SETTLED)) == FIRE_BURNT)
        season_settle_cell(season, worker, cell, &season->tally[tile * AL_TILE_CELLS + i]);
    }
  }
  worker->now.flame_most_m = fmaxf(worker->now.flame_most_m, worker->flame_most_m);
}

static void season_change_weather(void *self)
{
  struct season_worker *worker = self;
  fire_land_change(&worker->land, worker->next_weather);
}

/* Flame that a fire begins with. */
static struct fire_flame season_flame(const struct season *season, const struct fire_start *start,
                                      struct fire_flame_part *part, double xy[2])
{
  if (!season->plan.drawn)
    return season->plan.listed.flame[start->source];
  xy[0] = start->x;
  xy[1] = start->y;
  *part = (struct fire_flame_part){1, xy};
  return (struct fire_flame){.name = "drawn", .part_count = 1, .part = part};
}

/* The crews' work since `from_s`. @return whether the fire is contained */
static bool season_attack(struct season *season, struct season_worker *worker, double from_s,
                          double now_s)
{
  season_settle(season, worker);
  const double edge_m = (double)worker->edge_sides * season->cell_m * FIRE_ATTACK_STEPS_TO_EDGE;
  const bool contained =
      fire_attack_work(&worker->attack, from_s, now_s, (double)worker->flame_most_m, edge_m);
  assert(worker->edge_sides >= 0);
  worker->flame_most_m = 0.0f;
  if (contained)
    worker->now.contained_s = now_s;
  return contained;
}

/* From the fire's start to its end, event by event. */
static void season_run_fire(struct season *season, struct season_worker *worker,
                            const struct fire_spell *spell, const struct fire_flame *flame)
{
  const double end_s = season->config->burn_time_s;
  const bool attacked = season->config->crews.count > 0;
  double now_s = 0.0, looked_s = flame->at_s;
  size_t next = 1;
  while (now_s < end_s) {
    if (next < spell->count && spell->record[next].from_s <= now_s) {
      season_settle(season, worker);
      worker->next_weather = &spell->record[next++];
      fire_front_change(worker->burn.front, now_s, season_change_weather, worker);
    }
    if (!worker->now.lit && flame->at_s <= now_s) {
      worker->now.lit = fire_ignition_light(worker->burn.front, flame, now_s);
      if (!worker->now.lit)
        return;
    }
    double until_s = end_s;
    if (next < spell->count)
      until_s = fmin(until_s, spell->record[next].from_s);
    if (!worker->now.lit)
      until_s = fmin(until_s, flame->at_s);
    if (attacked)
      until_s = fmin(until_s, fmax(looked_s, now_s) + season->config->attack_interval_s);
    fire_front_march(worker->burn.front, until_s);
    now_s = until_s;
    if (!attacked || !worker->now.lit)
      continue;
    if (season_attack(season, worker, looked_s, now_s))
      return;
    looked_s = now_s;
  }
  season_settle(season, worker);
}

static void season_burn(struct season *season, struct season_worker *worker, size_t fire)
{
  const struct al_lattice *lattice = &season->forest->lattice;
  const struct fire_start *start = &season->plan.start[fire];
  const struct fire_spell *spell = &season->plan.spell[start->spell];
  struct fire_flame_part part;
  double xy[2];
  const struct fire_flame flame = season_flame(season, start, &part, xy);
  worker->now = (struct season_outcome){.contained_s = (double)INFINITY};
  worker->edge_sides = 0;
  worker->flame_most_m = 0.0f;
  fire_front_clear(worker->burn.front);
  fire_land_change(&worker->land, &spell->record[0]);
  fire_attack_begin(&worker->attack, &season->config->crews, flame.at_s,
                    al_lattice_x_m(lattice, flame.part->xy[0]),
                    al_lattice_y_m(lattice, flame.part->xy[1]));
  season_run_fire(season, worker, spell, &flame);
  season->outcome[fire] = worker->now;
}

static al_real *season_tile(const struct season *season, int field, ptrdiff_t tile)
{
  return al_field_tile(season->field[field], tile);
}

static void season_finish_cell(const struct season *season, const struct fire_tally_cell *tally,
                               ptrdiff_t tile, int i)
{
  static const double shares[3] = {0.1, 0.5, 0.9};
  const uint32_t burnt = fire_tally_burnt(tally);
  if (burnt == 0)
    return;
  season_tile(season, FIELD_BURN, tile)[i] =
      (al_real)((double)burnt / (double)season->plan.fire_count);
  season_tile(season, FIELD_FLAME, tile)[i] = (al_real)((double)tally->flame_mm / burnt / 1000.0);
  season_tile(season, FIELD_FIRST, tile)[i] = (al_real)fire_tally_first_s(tally);
  for (int k = 0; k < 3; k++)
    season_tile(season, FIELD_P10 + k, tile)[i] =
        (al_real)fire_tally_quantile_s(tally, shares[k], season->config->burn_time_s);
  for (int k = 0; k < AL_FIRE_FLAMES; k++)
    season_tile(season, FIELD_CLASS + k, tile)[i] = (al_real)((double)tally->flame[k] / burnt);
}

static void season_finish(struct season *season)
{
  for (ptrdiff_t t = 0; t < season->forest->tile_count; t++)
    for (int i = 0; i < AL_TILE_CELLS; i++)
      season_finish_cell(season, &season->tally[t * AL_TILE_CELLS + i], t, i);
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
  assert(due >= season->memory.done && due <= season->plan.fire_count);
#pragma omp parallel for num_threads(season->worker_count) schedule(dynamic, 1)
  for (uint64_t fire = season->memory.done; fire < due; fire++)
    season_burn(season, &season->worker[omp_get_thread_num()], fire);
  season->memory.done = due;
  if (due == season->plan.fire_count)
    season_finish(season);
  return AL_OK;
}

static size_t season_spans(void *self, struct al_span *spans, size_t capacity)
{
  struct season *season = self;
  if (capacity > 2) {
    spans[0] = (struct al_span){&season->memory, sizeof season->memory};
    spans[1] = (struct al_span){season->outcome, season->plan.fire_count * sizeof *season->outcome};
    spans[2] =
        (struct al_span){season->tally, (size_t)(season->forest->tile_count * AL_TILE_CELLS) *
                                            sizeof *season->tally};
  }
  return 3;
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

/* Cells by fire against cells by count. */
static double season_unaccounted(const struct season *season, double burnt)
{
  double counted = 0.0;
  for (ptrdiff_t i = 0; i < season->forest->tile_count * AL_TILE_CELLS; i++)
    counted += fire_tally_burnt(&season->tally[i]);
  return fabs(counted - burnt);
}

static size_t season_figures(const void *self, struct al_balance_term *figures, size_t capacity)
{
  const struct season *season = self;
  const double cell_m2 = season->cell_m * season->cell_m;
  double burnt = 0.0, most = 0.0, contained = 0.0, lit = 0.0;
  for (uint64_t f = 0; f < season->memory.done; f++) {
    const struct season_outcome *outcome = &season->outcome[f];
    burnt += (double)outcome->burnt;
    most = fmax(most, (double)outcome->burnt);
    lit += outcome->lit;
    contained += isfinite(outcome->contained_s);
  }
  const struct al_balance_term own[] = {
      {"fires", (double)season->memory.done},
      {"fires_unlit", (double)season->memory.done - lit},
      {"fires_contained", contained},
      {"containment_probability", lit > 0.0 ? contained / lit : 0.0},
      {"weathers", (double)season->plan.spell_count},
      {"burnt_sum_m2", burnt * cell_m2},
      {"burnt_mean_m2", lit > 0.0 ? burnt / lit * cell_m2 : 0.0},
      {"burnt_most_m2", most * cell_m2},
      {"burnt_unaccounted_m2", season_unaccounted(season, burnt) * cell_m2},
      {"barrier_sides", (double)season->barriers.side_count / 2.0},
      {"barrier_sides_breached", (double)season->barriers.breached},
      {"canopy_base_lowered", (double)season->land.floored}};
  for (size_t k = 0; k < AL_COUNT(own) && k < capacity; k++)
    figures[k] = own[k];
  return AL_COUNT(own);
}

size_t al_season_count(const void *self)
{
  return (size_t)((const struct season *)self)->memory.done;
}

struct al_season_fire al_season_fire(const void *self, size_t fire)
{
  const struct season *season = self;
  const struct al_lattice *lattice = &season->forest->lattice;
  const struct fire_start *start = &season->plan.start[fire];
  const struct season_outcome *outcome = &season->outcome[fire];
  const bool drawn = season->plan.drawn;
  const double *listed = drawn ? NULL : season->plan.listed.flame[start->source].part->xy;
  assert(fire < season->memory.done);
  const double x = drawn ? start->x : listed[0], y = drawn ? start->y : listed[1];
  const double at_s = drawn ? 0.0 : season->plan.listed.flame[start->source].at_s;
  return (struct al_season_fire){.source = fire_season_source(&season->plan, fire),
                                 .weather = season->plan.spell[start->spell].name,
                                 .x_m = al_lattice_x_m(lattice, x),
                                 .y_m = al_lattice_y_m(lattice, y),
                                 .burnt_m2 =
                                     (double)outcome->burnt * season->cell_m * season->cell_m,
                                 .flame_most_m = (double)outcome->flame_most_m,
                                 .contained_s = outcome->contained_s - at_s,
                                 .lit = outcome->lit != 0};
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
