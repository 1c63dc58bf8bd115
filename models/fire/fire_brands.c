/**
 * Spotting ahead of the front.
 */
#define FIRE_CELLS 1
#include "models/fire/fire_brands.h"
#include "core/rng.h"
#include "models/fire/fire_spot_cell.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  BRANDS_STREAM = 0x66697273, /* "firs" */
  BRANDS_A_CELL = 256,        /* at most */
  DRAWS = 4                   /* random numbers a brand */
};
/* The greatest distance stands at this many deviations: one brand in a hundred flies farther and is
 * held there. */
#define BRANDS_MOST_AT 2.3263478740408408
/* Deviation across the wind over the distance. */
#define BRANDS_ASIDE 0.1

al_status fire_brands_create(struct al_arena *arena, const struct fire_spotting_config *config,
                             uint64_t seed, struct fire_brands *out)
{
  *out = (struct fire_brands){.config = config, .seed = seed};
  fire_brands_begin(out, 0);
  if (!fire_brands_fly(out))
    return AL_OK;
  for (int k = 0; k < 2; k++) {
    out->list[k] = AL_NEW(arena, struct fire_brand, FIRE_BRANDS_MOST);
    if (!out->list[k])
      return AL_NO_MEMORY;
  }
  return AL_OK;
}

void fire_brands_begin(struct fire_brands *brands, uint64_t fire)
{
  brands->stream = (uint64_t)BRANDS_STREAM + (fire << 32);
  brands->memory.count[0] = brands->memory.count[1] = 0;
  brands->memory.next = 1;
  brands->memory.thrown = brands->memory.lit = brands->memory.lost = 0;
}

double fire_brands_next_s(const struct fire_brands *brands)
{
  return fire_brands_fly(brands) ? (double)brands->memory.next * brands->config->interval_s
                                 : (double)INFINITY;
}

double fire_brand_lights(double moisture, double fuel_c)
{
  assert(moisture >= 0.0);
  const double ignition = 144.5 - 0.266 * fuel_c - 0.00058 * fuel_c * fuel_c - fuel_c * moisture +
                          18.54 * (1.0 - exp(-15.1 * moisture)) + 640.0 * moisture;
  const double x = (400.0 - fmin(ignition, 400.0)) / 10.0;
  return fmin(0.000048 * pow(x, 4.3) / 50.0, 1.0);
}

/* Wind at 20 ft where brands rise: towards, of length 1. */
struct brands_wind {
  double m_per_s, east, south;
};

static struct brands_wind brands_wind(const struct fire_land *land, ptrdiff_t cell)
{
  const struct fire_weather_config *weather = &land->weather;
  double east, north;
  if (!fire_land_wind_varies(land))
    return (struct brands_wind){weather->wind_m_per_s * land->wind_factor,
                                -sin(weather->wind_from_rad), cos(weather->wind_from_rad)};
  fire_land_wind(land, cell, &east, &north);
  const double speed = hypot(east, north), per = 1.0 / fmax(speed, 1e-9);
  return (struct brands_wind){speed, east * per, -north * per};
}

/* Where one brand lands, in cells from where it rose. */
static void brands_fly(const struct fire_brands *brands, const struct fire_burn *burn,
                       const struct brands_wind *wind, double most_m, uint64_t index, double *x,
                       double *y)
{
  const double spread = brands->config->spread;
  const double away = al_rng_normal(brands->seed, brands->stream, index);
  const double aside = al_rng_normal(brands->seed, brands->stream, index + 1);
  const double length = most_m * fmin(exp(spread * (away - BRANDS_MOST_AT)), 1.0) / burn->cell_m;
  *x += length * (wind->east + BRANDS_ASIDE * aside * -wind->south);
  *y += length * (wind->south + BRANDS_ASIDE * aside * wind->east);
}

static void brands_keep(struct fire_brands *brands, const struct fire_burn *burn, double x,
                        double y, uint64_t order)
{
  const struct al_lattice *lattice = &burn->forest->lattice;
  const double col = floor(x + 0.5), row = floor(y + 0.5);
  if (!(col >= 0.0 && col < lattice->cols && row >= 0.0 && row < lattice->rows))
    return;
  const ptrdiff_t cell = al_forest_index(burn->forest, (int)col, (int)row);
  if (cell < 0 || !burn->forest->valid[cell] || !fire_land_has_fuel(burn->land, cell))
    return;
  if (brands->memory.count[1] == FIRE_BRANDS_MOST) {
    brands->memory.lost++;
    return;
  }
  brands->list[1][brands->memory.count[1]++] = (struct fire_brand){x, y, order};
}

void fire_brands_throw(struct fire_brands *brands, const struct fire_burn *burn, ptrdiff_t cell)
{
  const struct fire_spotting_config *config = brands->config;
  const ptrdiff_t tile = fire_front_tile(burn->front, cell / AL_TILE_CELLS);
  const ptrdiff_t number = tile * AL_TILE_CELLS + cell % AL_TILE_CELLS;
  const uint64_t first = (uint64_t)number * (BRANDS_A_CELL + 1) * DRAWS;
  const double height_m = fire_land_height_m(burn->land, number);
  const struct brands_wind wind = brands_wind(burn->land, number);
  const struct fire_terrain flat = {FIRE_VALLEY, 0, 0};
  const struct fire_flight flight = fire_spot_torching(
      fire_trees[config->tree], (fire_real)config->trees, (fire_real)config->diameter_m,
      (fire_real)height_m, (fire_real)wind.m_per_s, (fire_real)(0.5 * height_m), flat);
  const double mean = config->per_ha * burn->cell_m * burn->cell_m / 1e4;
  const double lights = fire_brand_lights(burn->land->weather.h1, config->fuel_c);
  const int count =
      (int)fmin(floor(mean + al_rng_uniform(brands->seed, brands->stream, first)), BRANDS_A_CELL);
  const struct al_tile *at = &burn->forest->tile[tile];
  assert(fire_brands_fly(brands));
  for (int k = 0; k < count; k++) {
    const uint64_t index = first + (uint64_t)(k + 1) * DRAWS;
    double x = at->col + (int)(cell % AL_TILE_SIDE);
    double y = at->row + (int)(cell % AL_TILE_CELLS / AL_TILE_SIDE);
    brands->memory.thrown++;
    brands_fly(brands, burn, &wind, (double)flight.flat_m, index, &x, &y);
    if (al_rng_uniform(brands->seed, brands->stream, index + 2) < lights)
      brands_keep(brands, burn, x, y, index);
  }
}

static int brands_order(const void *a, const void *b)
{
  const struct fire_brand *x = a, *y = b;
  return (x->order > y->order) - (x->order < y->order);
}

void fire_brands_light(struct fire_brands *brands, struct fire_front *front, double time_s)
{
  if (!fire_brands_fly(brands) || time_s < fire_brands_next_s(brands) * (1.0 - 1e-12))
    return;
  brands->memory.next++;
  if (brands->memory.count[0] > 1)
    qsort(brands->list[0], brands->memory.count[0], sizeof *brands->list[0], brands_order);
  for (size_t k = 0; k < brands->memory.count[0]; k++)
    brands->memory.lit +=
        fire_front_light_point(front, brands->list[0][k].x, brands->list[0][k].y, time_s);
  struct fire_brand *empty = brands->list[0];
  memcpy(empty, brands->list[1], brands->memory.count[1] * sizeof *empty);
  brands->memory.count[0] = brands->memory.count[1];
  brands->memory.count[1] = 0;
}
