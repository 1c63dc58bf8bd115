/**
 * The drains model: takes water at a capacity. No pipe network is simulated.
 */
#include "core/reduce.h"
#include "core/vmath.h"
#include "models/drains/drains_config.h"
#include "models/models.h"
#include <assert.h>
#include <stdio.h>

struct drains {
  const struct al_forest *forest;
  const struct al_field *sea, *classes;
  bool by_class;
  al_real capacity_m_per_s[DRAIN_CLASS_MOST + 1]; /* by class, clogging counted; [0] none */
  al_real uniform_m_per_s;
  struct al_field *rate;   /* m/s, clogging counted, 0 in the sea */
  bool *has_drains;        /* [tile] */
  struct al_sum *taken_m3; /* [tile] */
};

static const struct al_field_decl drains_fields[] = {
    {.name = "sea",
     .unit = "1",
     .long_name = "1 sea, 0 land, 2 where the grid does not say",
     .role = AL_FIELD_STATIC,
     .buffers = 1,
     .optional = true,
     .fallback = 2.0},
    {.name = "drain_class",
     .unit = "1",
     .long_name = "class of the drains, 0 none",
     .role = AL_FIELD_STATIC,
     .buffers = 1,
     .optional = true,
     .fallback = 0.0},
};

static void drains_check(struct al_ctx *ctx, const struct al_config *scenario, const void *config)
{
  const struct al_drains_config *drains = config;
  const struct drains_class_config *row = drains->classes.record;
  for (size_t i = 0; i < drains->classes.count; i++)
    for (size_t k = 0; k < i; k++)
      if (row[i].code == row[k].code) {
        char path[64];
        snprintf(path, sizeof path, "drains.classes[%zu].class", i);
        const struct al_source_mark mark = al_config_mark(scenario, path);
        al_report(ctx, AL_ERROR, &mark, "drains: class %ld stands twice", row[i].code);
      }
}

static al_status drains_set_capacities(struct drains *drains, const struct al_model_env *env)
{
  const struct al_drains_config *config = env->config;
  const struct drains_class_config *row = config->classes.record;
  *drains = (struct drains){.forest = env->forest,
                            .sea = al_fields_find(env->fields, "sea"),
                            .classes = al_fields_find(env->fields, "drain_class"),
                            .by_class = config->classes.count > 0};
  const double open = 1.0 - config->clogging;
  drains->uniform_m_per_s = (al_real)(config->capacity_m_per_s * open);
  for (size_t i = 0; i < config->classes.count; i++)
    drains->capacity_m_per_s[row[i].code] = (al_real)(row[i].capacity_m_per_s * open);
  if (drains->by_class && !drains->classes)
    return AL_FAIL(env->ctx, AL_BAD_INPUT,
                   "drains.classes needs the layer 'drain_class', which the grid does not hold");
  return AL_OK;
}

/* What the drains of each cell can take, once for the run: the exchange reads one array. */
static void drains_set_rates(struct drains *drains)
{
  const al_real sea_least = (al_real)0.5, sea_most = (al_real)1.5;
  for (ptrdiff_t t = 0; t < drains->forest->tile_count; t++) {
    const al_real *sea = drains->sea ? al_field_tile(drains->sea, t) : NULL;
    const al_real *class = drains->by_class ? al_field_tile(drains->classes, t) : NULL;
    al_real *rate = al_field_tile(drains->rate, t);
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const bool is_sea = sea && sea[i] > sea_least && sea[i] < sea_most;
      const bool known = class && class[i] >= 0 && class[i] <= DRAIN_CLASS_MOST;
      const al_real here =
          class ? drains->capacity_m_per_s[known ? (int)class[i] : 0] : drains->uniform_m_per_s;
      rate[i] = is_sea || !drains->forest->valid[t * AL_TILE_CELLS + i] ? 0 : here;
      drains->has_drains[t] = drains->has_drains[t] || rate[i] > 0;
    }
  }
}

static al_status drains_create(const struct al_model_env *env, void **self)
{
  static const struct al_field_decl rate = {.name = "drain_rate",
                                            .unit = "m s-1",
                                            .long_name = "capacity of the drains",
                                            .role = AL_FIELD_DERIVED,
                                            .buffers = 1};
  struct drains *drains = AL_NEW(env->arena, struct drains, 1);
  if (!drains)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx, drains_set_capacities(drains, env));
  AL_TRY(env->ctx, al_fields_add(env->fields, &rate, &drains->rate));
  drains->has_drains = AL_NEW(env->arena, bool, env->forest->tile_count);
  drains->taken_m3 = AL_NEW(env->arena, struct al_sum, env->forest->tile_count);
  if (!drains->has_drains || !drains->taken_m3)
    return AL_NO_MEMORY;
  drains_set_rates(drains);
  *self = drains;
  return AL_OK;
}

static void drains_column(void *self, const struct al_column *column)
{
  struct drains *drains = self;
  assert(column->tile >= 0 && column->tile < drains->forest->tile_count);
  assert(column->span_s > 0.0);
  if (!drains->has_drains[column->tile])
    return;
  const al_real *rate = al_field_tile(drains->rate, column->tile);
  const al_real *depth_m = column->depth_m, *supply_m = column->supply_m;
  al_real *take_m = column->take_m, taken[AL_TILE_CELLS];
  const al_real span_s = (al_real)column->span_s;
  al_real most = 0;
#pragma omp simd reduction(max : most)
  for (int i = 0; i < AL_TILE_CELLS; i++)
    most = al_max(most, depth_m[i] + supply_m[i]);
  if (!(most > 0))
    return;
#pragma omp simd
  for (int i = 0; i < AL_TILE_CELLS; i++) {
    const al_real before = take_m[i];
    const al_real there = al_max(depth_m[i] + supply_m[i] - before, 0);
    const al_real after = before + al_min(rate[i] * span_s, there);
    take_m[i] = after;
    taken[i] = after - before;
  }
  al_sum_add(&drains->taken_m3[column->tile],
             al_sum_lanes(taken, AL_TILE_CELLS) * column->cell_area_m2);
}

static size_t drains_balance(const void *self, struct al_balance_term *terms, size_t capacity)
{
  const struct drains *drains = self;
  struct al_sum sum = {0.0, 0.0};
  for (ptrdiff_t t = 0; t < drains->forest->tile_count; t++)
    al_sum_add(&sum, al_sum_value(&drains->taken_m3[t]));
  if (capacity == 0)
    return 0;
  terms[0] = (struct al_balance_term){"drains", -al_sum_value(&sum)};
  return 1;
}

static size_t drains_spans(void *self, struct al_span *spans, size_t capacity)
{
  struct drains *drains = self;
  if (capacity > 0)
    spans[0] = (struct al_span){drains->taken_m3,
                                (size_t)drains->forest->tile_count * sizeof *drains->taken_m3};
  return 1;
}

const struct al_model al_model_drains = {
    .name = "drains",
    .summary_en = "drains as a capacity by class, with clogging; no pipe network",
    .summary_zh = "按类别给定排水能力并考虑堵塞；不模拟管网",
    .reference = "models/drains/README.md",
    .section = &al_drains_section,
    .fields = drains_fields,
    .field_count = AL_COUNT(drains_fields),
    .check = drains_check,
    .create = drains_create,
    .column = drains_column,
    .balance = drains_balance,
    .spans = drains_spans,
};
