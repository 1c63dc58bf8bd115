/**
 * The clock of a run.
 */
#include "run/clock.h"
#include <assert.h>
#include <math.h>

double run_clock_step_s(double now_s, double stable_s, double part_s, double stop_s)
{
  const double left_s = stop_s - now_s;
  assert(part_s > 0.0 && part_s <= stable_s && left_s > 0.0);
  const double parts = fmax(ceil(left_s / part_s * (1.0 - RUN_CLOCK_ROUNDING)), 1.0);
  const double most = fmin(stable_s / part_s * (1.0 + RUN_CLOCK_ROUNDING), parts);
  const double taken = exp2(floor(log2(most)));
  return taken < parts ? left_s / (parts / taken) : left_s;
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
