/**
 * One tile of infiltration, compiled for each vector width.
 */
#ifndef AL_MODELS_SOIL_KERNEL_H
#define AL_MODELS_SOIL_KERNEL_H

#include "core/isa.h"
#include "core/real.h"

enum { SOIL_CLASS_MOST = 256, SOIL_PARAMETERS = 4 };

/* Depths summed over the cells of a tile, m: what left the water, and how much of it the leaves and
 * the puddles keep. */
struct soil_sums {
  double taken, caught, held;
};

struct soil_job {
  int kind, rounds; /* sub-intervals */
  al_real dt_s;     /* of a round */
  al_real recovery; /* factor of the storage in a dry interval */
  al_real interception_m, interception_dry_m, depression_m;
  const uint8_t *ground;                       /* [4096] class, or NULL = class 0 */
  const al_real *pervious;                     /* [4096] share; 0 where nothing may be taken */
  const al_real (*parameter)[SOIL_CLASS_MOST]; /* [4][class], see soil_classes_fill */
  const al_real *depth_m, *supply_m;
  al_real *take_m;
  al_real *water_m, *storage, *intercepted_m, *puddle_m; /* state */
  al_real *old_m, *wetness; /* state of Green-Ampt with redistribution, else NULL */
};

/** One interval on one tile. @param sums of the interval, for the ledger. */
void soil_column_v2(const struct soil_job *job, struct soil_sums *sums);
void soil_column_v3(const struct soil_job *job, struct soil_sums *sums);
void soil_column_v4(const struct soil_job *job, struct soil_sums *sums);

#endif
