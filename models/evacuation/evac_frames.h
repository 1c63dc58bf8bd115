/**
 * Frames of a hazard: planes of water, wind and fire at rising times, from a stored run or from
 * memory.
 */
#ifndef AL_EVAC_FRAMES_H
#define AL_EVAC_FRAMES_H

#include <math.h>
#include <stdbool.h>

#include "core/status.h"
#include "tiles/lattice.h"

/** Planes of one moment, [rows * cols]; NaN where nothing is known, which counts as no hazard. */
struct al_evac_frame {
  float *depth_m, *speed_mps, *wind_mps;
};

/** A source of frames; what it does not have stays away: no pointer to it is handed over. */
struct al_evac_frames {
  const struct al_lattice *lattice;
  int count;            /* of frames; 0 = fire alone */
  const double *time_s; /* [count] rising, on the scenario's clock */
  bool has_depth, has_speed, has_wind;
  const float *bed_m;          /* [cells] or NULL: needed for decks of bridges */
  const float *fire_arrival_s; /* [cells] or NULL; NaN or INFINITY = never */
  void *self;
  /** Fills the planes that are there of frame k. */
  al_status (*read)(void *self, struct al_ctx *ctx, int k, struct al_evac_frame *into);
};

/** Whether the frames follow each other in time. Errors: AL_BAD_INPUT naming the two that do not.
 */
al_status al_evac_frames_check(struct al_ctx *ctx, const struct al_evac_frames *frames);

/** Planes for one frame of a source. @return AL_OK or AL_NO_MEMORY; to be freed either way. */
al_status al_evac_frame_make(struct al_ctx *ctx, const struct al_evac_frames *frames,
                             struct al_evac_frame *out);
void al_evac_frame_free(struct al_evac_frame *frame);

/** A plane at a share (0..1) of the time between two frames; 0 where nothing is known, and without
 * the plane. */
static inline double al_evac_between(const float *before, const float *now, ptrdiff_t cell,
                                     double share)
{
  if (!now)
    return 0.0;
  const double b = isfinite(now[cell]) ? (double)now[cell] : 0.0;
  if (!before || share >= 1.0)
    return b;
  const double a = isfinite(before[cell]) ? (double)before[cell] : 0.0;
  return a + share * (b - a);
}

/** Frames in memory: planes [count], each [cells]; NULL for what the source does not have. */
struct al_evac_memory_frames {
  size_t cells;
  const float *const *depth_m, *const *speed_mps, *const *wind_mps;
};
/** `read` of a source whose `self` is a struct al_evac_memory_frames. */
al_status al_evac_memory_read(void *self, struct al_ctx *ctx, int k, struct al_evac_frame *into);

#endif
