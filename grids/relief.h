/**
 * Synthetic relief and land use for a city without measured terrain: made from its coast, rivers,
 * peaks and towns by a seeded rule (grids/README.md). Never a substitute for measurements: grids
 * built with it must carry city.note.
 */
#ifndef AL_GRIDS_RELIEF_H
#define AL_GRIDS_RELIEF_H

#include "config/config.h"
#include "core/arena.h"
#include "tiles/lattice.h"
#include <stdint.h>

struct relief_config {
  const char *peaks, *rivers, *towns, *town_people, *reservoirs;
  long seed;
  struct al_number_list hypsometry; /* pairs: share of the land, height (m) */
  struct al_number_list bay;        /* lon/lat box [w, s, e, n] of the shallow bay */
  double bay_slope, sea_slope, sea_top_m, sea_most_m, density_per_km2;
};

extern const struct al_section al_recipe_relief_section;

/** Euclidean distance in metres from every cell centre to the nearest cell with mark == `of`
 * (Felzenszwalb and Huttenlocher 2012); a huge number when there is none. @param out [cells]. */
al_status relief_distance(struct al_ctx *ctx, const struct al_lattice *lattice, const uint8_t *mark,
                          int of, float *out);

/** Smooth noise of mean 0 and deviation 1: cubic B-splines over normal numbers at the nodes of a
 * square lattice of its own, fixed to map coordinates: the same hills at any cell size. */
struct relief_noise {
  double length_m, cosine, sine;
  long long first_u, first_v; /* node of the table's corner */
  int cols, rows;
  float *node;
};

/** Fills the table of nodes under a lattice. @param length_m distance of the nodes; the correlation
 * falls to 1/e over 1.15 of it. Errors: AL_NO_MEMORY. */
al_status relief_noise_make(struct al_arena *arena, const struct al_lattice *lattice, uint64_t seed,
                            uint64_t stream, double length_m, struct relief_noise *out);
/** @param x_m,y_m a place on the lattice the noise was made for. */
double relief_noise_at(const struct relief_noise *noise, double x_m, double y_m);

/** Replaces values of the marked cells by heights of a distribution, keeping their order.
 *  @param knots pairs (share 0..1 rising, height). */
al_status relief_map_ranks(struct al_ctx *ctx, ptrdiff_t cells, const uint8_t *land,
                           const double *knots, size_t knot_count, float *value);

#endif
