/**
 * The inside of the structures model, shared by its files.
 */
#ifndef AL_MODELS_STRUCTURES_STATE_H
#define AL_MODELS_STRUCTURES_STATE_H

#include "config/model.h"
#include "models/flow/flow_view.h"
#include "models/structures/structures_breach.h"
#include "models/structures/structures_config.h"
#include "models/structures/structures_cut.h"
#include <math.h>

/* Water shallower than this does not count as standing at a wall. */
#define STRUCTURES_WET_M 1e-3

/* What a restart needs of a wall; the first six are what the series shows. */
struct structures_memory {
  double freeboard_m;  /* lowest crest over the water beside it; INFINITY where it stands dry */
  double overtopped_m; /* length of crest under water */
  double m3_per_s, waves_m3_per_s; /* over the wall, positive from the left to the right */
  double passed_m3;
  double breach_width_m;
  double under_water_s;  /* since when without a pause */
  double breach_start_s; /* INFINITY before */
  double breach_along_m, breach_crest_m, breach_bottom_m;
  double breach_depth; /* share of the way down */
  double breach_head_m;
  size_t breach_line;
};

struct structures_wall {
  const struct structures_wall_config *config;
  struct structures_breach_law law;
  size_t face_count;
  size_t point_face;                   /* nearest to breach_point; face_count of all without one */
  char over_name[64], breach_name[64]; /* of figures */
  struct structures_memory *memory;
};

struct structures {
  struct al_ctx *ctx;
  const struct al_forest *forest;
  const struct al_fields *fields;
  const struct al_structures_config *config;
  const struct al_field *bed, *wind_x, *wind_y; /* the winds are NULL without a storm */
  bool has_view;
  struct al_flow_view view;
  size_t wall_count, line_count;
  struct structures_wall *wall;
  struct structures_faces faces;
  struct al_crests crests;          /* of the faces, in their order */
  struct structures_memory *memory; /* [wall_count] */
};

static inline double structures_bed_m(const struct structures *structures, ptrdiff_t cell)
{
  return (double)al_field_tile(structures->bed, cell / AL_TILE_CELLS)[cell % AL_TILE_CELLS];
}

/** The higher bed of the two cells of a face: below it a crest is none. */
static inline double structures_ground_m(const struct structures *structures,
                                         const struct structures_face *face)
{
  return fmax(structures_bed_m(structures, face->index),
              structures_bed_m(structures, face->beyond));
}

/** Reports what key ranges cannot know. */
void structures_check(struct al_ctx *ctx, const struct al_config *scenario, const void *config);
/** Reads the lines, cuts the faces and lays the crests on them. Reports walls that meet no face, or
 * a change of level, and tells where the ground is higher than a crest. */
al_status structures_place(const struct al_model_env *env, struct structures *structures);
/** Waves, triggers and breaches at a time, for the span that follows. */
void structures_work(struct structures *structures, double time_s, double span_s);

#endif
