/**
 * The soil section of a scenario.
 */
#ifndef AL_MODELS_SOIL_CONFIG_H
#define AL_MODELS_SOIL_CONFIG_H

#include "config/key_rows.h"

enum soil_kind {
  SOIL_NONE,
  SOIL_CONSTANT,
  SOIL_HORTON,
  SOIL_MODIFIED_HORTON,
  SOIL_GREEN_AMPT,
  SOIL_SCS_CN
};
enum soil_source { SOIL_UNIFORM, SOIL_MAP };
enum soil_moisture { SOIL_DRY, SOIL_AVERAGE, SOIL_WET };

/* What one kind of ground is: a row of the table, or the keys of the section. */
struct soil_ground {
  double rate_m_per_s, capacity_m;                 /* constant */
  double first_m_per_s, last_m_per_s, decay_per_s; /* Horton */
  double conductivity_m_per_s, suction_m, deficit; /* Green-Ampt */
  double porosity, pore_index;                     /* its redistribution */
  double curve_number;                             /* SCS */
};

struct al_soil_config {
  int kind, parameters, moisture;
  bool redistribution;
  struct soil_ground ground;
  const char *table;
  double impervious, interception_m, interception_loss_m_per_s, depression_m, recovery_s,
      initial_share;
};

extern const struct al_section al_soil_section;

#endif
