/**
 * Files and folders of the process: whole-or-nothing writing, folders, checksums, free space.
 */
#ifndef AL_DOORS_FILE_DOOR_H
#define AL_DOORS_FILE_DOOR_H

#include "core/arena.h"
#include <stdint.h>
#include <stdio.h>

/** In the name of every file that is still being written, before the number of its process: it is
 * renamed when it is whole. */
#define AL_PART ".anlan-part"

struct al_file_writer {
  struct al_ctx *ctx;
  FILE *stream;
  char path[4096], beside[4096];
};

/** Opens a temporary file beside `path`. */
al_status al_file_begin(struct al_ctx *ctx, const char *path, struct al_file_writer *out);
/** Checks for write errors, syncs and renames into place; removes the temporary file on failure. */
al_status al_file_commit(struct al_file_writer *writer);
/** Gives a whole file its final name, and syncs the folder. */
al_status al_file_rename(struct al_ctx *ctx, const char *from, const char *to);
void al_file_abandon(struct al_file_writer *writer);

/** Makes a folder and its parents. */
al_status al_folder_make(struct al_ctx *ctx, const char *path);
bool al_file_exists(const char *path);

/** A folder that this process alone works in. The kernel gives it up when the process ends, however
 * it ends. All zero = none. */
struct al_folder_lock {
  bool held;
  int descriptor;
};
/** Takes a folder that exists for this process; one that is held already stays held. Where the file
 * system knows no locks, a warning says so. Errors: AL_BAD_INPUT (someone else works in it; nothing
 * is touched), AL_IO_FAILED. */
al_status al_folder_lock(struct al_ctx *ctx, const char *folder, struct al_folder_lock *lock);
void al_folder_unlock(struct al_folder_lock *lock);
/** Regular files below a folder, as paths relative to it, in the order of their bytes. */
al_status al_folder_list(struct al_ctx *ctx, struct al_arena *arena, const char *folder,
                         size_t *count, const char *const **files);
/** Removes what killed processes left half written in a folder and below it; only where nobody else
 * writes now. */
al_status al_folder_sweep(struct al_ctx *ctx, struct al_arena *arena, const char *folder);
/** Hex SHA-256 of a file, 64 characters and the end. */
al_status al_file_sha256(struct al_ctx *ctx, const char *path, char out[65]);
/** The same of bytes in memory. */
al_status al_bytes_sha256(struct al_ctx *ctx, const void *bytes, size_t length, char out[65]);
al_status al_file_free_bytes(struct al_ctx *ctx, const char *folder, uint64_t *out);
/** Whether next to nothing (1 MiB) is free where a file stands: why another library failed to write
 * it. */
bool al_file_disk_is_full(struct al_ctx *ctx, const char *path);
/** Whole file in the arena, NUL-terminated. */
al_status al_file_read_text(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                            char **out, size_t *length);

#endif
