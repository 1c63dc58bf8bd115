/**
 * What the libraries behind the doors say of themselves.
 */
#ifndef AL_DOORS_VERSIONS_DOOR_H
#define AL_DOORS_VERSIONS_DOOR_H

#include "core/status.h"
#include <stdio.h>

/** Prints one line a library. */
void al_door_print_versions(FILE *stream);
/** Checks that PROJ finds its data (a transformation works). Errors: AL_RUN_FAILED. */
al_status al_door_check_data(struct al_ctx *ctx);

#endif
