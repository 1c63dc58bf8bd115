/**
 * The section `evacuation` of a scenario: roads, people, shelters, orders, and what would be if.
 */
#ifndef AL_MODELS_EVACUATION_CONFIG_H
#define AL_MODELS_EVACUATION_CONFIG_H

#include "config/config.h"

/* A layer of a file, or a place. */
struct evac_place_config {
  const char *name;
  struct al_number_list place; /* x, y */
  const char *path, *layer, *where, *label;
};

/* Where the roads come from; without a path they are made up for the grid. */
struct evac_roads_config {
  const char *path, *layer, *where, *crs, *classes;
  const char *class_attribute, *lanes_attribute, *speed_attribute, *oneway_attribute,
      *bridge_attribute, *tunnel_attribute, *name_attribute;
  double snap_m, shortest_m, underpass_m;
};

struct evac_people_config {
  struct evac_place_config from;
  double count;
  const char *attribute;
  bool population; /* those of the grid's layer, within the polygons of the path */
};

struct evac_class_config {
  const char *name;
  double share, walk_most_m, walk_m_per_s, per_vehicle;
  int vehicle; /* enum evac_vehicle */
  bool frail;
};
enum evac_vehicle { EVAC_BY_CAR, EVAC_BY_EBIKE, EVAC_BY_BUS, EVAC_BY_FOOT };

struct evac_departure_config {
  int curve; /* enum evac_curve_choice */
  double scale_s, shape, shift_s;
  struct al_series table;
};
enum evac_curve_choice { EVAC_RAYLEIGH, EVAC_WEIBULL, EVAC_SIGMOID, EVAC_TABLE, EVAC_AT_ONCE };

struct evac_shelter_config {
  struct evac_place_config from;
  double capacity;
  const char *attribute;
};

struct evac_order_config {
  const char *name;
  struct al_text_list communities; /* none = all that no other order names */
  double at_s;
};

struct evac_what_if_config {
  const char *name;
  double order_delay_s;
  struct al_number_list closed; /* x, y pairs: the road nearest to each, both ways */
  struct al_text_list lost;     /* shelters */
};

struct evac_hazard_config {
  const char *path;        /* a run folder; absent: this run */
  double unit_s, offset_s; /* of rasters whose names are times */
  double lead_s, fire_within_m;
  double flood_depth_m; /* of places: unsafe from this depth on */
};

enum evac_routes { EVAC_FIXED, EVAC_REACTIVE, EVAC_EQUILIBRIUM };
enum evac_assignment { EVAC_NEAREST, EVAC_CAPACITY };

struct al_evacuation_config {
  struct evac_roads_config roads;
  struct al_record_list people, classes, shelters, orders, what_ifs;
  struct evac_departure_config departure;
  struct evac_hazard_config hazard;
  double within_m, horizon_s, orange_s, yellow_s, background;
  int routes, assignment;
  long shelters_most, route_loadings;
};

extern const struct al_section al_evacuation_section;

/** Reports what the key table cannot know. */
void evac_config_check(struct al_ctx *ctx, const struct al_config *scenario,
                       const struct al_evacuation_config *config);

#endif
