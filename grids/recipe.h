/**
 * What a recipe says: the sections of a city's YAML file.
 */
#ifndef AL_GRIDS_RECIPE_H
#define AL_GRIDS_RECIPE_H

#include "config/config.h"

enum recipe_depressions { RECIPE_KEEP, RECIPE_FILL, RECIPE_BREACH };
enum recipe_treatment { RECIPE_RAISED, RECIPE_HOLES, RECIPE_ROUGH };
enum recipe_burn_kind { RECIPE_STREAM, RECIPE_WALL, RECIPE_ROAD, RECIPE_BRIDGE };
enum recipe_only { RECIPE_ALL, RECIPE_SEA_ONLY, RECIPE_LAND_ONLY };
enum recipe_region_kind { RECIPE_BOUNDS, RECIPE_POLYGONS, RECIPE_COAST, RECIPE_HEIGHT };

/* How a vector layer is read, wherever a recipe names one. */
struct recipe_vector {
  const char *layer, *where, *encoding, *crs;
  bool swap_axes;
};

struct recipe_city {
  const char *name, *title, *title_zh, *crs, *vertical_datum, *note, *domain, *domain_where;
  double cell_m;
  struct al_number_list bounds; /* west, south, east, north in the CRS */
};

struct recipe_source {
  const char *path, *crs;
  double priority, offset_m, scale;
  long band;
  int resample, only;
  bool swap_axes;
  struct al_number_list nodata; /* one, or none */
};

struct recipe_terrain {
  struct al_record_list sources;
  double void_fill_m;
  int depressions;
  double breach_depth_m, keep_depth_m;
};

struct recipe_sea {
  const char *land, *land_where;
  double level_m, keep_depth_m; /* keep_depth_m < 0: all of the sea stays */
  double reconcile_m;           /* < 0: beds stay as they are */
  int mode;
};

struct recipe_burn {
  const char *path;
  struct recipe_vector from;
  int kind;
  double depth_m, height_m, width_m;
};

struct recipe_landuse {
  const char *raster, *polygons, *attribute, *table, *soil;
  struct recipe_vector from;
};

struct recipe_buildings {
  const char *path;
  struct recipe_vector from;
  int treatment;
  double height_m, roughness;
};

struct recipe_people {
  const char *points, *polygons, *attribute;
  struct recipe_vector from;
  double total, spread_m;
};

/* Where cells are at most this large. */
struct recipe_region {
  double cell_m;
  int kind;
  struct al_number_list bounds; /* west, south, east, north in the CRS; limits the other kinds */
  const char *path;
  struct recipe_vector from;
  double from_m, to_m, distance_m;
};

struct recipe_levels {
  struct al_number_list bounds; /* of the whole: west, south, east, north in the CRS */
  double cell_m;                /* of the coarsest level */
  struct al_record_list regions;
};

struct recipe_burns {
  struct al_record_list lines;
};

enum recipe_sea_mode { RECIPE_SEA_NONE, RECIPE_SEA_CONNECTED, RECIPE_SEA_POLYGONS };

extern const struct al_section al_recipe_city_section, al_recipe_terrain_section,
    al_recipe_sea_section, al_recipe_landuse_section, al_recipe_buildings_section,
    al_recipe_people_section, al_recipe_burn_section, al_recipe_levels_section;

struct al_lattice;

/** The lattice that a recipe's grid will have. @param arena owns its texts. Errors: AL_BAD_INPUT.
 */
al_status al_recipe_lattice(struct al_ctx *ctx, struct al_arena *arena, struct al_config *recipe,
                            struct al_lattice *out);

/** Whether the machine, or --max-mem, has the memory that a build of this lattice takes; names the
 * least cell that fits. Errors: AL_NO_MEMORY. */
al_status al_recipe_check_memory(struct al_ctx *ctx, const struct al_config *recipe,
                                 const struct al_lattice *lattice, size_t max_memory_bytes);

/** All sections a recipe may hold. */
const struct al_section *const *al_recipe_sections(size_t *count);

#endif
