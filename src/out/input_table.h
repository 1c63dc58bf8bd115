/**
 * The input table of `check`: one entry a file or series that a scenario or recipe names.
 */
#ifndef AL_OUT_INPUT_TABLE_H
#define AL_OUT_INPUT_TABLE_H

#include "config/config.h"
#include "tiles/lattice.h"

/** Prints kind, coordinate system, size, range, share of nodata and what share of the grid each
 * input covers. Errors: AL_BAD_INPUT when a file that is named cannot be read; all are shown. */
al_status out_show_inputs(struct al_ctx *ctx, const struct al_config *config,
                          const struct al_lattice *lattice);

#endif
