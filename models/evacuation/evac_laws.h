/**
 * What water, fire and wind do to travellers: limits above which a stretch is closed to them and
 * how much slower they go below. One row a kind of traveller; a scenario may change a copy.
 */
#ifndef AL_EVAC_LAWS_H
#define AL_EVAC_LAWS_H

#include <stdbool.h>

#include "models/evacuation/evac_network.h"

/** Kinds of travellers; several may share a mode of the network. */
enum al_evac_traveller {
  AL_EVAC_ADULT,
  AL_EVAC_FRAIL, /* children, old and impaired people on foot */
  AL_EVAC_RIDER, /* e-bike */
  AL_EVAC_DRIVER,
  AL_EVAC_COACH, /* bus */
  AL_EVAC_TRAVELLERS
};

/** How water slows. */
enum al_evac_slowing {
  AL_EVAC_SLOWED_WADING,     /* factor by depth: 1, 0.58 at 0.35 m, 0.50 at 0.6 m, 0.42 at 0.9 m */
  AL_EVAC_SLOWED_PREGNOLATO, /* km/h: 0.0009 w^2 - 0.5529 w + 86.9448, w mm (Pregnolato 2017) */
  AL_EVAC_SLOWED_NIRD        /* free speed x (w / limit - 1)^2 */
};

struct al_evac_law {
  const char *name;
  enum al_evac_mode mode;
  enum al_evac_slowing slowing;
  double depth_limit_m;       /* closed from this depth on */
  double unit_flow_limit_m2s; /* closed where depth x speed is more; INFINITY = no limit */
  double flow_limit_mps;      /* closed where water is faster; INFINITY = no limit */
  double shallow_flow_limit_mps, shallow_m; /* the same in water shallower than shallow_m */
  double wind_limit_mps;                    /* closed outdoors where the mean wind is more */
  double bridge_wind_limit_mps;             /* closed on bridges */
  double fire_lead_s;                       /* closed this long before the fire arrives */
  double fire_reach_m;                      /* anywhere within this distance */
};

extern const struct al_evac_law al_evac_laws[AL_EVAC_TRAVELLERS];

/** Whether water of this depth (m) and speed (m/s) stops the traveller. NaN is no water. At the
 * same depth faster water never opens; at the same speed deeper water never opens but where it
 * leaves the limit of shallow water, whose measurements end at shallow_m. */
bool al_evac_water_closes(const struct al_evac_law *law, double depth_m, double speed_mps);

/** Speed in water over free speed, 0..1; falls with depth, 0 from the limit of depth on.
 * @param free_speed_mps without water, > 0. */
double al_evac_water_factor(const struct al_evac_law *law, double depth_m, double free_speed_mps);

#endif
