/**
 * Fields over time of any content: axes, times, arrays of other shapes, any numbers; refused with a
 * reason, or closings of cells that are times. The bytes of HDF5 itself are not damaged, as in
 * fuzz_grid.
 *
 * Input: flags, columns, rows, times, columns of the array v; then float64 for x, y and time, then
 * float32 for the fields.
 */
#include "fuzz/scratch_input.h"
#include "doors/file_door.h"
#include "doors/hdf_door.h"
#include "models/evacuation/evac_cells.h"
#include "models/evacuation/evac_stored.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HEAD = 5, SIDE_MOST = 16, TIMES_MOST = 6, VALUES_MOST = SIDE_MOST * SIDE_MOST * TIMES_MOST };
enum { NO_BED = 1, FLAT = 2, NO_TIME = 4, NO_SPEED = 8 };

struct input {
  const uint8_t *data;
  size_t size, at;
};

static void take(struct input *input, void *value, size_t bytes)
{
  if (input->size - input->at < bytes)
    return;
  memcpy(value, input->data + input->at, bytes);
  input->at += bytes;
}

static void put_axis(struct al_hdf *file, struct input *input, const char *name, size_t count,
                     double step)
{
  double value[SIDE_MOST];
  for (size_t i = 0; i < count; i++) {
    value[i] = step * (double)i;
    take(input, &value[i], sizeof value[i]);
  }
  (void)al_hdf_write(file, name, AL_HDF_FLOAT64, 1, &count, value);
}

static void put_field(struct al_hdf *file, struct input *input, const char *name, int rank,
                      const size_t *shape)
{
  static float value[VALUES_MOST];
  for (size_t i = 0; i < VALUES_MOST; i++) {
    value[i] = 0.1f * (float)(i % 20);
    take(input, &value[i], sizeof value[i]);
  }
  (void)al_hdf_write(file, name, AL_HDF_FLOAT32, rank, shape, value);
}

static void write_fields(struct al_ctx *ctx, const char *path, const uint8_t *data, size_t size)
{
  struct input input = {data, size, HEAD};
  const size_t cols = 1 + data[1] % SIDE_MOST, rows = 1 + data[2] % SIDE_MOST;
  const size_t times = 1 + data[3] % TIMES_MOST, v_cols = 1 + data[4] % SIDE_MOST;
  const size_t shape[3] = {times, rows, cols}, v_shape[3] = {times, rows, v_cols};
  struct al_hdf *file;
  if (al_hdf_create(ctx, path, &file) != AL_OK)
    abort();
  put_axis(file, &input, "x", cols, 10.0);
  put_axis(file, &input, "y", rows, -10.0);
  if (!(data[0] & NO_TIME))
    put_axis(file, &input, "time", times, 60.0);
  put_field(file, &input, "h", data[0] & FLAT ? 1 : 3, shape);
  if (!(data[0] & NO_BED))
    put_field(file, &input, "zb", 2, shape + 1);
  if (!(data[0] & NO_SPEED)) {
    put_field(file, &input, "u", 3, shape);
    put_field(file, &input, "v", 3, v_shape);
  }
  if (al_hdf_close(file, true) != AL_OK)
    abort();
}

static void close_cells(struct fuzz_room *room, const struct al_evac_frames *frames)
{
  static float closes_s[SIDE_MOST * SIDE_MOST];
  for (int who = 0; who < AL_EVAC_TRAVELLERS; who++) {
    const al_status status = al_evac_cells_closing(room->ctx, frames, &al_evac_laws[who], closes_s);
    if (status != AL_OK && *al_ctx_error_text(room->ctx) == '\0')
      abort();
    for (ptrdiff_t i = 0; status == AL_OK && i < al_lattice_cells(frames->lattice); i++)
      if (isnan(closes_s[i]))
        abort();
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char folder[64], fields[80], path[96];
  struct al_evac_frames frames;
  if (size < HEAD)
    return 0;
  struct fuzz_room room = fuzz_room_open();
  snprintf(folder, sizeof folder, "/tmp/anlan-fuzz-fields-%ld", (long)getpid());
  snprintf(fields, sizeof fields, "%s/fields", folder);
  snprintf(path, sizeof path, "%s/a.nc", fields);
  if (al_folder_make(room.ctx, fields) != AL_OK)
    abort();
  write_fields(room.ctx, path, data, size);
  al_ctx_clear(room.ctx);
  const al_status status = al_evac_stored_open(room.ctx, room.arena, folder, &frames);
  if (status != AL_OK && *al_ctx_error_text(room.ctx) == '\0')
    abort();
  if (status == AL_OK) {
    close_cells(&room, &frames);
    al_evac_stored_close(&frames);
  }
  unlink(path);
  rmdir(fields);
  rmdir(folder);
  fuzz_room_close(&room);
  return 0;
}
