/**
 * Networks, routes and trips for tests of evacuation: by hand, seeded, or from the case folder.
 */
#ifndef AL_TESTS_LOAD_WORLD_H
#define AL_TESTS_LOAD_WORLD_H

#include "models/evacuation/evac_load.h"
#include "support/support.h"

/** A vehicle as SUMO's and the design page's figures have it. */
#define LOAD_WORLD_CAR                                                                             \
  ((struct al_evac_kind){.spacing_m = 7.5, .reaction_s = 1.13, .speed_most_mps = INFINITY})

struct load_world {
  struct al_ctx *ctx;
  struct al_evac_network network;
  struct al_evac_trip *trip;
  int32_t trip_count, route_count, *route_start, *route_link;
  struct al_evac_load_request request; /* laid over all that by load_world_close */
};

/** Room for so many; nodes stand at (0, 0). */
void load_world_open(struct load_world *world, int32_t nodes, int32_t links, int32_t routes,
                     int32_t route_links, int32_t trips);
int32_t load_world_add_link(struct load_world *world, int32_t from, int32_t to, double length_m,
                            double speed_mps, double lanes);
/** A route over links, ended by -1. @return its number */
int32_t load_world_add_route(struct load_world *world, const int32_t *links);
void load_world_add_trip(struct load_world *world, int32_t route, double depart_s);
/** Sorts the links by node and fills the request: fixed routes, no closings, two days. */
void load_world_close(struct load_world *world);
void load_world_load(struct load_world *world, struct al_evac_load_result *out);
void load_world_free(struct load_world *world);

/** GRID30 of the case folder: 904 nodes, 3,484 links, 20,000 vehicles, fixed routes. @param
 * closes_s of each link, may be NULL. @return node names, freed by the caller. */
char **load_world_read_grid30(struct load_world *world, double **closes_s);

struct load_grid {
  int32_t side, shelters, vehicles;
  double sigma_s; /* of the Rayleigh curve by which they leave */
  double uneven;  /* links are longer and slower by up to this share, by seed */
  uint64_t seed;
};

/** side x side junctions with streets both ways of 200 m, one lane, 13.89 m/s; shelters evenly
 * around its sides on a street of their own; vehicles leave seeded junctions on the routes of the
 * fewest links to a shelter. */
void load_world_make_grid(struct load_world *world, const struct load_grid *grid);

#endif
