/**
 * Grid files of any content: attributes missing or wrong, layers of other shapes, any numbers;
 * refused with a reason, or a grid that holds together. The bytes of HDF5 itself are not damaged:
 * on those libhdf5 1.10 reads beyond its buffers before any code of ours sees the file.
 *
 * Input: flags, rank, rows, columns, columns of a second layer, then texts that end with 0 (kind,
 * GeoTransform, WKT, city), then float32 heights.
 */
#include "fuzz/scratch_input.h"
#include "doors/hdf_door.h"
#include "grids/grid.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD = 5, SIDE_MOST = 80, TEXT_MOST = 200 };

struct input {
  const uint8_t *data;
  size_t size, at;
};

static uint8_t next_byte(struct input *input)
{
  return input->at < input->size ? input->data[input->at++] : 0;
}

static const char *next_text(struct input *input, char text[TEXT_MOST])
{
  size_t n = 0;
  for (uint8_t c; (c = next_byte(input)) != 0 && n + 1 < TEXT_MOST;)
    text[n++] = (char)c;
  text[n] = '\0';
  return text;
}

static void put_text(struct al_hdf *file, struct input *input, bool put, const char *object,
                     const char *name)
{
  char text[TEXT_MOST];
  next_text(input, text);
  if (put)
    (void)al_hdf_put_text(file, object, name, text);
}

static void put_layer(struct al_hdf *file, struct input *input, const char *name, int rank,
                      const size_t *shape)
{
  static float value[SIDE_MOST * SIDE_MOST];
  for (size_t i = 0; i < SIDE_MOST * SIDE_MOST; i++) {
    const size_t left = input->size - input->at;
    value[i] = (float)i;
    if (left >= 4)
      memcpy(&value[i], input->data + input->at, 4);
    input->at += left >= 4 ? 4 : left;
  }
  if (al_hdf_write(file, name, AL_HDF_FLOAT32, rank, shape, value) != AL_OK)
    return;
  (void)al_hdf_put_text(file, name, "units", "m");
  (void)al_hdf_put_text(file, name, "long_name", name);
}

static void write_grid(struct fuzz_room *room, struct input *input, const char *path)
{
  struct al_hdf *file;
  const int32_t zero = 0;
  const size_t one[] = {1};
  const uint8_t flags = next_byte(input);
  const int rank = 1 + next_byte(input) % 3;
  const size_t rows = 1 + next_byte(input) % SIDE_MOST, cols = 1 + next_byte(input) % SIDE_MOST;
  const size_t other = 1 + next_byte(input) % SIDE_MOST;
  if (al_hdf_create_live(room->ctx, path, &file) != AL_OK)
    abort();
  (void)al_hdf_write(file, "crs", AL_HDF_INT32, 1, one, &zero);
  put_text(file, input, flags & 1, "/", "anlan_kind");
  put_text(file, input, flags & 2, "crs", "GeoTransform");
  put_text(file, input, flags & 4, "crs", "crs_wkt");
  put_text(file, input, flags & 8, "/", "city");
  for (int i = 0; i < 3; i++)
    (void)al_hdf_put_text(
        file, "/", (const char *const[]){"vertical_datum", "terrain_note", "provenance"}[i], "");
  if (flags & 16)
    put_layer(file, input, AL_LAYER_BED, rank,
              rank == 2 ? (const size_t[]){rows, cols, 1} : (const size_t[]){1, 1, 1});
  if (flags & 32)
    put_layer(file, input, AL_LAYER_MANNING, 2, (const size_t[]){rows, other});
  (void)al_hdf_close(file, true);
}

static void check_grid(const struct al_grid *grid)
{
  const ptrdiff_t cells = al_lattice_cells(&grid->lattice);
  ptrdiff_t count = 0;
  if (!al_grid_layer(grid, AL_LAYER_BED) || cells < 1 || !(grid->lattice.cell_m > 0.0))
    abort();
  for (ptrdiff_t i = 0; i < cells; i++) {
    count += grid->valid[i];
    for (size_t l = 0; l < grid->layer_count; l++)
      if (!isfinite(grid->layer[l].value[i]))
        abort();
  }
  if (count == 0)
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct fuzz_room room = fuzz_room_open();
  struct input input = {.data = data, .size = size};
  struct al_grid *grid;
  const char *path = fuzz_file_write(data, size, ".h5");
  if (size >= HEAD)
    write_grid(&room, &input, path);
  al_ctx_clear(room.ctx);
  if (al_grid_read(room.ctx, path, &grid) == AL_OK) {
    check_grid(grid);
    al_grid_destroy(grid);
  } else if (*al_ctx_error_text(room.ctx) == '\0') {
    abort();
  }
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
