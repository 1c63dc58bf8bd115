/**
 * Gridded weather: rasters of wind, and of temperature and humidity, in time.
 */
#ifndef AL_MODELS_FIRE_AIR_H
#define AL_MODELS_FIRE_AIR_H

#include "config/model.h"
#include "models/fire/fire_config.h"
#include "models/fire/fire_plane.h"

enum { FIRE_AIR_EAST, FIRE_AIR_NORTH, FIRE_AIR_TEMPERATURE, FIRE_AIR_DEW, FIRE_AIR };

/* It holds until the next. */
struct fire_air_frame {
  double from_s;
  float *plane[FIRE_AIR]; /* m/s towards; F; on the coarse lattice; the last two may be NULL */
  double east_m_per_s, north_m_per_s; /* mean over the grid */
};

/* Read only once made; threads share it. */
struct fire_air {
  struct al_lattice coarse;
  int factor;
  struct fire_air_frame *frame;
  size_t frame_count;
  double end_s; /* of the last frame */
};

/** Reads all rasters of fire.rasters. Errors: AL_BAD_INPUT for rasters that do not cover the grid
 * or hold impossible values, and for frames that begin after 0 or end before the run. */
al_status fire_air_read(const struct al_model_env *env, double until_s, struct fire_air **out);
/** Number of the frame that holds at a time; that of the first before it. */
size_t fire_air_at(const struct fire_air *air, double time_s);

#endif
