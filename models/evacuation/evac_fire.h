/**
 * Fire near roads and places: arrival anywhere within a distance.
 */
#ifndef AL_EVAC_FIRE_H
#define AL_EVAC_FIRE_H

#include "core/status.h"
#include "models/evacuation/evac_cover.h"

/** When fire first comes within a distance of each cell, centre to centre.
 * @param arrival_s [cells]; NaN or INFINITY = never. @param wanted [cells] 0 = leave the cell
 * alone; NULL = all. @param near_s [cells] receives it, INFINITY = never.
 * @return AL_OK or AL_NO_MEMORY. */
al_status al_evac_fire_near(struct al_ctx *ctx, const struct al_lattice *lattice,
                            const float *arrival_s, double reach_m, const unsigned char *wanted,
                            float *near_s);

/** The same over all cells of each link. @param link_s [link] receives it, INFINITY = never. */
al_status al_evac_fire_on_links(struct al_ctx *ctx, const struct al_evac_cover *cover,
                                const struct al_lattice *lattice, const float *arrival_s,
                                double reach_m, float *link_s);

#endif
