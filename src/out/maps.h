/**
 * maps/NAME.png: pictures of the maxima and of the zoning, for people.
 */
#ifndef AL_OUT_MAPS_H
#define AL_OUT_MAPS_H

#include "out/map_picture.h"
#include "out/scales.h"
#include "out/zones.h"

/** Land under water by depth band: total[0] is below the first band. */
struct out_flooded {
  struct out_scale scale;
  struct zoning_total total[256];
};

al_status out_flooded_sum(const struct out_env *env, const struct out_planes *planes,
                          struct out_flooded *out);

/** Draws maps/hmax.png, vmax.png, arrival.png and zoning_RULES.png for each rule table. */
al_status out_maps_make(const struct out_env *env, const struct out_planes *planes,
                        const struct out_zones *zones);

/** What all maps of a run share. */
struct out_maps {
  const struct out_env *env;
  struct zoning_input input;
  struct out_ground ground;
  uint8_t *class_value; /* [rows*cols], scratch */
};

al_status out_maps_begin(const struct out_env *env, const struct out_planes *planes,
                         struct out_maps *out);
/** A map of one plane in bands with their land areas; `map` brings the texts. */
al_status out_maps_draw_plane(const struct out_maps *maps, const struct out_scale *scale,
                              const float *value, struct out_map map);

#endif
