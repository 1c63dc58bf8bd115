/**
 * Discharge boundaries held against what the scenario asked of them.
 */
#ifndef AL_OUT_ASKED_FLOW_H
#define AL_OUT_ASKED_FLOW_H

#include "run/run.h"

/** Water that a boundary of kind discharge was to take out of the grid and could not: what passed
 * it, less the integral of its series. Adds the figure boundary_short_m3:NAME (0 = none) for each
 * that takes water out, and warns of those that fell short by more than a thousandth. Errors:
 * AL_NO_MEMORY. */
al_status out_asked_flow(struct al_ctx *ctx, struct al_arena *arena,
                         const struct al_config *scenario, struct al_run_result *result);

#endif
