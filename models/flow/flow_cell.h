/**
 * Shallow-water physics of one cell and one face: pure, branch-free, the same for x and y.
 *
 * Symbols: h depth (m), e level = bed + depth (m), u velocity normal to the face, v along it (m/s),
 * g gravity, n Manning. Sources: Toro (2001) for HLLC speeds, van Leer (1984) for MUSCL-Hancock,
 * Chen and Noelle (2017) and Buttinger-Kreuzhuber et al. (2019) for the bed at a face,
 * models/flow/README.md for the rest.
 */
#ifndef AL_MODELS_FLOW_CELL_H
#define AL_MODELS_FLOW_CELL_H

#include "core/vmath.h"

#define FLOW_GRAVITY ((al_real)9.81)
/* Levels above this belong to wall cells (AL_WALL_BED_M = 9000 m; the highest terrain on Earth lies
 * below 8850 m). */
#define FLOW_WALL_LEVEL_M ((al_real)8900)
/* Levels above this belong to cells beyond the open edge of the domain (FLOW_OPEN_BED_M). */
#define FLOW_OPEN_LEVEL_M ((al_real)9200)
#define FLOW_OPEN_BED_M ((al_real)9400)

/* Sea water under weather; water shallower than this feels the wind as if it were so deep: a film
 * on land is not driven up a slope. */
#define FLOW_WATER_KG_PER_M3 ((al_real)1025)
#define FLOW_WIND_DEPTH_M ((al_real)0.1)

/* One side of a face. */
struct flow_side {
  al_real h, e, u, v;
};

/* Fluxes through a face per metre: mass (m2/s); normal momentum as the deviation from the
 * hydrostatic pressure of the left and of the right cell's own face depth (m3/s2); tangential
 * momentum (m3/s2). */
struct flow_flux {
  al_real mass, left, right, tangent;
};

/* Generalised minmod with theta 1 or 2: powers of two, so that scaling rounds nothing. */
struct flow_limiter {
  al_real half_theta, per_two_theta;
};

AL_INLINE struct flow_limiter flow_limiter_of(int sharp)
{
  return (struct flow_limiter){.half_theta = sharp ? 1 : (al_real)0.5,
                               .per_two_theta = sharp ? (al_real)0.25 : (al_real)0.5};
}

/** Half of the limited slope times two cells: theta/2 times (a + b) / (2 theta) held between zero
 * and the lesser of the differences a, b where they have one sign, 0 where not. */
AL_INLINE al_real flow_limit(struct flow_limiter limiter, al_real a, al_real b)
{
  const al_real low = al_min(al_max(a, b), 0), high = al_max(al_min(a, b), 0);
  const al_real mean = limiter.per_two_theta * (a + b);
  return limiter.half_theta * al_min(al_max(mean, low), high);
}

/** What a face sees on one side: the side itself, or, where that is a wall, the other side
 * mirrored. */
AL_INLINE struct flow_side flow_mirror_wall(struct flow_side side, struct flow_side other)
{
  const int wall = side.e > FLOW_WALL_LEVEL_M;
  return (struct flow_side){.h = wall ? other.h : side.h,
                            .e = wall ? other.e : side.e,
                            .u = wall ? -other.u : side.u,
                            .v = wall ? other.v : side.v};
}

/** HLLC flux with two-rarefaction speeds over the face bed zf = min(max(zl, zr), min(el, er)).
 *  Momentum enters through (e*r - e*l) and (hl + hr) only: a lake at rest is exact and nothing
 * large cancels. */
AL_INLINE struct flow_flux flow_face_flux(struct flow_side l, struct flow_side r)
{
  const al_real half = (al_real)0.5, g = FLOW_GRAVITY, dry = (al_real)1e-6;
  const al_real zl = l.e - l.h, zr = r.e - r.h;
  const al_real zf = al_min(al_max(zl, zr), al_min(l.e, r.e));
  const al_real sink_l = al_min(zf - zl, 0), sink_r = al_min(zf - zr, 0);
  const al_real hl = al_min(l.e - zf, l.h), hr = al_min(r.e - zf, r.h);
  const al_real step = (r.e + sink_r) - (l.e + sink_l);
  const al_real push_l = half * g * (l.h + hl) * sink_l, push_r = half * g * (r.h + hr) * sink_r;
  const al_real ql = hl * l.u, qr = hr * r.u, cl = al_sqrt(g * hl), cr = al_sqrt(g * hr);
  const al_real pressure = half * g * (hl + hr) * step;
  const al_real u_star = half * (l.u + r.u) + cl - cr;
  const al_real c_star = half * (cl + cr) + (al_real)0.25 * (l.u - r.u);
  const al_real slow = hl > dry ? al_min(l.u - cl, u_star - c_star) : r.u - 2 * cr;
  const al_real fast = hr > dry ? al_max(r.u + cr, u_star + c_star) : l.u + 2 * cl;
  const al_real a = al_min(slow, 0), b = al_max(fast, 0);
  const al_real share = 1 / al_max(b - a, (al_real)1e-12), ab = a * b;
  const al_real mass = (b * ql - a * qr + ab * step) * share;
  const al_real normal = (b * (ql * l.u) - a * (qr * r.u + pressure) + ab * (qr - ql)) * share;
  return (struct flow_flux){.mass = mass,
                            .left = normal + push_l,
                            .right = normal - pressure + push_r,
                            .tangent = mass * (mass > 0 ? l.v : r.v)};
}

/** Factor that implicit Manning friction puts on a velocity over dt: the positive root of
 *  u' = u - dt k u' |u'| with k = g n^2 h^(-4/3); keeps the Manning equilibrium at any step. */
AL_INLINE al_real flow_friction_factor(al_real k_per_m, al_real speed, al_real dt_s)
{
  return 2 / (1 + al_sqrt(1 + 4 * dt_s * k_per_m * speed));
}

/* A sum and what its rounding left out. */
struct flow_sum {
  al_real value, rest;
};

/** a + b in two parts, exact (Knuth 1969): what is too small for a deviation is kept for the next
 * step. */
AL_INLINE struct flow_sum flow_add(al_real a, al_real b)
{
  const al_real sum = a + b, part = sum - a;
  return (struct flow_sum){.value = sum, .rest = (a - (sum - part)) + (b - part)};
}

/* What weather and the turning Earth do to a cell: wind stress over the density of water (m2/s2),
 * to the east and to the south, and the Coriolis parameter (1/s). */
struct flow_force {
  al_real stress_x, stress_y, coriolis_per_s;
};

/** Level that an air pressure stands for: its excess over the reference as a column of water. Added
 * to levels and beds alike, it acts through their slopes only: a sea that gives way to the pressure
 * is at rest. */
AL_INLINE al_real flow_pressure_head_m(al_real pressure_pa, al_real reference_pa)
{
  return (pressure_pa - reference_pa) / (FLOW_WATER_KG_PER_M3 * FLOW_GRAVITY);
}

/** Still-water depth below the reference level 0: the state is the deviation from it. */
AL_INLINE al_real flow_still_depth(al_real bed)
{
  return al_max(-bed, 0);
}

#endif
