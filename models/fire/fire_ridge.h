/**
 * Wind over terrain: how hills speed the wind up, slow it and turn it, from the ground's heights
 * alone (linear theory: Jackson and Hunt 1975, Mason and Sykes 1979, Walmsley et al. 1986).
 */
#ifndef AL_MODELS_FIRE_RIDGE_H
#define AL_MODELS_FIRE_RIDGE_H

#include "config/model.h"
#include "models/fire/fire_config.h"
#include "models/fire/fire_plane.h"

enum { FIRE_RIDGE_EE, FIRE_RIDGE_EN, FIRE_RIDGE_NN, FIRE_RIDGE_PLANES };

/* Wind at a place = (1 + a) times the wind of the weather, a symmetric. Read only once made. */
struct fire_ridge {
  struct al_lattice coarse;
  int factor;
  float *plane[FIRE_RIDGE_PLANES]; /* of a: east by east, east by north, north by north */
  ptrdiff_t held;                  /* nodes where the linear theory goes too far and was held */
};

/** Solves for the whole grid. @param env its config is the section fire Errors: AL_NO_MEMORY. */
al_status fire_ridge_create(const struct al_model_env *env, struct fire_ridge **out);

/** How much stronger than potential flow the wind changes near the ground over waves of a wave
 * number (1/m): (ln(L / z0) / ln(l / z0))^2 with L = 1 / k, l ln(l / z0) = 2 kappa^2 L. 1 for
 * roughness 0. */
double fire_ridge_inner(double wave_number, double roughness_m);

#endif
