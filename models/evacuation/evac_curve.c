#include "models/evacuation/evac_curve.h"

#include <assert.h>
#include <math.h>

static al_status curve_check_table(struct al_ctx *ctx, const struct al_evac_curve *curve)
{
  const int last = curve->table_count - 1;
  if (last < 1)
    return AL_FAIL(ctx, AL_BAD_INPUT, "departure curve: a table needs at least 2 rows");
  for (int i = 0; i <= last; i++) {
    const double time_s = curve->table_s[i], share = curve->table_share[i];
    if (!(time_s >= 0.0 && isfinite(time_s) && share >= 0.0 && share <= 1.0))
      return AL_FAIL(ctx, AL_BAD_INPUT,
                     "departure curve: row %d is %g s, %g; allowed: times from 0, shares 0 .. 1",
                     i + 1, time_s, share);
    if (i > 0 && !(time_s > curve->table_s[i - 1] && share >= curve->table_share[i - 1]))
      return AL_FAIL(ctx, AL_BAD_INPUT,
                     "departure curve: row %d (%g s, %g) does not follow row %d (%g s, %g)", i + 1,
                     time_s, share, i, curve->table_s[i - 1], curve->table_share[i - 1]);
  }
  if (curve->table_share[last] != 1.0)
    return AL_FAIL(ctx, AL_BAD_INPUT, "departure curve: the last share is %g, not 1",
                   curve->table_share[last]);
  return AL_OK;
}

al_status al_evac_curve_check(struct al_ctx *ctx, const struct al_evac_curve *curve)
{
  if (!(curve->delay_s >= 0.0 && isfinite(curve->delay_s)))
    return AL_FAIL(ctx, AL_BAD_INPUT, "departure curve: delay %g s; allowed: from 0",
                   curve->delay_s);
  if (curve->kind == AL_EVAC_TABLE)
    return curve_check_table(ctx, curve);
  if (curve->kind != AL_EVAC_AT_ONCE && !(curve->scale_s > 0.0 && isfinite(curve->scale_s)))
    return AL_FAIL(ctx, AL_BAD_INPUT, "departure curve: scale %g s; allowed: above 0",
                   curve->scale_s);
  if (curve->kind == AL_EVAC_WEIBULL && !(curve->shape > 0.0 && isfinite(curve->shape)))
    return AL_FAIL(ctx, AL_BAD_INPUT, "departure curve: shape %g; allowed: above 0", curve->shape);
  if (curve->kind == AL_EVAC_SIGMOID && !isfinite(curve->middle_s))
    return AL_FAIL(ctx, AL_BAD_INPUT, "departure curve: middle %g s is no time", curve->middle_s);
  return AL_OK;
}

static double curve_table_share(const struct al_evac_curve *curve, double time_s)
{
  const double *at = curve->table_s, *share = curve->table_share;
  int i = 1;
  if (time_s < at[0])
    return 0.0;
  while (i < curve->table_count && at[i] <= time_s)
    i++;
  if (i == curve->table_count)
    return 1.0;
  return share[i - 1] + (share[i] - share[i - 1]) * (time_s - at[i - 1]) / (at[i] - at[i - 1]);
}

static double curve_table_time_s(const struct al_evac_curve *curve, double wanted)
{
  const double *at = curve->table_s, *share = curve->table_share;
  int i = 0;
  while (i < curve->table_count - 1 && share[i] <= wanted)
    i++;
  if (i == 0)
    return at[0];
  return at[i - 1] + (at[i] - at[i - 1]) * (wanted - share[i - 1]) / (share[i] - share[i - 1]);
}

double al_evac_curve_share(const struct al_evac_curve *curve, double time_s)
{
  const double t = time_s - curve->delay_s, scaled = t / curve->scale_s;
  if (t < 0.0)
    return 0.0;
  switch (curve->kind) {
  case AL_EVAC_RAYLEIGH:
    return -expm1(-0.5 * scaled * scaled);
  case AL_EVAC_WEIBULL:
    return -expm1(-pow(scaled, curve->shape));
  case AL_EVAC_SIGMOID:
    return 1.0 / (1.0 + exp(-(t - curve->middle_s) / curve->scale_s));
  case AL_EVAC_TABLE:
    return curve_table_share(curve, t);
  default:
    return 1.0;
  }
}

double al_evac_curve_time_s(const struct al_evac_curve *curve, double share)
{
  assert(share >= 0.0 && share < 1.0);
  double t = 0.0;
  switch (curve->kind) {
  case AL_EVAC_RAYLEIGH:
    t = curve->scale_s * sqrt(-2.0 * log1p(-share));
    break;
  case AL_EVAC_WEIBULL:
    t = curve->scale_s * pow(-log1p(-share), 1.0 / curve->shape);
    break;
  case AL_EVAC_SIGMOID:
    t = share > 0.0 ? fmax(0.0, curve->middle_s + curve->scale_s * log(share / (1.0 - share)))
                    : 0.0;
    break;
  case AL_EVAC_TABLE:
    t = curve_table_time_s(curve, share);
    break;
  default:
    break;
  }
  return curve->delay_s + t;
}
