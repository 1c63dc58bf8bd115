/**
 * Kinds of ground: parameters by class, and the class of every cell.
 */
#ifndef AL_MODELS_SOIL_CLASSES_H
#define AL_MODELS_SOIL_CLASSES_H

#include "config/model.h"
#include "models/soil/soil_config.h"
#include "models/soil/soil_kernel.h"

struct soil_classes {
  size_t count;
  struct soil_ground ground[SOIL_CLASS_MOST];
  int group[SOIL_CLASS_MOST], landuse[SOIL_CLASS_MOST]; /* landuse 0 = any */
  /* As the kernel wants them: constant (rate, capacity, -), Horton (f0, fc, k), Green-Ampt (K,
   * suction x deficit, 1 / pore index, saturation at the start), SCS (retention, initial
   * abstraction, -). */
  al_real parameter[SOIL_PARAMETERS][SOIL_CLASS_MOST];
  uint8_t *of_cell; /* [tile][4096], NULL = all cells are class 0 */
  double steepest;  /* what decides the number of sub-intervals, 1/s */
};

/** Retention S = 25.4 mm (1000 / CN - 10) of a curve number, moved to the antecedent moisture by
 * Chow (1964): CN I = 4.2 CN / (10 - 0.058 CN), CN III = 23 CN / (10 + 0.13 CN). */
double soil_retention_m(double curve_number, enum soil_moisture moisture);

/** Errors: AL_BAD_INPUT for a table that cannot be read or that lacks a ground of the grid. */
al_status soil_classes_create(const struct al_model_env *env, struct soil_classes *out);

#endif
