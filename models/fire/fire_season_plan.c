/**
 * Drawing the fires of a season.
 */
#include "models/fire/fire_season_plan.h"
#include "config/scenario_section.h"
#include "core/rng.h"
#include <assert.h>
#include <math.h>

/* Streams of random numbers: "fisw", "fiss", "fisp", "fisn"; an index for each fire and try. */
enum {
  STREAM_WEATHER = 0x66697377,
  STREAM_SOURCE = 0x66697373,
  STREAM_PLACE = 0x66697370,
  STREAM_SCATTER = 0x6669736e,
  TRIES = 1000
};

/* A source as parts to choose from: cumulative weight of each part or segment. */
struct plan_part {
  const struct fire_flame *flame;
  size_t part, segment;
  double until;
};

struct plan_source {
  const struct fire_source_config *config;
  struct fire_ignitions from;
  struct plan_part *part;
  size_t part_count;
  double until; /* weight of this and those before */
};

struct plan_job {
  const struct al_model_env *env;
  const struct fire_land *land;
  uint64_t seed;
  struct plan_source *source;
  size_t source_count;
};

struct plan_box {
  double west, east, north, south;
};

static struct plan_box plan_flame_box(const struct fire_flame *flame)
{
  struct plan_box box = {INFINITY, -INFINITY, INFINITY, -INFINITY};
  for (size_t p = 0; p < flame->part_count; p++)
    for (size_t i = 0; i < flame->part[p].count; i++) {
      box.west = fmin(box.west, flame->part[p].xy[2 * i]);
      box.east = fmax(box.east, flame->part[p].xy[2 * i]);
      box.north = fmin(box.north, flame->part[p].xy[2 * i + 1]);
      box.south = fmax(box.south, flame->part[p].xy[2 * i + 1]);
    }
  return box;
}

/* Polygons count by the box around them, and a draw beside them is drawn again: even over all of
 * their area. */
static double plan_weigh(const struct fire_flame *flame, size_t part, size_t segment)
{
  if (flame->area) {
    const struct plan_box box = plan_flame_box(flame);
    return (box.east - box.west) * (box.south - box.north);
  }
  const double *xy = flame->part[part].xy + 2 * segment;
  return flame->part[part].count == 1 ? 1.0 : hypot(xy[2] - xy[0], xy[3] - xy[1]);
}

static size_t plan_segments(const struct fire_flame *flame, size_t part)
{
  return flame->area ? part == 0 : flame->part[part].count == 1 ? 1 : flame->part[part].count - 1;
}

static al_status plan_source_create(const struct al_model_env *env, struct plan_source *source)
{
  const struct fire_ignition_config *from = &source->config->from;
  size_t count = 0;
  double sum = 0.0;
  if (from->place.count == 0 && !from->path)
    return AL_OK;
  AL_TRY(env->ctx, fire_ignition_read(env, from, &source->from));
  for (size_t f = 0; f < source->from.count; f++)
    for (size_t p = 0; p < source->from.flame[f].part_count; p++)
      count += plan_segments(&source->from.flame[f], p);
  source->part = AL_NEW(env->arena, struct plan_part, count + 1);
  if (!source->part)
    return AL_NO_MEMORY;
  for (size_t f = 0; f < source->from.count; f++) {
    const struct fire_flame *flame = &source->from.flame[f];
    for (size_t p = 0; p < flame->part_count; p++)
      for (size_t s = 0; s < plan_segments(flame, p); s++) {
        sum += plan_weigh(flame, p, s);
        source->part[source->part_count++] = (struct plan_part){flame, p, s, sum};
      }
  }
  assert(source->part_count == count);
  return AL_OK;
}

/* One try at a place. @return false when it lies beside its polygon */
static bool plan_draw_place(const struct plan_job *job, const struct plan_source *source,
                            uint64_t index, struct fire_start *start)
{
  const struct al_lattice *lattice = &job->env->forest->lattice;
  const double u = al_rng_uniform(job->seed, STREAM_PLACE, 4 * index);
  const double v = al_rng_uniform(job->seed, STREAM_PLACE, 4 * index + 1);
  if (source->part_count == 0) {
    start->x = u * lattice->cols - 0.5;
    start->y = v * lattice->rows - 0.5;
    return true;
  }
  const double at = al_rng_uniform(job->seed, STREAM_PLACE, 4 * index + 2) *
                    source->part[source->part_count - 1].until;
  size_t k = 0;
  while (k + 1 < source->part_count && source->part[k].until <= at)
    k++;
  const struct plan_part *part = &source->part[k];
  if (part->flame->area) {
    const struct plan_box box = plan_flame_box(part->flame);
    start->x = box.west + u * (box.east - box.west);
    start->y = box.north + v * (box.south - box.north);
    return fire_flame_holds(part->flame, start->x, start->y);
  }
  const double *xy = part->flame->part[part->part].xy + 2 * part->segment;
  const bool point = part->flame->part[part->part].count == 1;
  start->x = point ? xy[0] : xy[0] + u * (xy[2] - xy[0]);
  start->y = point ? xy[1] : xy[1] + u * (xy[3] - xy[1]);
  return true;
}

static bool plan_is_fuel(const struct plan_job *job, const struct fire_start *start)
{
  const struct al_forest *forest = job->env->forest;
  const double x = floor(start->x + 0.5), y = floor(start->y + 0.5);
  if (!(x >= 0.0 && x < forest->lattice.cols && y >= 0.0 && y < forest->lattice.rows))
    return false;
  const ptrdiff_t cell = al_forest_index(forest, (int)x, (int)y);
  return cell >= 0 && forest->valid[cell] && fire_land_has_fuel(job->land, cell);
}

static al_status plan_draw(const struct plan_job *job, size_t fire, struct fire_start *start)
{
  const double at =
      al_rng_uniform(job->seed, STREAM_SOURCE, fire) * job->source[job->source_count - 1].until;
  size_t k = 0;
  while (k + 1 < job->source_count && job->source[k].until <= at)
    k++;
  const struct plan_source *source = &job->source[k];
  const double scatter = source->config->scatter_m / job->env->forest->lattice.cell_m;
  start->source = (uint32_t)k;
  for (uint64_t n = 0; n < TRIES; n++) {
    const uint64_t index = (uint64_t)fire * TRIES + n;
    if (!plan_draw_place(job, source, index, start))
      continue;
    if (scatter > 0.0) {
      start->x += scatter * al_rng_normal(job->seed, STREAM_SCATTER, 2 * index);
      start->y += scatter * al_rng_normal(job->seed, STREAM_SCATTER, 2 * index + 1);
    }
    if (plan_is_fuel(job, start))
      return AL_OK;
  }
  return AL_FAIL(job->env->ctx, AL_BAD_INPUT,
                 "fire_season.sources: '%s' finds no cell with fuel in %d tries",
                 source->config->from.name, (int)TRIES);
}

static al_status plan_draw_starts(const struct al_model_env *env,
                                  const struct al_fire_season_config *season, struct plan_job *job,
                                  struct fire_season_plan *plan)
{
  const struct fire_source_config *config = season->sources.record;
  double until = 0.0;
  job->source_count = season->sources.count;
  job->source = AL_NEW(env->arena, struct plan_source, job->source_count);
  if (!job->source)
    return AL_NO_MEMORY;
  for (size_t k = 0; k < job->source_count; k++) {
    until += config[k].weight;
    job->source[k] = (struct plan_source){.config = &config[k], .until = until};
    AL_TRY(env->ctx, plan_source_create(env, &job->source[k]));
  }
  plan->drawn = true;
  plan->source = config;
  for (size_t f = 0; f < plan->fire_count; f++)
    AL_TRY(env->ctx, plan_draw(job, f, &plan->start[f]));
  return AL_OK;
}

static void plan_draw_weathers(const struct plan_job *job, struct fire_season_plan *plan)
{
  double sum = 0.0;
  for (size_t k = 0; k < plan->spell_count; k++)
    sum += plan->spell[k].weight;
  for (size_t f = 0; f < plan->fire_count; f++) {
    double at = al_rng_uniform(job->seed, STREAM_WEATHER, f) * sum;
    uint32_t k = 0;
    while (k + 1 < plan->spell_count && at >= plan->spell[k].weight)
      at -= plan->spell[k++].weight;
    plan->start[f].spell = k;
  }
}

al_status fire_season_plan(const struct al_model_env *env,
                           const struct al_fire_season_config *season, struct fire_land *land,
                           struct fire_season_plan *out)
{
  const struct al_scenario_config *scenario = al_config_section(env->scenario, "scenario");
  struct plan_job job = {.env = env, .land = land, .seed = (uint64_t)scenario->seed};
  *out = (struct fire_season_plan){.fire_count = (size_t)season->fires};
  out->start = AL_NEW(env->arena, struct fire_start, out->fire_count);
  if (!out->start)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx, fire_season_weathers(env, season->weathers, season->burn_time_s, land, out));
  plan_draw_weathers(&job, out);
  if (season->sources.count > 0)
    return plan_draw_starts(env, season, &job, out);
  AL_TRY(env->ctx, fire_ignitions_create(env, land, &out->listed));
  for (size_t f = 0; f < out->fire_count; f++)
    out->start[f].source = (uint32_t)(f % out->listed.count);
  return AL_OK;
}

const char *fire_season_source(const struct fire_season_plan *plan, size_t fire)
{
  const uint32_t source = plan->start[fire].source;
  assert(fire < plan->fire_count);
  return plan->drawn ? plan->source[source].from.name : plan->listed.flame[source].name;
}
