/**
 * Fire behaviour at one place in double: what a table of places is computed with.
 */
#ifndef AL_MODELS_FIRE_POINT_H
#define AL_MODELS_FIRE_POINT_H

#include "models/fire/fire_behaviour_cell.h"

/* What the wind of a site is. */
enum fire_wind { FIRE_WIND_CANOPY, FIRE_WIND_OPEN, FIRE_WIND_MIDFLAME };

struct fire_site {
  enum fire_wind wind; /* at 20 ft over the canopy given; at 20 ft, no canopy; at midflame */
  int fuel_row;
  struct fire_moisture moisture;
  double wind_m_per_s, wind_from_deg; /* azimuths clockwise from north */
  double slope_deg, aspect_deg;       /* aspect: downslope */
  struct fire_canopy canopy;
  double interest_deg; /* a direction that is asked for */
};

struct fire_point {
  struct fire_source source;
  struct fire_surface surface;
  double midflame_m_per_s, towards_deg;
  double backing_m_per_s, flanking_m_per_s;
  double interest_m_per_s, interest_kw_per_m; /* along the ray from the ignition point */
  bool has_crown;                             /* with FIRE_WIND_CANOPY */
  struct fire_crown crown;
  double crown_ratio; /* length to width */
};

/** @param crown_row row of fuel model 10. The direction of spread is upslope where it differs from
 * it clockwise by less than half a degree, and where nothing burns, as in BehavePlus. */
struct fire_point fire_point_compute(const struct fire_fuels *fuels, int crown_row,
                                     const struct fire_site *site);

#endif
