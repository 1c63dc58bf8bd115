/**
 * Float arrays of HDF5 files by chunks.
 */
#include "doors/hdf_chunk.h"
#include <assert.h>
#include <hdf5_hl.h>
#include <libdeflate.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEFLATE_LEVEL = 3 };
_Static_assert(sizeof(float) == 4, "chunks are shuffled as four bytes a value");

/* Rounds to a number of mantissa bits, half to even, so that deflate finds more zeros. */
static uint32_t chunk_round_bits(uint32_t bits, int keep)
{
  if (keep <= 0 || keep >= 23 || (bits & 0x7f800000u) == 0x7f800000u)
    return bits;
  const int drop = 23 - keep;
  const uint32_t half = 1u << (drop - 1), lowest = (bits >> drop) & 1u;
  return (bits + half - 1u + lowest) & ~((1u << drop) - 1u);
}

/* Bytes shuffled: first all lowest bytes, then the next. Whether any value is a number. */
static bool chunk_shuffle(const float *value, int count, int keep_bits, unsigned char *out)
{
  bool any = false;
  for (int i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, &value[i], 4);
    bits = chunk_round_bits(bits, keep_bits);
    any = any || !isnan(value[i]);
    for (int b = 0; b < 4; b++)
      out[b * count + i] = (unsigned char)(bits >> (8 * b));
  }
  return any;
}

void hdf_chunk_pack(struct hdf_chunk *chunk, const float *value, int count, int keep_bits)
{
  assert(count > 0 && count <= AL_TILE_CELLS);
  unsigned char raw[4 * AL_TILE_CELLS];
  chunk->bytes = 0;
  if (!chunk_shuffle(value, count, keep_bits, raw))
    return;
  const size_t length = 4 * (size_t)count, bound = libdeflate_zlib_compress_bound(NULL, length);
  struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(DEFLATE_LEVEL);
  chunk->data = malloc(bound);
  if (compressor && chunk->data)
    chunk->bytes = libdeflate_zlib_compress(compressor, raw, length, chunk->data, bound);
  libdeflate_free_compressor(compressor);
}

bool hdf_is_series(hid_t set, hsize_t size[H5S_MAX_RANK])
{
  hsize_t most[H5S_MAX_RANK];
  const hid_t space = H5Dget_space(set);
  const int rank = H5Sget_simple_extent_dims(space, size, most);
  H5Sclose(space);
  return rank > 0 && most[0] == H5S_UNLIMITED;
}

herr_t hdf_grow(hid_t set, hsize_t *size, size_t index)
{
  if (size[0] > index)
    return 0;
  size[0] = index + 1;
  return H5Dset_extent(set, size);
}

static al_status chunks_put(struct al_hdf *file, hid_t set, size_t index,
                            const struct hdf_chunk *chunk, size_t count)
{
  hsize_t size[H5S_MAX_RANK];
  const bool series = hdf_is_series(set, size);
  if (series && hdf_grow(set, size, index) < 0)
    return hdf_fail(file, AL_IO_FAILED, "extending a field");
  for (size_t i = 0; i < count; i++) {
    const hsize_t at[3] = {index, chunk[i].at[0], chunk[i].at[1]};
    if (chunk[i].bytes && H5Dwrite_chunk(set, H5P_DEFAULT, 0, at + (series ? 0 : 1), chunk[i].bytes,
                                         chunk[i].data) < 0)
      return hdf_fail(file, AL_IO_FAILED, "writing a chunk");
  }
  return AL_OK;
}

al_status hdf_chunks_write(struct al_hdf *file, const char *name, size_t index,
                           struct hdf_chunk *chunk, size_t count)
{
  assert(name && chunk);
  const hid_t set = H5Dopen2(file->id, name, H5P_DEFAULT);
  const al_status status = chunks_put(file, set, index, chunk, count);
  H5Dclose(set);
  for (size_t i = 0; i < count; i++)
    free(chunk[i].data);
  free(chunk);
  return status;
}

al_status hdf_attach(struct al_hdf *file, hid_t set, int rank, const char *const *dimensions)
{
  bool done = true;
  for (int i = 0; done && i < rank; i++) {
    const hid_t scale = H5Dopen2(file->id, dimensions[i], H5P_DEFAULT);
    done = scale >= 0 && H5DSattach_scale(set, scale, (unsigned)i) >= 0;
    if (scale >= 0)
      H5Dclose(scale);
  }
  return done ? AL_OK : hdf_fail(file, AL_IO_FAILED, "attaching dimensions");
}

static hid_t chunk_create_set(struct al_hdf *file, const char *name, int rank, const hsize_t *size,
                              const hsize_t *chunk)
{
  const float fill = NAN;
  hsize_t most[3];
  assert(rank >= 1 && rank <= 3);
  /* HDF5 refuses a chunk that is larger than what a fixed array may ever be. */
  for (int i = 0; i < rank; i++)
    most[i] = size[i] == 0 ? H5S_UNLIMITED : size[i] > chunk[i] ? size[i] : chunk[i];
  const hid_t create = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_obj_track_times(create, 0); /* the same run, the same bytes */
  const hid_t space = H5Screate_simple(rank, size, most);
  H5Pset_chunk(create, rank, chunk);
  H5Pset_fill_value(create, H5T_NATIVE_FLOAT, &fill);
  H5Pset_shuffle(create);
  H5Pset_deflate(create, DEFLATE_LEVEL);
  const hid_t set =
      H5Dcreate2(file->id, name, H5T_NATIVE_FLOAT, space, H5P_DEFAULT, create, H5P_DEFAULT);
  H5Sclose(space);
  H5Pclose(create);
  return set;
}

static void chunk_put_fill(hid_t set)
{
  const float fill = NAN;
  const hid_t space = H5Screate(H5S_SCALAR);
  const hid_t attribute =
      H5Acreate2(set, "_FillValue", H5T_NATIVE_FLOAT, space, H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(attribute, H5T_NATIVE_FLOAT, &fill);
  H5Aclose(attribute);
  H5Sclose(space);
}

al_status hdf_declare_floats(struct al_hdf *file, const char *name, int rank, const hsize_t *size,
                             const hsize_t *chunk, const char *const *dimensions,
                             const struct hdf_words *words)
{
  assert(file->declared_count < HDF_DECLARED_MOST && strlen(name) < 64);
  const hid_t set = chunk_create_set(file, name, rank, size, chunk);
  if (set < 0)
    return hdf_fail(file, AL_IO_FAILED, "declaring a field");
  const al_status status = hdf_attach(file, set, rank, dimensions);
  chunk_put_fill(set);
  H5Dclose(set);
  AL_TRY(file->ctx, status);
  struct hdf_declared *declared = &file->declared[file->declared_count++];
  snprintf(declared->name, sizeof declared->name, "%s", name);
  declared->keep_bits = words->keep_bits;
  AL_TRY(file->ctx, al_hdf_put_text(file, name, "units", words->unit));
  AL_TRY(file->ctx, al_hdf_put_text(file, name, "long_name", words->long_name));
  AL_TRY(file->ctx, al_hdf_put_text(file, name, "grid_mapping", "crs"));
  return al_hdf_put_number(file, name, "keep_bits", words->keep_bits);
}

int hdf_keep_bits(struct al_hdf *file, const char *name)
{
  for (size_t i = 0; i < file->declared_count; i++)
    if (strcmp(file->declared[i].name, name) == 0)
      return file->declared[i].keep_bits;
  double bits = 0.0;
  return al_hdf_get_number(file, name, "keep_bits", &bits) == AL_OK ? (int)bits : 0;
}
