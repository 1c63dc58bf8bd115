/**
 * A model for tests of the run: a quantity that diffuses, with steps that depend on memory outside
 * the fields, events, and an exchange that adds to it.
 */
#ifndef AL_TESTS_TOY_MODEL_H
#define AL_TESTS_TOY_MODEL_H

#include "config/model.h"

extern const struct al_section toy_section;
extern const struct al_model toy_model;
/** Says that more came in than is there, by `toy.leak`. */
extern const struct al_model toy_leaky_model;
/** Needs a layer no grid has. */
extern const struct al_model toy_needy_model;

#endif
