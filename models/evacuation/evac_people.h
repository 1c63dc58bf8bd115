/**
 * People on the network: where they are, the nodes they leave from, how and when they leave.
 */
#ifndef AL_EVAC_PEOPLE_H
#define AL_EVAC_PEOPLE_H

#include "doors/vector_door.h"
#include "models/evacuation/evac_curve.h"
#include "models/evacuation/evac_laws.h"
#include "models/evacuation/evac_nearest.h"

/** Places with people. The key names a place in draws, so that its people do not depend on the
 * order of nodes. */
struct al_evac_origins {
  int32_t count, capacity;
  double *x_m, *y_m, *persons;
  uint64_t *key;
};

/** Adds one place, persons > 0. @return AL_OK or AL_NO_MEMORY. */
al_status al_evac_origins_add(struct al_ctx *ctx, struct al_evac_origins *origins, double x_m,
                              double y_m, double persons, uint64_t key);
/** Adds the cells of a raster with people. @param persons [cells]; NaN = none, negative ones are
 * AL_BAD_INPUT. */
al_status al_evac_origins_add_raster(struct al_ctx *ctx, struct al_evac_origins *origins,
                                     const struct al_lattice *lattice, const float *persons);
/** Adds a layer of points, or of zones whose people spread evenly over their cells of the lattice.
 * @param attribute place of the number of people among the layer's attributes, -1 = one each.
 * Errors: AL_BAD_INPUT naming the feature: a line, no number, a negative one. What of the zones
 * lies off the lattice is told. */
al_status al_evac_origins_add_layer(struct al_ctx *ctx, struct al_evac_origins *origins,
                                    const struct al_vector_layer *layer, int attribute,
                                    const struct al_lattice *lattice);
void al_evac_origins_free(struct al_evac_origins *origins);

/** The people of one node. */
struct al_evac_group {
  int32_t node;
  double persons;
  double access_m; /* mean distance to the node */
  uint64_t key;    /* of its first place */
};

struct al_evac_people {
  int32_t group_count, roadless_count;
  struct al_evac_group *group; /* in the order of their first places */
  int32_t *roadless;           /* places without a node within reach: for walking off the road */
  double persons, roadless_persons;
};

/** Attaches places to their nearest nodes; those without one are told in a warning and listed.
 * @return AL_OK or AL_NO_MEMORY; *out is to be freed either way. */
al_status al_evac_people_attach(struct al_ctx *ctx, const struct al_evac_origins *origins,
                                const struct al_evac_node_index *index, double within_m,
                                struct al_evac_people *out);
void al_evac_people_free(struct al_evac_people *people);

/** Attaches shelters (or any named places); each without a node is warned of by name.
 * @param node [count] receives the nearest node, -1 = none. @return how many have none. */
int32_t al_evac_shelters_attach(struct al_ctx *ctx, const struct al_evac_node_index *index,
                                int32_t count, const char *const *name, const double *x_m,
                                const double *y_m, double within_m, int32_t *node);

/** A class of people: its share of each place, how it travels and when it leaves. */
struct al_evac_class {
  const char *name;
  double share;                        /* of all people, 0..1; those of all classes add up to 1 */
  enum al_evac_traveller on_foot;      /* its law when walking */
  double walk_within_m;                /* everybody walks where the shelter is nearer; 1000 */
  double mode_share[AL_EVAC_MODES];    /* of those farther away; add up to 1 */
  double party_persons[AL_EVAC_MODES]; /* persons a vehicle, or a group on foot; > 0 */
  struct al_evac_curve curve;
};

/** People who leave together. */
struct al_evac_party {
  int32_t node, group;
  uint8_t person_class, mode;
  double persons, depart_s; /* s after the order */
};

struct al_evac_party_request {
  const struct al_evac_class *person_class;
  int class_count;         /* at most 64 */
  const double *shelter_m; /* [node] distance to the nearest shelter; NULL = all are far */
  uint64_t seed;
  bool stratified; /* departures fill the curve evenly, instead of independent draws */
};

/** Makes the parties, by class, mode and group. Their number follows the people by systematic
 * sampling; the persons of each class and mode are those of the groups to rounding.
 * Errors: AL_BAD_INPUT naming the class, AL_NO_MEMORY. @param party to be freed with free(). */
al_status al_evac_parties_make(struct al_ctx *ctx, const struct al_evac_people *people,
                               const struct al_evac_party_request *request,
                               struct al_evac_party **party, int32_t *count);

#endif
