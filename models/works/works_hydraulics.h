/**
 * Discharge through one structure from the water on its two sides. Heads and levels in metres,
 * discharges in m3/s from the first side to the second; never negative: the caller turns the sides.
 * Sources and ranges: README.md.
 */
#ifndef AL_MODELS_WORKS_HYDRAULICS_H
#define AL_MODELS_WORKS_HYDRAULICS_H

#include <stdbool.h>
#include <stddef.h>

/** Broad-crested weir with tailwater (Villemonte 1947): c b h1^1.5 (1 - (h2/h1)^1.5)^0.385.
 * @param coefficient m^0.5/s. @param head1_m, head2_m of the two sides over the crest. */
double works_weir_m3_per_s(double coefficient, double width_m, double head1_m, double head2_m);

/** Vertical lift gate over a sill: the weir while its edge hangs above the stream, else the jet
 * under it, free or drowned, by the energy equation with a contraction of 0.61 (Henderson 1966).
 * @param open_m height of the edge over the sill. */
double works_gate_m3_per_s(double coefficient, double width_m, double open_m, double head1_m,
                           double head2_m);

/** An inlet's constants in HDS-5: form of the unsubmerged equation, K, M, c, Y. */
struct works_inlet {
  const char *name;
  int form;
  double k, m, c, y;
};

extern const struct works_inlet works_inlets[];

struct works_culvert {
  bool is_round; /* the diameter stands in both sizes */
  double width_m, height_m;
  double length_m, manning, entrance_loss;
  double invert1_m, invert2_m; /* levels */
  double barrels;
  const struct works_inlet *inlet;
};

/** Discharge whose headwater, the greater of inlet and outlet control (HDS-5), is that of the
 * first side. */
double works_culvert_m3_per_s(const struct works_culvert *culvert, double level1_m,
                              double level2_m);
/** The two headwater levels that a discharge asks for. @param tail_m level at the outlet.
 * @param head_m depth over the inlet's invert: whether the barrel runs full there. */
double works_culvert_inlet_level_m(const struct works_culvert *culvert, double m3_per_s);
double works_culvert_outlet_level_m(const struct works_culvert *culvert, double m3_per_s,
                                    double tail_m, double head_m);
/** Critical depth in one barrel, at most its height. */
double works_culvert_critical_m(const struct works_culvert *culvert, double m3_per_s);

/** Pump by its curve [head1, q1, head2, q2, ...]: heads rise, discharges do not. The first
 * discharge holds below the first head; nothing is lifted above the last. */
double works_pump_m3_per_s(const double *curve, size_t pairs, double lift_m);

#endif
