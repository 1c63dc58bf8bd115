/**
 * The public interface of libanlan: what the command line uses, and nothing else.
 */
#ifndef ANLAN_H
#define ANLAN_H

#include "core/log.h"
#include "core/status.h"

#define ANLAN_VERSION "0.1.0"

struct al_job {
  const char *path;             /* scenario or recipe file, run folder, key, ... */
  const char *output;           /* -o; NULL = out/NAME */
  const char *const *overrides; /* --set key=value */
  size_t override_count;
  int threads;             /* -j; 0 = all cores */
  size_t max_memory_bytes; /* --max-mem; 0 = what is free */
  bool dry_run, overwrite;
  const char *command; /* the command line as typed, for the manifest; may be NULL */
};

al_status al_init(struct al_ctx *ctx, const struct al_job *job, const char *kind);
al_status al_check(struct al_ctx *ctx, const struct al_job *job);
al_status al_build_grid(struct al_ctx *ctx, const struct al_job *job);
al_status al_run(struct al_ctx *ctx, const struct al_job *job);
al_status al_resume(struct al_ctx *ctx, const struct al_job *job);
al_status al_zone(struct al_ctx *ctx, const struct al_job *job);
/** Runs every member of the ensemble file `path` and writes their envelopes; goes on with what was
 * stopped. Errors: AL_RUN_FAILED when a member failed (the others stand), AL_STOPPED, AL_BAD_INPUT
 * with every fault of the file. */
al_status al_ensemble(struct al_ctx *ctx, const struct al_job *job);
/** Evacuation timings of a scenario, or of a finished run's folder, on the hazard that is stored
 * there or where evacuation.hazard.path points. Errors: AL_BAD_INPUT, AL_IO_FAILED. */
al_status al_evacuate(struct al_ctx *ctx, const struct al_job *job);
al_status al_info(struct al_ctx *ctx, const struct al_job *job);
al_status al_explain(struct al_ctx *ctx, const struct al_job *job);
/** Fire behaviour of the places in the table `path`, written to `output`; --set
 * fire.fuels=TABLE.csv adds fuel models. Errors: AL_BAD_INPUT with every fault and its line. */
al_status al_fire_behaviour(struct al_ctx *ctx, const struct al_job *job);
al_status al_doctor(struct al_ctx *ctx, const struct al_job *job);

/** Asks the running job to write a checkpoint and stop; safe in a signal handler. */
void al_request_stop(void);

#endif
