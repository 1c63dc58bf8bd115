/**
 * An ensemble at work, shared by the files of ensembles.
 */
#ifndef AL_OUT_ENSEMBLE_INSIDE_H
#define AL_OUT_ENSEMBLE_INSIDE_H

#include "out/ensemble_plan.h"
#include "out/envelope.h"
#include "out/live_csv.h"
#include "out/pipeline.h"
#include "out/warning.h"
#include <pthread.h>

/** In checkpoint/: what a resume needs to find its way. */
#define ENSEMBLE_JOB "ensemble.txt"

enum ensemble_state { ENSEMBLE_WAITING, ENSEMBLE_DONE, ENSEMBLE_FAILED };

/* What a member leaves besides its files. Arrays are in the order of the base's lists. */
struct ensemble_outcome {
  enum ensemble_state state;
  bool stood; /* it was finished before this call */
  bool told;  /* messages.txt holds warnings */
  double running_share;
  double wet_m2[ENSEMBLE_DEPTHS_MOST]; /* land deeper than each of ensemble.depths */
  double *gauge_peak_m, *gauge_peak_s; /* [output.gauges] highest level and when; NAN = never wet */
  struct warning_peak *section;        /* [sections of warning.path] */
  double balance_error_m3, balance_error_share, active_cell_steps, wall_s, cpu_s;
  long steps;
  const char *fault; /* why it failed, one line */
};

struct ensemble {
  struct al_ctx *ctx;
  const struct al_job *job;
  struct al_arena *arena;
  struct al_config *file;
  struct ensemble_plan plan;
  struct pipeline base; /* the scenario with the settings of all members; the grid; the folder */
  struct al_plan run_plan;
  size_t memory_bytes;
  int threads, at_once;
  bool zones_only; /* members are read as they stand, what they left is zoned anew */
  char identity[65];
  size_t gauge_count, section_count;
  const struct out_gauge_config *gauge;
  struct warning_places sections;
  struct ensemble_outcome *outcome; /* [member_count] */
  struct envelope *envelope;        /* [group_count] */
  double wall_s;                    /* of all members together, this call */
  pthread_mutex_t lock;             /* of what follows, of outcomes and envelopes */
  size_t next;
  al_status fatal; /* a fault of the ensemble, not of one member */
};

/** Reads the file, its base and the grid. @param keep a grid that is built is kept. */
al_status ensemble_open(struct ensemble *ensemble, bool keep);
/** SHA-256 over what makes an ensemble what it is, into `identity`. */
al_status ensemble_identify(struct ensemble *ensemble);
/** Whether the folder holds the ensemble of this identity. */
bool ensemble_is_same(const struct ensemble *ensemble);
/** Room for what members leave. */
al_status ensemble_make_room(struct ensemble *ensemble);
/** Threads that a job asks for. */
int ensemble_threads(const struct al_job *job);

/** Runs all members that are not finished, at_once of them beside each other, and reduces all.
 * Errors: AL_STOPPED, AL_IO_FAILED, AL_NO_MEMORY; members that failed are told by their outcomes.
 */
al_status ensemble_run_members(struct ensemble *ensemble);

/** Runs a member or finds it finished, and reads its results back. Called by one thread for each
 * member. @param ctx its own. @param planes live in `arena`. */
al_status ensemble_member_run(struct ensemble *ensemble, size_t m, int threads, struct al_ctx *ctx,
                              struct al_arena *arena, struct out_planes *planes);
/** Reads and checks a member's scenario. @param arena owns it. */
al_status ensemble_member_read(struct ensemble *ensemble, size_t m, struct al_ctx *ctx,
                               struct al_arena *arena, struct al_config **out);
/** Path of the folder of a member. */
void ensemble_member_folder(const struct ensemble *ensemble, size_t m,
                            char out[PIPELINE_PATH_BYTES]);

/** Writes members.csv as the outcomes stand. Errors: AL_IO_FAILED. */
al_status ensemble_write_members(struct ensemble *ensemble);
/** Writes groups.csv: areas, peaks and who drove them, by group and for all. */
al_status ensemble_write_groups(struct ensemble *ensemble, const struct envelope *all);

struct ensemble_driver {
  size_t member; /* member_count when there is none */
  double level_m;
};
/** The member of a group (group_count = of all) with the highest level at a gauge (gauge_count = at
 * a section), the first of equals. */
struct ensemble_driver ensemble_find_driver(const struct ensemble *ensemble, size_t group,
                                            size_t gauge, size_t section);
/** Share, by weight, of a group's finished members that reach a colour in a section. */
double ensemble_share_of(const struct ensemble *ensemble, size_t group, size_t section, int colour);
/** Land of an envelope deeper than a depth. */
double ensemble_wet_m2(const struct ensemble *ensemble, const struct envelope *envelope,
                       double depth_m);

/** Rasters, zoning and maps of the envelopes, report, project and, last, manifest.json. */
al_status ensemble_finish(struct ensemble *ensemble);
/** report.html of an ensemble. @param zones [group_count + 1] of the envelopes of the groups and,
 * last, over all. */
al_status ensemble_report_make(struct ensemble *ensemble, const struct out_env *env,
                               const struct envelope *all, const struct out_zones *zones,
                               const struct al_run_result *result);

#endif
