/**
 * Rasters from any bytes: described, and warped onto a small lattice over their own place.
 */
#include "fuzz/scratch_input.h"
#include "doors/raster_door.h"
#include <math.h>
#include <stdlib.h>

enum { SIDE = 16, PIXELS_MOST = 1 << 16 };

static void warp(struct fuzz_room *room, const char *path, const struct al_raster_info *info)
{
  float value[SIDE * SIDE];
  uint8_t valid[SIDE * SIDE];
  const double span = fmax(info->east - info->west, info->north - info->south);
  const struct al_lattice lattice = {.cols = SIDE,
                                     .rows = SIDE,
                                     .west_m = info->west,
                                     .north_m = info->north,
                                     .cell_m = span / SIDE,
                                     .crs_wkt = info->crs_wkt};
  const struct al_raster_request request = {
      .path = path, .band = 1, .resample = AL_BILINEAR, .scale = 1.0};
  if (!(span > 0.0 && isfinite(span)) ||
      al_raster_warp(room->ctx, &request, &lattice, "warp", value, valid) != AL_OK)
    return;
  for (int i = 0; i < SIDE * SIDE; i++)
    if (valid[i] && !isfinite(value[i]))
      abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct fuzz_room room = fuzz_room_open();
  struct al_lattice lattice;
  struct al_raster_info info;
  const char *path = fuzz_file_write(data, size, ".tif");
  const al_status status = al_raster_lattice(room.ctx, room.arena, path, &lattice);
  if (status != AL_OK && *al_ctx_error_text(room.ctx) == '\0')
    abort();
  /* a few bytes may promise a raster of any size: what is read here stays small */
  const bool small =
      status == AL_OK && (double)lattice.cols * (double)lattice.rows < (double)PIXELS_MOST;
  if (small && al_raster_describe(room.ctx, room.arena, path, 1, true, &info) == AL_OK) {
    if (info.nodata_share < 0.0 || info.nodata_share > 1.0)
      abort();
    warp(&room, path, &info);
  }
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
