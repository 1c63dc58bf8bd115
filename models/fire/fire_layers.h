/**
 * Where the layers of fuel, canopy and ground come from: single rasters, a landscape of FARSITE
 * (.lcp, or the same eight bands as a GeoTIFF), or a folder of LANDFIRE rasters.
 */
#ifndef AL_MODELS_FIRE_LAYERS_H
#define AL_MODELS_FIRE_LAYERS_H

#include "config/model.h"
#include "models/fire/fire_config.h"

enum fire_layer {
  FIRE_LAYER_FUEL,
  FIRE_LAYER_COVER, /* share */
  FIRE_LAYER_HEIGHT,
  FIRE_LAYER_BASE,
  FIRE_LAYER_DENSITY, /* kg/m3 */
  FIRE_LAYER_SLOPE,
  FIRE_LAYER_ASPECT, /* degrees clockwise from grid north, downslope */
  FIRE_LAYERS
};

/* A layer in a file: SI = raw times scale. */
struct fire_layer_source {
  const char *path; /* NULL: not given */
  double scale;
  int band;
  bool degrees; /* a slope in degrees; else its raw value times the scale is the rise over run */
};

/** Finds them all. Slope and aspect only for fire.layers.ground: layers. Errors: AL_BAD_INPUT for
 * landscapes that lack a layer or measure one in an unknown unit. */
al_status fire_layers_find(const struct al_model_env *env,
                           struct fire_layer_source out[FIRE_LAYERS]);

/** Which layer a LANDFIRE file holds, by its name: LC22_CBH_230.tif, US_200FBFM40.tif, cc.tif.
 * @return FIRE_LAYERS when it is none of ours */
enum fire_layer fire_layers_name(const char *file, bool *degrees);

/** Reads a layer onto the forest, [tile][4096]; NaN where it has no data. Errors: AL_BAD_INPUT for
 * rasters that do not reach the grid, and for values outside the layer's range. */
al_status fire_layers_read(const struct al_model_env *env, enum fire_layer layer,
                           const struct fire_layer_source *source, al_real *out);

#endif
