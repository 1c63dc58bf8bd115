/**
 * Cells of a lattice that lines touch.
 */
#ifndef AL_EVAC_COVER_H
#define AL_EVAC_COVER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/status.h"
#include "models/evacuation/evac_network.h"
#include "tiles/lattice.h"

/** Cells under each link of a network, row x cols + col, each once, in the order of the shape. */
struct al_evac_cover {
  int32_t link_count;
  int64_t *start;  /* [link_count + 1] */
  int32_t *cell;   /* [start[link_count]] */
  uint8_t *leaves; /* [link_count] 1 when part of the link lies outside the lattice */
};

/** Takes one cell. */
typedef void (*al_evac_cell_taker)(void *self, int col, int row);

/** Every cell that the segment touches, edges and corners included (supercover), so that a mirrored
 * segment touches the mirrored cells. Coordinates in cells: x eastward, y southward of the outer
 * corner of cell (0, 0). Cells outside the lattice are left out.
 * @return false when an end lies outside the lattice. */
bool al_evac_cover_segment(const struct al_lattice *lattice, double x0, double y0, double x1,
                           double y1, al_evac_cell_taker take, void *self);

/** Covers every link. Of tunnels, whose inside no surface water reaches, only the two ends.
 * @return AL_OK or AL_NO_MEMORY; *out is to be freed either way. */
al_status al_evac_cover_make(struct al_ctx *ctx, const struct al_evac_network *network,
                             const struct al_lattice *lattice, struct al_evac_cover *out);
void al_evac_cover_free(struct al_evac_cover *cover);

#endif
