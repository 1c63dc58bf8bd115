/**
 * Ensembles: what `resume` and `zone` ask of them; the job itself is al_ensemble of anlan.h.
 */
#ifndef AL_OUT_ENSEMBLE_H
#define AL_OUT_ENSEMBLE_H

#include "anlan.h"

/** Whether an ensemble, finished or not, stands in a folder. */
bool ensemble_stands(const char *folder);
/** Goes on with the ensemble in the folder `job->path`. Errors: those of al_ensemble. */
al_status ensemble_resume(struct al_ctx *ctx, const struct al_job *job);
/** Zones the envelopes in the folder `job->path` anew. Errors: AL_BAD_INPUT (not finished, another
 * ensemble, a setting that would need other members, zoning stands), AL_IO_FAILED. */
al_status ensemble_zone(struct al_ctx *ctx, const struct al_job *job);

#endif
