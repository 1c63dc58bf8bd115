/**
 * Roads from files, as lines with what they say about themselves.
 */
#ifndef AL_MODELS_EVACUATION_ROAD_READ_H
#define AL_MODELS_EVACUATION_ROAD_READ_H

#include "doors/vector_door.h"
#include "models/evacuation/evac_config.h"
#include "models/evacuation/road_classes.h"

/* One line. */
struct road_line {
  size_t first, count; /* vertices */
  long long id;
  const char *name; /* NULL = none */
  int class_row;
  double speed_mps, lanes; /* lanes of one direction */
  int oneway;              /* 1 along the line, -1 against it, 0 both ways */
  enum al_evac_link_kind kind;
  int level; /* above (bridges) or below the ground, as OpenStreetMap's `layer` */
};

struct road_lines {
  struct road_line *line;
  size_t line_count, vertex_count;
  double *x, *y;
  bool shares_nodes;      /* lines meet at vertices that they share (OpenStreetMap) */
  size_t unknown_classes; /* lines whose class the table does not have: left out or taken as road */
};

/** Reads OpenStreetMap files (known by their ending), a folder of GMNS, or a line layer into the
 * plane of the grid.
 * @param target_wkt of the grid. Errors: AL_BAD_INPUT. */
al_status road_lines_read(struct al_ctx *ctx, struct al_arena *arena,
                          const struct evac_roads_config *config,
                          const struct road_classes *classes, const struct al_lattice *lattice,
                          struct road_lines *out);

/** Reads a folder with node.csv (node_id, x_coord, y_coord) and link.csv (from_node_id, to_node_id;
 * lanes of the direction, free_speed km/h, facility_type, directed where given) as GMNS has them.
 * Links are straight; without `crs` coordinates are those of the grid. Errors: AL_BAD_INPUT with
 * the line of each fault. */
al_status road_gmns_read(struct al_ctx *ctx, struct al_arena *arena,
                         const struct evac_roads_config *config, const struct road_classes *classes,
                         const struct al_lattice *lattice, struct road_lines *out);

/** Value of a key among OpenStreetMap's other_tags ("a"=>"1","b"=>"2"). @return false without it */
bool road_osm_tag(const char *tags, const char *key, char *out, size_t bytes);
/** Speed in m/s of a maxspeed ("50", "30 mph", "walk"); NAN when it says none. */
double road_osm_speed_mps(const char *text);

#endif
