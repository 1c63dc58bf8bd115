/**
 * A breach that grows in an embankment dam, and the flow through it.
 */
#ifndef AL_MODELS_WORKS_BREACH_H
#define AL_MODELS_WORKS_BREACH_H

#include <stdbool.h>

enum works_breach_kind {
  WORKS_BREACH_NONE,
  WORKS_BREACH_FROEHLICH_2008,
  WORKS_BREACH_MACDONALD_1984,
  WORKS_BREACH_GIVEN
};

/** What a breach will be when it has grown. */
struct works_breach {
  double crest_m, bottom_m; /* levels: where it starts, where it ends */
  double width_m;           /* of the final bottom */
  double side_slope;        /* horizontal over vertical */
  double growth_s;
};

/** The trapezoid at a moment. */
struct works_opening {
  double bottom_m, width_m, side_slope; /* width 0: not open yet */
};

/** Froehlich (2008): mean width 0.27 k V^0.32 h^0.04, k = 1.3 when overtopped, growth 63.2
 * sqrt(V / (g h^2)); sides 1.0 when overtopped, else 0.7. @param volume_m3 above the final bottom
 * when it starts. @param breach crest and bottom are given, the rest is filled in. */
void works_breach_froehlich(double volume_m3, bool overtopped, struct works_breach *breach);
/** MacDonald and Langridge-Monopolis (1984), earthfill: eroded volume 0.0261 (V h)^0.769, growth
 * 0.0179 eroded^0.364 hours, sides 0.5. @param head_m water over the final bottom. @param
 * crest_width_m of the dam. @param face_slopes sum of the slopes of its two faces. */
void works_breach_macdonald(double volume_m3, double head_m, double crest_width_m,
                            double face_slopes, struct works_breach *breach);

/** Linear growth downward and in width. @param age_s since the breach began, negative before. */
struct works_opening works_breach_opening(const struct works_breach *breach, double age_s);

/** Broad-crested trapezoid (Fread 1988): ks c (b H^1.5 + 0.79 z H^2.5), drowned by the tailwater
 * above 0.67 of the head. @param coefficient of the rectangular part, m^0.5/s. */
double works_opening_m3_per_s(const struct works_opening *opening, double coefficient,
                              double level_m, double tail_m);

#endif
