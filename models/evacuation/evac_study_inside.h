/**
 * The inside of a study, shared by its files.
 */
#ifndef AL_MODELS_EVACUATION_STUDY_INSIDE_H
#define AL_MODELS_EVACUATION_STUDY_INSIDE_H

#include "models/evacuation/evac_curve.h"
#include "models/evacuation/evac_study.h"
#include <math.h>

/** The curve by which people leave, as the section gives it. */
struct al_evac_curve evac_study_curve(const struct evac_departure_config *departure);

/** Reads people and shelters and puts them onto the roads of the study. */
al_status evac_places_read(struct evac_study *study);

#endif
