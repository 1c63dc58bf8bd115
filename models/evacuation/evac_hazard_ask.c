/**
 * Questions to the hazard on links.
 */
#include "models/evacuation/evac_hazard.h"

#include <assert.h>
#include <math.h>

double al_evac_link_closes_s(const struct al_evac_link_hazard *hazard, int32_t link, double time_s)
{
  for (int32_t i = hazard->closing_start[link]; i < hazard->closing_start[link + 1]; i++)
    if (time_s < hazard->closing[i].to_s)
      return fmax(time_s, hazard->closing[i].from_s);
  return INFINITY;
}

bool al_evac_link_is_closed(const struct al_evac_link_hazard *hazard, int32_t link, double time_s)
{
  assert(isfinite(time_s));
  return al_evac_link_closes_s(hazard, link, time_s) == time_s;
}

double al_evac_link_factor(const struct al_evac_link_hazard *hazard, int32_t link, double time_s)
{
  double factor = 1.0;
  if (al_evac_link_is_closed(hazard, link, time_s))
    return 0.0;
  for (int32_t i = hazard->step_start[link]; i < hazard->step_start[link + 1]; i++)
    if ((double)hazard->step[i].from_s <= time_s)
      factor = (double)hazard->step[i].factor;
  return factor;
}

double al_evac_link_passed_s(const struct al_evac_link_hazard *hazard, int32_t link, double enter_s,
                             double free_s)
{
  if (!hazard || hazard->step_start[link] == hazard->step_start[link + 1])
    return enter_s + free_s;
  double at_s = enter_s, left_s = free_s, factor = 1.0;
  for (int32_t k = hazard->step_start[link]; k < hazard->step_start[link + 1]; k++) {
    const double until_s = (double)hazard->step[k].from_s;
    assert(factor > 0.0);
    if (until_s > at_s) {
      if ((until_s - at_s) * factor >= left_s)
        break;
      left_s -= (until_s - at_s) * factor;
      at_s = until_s;
    }
    factor = (double)hazard->step[k].factor;
  }
  return at_s + left_s / factor;
}

double al_evac_link_entered_s(const struct al_evac_link_hazard *hazard, int32_t link,
                              double passed_s, double free_s)
{
  if (!hazard || hazard->step_start[link] == hazard->step_start[link + 1])
    return passed_s - free_s;
  double at_s = passed_s, left_s = free_s;
  for (int32_t k = hazard->step_start[link + 1]; k-- > hazard->step_start[link];) {
    const double from_s = (double)hazard->step[k].from_s, factor = (double)hazard->step[k].factor;
    assert(factor > 0.0);
    if (from_s >= at_s)
      continue;
    if ((at_s - from_s) * factor >= left_s)
      return at_s - left_s / factor;
    left_s -= (at_s - from_s) * factor;
    at_s = from_s;
  }
  return at_s - left_s;
}

bool al_evac_hazard_covers(struct al_ctx *ctx, const struct al_evac_hazard *hazard, double from_s,
                           double until_s)
{
  const bool is_late = hazard->first_s > from_s, is_early = hazard->last_s < until_s;
  if (is_late)
    al_report(ctx, AL_WARNING, NULL,
              "hazard frames begin at %.0f s, after the evacuation at %.0f s: the first frame "
              "stands for the time before",
              hazard->first_s, from_s);
  if (is_early)
    al_report(ctx, AL_WARNING, NULL,
              "hazard frames end at %.0f s, before the evacuation at %.0f s: the last frame stands "
              "for the time after",
              hazard->last_s, until_s);
  return !is_late && !is_early;
}
