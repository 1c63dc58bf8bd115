/**
 * The inside of grid building: one struct through all stages.
 */
#ifndef AL_GRIDS_BUILD_H
#define AL_GRIDS_BUILD_H

#include "core/reduce.h"
#include "doors/cover_door.h"
#include "doors/raster_door.h"
#include "grids/grid.h"
#include "grids/recipe.h"
#include "grids/terrain.h"

enum { BUILD_LAYERS_MOST = 16, BUILD_NOTE_BYTES = 1 << 16 };

struct build {
  struct al_ctx *ctx;
  struct al_config *recipe;
  struct al_arena *scratch; /* dies after the build */
  struct al_grid *grid;
  float *bed;
  float *sea;                                   /* the layer, NULL when the recipe has no sea */
  float *manning, *impervious, *soil, *landuse; /* layers, NULL until the land use is known */
  float *buildings;                             /* share, or NULL */
  struct class_table *classes;                  /* of the land use, or NULL */
  bool coarse;                                  /* a level around the city, not the city itself */
  bool part; /* one of several levels and not the coarsest: sources may lie outside it */
  ptrdiff_t cells;
  char *note; /* provenance JSON under way */
  size_t note_length;
};

/** Adds a layer filled with a value. @return its array or NULL after recording the failure. */
float *build_add_layer(struct build *build, const char *name, const char *unit,
                       const char *long_name, float fill);
/** Appends a member to the provenance: printf of `"name": value`. */
void build_note(struct build *build, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** Reads a vector layer onto the grid's system. Features wholly outside are left out; when all are,
 * that is AL_BAD_INPUT that says where they lie. @param attributes NULL-terminated, or NULL. */
al_status build_read_vector(struct build *build, const char *kind, const char *path,
                            const struct recipe_vector *from, const char *const *attributes,
                            struct al_vector_layer *out);
/** Appends the checksum of an input file, when it is a plain file. */
void build_note_source(struct build *build, const char *kind, const char *path);

/** @return AL_BAD_INPUT with a message that says where a raster lies and where the grid does. */
al_status build_no_overlap(struct build *build, const char *path, const char *crs, long band);

/** The grid's lattice. @param given NULL for the one the recipe tells. */
al_status build_lattice(struct build *build, const struct al_lattice *given);
al_status build_terrain(struct build *build);
/** Fills what no source covers by the relief rule, when the recipe has one. */
al_status build_relief(struct build *build);
/** Holds the bed to the coastline of the land polygons, with sea.reconcile. */
al_status build_coast(struct build *build);
/** Puts the sea right once the bed is known (mode connected). */
al_status build_sea_connected(struct build *build);
al_status build_burn(struct build *build);
al_status build_sea(struct build *build);
al_status build_depressions(struct build *build);
/** Leaves out what lies beyond city.domain and the sea deeper than sea.keep_depth. */
al_status build_domain(struct build *build);
al_status build_landuse(struct build *build);
/** Share of people that a cell of a land use class attracts, 1 without a table. */
double build_people_weight(const struct build *build, ptrdiff_t cell);
al_status build_buildings(struct build *build);
al_status build_people(struct build *build);

#endif
