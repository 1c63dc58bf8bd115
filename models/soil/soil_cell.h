/**
 * Infiltration into one column over one interval, with the water at hand as its limit. Pure inline
 * functions: no calls, no branches that stop vectorisation. Depths in m of the pervious ground,
 * rates in m/s. `storage` is the method's own memory (see README.md).
 */
#ifndef AL_MODELS_SOIL_CELL_H
#define AL_MODELS_SOIL_CELL_H

#include "core/vmath.h"

struct soil_uptake {
  al_real depth_m; /* infiltrated in the interval, <= available */
  al_real storage; /* the memory afterwards */
};

/** x - ln(1 + x) for x >= 0 from the [3/3] Pade approximant of the logarithm, written so that
 * nothing cancels; relative error below 3e-5 at x = 0.5 and falling with x^5. */
AL_INLINE al_real soil_log_residual(al_real x)
{
  return x * x * (30 + x * (25 + 3 * x)) / (60 + x * (90 + x * (36 + 3 * x)));
}

/** 1 - exp(-z) for 0 <= z <= 0.25, [2/2] Pade; relative error below 2e-6. */
AL_INLINE al_real soil_one_minus_exp(al_real z)
{
  return 12 * z / (12 + z * (6 + z));
}

/** Depth that ponded ground takes in by Green and Ampt (1911), the implicit equation
 * y - S ln(1 + y / (F + S)) = K t solved for y = F' - F by a root of its midpoint form and two
 * Newton steps. @param total_m F, infiltrated so far. @param store_m S, suction head times deficit,
 * > 0. @param water_m K t. */
AL_INLINE al_real soil_green_ampt_potential(al_real total_m, al_real store_m, al_real water_m)
{
  const al_real a = total_m - water_m / 2, c = 2 * water_m * (total_m + store_m);
  const al_real root = al_sqrt(a * a + c), sum = total_m + store_m;
  al_real x = (a > 0 ? c / (al_abs(a) + root) : root - a) / sum;
  for (int k = 0; k < 2; k++) {
    const al_real residual = total_m * x + store_m * soil_log_residual(x) - water_m;
    const al_real slope = total_m + store_m * x / (1 + x);
    x = al_max(x - (slope > 0 ? residual / al_max(slope, (al_real)1e-30) : 0), 0);
  }
  return x * sum;
}

/** storage = F, infiltrated behind the front that starts at the surface. */
AL_INLINE struct soil_uptake soil_green_ampt(al_real available_m, al_real total_m, al_real store_m,
                                             al_real water_m)
{
  const al_real taken = al_min(soil_green_ampt_potential(total_m, store_m, water_m), available_m);
  return (struct soil_uptake){taken, total_m + taken};
}

/** Where a front that advances into redistributed ground has come to: once it is as deep as the old
 * profile the two are one. */
struct soil_fronts {
  al_real new_m, old_m, wetness;
};

AL_INLINE struct soil_fronts soil_merge_fronts(al_real new_m, al_real old_m, al_real wetness)
{
  const al_real met = (al_real)(new_m * wetness >= old_m * (1 - wetness)), apart = 1 - met;
  return (struct soil_fronts){new_m + old_m * met, old_m * apart, wetness * apart};
}

/** x^n for whole 0 <= n < 16. */
AL_INLINE al_real soil_power(al_real x, int n)
{
  const al_real x2 = x * x, x4 = x2 * x2, x8 = x4 * x4;
  return (n & 1 ? x : 1) * (n & 2 ? x2 : 1) * ((n & 4 ? x4 : 1) * (n & 8 ? x8 : 1));
}

/** 1 - (1 + x)^(-1/p), the relative fall of w' = -c w^(p+1) with x = p c w^p t: logarithm by the
 * [3/3] Pade approximant (of the sixteenth root from x = 1 on), exponential by [2/2] of a quarter;
 * relative error below 1e-3 for x < 1e6 and p >= 4. */
AL_INLINE al_real soil_power_fall(al_real x, al_real p)
{
  const al_real root = al_sqrt(al_sqrt(al_sqrt(al_sqrt(1 + x)))) - 1;
  const al_real t = x < 1 ? x : root, times = (al_real)(x < 1 ? 1 : 16);
  const al_real log_m = t * (60 + t * (60 + 11 * t)) / (60 + t * (90 + t * (36 + 3 * t)));
  const al_real quarter = soil_one_minus_exp(times * log_m / (4 * p));
  const al_real half = quarter * (2 - quarter);
  return half * (2 - half);
}

/** Redistribution while the ground gets less than it conducts: a profile of depth Z with the
 * wetness w (share of the deficit that is filled, F = w deficit Z) drains and is sucked into the
 * dry ground below, w' = -(w K / F) (T^a - Ti^a + (S w / F) (T^b - Ti^b) / (1 - Ti^b)), T = Ti + (1
 * - Ti) w, a = 3 + 2 m, b = 3 + m, m = 1 / pore index (Smith, Corradini and Melone 1993; Ogden and
 * Saghafian 1997; conductivity of Brooks and Corey 1964). The step is exact where one power rules.
 * @param total_m F > 0. @param water_m K t. @param start Ti, effective saturation before the storm.
 * @return w at the end of the step. */
AL_INLINE al_real soil_redistribute(al_real total_m, al_real wetness, al_real water_m,
                                    al_real store_m, int inverse_index, al_real start)
{
  const int m = inverse_index;
  const al_real open = 1 - start, tiny = (al_real)1e-30;
  const al_real theta = start + open * wetness;
  const al_real pm = soil_power(theta, m), qm = soil_power(start, m);
  const al_real t2 = theta * theta, tb1 = t2 * pm, ta1 = tb1 * pm; /* powers less one */
  const al_real sb = start * start * start * qm, sa = sb * qm;
  const al_real total = al_max(total_m, (al_real)1e-9);
  const al_real suck = store_m * wetness / (total * (1 - sb));
  const al_real drains = theta * ta1 - sa, sucks = suck * (theta * tb1 - sb);
  const al_real rate = al_max(drains + sucks, 0);
  const al_real bend =
      wetness * open * ((al_real)(3 + 2 * m) * ta1 + suck * (al_real)(3 + m) * tb1);
  const al_real p = al_max((bend + sucks) / al_max(rate, tiny), 1);
  return wetness - wetness * soil_power_fall(p * rate * water_m / total, p);
}

/** Horton (1933): f = fc + (f0 - fc) exp(-k t), t the time the soil has been fed. storage w =
 * 1 - exp(-k t). Ground that gets less than it could take advances on its curve to the time at
 * which the curve's integral has grown by what it got (Newton from below: the integral is concave).
 */
AL_INLINE struct soil_uptake soil_horton(al_real available_m, al_real w, al_real first_m_per_s,
                                         al_real last_m_per_s, al_real decay_per_s, al_real dt_s)
{
  const al_real rest = 1 - w, fall = (first_m_per_s - last_m_per_s) * rest;
  const al_real most =
      last_m_per_s * dt_s + fall / decay_per_s * soil_one_minus_exp(decay_per_s * dt_s);
  const al_real taken = al_min(most, available_m), tiny = (al_real)1e-20;
  al_real t = al_min(taken / al_max(last_m_per_s + fall, tiny), dt_s);
  for (int k = 0; k < 3; k++) {
    const al_real gone = soil_one_minus_exp(decay_per_s * t);
    const al_real short_m = taken - (last_m_per_s * t + fall / decay_per_s * gone);
    t = al_min(al_max(t + short_m / al_max(last_m_per_s + fall * (1 - gone), tiny), 0), dt_s);
  }
  t = available_m >= most && available_m > 0 ? dt_s : t;
  return (struct soil_uptake){taken, w + rest * soil_one_minus_exp(decay_per_s * t)};
}

/** Modified Horton (Akan 1992, SWMM): only what infiltrates above the final rate wears the
 * capacity down. storage w = k Fe / (f0 - fc), Fe the infiltration above fc. */
AL_INLINE struct soil_uptake soil_modified_horton(al_real available_m, al_real w,
                                                  al_real first_m_per_s, al_real last_m_per_s,
                                                  al_real decay_per_s, al_real dt_s)
{
  const al_real rest = 1 - w, fall_m_per_s = first_m_per_s - last_m_per_s;
  const al_real gone = soil_one_minus_exp(decay_per_s * dt_s);
  const al_real most = last_m_per_s * dt_s + fall_m_per_s * rest / decay_per_s * gone;
  const al_real taken = al_min(most, available_m);
  const al_real excess = al_max(taken - last_m_per_s * dt_s, 0);
  const al_real worn = excess * decay_per_s / al_max(fall_m_per_s, (al_real)1e-12);
  return (struct soil_uptake){taken, w + al_min(worn, rest * gone)};
}

/** Constant rate until the store is full. storage = what the store holds. */
AL_INLINE struct soil_uptake soil_constant(al_real available_m, al_real held_m, al_real water_m,
                                           al_real most_m)
{
  const al_real taken = al_min(al_min(water_m, al_max(most_m - held_m, 0)), available_m);
  return (struct soil_uptake){taken, held_m + taken};
}

/** SCS curve number (NEH-4) as a continuous function of the rain so far: all of it up to the
 * initial abstraction Ia, then F = S (P - Ia) / (P - Ia + S), as a difference in which nothing
 * cancels. storage = P. Run-on does not count as rain. */
AL_INLINE struct soil_uptake soil_curve_number(al_real available_m, al_real rained_m,
                                               al_real rain_m, al_real retention_m,
                                               al_real initial_m)
{
  const al_real first = al_min(al_max(initial_m - rained_m, 0), rain_m);
  const al_real before = al_max(rained_m - initial_m, 0), more = rain_m - first;
  const al_real share =
      retention_m / (before + retention_m) * (retention_m / (before + more + retention_m));
  return (struct soil_uptake){al_min(first + share * more, available_m), rained_m + rain_m};
}

#endif
