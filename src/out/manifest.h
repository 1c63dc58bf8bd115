/**
 * manifest.json: with what a run was made, what went in, what came out, what it cost. The last file
 * of a run; a folder without one holds no finished run.
 */
#ifndef AL_OUT_MANIFEST_H
#define AL_OUT_MANIFEST_H

#include "out/out_env.h"
#include "out/zones.h"

/** Writes the manifest with the SHA-256 of all products that stand in the folder.
 * Errors: AL_IO_FAILED. */
al_status out_manifest_write(const struct out_env *env, const struct al_run_result *result,
                             const struct out_zones *zones);

/** After a new zoning: what the manifest says of the run stays as it is, rules and products are
 * taken anew. Errors: AL_IO_FAILED, AL_BAD_INPUT (no manifest of this program). */
al_status out_manifest_rezone(const struct out_env *env, const struct out_zones *zones);

/** Balance, figures and cost out of a manifest, and the command of the run; texts live in the
 * arena. Errors: AL_BAD_INPUT when there is none, or none of this program. */
al_status out_manifest_read(const struct out_env *env, struct al_run_result *out,
                            const char **command);

/** Products of a finished run that its manifest names and its folder holds no more.
 * @param lost how many of each: those only a run makes, those `zone` makes again.
 * @param first one of them, "" when all stand; lives in the arena. Errors: AL_BAD_INPUT. */
al_status out_manifest_lost(struct al_ctx *ctx, struct al_arena *arena, const char *folder,
                            size_t *total, size_t lost[2], const char *first[2]);

/** Prints a manifest for people. Errors: AL_BAD_INPUT. */
al_status out_manifest_show(struct al_ctx *ctx, const char *path, FILE *stream);

#endif
