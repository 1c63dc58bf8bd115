/**
 * Open faces: invariants, normal depth, discharges.
 */
#include "models/flow/flow_boundary_face.h"
#include "models/flow/flow_cell.h"
#include <assert.h>
#include <math.h>

/* Depth at an inflow face: the invariant u_out + 2 c that leaves the inside meets discharge q per
 * metre (m2/s). */
static double face_inflow_depth_m(double q, double inside_depth_m, double outward)
{
  const double g = (double)FLOW_GRAVITY, critical_m = cbrt(q * q / g);
  if (inside_depth_m < 1e-4)
    return critical_m;
  const double invariant = outward + 2.0 * sqrt(g * inside_depth_m);
  double c = fmax(0.5 * invariant, 0.0) + cbrt(q * g);
  for (int i = 0; i < 40; i++) {
    const double f = (2.0 * c - invariant) * c * c - q * g, slope = (6.0 * c - 2.0 * invariant) * c;
    c -= f / slope;
  }
  return fmax(c * c / g, critical_m);
}

struct flow_patch flow_face_discharge(const struct flow_segment *segment,
                                      const struct flow_inside *inside, double cell_m, double dt_s)
{
  assert(segment->face_count > 0 && cell_m > 0.0 && dt_s > 0.0);
  const double g = (double)FLOW_GRAVITY, depth_m = (double)inside->depth_m;
  const double share_per_m = segment->conveyance > 0.0
                                 ? pow(depth_m, 5.0 / 3.0) / segment->conveyance
                                 : 1.0 / segment->width_m;
  double q = segment->discharge_m3_per_s * share_per_m;
  double face_m = depth_m;
  if (q < 0.0)
    q = -fmin(-q, fmin(depth_m * sqrt(g * depth_m), FLOW_COURANT_MOST * depth_m * cell_m / dt_s));
  else if (q > 0.0)
    face_m = segment->depth_m > 0.0
                 ? segment->depth_m
                 : face_inflow_depth_m(q, depth_m, (double)inside->outward_m_per_s);
  const double thrust = (face_m > 0.0 ? q * q / face_m : 0.0) + 0.5 * g * face_m * face_m;
  return (struct flow_patch){.mass = (al_real)-q, .thrust = (al_real)thrust, .pressure = 1};
}

/* Normal velocity out of the grid in the ghost of a level boundary: the outgoing invariant, kept
 * subcritical. */
static al_real face_level_outward(al_real inside_h, al_real inside_out, al_real ghost_h)
{
  const al_real inside_c = al_sqrt(FLOW_GRAVITY * inside_h), c = al_sqrt(FLOW_GRAVITY * ghost_h);
  const al_real out = inside_out + 2 * (inside_c - c);
  return al_max(al_min(out, c), -c);
}

/* Velocity of a wave of a level in water of a depth: sqrt(g / h) level, kept subcritical. */
static al_real face_wave_m_per_s(al_real level_m, al_real depth_m)
{
  const al_real c = al_sqrt(FLOW_GRAVITY * depth_m);
  const al_real share = level_m / al_max(depth_m, (al_real)1e-6);
  return c * al_max(al_min(share, 1), -1);
}

al_real flow_face_ghost_rise(const struct flow_segment *segment, al_real bed, al_real inner_bed,
                             al_real cell_m)
{
  const struct flow_boundary_config *config = segment->config;
  if (config->kind == FLOW_NORMAL_DEPTH)
    return -(al_real)config->slope * cell_m;
  const al_real rise = inner_bed < FLOW_WALL_LEVEL_M ? bed - inner_bed : 0;
  return config->kind == FLOW_DISCHARGE ? rise : al_min(rise, 0);
}

void flow_face_ghost_state(const struct flow_segment *segment, const struct flow_inside *inside,
                           al_real ghost_bed, al_real *depth, al_real *outward)
{
  const al_real h = inside->depth_m, out = inside->outward_m_per_s, k = inside->friction_per_m;
  const struct flow_boundary_config *config = segment->config;
  const bool subcritical = out <= al_sqrt(FLOW_GRAVITY * h);
  const al_real level_m = (al_real)segment->level_m + inside->tide_m - inside->head_m;
  *depth = h;
  *outward = out;
  if (config->kind == FLOW_FREE) {
    *outward = al_abs(out); /* what comes inward finds a wall */
  } else if (config->kind == FLOW_NORMAL_DEPTH) {
    /* u = sqrt(S) h^(2/3) / n; k = g n^2 h^(-4/3) gives u = sqrt(g S / k) */
    *outward = k > 0 ? al_sqrt(FLOW_GRAVITY * (al_real)config->slope / k) : al_max(out, 0);
    *outward = h > (al_real)1e-4 ? *outward : 0;
  } else if (config->kind == FLOW_LEVEL && subcritical) {
    *depth = al_max(level_m - ghost_bed, 0);
    /* The invariant is that of one bed: a lake at the imposed level rests on any slope. */
    *outward = face_level_outward(h, out, al_max(level_m - inside->bed_m, 0));
  } else if (config->kind == FLOW_RADIATION && subcritical) {
    *depth = al_max(level_m - ghost_bed, 0);
    *outward = -(al_real)config->tide_inflow *
               face_wave_m_per_s(inside->tide_m, al_max(level_m - inside->bed_m, 0));
  }
}

struct flow_patch flow_face_open(const struct flow_segment *segment,
                                 const struct flow_inside *inside, double cell_m, double dt_s)
{
  al_real depth, outward;
  assert(cell_m > 0.0 && dt_s > 0.0);
  flow_face_ghost_state(segment, inside, inside->bed_m, &depth, &outward);
  const struct flow_side in = {inside->depth_m, inside->bed_m + inside->depth_m,
                               inside->outward_m_per_s, inside->along_m_per_s};
  const struct flow_side out = {depth, inside->bed_m + depth, outward, inside->along_m_per_s};
  const struct flow_flux flux = flow_face_flux(in, out);
  const al_real most = (al_real)FLOW_COURANT_MOST * inside->depth_m * (al_real)(cell_m / dt_s);
  const al_real share = flux.mass > most ? most / flux.mass : 1;
  return (struct flow_patch){
      .mass = share * flux.mass, .thrust = share * flux.left, .tangent = share * flux.tangent};
}
