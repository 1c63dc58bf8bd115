/**
 * Fuel, ground and canopy of the cells.
 */
#define FIRE_CELLS 1
#include "models/fire/fire_land.h"
#include "core/log.h"
#include "models/fire/fire_behaviour_cell.h"
#include "models/fire/fire_layers.h"
#include "models/fire/fire_wang_cell.h"
#include <assert.h>
#include <math.h>
#include <string.h>

/* Height and base of a canopy that is not there: no wind is held off, nothing is lit. */
#define LAND_NO_TREES_M ((al_real)1e6)
#define LAND_VOID_BED_M 1e5
#define LAND_SLOPE_MOST_DEG 80.0

enum { LAND_SPAN = AL_TILE_SIDE + 2 };

struct land_counts {
  ptrdiff_t of[FIRE_FUEL_NUMBER_MOST + 1];
};

static long land_mapped(const struct al_fire_config *config, double number)
{
  const struct fire_map_config *map = config->fuel_map.record;
  const long asked = number >= 0.0 && number <= FIRE_FUEL_NUMBER_MOST ? lrint(number) : -1;
  for (size_t k = 0; k < config->fuel_map.count; k++)
    if (map[k].from == asked)
      return map[k].to;
  return asked;
}

/* Rows of the table; numbers that it has not are told, each once. */
static al_status land_take_fuel(const struct al_model_env *env, struct fire_land *land,
                                const al_real *number, const al_real *sea)
{
  const ptrdiff_t cells = env->forest->tile_count * AL_TILE_CELLS;
  assert(number && land->row);
  const struct al_source_mark mark = al_config_mark(env->scenario, "fire");
  ptrdiff_t burnable = 0;
  struct land_counts *unknown = AL_NEW(env->arena, struct land_counts, 1);
  if (!unknown)
    return AL_NO_MEMORY;
  for (ptrdiff_t i = 0; i < cells; i++) {
    land->row[i] = FIRE_NO_FUEL;
    if (!env->forest->valid[i] || (sea && sea[i] == 1) || isnan(number[i]))
      continue;
    const long fuel = land_mapped(env->config, (double)number[i]);
    const int row = fire_fuels_row(land->fuels, fuel);
    if (row >= 0 && land->fuels->constant[row][FIRE_BURNS] > 0.0)
      land->row[i] = (uint8_t)row, burnable++;
    else if (row < 0 && fuel != 0)
      unknown->of[fuel < 0 ? FIRE_FUEL_NUMBER_MOST : fuel]++;
  }
  for (long fuel = 0; fuel <= FIRE_FUEL_NUMBER_MOST; fuel++)
    if (unknown->of[fuel] > 0)
      al_report(env->ctx, AL_ERROR, &mark,
                "fire: fuel model %ld of %td cells is not in the table; the nearest is %d", fuel,
                unknown->of[fuel], fire_fuels_nearest(land->fuels, fuel));
  if (burnable == 0)
    al_report(
        env->ctx, AL_ERROR, &mark,
        "fire: no cell of the grid has fuel; the grid's layer 'fuel' or fire.layers.fuel says "
        "what burns");
  return al_report_close(env->ctx);
}

static al_real *land_array(const struct al_model_env *env)
{
  return AL_NEW(env->arena, al_real, (size_t)(env->forest->tile_count * AL_TILE_CELLS));
}

static al_status land_read_fuel(const struct al_model_env *env,
                                const struct fire_layer_source *source, struct fire_land *land)
{
  const struct al_field *sea = al_fields_find(env->fields, "sea");
  const struct al_field *fuel = al_fields_find(env->fields, "fuel");
  assert(fuel);
  const al_real *number = fuel->buffer[0];
  if (source->path) {
    al_real *own = land_array(env);
    if (!own)
      return AL_NO_MEMORY;
    AL_TRY(env->ctx, fire_layers_read(env, FIRE_LAYER_FUEL, source, own));
    number = own;
  }
  return land_take_fuel(env, land, number, sea ? sea->buffer[0] : NULL);
}

/* Cells without trees, and what no layer says. */
static void land_mend_canopy(const struct al_model_env *env, struct fire_land *land)
{
  const ptrdiff_t cells = env->forest->tile_count * AL_TILE_CELLS;
  al_real *const *canopy = land->canopy;
  for (ptrdiff_t i = 0; i < cells; i++) {
    const al_real cover = canopy[FIRE_CANOPY_COVER][i], height = canopy[FIRE_CANOPY_HEIGHT][i];
    if (!(cover > 0) || !(height > 0)) {
      canopy[FIRE_CANOPY_COVER][i] = canopy[FIRE_CANOPY_DENSITY][i] = 0;
      canopy[FIRE_CANOPY_HEIGHT][i] = canopy[FIRE_CANOPY_BASE][i] = LAND_NO_TREES_M;
      continue;
    }
    land->floored += canopy[FIRE_CANOPY_BASE][i] > height;
    if (!(canopy[FIRE_CANOPY_BASE][i] <= height))
      canopy[FIRE_CANOPY_BASE][i] = height;
    if (!(canopy[FIRE_CANOPY_DENSITY][i] > 0))
      canopy[FIRE_CANOPY_DENSITY][i] = 0;
  }
  if (land->floored > 0)
    al_log(env->ctx, AL_WARNING,
           "fire: the canopy base of %td cells lies above the canopy's height; taken at the height",
           land->floored);
}

static al_status land_read_canopy(const struct al_model_env *env,
                                  const struct fire_layer_source *source, struct fire_land *land)
{
  if (!source[FIRE_LAYER_COVER].path)
    return AL_OK;
  for (int k = 0; k < FIRE_CANOPY; k++) {
    const enum fire_layer layer = (enum fire_layer)(FIRE_LAYER_COVER + k);
    land->canopy[k] = land_array(env);
    if (!land->canopy[k])
      return AL_NO_MEMORY;
    AL_TRY(env->ctx, fire_layers_read(env, layer, &source[layer], land->canopy[k]));
  }
  land->has_canopy = true;
  land_mend_canopy(env, land);
  return AL_OK;
}

/* Slope and aspect as gradients, rise over run towards east and north. */
static al_status land_read_ground(const struct al_model_env *env,
                                  const struct fire_layer_source *source, struct fire_land *land)
{
  const struct fire_layer_source *slope = &source[FIRE_LAYER_SLOPE];
  const double rad = 3.14159265358979323846 / 180.0;
  if (!slope->path)
    return AL_OK;
  for (int k = 0; k < 2; k++) {
    land->gradient[k] = land_array(env);
    if (!land->gradient[k])
      return AL_NO_MEMORY;
    const enum fire_layer layer = (enum fire_layer)(FIRE_LAYER_SLOPE + k);
    AL_TRY(env->ctx, fire_layers_read(env, layer, &source[layer], land->gradient[k]));
  }
  for (ptrdiff_t i = 0; i < env->forest->tile_count * AL_TILE_CELLS; i++) {
    const double steep = fmax((double)land->gradient[0][i], 0.0);
    const double rise = slope->degrees ? tan(fmin(steep, LAND_SLOPE_MOST_DEG) * rad) : steep;
    /* LANDFIRE has no aspect (-1) below 2 %; FlamMap takes north there */
    const double from = fmax((double)land->gradient[1][i], 0.0) * rad;
    const bool leans = rise > 0.0;
    land->gradient[0][i] = leans ? (al_real)(-rise * sin(from)) : 0;
    land->gradient[1][i] = leans ? (al_real)(-rise * cos(from)) : 0;
  }
  return AL_OK;
}

static al_status land_take_canopies(const struct al_model_env *env, struct fire_land *land)
{
  const struct al_fire_config *config = env->config;
  const struct fire_canopy_config *canopy = config->canopies.record;
  for (int row = 0; row < FIRE_FUELS_MOST; row++)
    land->canopy_of[FIRE_CANOPY_HEIGHT][row] = land->canopy_of[FIRE_CANOPY_BASE][row] =
        LAND_NO_TREES_M;
  for (size_t k = 0; k < config->canopies.count; k++) {
    const int row = fire_fuels_row(land->fuels, canopy[k].fuel);
    if (row < 0)
      return AL_FAIL(env->ctx, AL_BAD_INPUT,
                     "fire.canopies: no fuel model %ld in the table; the nearest is %d",
                     canopy[k].fuel, fire_fuels_nearest(land->fuels, canopy[k].fuel));
    if (!(canopy[k].cover > 0.0) || !(canopy[k].height_m > 0.0))
      continue;
    land->canopy_of[FIRE_CANOPY_COVER][row] = (al_real)canopy[k].cover;
    land->canopy_of[FIRE_CANOPY_HEIGHT][row] = (al_real)canopy[k].height_m;
    land->canopy_of[FIRE_CANOPY_BASE][row] = (al_real)canopy[k].base_m;
    land->canopy_of[FIRE_CANOPY_DENSITY][row] = (al_real)canopy[k].density_kg_per_m3;
    land->has_canopy = true;
  }
  return AL_OK;
}

static al_status land_take_wang(const struct al_model_env *env, struct fire_land *land)
{
  const struct al_fire_config *config = env->config;
  const struct fire_wang_fuel_config *fuel = config->wang.fuels.record;
  land->cruz = config->crown_rate == FIRE_CROWN_CRUZ;
  if (config->behaviour != FIRE_BEHAVIOUR_WANG)
    return AL_OK;
  land->wang = &config->wang;
  for (int row = 0; row < FIRE_FUELS_MOST; row++)
    land->wang_fuel[row] = (al_real)config->wang.usual;
  for (size_t k = 0; k < config->wang.fuels.count; k++) {
    const int row = fire_fuels_row(land->fuels, fuel[k].fuel);
    if (row < 0)
      return AL_FAIL(env->ctx, AL_BAD_INPUT,
                     "fire.wang.fuels: no fuel model %ld in the table; the nearest is %d",
                     fuel[k].fuel, fire_fuels_nearest(land->fuels, fuel[k].fuel));
    land->wang_fuel[row] = (al_real)fuel[k].factor;
  }
  return AL_OK;
}

static al_status land_allocate(struct fire_land *land)
{
  land->now = AL_NEW(land->arena, struct fire_tile, 1);
  land->now_tile = -1;
  land->scratch = al_arena_alloc(land->arena, 1, sizeof *land->scratch, "fire tile");
  return land->now && land->scratch ? AL_OK : AL_NO_MEMORY;
}

al_status fire_land_fork(const struct fire_land *land, struct fire_land *out)
{
  assert(land->row && land->fuels);
  *out = *land;
  const al_status status = land_allocate(out);
  return status == AL_OK && land->damp ? fire_land_condition(out, land->damp) : status;
}

al_status fire_land_condition(struct fire_land *land, const struct fire_damp *damp)
{
  assert(damp && damp->step);
  land->damp = damp;
  return fire_damp_state_create(land->arena, land->forest->tile_count, &land->moisture);
}

al_status fire_land_create(const struct al_model_env *env, struct fire_land *out)
{
  const struct al_fire_config *config = env->config;
  const size_t cells = (size_t)(env->forest->tile_count * AL_TILE_CELLS);
  struct fire_layer_source source[FIRE_LAYERS];
  struct fire_ridge *ridge;
  *out = (struct fire_land){.arena = env->arena,
                            .forest = env->forest,
                            .bed = al_fields_find(env->fields, "bed"),
                            .fuels = AL_NEW(env->arena, struct fire_fuels, 1),
                            .row = AL_NEW(env->arena, uint8_t, cells),
                            .crown = config->crown,
                            .wind_factor = config->wind_height == FIRE_WIND_10M ? 1.0 / 1.15 : 1.0};
  if (!out->fuels || !out->row || land_allocate(out) != AL_OK)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx, fire_fuels_read(env->ctx, env->arena, config->fuels, out->fuels));
  if (out->fuels->count >= FIRE_NO_FUEL)
    return AL_FAIL(env->ctx, AL_BAD_INPUT, "%s: %zu fuel models; there is room for %zu",
                   config->fuels, out->fuels->count, (size_t)FIRE_NO_FUEL - 1);
  out->crown_row = fire_fuels_row(out->fuels, 10);
  AL_TRY(env->ctx, fire_layers_find(env, source));
  AL_TRY(env->ctx, land_read_fuel(env, &source[FIRE_LAYER_FUEL], out));
  AL_TRY(env->ctx, land_take_canopies(env, out));
  AL_TRY(env->ctx, land_take_wang(env, out));
  AL_TRY(env->ctx, land_read_canopy(env, source, out));
  AL_TRY(env->ctx, land_read_ground(env, source, out));
  if (config->terrain_wind.method == FIRE_TERRAIN_NONE)
    return AL_OK;
  AL_TRY(env->ctx, fire_ridge_create(env, &ridge));
  out->ridge = ridge;
  return AL_OK;
}

/* Bed of a tile and one cell around it; NaN where there is none. */
static void land_ground(const struct fire_land *land, ptrdiff_t t, al_real *out)
{
  const struct al_tile *tile = &land->forest->tile[t];
  for (int y = -1; y <= AL_TILE_SIDE; y++)
    for (int x = -1; x <= AL_TILE_SIDE; x++) {
      const int across = x < 0 ? 0 : x < AL_TILE_SIDE ? 1 : 2;
      const int down = y < 0 ? 0 : y < AL_TILE_SIDE ? 1 : 2;
      const int from = tile->neighbour[3 * down + across];
      const int cell = (y & (AL_TILE_SIDE - 1)) * AL_TILE_SIDE + (x & (AL_TILE_SIDE - 1));
      const ptrdiff_t at = (ptrdiff_t)from * AL_TILE_CELLS + cell;
      const bool has = from >= 0 && land->forest->valid[at] &&
                       land->bed->buffer[0][at] < (al_real)LAND_VOID_BED_M;
      out[(y + 1) * LAND_SPAN + x + 1] = has ? land->bed->buffer[0][at] : (al_real)NAN;
    }
}

/* Beyond the edge the ground goes on as it came. */
static al_real land_beside(const al_real *ground, int at, int step)
{
  const al_real here = ground[at], there = ground[at + step], back = ground[at - step];
  return !isnan(there) ? there : !isnan(back) ? 2 * here - back : here;
}

/* Gradient of the ground (Horn 1981), rise over run towards east and north. */
static void land_slope(struct fire_land *land, ptrdiff_t tile, al_real cell_m)
{
  if (land->gradient[0]) {
    for (int k = 0; k < 2; k++)
      memcpy(land->scratch->in[7 + k], land->gradient[k] + tile * AL_TILE_CELLS,
             sizeof land->scratch->in[0]);
    return;
  }
  land_ground(land, tile, land->scratch->ground);
  const al_real *ground = land->scratch->ground;
  const al_real per = 1 / (8 * cell_m);
  for (int i = 0; i < AL_TILE_CELLS; i++) {
    const int at = (i / AL_TILE_SIDE + 1) * LAND_SPAN + i % AL_TILE_SIDE + 1;
    const al_real nw = land_beside(ground, at, -LAND_SPAN - 1);
    const al_real n = land_beside(ground, at, -LAND_SPAN);
    const al_real ne = land_beside(ground, at, -LAND_SPAN + 1);
    const al_real w = land_beside(ground, at, -1), e = land_beside(ground, at, 1);
    const al_real sw = land_beside(ground, at, LAND_SPAN - 1);
    const al_real s = land_beside(ground, at, LAND_SPAN);
    const al_real se = land_beside(ground, at, LAND_SPAN + 1);
    const al_real east = ((ne + 2 * e + se) - (nw + 2 * w + sw)) * per;
    const al_real north = ((nw + 2 * n + ne) - (sw + 2 * s + se)) * per;
    land->scratch->in[7][i] = isnan(east) ? 0 : east;
    land->scratch->in[8][i] = isnan(north) ? 0 : north;
  }
}

void fire_land_change(struct fire_land *land, const struct fire_weather_config *weather)
{
  assert(weather->h1 >= 0.0 && weather->foliar >= 0.0);
  land->weather = *weather;
  land->now_tile = -1;
  if (land->wang) /* Beaufort's force from the wind at 10 m */
    land->wang_first = (al_real)fire_wang_first_m_per_min(
        (fire_real)land->wang->celsius,
        (fire_real)pow(weather->wind_m_per_s * land->wind_factor * 1.15 / 0.836, 2.0 / 3.0),
        (fire_real)land->wang->humidity_pct);
  const double wind = weather->wind_m_per_s * land->wind_factor;
  const double value[7] = {weather->h1,
                           weather->h10,
                           weather->h100,
                           weather->herb,
                           weather->woody,
                           -wind * sin(weather->wind_from_rad),
                           -wind * cos(weather->wind_from_rad)};
  for (int k = 0; k < 7; k++)
    for (int i = 0; i < AL_TILE_CELLS; i++)
      land->scratch->in[k][i] = (al_real)value[k];
}

static void land_fill_canopy(struct fire_land *land, ptrdiff_t tile)
{
  for (int k = 0; k < FIRE_CANOPY; k++)
    for (int i = 0; i < AL_TILE_CELLS; i++)
      land->scratch->in[9 + k][i] = land->canopy[k] ? land->canopy[k][tile * AL_TILE_CELLS + i]
                                                    : land->canopy_of[k][land->scratch->row[i]];
  for (int i = 0; !land->crown && i < AL_TILE_CELLS; i++)
    land->scratch->in[9 + FIRE_CANOPY_DENSITY][i] = 0;
}

/* Gridded wind of now at the tile's cells. */
static void land_blow(struct fire_land *land, ptrdiff_t tile)
{
  const struct fire_air *air = land->air;
  const al_real factor = (al_real)land->wind_factor;
  for (int k = 0; k < 2; k++) {
    al_real *in = land->scratch->in[5 + k];
    fire_plane_tile(&air->coarse, air->factor, air->frame[land->weather.frame].plane[k],
                    &land->forest->tile[tile], in);
    for (int i = 0; i < AL_TILE_CELLS; i++)
      in[i] = isnan(in[i]) ? 0 : in[i] * factor; /* beyond the grid */
  }
}

/* The weather's wind as the hills change it. */
static void land_blow_over_hills(struct fire_land *land, ptrdiff_t tile)
{
  const struct fire_ridge *ridge = land->ridge;
  const double wind = land->weather.wind_m_per_s * land->wind_factor;
  const al_real east = (al_real)(-wind * sin(land->weather.wind_from_rad));
  const al_real north = (al_real)(-wind * cos(land->weather.wind_from_rad));
  al_real(*a)[AL_TILE_CELLS] = land->scratch->air;
  for (int k = 0; k < FIRE_RIDGE_PLANES; k++)
    fire_plane_tile(&ridge->coarse, ridge->factor, ridge->plane[k], &land->forest->tile[tile],
                    a[k]);
  for (int i = 0; i < AL_TILE_CELLS; i++) {
    land->scratch->in[5][i] = east + (a[FIRE_RIDGE_EE][i] * east + a[FIRE_RIDGE_EN][i] * north);
    land->scratch->in[6][i] = north + (a[FIRE_RIDGE_EN][i] * east + a[FIRE_RIDGE_NN][i] * north);
  }
}

void fire_land_wind(const struct fire_land *land, ptrdiff_t cell, double *east, double *north)
{
  const struct al_tile *tile = &land->forest->tile[cell / AL_TILE_CELLS];
  const int col = tile->col + (int)(cell % AL_TILE_SIDE);
  const int row = tile->row + (int)(cell % AL_TILE_CELLS / AL_TILE_SIDE);
  const struct fire_air *air = land->air;
  const struct fire_ridge *ridge = land->ridge;
  const double wind = land->weather.wind_m_per_s * land->wind_factor;
  double blows[2] = {-wind * sin(land->weather.wind_from_rad),
                     -wind * cos(land->weather.wind_from_rad)};
  double a[FIRE_RIDGE_PLANES] = {0.0};
  assert(cell >= 0);
  for (int k = 0; air && k < 2; k++)
    blows[k] =
        land->wind_factor * fire_plane_cell(&air->coarse, air->factor,
                                            air->frame[land->weather.frame].plane[k], col, row);
  for (int k = 0; ridge && k < FIRE_RIDGE_PLANES; k++)
    a[k] = fire_plane_cell(&ridge->coarse, ridge->factor, ridge->plane[k], col, row);
  *east = blows[0] + a[FIRE_RIDGE_EE] * blows[0] + a[FIRE_RIDGE_EN] * blows[1];
  *north = blows[1] + a[FIRE_RIDGE_EN] * blows[0] + a[FIRE_RIDGE_NN] * blows[1];
}

/* Gridded temperature and dew point. */
static void land_fill_air(void *self, size_t frame, ptrdiff_t tile)
{
  struct fire_land *land = self;
  const struct fire_air *air = land->air;
  for (int k = 0; k < 2; k++)
    fire_plane_tile(&air->coarse, air->factor, air->frame[frame].plane[FIRE_AIR_TEMPERATURE + k],
                    &land->forest->tile[tile], land->scratch->air[k]);
}

/* Moisture of the tile's dead fuel in the weather of now, into the first three inputs. */
static void land_dampen(struct fire_land *land, ptrdiff_t tile)
{
  al_real(*in)[AL_TILE_CELLS] = land->scratch->in;
  const al_real *bed = land->bed->buffer[0] + tile * AL_TILE_CELLS;
  const double station_m = land->damp->station_m;
  for (int i = 0; i < AL_TILE_CELLS; i++) {
    const bool has = !isnan(station_m) && land->forest->valid[tile * AL_TILE_CELLS + i] &&
                     bed[i] < (al_real)LAND_VOID_BED_M;
    land->scratch->above_m[i] = has ? bed[i] - (al_real)station_m : 0;
  }
  const struct fire_damp_cells cells = {.above_m = land->scratch->above_m,
                                        .slope_east = in[7],
                                        .slope_north = in[8],
                                        .cover = land->has_canopy ? in[9] : NULL,
                                        .height_m = in[10],
                                        .base_m = in[11]};
  const struct fire_damp_air_of air = {land_fill_air, land, land->scratch->air[0],
                                       land->scratch->air[1], land->scratch->level};
  fire_damp_carry(land->damp, &land->moisture, tile, land->weather.damp_steps, cells, &air);
  for (int k = 0; k < FIRE_DAMP_CLASSES; k++)
    memcpy(in[k], land->moisture.moisture[k] + tile * AL_TILE_CELLS, sizeof in[0]);
}

const struct fire_tile *fire_land_behave(struct fire_land *land, ptrdiff_t tile)
{
  const uint8_t *row = land->row + tile * AL_TILE_CELLS;
  struct fire_tile *now = land->now;
  al_real(*in)[AL_TILE_CELLS] = land->scratch->in;
  assert(tile >= 0 && tile < land->forest->tile_count);
  if (land->now_tile == tile)
    return now;
  land->now_tile = tile;
  land_slope(land, tile, (al_real)al_forest_cell_m(land->forest, tile));
  for (int i = 0; i < AL_TILE_CELLS; i++)
    land->scratch->row[i] = row[i] == FIRE_NO_FUEL ? (uint8_t)land->crown_row : row[i];
  if (land->has_canopy)
    land_fill_canopy(land, tile);
  if (land->damp)
    land_dampen(land, tile);
  if (land->air)
    land_blow(land, tile);
  else if (land->ridge)
    land_blow_over_hills(land, tile);
  const struct fire_cells cells = {
      .count = AL_TILE_CELLS,
      .fuels = land->fuels,
      .fuel_row = land->scratch->row,
      .h1 = in[0],
      .h10 = in[1],
      .h100 = in[2],
      .herb = in[3],
      .woody = in[4],
      .wind_east_m_per_s = in[5],
      .wind_north_m_per_s = in[6],
      .slope_east = in[7],
      .slope_north = in[8],
      .cover = land->has_canopy ? in[9] : NULL,
      .height_m = in[10],
      .base_m = in[11],
      .density_kg_per_m3 = in[12],
      /* leaves so wet that nothing lights them: only the wind knows of the canopy */
      .foliar = land->crown ? (al_real)land->weather.foliar : (al_real)1e4,
      .crown_row = land->crown_row,
      .cruz = land->cruz,
      .wang_fuel = land->wang ? land->wang_fuel : NULL,
      .wang_first = land->wang_first,
      .spread_m_per_s = now->spread_m_per_s,
      .towards_east = now->towards_east,
      .towards_north = now->towards_north,
      .eccentricity = now->eccentricity,
      .heat_kj_per_m2 = now->heat_kj_per_m2,
      .intensity_kw_per_m = now->intensity_kw_per_m,
      .flame_m = now->flame_m,
      .type = now->type,
      .burnt = now->burnt};
  fire_behaviour_run(&cells);
  for (int i = 0; i < AL_TILE_CELLS; i++)
    if (row[i] == FIRE_NO_FUEL)
      now->spread_m_per_s[i] = 0;
  return now;
}

double fire_land_height_m(const struct fire_land *land, ptrdiff_t cell)
{
  const int row = land->row[cell];
  assert(cell >= 0);
  if (!land->has_canopy || row == FIRE_NO_FUEL)
    return 0.0;
  const al_real height = land->canopy[FIRE_CANOPY_HEIGHT]
                             ? land->canopy[FIRE_CANOPY_HEIGHT][cell]
                             : land->canopy_of[FIRE_CANOPY_HEIGHT][row];
  return height < LAND_NO_TREES_M ? (double)height : 0.0;
}

bool fire_land_has_fuel(const struct fire_land *land, ptrdiff_t cell)
{
  return land->row[cell] != FIRE_NO_FUEL;
}
