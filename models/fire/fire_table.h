/**
 * Fire behaviour of a table of places: a CSV in, the same places with their behaviour out.
 */
#ifndef AL_MODELS_FIRE_TABLE_H
#define AL_MODELS_FIRE_TABLE_H

#include "doors/csv_door.h"
#include "models/fire/fire_point.h"
#include <stdio.h>

/* Where a stated rule took the place of an equation outside its range, rows each. */
struct fire_counts {
  size_t places, unburnable; /* fuel models without load */
  size_t beyond_extinction;  /* fuel that does not burn at its moisture */
  size_t foliar_floor;       /* foliar moisture below 30 %: the crown is lit as at 30 % */
  size_t base_floor;         /* canopy base below 0.1 m: as at 0.1 m */
  size_t slope_held;         /* slope factor held at 0.9 of the reaction intensity */
  size_t ratio_held;         /* length to width held at 8 */
};

struct fire_table {
  struct al_csv csv;
  size_t count;
  struct fire_site *site; /* [count] */
  bool *has_interest;     /* [count] */
  const struct fire_fuels *fuels;
  int crown_row;
};

/** Reads and checks a table of places. Columns as in README.md; those of results are passed over.
 * Errors: AL_BAD_INPUT with every fault and its line. */
al_status fire_table_read(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                          const struct fire_fuels *fuels, struct fire_table *out);

/** Writes the places with their behaviour as CSV. @param counts receives what was held. */
void fire_table_write(const struct fire_table *table, FILE *stream, struct fire_counts *counts);

#endif
