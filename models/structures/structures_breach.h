/**
 * A breach in a dyke: it cuts down at its first width, then it widens (Verheij and van der Knaap
 * 2003): dB/dt = f1 f2 / ln 10 (g dH)^1.5 / uc^2 / (1 + f2 g t / uc), f1 = 1.3, f2 = 0.04, t and
 * dB/dt by the hour.
 */
#ifndef AL_MODELS_STRUCTURES_BREACH_H
#define AL_MODELS_STRUCTURES_BREACH_H

struct structures_breach_law {
  double start_width_m, most_width_m;
  double deepening_s;
  double critical_m_per_s; /* flow erodes the soil above this */
};

/** Share of the way down at an age, 0 to 1. */
double structures_breach_depth(const struct structures_breach_law *law, double age_s);
/** Width after a span in which the head stays. @param age_s at the beginning of the span.
 * @param head_m level outside over the greater of level inside and bottom. */
double structures_breach_widen(const struct structures_breach_law *law, double width_m,
                               double age_s, double span_s, double head_m);

#endif
