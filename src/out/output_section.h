/**
 * Key table of the section `output`.
 */
#ifndef AL_OUT_OUTPUT_SECTION_H
#define AL_OUT_OUTPUT_SECTION_H

#include "config/config.h"

struct out_gauge_config {
  const char *name;
  double point[2];
};

struct out_section_config {
  const char *name;
  struct al_number_list line; /* x1, y1, x2, y2, ... */
};

struct al_output_config {
  double interval_s; /* fields file; 0 = none */
  bool speed, weather;
  long mantissa_bits;
  double maxima_interval_s; /* 0 = every step */
  double arrival_depth_m, velocity_depth_m;
  struct al_number_list duration_depths_m;
  double rise_interval_s; /* 0 = no rise rate */
  double gauge_interval_s, mass_interval_s;
  struct al_record_list gauges, sections;
  bool maps, report;
};

#endif
