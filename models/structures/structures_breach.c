/**
 * How a breach grows.
 */
#include "models/structures/structures_breach.h"
#include <assert.h>
#include <math.h>

#define GRAVITY 9.81
#define F1 1.3
#define F2 0.04

double structures_breach_depth(const struct structures_breach_law *law, double age_s)
{
  assert(law->deepening_s > 0.0);
  return fmin(fmax(age_s / law->deepening_s, 0.0), 1.0);
}

double structures_breach_widen(const struct structures_breach_law *law, double width_m,
                               double age_s, double span_s, double head_m)
{
  assert(span_s >= 0.0 && law->critical_m_per_s > 0.0);
  const double from_s = fmax(age_s - law->deepening_s, 0.0),
               to_s = fmax(age_s + span_s - law->deepening_s, 0.0);
  const double a = F2 * GRAVITY / law->critical_m_per_s; /* by the hour */
  const double reach_m = F1 * sqrt(GRAVITY) * pow(fmax(head_m, 0.0), 1.5) / law->critical_m_per_s;
  const double grown_m = reach_m * log10((1.0 + a * to_s / 3600.0) / (1.0 + a * from_s / 3600.0));
  return fmin(fmax(width_m, law->start_width_m) + grown_m, law->most_width_m);
}
