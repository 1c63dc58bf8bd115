/**
 * Walking off the road: travel time and latest safe departure over the cells of a lattice.
 *
 * A step takes its length x the mean slowness of its two cells (four for knight's moves, as GRASS
 * r.cost has it) x Tobler's factor of its slope. With K = -L the latest departure obeys the
 * recurrence of roads, K(u) = min over neighbours v of max(K(v), -closing of the step) + its time;
 * without closings and with K = 0 at the goals it is the travel time. One Dijkstra from all goals
 * over a radix heap of float bits does both. Values are single precision: each step rounds once.
 */
#ifndef AL_EVAC_WALK_H
#define AL_EVAC_WALK_H

#include <stdint.h>

#include "core/status.h"
#include "tiles/lattice.h"

struct al_evac_walk {
  const struct al_lattice *lattice;
  const float *slowness_spm; /* [cells] s/m, > 0; NaN or INFINITY = nobody passes */
  const float *height_m;     /* [cells] of the ground, for slopes; NULL = level */
  int neighbours;            /* 8, or 16 with knight's moves */
};

/** Time from each cell to the nearest goal.
 * @param goal_s [cells] finite = a goal, reached after this time more (usually 0); NaN = none.
 * @param time_s [cells] receives it, INFINITY = no way. @return AL_OK or AL_NO_MEMORY. */
al_status al_evac_walk_time(struct al_ctx *ctx, const struct al_evac_walk *walk,
                            const float *goal_s, float *time_s);

/** Latest departure from each cell that still reaches a goal, through no step that is closed before
 * it is done. Closings are for good.
 * @param goal_until_s [cells] goals, open until then, INFINITY = for good; NaN = none.
 * @param closes_s [cells] when each closes: al_evac_cells_closing(); NULL = never.
 * @param latest_s [cells] receives it; INFINITY = any time, -INFINITY = no way.
 * @return AL_OK or AL_NO_MEMORY. */
al_status al_evac_walk_latest(struct al_ctx *ctx, const struct al_evac_walk *walk,
                              const float *goal_until_s, const float *closes_s, float *latest_s);

/** Kinds of ground and how much longer walking takes on them than on pavement: energy coefficients
 * of Soule and Goldman 1972, taken as time (Wood and Schmidtlein 2012). */
struct al_evac_ground {
  const char *name;
  float factor; /* INFINITY = nobody passes */
};
enum {
  AL_EVAC_PAVED,
  AL_EVAC_DIRT,
  AL_EVAC_LIGHT_BRUSH,
  AL_EVAC_HEAVY_BRUSH,
  AL_EVAC_BOG,
  AL_EVAC_SAND,
  AL_EVAC_BLOCKED, /* buildings, water */
  AL_EVAC_GROUNDS
};
extern const struct al_evac_ground al_evac_grounds[AL_EVAC_GROUNDS];

/** Walking speeds on level pavement, m/s. */
static const double al_evac_walk_mps = 1.1, al_evac_impaired_walk_mps = 0.89;

/** Slowness of cells by their ground. @param ground [cells] AL_EVAC_PAVED ..; anything else counts
 * as blocked. @return how many cells hold such a value. */
ptrdiff_t al_evac_walk_slowness(const struct al_lattice *lattice, const uint8_t *ground,
                                double speed_mps, float *slowness_spm);

/** Tobler's time on a slope (rise over run, uphill positive) over that on the level. */
double al_evac_tobler(double slope);

#endif
