/**
 * Fire behaviour of many cells.
 */
#define FIRE_CELLS 1
#include "models/fire/fire_behaviour_kernel.h"
#include "models/fire/fire_behaviour_cell.h"
#include <assert.h>

static void kernel_surface(const struct fire_cells *cells)
{
  const struct fire_cells job = *cells;
  const al_real *constant = job.fuels->cell_constant[0];
#pragma omp simd
  for (ptrdiff_t i = 0; i < job.count; i++) {
    const struct fire_bed bed = {constant, job.fuel_row[i], FIRE_FUELS_MOST};
    const struct fire_moisture moisture = {job.h1[i], job.h10[i], job.h100[i], job.herb[i],
                                           job.woody[i]};
    const struct fire_source source = fire_heat(bed, moisture);
    const al_real waf = fire_of(bed, FIRE_OPEN_WAF);
    const struct fire_vector wind = {waf * job.wind_east_m_per_s[i],
                                     waf * job.wind_north_m_per_s[i]};
    const struct fire_vector slope = {job.slope_east[i], job.slope_north[i]};
    const struct fire_surface fire = fire_spread(bed, source, wind, slope);
    job.spread_m_per_s[i] = fire.spread_m_per_s;
    job.towards_east[i] = fire.towards.east;
    job.towards_north[i] = fire.towards.north;
    job.eccentricity[i] = fire.eccentricity;
    job.heat_kj_per_m2[i] = fire.heat_kj_per_m2;
    job.intensity_kw_per_m[i] = fire.intensity_kw_per_m;
    job.flame_m[i] = fire_flame_m(fire.intensity_kw_per_m);
  }
}

static void kernel_crown(const struct fire_cells *cells)
{
  const struct fire_cells job = *cells;
  const al_real *constant = job.fuels->cell_constant[0];
  const struct fire_bed ten = {constant, job.crown_row, FIRE_FUELS_MOST};
#pragma omp simd
  for (ptrdiff_t i = 0; i < job.count; i++) {
    const struct fire_bed bed = {constant, job.fuel_row[i], FIRE_FUELS_MOST};
    const struct fire_moisture moisture = {job.h1[i], job.h10[i], job.h100[i], job.herb[i],
                                           job.woody[i]};
    const struct fire_canopy canopy = {job.cover[i], job.height_m[i], job.base_m[i],
                                       job.density_kg_per_m3[i], job.foliar};
    const struct fire_source source = fire_heat(bed, moisture);
    const al_real waf = fire_wind_adjustment(fire_of(bed, FIRE_OPEN_WAF), canopy);
    const al_real east = job.wind_east_m_per_s[i], north = job.wind_north_m_per_s[i];
    const al_real speed = fire_sqrt(east * east + north * north);
    const struct fire_vector wind = {waf * east, waf * north};
    const struct fire_vector slope = {job.slope_east[i], job.slope_north[i]};
    const struct fire_surface fire = fire_spread(bed, source, wind, slope);
    const struct fire_run run = fire_crown_run(ten, moisture, speed, canopy.density_kg_per_m3);
    const al_real needed = fire_min(run.wind_needed * FIRE_MPS_PER_FPM, FIRE_WIND_MOST_M_PER_S);
    const struct fire_vector blows = {east, north}, to = fire_wind_towards(blows, slope);
    const struct fire_vector strong = {waf * needed * to.east, waf * needed * to.north};
    const struct fire_drive drive = fire_push(bed, source.reaction_btu, strong, slope);
    const al_real crowning = source.spread_fpm * (1 + drive.phi) * FIRE_MPS_PER_FPM;
    const struct fire_crown crown = fire_crown_link(fire, canopy, run, crowning);
    job.spread_m_per_s[i] = crown.spread_m_per_s;
    job.towards_east[i] = fire.towards.east;
    job.towards_north[i] = fire.towards.north;
    job.eccentricity[i] = fire.eccentricity;
    job.heat_kj_per_m2[i] = crown.heat_kj_per_m2;
    job.intensity_kw_per_m[i] = crown.intensity_kw_per_m;
    job.flame_m[i] = crown.flame_m;
    job.type[i] = crown.type;
    job.burnt[i] = crown.burnt;
  }
}

void AL_ISA_NAME(fire_behaviour)(const struct fire_cells *cells)
{
  assert(cells && cells->count >= 0 && cells->fuels);
  assert(!cells->cover || cells->crown_row >= 0);
  if (cells->cover)
    kernel_crown(cells);
  else
    kernel_surface(cells);
}
