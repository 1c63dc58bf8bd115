/**
 * Tide at open boundaries: whose it is, and what the water at the start makes of it.
 */
#include "models/flow/flow_boundary_inside.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>

/* Tides that differ by more over the boundaries at the start set off waves worth a word. */
#define TIDE_SPREAD_M 0.1

static struct al_source_mark tide_key(const struct al_config *scenario, size_t at, const char *key)
{
  char path[80];
  snprintf(path, sizeof path, "flow.boundaries[%zu].%s", at, key);
  return al_config_mark(scenario, path);
}

static const struct al_series *tide_find(const struct al_model_env *env, size_t at, const char *key,
                                         const char *name)
{
  const struct al_source_mark mark = tide_key(env->scenario, at, key);
  const struct al_series *series = al_offers_find(env->offers, name);
  if (!series)
    al_report(env->ctx, AL_ERROR, &mark, "no tide '%s' stands under tide.stations", name);
  return series;
}

void flow_boundary_find_tide(const struct al_model_env *env, size_t at,
                             struct flow_segment *segment)
{
  const struct flow_boundary_config *config = segment->config;
  const struct al_source_mark mark = tide_key(env->scenario, at, "tide");
  const bool takes = config->kind == FLOW_LEVEL || config->kind == FLOW_RADIATION;
  if (!config->tide && !config->tide_end)
    return;
  if (!takes || !config->tide || (config->tide_end && config->side == FLOW_EDGE)) {
    al_report(env->ctx, AL_ERROR, &mark,
              "boundary %s: a tide needs kind level or radiation, tide_end also needs tide and a "
              "side other than edge",
              config->name);
    return;
  }
  segment->tide[0] = tide_find(env, at, "tide", config->tide);
  segment->tide[1] =
      config->tide_end ? tide_find(env, at, "tide_end", config->tide_end) : segment->tide[0];
}

void flow_boundary_set_tide(struct flow_segment *segment, double time_s)
{
  assert(!segment->tide[0] == !segment->tide[1]);
  for (int end = 0; end < 2; end++)
    segment->tide_m[end] = segment->tide[end] ? al_series_value(segment->tide[end], time_s) : 0.0;
}

double flow_boundary_start_rise_m(struct al_ctx *ctx, struct flow_boundary *boundary)
{
  double sum_m2 = 0.0, width_m = 0.0, least_m = HUGE_VAL, most_m = -HUGE_VAL;
  for (size_t s = 0; boundary && s < boundary->segment_count; s++)
    flow_boundary_set_tide(&boundary->segment[s], 0.0);
  for (ptrdiff_t t = 0; boundary && t < boundary->forest->tile_count; t++)
    for (int i = 0; i < boundary->tile[t].count; i++) {
      const struct edge_cell *cell = &boundary->cells[boundary->tile[t].first + i];
      const struct flow_segment *segment = &boundary->segment[cell->segment];
      const double cell_m = al_forest_cell_m(boundary->forest, t);
      if (!cell->own || !segment->tide[0])
        continue;
      const double here_m =
          segment->tide_m[0] + (double)cell->along * (segment->tide_m[1] - segment->tide_m[0]);
      sum_m2 += here_m * cell_m;
      width_m += cell_m;
      least_m = fmin(least_m, here_m);
      most_m = fmax(most_m, here_m);
    }
  if (!(width_m > 0.0))
    return 0.0;
  if (most_m - least_m > TIDE_SPREAD_M)
    al_report(ctx, AL_WARNING, NULL,
              "the tides of the boundaries stand %.2f m to %.2f m at the start, the water at their "
              "mean; tide.ramp lets them grow from nothing",
              least_m, most_m);
  return sum_m2 / width_m;
}
