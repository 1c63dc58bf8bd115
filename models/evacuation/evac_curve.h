/**
 * Departure curves: the share of people who have left by a time after the order.
 */
#ifndef AL_EVAC_CURVE_H
#define AL_EVAC_CURVE_H

#include "core/status.h"

enum al_evac_curve_kind {
  AL_EVAC_AT_ONCE,  /* all after `delay_s` */
  AL_EVAC_RAYLEIGH, /* 1 - exp(-t^2 / (2 scale^2)) */
  AL_EVAC_WEIBULL,  /* 1 - exp(-(t / scale)^shape) */
  AL_EVAC_SIGMOID,  /* 1 / (1 + exp(-(t - middle) / scale)); who would leave before 0 leaves at 0 */
  AL_EVAC_TABLE     /* broken line */
};

struct al_evac_curve {
  enum al_evac_curve_kind kind;
  double delay_s;                      /* after the order, before the curve begins; >= 0 */
  double scale_s;                      /* > 0 */
  double shape;                        /* of Weibull, > 0 */
  double middle_s;                     /* of the sigmoid */
  int table_count;                     /* >= 2 */
  const double *table_s, *table_share; /* rising, shares from 0 to 1 */
};

/** Errors: AL_BAD_INPUT naming the value, or the row of the table, and what is allowed. */
al_status al_evac_curve_check(struct al_ctx *ctx, const struct al_evac_curve *curve);

/** Share that has left by a time after the order. */
double al_evac_curve_share(const struct al_evac_curve *curve, double time_s);
/** When a share (0 <= share < 1) has left, s after the order. */
double al_evac_curve_time_s(const struct al_evac_curve *curve, double share);

#endif
