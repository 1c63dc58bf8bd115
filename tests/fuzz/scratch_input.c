/**
 * Rooms and files for fuzz targets.
 */
#include "fuzz/scratch_input.h"
#include "core/log.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char fuzz_path[128];

struct fuzz_room fuzz_room_open(void)
{
  struct fuzz_room room;
  if (al_ctx_create(&room.ctx) != AL_OK ||
      al_arena_create(room.ctx, (size_t)64 << 20, &room.arena) != AL_OK)
    abort();
  al_ctx_set_log(room.ctx, AL_LOG_TEXT, true, stderr);
  return room;
}

void fuzz_room_close(struct fuzz_room *room)
{
  al_arena_destroy(room->arena);
  al_ctx_destroy(room->ctx);
}

const char *fuzz_file_write(const uint8_t *data, size_t size, const char *suffix)
{
  const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
  snprintf(fuzz_path, sizeof fuzz_path, "%s/anlan-fuzz-%d%s", folder, (int)getpid(), suffix);
  FILE *stream = fopen(fuzz_path, "wb");
  if (!stream || (size && fwrite(data, 1, size, stream) != size) || fclose(stream) != 0)
    abort();
  return fuzz_path;
}

void fuzz_file_remove(void)
{
  remove(fuzz_path);
}
