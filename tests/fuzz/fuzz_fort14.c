/**
 * Meshes from any bytes: refused with a reason, or nodes and elements that hold together and
 * heights that are numbers between those of the nodes.
 */
#include "fuzz/scratch_input.h"
#include "doors/fort14_door.h"
#include <math.h>
#include <stdlib.h>

enum { SIDE = 16 };

static void check_mesh(const struct al_fort14 *mesh)
{
  for (size_t i = 0; i < 3 * mesh->element_count; i++)
    if (mesh->element[i] < 0 || (size_t)mesh->element[i] >= mesh->node_count)
      abort();
  for (size_t s = 0; s < mesh->segment_count; s++)
    if (mesh->segment[s].first + mesh->segment[s].count > mesh->boundary_count)
      abort();
  for (size_t i = 0; i < mesh->boundary_count; i++)
    if (mesh->boundary_node[i] < 0 || (size_t)mesh->boundary_node[i] >= mesh->node_count)
      abort();
}

static void warp(struct fuzz_room *room, const char *path)
{
  float value[SIDE * SIDE];
  uint8_t valid[SIDE * SIDE];
  struct al_raster_info info;
  if (al_fort14_describe(room->ctx, room->arena, path, &info) != AL_OK)
    abort();
  const double span = fmax(info.east - info.west, info.north - info.south);
  const double slack = 1e-3 * fmax(1.0, fmax(fabs(info.minimum), fabs(info.maximum)));
  const struct al_lattice lattice = {.cols = SIDE,
                                     .rows = SIDE,
                                     .west_m = info.west,
                                     .north_m = info.north,
                                     .cell_m = span / SIDE,
                                     .crs_wkt = ""};
  const struct al_raster_request request = {
      .path = path, .band = 1, .resample = AL_BILINEAR, .scale = 1.0};
  if (!(span > 0.0) || al_fort14_warp(room->ctx, &request, &lattice, value, valid) != AL_OK)
    return;
  for (int i = 0; i < SIDE * SIDE; i++)
    if (valid[i] &&
        !((double)value[i] >= info.minimum - slack && (double)value[i] <= info.maximum + slack))
      abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct fuzz_room room = fuzz_room_open();
  struct al_fort14 mesh;
  const char *path = fuzz_file_write(data, size, ".14");
  const al_status status = al_fort14_read(room.ctx, room.arena, path, &mesh);
  if (status == AL_OK) {
    check_mesh(&mesh);
    warp(&room, path);
  } else if (*al_ctx_error_text(room.ctx) == '\0') {
    abort();
  }
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
