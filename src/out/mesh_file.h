/**
 * mesh/NAME.nc: the cells of all levels as polygons, with maxima and, when asked for, depth, level
 * and velocity over time.
 */
#ifndef AL_OUT_MESH_FILE_H
#define AL_OUT_MESH_FILE_H

#include "out/out_env.h"

/** Whether the scenario makes one of this grid. */
bool out_mesh_is_asked(const struct out_env *env);
/** An observer. Errors: AL_BAD_INPUT (more faces than allowed, no face in the bounds, a cell size
 * that merging cannot make), AL_NO_MEMORY. */
al_status out_mesh_create(const struct out_env *env, struct al_observer *out);
/** Closes the file of a run that was stopped. */
al_status out_mesh_close(void *self);
/** Bytes that the observer takes beside state fields. */
size_t out_mesh_bytes(const void *self);

#endif
