/**
 * Hazard on cells: until when each is safe, for walking off the road and for places.
 */
#ifndef AL_EVAC_CELLS_H
#define AL_EVAC_CELLS_H

#include "models/evacuation/evac_frames.h"
#include "models/evacuation/evac_laws.h"

/** The first time at which water, wind or fire closes each cell to a traveller: its available time
 * (ASET). Between frames as on links: linear, rounded early.
 * @param closes_s [cells] receives -INFINITY where the first frame is closed, INFINITY where no
 * frame is. Errors: those of the source, AL_BAD_INPUT when its times do not rise, AL_NO_MEMORY.
 */
al_status al_evac_cells_closing(struct al_ctx *ctx, const struct al_evac_frames *frames,
                                const struct al_evac_law *law, float *closes_s);

/** The same of places, by their cells. @param place_s [count] receives it, INFINITY off the
 * lattice. @return how many places lie off the lattice. */
int32_t al_evac_places_closing(const struct al_lattice *lattice, const float *closes_s,
                               int32_t count, const double *x_m, const double *y_m,
                               double *place_s);

#endif
