/**
 * The fire section of a scenario.
 */
#ifndef AL_MODELS_FIRE_CONFIG_H
#define AL_MODELS_FIRE_CONFIG_H

#include "config/key_rows.h"

/* Weather from a time until that of the next record. Moistures are shares of dry mass; below 0: as
 * in the record before. */
struct fire_weather_config {
  double from_s, wind_m_per_s, wind_from_rad;
  double h1, h10, h100, herb, woody, foliar, ffmc;
  int dead, live;    /* a named scenario of Scott and Burgan (2005): 1 to 4; 0 none */
  size_t damp_steps; /* of fire_damp that are over; no key */
  size_t frame;      /* of fire_air; no key */
};

/* Dead fuel that follows a table of weather. */
struct fire_damp_config {
  const char *weather; /* NULL: it does not */
  double interval_s, station_m;
  bool sun;
  struct al_number_list place; /* longitude, latitude */
};

struct fire_ignition_config {
  const char *name;
  struct al_number_list place; /* x, y: a point; more pairs: a line */
  const char *path, *layer, *where;
  double at_s;
};

struct fire_barrier_config {
  const char *name;
  struct al_number_list line;
  const char *path, *layer, *where;
  double width_m, breach;
  double built_from_s, built_rate_m_per_s; /* a rate of 0: stands whole from then on */
};

enum fire_times { FIRE_TIMES_INTERVAL, FIRE_TIMES_FILE };

/* Rasters of weather from a time on: wind as speed and direction, or as components. */
struct fire_raster_config {
  double from_s, interval_s, scale;
  const char *speed, *from, *east, *north, *celsius, *humidity, *crs;
  long band;
  int times;
};

enum fire_terrain_method { FIRE_TERRAIN_NONE, FIRE_TERRAIN_POTENTIAL, FIRE_TERRAIN_LINEAR };

/* Wind that hills change. */
struct fire_terrain_wind_config {
  int method;
  double roughness_m;
};

enum fire_crown_method { FIRE_CROWN_ROTHERMEL, FIRE_CROWN_CRUZ };
enum fire_behaviour_method { FIRE_BEHAVIOUR_ROTHERMEL, FIRE_BEHAVIOUR_WANG };

/* Of Wang Zhengfei's rate. */
struct fire_wang_config {
  double celsius, humidity_pct, usual;
  struct al_record_list fuels;
};

struct fire_wang_fuel_config {
  long fuel;
  double factor;
};

/* Brands of burning crowns that light fires ahead of the front. */
struct fire_spotting_config {
  double per_ha; /* 0 = none */
  int tree;
  double trees, diameter_m, spread, fuel_c, interval_s;
};

/* Roads, villages, places: when a fire comes within a distance. */
struct fire_closing_config {
  const char *name, *path, *layer, *where, *label;
  double within_m, piece_m;
};

struct fire_map_config {
  long from, to;
};

struct fire_canopy_config {
  long fuel;
  double cover, height_m, base_m, density_kg_per_m3;
};

/* Rasters in place of the grid's layers; in raw values times these. */
struct fire_layers_config {
  const char *landfire, *lcp; /* all of them in a folder or a file */
  int ground;                 /* of slope and aspect: 1 = of the same */
  const char *crs;            /* the system of files that have none */
  const char *fuel, *cover, *height, *base, *density;
  double cover_scale, height_scale, base_scale, density_scale;
};

enum fire_wind_height { FIRE_WIND_20FT, FIRE_WIND_10M };

struct al_fire_config {
  const char *fuels;
  struct al_record_list weather, rasters, ignitions, barriers, fuel_map, canopies, closings;
  struct fire_layers_config layers;
  struct fire_damp_config conditioning;
  struct fire_terrain_wind_config terrain_wind;
  struct fire_spotting_config spotting;
  struct fire_wang_config wang;
  int wind_height, behaviour, crown_rate;
  bool crown;
  double jump_factor, perimeter_interval_s;
};

extern const struct al_section al_fire_section;

/** Reports what the key ranges cannot know: times that do not rise, places without coordinates.
 * @param needs_weather whether there must be some */
void fire_config_check(struct al_ctx *ctx, const struct al_config *scenario,
                       const struct al_fire_config *fire, bool needs_weather);

#endif
