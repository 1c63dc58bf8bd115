#include "models/evacuation/evac_frames.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

al_status al_evac_frames_check(struct al_ctx *ctx, const struct al_evac_frames *frames)
{
  for (int k = 0; k < frames->count; k++) {
    const double before_s = k ? frames->time_s[k - 1] : -(double)INFINITY;
    if (!(isfinite(frames->time_s[k]) && frames->time_s[k] > before_s))
      return AL_FAIL(ctx, AL_BAD_INPUT,
                     "hazard frames: frame %d at %g s does not follow frame %d at %g s", k + 1,
                     frames->time_s[k], k, before_s);
  }
  return AL_OK;
}

al_status al_evac_frame_make(struct al_ctx *ctx, const struct al_evac_frames *frames,
                             struct al_evac_frame *out)
{
  const size_t bytes = (size_t)al_lattice_cells(frames->lattice) * sizeof(float);

  *out = (struct al_evac_frame){.depth_m = frames->has_depth ? malloc(bytes) : NULL,
                                .speed_mps = frames->has_speed ? malloc(bytes) : NULL,
                                .wind_mps = frames->has_wind ? malloc(bytes) : NULL};
  if ((frames->has_depth && !out->depth_m) || (frames->has_speed && !out->speed_mps) ||
      (frames->has_wind && !out->wind_mps))
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: a hazard frame of %d x %d cells",
                   frames->lattice->cols, frames->lattice->rows);
  return AL_OK;
}

void al_evac_frame_free(struct al_evac_frame *frame)
{
  free(frame->depth_m);
  free(frame->speed_mps);
  free(frame->wind_mps);
  *frame = (struct al_evac_frame){0};
}

al_status al_evac_memory_read(void *self, struct al_ctx *ctx, int k, struct al_evac_frame *into)
{
  const struct al_evac_memory_frames *memory = self;
  const size_t bytes = memory->cells * sizeof(float);

  (void)ctx;
  assert(k >= 0);
  if (into->depth_m)
    memcpy(into->depth_m, memory->depth_m[k], bytes);
  if (into->speed_mps)
    memcpy(into->speed_mps, memory->speed_mps[k], bytes);
  if (into->wind_mps)
    memcpy(into->wind_mps, memory->wind_mps[k], bytes);
  return AL_OK;
}
