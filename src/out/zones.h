/**
 * Zoning products: class rasters, four-colour rasters, polygons, table of areas and people.
 */
#ifndef AL_OUT_ZONES_H
#define AL_OUT_ZONES_H

#include "doors/raster_door.h"
#include "models/zoning/zoning.h"
#include "out/out_env.h"

/** Planes of max/NAME.tif, row-major [rows*cols], NaN where the file has none. */
struct out_planes {
  float *hmax_m, *vmax_m_per_s, *hvmax_m2_per_s, *zsmax_m, *arrival_s;
  float *burn_annual, *flame_m; /* of a fire season; NULL without */
};

/** One rule table applied. */
struct out_zoning {
  struct zoning_rules rules;
  uint8_t *class_value; /* [rows*cols] */
  struct zoning_total total[256];
};

struct out_zones {
  size_t count;
  struct out_zoning *zoning; /* in the order of zoning.rules */
  double land_area_m2, people;
  bool has_people;
};

/** Whether the scenario runs water, one fire, a season of fires. */
bool out_has_water(const struct out_env *env);
bool out_has_fire(const struct out_env *env);
bool out_has_season(const struct out_env *env);

/** Reads the maxima of the water back. Errors: AL_BAD_INPUT when a file is missing or of another
 * grid. */
al_status out_planes_read(const struct out_env *env, struct out_planes *out);

/** A raster of the run's folder, in the arena. Errors: AL_BAD_INPUT. */
al_status out_plane_read(const struct out_env *env, const char *file, float **out);

/** Reads the rule tables of the scenario; so that a broken one is known before a run starts. */
al_status out_zones_read_rules(const struct out_env *env, struct out_zones *out);

/** Classifies and writes zoning/. `zones` holds the rules. Errors: AL_IO_FAILED, AL_NO_MEMORY. */
al_status out_zones_make(const struct out_env *env, const struct out_planes *planes,
                         struct out_zones *zones);

/** Names and colours of the four-colour values and of 0. */
void out_zones_colour_styles(struct al_class_style colours[ZONING_COLOURS + 1]);

/** Of a run with water and a fire season: zoning/combined_colour.tif, the greatest colour of the
 * first table of each, and combined_hazard.tif, whose it is. Nothing for other runs. */
al_status out_zones_combine(const struct out_env *env, const struct out_zones *zones);

/** Writes zoning/groups.csv, the table of areas and people of several zonings below each other.
 * @param name [count - 1]; the last zoning is of all, "*". Those of no table are left out. */
al_status out_zones_write_groups(const struct out_env *env, const char *const *name,
                                 const struct out_zones *zones, size_t count);

/** What the zoning takes from grid and scenario. */
struct zoning_input out_zoning_input(const struct out_env *env, const struct out_planes *planes);

/** Layer of the grid or NULL. */
const float *out_layer(const struct out_env *env, const char *name);

/** Polygons of every table as layers of zoning/zoning.gpkg. */
al_status out_zone_polygons(const struct out_env *env, const struct out_zones *zones);

#endif
