/**
 * Local-inertial physics of one face (Bates, Horritt and Fewtrell 2010; weights of de Almeida,
 * Bates, Freer and Souvignet 2012): the shallow-water equations without advection of momentum.
 *
 * Symbols: q discharge per metre through the face (m2/s), h depth (m), e level = bed + depth (m),
 * g n^2 drag (m^(1/3)), theta the weight of a face's own discharge.
 */
#ifndef AL_MODELS_FLOW_INERTIAL_CELL_H
#define AL_MODELS_FLOW_INERTIAL_CELL_H

#include "models/flow/flow_cell.h"

#define FLOW_INERTIAL_THETA ((al_real)0.9)

/** Discharge per metre after dt through a face between a cell (h0, e0) and the next (h1, e1).
 * @param q before, with its neighbours along the axis. @param drag mean g n^2 of the two cells.
 * No flow where the film over the higher bed is thinner than `dry`; no faster than sqrt(g h). */
AL_INLINE al_real flow_inertial_discharge(al_real h0, al_real e0, al_real h1, al_real e1,
                                          al_real q_before, al_real q, al_real q_behind,
                                          al_real drag, al_real dt_s, al_real dt_per_cell,
                                          al_real dry)
{
  const al_real bed = al_max(e0 - h0, e1 - h1);
  const al_real h = al_max(e0, e1) - bed, deep = al_max(h, dry);
  const al_real root = al_rcbrt(deep), root2 = root * root;
  const al_real mean =
      FLOW_INERTIAL_THETA * q + (al_real)0.5 * (1 - FLOW_INERTIAL_THETA) * (q_before + q_behind);
  const al_real push = FLOW_GRAVITY * deep * dt_per_cell * (e0 - e1);
  /* g n^2 |q| h^(-7/3) */
  const al_real friction = drag * al_abs(q) * (root2 * root2) * root2 * root;
  const al_real next = (mean + push) / (1 + dt_s * friction);
  const al_real most = deep * al_sqrt(FLOW_GRAVITY * deep);
  const int flows = (h > dry) & (bed < FLOW_WALL_LEVEL_M);
  return flows ? al_max(al_min(next, most), -most) : 0;
}

#endif
