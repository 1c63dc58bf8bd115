/**
 * Open boundaries on the sides of the lattice: ghost cells, imposed fluxes, ledgers.
 */
#ifndef AL_MODELS_FLOW_BOUNDARY_H
#define AL_MODELS_FLOW_BOUNDARY_H

#include "config/model.h"
#include "models/flow/flow_config.h"
#include "models/flow/flow_kernel.h"
#include "models/flow/flow_view.h"

struct flow_boundary; /* all open segments of one run */

/** Builds the lists. Reports segments that touch no cell. @param out NULL when every side is
 * closed. */
al_status flow_boundary_create(const struct al_model_env *env, const struct al_flow_config *config,
                               struct flow_boundary **out);

/** Mean tide at time 0 over the faces that have one: still water at the start stands higher by it.
 * 0 without a tide. Says when the places differ much. */
double flow_boundary_start_rise_m(struct al_ctx *ctx, struct flow_boundary *boundary);

/** Evaluates series for the step (single-threaded). */
void flow_boundary_prepare(struct flow_boundary *boundary, const struct al_flow_view *view,
                           double time_s, double dt_s);
/** Gives tiles that share the discharge of a segment one pace, the highest among them; returns
 * whether a rank changed. */
bool flow_boundary_even_paces(const struct flow_boundary *boundary, uint8_t *rank);
/** Fills the ghost cells of a gathered tile and hands over its imposed faces. */
void flow_boundary_fill(const struct flow_boundary *boundary, ptrdiff_t tile,
                        struct flow_scratch *scratch, struct flow_job *job);
/** Adds the mass that crossed the tile's open faces in the step to its ledger. */
void flow_boundary_record(struct flow_boundary *boundary, ptrdiff_t tile,
                          const struct flow_scratch *scratch, double dt_s, double cell_m);
bool flow_boundary_touches(const struct flow_boundary *boundary, ptrdiff_t tile);
/** Says for how long levels and discharges are to be looked at by flow_boundary_feeds. */
void flow_boundary_look_ahead(struct flow_boundary *boundary, double time_s, double span_s);
/** A tile under an inflow must be stepped; one that is still only where what stands outside is
 * about to change. */
bool flow_boundary_feeds(const struct flow_boundary *boundary, ptrdiff_t tile, bool is_still);
/** Takes back into the grid what a cell gave through its open face beyond what it had.
 * @param outward scratch distance to the cell beyond the face. @param depth_m of the cell. */
void flow_boundary_refund(struct flow_boundary *boundary, ptrdiff_t tile, int cell, int outward,
                          double depth_m);
/** Closes the step: adds the tiles' ledgers in tile order. */
void flow_boundary_close_step(struct flow_boundary *boundary);

size_t flow_boundary_balance(const struct flow_boundary *boundary, struct al_balance_term *terms,
                             size_t capacity);
struct al_span flow_boundary_span(struct flow_boundary *boundary);
/** Next knot of any series after a time. */
double flow_boundary_next_event_s(const struct flow_boundary *boundary, double time_s);

#endif
