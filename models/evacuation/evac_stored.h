/**
 * Frames of a hazard from files: a stored run, or rasters whose names are times.
 */
#ifndef AL_EVAC_STORED_H
#define AL_EVAC_STORED_H

#include "core/arena.h"
#include "models/evacuation/evac_frames.h"

/** Frames of a run's folder: fields/NAME.nc (depth, velocity, wind where it was written, bed) and
 * fire/arrival.tif. Without fields over time max/hmax.tif, max/vmax.tif and max/arrival.tif stand
 * in, said as a warning: the greatest depth and speed stand from the arrival on. Errors:
 * AL_BAD_INPUT when the folder holds no hazard at all or what it holds does not fit together.
 * What *out points at lives in the arena, its file until al_evac_stored_close(). */
al_status al_evac_stored_open(struct al_ctx *ctx, struct al_arena *arena, const char *folder,
                              struct al_evac_frames *out);
void al_evac_stored_close(struct al_evac_frames *frames);

/** A folder of rasters of depth (GeoTIFF, ESRI ASCII; also .gz), one a moment, all on one lattice;
 * the last number in the name of each is its time; one without is left out with a warning. Negative
 * depths and missing ones are dry. */
struct al_evac_stack_request {
  const char *folder;
  double unit_s, offset_s; /* time = number x unit + offset on the scenario's clock */
};
/** Errors: AL_BAD_INPUT naming the file: no raster with a time, two of one time. */
al_status al_evac_stack_open(struct al_ctx *ctx, struct al_arena *arena,
                             const struct al_evac_stack_request *request,
                             struct al_evac_frames *out);

#endif
