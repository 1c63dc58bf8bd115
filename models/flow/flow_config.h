/**
 * The flow section of a scenario.
 */
#ifndef AL_MODELS_FLOW_CONFIG_H
#define AL_MODELS_FLOW_CONFIG_H

#include "config/config.h"

/* The largest that may be asked, with any scheme. */
#define FLOW_COURANT_MOST 0.65

enum flow_scheme { FLOW_MUSCL, FLOW_FIRST_ORDER, FLOW_INERTIAL };
enum flow_side_name { FLOW_NORTH, FLOW_SOUTH, FLOW_EAST, FLOW_WEST, FLOW_EDGE };
enum flow_over { FLOW_OVER_ANY, FLOW_OVER_SEA, FLOW_OVER_LAND };
enum flow_boundary_kind {
  FLOW_CLOSED,
  FLOW_FREE,
  FLOW_LEVEL,
  FLOW_DISCHARGE,
  FLOW_NORMAL_DEPTH,
  FLOW_RADIATION
};

struct flow_boundary_config {
  const char *name;
  int side, over, kind;
  double from_m, to_m; /* along the side, in the grid's coordinates */
  const char *tide, *tide_end;
  struct al_series level_m, discharge_m3_per_s, depth_m;
  double slope, tide_inflow;
};

struct flow_source_config {
  const char *name;
  struct al_number_list point, line; /* [x, y]; [x1, y1, x2, y2, ...] */
  double radius_m;
  struct al_series discharge_m3_per_s;
};

struct al_flow_config {
  int scheme;
  long time_levels;
  bool coriolis;
  double latitude_deg; /* beyond 90: from the grid */
  double cfl, dry_depth_m, max_step_s, manning, sea_manning, initial_level_m;
  const char *initial_depth, *initial_velocity;
  struct al_record_list boundaries, sources;
};

extern const struct al_section al_flow_section;

#endif
