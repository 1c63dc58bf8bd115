/**
 * The rain model: adds water to the columns.
 */
#include "core/reduce.h"
#include "models/models.h"
#include "models/rain/rain_check.h"
#include "models/rain/rain_map.h"
#include "models/rain/rain_storm.h"
#include <assert.h>
#include <math.h>

struct rain {
  struct al_ctx *ctx;
  const struct al_forest *forest;
  const struct al_rain_config *config;
  struct al_series series; /* of kinds uniform and design, before the factors */
  double factor;           /* scale, areal factor and rescaling to a total */
  struct rain_map *map;
  const struct al_field *share; /* rain on the cell over rain on open ground */
  struct al_sum *fallen_m3;     /* [tile] */
};

static const struct al_field_decl rain_fields[] = {
    {.name = "rain_share",
     .unit = "1",
     .long_name = "rain on the cell over rain on open ground",
     .role = AL_FIELD_STATIC,
     .buffers = 1,
     .optional = true,
     .fallback = 1.0},
};

static al_status rain_set_factor(struct rain *rain, const struct al_model_env *env)
{
  rain->factor = rain->config->scale * rain->config->areal_factor;
  if (!(rain->config->total_m > 0.0))
    return AL_OK;
  const double given_m = al_series_integral(&rain->series, env->start_s, env->end_s);
  if (!(given_m > 0.0))
    return AL_FAIL(env->ctx, AL_BAD_INPUT,
                   "rain.total: the series holds no rain during the run, so it cannot be rescaled");
  rain->factor *= rain->config->total_m / given_m;
  return AL_OK;
}

static al_status rain_create(const struct al_model_env *env, void **self)
{
  struct rain *rain = AL_NEW(env->arena, struct rain, 1);
  if (!rain)
    return AL_NO_MEMORY;
  *rain = (struct rain){.ctx = env->ctx,
                        .forest = env->forest,
                        .config = env->config,
                        .share = al_fields_find(env->fields, "rain_share")};
  if (rain->config->kind == RAIN_UNIFORM)
    rain->series = rain->config->intensity_m_per_s;
  if (rain->config->kind == RAIN_DESIGN)
    AL_TRY(env->ctx, rain_storm_series(env->arena, &rain->config->design, &rain->series));
  AL_TRY(env->ctx, rain_set_factor(rain, env));
  AL_TRY(env->ctx, rain_map_create(env, &rain->map));
  rain->fallen_m3 = AL_NEW(env->arena, struct al_sum, env->forest->tile_count);
  *self = rain;
  return rain->fallen_m3 ? AL_OK : AL_NO_MEMORY;
}

static double rain_next_event_s(const void *self, double time_s)
{
  const struct rain *rain = self;
  const double next_s = al_series_next_knot_s(&rain->series, time_s);
  return rain->map ? fmin(next_s, rain_map_next_event_s(rain->map, time_s)) : next_s;
}

static al_status rain_prepare(void *self, double time_s, double span_s)
{
  struct rain *rain = self;
  return rain->map ? rain_map_prepare(rain->map, time_s, span_s) : AL_OK;
}

/* The same for every cell: depth. Else: the map's rate. One of the two is 0. */
static void rain_column(void *self, const struct al_column *column)
{
  struct rain *rain = self;
  assert(column->tile >= 0 && column->tile < rain->forest->tile_count);
  static const al_real nowhere[AL_TILE_CELLS];
  const ptrdiff_t first = column->tile * AL_TILE_CELLS;
  assert(column->span_s > 0.0);
  const bool mapped = rain->map && rain->map->has_rain;
  const al_real uniform_m =
      (al_real)(rain->factor *
                al_series_integral(&rain->series, column->time_s, column->time_s + column->span_s));
  const al_real span_s = (al_real)(mapped ? rain->factor * column->span_s : 0.0);
  const al_real *rate = mapped ? rain->map->rate_m_per_s + first : nowhere;
  const al_real *share = rain->share ? al_field_tile(rain->share, column->tile) : NULL;
  al_real added[AL_TILE_CELLS];
  if (!mapped && uniform_m == 0)
    return;
#pragma omp simd
  for (int i = 0; i < AL_TILE_CELLS; i++) {
    const al_real here = (uniform_m + rate[i] * span_s) * (share ? share[i] : 1);
    const al_real before = column->supply_m[i], after = before + (column->valid[i] ? here : 0);
    column->supply_m[i] = after;
    added[i] = after - before;
  }
  al_sum_add(&rain->fallen_m3[column->tile],
             al_sum_lanes(added, AL_TILE_CELLS) * column->cell_area_m2);
}

static size_t rain_balance(const void *self, struct al_balance_term *terms, size_t capacity)
{
  const struct rain *rain = self;
  struct al_sum sum = {0.0, 0.0};
  for (ptrdiff_t t = 0; t < rain->forest->tile_count; t++)
    al_sum_add(&sum, al_sum_value(&rain->fallen_m3[t]));
  if (capacity == 0)
    return 0;
  terms[0] = (struct al_balance_term){"rain", al_sum_value(&sum)};
  return 1;
}

static size_t rain_spans(void *self, struct al_span *spans, size_t capacity)
{
  struct rain *rain = self;
  if (capacity > 0)
    spans[0] = (struct al_span){rain->fallen_m3,
                                (size_t)rain->forest->tile_count * sizeof *rain->fallen_m3};
  return 1;
}

const struct al_model al_model_rain = {
    .name = "rain",
    .summary_en = "rain: uniform series, gauges, rasters, design storms",
    .summary_zh = "降雨：均匀过程、雨量站、栅格、设计暴雨",
    .reference = "Keifer and Chu (1957) for the Chicago storm; models/rain/README.md",
    .section = &al_rain_section,
    .fields = rain_fields,
    .field_count = AL_COUNT(rain_fields),
    .check = rain_check,
    .create = rain_create,
    .next_event_s = rain_next_event_s,
    .prepare = rain_prepare,
    .column = rain_column,
    .balance = rain_balance,
    .spans = rain_spans,
};
