/**
 * Fire behaviour of one cell: surface spread, its ellipse, crown fire. Pure inline functions: no
 * calls, no branches that stop vectorisation. SI outside (m, s, kW/m, shares of dry mass); inside
 * the published equations keep their units ft, lb, Btu, min, which the names and comments say.
 *
 * Directions are vectors (east, north), so no cell needs an angle: the wind blows towards its
 * vector, the slope is the gradient of the ground (rise over run, upslope).
 *
 * Sources: Rothermel (1972), Albini (1976), Albini and Baughman (1979), Catchpole et al. (1982),
 * Anderson (1983), Rothermel (1991), Scott and Reinhardt (2001), Scott and Burgan (2005), Cruz,
 * Alexander and Wakimoto (2005); see README.md for the equations.
 */
#ifndef AL_MODELS_FIRE_BEHAVIOUR_CELL_H
#define AL_MODELS_FIRE_BEHAVIOUR_CELL_H

#include "models/fire/fire_fuels.h"
#include "models/fire/fire_math.h"

/* The only conversions. The Btu is the mean one, 1055.87 J, as in BehavePlus. */
#define FIRE_M_PER_FT FIRE(0.3048)
#define FIRE_FT_PER_M FIRE(1 / 0.3048)
#define FIRE_FPM_PER_MPS FIRE(60 / 0.3048)     /* ft/min in m/s */
#define FIRE_MPS_PER_FPM FIRE(0.3048 / 60)     /* m/s in ft/min */
#define FIRE_MPH_PER_FPM FIRE(60.0 / 5280.0)   /* mile/h in ft/min */
#define FIRE_KW_PER_M_BTU FIRE(3.464140419)    /* kW/m in Btu/ft/s */
#define FIRE_KJ_PER_M2_BTU FIRE(11.3653)       /* kJ/m2 in Btu/ft2 */
#define FIRE_KW_PER_M2_BTU FIRE(0.189422)      /* kW/m2 in Btu/ft2/min */
#define FIRE_LB_PER_KG_FT3 FIRE(0.06242781786) /* lb/ft3 in kg/m3 */
#define FIRE_RATIO_MOST FIRE(8)                /* length to width of an ellipse */
#define FIRE_TINY FIRE(1e-30)
#define FIRE_FOLIAR_LEAST FIRE(0.30) /* Van Wagner's equation below it: as at it */
#define FIRE_BASE_LEAST_M FIRE(0.1)
#define FIRE_WIND_MOST_M_PER_S FIRE(1e4) /* in place of an infinite O active */

/* Water over dry mass of each class of fuel. */
struct fire_moisture {
  fire_real h1, h10, h100, herb, woody;
};

struct fire_vector {
  fire_real east, north;
};

/* What a bed gives without wind on flat ground. */
struct fire_source {
  fire_real reaction_btu; /* reaction intensity, Btu/ft2/min */
  fire_real sink_btu;     /* heat sink, Btu/ft3 */
  fire_real spread_fpm;   /* R0 */
  fire_real mx_live;      /* live moisture of extinction; 0 without live fuel */
};

/* Surface fire in the direction in which it is fastest, and its ellipse. */
struct fire_surface {
  fire_real spread_m_per_s;
  struct fire_vector towards; /* of length 1; 0 where nothing drives or burns */
  fire_real slope_factor, wind_factor;
  fire_real length_to_width, eccentricity;
  fire_real heat_kj_per_m2, intensity_kw_per_m;
};

struct fire_canopy {
  fire_real cover, height_m, base_m, density_kg_per_m3, foliar; /* shares of 1 */
};

enum fire_type { FIRE_ON_SURFACE, FIRE_TORCHING, FIRE_CONDITIONAL, FIRE_CROWNING };

struct fire_crown {
  fire_real type;                     /* enum fire_type */
  fire_real crown_m_per_s;            /* Rothermel (1991), whatever the type */
  fire_real active_wind_m_per_s;      /* O'active at 20 ft; infinite when no wind would do */
  fire_real burnt;                    /* crown fraction burnt (Scott and Reinhardt) */
  fire_real crown_heat_kj_per_m2;     /* of surface and whole canopy */
  fire_real crown_intensity_kw_per_m; /* at the crown's rate */
  fire_real spread_m_per_s, heat_kj_per_m2, intensity_kw_per_m, flame_m; /* that comes about */
};

/** Share of the herbaceous load that is cured: 1.333 - 1.11 M between 30 and 120 % (Scott and
 * Burgan 2005). @param dynamic 1, or 0 for models whose load stays. */
AL_INLINE fire_real fire_cured(fire_real dynamic, fire_real herb)
{
  const fire_real between = herb > FIRE(1.2) ? 0 : FIRE(1.333) - FIRE(1.11) * herb;
  return dynamic * (herb < FIRE(0.3) ? 1 : between);
}

/** Moisture damping 1 - 2.59 r + 5.11 r^2 - 3.52 r^3, r = M / Mx, 0 from r = 1 on. */
AL_INLINE fire_real fire_damping(fire_real moisture, fire_real extinction)
{
  const fire_real r = moisture / fire_max(extinction, FIRE_TINY);
  const fire_real damped = 1 + r * (FIRE(-2.59) + r * (FIRE(5.11) - FIRE(3.52) * r));
  return moisture < extinction ? fire_max(damped, 0) : 0;
}

/* Where the constants of a fuel stand: constant[row + k * stride]. Points take one row of
 * fire_fuels.constant (row 0, stride 1), kernels fire_fuels.cell_constant[0] (stride
 * FIRE_FUELS_MOST). An index, so that a loop over cells reads them side by side. */
struct fire_bed {
  const fire_real *constant;
  ptrdiff_t row, stride;
};

AL_INLINE fire_real fire_of(struct fire_bed bed, enum fire_constant k)
{
  return bed.constant[bed.row + (ptrdiff_t)k * bed.stride];
}

/** Reaction intensity, heat sink and R0 = I_R xi / sink (Rothermel 1972, 52; Albini 1976). The
 * cured share of the herbaceous fuel burns with the moisture of the 1 h class. */
AL_INLINE struct fire_source fire_heat(struct fire_bed bed, struct fire_moisture m)
{
#define OF(k) fire_of(bed, k)
  const fire_real cured = fire_cured(OF(FIRE_DYNAMIC), m.herb), green = 1 - cured;
  const fire_real dead_area =
      OF(FIRE_AREA_1H) + OF(FIRE_AREA_10H) + OF(FIRE_AREA_100H) + cured * OF(FIRE_AREA_HERB);
  const fire_real live_area = green * OF(FIRE_AREA_HERB) + OF(FIRE_AREA_WOODY);
  const fire_real dead_wet = (OF(FIRE_AREA_1H) + cured * OF(FIRE_AREA_HERB)) * m.h1 +
                             OF(FIRE_AREA_10H) * m.h10 + OF(FIRE_AREA_100H) * m.h100;
  const fire_real live_wet = green * OF(FIRE_AREA_HERB) * m.herb + OF(FIRE_AREA_WOODY) * m.woody;
  const fire_real per_dead = 1 / fire_max(dead_area, FIRE_TINY);
  const fire_real per_live = 1 / fire_max(live_area, FIRE_TINY);

  const fire_real fine_1h = OF(FIRE_FINE_1H) + cured * OF(FIRE_FINE_HERB);
  const fire_real fine = fine_1h + OF(FIRE_FINE_10H) + OF(FIRE_FINE_100H);
  const fire_real fine_wet =
      fine_1h * m.h1 + OF(FIRE_FINE_10H) * m.h10 + OF(FIRE_FINE_100H) * m.h100;
  const fire_real fine_live = green * OF(FIRE_FINE_LIVE_HERB) + OF(FIRE_FINE_LIVE_WOODY);
  const fire_real mx = OF(FIRE_MX_DEAD);
  const fire_real dry = fine - fine_wet / mx; /* W (1 - M_fd / M_x) times the live load */
  const fire_real wet_limit = FIRE(2.9) * dry / fire_max(fine_live, FIRE(1e-7)) - FIRE(0.226);
  const fire_real mx_live = fine_live > FIRE(1e-7) ? fire_max(wet_limit, mx) : mx;
  const fire_real has_live = OF(FIRE_FINE_LIVE_HERB) + OF(FIRE_FINE_LIVE_WOODY);

  const fire_real dead = OF(FIRE_DEAD_0) + cured * (OF(FIRE_DEAD_1) + cured * OF(FIRE_DEAD_2));
  const fire_real live = OF(FIRE_LIVE_0) + green * (OF(FIRE_LIVE_1) + green * OF(FIRE_LIVE_2));
  const fire_real reaction = dead * per_dead * fire_damping(dead_wet * per_dead, mx) +
                             live * per_live * fire_damping(live_wet * per_live, mx_live);
  const fire_real sink = OF(FIRE_SINK) + OF(FIRE_SINK_1H) * m.h1 + OF(FIRE_SINK_10H) * m.h10 +
                         OF(FIRE_SINK_100H) * m.h100 +
                         OF(FIRE_SINK_HERB) * (cured * m.h1 + green * m.herb) +
                         OF(FIRE_SINK_WOODY) * m.woody;
  return (struct fire_source){.reaction_btu = reaction,
                              .sink_btu = sink,
                              .spread_fpm = reaction * OF(FIRE_FLUX) / sink,
                              .mx_live = has_live > 0 ? mx_live : 0};
#undef OF
}

/** Wind at midflame height over wind at 20 ft under a canopy (Albini and Baughman 1979, Andrews
 * 2012): sheltered where cones fill a twentieth of the space below the canopy's top.
 * @param open_waf the fuel's FIRE_OPEN_WAF, for unsheltered fuel */
AL_INLINE fire_real fire_wind_adjustment(fire_real open_waf, struct fire_canopy canopy)
{
  const fire_real height_ft = fire_max(canopy.height_m * FIRE_FT_PER_M, FIRE(1e-3));
  const fire_real crown_ratio =
      (canopy.height_m - canopy.base_m) / fire_max(canopy.height_m, FIRE(1e-3));
  const fire_real filled = crown_ratio * canopy.cover / 3;
  const fire_real profile = fire_log((20 + FIRE(0.36) * height_ft) / (FIRE(0.13) * height_ft));
  const fire_real under =
      FIRE(0.555) / (fire_sqrt(fire_max(filled, FIRE(1e-6)) * height_ft) * profile);
  const fire_real sheltered = height_ft < 6 ? open_waf : under;
  return filled < FIRE(0.05) ? open_waf : sheltered;
}

/** Length to width of the ellipse for an effective midflame wind in mile/h (Anderson 1983). */
AL_INLINE fire_real fire_length_to_width(fire_real wind_mph)
{
  const fire_real ratio = FIRE(0.936) * fire_exp(FIRE(0.1147) * wind_mph) +
                          FIRE(0.461) * fire_exp(FIRE(-0.0692) * wind_mph) - FIRE(0.397);
  return fire_min(fire_max(ratio, 1), FIRE_RATIO_MOST);
}

/** Eccentricity of an ellipse from its length to width. */
AL_INLINE fire_real fire_eccentricity(fire_real ratio)
{
  return fire_sqrt((ratio - 1) * (ratio + 1)) / ratio;
}

/** Flame length of a surface fire, 0.45 I^0.46 ft, I in Btu/ft/s (Byram 1959). */
AL_INLINE fire_real fire_flame_m(fire_real intensity_kw_per_m)
{
  const fire_real btu = intensity_kw_per_m * (1 / FIRE_KW_PER_M_BTU);
  const fire_real flame_ft = FIRE(0.45) * fire_pow(fire_max(btu, FIRE(1e-7)), FIRE(0.46));
  return btu < FIRE(1e-7) ? 0 : flame_ft * FIRE_M_PER_FT;
}

/** Flame length of a crown fire, 0.2 I^(2/3) ft, I in Btu/ft/s (Thomas 1963). */
AL_INLINE fire_real fire_crown_flame_m(fire_real intensity_kw_per_m)
{
  const fire_real btu = intensity_kw_per_m * (1 / FIRE_KW_PER_M_BTU);
  const fire_real flame_ft = FIRE(0.2) * fire_pow(fire_max(btu, FIRE_TINY), FIRE(2.0 / 3.0));
  return btu > 0 ? flame_ft * FIRE_M_PER_FT : 0;
}

/* R0 (1 + |phi|) and where it goes: phi the vector sum of the wind's and the slope's factor
 * (Rothermel 1983). */
struct fire_drive {
  fire_real phi, slope_factor, wind_factor;
  struct fire_vector towards;
};

/** @param wind_m_per_s at midflame height. The slope factor is held below 0.9 of the reaction
 * intensity in Btu/ft2/min, as in BehavePlus. */
AL_INLINE struct fire_drive fire_push(struct fire_bed bed, fire_real reaction_btu,
                                      struct fire_vector wind_m_per_s, struct fire_vector slope)
{
  const fire_real wind_2 =
      wind_m_per_s.east * wind_m_per_s.east + wind_m_per_s.north * wind_m_per_s.north;
  const fire_real slope_2 = slope.east * slope.east + slope.north * slope.north;
  const fire_real wind = fire_sqrt(wind_2), steep = fire_sqrt(slope_2);
  const fire_real calm = FIRE(1e-7) * FIRE_MPS_PER_FPM;
  const fire_real power =
      fire_pow(fire_max(wind, calm) * FIRE_FPM_PER_MPS, fire_of(bed, FIRE_WIND_B));
  const fire_real driven = fire_of(bed, FIRE_WIND_K) * power; /* no load inside a choice */
  const fire_real phi_w = wind < calm ? 0 : driven;
  const fire_real phi_s = fire_min(fire_of(bed, FIRE_SLOPE_K) * slope_2, FIRE(0.9) * reaction_btu);
  const fire_real along_w = phi_w / fire_max(wind, FIRE_TINY);
  const fire_real along_s = phi_s / fire_max(steep, FIRE_TINY);
  const fire_real east = along_w * wind_m_per_s.east + along_s * slope.east;
  const fire_real north = along_w * wind_m_per_s.north + along_s * slope.north;
  const fire_real phi = fire_sqrt(east * east + north * north);
  const fire_real per_phi = 1 / fire_max(phi, FIRE_TINY);
  return (struct fire_drive){.phi = phi,
                             .slope_factor = phi_s,
                             .wind_factor = phi_w,
                             .towards = {east * per_phi, north * per_phi}};
}

/** Surface fire. @param wind_m_per_s at midflame height @param slope gradient of the ground */
AL_INLINE struct fire_surface fire_spread(struct fire_bed bed, struct fire_source source,
                                          struct fire_vector wind_m_per_s, struct fire_vector slope)
{
  const struct fire_drive drive = fire_push(bed, source.reaction_btu, wind_m_per_s, slope);
  const fire_real spread_fpm = source.spread_fpm * (1 + drive.phi);
  /* the wind that alone would drive the fire as fast: phi = K U^B solved for U */
  const fire_real effective_fpm = fire_pow(
      fire_max(drive.phi / fire_of(bed, FIRE_WIND_K), FIRE_TINY), 1 / fire_of(bed, FIRE_WIND_B));
  const fire_real ratio = fire_length_to_width(effective_fpm * FIRE_MPH_PER_FPM);
  const fire_real heat_btu = source.reaction_btu * fire_of(bed, FIRE_RESIDENCE_MIN);
  const int burns = source.spread_fpm > 0;
  const fire_real shown = burns ? ratio : 1;
  return (struct fire_surface){
      .spread_m_per_s = spread_fpm * FIRE_MPS_PER_FPM,
      .towards = {burns ? drive.towards.east : 0, burns ? drive.towards.north : 0},
      .slope_factor = drive.slope_factor,
      .wind_factor = drive.wind_factor,
      .length_to_width = shown,
      .eccentricity = fire_eccentricity(shown),
      .heat_kj_per_m2 = heat_btu * FIRE_KJ_PER_M2_BTU,
      .intensity_kw_per_m = spread_fpm * heat_btu * FIRE(1.0 / 60.0) * FIRE_KW_PER_M_BTU};
}

/** Rate against the direction of spread. */
AL_INLINE fire_real fire_backing(fire_real spread, fire_real eccentricity)
{
  return spread * (1 - eccentricity) / (1 + eccentricity);
}

/** Half the width of the ellipse after one unit of time: the rate at its flank. */
AL_INLINE fire_real fire_flanking(fire_real spread, fire_real eccentricity, fire_real ratio)
{
  return (spread + fire_backing(spread, eccentricity)) / (2 * ratio);
}

/** Rate from the ignition point along a ray at an angle to the direction of spread. */
AL_INLINE fire_real fire_along_ray(fire_real spread, fire_real eccentricity, fire_real cosine)
{
  return spread * (1 - eccentricity) / (1 - eccentricity * cosine);
}

/** Speed of the front along its normal at an angle psi to the direction of spread (Catchpole et al.
 * 1982): c cos psi + sqrt(b^2 cos^2 psi + a^2 sin^2 psi), b half the length, a half the width, c
 * the focal distance per unit of time. Intensity at that place is in proportion to it. */
AL_INLINE fire_real fire_along_normal(fire_real spread, fire_real eccentricity, fire_real cosine)
{
  const fire_real b = spread / (1 + eccentricity), c = b * eccentricity;
  const fire_real a_2 = b * b - c * c, cosine_2 = cosine * cosine;
  return c * cosine + fire_sqrt(b * b * cosine_2 + a_2 * (1 - cosine_2));
}

/** Surface intensity that lights the crown, kW/m: (0.010 CBH (460 + 25.9 FMC))^1.5, CBH in m, FMC
 * in percent (Van Wagner 1977). */
AL_INLINE fire_real fire_crown_critical(struct fire_canopy canopy)
{
  const fire_real foliar_pct = 100 * fire_max(canopy.foliar, FIRE_FOLIAR_LEAST);
  const fire_real base_m = fire_max(canopy.base_m, FIRE_BASE_LEAST_M);
  const fire_real x = FIRE(0.010) * base_m * (460 + FIRE(25.9) * foliar_pct);
  return x * fire_sqrt(x);
}

/* Rothermel's crown fire: 3.34 times fuel model 10 on flat ground with 0.4 of the wind. */
struct fire_run {
  fire_real rest_fpm;    /* R0 of fuel model 10 */
  fire_real spread_fpm;  /* of the crown */
  fire_real active_fpm;  /* 3 / CBD, the least of an active crown fire (Van Wagner 1977) */
  fire_real wind_needed; /* O'active, 20 ft, ft/min (Scott and Reinhardt 2001, 20) */
};

/** @param ten fuel model 10 */
AL_INLINE struct fire_run fire_crown_run(struct fire_bed ten, struct fire_moisture moisture,
                                         fire_real wind_20ft_m_per_s, fire_real density_kg_per_m3)
{
  const fire_real k = fire_of(ten, FIRE_WIND_K), b = fire_of(ten, FIRE_WIND_B);
  const struct fire_source source = fire_heat(ten, moisture);
  const fire_real wind_fpm = FIRE(0.4) * FIRE_FPM_PER_MPS * wind_20ft_m_per_s;
  const fire_real power = fire_pow(fire_max(wind_fpm, FIRE(1e-7)), b);
  const fire_real phi = wind_fpm < FIRE(1e-7) ? 0 : k * power;
  const fire_real active_fpm = 3 * FIRE_FT_PER_M / fire_max(density_kg_per_m3, FIRE(1e-7));
  const int burns = source.spread_fpm > 0;
  const fire_real rest = burns ? source.spread_fpm : 1;
  const fire_real phi_needed = active_fpm / (FIRE(3.34) * rest) - 1;
  const fire_real needed = fire_pow(fire_max(phi_needed, FIRE_TINY) / k, 1 / b) * FIRE(2.5);
  return (struct fire_run){.rest_fpm = source.spread_fpm,
                           .spread_fpm = FIRE(3.34) * source.spread_fpm * (1 + phi),
                           .active_fpm = density_kg_per_m3 < FIRE(1e-7) ? 0 : active_fpm,
                           .wind_needed = burns ? (phi_needed > 0 ? needed : 0) : FIRE(INFINITY)};
}

/** Direction of a wind of any speed: the wind's, or upslope where the air is still. */
AL_INLINE struct fire_vector fire_wind_towards(struct fire_vector wind, struct fire_vector slope)
{
  const fire_real wind_2 = wind.east * wind.east + wind.north * wind.north;
  const fire_real slope_2 = slope.east * slope.east + slope.north * slope.north;
  const fire_real calm = FIRE(1e-18);
  const int blows = wind_2 > calm;
  const fire_real per = 1 / fire_sqrt(fire_max(blows ? wind_2 : slope_2, calm));
  return (struct fire_vector){(blows ? wind.east : slope.east) * per,
                              (blows ? wind.north : slope.north) * per};
}

/** Crown fraction burnt: how far the surface rate lies between the rate that lights the crown and
 * the rate the surface would have at O'active (Scott and Reinhardt 2001). */
AL_INLINE fire_real fire_crown_burnt(fire_real surface, fire_real lighting, fire_real crowning)
{
  const fire_real span = crowning - lighting;
  const fire_real share = (surface - lighting) / fire_max(span, FIRE_TINY);
  return span > FIRE(1e-7) ? fire_min(fire_max(share, 0), 1) : 0;
}

/** Crown fire over a surface fire. `cruz` must be a constant.
 * @param crowning_m_per_s surface rate at O'active (fire_spread with that wind)
 * @param run  of fire_crown_run or fire_cruz_run
 * @param cruz 0: rates between surface and crown by the crown fraction burnt (Scott and Reinhardt
 *             2001); 1: the crown's own rate, `passive_m_per_s` where it is not active (Cruz et al.
 *             2005), never below the surface fire's; the heat by the crown fraction burnt */
AL_INLINE struct fire_crown fire_crown_join(struct fire_surface surface, struct fire_canopy canopy,
                                            struct fire_run run, fire_real crowning_m_per_s,
                                            const int cruz, fire_real passive_m_per_s)
{
  const fire_real depth_ft = (canopy.height_m - canopy.base_m) * FIRE_FT_PER_M;
  const fire_real load_lb = canopy.density_kg_per_m3 * FIRE_LB_PER_KG_FT3 * depth_ft;
  const fire_real canopy_kj = 8000 * load_lb * FIRE_KJ_PER_M2_BTU;
  const fire_real crown_m_per_s = run.spread_fpm * FIRE_MPS_PER_FPM;
  const fire_real heat = surface.heat_kj_per_m2 + canopy_kj, rate = surface.spread_m_per_s;
  /* kJ/m2 times m/s is kW/m to the six digits of the published conversions; keep theirs */
  const fire_real per_heat = FIRE_KW_PER_M_BTU / (FIRE_KJ_PER_M2_BTU * FIRE_M_PER_FT);
  const fire_real critical = fire_crown_critical(canopy);
  /* 1 or 0, to choose by products: whether the surface lights the crown, whether it is active */
  const fire_real lit = surface.intensity_kw_per_m < critical ? FIRE(0) : FIRE(1);
  const fire_real active = run.spread_fpm < fire_max(run.active_fpm, FIRE_TINY) ? FIRE(0) : FIRE(1);
  const fire_real carries = run.active_fpm > 0 ? active : FIRE(0);
  const fire_real lighting = critical / fire_max(surface.heat_kj_per_m2 * per_heat, FIRE_TINY);
  const fire_real between = fire_crown_burnt(rate * FIRE_FPM_PER_MPS, lighting * FIRE_FPM_PER_MPS,
                                             crowning_m_per_s * FIRE_FPM_PER_MPS);
  const fire_real burnt = run.rest_fpm > 0 ? between : 0; /* no wind crowns what cannot burn */
  const fire_real share = lit * (carries + (1 - carries) * burnt);
  const fire_real own = carries * crown_m_per_s + (1 - carries) * passive_m_per_s;
  const fire_real final_rate =
      cruz ? rate + lit * (fire_max(own, rate) - rate) : rate + share * (crown_m_per_s - rate);
  const fire_real final_heat = surface.heat_kj_per_m2 + share * canopy_kj;
  const fire_real crown_kw = final_rate * final_heat * per_heat;
  const fire_real surface_kw = surface.intensity_kw_per_m;
  return (struct fire_crown){.type = lit * FIRE_TORCHING + carries * FIRE_CONDITIONAL,
                             .crown_m_per_s = crown_m_per_s,
                             .active_wind_m_per_s = run.wind_needed * FIRE_MPS_PER_FPM,
                             .burnt = burnt,
                             .crown_heat_kj_per_m2 = heat,
                             .crown_intensity_kw_per_m = crown_m_per_s * heat * per_heat,
                             .spread_m_per_s = final_rate,
                             .heat_kj_per_m2 = final_heat,
                             .intensity_kw_per_m = lit * crown_kw + (1 - lit) * surface_kw,
                             .flame_m = lit * fire_crown_flame_m(crown_kw) +
                                        (1 - lit) * fire_flame_m(surface_kw)};
}

/** The same linked as Scott and Reinhardt (2001) do. @param run of fire_crown_run */
AL_INLINE struct fire_crown fire_crown_link(struct fire_surface surface, struct fire_canopy canopy,
                                            struct fire_run run, fire_real crowning_m_per_s)
{
  return fire_crown_join(surface, canopy, run, crowning_m_per_s, 0, 0);
}

#define FIRE_WIND_10M_PER_20FT FIRE(1.15) /* Andrews 2012 */

/** Rate of an active crown fire, 11.02 U^0.9 CBD^0.19 exp(-0.17 M) m/min, U km/h at 10 m, M percent
 * (Cruz, Alexander and Wakimoto 2005). @return m/s */
AL_INLINE fire_real fire_cruz_active(fire_real wind_10m_m_per_s, fire_real fine,
                                     fire_real density_kg_per_m3)
{
  const fire_real density = fire_max(density_kg_per_m3, FIRE(1e-7));
  const fire_real wind_kmh = fire_max(wind_10m_m_per_s * FIRE(3.6), FIRE(1e-7));
  const fire_real m_per_min = FIRE(11.02) * fire_pow(wind_kmh, FIRE(0.9)) *
                              fire_pow(density, FIRE(0.19)) * fire_exp(-17 * fine);
  return m_per_min * FIRE(1.0 / 60.0);
}

/** Crown fire rate of Cruz, Alexander and Wakimoto (2005): below 3 / CBD the fire is passive and
 * exp(-CAC) as fast, CAC its rate over 3 / CBD.
 * @param wind_10m_m_per_s @param fine moisture of the 1 h fuel, share of dry mass @return m/s */
AL_INLINE fire_real fire_crown_cruz(fire_real wind_10m_m_per_s, fire_real fine,
                                    fire_real density_kg_per_m3)
{
  const fire_real active = fire_cruz_active(wind_10m_m_per_s, fine, density_kg_per_m3);
  const fire_real criterion = active * 20 * fire_max(density_kg_per_m3, FIRE(1e-7));
  return active * (criterion < 1 ? fire_exp(-criterion) : 1);
}

/** The crown fire of Cruz et al. in the place of Rothermel's: its rate when active, and the wind at
 * which it would be. @param rest_fpm of fire_crown_run */
AL_INLINE struct fire_run fire_cruz_run(fire_real wind_20ft_m_per_s, fire_real fine,
                                        fire_real density_kg_per_m3, fire_real rest_fpm)
{
  const fire_real density = fire_max(density_kg_per_m3, FIRE(1e-7));
  const fire_real wind_10m = FIRE_WIND_10M_PER_20FT * wind_20ft_m_per_s;
  const fire_real a_kmh =
      fire_cruz_active(FIRE(1.0 / 3.6), fine, density) * 60; /* m/min at 1 km/h */
  const fire_real needed_kmh = fire_pow(3 / (density * a_kmh), FIRE(1.0 / 0.9));
  const fire_real active_fpm = 3 * FIRE_FT_PER_M / density;
  return (struct fire_run){
      .rest_fpm = rest_fpm,
      .spread_fpm = fire_cruz_active(wind_10m, fine, density) * FIRE_FPM_PER_MPS,
      .active_fpm = density_kg_per_m3 < FIRE(1e-7) ? 0 : active_fpm,
      .wind_needed = needed_kmh * FIRE(1.0 / 3.6) / FIRE_WIND_10M_PER_20FT * FIRE_FPM_PER_MPS};
}

/** Length to width of a crown fire, 1 + 0.125 U, U mile/h at 20 ft (Rothermel 1991, 10). */
AL_INLINE fire_real fire_crown_ratio(fire_real wind_20ft_m_per_s)
{
  return 1 + FIRE(0.125) * FIRE_MPH_PER_FPM * FIRE_FPM_PER_MPS * wind_20ft_m_per_s;
}

#endif
