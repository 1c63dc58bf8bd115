/**
 * The members of an ensemble: from dimensions, a list or a table to names, groups, weights and the
 * keys that each changes.
 */
#ifndef AL_OUT_ENSEMBLE_PLAN_H
#define AL_OUT_ENSEMBLE_PLAN_H

#include "out/ensemble_section.h"
#include <stdint.h>

enum { ENSEMBLE_MEMBERS_MOST = 100000, ENSEMBLE_GROUPS_MOST = 200, ENSEMBLE_DEPTHS_MOST = 8 };

/** Weights of all members as whole numbers add up to about this: sums of them are exact, whatever
 * their order. */
#define ENSEMBLE_UNITS 0x40000000

struct ensemble_member {
  const char *name;
  size_t group;
  double weight;         /* share of the sum of all */
  uint32_t units;        /* the same in units of 1 / ENSEMBLE_UNITS */
  size_t override_count; /* those of all members first, then its own */
  const char *const *override;
  const struct al_source_mark *mark; /* where each value was written */
  const char *const *value;          /* [key_count], "" where the member leaves the base's */
  struct al_source_mark where;       /* the member itself */
};

struct ensemble_plan {
  const struct al_ensemble_config *config;
  size_t key_count, group_count, member_count;
  const char *const *key; /* all keys that any member changes, in order of appearance */
  const char *const *group;
  struct ensemble_member *member;
  struct ensemble_member base; /* of all members: no name, its settings only */
};

/** Makes the members of an ensemble file. @param more settings of the command line for the base,
 * added to those of all members. Every fault is reported with file and line. Errors: AL_BAD_INPUT,
 * AL_NO_MEMORY. */
al_status ensemble_plan_make(struct al_ctx *ctx, struct al_arena *arena,
                             const struct al_config *file, const char *const *more,
                             size_t more_count, struct ensemble_plan *out);

#endif
