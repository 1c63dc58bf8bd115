/**
 * The inside of the works model, shared by its files.
 */
#ifndef AL_MODELS_WORKS_STATE_H
#define AL_MODELS_WORKS_STATE_H

#include "config/model.h"
#include "core/reduce.h"
#include "models/flow/flow_view.h"
#include "models/works/works_breach.h"
#include "models/works/works_config.h"
#include "models/works/works_hydraulics.h"
#include "models/works/works_storage.h"

/* Levels that differ by less than this are one: what float32 leaves of still water. */
#define WORKS_STILL_M 2e-6

/* A cell that works take from or give to. */
struct works_cell {
  ptrdiff_t index; /* in the forest */
  double area_m2, bed_m;
  double depth_m;          /* when the exchange began */
  double take_m3, give_m3; /* in this exchange */
  al_real net_m;           /* of it, as the column gets it */
};

/* Where a link, a dam or a gauge meets the water. */
struct works_end {
  size_t count;
  ptrdiff_t *index; /* forest indices, then */
  size_t *cell;     /* places in the table of cells */
  double area_m2, bed_least_m;
};

/* What a restart needs of a link; the last four are what the series shows. */
struct works_link_memory {
  double opening, target; /* shares; the target is where rules want it */
  double runs;            /* pumps: 1 or 0 */
  double m3_per_s, from_m, to_m;
};

struct works_link {
  const struct works_link_config *config;
  struct works_end from, to;
  struct works_culvert culvert;
  double crest_m;
  bool has_rules;
  struct works_link_memory *memory;
};

struct works_gauge {
  const struct works_gauge_config *config;
  struct works_end end;
  double *level_m; /* at the last exchange */
};

struct works_rule {
  const struct works_rule_config *config;
  size_t link;
  const struct works_gauge *gauge; /* NULL: by time only */
};

struct works_dam_memory {
  double volume_m3, inflow_m3, released_m3;
  double breach_start_s; /* INFINITY before */
  struct works_breach breach;
  double level_m, m3_per_s, opening_bottom_m, opening_width_m, tail_m;
  double peak_m3_per_s, peak_s;
};

struct works_dam {
  const struct works_dam_config *config;
  struct works_end outlet;
  double foot_m; /* added to the levels of the scenario */
  struct works_storage storage;
  double crest_m, bottom_m, breach_above_m, spillway_m;
  char balance_name[64];
  char peak_name[64], peak_time_name[64];
  struct works_dam_memory *memory;
};

struct works {
  struct al_ctx *ctx;
  const struct al_forest *forest;
  const struct al_fields *fields;
  const struct al_field *bed;
  const struct al_works_config *config;
  bool has_view;
  struct al_flow_view view;
  size_t cell_count;
  struct works_cell *cell; /* in the order of the forest */
  double *carry_m3;        /* [cell_count] what rounding left to be given (taken) next */
  uint32_t *first;         /* [tile_count + 1] cells of each tile */
  size_t link_count, gauge_count, rule_count, dam_count;
  struct works_link *link;
  struct works_gauge *gauge;
  struct works_rule *rule;
  struct works_dam *dam;
  struct works_link_memory *link_memory;
  double *gauge_level_m;
  struct works_dam_memory *dam_memory;
  struct al_sum *moved_m3; /* by links */
};

/** Reports what key ranges cannot know. */
void works_check(struct al_ctx *ctx, const struct al_config *scenario, const void *config);

/** Finds the cells of all links, gauges and dams, and makes the table of cells. Reports ends
 * outside the grid, in void cells, or shared by both sides of a link. */
al_status works_place_all(const struct al_model_env *env, struct works *works);
/** Level of the water at an end as the exchange stands; the lowest bed where it is dry. */
double works_end_level_m(const struct works *works, const struct works_end *end);
/** Takes at most `volume_m3` of the water that stood there at the start. @return what was taken. */
double works_end_take_m3(struct works *works, const struct works_end *end, double volume_m3);
void works_end_give(struct works *works, const struct works_end *end, double volume_m3);

/** Fills in what links, rules and gauges derive from keys and bed. */
al_status works_links_create(const struct al_model_env *env, struct works *works);
/** Rules and pumps, then the water of an exchange. */
void works_links_exchange(struct works *works, double time_s, double span_s);

al_status works_dams_create(const struct al_model_env *env, struct works *works);
void works_dams_exchange(struct works *works, double time_s, double span_s);
/** Discharge of a dam now, through breach and spillway. */
double works_dam_m3_per_s(const struct works_dam *dam, double volume_m3, double time_s);

#endif
