/**
 * Roads for a city without any: made up by a seeded rule, for trying things out, not for a plan.
 */
#ifndef AL_MODELS_EVACUATION_ROAD_MAKE_H
#define AL_MODELS_EVACUATION_ROAD_MAKE_H

#include "grids/grid.h"
#include "models/evacuation/road_read.h"

/** Streets along a shaken lattice of 250 m: every sixteenth line is primary, every fourth
 * secondary, both wherever there is land; the others residential, where people live and the ground
 * is not steep. Primary roads cross up to 1.5 km of water on bridges, secondary and residential
 * ones end at it. The lines live in the arena. Errors: AL_NO_MEMORY, AL_BAD_INPUT (no land for
 * any). */
al_status road_lines_make(struct al_ctx *ctx, struct al_arena *arena, const struct al_grid *grid,
                          const struct road_classes *classes, uint64_t seed,
                          struct road_lines *out);

#endif
