/**
 * Rule tables: hazard classes as rows of a CSV file, matched in order.
 *
 * Columns: order (0 = in no class, 1.. rising severity), class, class_zh, colour (0..4), rgb,
 * variable (depth, speed, product, rating, or burn_probability, flame_length; empty = always), lo,
 * hi (empty = open), closed (which ends belong to the interval: lo, hi, both, none), meaning_en,
 * meaning_zh, status (read, unverified), source. Rows of one order are joined by "and"; the first
 * order whose rows all hold is the class. '#' lines before the header give title_en, title_zh,
 * version, note.
 */
#ifndef AL_MODELS_ZONING_RULES_H
#define AL_MODELS_ZONING_RULES_H

#include "core/arena.h"
#include <stdint.h>

enum zoning_variable {
  ZONING_DEPTH,   /* m */
  ZONING_SPEED,   /* m/s */
  ZONING_PRODUCT, /* m2/s, the maximum in time of depth x speed */
  ZONING_RATING,  /* 1, depth (speed + 0.5) + debris factor */
  ZONING_BURN,    /* 1, share of years in which the cell burns */
  ZONING_FLAME,   /* m, mean flame length of the fires that come */
  ZONING_VARIABLES
};

struct zoning_condition {
  enum zoning_variable variable;
  double lo, hi; /* -INFINITY, INFINITY when open */
  bool lo_closed, hi_closed;
};

struct zoning_class {
  int order, colour;
  uint8_t rgb[3];
  const char *name, *name_zh, *meaning_en, *meaning_zh, *status, *source;
  size_t first_condition, condition_count;
};

struct zoning_rules {
  const char *name, *path, *title_en, *title_zh, *version, *note;
  char sha256[65];
  bool verified; /* every row was read, none is from memory */
  bool of_fire;  /* of fire, not of water: a table is of one of the two */
  size_t class_count, condition_count;
  struct zoning_class *classes;
  struct zoning_condition *conditions;
};

/** Names of the ready tables, NULL-terminated. */
extern const char *const zoning_ready_tables[];

/** Reads and checks a table: `name` is a ready one or a path of a .csv file, taken relative to
 * `folder`. A table that leaves a cell without a class, or gives a worse cell a lower class, is
 * refused. Errors: AL_BAD_INPUT. */
al_status zoning_rules_read(struct al_ctx *ctx, struct al_arena *arena, const char *name,
                            const char *folder, struct zoning_rules *out);

/** Order of the first class that matches, -1 when none does. @param value [ZONING_VARIABLES] */
int zoning_match(const struct zoning_rules *rules, const double *value);

/** Class of an order; NULL when the table has none (order 0). */
const struct zoning_class *zoning_class_of(const struct zoning_rules *rules, int order);

/** Searches the corners of the table's boxes for a cell without a class or a worse cell with a
 * lower one. @param worse receives the cell found. @return NULL, "total" or "monotone". */
const char *zoning_find_fault(const struct zoning_rules *rules, double worse[ZONING_VARIABLES]);

#endif
