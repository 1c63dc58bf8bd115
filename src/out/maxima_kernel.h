/**
 * The cell loop of the maxima: one tile, one look at the water.
 */
#ifndef AL_OUT_MAXIMA_KERNEL_H
#define AL_OUT_MAXIMA_KERNEL_H

#include "core/isa.h"
#include "core/real.h"

enum { OUT_DURATIONS_MOST = 8 };

/* Level of a cell that never held water; such cells have hmax 0. */
#define OUT_NO_LEVEL_M ((al_real)-30000)
/* Arrival time of a cell that was never reached. */
#define OUT_NO_ARRIVAL_S ((al_real)-1)

struct out_maxima_job {
  const al_real *depth_m, *level_m, *u_m_per_s, *v_m_per_s; /* [4096] now */
  al_real *hmax_m, *vmax_m_per_s, *hvmax_m2_per_s, *zsmax_m, *arrival_s;
  al_real *duration_s[OUT_DURATIONS_MOST];
  al_real duration_depth_m[OUT_DURATIONS_MOST];
  int duration_count;
  al_real *rise_m_per_s, *before_m; /* NULL unless a window of the rise rate ends now */
  al_real per_window_per_s;         /* 1 / length of that window, 0 for the first */
  al_real time_s, elapsed_s;        /* now, and since the look before */
  al_real arrival_depth_m, velocity_depth_m;
};

void out_maxima_tile_v2(struct out_maxima_job *job);
void out_maxima_tile_v3(struct out_maxima_job *job);
void out_maxima_tile_v4(struct out_maxima_job *job);

#endif
