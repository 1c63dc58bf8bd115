/**
 * The inside of a fire season, shared by its files only.
 */
#ifndef AL_MODELS_FIRE_SEASON_INSIDE_H
#define AL_MODELS_FIRE_SEASON_INSIDE_H

#include "models/fire/fire_attack.h"
#include "models/fire/fire_brands.h"
#include "models/fire/fire_season_plan.h"
#include "models/fire/fire_tally.h"

enum season_field {
  FIELD_BURN,
  FIELD_FLAME,
  FIELD_FIRST,
  FIELD_P10,
  FIELD_P50,
  FIELD_P90,
  FIELD_BURN_WITHOUT,
  FIELD_FIRST_WITHOUT,
  FIELD_CLASS,
  FIELD_OWN = FIELD_CLASS + AL_FIRE_FLAMES,
  FIELD_BED = FIELD_OWN,
  FIELD_FUEL,
  FIELD_SEA,
  FIELD_COUNT
};

/* What came of a fire. */
struct season_outcome {
  double contained_s; /* on the fire's clock; infinite when not */
  float flame_most_m;
  uint32_t lit;
  uint64_t burnt; /* cells */
};

/* A thread's own fire. */
struct season_worker {
  struct fire_land land;
  struct fire_burn burn;
  struct fire_attack attack;
  struct fire_brands brands;
  struct season_outcome now;
  const struct fire_season_plan *plan;
  struct season_side *side;
  const struct fire_weather_config *next_weather;
  long edge_sides;    /* between burnt cells and others that can burn */
  float flame_most_m; /* since the attack looked last */
  void *memory;
};

struct season {
  struct al_ctx *ctx;
  const struct al_forest *forest;
  const struct al_fire_season_config *config;
  const struct al_fire_config *fire;
  double end_s, cell_m;
  struct fire_land land;
  struct fire_season_plan plan;
  struct season_worker *worker;
  int worker_count;
  struct fire_shared *shared;
  int side_count; /* 2: with all barriers, and without those that are asked about */
  struct season_side {
    struct fire_barriers barriers;
    struct season_outcome *outcome; /* [fire] */
    struct fire_tally_cell *tally;  /* [tile][4096]; memory is touched where fires come */
    uint8_t *came;                  /* [tile] some fire did */
  } side[2];
  struct al_field *field[FIELD_OWN];
  struct {
    uint64_t done;
  } memory;
};

/** Burns one fire of a side. */
void season_burn(struct season *season, struct season_worker *worker, struct season_side *side,
                 size_t fire);
/** Fills the fields from the counts of all fires. */
void season_finish(struct season *season);
/** al_model.figures. */
size_t season_figures(const void *self, struct al_balance_term *figures, size_t capacity);

#endif
