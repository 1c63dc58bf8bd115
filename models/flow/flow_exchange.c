/**
 * Vertical exchange: rain, soil and drains on the columns of each tile, and point sources.
 */
#include "core/denormal.h"
#include "models/flow/flow_cell.h"
#include "models/flow/flow_state.h"
#include "tiles/place.h"
#include <omp.h>
#include <stdio.h>
#include <string.h>

/* Turns the net of an interval into a rate for the steps, or takes it at once when it is a loss. */
static void exchange_apply(struct flow *flow, ptrdiff_t t, double span_s, const al_real *supply_m,
                           const al_real *take_m)
{
  al_real *restrict d = al_field_tile(flow->d, t), *restrict rest = al_field_tile(flow->rest, t),
                    *restrict source = al_field_tile(flow->source, t);
  const al_real *restrict bed = al_field_tile(flow->bed, t);
  const al_real rate = (al_real)(1.0 / span_s);
  al_real most = 0, least = 0;
#pragma omp simd reduction(max : most) reduction(min : least)
  for (int i = 0; i < AL_TILE_CELLS; i++) {
    const al_real net = supply_m[i] - take_m[i];
    const struct flow_sum sum = flow_add(d[i], al_min(net, 0));
    const al_real dry = -flow_still_depth(bed[i]), left = al_max(sum.value, dry);
    const al_real owes = left > dry ? -1 : 0; /* a dry cell owes nothing */
    rest[i] = al_max(rest[i] + sum.rest + (sum.value - left), owes);
    d[i] = left;
    source[i] = al_max(net, 0) * rate;
    most = al_max(most, source[i]);
    least = al_min(least, net);
  }
  flow->tile_has_source[t] = most > 0;
  if (least < 0)
    flow->tile_is_still[t] = 0;
}

/* Whether no model gives to a tile or takes from it, and none did in the exchange before. */
static bool exchange_rests(const struct flow *flow, ptrdiff_t t, const struct al_exchange *exchange)
{
  bool rests = !flow->tile_has_source[t];
  for (size_t m = 0; rests && m < exchange->count; m++)
    rests =
        !exchange->models[m]->column || (exchange->models[m]->column_rests &&
                                         exchange->models[m]->column_rests(exchange->selves[m], t));
  return rests;
}

static void exchange_tile(struct flow *flow, ptrdiff_t t, double time_s, double span_s,
                          const struct al_exchange *exchange)
{
  const uint64_t mode = al_denormal_flush();
  const double cell_m = al_forest_cell_m(flow->forest, t);
  al_real *depth = flow->column[omp_get_thread_num()];
  al_real *supply = depth + AL_TILE_CELLS, *take = supply + AL_TILE_CELLS;
  al_flow_view_tile(&flow->view, t, depth, NULL, NULL, NULL);
  memset(supply, 0, 2 * AL_TILE_CELLS * sizeof *supply);
  const struct al_column column = {.tile = t,
                                   .time_s = time_s,
                                   .span_s = span_s,
                                   .cell_area_m2 = cell_m * cell_m,
                                   .valid = flow->forest->valid + t * AL_TILE_CELLS,
                                   .depth_m = depth,
                                   .supply_m = supply,
                                   .take_m = take};
  for (size_t m = 0; m < exchange->count; m++)
    if (exchange->models[m]->column)
      exchange->models[m]->column(exchange->selves[m], &column);
  exchange_apply(flow, t, span_s, supply, take);
  al_denormal_restore(mode);
}

al_status flow_exchange(void *self, double time_s, double span_s,
                        const struct al_exchange *exchange)
{
  struct flow *flow = self;
  for (size_t m = 0; m < exchange->count; m++)
    if (exchange->models[m]->prepare)
      AL_TRY(flow->ctx, exchange->models[m]->prepare(exchange->selves[m], time_s, span_s));
#pragma omp parallel for num_threads(flow->threads) schedule(static)
  for (ptrdiff_t t = 0; t < flow->forest->tile_count; t++)
    if (!exchange_rests(flow, t, exchange))
      exchange_tile(flow, t, time_s, span_s, exchange);
  flow_sources_apply(flow, time_s, span_s);
  flow->memory.exchange_end_s = time_s + span_s;
  return AL_OK;
}

static struct al_place source_place(const struct flow_source_config *config)
{
  const bool line = config->point.count != 2;
  return (struct al_place){.xy = line ? config->line.value : config->point.value,
                           .point_count = line ? config->line.count / 2 : 1,
                           .radius_m = line ? 0.0 : config->radius_m};
}

al_status flow_sources_create(const struct al_model_env *env, struct flow *flow)
{
  const struct flow_source_config *record = flow->config->sources.record;
  flow->point_count = flow->config->sources.count;
  flow->point = AL_NEW(env->arena, struct flow_point_source, flow->point_count);
  flow->source_volume = AL_NEW(env->arena, struct al_sum, flow->point_count);
  if (!flow->point || !flow->source_volume)
    return AL_NO_MEMORY;
  for (size_t p = 0; p < flow->point_count; p++) {
    struct flow_point_source *point = &flow->point[p];
    char path[64];
    snprintf(path, sizeof path, "flow.sources[%zu]", p);
    const struct al_source_mark mark = al_config_mark(env->scenario, path);
    point->config = &record[p];
    point->volume = &flow->source_volume[p];
    snprintf(point->balance_name, sizeof point->balance_name, "source:%s", record[p].name);
    const struct al_place place = source_place(&record[p]);
    point->count = al_place_cells(env->forest, &place, NULL);
    if (point->count == 0)
      al_report(env->ctx, AL_ERROR, &mark, "source %s touches no cell of the grid", record[p].name);
    point->index = AL_NEW(env->arena, ptrdiff_t, point->count);
    if (!point->index)
      return AL_NO_MEMORY;
    al_place_cells(env->forest, &place, point->index);
  }
  return al_report_close(env->ctx);
}

void flow_sources_apply(struct flow *flow, double time_s, double span_s)
{
  for (size_t p = 0; p < flow->point_count; p++) {
    struct flow_point_source *point = &flow->point[p];
    double area_m2 = 0.0;
    for (size_t i = 0; i < point->count; i++)
      area_m2 += flow_cell_area_m2(flow->forest, point->index[i] / AL_TILE_CELLS);
    const double volume_m3 =
        al_series_integral(&point->config->discharge_m3_per_s, time_s, time_s + span_s);
    const al_real rate = (al_real)(volume_m3 / (span_s * area_m2));
    for (size_t i = 0; rate > 0 && i < point->count; i++) {
      const ptrdiff_t tile = point->index[i] / AL_TILE_CELLS;
      al_field_tile(flow->source, tile)[point->index[i] % AL_TILE_CELLS] += rate;
      flow->tile_has_source[tile] = 1;
    }
    al_sum_add(point->volume, (double)rate * span_s * area_m2);
  }
}
