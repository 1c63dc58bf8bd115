/**
 * What is written over time, on rasters and meshes alike: depth, level, velocity, wind, pressure.
 */
#ifndef AL_OUT_QUANTITIES_H
#define AL_OUT_QUANTITIES_H

#include "doors/hdf_door.h"
#include "models/flow/flow_view.h"
#include "out/out_env.h"

enum out_quantity {
  OUT_DEPTH,
  OUT_LEVEL,
  OUT_U,
  OUT_V,
  OUT_SPEED,
  OUT_WIND_X,
  OUT_WIND_Y,
  OUT_PRESSURE,
  OUT_QUANTITIES
};

struct out_quantity_words {
  const char *name, *unit, *long_name; /* ", x-component" and ", y-component" make pairs in QGIS */
};
extern const struct out_quantity_words out_quantity_words[OUT_QUANTITIES];

/* Where a run's quantities stand. */
struct out_quantities {
  struct al_flow_view water;
  const struct al_field *weather[OUT_QUANTITIES]; /* of another model; NULL for the water's own */
};

/** Whether the scenario asks for a quantity. */
bool out_quantity_is_asked(const struct out_env *env, int what);
/** @return false when the run has no water. */
bool out_quantities_open(const struct out_env *env, const struct al_fields *fields,
                         struct out_quantities *out);
/** One quantity of a tile, NaN for the level of dry cells. @param spare [4096] scratch */
void out_quantity_tile(const struct out_quantities *quantities, ptrdiff_t tile, int what,
                       al_real *value, al_real *spare);

/** Declares those that are asked for, over time, in a file. */
al_status out_quantities_declare(const struct out_env *env, struct al_hdf *file,
                                 al_status (*declare)(struct al_hdf *, const char *, const char *,
                                                      const char *, bool, int));
/** Title, source, city, datum and terrain note as attributes of a file. */
al_status out_put_texts(const struct out_env *env, struct al_hdf *file);

#endif
