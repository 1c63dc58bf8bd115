/**
 * The inside of the relief rule: what its stages share.
 */
#ifndef AL_GRIDS_BUILD_RELIEF_H
#define AL_GRIDS_BUILD_RELIEF_H

#include "grids/build.h"
#include "grids/relief.h"

enum { RELIEF_PEAKS_MOST = 256, RELIEF_OCTAVES = 4 };

struct relief_peak {
  double x, y, height_m;
};

/* A piece of a river, downstream from point 0 to point 1; `way_km`: along the river to the sea. */
struct relief_reach {
  double x[2], y[2], way_km[2];
};

struct relief {
  struct build *build;
  const struct relief_config *config;
  uint8_t *land, *river, *made;       /* made: no source has terrain there */
  float *coast_m, *shore_m, *river_m; /* to the sea, to the land, to a river */
  float *way_km;                      /* along the nearest river to the sea */
  struct relief_reach *reach;
  size_t reach_count;
  float *height;
  struct relief_noise hills[RELIEF_OCTAVES], coarse_detail, fine_detail, patches, fringes;
  struct relief_peak peak[RELIEF_PEAKS_MOST];
  size_t peak_count;
};

/** Gradient over about 450 m, the resolution at which the statistics of the detail were taken. */
double relief_slope(const struct relief *relief, int col, int row);
/** Built-up land around towns by their people, trees on slopes and heights, crops elsewhere, water
 * on rivers; then the reservoirs. */
al_status relief_land_use(struct relief *relief);

#endif
