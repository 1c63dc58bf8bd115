/**
 * Local-inertial physics of one face (Bates, Horritt and Fewtrell 2010; weights of de Almeida,
 * Bates, Freer and Souvignet 2012): the shallow-water equations without advection of momentum.
 * Friction is that of the discharge at the end of the step: with |q| of its start, as there, steps
 * longer than the water takes to find its normal depth swing about it.
 *
 * Symbols: q discharge per metre through the face (m2/s), h depth (m), e level = bed + depth (m),
 * g n^2 drag (m^(1/3)).
 */
#ifndef AL_MODELS_FLOW_INERTIAL_CELL_H
#define AL_MODELS_FLOW_INERTIAL_CELL_H

#include "models/flow/flow_cell.h"

/* The most that a face takes of its neighbours' discharges. */
#define FLOW_INERTIAL_BLEND ((al_real)0.1)
/* How far into the step the water is looked at that pushes; it damps the shortest waves by half of
 * that times (c k dt)^2 a step, and is stable up to Courant numbers of sqrt(1 / (2 + 4 ahead)). */
#define FLOW_INERTIAL_AHEAD ((al_real)0.05)

/* What weather and the turning Earth add to the discharge through a face in a step: the turned
 * share of what flows across it (m2/s), the share of its own that is left, the wind (m2/s) over
 * water deeper than FLOW_WIND_DEPTH_M. */
struct flow_inertial_force {
  al_real turned, left, wind;
};

/** @param turn angle f dt by which the Earth turns discharges, with the sign of `across` in this
 * one. @param across mean discharge of the four faces around that cross this one's axis (m2/s).
 * @param stress of the wind over the density of water, along the axis (m2/s2) */
AL_INLINE struct flow_inertial_force flow_inertial_force(al_real turn, al_real across,
                                                         al_real stress, al_real dt_s)
{
  return (struct flow_inertial_force){
      .turned = turn * across, .left = 1 - (al_real)0.5 * turn * turn, .wind = dt_s * stress};
}

/** Discharge per metre after dt through a face between a cell (h0, e0) and the next (h1, e1).
 * @param q before, with its neighbours along the axis. @param drag mean g n^2 of the two cells.
 * @param force of weather, where there is any.
 * No flow where the film over the higher bed is thinner than `dry`; no faster than sqrt(g h). */
AL_INLINE al_real flow_inertial_discharge(al_real h0, al_real e0, al_real h1, al_real e1,
                                          al_real q_before, al_real q, al_real q_behind,
                                          al_real drag, bool weather,
                                          struct flow_inertial_force force, al_real dt_s,
                                          al_real dt_per_cell, al_real dry)
{
  const al_real bed = al_max(e0 - h0, e1 - h1);
  const al_real h = al_max(e0, e1) - bed, deep = al_max(h, dry);
  const al_real root = al_rcbrt(deep), root2 = root * root;
  const al_real per_h = root2 * root;
  /* dt g n^2 h^(-7/3) */
  const al_real friction = dt_s * drag * (root2 * root2) * per_h;
  const al_real blend = al_min(al_abs(q) * (dt_per_cell * per_h + friction), FLOW_INERTIAL_BLEND);
  al_real mean = q + blend * ((al_real)0.5 * (q_before + q_behind) - q);
  al_real push = FLOW_GRAVITY * deep * dt_per_cell * (e0 - e1);
  if (weather) {
    mean = force.left * mean + force.turned;
    push += force.wind * al_min(deep / FLOW_WIND_DEPTH_M, 1);
  }
  /* The root of next (1 + friction |next|) = mean + push. */
  const al_real driven = mean + push;
  const al_real next = 2 * driven / (1 + al_sqrt(1 + 4 * friction * al_abs(driven)));
  const al_real most = deep * al_sqrt(FLOW_GRAVITY * deep);
  /* One of the two is wet whatever rounding makes of h: rows of dry cells are not looked at. */
  const int flows = (h > dry) & (al_max(h0, h1) > dry) & (bed < FLOW_WALL_LEVEL_M);
  return flows ? al_max(al_min(next, most), -most) : 0;
}

#endif
