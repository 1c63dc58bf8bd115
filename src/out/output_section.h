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

enum out_mesh { OUT_MESH_AUTO, OUT_MESH_ALWAYS, OUT_MESH_NEVER };

struct al_output_config {
  double interval_s; /* fields file; 0 = none */
  bool speed, weather;
  long mantissa_bits;
  int mesh; /* enum out_mesh */
  bool mesh_fields;
  double mesh_cell_m; /* 0 = the finest that mesh_faces allows */
  long mesh_faces;
  struct al_number_list mesh_bounds; /* west, south, east, north; absent = all */
  double maxima_interval_s;          /* 0 = every step */
  double arrival_depth_m, velocity_depth_m;
  struct al_number_list duration_depths_m;
  double rise_interval_s; /* 0 = no rise rate */
  double gauge_interval_s, mass_interval_s;
  struct al_record_list gauges, sections;
  const char *catchments, *catchments_layer, *catchments_name; /* NULL without */
  bool maps, report;
};

#endif
