/**
 * One arena per lifetime (context, scenario, grid, run, scratch): everything in it dies together.
 */
#ifndef AL_CORE_ARENA_H
#define AL_CORE_ARENA_H

#include "core/status.h"
#include <stddef.h>

struct al_arena;

/** @param limit_bytes refuse allocations beyond this total; 0 = no limit. */
al_status al_arena_create(struct al_ctx *ctx, size_t limit_bytes, struct al_arena **out);
void al_arena_destroy(struct al_arena *arena);

/** Zeroed memory, AL_ALIGN_BYTES aligned. `what` names it in an out-of-memory message.
 *  @return NULL after recording AL_NO_MEMORY in the context. */
void *al_arena_alloc(struct al_arena *arena, size_t count, size_t size_bytes, const char *what);
/** A copy of a string that lives as long as the arena; NULL on failure or for NULL. */
char *al_arena_strdup(struct al_arena *arena, const char *text);
/** printf into the arena; NULL on failure. */
char *al_arena_printf(struct al_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
size_t al_arena_used_bytes(const struct al_arena *arena);
struct al_ctx *al_arena_ctx(const struct al_arena *arena);

#define AL_NEW(arena, type, count) ((type *)al_arena_alloc((arena), (count), sizeof(type), #type))

#endif
