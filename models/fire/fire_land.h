/**
 * What burns: fuel, ground and canopy of each cell, and the behaviour of a tile in the weather of
 * now.
 */
#ifndef AL_MODELS_FIRE_LAND_H
#define AL_MODELS_FIRE_LAND_H

#include "config/model.h"
#include "models/fire/fire_air.h"
#include "models/fire/fire_behaviour_kernel.h"
#include "models/fire/fire_config.h"
#include "models/fire/fire_damp.h"
#include "models/fire/fire_ridge.h"

enum { FIRE_CANOPY_COVER, FIRE_CANOPY_HEIGHT, FIRE_CANOPY_BASE, FIRE_CANOPY_DENSITY, FIRE_CANOPY };
enum { FIRE_NO_FUEL = 255 }; /* row of a cell that never burns */

/* Behaviour of the cells of one tile. */
struct fire_tile {
  al_real spread_m_per_s[AL_TILE_CELLS], towards_east[AL_TILE_CELLS], towards_north[AL_TILE_CELLS];
  al_real eccentricity[AL_TILE_CELLS], heat_kj_per_m2[AL_TILE_CELLS];
  al_real intensity_kw_per_m[AL_TILE_CELLS], flame_m[AL_TILE_CELLS];
  al_real type[AL_TILE_CELLS], burnt[AL_TILE_CELLS];
};

struct fire_land {
  struct al_arena *arena;
  const struct al_forest *forest;
  const struct al_field *bed;
  struct fire_fuels *fuels;
  uint8_t *row;                 /* of the fuel table, [tile][4096]; FIRE_NO_FUEL */
  al_real *canopy[FIRE_CANOPY]; /* [tile][4096], or NULL: by fuel */
  al_real canopy_of[FIRE_CANOPY][FIRE_FUELS_MOST];
  al_real *gradient[2]; /* towards east and north, [tile][4096]; NULL: of the bed */
  bool has_canopy, crown;
  int crown_row;
  bool cruz;
  const struct fire_wang_config *wang;            /* NULL: Rothermel's rate */
  al_real wang_fuel[FIRE_FUELS_MOST], wang_first; /* Ks by row; R0 in the weather of now, m/min */
  struct fire_weather_config weather;             /* of now, no moisture left open */
  double wind_factor;                             /* to 20 ft */
  const struct fire_damp *damp; /* moisture of dead fuel by cell; NULL: the weather's */
  struct fire_damp_state moisture;
  const struct fire_air *air;     /* gridded weather; NULL: none */
  const struct fire_ridge *ridge; /* hills change the weather's wind; NULL: they do not */
  struct {
    al_real in[13][AL_TILE_CELLS], above_m[AL_TILE_CELLS];
    al_real air[FIRE_RIDGE_PLANES][AL_TILE_CELLS],
        level[AL_TILE_CELLS]; /* gridded; heights, all 0 */
    uint8_t row[AL_TILE_CELLS];
    al_real ground[(AL_TILE_SIDE + 2) * (AL_TILE_SIDE + 2)];
  } * scratch;
  struct fire_tile *now; /* behaviour of the tile `now_tile`; -1 none */
  ptrdiff_t now_tile;
  ptrdiff_t floored; /* cells whose canopy base was lowered to the canopy's height */
};

/** Reads fuels and layers; counts cells by fuel. Errors: AL_BAD_INPUT naming fuels that are not in
 * the table. */
al_status fire_land_create(const struct al_model_env *env, struct fire_land *out);
/** The same ground and fuel for another thread, with weather and behaviour of its own. */
al_status fire_land_fork(const struct fire_land *land, struct fire_land *out);
/** Dead fuel follows the weather from now on, before any fork. */
al_status fire_land_condition(struct fire_land *land, const struct fire_damp *damp);
/** The weather from now on. */
void fire_land_change(struct fire_land *land, const struct fire_weather_config *weather);
/** Behaviour of a tile; stands until the next call. */
const struct fire_tile *fire_land_behave(struct fire_land *land, ptrdiff_t tile);
/** Whether the wind is another at each cell. */
static inline bool fire_land_wind_varies(const struct fire_land *land)
{
  return land->air || land->ridge;
}
/** Wind at 20 ft over a cell, m/s towards east and north. */
void fire_land_wind(const struct fire_land *land, ptrdiff_t cell, double *east, double *north);
/** Height of the canopy over a cell; 0 where there is none. */
double fire_land_height_m(const struct fire_land *land, ptrdiff_t cell);
/** Whether a cell has fuel. */
bool fire_land_has_fuel(const struct fire_land *land, ptrdiff_t cell);

#endif
