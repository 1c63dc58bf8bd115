/**
 * Fire behaviour at one place.
 */
#include "models/fire/fire_point.h"
#include <assert.h>
#include <math.h>

#define RAD_PER_DEG (3.14159265358979323846 / 180.0)
#define UPSLOPE_WITHIN_DEG 0.5

static double point_wrap_deg(double azimuth_deg)
{
  const double wrapped = fmod(azimuth_deg, 360.0);
  return wrapped < 0.0 ? wrapped + 360.0 : wrapped;
}

static struct fire_vector point_vector(double azimuth_deg, double length)
{
  return (struct fire_vector){length * sin(azimuth_deg * RAD_PER_DEG),
                              length * cos(azimuth_deg * RAD_PER_DEG)};
}

static double point_towards_deg(struct fire_vector towards, double upslope_deg)
{
  if (towards.east == 0.0 && towards.north == 0.0)
    return point_wrap_deg(upslope_deg);
  const double azimuth_deg = atan2(towards.east, towards.north) / RAD_PER_DEG;
  const double from_upslope_deg = point_wrap_deg(azimuth_deg - upslope_deg);
  return point_wrap_deg(from_upslope_deg < UPSLOPE_WITHIN_DEG ? upslope_deg : azimuth_deg);
}

static void point_crown(const struct fire_fuels *fuels, int crown_row, const struct fire_site *site,
                        double waf, struct fire_vector slope, struct fire_point *out)
{
  const struct fire_bed bed = {fuels->constant[site->fuel_row], 0, 1};
  const struct fire_bed ten = {fuels->constant[crown_row], 0, 1};
  const struct fire_run run =
      fire_crown_run(ten, site->moisture, site->wind_m_per_s, site->canopy.density_kg_per_m3);
  const double needed_m_per_s = fmin(run.wind_needed * FIRE_MPS_PER_FPM, FIRE_WIND_MOST_M_PER_S);
  const struct fire_vector strong = point_vector(site->wind_from_deg + 180.0, waf * needed_m_per_s);
  const struct fire_drive drive = fire_push(bed, out->source.reaction_btu, strong, slope);
  const double crowning_m_per_s = out->source.spread_fpm * (1.0 + drive.phi) * FIRE_MPS_PER_FPM;
  out->has_crown = true;
  out->crown = fire_crown_link(out->surface, site->canopy, run, crowning_m_per_s);
  out->crown_ratio = fire_crown_ratio(site->wind_m_per_s);
}

struct fire_point fire_point_compute(const struct fire_fuels *fuels, int crown_row,
                                     const struct fire_site *site)
{
  assert(fuels && site && site->fuel_row >= 0 && (size_t)site->fuel_row < fuels->count);
  assert(crown_row >= 0 && site->slope_deg >= 0.0 && site->slope_deg < 90.0);
  struct fire_point out = {0};
  const struct fire_bed bed = {fuels->constant[site->fuel_row], 0, 1};
  const double open_waf = fire_of(bed, FIRE_OPEN_WAF);
  const double waf = site->wind == FIRE_WIND_MIDFLAME ? 1.0
                     : site->wind == FIRE_WIND_OPEN   ? open_waf
                                                    : fire_wind_adjustment(open_waf, site->canopy);
  const double upslope_deg = site->aspect_deg + 180.0;
  out.midflame_m_per_s = waf * site->wind_m_per_s;
  const struct fire_vector slope = point_vector(upslope_deg, tan(site->slope_deg * RAD_PER_DEG));
  const struct fire_vector wind = point_vector(site->wind_from_deg + 180.0, out.midflame_m_per_s);
  out.source = fire_heat(bed, site->moisture);
  out.surface = fire_spread(bed, out.source, wind, slope);
  const double rate = out.surface.spread_m_per_s, e = out.surface.eccentricity;
  out.towards_deg = point_towards_deg(out.surface.towards, upslope_deg);
  out.backing_m_per_s = fire_backing(rate, e);
  out.flanking_m_per_s = fire_flanking(rate, e, out.surface.length_to_width);
  const double off_deg = out.towards_deg - site->interest_deg;
  out.interest_m_per_s = fire_along_ray(rate, e, cos(off_deg * RAD_PER_DEG));
  out.interest_kw_per_m =
      rate > 0.0 ? out.surface.intensity_kw_per_m * out.interest_m_per_s / rate : 0.0;
  if (site->wind == FIRE_WIND_CANOPY)
    point_crown(fuels, crown_row, site, waf, slope, &out);
  return out;
}
