/**
 * The evacuation of a scenario: after its run, or on a hazard that is stored.
 */
#ifndef AL_OUT_EVACUATE_H
#define AL_OUT_EVACUATE_H

#include "out/pipeline.h"

/** Studies the evacuation of a scenario whose grid is read, on the hazard in its folder or in the
 * one that it names; writes FOLDER/evacuation/. Errors: AL_BAD_INPUT, AL_IO_FAILED. */
al_status evacuate_stage(struct pipeline *pipeline, bool overwrite);

#endif
