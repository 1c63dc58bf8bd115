/**
 * Fire behaviour of many cells.
 */
#define FIRE_CELLS 1
#include "models/fire/fire_behaviour_kernel.h"
#include "models/fire/fire_behaviour_cell.h"
#include "models/fire/fire_wang_cell.h"
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

/* `cruz` is chosen outside the loop. */
AL_INLINE void kernel_crown(const struct fire_cells *cells, const int cruz)
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
    const fire_real density = canopy.density_kg_per_m3;
    struct fire_run run = fire_crown_run(ten, moisture, speed, density);
    if (cruz)
      run = fire_cruz_run(speed, moisture.h1, density, run.rest_fpm);
    const fire_real passive =
        cruz ? fire_crown_cruz(FIRE_WIND_10M_PER_20FT * speed, moisture.h1, density) : 0;
    const al_real needed = fire_min(run.wind_needed * FIRE_MPS_PER_FPM, FIRE_WIND_MOST_M_PER_S);
    const struct fire_vector blows = {east, north}, to = fire_wind_towards(blows, slope);
    const struct fire_vector strong = {waf * needed * to.east, waf * needed * to.north};
    const struct fire_drive drive = fire_push(bed, source.reaction_btu, strong, slope);
    const al_real crowning = source.spread_fpm * (1 + drive.phi) * FIRE_MPS_PER_FPM;
    const struct fire_crown crown = fire_crown_join(fire, canopy, run, crowning, cruz, passive);
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

/* The bed gives the heat; wind and slope turn and speed the fire as Wang's factors say. */
static void kernel_wang(const struct fire_cells *cells)
{
  const struct fire_cells job = *cells;
  const al_real *constant = job.fuels->cell_constant[0];
#pragma omp simd
  for (ptrdiff_t i = 0; i < job.count; i++) {
    const struct fire_bed bed = {constant, job.fuel_row[i], FIRE_FUELS_MOST};
    const struct fire_moisture moisture = {job.h1[i], job.h10[i], job.h100[i], job.herb[i],
                                           job.woody[i]};
    const struct fire_source source = fire_heat(bed, moisture);
    const struct fire_wang wang = fire_wang_ellipse(
        job.wang_first, job.wang_fuel[job.fuel_row[i]],
        FIRE_WIND_10M_PER_20FT * job.wind_east_m_per_s[i],
        FIRE_WIND_10M_PER_20FT * job.wind_north_m_per_s[i], job.slope_east[i], job.slope_north[i]);
    const fire_real burns = source.reaction_btu > 0 ? FIRE(1) : FIRE(0);
    const fire_real heat =
        source.reaction_btu * fire_of(bed, FIRE_RESIDENCE_MIN) * FIRE_KJ_PER_M2_BTU;
    const fire_real intensity = burns * wang.spread_m_per_s * heat;
    job.spread_m_per_s[i] = burns * wang.spread_m_per_s;
    job.towards_east[i] = wang.towards_east;
    job.towards_north[i] = wang.towards_north;
    job.eccentricity[i] = wang.eccentricity;
    job.heat_kj_per_m2[i] = heat;
    job.intensity_kw_per_m[i] = intensity;
    job.flame_m[i] = fire_flame_m(intensity);
  }
}

void AL_ISA_NAME(fire_behaviour)(const struct fire_cells *cells)
{
  assert(cells && cells->count >= 0 && cells->fuels);
  assert(!cells->cover || cells->crown_row >= 0);
  if (cells->wang_fuel)
    kernel_wang(cells);
  else if (cells->cover && cells->cruz)
    kernel_crown(cells, 1);
  else if (cells->cover)
    kernel_crown(cells, 0);
  else
    kernel_surface(cells);
}
