/**
 * Discharge through one structure.
 */
#include "models/works/works_hydraulics.h"
#include <assert.h>
#include <math.h>

#define GRAVITY 9.81
#define CONTRACTION 0.61
#define HDS5_UNIT 1.811 /* turns m^0.5/s into the ft^0.5/s of the constants */
#define HDS5_WEIR_MOST 3.5
#define HDS5_ORIFICE_LEAST 4.0
/* The barrel is taken to run full at its outlet from the second share of headwater to height on. */
#define FULL_FROM 0.75
#define FULL_AT 1.25

enum { HALVINGS = 48 };

const struct works_inlet works_inlets[] = {
    {"headwall_square", 1, 0.0098, 2.0, 0.0398, 0.67},
    {"headwall_groove", 1, 0.0018, 2.0, 0.0292, 0.74},
    {"projecting_groove", 1, 0.0045, 2.0, 0.0317, 0.69},
    {"metal_headwall", 1, 0.0078, 2.0, 0.0379, 0.69},
    {"metal_projecting", 1, 0.0340, 1.5, 0.0553, 0.54},
    {"box_flared_30_75", 1, 0.026, 1.0, 0.0347, 0.81},
    {"box_flared_90_15", 1, 0.061, 0.75, 0.0400, 0.80},
    {"box_straight", 1, 0.061, 0.75, 0.0423, 0.82},
    {"box_chamfered", 2, 0.515, 0.667, 0.0375, 0.79},
    {NULL, 0, 0.0, 0.0, 0.0, 0.0},
};

double works_weir_m3_per_s(double coefficient, double width_m, double head1_m, double head2_m)
{
  assert(coefficient >= 0.0 && width_m >= 0.0);
  if (!(head1_m > 0.0) || head2_m >= head1_m)
    return 0.0;
  const double free = coefficient * width_m * head1_m * sqrt(head1_m);
  const double share = fmax(head2_m, 0.0) / head1_m;
  return share > 0.0 ? free * pow(1.0 - share * sqrt(share), 0.385) : free;
}

double works_gate_m3_per_s(double coefficient, double width_m, double open_m, double head1_m,
                           double head2_m)
{
  assert(open_m >= 0.0);
  if (!(open_m > 0.0))
    return 0.0;
  const double weir = works_weir_m3_per_s(coefficient, width_m, head1_m, head2_m);
  const double jet_m = CONTRACTION * open_m;
  if (!(weir > 0.0) || head1_m <= jet_m)
    return weir;
  const double drop_m = head1_m - fmax(head2_m, jet_m), share = jet_m / head1_m;
  return fmin(weir, jet_m * width_m * sqrt(2.0 * GRAVITY * drop_m / (1.0 - share * share)));
}

/* A barrel filled up to a depth. */
struct section {
  double area_m2, top_m, perimeter_m;
};

static struct section section_at(const struct works_culvert *culvert, double depth_m)
{
  const double height_m = culvert->height_m, y = fmin(fmax(depth_m, 0.0), height_m);
  if (!culvert->is_round)
    return (struct section){culvert->width_m * y, culvert->width_m,
                            y < height_m ? culvert->width_m + 2.0 * y
                                         : 2.0 * (culvert->width_m + height_m)};
  const double angle = 2.0 * acos(1.0 - 2.0 * y / height_m);
  return (struct section){height_m * height_m / 8.0 * (angle - sin(angle)),
                          height_m * sin(0.5 * angle), 0.5 * height_m * angle};
}

double works_culvert_critical_m(const struct works_culvert *culvert, double m3_per_s)
{
  const double square = m3_per_s * m3_per_s / GRAVITY, height_m = culvert->height_m;
  if (!culvert->is_round)
    return fmin(cbrt(square / (culvert->width_m * culvert->width_m)), height_m);
  double low_m = 0.0, high_m = height_m;
  for (int k = 0; k < HALVINGS; k++) {
    const double y = 0.5 * (low_m + high_m);
    const struct section s = section_at(culvert, y);
    if (s.area_m2 * s.area_m2 * s.area_m2 < square * s.top_m)
      low_m = y;
    else
      high_m = y;
  }
  return 0.5 * (low_m + high_m);
}

static double culvert_slope(const struct works_culvert *culvert)
{
  return culvert->length_m > 0.0
             ? fmax((culvert->invert1_m - culvert->invert2_m) / culvert->length_m, 0.0)
             : 0.0;
}

/* Headwater over height of an inlet that does not drown. @param x the discharge in HDS-5's form. */
static double inlet_unsubmerged(const struct works_culvert *culvert, double m3_per_s, double x)
{
  const struct works_inlet *inlet = culvert->inlet;
  const double loss = inlet->k * pow(x, inlet->m);
  if (inlet->form == 2)
    return loss;
  const double critical_m = works_culvert_critical_m(culvert, m3_per_s);
  const struct section s = section_at(culvert, critical_m);
  const double speed = s.area_m2 > 0.0 ? m3_per_s / s.area_m2 : 0.0;
  return (critical_m + speed * speed / (2.0 * GRAVITY)) / culvert->height_m + loss -
         0.5 * culvert_slope(culvert);
}

double works_culvert_inlet_level_m(const struct works_culvert *culvert, double m3_per_s)
{
  const struct works_inlet *inlet = culvert->inlet;
  const double full_m2 = section_at(culvert, culvert->height_m).area_m2;
  const double unit = full_m2 * sqrt(culvert->height_m) / HDS5_UNIT;
  const double x = m3_per_s / unit;
  const double from =
      inlet_unsubmerged(culvert, fmin(x, HDS5_WEIR_MOST) * unit, fmin(x, HDS5_WEIR_MOST));
  const double deep = fmax(x, HDS5_ORIFICE_LEAST);
  const double to = inlet->c * deep * deep + inlet->y - 0.5 * culvert_slope(culvert);
  const double share = (x - HDS5_WEIR_MOST) / (HDS5_ORIFICE_LEAST - HDS5_WEIR_MOST);
  const double ratio = x <= HDS5_WEIR_MOST       ? from
                       : x >= HDS5_ORIFICE_LEAST ? to
                                                 : from + share * (to - from);
  return culvert->invert1_m + fmax(ratio, 0.0) * culvert->height_m;
}

double works_culvert_outlet_level_m(const struct works_culvert *culvert, double m3_per_s,
                                    double tail_m, double head_m)
{
  const double height_m = culvert->height_m;
  const double critical_m = works_culvert_critical_m(culvert, m3_per_s);
  const double full = fmin(fmax((head_m / height_m - FULL_FROM) / (FULL_AT - FULL_FROM), 0.0), 1.0);
  const double free_m = culvert->invert2_m + critical_m + full * 0.5 * (height_m - critical_m);
  const double out_m = fmax(tail_m, free_m);
  const double depth_m =
      0.5 * (fmin(head_m, height_m) + fmin(out_m - culvert->invert2_m, height_m));
  const struct section s = section_at(culvert, depth_m);
  if (!(s.area_m2 > 0.0))
    return m3_per_s > 0.0 ? (double)INFINITY : out_m;
  const double speed = m3_per_s / s.area_m2, radius_m = s.area_m2 / s.perimeter_m;
  const double friction = 2.0 * GRAVITY * culvert->manning * culvert->manning * culvert->length_m /
                          (radius_m * cbrt(radius_m));
  return out_m + (1.0 + culvert->entrance_loss + friction) * speed * speed / (2.0 * GRAVITY);
}

double works_culvert_m3_per_s(const struct works_culvert *culvert, double level1_m, double level2_m)
{
  const double head_m = level1_m - culvert->invert1_m;
  assert(culvert->height_m > 0.0 && culvert->width_m > 0.0 && culvert->inlet);
  if (!(head_m > 0.0) || level1_m <= fmax(level2_m, culvert->invert2_m))
    return 0.0;
  const double drop_m = fmax(level1_m - culvert->invert2_m, head_m);
  double low = 0.0,
         high = section_at(culvert, culvert->height_m).area_m2 * sqrt(2.0 * GRAVITY * drop_m);
  for (int k = 0; k < HALVINGS; k++) {
    const double q = 0.5 * (low + high);
    const bool passes = works_culvert_inlet_level_m(culvert, q) <= level1_m &&
                        works_culvert_outlet_level_m(culvert, q, level2_m, head_m) <= level1_m;
    low = passes ? q : low;
    high = passes ? high : q;
  }
  return low * culvert->barrels;
}

double works_pump_m3_per_s(const double *curve, size_t pairs, double lift_m)
{
  assert(curve && pairs >= 2);
  if (lift_m <= curve[0])
    return curve[1];
  for (size_t i = 1; i < pairs; i++) {
    const double *a = curve + 2 * (i - 1), *b = curve + 2 * i;
    if (lift_m <= b[0])
      return a[1] + (b[1] - a[1]) * (lift_m - a[0]) / (b[0] - a[0]);
  }
  return 0.0;
}
