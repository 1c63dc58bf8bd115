/**
 * Orders to build a grid, or one level of it.
 */
#ifndef AL_GRIDS_BUILD_INSIDE_H
#define AL_GRIDS_BUILD_INSIDE_H

#include "grids/build.h"

struct build_order {
  struct al_ctx *ctx;
  struct al_config *recipe;
  struct al_arena *scratch;         /* outlives the order */
  size_t max_memory_bytes;          /* 0 = no limit */
  const struct al_lattice *lattice; /* NULL: the recipe's own */
  bool coarse;                      /* a level around the city: ground and roughness only */
  bool part;                        /* not the whole: a source may lie elsewhere */
  al_status (*look)(struct build *build, void *data); /* at the end of the stages, or NULL */
  void *look_data;
};

/** Builds one grid of one level. Errors: AL_BAD_INPUT, AL_NO_MEMORY. */
al_status build_one(const struct build_order *order, struct al_grid **out);
/** Builds all levels of a recipe that has them, the finest returned. */
al_status build_levels(const struct build_order *order, struct al_grid **out);

#endif
