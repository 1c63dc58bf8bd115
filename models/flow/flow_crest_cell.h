/**
 * Physics of a face that carries a crest: closed up to it, a weir above it.
 *
 * Symbols as in flow_cell.h; h1, h2 heads over the crest (m) of the higher and the lower side, c
 * the coefficient of the free weir (m^0.5/s).
 */
#ifndef AL_MODELS_FLOW_CREST_CELL_H
#define AL_MODELS_FLOW_CREST_CELL_H

#include "models/flow/flow_cell.h"
#include "tiles/crest.h"

/* c of a broad crest at critical flow: (2/3)^1.5 g^0.5. */
#define FLOW_BROAD_CREST ((al_real)1.7048)

/* A crest as a face sees it. */
struct flow_crest {
  al_real level_m, share, per_root_m; /* share: length of crest over the width of the face */
  al_real waves_m2_per_s;             /* thrown over a metre of face, from the left to the right */
};

AL_INLINE struct flow_crest flow_crest_of(const struct al_crest *crest)
{
  return (struct flow_crest){(al_real)crest->crest_m, (al_real)crest->share,
                             (al_real)crest->per_root_m, (al_real)crest->waves_m2_per_s};
}

/** Discharge per metre of crest: free c h1^1.5; where the lower side stands above two thirds of
 * the head, drowned, c / c_broad h2 (2 g (h1 - h2))^0.5: the two meet there. */
AL_INLINE al_real flow_weir(al_real h1, al_real h2, al_real per_root_m)
{
  const al_real drowned = h2 * al_sqrt(2 * FLOW_GRAVITY * al_max(h1 - h2, 0)) / FLOW_BROAD_CREST;
  const al_real free = h1 * al_sqrt(al_max(h1, 0));
  return per_root_m * (3 * h2 > 2 * h1 ? drowned : free);
}

/** Discharge per metre of face, positive from the left to the right; never so much that a step
 * brings the two levels past each other, or the higher one below the crest. */
AL_INLINE al_real flow_crest_discharge(al_real h_left, al_real e_left, al_real h_right,
                                       al_real e_right, struct flow_crest crest,
                                       al_real dt_per_cell)
{
  const al_real ground = al_max(e_left - h_left, e_right - h_right);
  const al_real level = al_max(crest.level_m, ground);
  const al_real high = al_max(e_left, e_right), low = al_max(al_min(e_left, e_right), level);
  const al_real per_step = 1 / (8 * dt_per_cell);
  const al_real waves =
      al_max(al_min(crest.waves_m2_per_s, h_left * per_step), -h_right * per_step);
  if (!(high > low))
    return waves;
  const al_real weir = crest.share * flow_weir(high - level, low - level, crest.per_root_m);
  const al_real q = al_min(weir, 2 * (high - low) * per_step);
  return waves + (e_left > e_right ? q : -q);
}

/* What is left of a velocity towards (or from) the crest when the water that goes over it is taken
 * out: the rest meets a wall. */
AL_INLINE al_real flow_blocked_velocity(struct flow_side side, al_real q)
{
  const al_real rest = side.u - q / al_max(side.h, (al_real)1e-6);
  if (q > 0 && side.u > 0)
    return al_max(rest, 0);
  return q < 0 && side.u < 0 ? al_min(rest, 0) : side.u;
}

/** Fluxes through a face with a crest: the pressure of a wall on both sides, and the water that
 * goes over it with the velocity it comes with. */
AL_INLINE struct flow_flux flow_crest_flux(struct flow_side left, struct flow_side right,
                                           struct flow_crest crest, al_real dt_per_cell)
{
  const al_real q = flow_crest_discharge(left.h, left.e, right.h, right.e, crest, dt_per_cell);
  struct flow_side l = left, r = right, l_mirror, r_mirror;
  l.u = flow_blocked_velocity(left, q);
  r.u = flow_blocked_velocity(right, q);
  l_mirror = l;
  r_mirror = r;
  l_mirror.u = -l.u;
  r_mirror.u = -r.u;
  const al_real u = q > 0 ? left.u : right.u, v = q > 0 ? left.v : right.v;
  return (struct flow_flux){.mass = q,
                            .left = flow_face_flux(l, l_mirror).left + q * u,
                            .right = flow_face_flux(r_mirror, r).right + q * u,
                            .tangent = q * v};
}

#endif
