/**
 * The clock of a run.
 */
#include "run/clock.h"
#include <assert.h>
#include <math.h>

double run_clock_step_s(double now_s, double stable_s, double stop_s)
{
  const double left_s = stop_s - now_s;
  assert(stable_s > 0.0 && left_s > 0.0);
  const double steps = ceil(left_s / stable_s * (1.0 - RUN_CLOCK_ROUNDING));
  return steps > 1.0 ? left_s / steps : left_s;
}

double run_clock_next_multiple_s(double now_s, double interval_s)
{
  assert(interval_s > 0.0);
  double count = floor(now_s / interval_s) + 1.0;
  if (count * interval_s <= now_s * (1.0 + 1e-14))
    count += 1.0;
  assert(count * interval_s > now_s);
  return count * interval_s;
}
