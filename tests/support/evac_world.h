/**
 * A small plane with roads and hazard frames in memory, for the tests of evacuation.
 */
#ifndef AL_TESTS_EVAC_WORLD_H
#define AL_TESTS_EVAC_WORLD_H

#include "models/evacuation/evac_hazard.h"

enum { EVAC_SIDE = 40, EVAC_CELLS = EVAC_SIDE * EVAC_SIDE, EVAC_FRAMES = 6 };

/** 40 x 40 cells of 10 m, south-west corner at (0, 0); frames every 100 s; everything dry. */
struct evac_world {
  struct al_lattice lattice;
  struct al_evac_network network;
  double time_s[EVAC_FRAMES];
  float depth_m[EVAC_FRAMES][EVAC_CELLS], speed_mps[EVAC_FRAMES][EVAC_CELLS];
  float wind_mps[EVAC_FRAMES][EVAC_CELLS], fire_s[EVAC_CELLS], bed_m[EVAC_CELLS];
  const float *depth_of[EVAC_FRAMES], *speed_of[EVAC_FRAMES], *wind_of[EVAC_FRAMES];
  struct al_evac_memory_frames memory;
  struct al_evac_frames frames;
};

struct evac_world *evac_world_make(void);
void evac_world_free(struct evac_world *world);
/** Adds a straight link of all modes at 10 m/s. @return its number. */
int32_t evac_world_link(struct evac_world *world, double x0, double y0, double x1, double y1,
                        enum al_evac_link_kind kind);
/** Sets one cell in the frames from `first` to before `end`. */
void evac_world_wet(struct evac_world *world, int col, int row, int first, int end, float depth_m,
                    float speed_mps);

#endif
