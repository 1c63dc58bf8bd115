/**
 * What many fires did to each cell: counts, sums of whole numbers and extremes, all the same
 * whatever the order in which the fires come.
 */
#ifndef AL_MODELS_FIRE_TALLY_H
#define AL_MODELS_FIRE_TALLY_H

#include "core/real.h"
#include "models/fire/fire_view.h"
#include <stddef.h>
#include <stdint.h>

enum { FIRE_TALLY_TIMES = 22 }; /* equal parts of the burn time */

struct fire_tally_cell {
  uint64_t flame_mm;               /* sum over the fires */
  uint32_t flame[AL_FIRE_FLAMES];  /* fires by class of flame length */
  uint32_t time[FIRE_TALLY_TIMES]; /* fires by time of arrival */
  uint32_t first_turned, last_key; /* order keys of the first and the last arrival; first turned
                                      over, so that 0 is none of both */
};
_Static_assert(sizeof(struct fire_tally_cell) == 128, "two cache lines");

/** Adds one fire at a cell; threads may do so at once. @param arrival_s since the fire's start */
void fire_tally_add(struct fire_tally_cell *cell, float arrival_s, float flame_m,
                    float burn_time_s);
/** Fires that burnt the cell. */
uint32_t fire_tally_burnt(const struct fire_tally_cell *cell);
/** First and last arrival; infinite when nothing burnt. */
float fire_tally_first_s(const struct fire_tally_cell *cell);
float fire_tally_last_s(const struct fire_tally_cell *cell);
/** Time by which a share of the fires that come at all have come: straight within the parts of the
 * burn time, held between first and last; infinite when nothing burnt. */
float fire_tally_quantile_s(const struct fire_tally_cell *cell, double share, double burn_time_s);

#endif
