/**
 * Arenas: a list of blocks that are freed together.
 */
#include "core/arena.h"
#include "core/real.h"
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 1 << 16 };
_Static_assert(BLOCK_BYTES % AL_ALIGN_BYTES == 0, "a block holds whole cache lines");

struct block {
  struct block *next;
  size_t used_bytes, capacity_bytes;
  unsigned char *data; /* AL_ALIGN_BYTES aligned */
};

struct al_arena {
  struct al_ctx *ctx;
  struct block *head;
  size_t used_bytes, limit_bytes;
};

al_status al_arena_create(struct al_ctx *ctx, size_t limit_bytes, struct al_arena **out)
{
  assert(ctx && out);
  *out = calloc(1, sizeof **out);
  if (!*out)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory while creating an arena");
  (*out)->ctx = ctx;
  (*out)->limit_bytes = limit_bytes;
  return AL_OK;
}

void al_arena_destroy(struct al_arena *arena)
{
  if (!arena)
    return;
  for (struct block *block = arena->head; block;) {
    struct block *next = block->next;
    free(block->data);
    free(block);
    block = next;
  }
  free(arena);
}

static struct block *arena_add_block(struct al_arena *arena, size_t need_bytes)
{
  assert(need_bytes > 0 && need_bytes % AL_ALIGN_BYTES == 0);
  const size_t capacity = need_bytes > BLOCK_BYTES ? need_bytes : BLOCK_BYTES;
  struct block *block = calloc(1, sizeof *block);
  if (!block)
    return NULL;
  block->data = aligned_alloc(AL_ALIGN_BYTES, capacity);
  if (!block->data) {
    free(block);
    return NULL;
  }
  block->capacity_bytes = capacity;
  /* A big block goes behind the head so that the head's free room stays in use. */
  if (arena->head && need_bytes > BLOCK_BYTES) {
    block->next = arena->head->next;
    arena->head->next = block;
  } else {
    block->next = arena->head;
    arena->head = block;
  }
  return block;
}

void *al_arena_alloc(struct al_arena *arena, size_t count, size_t size_bytes, const char *what)
{
  assert(arena && what);
  const size_t slack = AL_ALIGN_BYTES;
  if (size_bytes && count > (SIZE_MAX / 2 - slack) / size_bytes) {
    (void)AL_FAIL(arena->ctx, AL_NO_MEMORY, "out of memory: %s asks for %zu x %zu bytes", what,
                  count, size_bytes);
    return NULL;
  }
  size_t bytes = (count * size_bytes + AL_ALIGN_BYTES - 1) / AL_ALIGN_BYTES * AL_ALIGN_BYTES;
  bytes = bytes ? bytes : AL_ALIGN_BYTES;
  struct block *block = arena->head;
  const bool over = arena->limit_bytes && arena->used_bytes + bytes > arena->limit_bytes;
  if (!over && (!block || block->used_bytes + bytes > block->capacity_bytes))
    block = arena_add_block(arena, bytes);
  if (over || !block) {
    (void)AL_FAIL(arena->ctx, AL_NO_MEMORY,
                  "out of memory: %s asks for %zu bytes on top of %zu in use (limit %zu, 0 = none)",
                  what, bytes, arena->used_bytes, arena->limit_bytes);
    return NULL;
  }
  assert(block->capacity_bytes - block->used_bytes >= bytes);
  void *memory = block->data + block->used_bytes;
  assert((uintptr_t)memory % AL_ALIGN_BYTES == 0);
  block->used_bytes += bytes;
  arena->used_bytes += bytes;
  return memset(memory, 0, bytes);
}

char *al_arena_strdup(struct al_arena *arena, const char *text)
{
  if (!text)
    return NULL;
  const size_t length = strlen(text) + 1;
  char *copy = al_arena_alloc(arena, length, 1, "text");
  return copy ? memcpy(copy, text, length) : NULL;
}

char *al_arena_printf(struct al_arena *arena, const char *format, ...)
{
  assert(arena && format);
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  const int length = vsnprintf(NULL, 0, format, args);
  va_end(args);
  char *text = length < 0 ? NULL : al_arena_alloc(arena, (size_t)length + 1, 1, "text");
  if (text)
    vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  return text;
}

size_t al_arena_used_bytes(const struct al_arena *arena)
{
  return arena->used_bytes;
}

struct al_ctx *al_arena_ctx(const struct al_arena *arena)
{
  return arena->ctx;
}
