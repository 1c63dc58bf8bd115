/**
 * How far firebrands fly at most: from a wind-driven surface fire, a burning pile, torching trees.
 * SI outside; inside the published equations keep ft, mile/h, inch, mile.
 *
 * Sources: Albini (1979) INT-GTR-56, (1981) INT-309, (1983) INT-320; Chase (1981) INT-GTR-119,
 * (1984) INT-345; Morris (1987) INT-371. See README.md.
 */
#ifndef AL_MODELS_FIRE_SPOT_CELL_H
#define AL_MODELS_FIRE_SPOT_CELL_H

#include "models/fire/fire_behaviour_cell.h"

#define FIRE_M_PER_MILE FIRE(1609.344)

/* Where the fire burns. */
enum fire_place { FIRE_MIDSLOPE_WINDWARD, FIRE_VALLEY, FIRE_MIDSLOPE_LEEWARD, FIRE_RIDGE };

struct fire_terrain {
  enum fire_place place;
  fire_real distance_m, relief_m; /* from ridge to valley, level and upright; 0 = flat */
};

struct fire_flight {
  fire_real flat_m, mountain_m; /* greatest distance over flat ground, over the terrain */
  fire_real brand_m;            /* height the brand is lifted to */
};

/* Flame of a torching tree: height a DBH^b n^0.4 ft, steady for c DBH^d n^-0.2 (DBH inch, n trees).
 */
struct fire_tree {
  fire_real height_a, height_b, lasts_c, lasts_d;
};

enum { FIRE_TREES = 14 };
/* Engelmann spruce, Douglas fir, subalpine fir, western hemlock, ponderosa, lodgepole and western
 * white pine, grand fir, balsam fir, slash, longleaf, pond, shortleaf and loblolly pine. */
static const struct fire_tree fire_trees[FIRE_TREES] = {
    {FIRE(15.7), FIRE(0.451), FIRE(12.6), FIRE(-0.256)},
    {FIRE(15.7), FIRE(0.451), FIRE(10.7), FIRE(-0.278)},
    {FIRE(15.7), FIRE(0.451), FIRE(10.7), FIRE(-0.278)},
    {FIRE(15.7), FIRE(0.451), FIRE(6.30), FIRE(-0.249)},
    {FIRE(12.9), FIRE(0.453), FIRE(12.6), FIRE(-0.256)},
    {FIRE(12.9), FIRE(0.453), FIRE(12.6), FIRE(-0.256)},
    {FIRE(12.9), FIRE(0.453), FIRE(10.7), FIRE(-0.278)},
    {FIRE(16.5), FIRE(0.515), FIRE(10.7), FIRE(-0.278)},
    {FIRE(16.5), FIRE(0.515), FIRE(10.7), FIRE(-0.278)},
    {FIRE(2.71), FIRE(1.0), FIRE(11.9), FIRE(-0.389)},
    {FIRE(2.71), FIRE(1.0), FIRE(11.9), FIRE(-0.389)},
    {FIRE(2.71), FIRE(1.0), FIRE(7.91), FIRE(-0.344)},
    {FIRE(2.71), FIRE(1.0), FIRE(7.91), FIRE(-0.344)},
    {FIRE(2.71), FIRE(1.0), FIRE(13.5), FIRE(-0.544)}};

/** Tree cover that the brand falls through, at least 2.2 z^0.337 - 4 ft, z the brand's height in
 * ft. */
AL_INLINE fire_real fire_spot_cover_ft(fire_real brand_ft, fire_real cover_ft)
{
  const fire_real least = FIRE(2.2) * fire_pow(fire_max(brand_ft, FIRE(1e-7)), FIRE(0.337)) - 4;
  return fire_max(cover_ft, brand_ft < FIRE(1e-7) ? 0 : least);
}

/** Miles over flat ground: 7.18e-4 U h^0.5 (0.362 + (z / h)^0.5 / 2 ln(z / h)), U mile/h at 20 ft,
 * h the cover, z the brand in ft. */
AL_INLINE fire_real fire_spot_flat_mi(fire_real brand_ft, fire_real cover_ft, fire_real wind_mph)
{
  const fire_real cover = fire_max(cover_ft, FIRE(1e-7));
  const fire_real ratio = fire_max(brand_ft, FIRE(1e-7)) / cover;
  const fire_real fall = FIRE(0.362) + fire_sqrt(ratio) / 2 * fire_log(ratio);
  const fire_real flat = FIRE(7.18e-4) * wind_mph * fire_sqrt(cover) * fall;
  return cover_ft > FIRE(1e-7) ? flat : 0;
}

/** Cosine of pi x by its series after folding x to [0, 1/2]; error below 1e-15. */
AL_INLINE fire_real fire_cos_pi(fire_real x)
{
  const fire_real a = x < 0 ? -x : x;
  const fire_real turns = a - 2 * (fire_real)(long)(a / 2);
  const fire_real half = turns > 1 ? 2 - turns : turns; /* cos is even about 1 */
  const fire_real sign = half > FIRE(0.5) ? FIRE(-1) : FIRE(1);
  const fire_real angle = FIRE(3.14159265358979324) * (half > FIRE(0.5) ? 1 - half : half);
  const fire_real z = angle * angle;
  fire_real sum = 1 - z / 380;
  sum = 1 - z / 306 * sum;
  sum = 1 - z / 240 * sum;
  sum = 1 - z / 182 * sum;
  sum = 1 - z / 132 * sum;
  sum = 1 - z / 90 * sum;
  sum = 1 - z / 56 * sum;
  sum = 1 - z / 30 * sum;
  sum = 1 - z / 12 * sum;
  return sign * (1 - z / 2 * sum);
}

/** Distance over ridges and valleys with the form of a cosine (Chase 1984): six rounds of
 * x = X / D - (H / 10000 pi) (cos(pi x - p pi / 2) - cos(p pi / 2)), H ft, p the place. */
AL_INLINE fire_real fire_spot_mountain_m(fire_real flat_m, struct fire_terrain terrain)
{
  const fire_real relief_ft = terrain.relief_m * FIRE_FT_PER_M;
  const fire_real span_m = fire_max(terrain.distance_m, FIRE(1e-6));
  const fire_real first = flat_m / span_m, b = relief_ft * FIRE(1.0 / 31415.926535897932);
  const fire_real quarter = FIRE(0.5) * FIRE(terrain.place);
  fire_real x = first;
  for (int k = 0; k < 6; k++)
    x = first - b * (fire_cos_pi(x - quarter) - fire_cos_pi(quarter));
  const int rough = (relief_ft > FIRE(1e-7)) & (terrain.distance_m > FIRE(1e-4));
  return rough ? x * span_m : flat_m;
}

AL_INLINE struct fire_flight fire_spot_flight(fire_real brand_ft, fire_real drift_mi,
                                              fire_real wind_mph, fire_real cover_m,
                                              struct fire_terrain terrain)
{
  const fire_real cover_ft = fire_spot_cover_ft(brand_ft, cover_m * FIRE_FT_PER_M);
  const fire_real flat_mi = fire_spot_flat_mi(brand_ft, cover_ft, wind_mph) + drift_mi;
  const int flies = (wind_mph > FIRE(1e-7)) & (brand_ft > FIRE(1e-7)) & (cover_ft > FIRE(1e-7));
  const fire_real flat_m = flies ? flat_mi * FIRE_M_PER_MILE : 0;
  return (struct fire_flight){.flat_m = flat_m,
                              .mountain_m = fire_spot_mountain_m(flat_m, terrain),
                              .brand_m = flies ? brand_ft * FIRE_M_PER_FT : 0};
}

AL_INLINE fire_real fire_spot_mph(fire_real wind_m_per_s)
{
  return wind_m_per_s * FIRE_FPM_PER_MPS * FIRE_MPH_PER_FPM;
}

/** From the front of a surface fire: z = 1.055 (f I)^0.5 ft, f = 322 (0.474 U)^-1.01, I in Btu/ft/s
 * back from the flame length; the brand also drifts 2.78e-4 U z^0.643 miles while it rises.
 * @param cover_m height of the trees downwind, half of it where they stand open */
AL_INLINE struct fire_flight fire_spot_surface(fire_real flame_m, fire_real wind_20ft_m_per_s,
                                               fire_real cover_m, struct fire_terrain terrain)
{
  const fire_real wind = fire_spot_mph(wind_20ft_m_per_s), flame_ft = flame_m * FIRE_FT_PER_M;
  const fire_real f = 322 * fire_pow(fire_max(FIRE(0.474) * wind, FIRE(1e-7)), FIRE(-1.01));
  const fire_real btu = fire_pow(fire_max(flame_ft, FIRE(1e-9)) * FIRE(1 / 0.45), FIRE(1.0 / 0.46));
  const fire_real brand_ft = flame_ft > FIRE(1e-7) ? FIRE(1.055) * fire_sqrt(f * btu) : 0;
  const fire_real drift =
      FIRE(2.78e-4) * wind * fire_pow(fire_max(brand_ft, FIRE(1e-7)), FIRE(0.643));
  return fire_spot_flight(brand_ft, drift, wind, cover_m, terrain);
}

/** From a burning pile: the brand rises 12.2 times as high as the flame. */
AL_INLINE struct fire_flight fire_spot_pile(fire_real flame_m, fire_real wind_20ft_m_per_s,
                                            fire_real cover_m, struct fire_terrain terrain)
{
  return fire_spot_flight(FIRE(12.2) * flame_m * FIRE_FT_PER_M, 0, fire_spot_mph(wind_20ft_m_per_s),
                          cover_m, terrain);
}

/** From `trees` torching trees of a kind, of a diameter at breast height and a height. */
AL_INLINE struct fire_flight fire_spot_torching(struct fire_tree tree, fire_real trees,
                                                fire_real diameter_m, fire_real height_m,
                                                fire_real wind_20ft_m_per_s, fire_real cover_m,
                                                struct fire_terrain terrain)
{
  const fire_real inch = fire_max(diameter_m * 12 * FIRE_FT_PER_M, FIRE(1e-7));
  const fire_real count = fire_max(trees, 1), height_ft = height_m * FIRE_FT_PER_M;
  const fire_real flame_ft =
      tree.height_a * fire_pow(inch, tree.height_b) * fire_pow(count, FIRE(0.4));
  const fire_real lasts = tree.lasts_c * fire_pow(inch, tree.lasts_d) * fire_pow(count, FIRE(-0.2));
  const fire_real ratio = height_ft / flame_ft;
  const fire_real low_a = lasts < FIRE(3.5) ? FIRE(2.78) : FIRE(4.70);
  const fire_real low_b = lasts < FIRE(3.5) ? FIRE(0.418) : FIRE(0);
  const fire_real a = ratio >= 1 ? FIRE(4.24) : ratio >= FIRE(0.5) ? FIRE(3.64) : low_a;
  const fire_real b = ratio >= 1 ? FIRE(0.332) : ratio >= FIRE(0.5) ? FIRE(0.391) : low_b;
  const fire_real brand_ft = a * fire_pow(lasts, b) * flame_ft + height_ft / 2;
  const int torches = (trees >= 1) & (diameter_m > FIRE(1e-7));
  return fire_spot_flight(torches ? brand_ft : 0, 0, fire_spot_mph(wind_20ft_m_per_s), cover_m,
                          terrain);
}

#endif
