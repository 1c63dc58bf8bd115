/**
 * Layers of fuel, canopy and ground from the formats of fire agencies.
 */
#include "models/fire/fire_layers.h"
#include "core/log.h"
#include "doors/file_door.h"
#include "doors/raster_door.h"
#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Bands of a landscape, after its heights. */
static const int landscape_band[FIRE_LAYERS] = {
    [FIRE_LAYER_SLOPE] = 2,  [FIRE_LAYER_ASPECT] = 3, [FIRE_LAYER_FUEL] = 4,
    [FIRE_LAYER_COVER] = 5,  [FIRE_LAYER_HEIGHT] = 6, [FIRE_LAYER_BASE] = 7,
    [FIRE_LAYER_DENSITY] = 8};

/* What LANDFIRE multiplies: percent, tenths of m, hundredths of kg/m3. */
static const double landfire_scale[FIRE_LAYERS] = {
    [FIRE_LAYER_FUEL] = 1.0,  [FIRE_LAYER_COVER] = 0.01,   [FIRE_LAYER_HEIGHT] = 0.1,
    [FIRE_LAYER_BASE] = 0.1,  [FIRE_LAYER_DENSITY] = 0.01, [FIRE_LAYER_SLOPE] = 0.01,
    [FIRE_LAYER_ASPECT] = 1.0};

/* Largest value that the layer can have, in SI; rasters with more are in another unit. */
static const double largest[FIRE_LAYERS] = {
    [FIRE_LAYER_FUEL] = (double)INFINITY, [FIRE_LAYER_COVER] = 1.0,
    [FIRE_LAYER_HEIGHT] = 120.0,          [FIRE_LAYER_BASE] = 120.0,
    [FIRE_LAYER_DENSITY] = 2.0,           [FIRE_LAYER_SLOPE] = 20.0,
    [FIRE_LAYER_ASPECT] = 360.0};

static const char *const layer_name[FIRE_LAYERS] = {
    [FIRE_LAYER_FUEL] = "fuel model",        [FIRE_LAYER_COVER] = "canopy cover",
    [FIRE_LAYER_HEIGHT] = "canopy height",   [FIRE_LAYER_BASE] = "canopy base height",
    [FIRE_LAYER_DENSITY] = "canopy density", [FIRE_LAYER_SLOPE] = "slope",
    [FIRE_LAYER_ASPECT] = "aspect"};

/* Units that GDAL names in the metadata of an .lcp file. */
static const struct layer_unit {
  const char *name;
  double scale;
  enum fire_layer layer;
  bool degrees;
} units[] = {{"Percent", 0.01, FIRE_LAYER_COVER, false},
             {"Meters", 1.0, FIRE_LAYER_HEIGHT, false},
             {"Feet", 0.3048, FIRE_LAYER_HEIGHT, false},
             {"Meters x 10", 0.1, FIRE_LAYER_HEIGHT, false},
             {"Feet x 10", 0.03048, FIRE_LAYER_HEIGHT, false},
             {"Meters", 1.0, FIRE_LAYER_BASE, false},
             {"Feet", 0.3048, FIRE_LAYER_BASE, false},
             {"Meters x 10", 0.1, FIRE_LAYER_BASE, false},
             {"Feet x 10", 0.03048, FIRE_LAYER_BASE, false},
             {"kg/m^3", 1.0, FIRE_LAYER_DENSITY, false},
             {"lb/ft^3", 16.018463, FIRE_LAYER_DENSITY, false},
             {"kg/m^3 x 100", 0.01, FIRE_LAYER_DENSITY, false},
             {"lb/ft^3 x 1000", 0.016018463, FIRE_LAYER_DENSITY, false},
             {"Degrees", 1.0, FIRE_LAYER_SLOPE, true},
             {"Percent", 0.01, FIRE_LAYER_SLOPE, false},
             {"Azimuth degrees", 1.0, FIRE_LAYER_ASPECT, false}};

static const char *const unit_item[FIRE_LAYERS] = {
    [FIRE_LAYER_COVER] = "CANOPY_COV_UNIT_NAME", [FIRE_LAYER_HEIGHT] = "CANOPY_HT_UNIT_NAME",
    [FIRE_LAYER_BASE] = "CBH_UNIT_NAME",         [FIRE_LAYER_DENSITY] = "CBD_UNIT_NAME",
    [FIRE_LAYER_SLOPE] = "SLOPE_UNIT_NAME",      [FIRE_LAYER_ASPECT] = "ASPECT_UNIT_NAME"};

static al_status layers_take_unit(const struct al_model_env *env, enum fire_layer layer,
                                  struct fire_layer_source *source)
{
  const char *unit;
  AL_TRY(env->ctx,
         al_raster_item(env->ctx, env->arena, source->path, source->band, unit_item[layer], &unit));
  if (!unit)
    return AL_OK;
  for (size_t k = 0; k < AL_COUNT(units); k++)
    if (units[k].layer == layer && strcmp(units[k].name, unit) == 0) {
      source->scale = units[k].scale;
      source->degrees = units[k].degrees;
      return AL_OK;
    }
  return AL_FAIL(env->ctx, AL_BAD_INPUT, "%s: its %s (band %d) is in '%s', which is not read",
                 source->path, layer_name[layer], source->band, unit);
}

/* Units stand in an .lcp file; a GeoTIFF of eight bands has LANDFIRE's and says with its band's
 * name whether slopes are percent (SLPP). */
static al_status layers_from_landscape(const struct al_model_env *env, const char *path,
                                       struct fire_layer_source out[FIRE_LAYERS])
{
  struct al_raster_info info;
  const char *name;
  AL_TRY(env->ctx, al_raster_describe(env->ctx, env->arena, path, 1, false, &info));
  const int wanted = landscape_band[FIRE_LAYER_DENSITY];
  if (info.bands < landscape_band[FIRE_LAYER_FUEL])
    return AL_FAIL(env->ctx, AL_BAD_INPUT,
                   "%s: a landscape has %d bands, or 5 without the crowns; this raster has %d",
                   path, wanted, info.bands);
  for (int layer = 0; layer < FIRE_LAYERS; layer++) {
    if (landscape_band[layer] > info.bands)
      continue;
    out[layer] = (struct fire_layer_source){
        .path = path, .band = landscape_band[layer], .scale = landfire_scale[layer]};
    if (unit_item[layer])
      AL_TRY(env->ctx, layers_take_unit(env, (enum fire_layer)layer, &out[layer]));
  }
  if (strcmp(info.driver, "LCP") != 0) {
    struct fire_layer_source *slope = &out[FIRE_LAYER_SLOPE];
    AL_TRY(env->ctx, al_raster_item(env->ctx, env->arena, path, slope->band, NULL, &name));
    slope->degrees = !(name && (strstr(name, "SLPP") || strstr(name, "SlpP")));
    slope->scale = slope->degrees ? 1.0 : 0.01;
  }
  if (info.bands < wanted)
    for (int layer = FIRE_LAYER_COVER; layer <= FIRE_LAYER_DENSITY; layer++)
      out[layer] = (struct fire_layer_source){0}; /* cover alone shelters nothing */
  return AL_OK;
}

enum fire_layer fire_layers_name(const char *file, bool *degrees)
{
  static const struct {
    const char *token;
    enum fire_layer layer;
    bool degrees;
  } known[] = {{"F40", FIRE_LAYER_FUEL, false},   {"FBFM40", FIRE_LAYER_FUEL, false},
               {"CC", FIRE_LAYER_COVER, false},   {"CH", FIRE_LAYER_HEIGHT, false},
               {"CBH", FIRE_LAYER_BASE, false},   {"CBD", FIRE_LAYER_DENSITY, false},
               {"SlpP", FIRE_LAYER_SLOPE, false}, {"SlpD", FIRE_LAYER_SLOPE, true},
               {"Slp", FIRE_LAYER_SLOPE, true},   {"Slope", FIRE_LAYER_SLOPE, true},
               {"Asp", FIRE_LAYER_ASPECT, false}, {"Aspect", FIRE_LAYER_ASPECT, false}};
  const char *base = strrchr(file, '/');
  base = base ? base + 1 : file;
  const size_t length = strlen(base);
  assert(degrees);
  if (length < 5 || strcasecmp(base + length - 4, ".tif") != 0)
    return FIRE_LAYERS;
  for (const char *at = base; *at && *at != '.';) {
    while (isdigit((unsigned char)*at)) /* US_200FBFM40: the version stands before */
      at++;
    const size_t token = strcspn(at, "_-.");
    for (size_t k = 0; k < AL_COUNT(known); k++)
      if (token == strlen(known[k].token) && strncasecmp(at, known[k].token, token) == 0) {
        *degrees = known[k].degrees;
        return known[k].layer;
      }
    at += token;
    at += *at == '_' || *at == '-';
  }
  return FIRE_LAYERS;
}

static al_status layers_from_folder(const struct al_model_env *env, const char *folder,
                                    struct fire_layer_source out[FIRE_LAYERS])
{
  const bool ground = ((const struct al_fire_config *)env->config)->layers.ground;
  const struct al_source_mark mark = al_config_mark(env->scenario, "fire.layers.landfire");
  size_t count;
  const char *const *file;
  AL_TRY(env->ctx, al_folder_list(env->ctx, env->arena, folder, &count, &file));
  for (size_t k = 0; k < count; k++) {
    bool degrees = false;
    const enum fire_layer layer = fire_layers_name(file[k], &degrees);
    if (layer == FIRE_LAYERS)
      continue;
    if (out[layer].path)
      al_report(env->ctx, AL_ERROR, &mark, "%s: two rasters of %s: %s and %s", folder,
                layer_name[layer], strrchr(out[layer].path, '/') + 1, file[k]);
    out[layer] =
        (struct fire_layer_source){.path = al_arena_printf(env->arena, "%s/%s", folder, file[k]),
                                   .band = 1,
                                   .scale = degrees ? 1.0 : landfire_scale[layer],
                                   .degrees = degrees};
    if (!out[layer].path)
      return AL_NO_MEMORY;
  }
  for (int layer = 0; layer < FIRE_LAYERS; layer++)
    if (!out[layer].path && (ground || layer < FIRE_LAYER_SLOPE))
      al_report(env->ctx, AL_ERROR, &mark,
                "%s: no raster of %s; LANDFIRE's names hold F40 or FBFM40, CC, CH, CBH, CBD, "
                "SlpD or SlpP, Asp",
                folder, layer_name[layer]);
  return al_report_close(env->ctx);
}

static al_status layers_single(const struct al_model_env *env,
                               struct fire_layer_source out[FIRE_LAYERS])
{
  const struct fire_layers_config *layers = &((const struct al_fire_config *)env->config)->layers;
  const char *const path[FIRE_LAYERS] = {layers->fuel, layers->cover, layers->height, layers->base,
                                         layers->density};
  const double scale[FIRE_LAYERS] = {1.0, layers->cover_scale, layers->height_scale,
                                     layers->base_scale, layers->density_scale};
  int given = 0;
  for (int layer = 0; layer < FIRE_LAYER_SLOPE; layer++)
    if (path[layer])
      out[layer] =
          (struct fire_layer_source){.path = path[layer], .band = 1, .scale = scale[layer]};
  for (int layer = FIRE_LAYER_COVER; layer <= FIRE_LAYER_DENSITY; layer++)
    given += path[layer] != NULL;
  if (given > 0 && given < 4)
    return AL_FAIL(
        env->ctx, AL_BAD_INPUT,
        "fire.layers: canopy_cover, canopy_height, canopy_base and canopy_density belong "
        "together; %d of them are given",
        given);
  return AL_OK;
}

al_status fire_layers_find(const struct al_model_env *env,
                           struct fire_layer_source out[FIRE_LAYERS])
{
  const struct fire_layers_config *layers = &((const struct al_fire_config *)env->config)->layers;
  for (int layer = 0; layer < FIRE_LAYERS; layer++)
    out[layer] = (struct fire_layer_source){0};
  if (layers->lcp)
    AL_TRY(env->ctx, layers_from_landscape(env, layers->lcp, out));
  else if (layers->landfire)
    AL_TRY(env->ctx, layers_from_folder(env, layers->landfire, out));
  else
    AL_TRY(env->ctx, layers_single(env, out));
  if (!layers->ground)
    out[FIRE_LAYER_SLOPE] = out[FIRE_LAYER_ASPECT] = (struct fire_layer_source){0};
  return AL_OK;
}

/* A value beyond the layer's range: the raster is in another unit than was said. */
static al_status layers_refuse(const struct al_model_env *env, enum fire_layer layer,
                               const struct fire_layer_source *source, double value)
{
  const double most = source->degrees ? 90.0 : largest[layer];
  return AL_FAIL(env->ctx, AL_BAD_INPUT,
                 "%s: its %s (band %d) comes to %g; allowed: 0 .. %g; the raster is in another "
                 "unit than %g of ours",
                 source->path, layer_name[layer], source->band, value, most, source->scale);
}

al_status fire_layers_read(const struct al_model_env *env, enum fire_layer layer,
                           const struct fire_layer_source *source, al_real *out)
{
  const struct al_lattice *lattice = &env->forest->lattice;
  const struct al_raster_request request = {
      .path = source->path,
      .band = source->band,
      .crs_override = ((const struct al_fire_config *)env->config)->layers.crs,
      .resample = AL_NEAREST,
      .scale = source->scale};
  const size_t cells = (size_t)al_lattice_cells(lattice);
  assert(source->path && source->band > 0 && source->scale > 0.0);
  float *value = malloc(cells * sizeof *value);
  uint8_t *valid = calloc(cells, 1);
  al_status status =
      value && valid
          ? al_raster_warp(env->ctx, &request, lattice, "fire", value, valid)
          : AL_FAIL(env->ctx, AL_NO_MEMORY, "out of memory while reading %s", source->path);
  ptrdiff_t known = 0;
  double most = 0.0;
  for (ptrdiff_t t = 0; status == AL_OK && t < env->forest->tile_count; t++) {
    const struct al_tile *tile = &env->forest->tile[t];
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const int x = tile->col + i % AL_TILE_SIDE, y = tile->row + i / AL_TILE_SIDE;
      const ptrdiff_t at = (ptrdiff_t)y * lattice->cols + x;
      const bool has = x < lattice->cols && y < lattice->rows && valid[at];
      out[t * AL_TILE_CELLS + i] = has ? (al_real)value[at] : (al_real)NAN;
      known += has;
      most = has ? fmax(most, (double)value[at]) : most;
    }
  }
  free(value);
  free(valid);
  if (status == AL_OK && known == 0)
    return AL_FAIL(env->ctx, AL_BAD_INPUT, "%s has no data on the grid", source->path);
  if (status == AL_OK && most > (source->degrees ? 90.0 : largest[layer]) * (1.0 + 1e-6))
    return layers_refuse(env, layer, source, most);
  return status;
}
