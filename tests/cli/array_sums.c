/**
 * array_sums FILE: name, shape and SHA-256 of the values of every array of an HDF5 file. Two files
 * with the same arrays print the same, however their bytes are laid out.
 */
#include "core/log.h"
#include "doors/file_door.h"
#include "doors/hdf_door.h"
#include <stdio.h>
#include <stdlib.h>

static al_status sums_print_array(struct al_ctx *ctx, struct al_hdf *file, const char *name)
{
  int rank;
  size_t shape[3] = {1, 1, 1}, count = 1;
  char sum[65];
  AL_TRY(ctx, al_hdf_shape(file, name, &rank, shape));
  if (rank == 0)
    return AL_OK;
  for (int i = 0; i < rank; i++)
    count *= shape[i];
  double *value = calloc(count ? count : 1, sizeof *value);
  if (!value)
    return AL_NO_MEMORY;
  al_status status = al_hdf_read(file, name, AL_HDF_FLOAT64, rank, shape, value);
  if (status == AL_OK)
    status = al_bytes_sha256(ctx, value, count * sizeof *value, sum);
  if (status == AL_OK)
    printf("%s %zu %zu %zu %s\n", name, shape[0], shape[1], shape[2], sum);
  free(value);
  return status;
}

static al_status sums_print(struct al_ctx *ctx, struct al_arena *arena, const char *path)
{
  struct al_hdf *file;
  size_t count;
  char **names;
  AL_TRY(ctx, al_hdf_open(ctx, path, false, &file));
  al_status status = al_hdf_list(file, arena, &count, &names);
  for (size_t i = 0; status == AL_OK && i < count; i++)
    status = sums_print_array(ctx, file, names[i]);
  (void)al_hdf_close(file, true);
  return status;
}

int main(int argc, char **argv)
{
  struct al_ctx *ctx;
  struct al_arena *arena;
  if (argc != 2 || al_ctx_create(&ctx) != AL_OK || al_arena_create(ctx, 0, &arena) != AL_OK)
    return 2;
  const al_status status = sums_print(ctx, arena, argv[1]);
  fputs(al_ctx_error_text(ctx), stderr);
  al_arena_destroy(arena);
  al_ctx_destroy(ctx);
  return al_status_exit_code(status);
}
