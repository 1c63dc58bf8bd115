/**
 * Polygon rings from any bytes: closed, and at least three points, when they are accepted.
 */
#include "fuzz/scratch_input.h"
#include "doors/ring_door.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct fuzz_room room = fuzz_room_open();
  struct al_vector_layer layer;
  const char *path = fuzz_file_write(data, size, ".csv");
  if (al_ring_read(room.ctx, room.arena, path, &layer) == AL_OK)
    for (size_t i = 0; i < layer.part_count; i++)
      if (layer.part[i].count < 4)
        abort();
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
