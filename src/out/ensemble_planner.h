/**
 * The making of members, shared by the files that read them.
 */
#ifndef AL_OUT_ENSEMBLE_PLANNER_H
#define AL_OUT_ENSEMBLE_PLANNER_H

#include "out/ensemble_plan.h"

enum { PLANNER_KEYS_MOST = 64 };

struct planner {
  struct al_ctx *ctx;
  struct al_arena *arena;
  const struct al_config *file;
  const char *const *more;
  size_t more_count;
  const char *key[PLANNER_KEYS_MOST];
  size_t key_count;
  const char *group[ENSEMBLE_GROUPS_MOST];
  bool group_used[ENSEMBLE_GROUPS_MOST];
  size_t group_count;
  struct ensemble_plan *plan;
};

/* Room for the settings of a member: those of all, then `own`. */
struct planner_settings {
  const char **override;
  struct al_source_mark *mark;
  const char **value;
  size_t count;
};

struct al_source_mark planner_mark(const struct planner *planner, const char *key_path);
/** Reports a name that no folder can have. */
void planner_check_name(const struct planner *planner, const char *name,
                        const struct al_source_mark *mark);
/** A value as part of a name: blanks left out, what a folder cannot hold as a dash. */
const char *planner_label(const struct planner *planner, const char *name, const char *value);
/** Index of a group; one that is new is added unless the file names all groups. */
size_t planner_group(struct planner *planner, const char *name, const struct al_source_mark *mark);
/** Index of a key that members change; those that must not change are reported. */
size_t planner_key(struct planner *planner, const char *key, const struct al_source_mark *mark);
/** Room for the settings of all members and `own` more. @return false when memory is out. */
bool planner_settings_begin(const struct planner *planner, size_t own,
                            struct planner_settings *out);
void planner_settings_add(struct planner *planner, struct planner_settings *settings,
                          const char *key, const char *value, const struct al_source_mark *mark);
void planner_settings_keep(const struct planner_settings *settings, struct ensemble_member *member);

/** The members as random draws of ensemble.draw. Errors: AL_NO_MEMORY; faults are reported. */
al_status planner_draws(struct planner *planner);

/** The members as the product of ensemble.vary. Errors: AL_NO_MEMORY; faults are reported. */
al_status planner_product(struct planner *planner);

#endif
