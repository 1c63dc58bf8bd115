/**
 * Waves at a wall: how high they are, and what they throw over it.
 *
 * STATUS: unverified. The formulas are those of EurOtop (2018), mean value approach,
 * equations 5.10, 5.11 and 7.1, and of the Shore Protection Manual (1977), written down from
 * memory.
 */
#ifndef AL_MODELS_STRUCTURES_WAVES_H
#define AL_MODELS_STRUCTURES_WAVES_H

struct structures_waves {
  double height_m, period_s; /* significant height, peak period */
};

/** Waves that a wind raises over a fetch of one depth (SPM 1977). All zero without wind, fetch or
 * depth. @param wind_m_per_s at 10 m. */
struct structures_waves structures_waves_of_wind(double wind_m_per_s, double fetch_m,
                                                 double depth_m);

/** Mean overtopping of an upright wall: 0.047 exp(-(2.35 Rc / Hm0)^1.3) (g Hm0^3)^0.5, m2/s a metre
 * of crest. @param freeboard_m crest over still water; below zero it counts as zero: what the
 * water itself does is the weir's. */
double structures_overtopping_wall(struct structures_waves waves, double freeboard_m);
/** Of a sloping face: breaking waves 0.023 / tan(a)^0.5 xi exp(-(2.7 Rc / (xi Hm0 f))^1.3), at most
 * 0.09 exp(-(1.5 Rc / (Hm0 f))^1.3), times (g Hm0^3)^0.5; xi by the period Tp / 1.1.
 * @param slope run over rise. @param roughness f. */
double structures_overtopping_dyke(struct structures_waves waves, double freeboard_m, double slope,
                                   double roughness);

#endif
