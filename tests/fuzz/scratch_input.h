/**
 * What fuzz targets share: the entry point and an input as a file.
 */
#ifndef AL_TESTS_SCRATCH_INPUT_H
#define AL_TESTS_SCRATCH_INPUT_H

#include "core/arena.h"
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** A quiet context and an arena of at most 64 MiB; aborts when there is no memory. */
struct fuzz_room {
  struct al_ctx *ctx;
  struct al_arena *arena;
};
struct fuzz_room fuzz_room_open(void);
void fuzz_room_close(struct fuzz_room *room);

/** Writes the input to a file that only this process sees. @return its path; one at a time. */
const char *fuzz_file_write(const uint8_t *data, size_t size, const char *suffix);
void fuzz_file_remove(void);

#endif
