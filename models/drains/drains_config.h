/**
 * The drains section of a scenario.
 */
#ifndef AL_MODELS_DRAINS_CONFIG_H
#define AL_MODELS_DRAINS_CONFIG_H

#include "config/config.h"

enum { DRAIN_CLASS_MOST = 255 };

struct drains_class_config {
  long code;
  double capacity_m_per_s;
};

struct al_drains_config {
  double capacity_m_per_s, clogging;
  struct al_record_list classes;
};

extern const struct al_section al_drains_section;

#endif
