/**
 * Key table of the section `zoning`.
 */
#ifndef AL_MODELS_ZONING_SECTION_H
#define AL_MODELS_ZONING_SECTION_H

#include "config/config.h"

struct al_zoning_config {
  struct al_text_list rules, fire_rules;
  double minimum_depth_m, debris_factor;
  bool polygons;
};

extern const struct al_section al_zoning_section;

#endif
