/**
 * Road classes from any bytes, and the same bytes as tags of OpenStreetMap: refused with a reason,
 * or classes with speeds, lanes and modes that make sense; values never longer than their room.
 */
#include "fuzz/scratch_input.h"
#include "models/evacuation/road_read.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void try_tags(const uint8_t *data, size_t size)
{
  static const char *const keys[] = {"lanes", "maxspeed", "oneway", "bridge", "layer", ""};
  char *tags = calloc(size + 1, 1), value[12];
  if (!tags)
    abort();
  memcpy(tags, data, size);
  for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
    memset(value, 'x', sizeof value);
    if (!road_osm_tag(tags, keys[k], value, sizeof value))
      continue;
    if (!memchr(value, '\0', sizeof value))
      abort();
    const double speed_mps = road_osm_speed_mps(value);
    if (!isnan(speed_mps) && !(speed_mps > 0.0 && speed_mps < 200.0))
      abort();
  }
  free(tags);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct fuzz_room room = fuzz_room_open();
  struct road_classes classes;
  try_tags(data, size);
  const char *path = fuzz_file_write(data, size, ".csv");
  if (road_classes_read(room.ctx, room.arena, path, &classes) == AL_OK) {
    for (int k = 0; k < classes.count; k++)
      if (!(classes.row[k].speed_mps > 0.0) || !(classes.row[k].lanes > 0.0) ||
          classes.row[k].modes == 0)
        abort();
  } else if (*al_ctx_error_text(room.ctx) == '\0')
    abort();
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
