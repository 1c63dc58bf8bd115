/**
 * Fire behaviour of many cells, compiled for each vector width.
 */
#ifndef AL_MODELS_FIRE_BEHAVIOUR_KERNEL_H
#define AL_MODELS_FIRE_BEHAVIOUR_KERNEL_H

#include "core/isa.h"
#include "models/fire/fire_fuels.h"

/* All arrays are [count] and do not overlap. */
struct fire_cells {
  ptrdiff_t count;
  const struct fire_fuels *fuels;
  const uint8_t *fuel_row;                                      /* row of the fuel table */
  const al_real *h1, *h10, *h100, *herb, *woody;                /* moistures, shares of dry mass */
  const al_real *wind_east_m_per_s, *wind_north_m_per_s;        /* at 20 ft, towards */
  const al_real *slope_east, *slope_north;                      /* gradient of the ground */
  const al_real *cover, *height_m, *base_m, *density_kg_per_m3; /* canopy; NULL = none anywhere */
  al_real foliar;                                               /* moisture, share of dry mass */
  int crown_row; /* of fuel model 10; used with a canopy only */
  bool cruz;     /* the crown's rate is that of Cruz et al. (2005) */
  /* Wang Zhengfei's rate in the place of Rothermel's: Ks by row of the fuel table, R0 in m/min. No
   * crown fire then. NULL = Rothermel's. */
  const al_real *wang_fuel;
  al_real wang_first;
  al_real *spread_m_per_s, *towards_east, *towards_north, *eccentricity;
  al_real *heat_kj_per_m2, *intensity_kw_per_m, *flame_m; /* at the head */
  al_real *type, *burnt; /* enum fire_type, crown fraction burnt; with a canopy only */
};

/** Surface fire, and with a canopy the crown fire it comes to (Scott and Reinhardt 2001). */
void fire_behaviour_v2(const struct fire_cells *cells);
void fire_behaviour_v3(const struct fire_cells *cells);
void fire_behaviour_v4(const struct fire_cells *cells);

/** The same by the widest vectors of this processor. */
void fire_behaviour_run(const struct fire_cells *cells);

#endif
