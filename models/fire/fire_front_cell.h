/**
 * The front's travel times: pure inline functions, numbers in, numbers out.
 *
 * An ellipse with its focus at the point it starts from (Anderson 1983) takes the time
 *   F(u) = alpha |u| - beta u,  alpha = h / (R (1 - e)),  beta = alpha e w
 * along u (cells of edge h, u east and south), R rate at the head, e eccentricity, w direction of
 * the head. This is a Randers metric; arrival times obey |grad T + beta| = alpha, and where a ray
 * arrives along r (of length 1) grad T = alpha r - beta.
 */
#ifndef AL_MODELS_FIRE_FRONT_CELL_H
#define AL_MODELS_FIRE_FRONT_CELL_H

#include "models/fire/fire_math.h"

/* Metric of a cell, s a cell edge; alpha is infinite where nothing burns. */
struct fire_pace {
  fire_real alpha, beta_x, beta_y;
};

/* When a ray arrives, and along what. */
struct fire_hit {
  fire_real time_s, ray_x, ray_y;
};

/* Past this nothing comes: infinite, and products of it. */
#define FIRE_NEVER FIRE(1e30)

/** Metric from the behaviour of a cell. @param towards_east,towards_north of length 1, or 0 */
AL_INLINE struct fire_pace fire_pace_of(fire_real cell_m, fire_real spread_m_per_s,
                                        fire_real eccentricity, fire_real towards_east,
                                        fire_real towards_north)
{
  const fire_real least = FIRE(1e-6); /* m/s: 9 cm a day is no spread */
  const int burns = spread_m_per_s > least;
  const fire_real alpha = cell_m / (fire_max(spread_m_per_s, least) * (1 - eccentricity));
  const fire_real along = burns ? alpha * eccentricity : 0;
  return (struct fire_pace){burns ? alpha : FIRE(INFINITY), along * towards_east,
                            -along * towards_north};
}

/** F(u), `length` being |u|. */
AL_INLINE fire_real fire_pace_time(struct fire_pace pace, fire_real x, fire_real y,
                                   fire_real length)
{
  return pace.alpha * length - pace.beta_x * x - pace.beta_y * y;
}

/** (1 - s) a + s b. */
AL_INLINE struct fire_pace fire_pace_between(struct fire_pace a, struct fire_pace b, fire_real s)
{
  return (struct fire_pace){a.alpha + s * (b.alpha - a.alpha), a.beta_x + s * (b.beta_x - a.beta_x),
                            a.beta_y + s * (b.beta_y - a.beta_y)};
}

/** Speed of the front along its normal over that of the cell edge per second: 1 / |grad T|. */
AL_INLINE fire_real fire_pace_normal(struct fire_pace pace, fire_real ray_x, fire_real ray_y)
{
  const fire_real x = pace.alpha * ray_x - pace.beta_x, y = pace.alpha * ray_y - pace.beta_y;
  return 1 / fire_sqrt(fire_max(x * x + y * y, FIRE(1e-30)));
}

/* A straight base from which a point is reached. u_1 and u_2 lead from its ends to the point. */
struct fire_base {
  fire_real x_1, y_1, x_2, y_2;   /* u_1, u_2 in cells */
  fire_real time_1_s, time_2_s;   /* when the fire is at the ends */
  fire_real slope_1_s, slope_2_s; /* change of that time along the base at its ends, s a length */
  struct fire_pace pace_1, pace_2;
};

/** Where along the base (0 to 1, not held to it) the quickest ray starts when time and metric run
 * straight along it: with k = (change of time - beta d) / (alpha |d|), the ray meets the base's
 * normal at an angle whose sine is -k. @param held |k| is held below this (beyond 1 no ray meets
 * it)
 */
AL_INLINE fire_real fire_base_start(const struct fire_base *base, fire_real held, int *meets)
{
  const fire_real dx = base->x_2 - base->x_1, dy = base->y_2 - base->y_1;
  const fire_real length = fire_sqrt(dx * dx + dy * dy);
  const struct fire_pace pace = fire_pace_between(base->pace_1, base->pace_2, FIRE(0.5));
  const fire_real wait_s = base->time_2_s - base->time_1_s - (pace.beta_x * dx + pace.beta_y * dy);
  const fire_real k = wait_s / (pace.alpha * length);
  const fire_real sine = fire_min(fire_max(k, -held), held);
  const fire_real cross = base->x_1 * base->y_2 - base->y_1 * base->x_2;
  const fire_real high = (cross < 0 ? -cross : cross) / length;
  const fire_real off = -sine * high / fire_sqrt(1 - sine * sine);
  *meets = k > -1 && k < 1;
  return (off - (base->x_1 * dx + base->y_1 * dy) / length) / length;
}

/** The ray from a place on the base, time and metric running straight along it. */
AL_INLINE struct fire_hit fire_base_straight(const struct fire_base *base, fire_real s)
{
  const fire_real x = base->x_1 + s * (base->x_2 - base->x_1);
  const fire_real y = base->y_1 + s * (base->y_2 - base->y_1);
  const fire_real length = fire_max(fire_sqrt(x * x + y * y), FIRE(1e-9));
  const struct fire_pace pace = fire_pace_between(base->pace_1, base->pace_2, s);
  const fire_real start_s = base->time_1_s + s * (base->time_2_s - base->time_1_s);
  return (struct fire_hit){start_s + fire_pace_time(pace, x, y, length), x / length, y / length};
}

/** The quickest ray from a base along which time is the cubic with the end values and end slopes
 * (Hermite): at most two Newton steps on time + F from the start given. */
AL_INLINE struct fire_hit fire_base_curved(const struct fire_base *base, fire_real start)
{
  const fire_real dx = base->x_2 - base->x_1, dy = base->y_2 - base->y_1, dd = dx * dx + dy * dy;
  const fire_real rise = base->time_2_s - base->time_1_s;
  const fire_real cubic = base->slope_1_s + base->slope_2_s - 2 * rise;
  const fire_real square = 3 * rise - 2 * base->slope_1_s - base->slope_2_s;
  const fire_real d_alpha = base->pace_2.alpha - base->pace_1.alpha;
  const fire_real d_beta_x = base->pace_2.beta_x - base->pace_1.beta_x;
  const fire_real d_beta_y = base->pace_2.beta_y - base->pace_1.beta_y;
  fire_real s = start;
  for (int step = 0;; step++) {
    const fire_real x = base->x_1 + s * dx, y = base->y_1 + s * dy;
    const fire_real length = fire_sqrt(x * x + y * y), per = 1 / length;
    const struct fire_pace pace = {base->pace_1.alpha + s * d_alpha,
                                   base->pace_1.beta_x + s * d_beta_x,
                                   base->pace_1.beta_y + s * d_beta_y};
    const fire_real along = (x * dx + y * dy) * per;
    const fire_real slope = base->slope_1_s + s * (2 * square + 3 * cubic * s) + d_alpha * length +
                            pace.alpha * along - d_beta_x * x - d_beta_y * y -
                            (pace.beta_x * dx + pace.beta_y * dy);
    const fire_real bend = 2 * square + 6 * cubic * s + 2 * d_alpha * along +
                           pace.alpha * (dd - along * along) * per -
                           2 * (d_beta_x * dx + d_beta_y * dy);
    const fire_real next = fire_min(fire_max(s - slope / bend, 0), 1);
    const fire_real move = next - s;
    const int settled = (step > 0) & (move < FIRE(1e-4)) & (move > FIRE(-1e-4));
    if (step == 2 || bend < FIRE(1e-6) * pace.alpha || settled) {
      const fire_real from_s = base->time_1_s + s * (base->slope_1_s + s * (square + s * cubic));
      return (struct fire_hit){from_s + fire_pace_time(pace, x, y, length), x * per, y * per};
    }
    s = next;
  }
}

#endif
