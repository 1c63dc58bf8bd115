/**
 * Discharge boundaries held against what the scenario asked of them.
 */
#include "out/asked_flow.h"
#include "core/log.h"
#include "models/flow/flow_config.h"
#include <assert.h>
#include <string.h>

/* Fluxes are single precision: a run of days keeps its inflows to better than this. */
#define SHORT_SHARE 1e-3

/* Net volume through a boundary, into the grid. */
static double asked_passed_m3(const struct al_run_result *result, const char *term)
{
  for (size_t i = 0; i < result->balance_count; i++)
    if (strcmp(result->balance[i].name, term) == 0)
      return result->balance[i].volume_m3;
  return 0.0;
}

/* Outflow that a series asks for up to a time (m3, positive): exact for steps, for lines that keep
 * their sign between knots. */
static double asked_out_m3(const struct al_series *series, double until_s)
{
  double sum_m3 = 0.0;
  for (double from_s = 0.0; from_s < until_s;) {
    const double to_s = fmin(al_series_next_knot_s(series, from_s), until_s);
    sum_m3 += fmax(-al_series_integral(series, from_s, to_s), 0.0);
    from_s = to_s;
  }
  return sum_m3;
}

al_status out_asked_flow(struct al_ctx *ctx, struct al_arena *arena,
                         const struct al_config *scenario, struct al_run_result *result)
{
  const struct al_flow_config *flow = al_config_section(scenario, "flow");
  const struct flow_boundary_config *boundary = flow->boundaries.record;
  assert(result->figure_count <= AL_COUNT(result->figures));
  for (size_t i = 0; i < flow->boundaries.count; i++) {
    const struct al_series *series = &boundary[i].discharge_m3_per_s;
    if (boundary[i].kind != FLOW_DISCHARGE || series->count == 0)
      continue;
    const double asked_m3 = asked_out_m3(series, result->time_s);
    const char *term = al_arena_printf(arena, "boundary:%s", boundary[i].name);
    const char *name = al_arena_printf(arena, "boundary_short_m3:%s", boundary[i].name);
    if (!term || !name)
      return AL_NO_MEMORY;
    const double short_m3 =
        fmax(asked_passed_m3(result, term) - al_series_integral(series, 0.0, result->time_s), 0.0);
    if (asked_m3 > 0.0 && result->figure_count < AL_COUNT(result->figures))
      result->figures[result->figure_count++] = (struct al_balance_term){name, short_m3};
    if (short_m3 > SHORT_SHARE * asked_m3 && asked_m3 > 0.0)
      al_log(ctx, AL_WARNING,
             "boundary %s: %.6g of the %.6g m3 that it was to take out did not leave: the water at "
             "its faces was too shallow",
             boundary[i].name, short_m3, asked_m3);
  }
  return AL_OK;
}
