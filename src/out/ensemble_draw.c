/**
 * The members of an ensemble as random draws: each a number for every key of `draw`. A number
 * depends on the seed, its key's place and the member alone: more members leave the first as they
 * are.
 */
#include "core/rng.h"
#include "out/ensemble_planner.h"
#include <assert.h>
#include <math.h>

enum { DRAW_TRIES = 64 };

/* A normal number no farther from 0 than `most`: others are thrown away. */
static double draw_normal(uint64_t seed, uint64_t stream, uint64_t member, double most)
{
  double value = 0.0;
  for (uint64_t k = 0; k < DRAW_TRIES; k++) {
    value = al_rng_normal(seed, stream, member * DRAW_TRIES + k);
    if (fabs(value) <= most)
      return value;
  }
  return fmax(fmin(value, most), -most);
}

static al_status draw_member(struct planner *planner, size_t m, struct ensemble_member *member)
{
  const struct al_ensemble_config *config = planner->plan->config;
  const struct ensemble_draw_config *draw = config->draw.record;
  struct planner_settings settings;
  assert(config->draw.count > 0);
  if (!planner_settings_begin(planner, config->draw.count, &settings))
    return AL_NO_MEMORY;
  member->where = planner_mark(planner, "ensemble.draw");
  member->weight = 1.0;
  member->name = al_arena_printf(planner->arena, "d%05zu", m + 1);
  member->group = planner_group(planner, "all", &member->where);
  for (size_t d = 0; d < config->draw.count; d++) {
    const struct al_source_mark mark =
        planner_mark(planner, al_arena_printf(planner->arena, "ensemble.draw[%zu].key", d));
    const double z = draw_normal((uint64_t)config->draw_seed, d, m, draw[d].most);
    const char *value =
        al_arena_printf(planner->arena, "%.6g%s%s", draw[d].mean + draw[d].deviation * z,
                        draw[d].unit ? " " : "", draw[d].unit ? draw[d].unit : "");
    if (!value)
      return AL_NO_MEMORY;
    planner_settings_add(planner, &settings, draw[d].key, value, &mark);
  }
  planner_settings_keep(&settings, member);
  return member->name ? AL_OK : AL_NO_MEMORY;
}

al_status planner_draws(struct planner *planner)
{
  const struct al_ensemble_config *config = planner->plan->config;
  const struct ensemble_draw_config *draw = config->draw.record;
  const size_t count = (size_t)config->draw_count;
  for (size_t d = 0; d < config->draw.count; d++) {
    const struct al_source_mark mark =
        planner_mark(planner, al_arena_printf(planner->arena, "ensemble.draw[%zu].key", d));
    const size_t before = planner->key_count;
    if (planner_key(planner, draw[d].key, &mark) < before)
      al_report(planner->ctx, AL_ERROR, &mark, "'%s' is drawn twice", draw[d].key);
  }
  planner->plan->member_count = count;
  planner->plan->member = AL_NEW(planner->arena, struct ensemble_member, count);
  if (!planner->plan->member)
    return AL_NO_MEMORY;
  for (size_t m = 0; m < count; m++)
    AL_TRY(planner->ctx, draw_member(planner, m, &planner->plan->member[m]));
  return AL_OK;
}
