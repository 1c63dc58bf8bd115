/**
 * CF-1.8 rasters in HDF5: dimension scales, grid mapping, chunks of one tile deflated in parallel.
 */
#include "doors/hdf_file.h"
#include "core/caltime.h"
#include <assert.h>
#include <hdf5_hl.h>
#include <libdeflate.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEFLATE_LEVEL = 3 };
_Static_assert(sizeof(float) == 4, "chunks are shuffled as four bytes a cell");

static al_status cf_write_axis(struct al_hdf *file, const char *name, int count, double first,
                               double step, const char *standard)
{
  assert(count > 0 && step != 0.0);
  double *value = malloc((size_t)count * sizeof *value);
  if (!value)
    return AL_FAIL(file->ctx, AL_NO_MEMORY, "out of memory while writing %s", file->path);
  for (int i = 0; i < count; i++)
    value[i] = first + step * i;
  const size_t shape[] = {(size_t)count};
  al_status status = al_hdf_write(file, name, AL_HDF_FLOAT64, 1, shape, value);
  free(value);
  AL_TRY(file->ctx, status);
  AL_TRY(file->ctx, al_hdf_put_text(file, name, "standard_name", standard));
  AL_TRY(file->ctx, al_hdf_put_text(file, name, "units", "m"));
  const hid_t set = H5Dopen2(file->id, name, H5P_DEFAULT);
  const bool done = H5DSset_scale(set, name) >= 0;
  H5Dclose(set);
  return done ? AL_OK : hdf_fail(file, AL_IO_FAILED, "declaring a dimension");
}

static al_status cf_write_mapping(struct al_hdf *file, const struct al_lattice *lattice)
{
  const size_t one[] = {1};
  const int32_t zero = 0;
  char transform[256];
  snprintf(transform, sizeof transform, "%.17g %.17g 0 %.17g 0 %.17g", lattice->west_m,
           lattice->cell_m, lattice->north_m, -lattice->cell_m);
  AL_TRY(file->ctx, al_hdf_write(file, "crs", AL_HDF_INT32, 1, one, &zero));
  AL_TRY(file->ctx, al_hdf_put_text(file, "crs", "GeoTransform", transform));
  if (lattice->crs_wkt && *lattice->crs_wkt) {
    AL_TRY(file->ctx, al_hdf_put_text(file, "crs", "crs_wkt", lattice->crs_wkt));
    AL_TRY(file->ctx, al_hdf_put_text(file, "crs", "spatial_ref", lattice->crs_wkt));
  }
  return AL_OK;
}

static al_status cf_make_time(struct al_hdf *file, double epoch_s)
{
  const hsize_t none = 0, open = H5S_UNLIMITED, chunk = 64;
  char date[40], unit[64];
  const hid_t create = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(1, &none, &open);
  H5Pset_obj_track_times(create, 0); /* the same run, the same bytes */
  H5Pset_chunk(create, 1, &chunk);
  const hid_t set =
      H5Dcreate2(file->id, "time", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, create, H5P_DEFAULT);
  const bool done = set >= 0 && H5DSset_scale(set, "time") >= 0;
  if (set >= 0)
    H5Dclose(set);
  H5Sclose(space);
  H5Pclose(create);
  if (!done)
    return hdf_fail(file, AL_IO_FAILED, "declaring time");
  al_time_format(epoch_s, 0, date, sizeof date);
  date[10] = ' ';
  date[19] = '\0';
  snprintf(unit, sizeof unit, "seconds since %s", date);
  AL_TRY(file->ctx, al_hdf_put_text(file, "time", "standard_name", "time"));
  AL_TRY(file->ctx, al_hdf_put_text(file, "time", "calendar", "proleptic_gregorian"));
  return al_hdf_put_text(file, "time", "units", unit);
}

al_status al_hdf_cf_begin(struct al_hdf *file, const struct al_lattice *lattice, bool with_time,
                          double epoch_s)
{
  assert(lattice->cols > 0 && lattice->rows > 0 && lattice->cell_m > 0.0);
  file->lattice = *lattice;
  AL_TRY(file->ctx, al_hdf_put_text(file, "/", "Conventions", "CF-1.8"));
  AL_TRY(file->ctx, cf_write_axis(file, "y", lattice->rows, al_lattice_y_m(lattice, 0),
                                  -lattice->cell_m, "projection_y_coordinate"));
  AL_TRY(file->ctx, cf_write_axis(file, "x", lattice->cols, al_lattice_x_m(lattice, 0),
                                  lattice->cell_m, "projection_x_coordinate"));
  AL_TRY(file->ctx, cf_write_mapping(file, lattice));
  return with_time ? cf_make_time(file, epoch_s) : AL_OK;
}

static al_status cf_attach(struct al_hdf *file, hid_t set, bool with_time)
{
  const char *names[] = {"time", "y", "x"};
  bool done = true;
  for (int i = with_time ? 0 : 1; done && i < 3; i++) {
    const hid_t scale = H5Dopen2(file->id, names[i], H5P_DEFAULT);
    done = scale >= 0 && H5DSattach_scale(set, scale, (unsigned)(with_time ? i : i - 1)) >= 0;
    if (scale >= 0)
      H5Dclose(scale);
  }
  return done ? AL_OK : hdf_fail(file, AL_IO_FAILED, "attaching dimensions");
}

static hid_t cf_create_field(struct al_hdf *file, const char *name, bool with_time)
{
  const hsize_t rows = (hsize_t)file->lattice.rows, cols = (hsize_t)file->lattice.cols;
  hsize_t chunk[3] = {1, AL_TILE_SIDE, AL_TILE_SIDE};
  /* HDF5 refuses a chunk that is larger than what a fixed array may ever be. */
  const hsize_t size[3] = {0, rows, cols},
                most[3] = {H5S_UNLIMITED, rows > chunk[1] ? rows : chunk[1],
                           cols > chunk[2] ? cols : chunk[2]};
  const float fill = NAN;
  const int skip = with_time ? 0 : 1, rank = 3 - skip;
  const hid_t create = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_obj_track_times(create, 0); /* the same run, the same bytes */
  const hid_t space = H5Screate_simple(rank, size + skip, with_time ? most : most + 1);
  H5Pset_chunk(create, rank, chunk + skip);
  H5Pset_fill_value(create, H5T_NATIVE_FLOAT, &fill);
  H5Pset_shuffle(create);
  H5Pset_deflate(create, DEFLATE_LEVEL);
  const hid_t set =
      H5Dcreate2(file->id, name, H5T_NATIVE_FLOAT, space, H5P_DEFAULT, create, H5P_DEFAULT);
  H5Sclose(space);
  H5Pclose(create);
  return set;
}

al_status al_hdf_cf_declare(struct al_hdf *file, const char *name, const char *unit,
                            const char *long_name, bool with_time, int keep_bits)
{
  assert(unit && long_name);
  assert(file->declared_count < HDF_DECLARED_MOST && strlen(name) < 64);
  const hid_t set = cf_create_field(file, name, with_time);
  if (set < 0)
    return hdf_fail(file, AL_IO_FAILED, "declaring a field");
  const al_status status = cf_attach(file, set, with_time);
  const float fill = NAN;
  const hid_t space = H5Screate(H5S_SCALAR);
  const hid_t attribute =
      H5Acreate2(set, "_FillValue", H5T_NATIVE_FLOAT, space, H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(attribute, H5T_NATIVE_FLOAT, &fill);
  H5Aclose(attribute);
  H5Sclose(space);
  H5Dclose(set);
  AL_TRY(file->ctx, status);
  struct hdf_declared *declared = &file->declared[file->declared_count++];
  snprintf(declared->name, sizeof declared->name, "%s", name);
  declared->keep_bits = keep_bits;
  AL_TRY(file->ctx, al_hdf_put_text(file, name, "units", unit));
  AL_TRY(file->ctx, al_hdf_put_text(file, name, "long_name", long_name));
  AL_TRY(file->ctx, al_hdf_put_text(file, name, "grid_mapping", "crs"));
  return al_hdf_put_number(file, name, "keep_bits", keep_bits);
}

static al_status cf_set_times(struct al_hdf *file, hid_t set, size_t count)
{
  const hsize_t size = count;
  return H5Dset_extent(set, &size) < 0 ? hdf_fail(file, AL_IO_FAILED, "extending time") : AL_OK;
}

al_status al_hdf_cf_append_time(struct al_hdf *file, double time_s, size_t *index)
{
  assert(file && index);
  size_t shape[3];
  int rank;
  AL_TRY(file->ctx, al_hdf_shape(file, "time", &rank, shape));
  const hid_t set = H5Dopen2(file->id, "time", H5P_DEFAULT);
  al_status status = cf_set_times(file, set, shape[0] + 1);
  if (status == AL_OK) {
    const hsize_t start = shape[0], one = 1;
    const hid_t space = H5Dget_space(set), memory = H5Screate_simple(1, &one, NULL);
    H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, NULL, &one, NULL);
    if (H5Dwrite(set, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, &time_s) < 0)
      status = hdf_fail(file, AL_IO_FAILED, "writing a time");
    H5Sclose(memory);
    H5Sclose(space);
  }
  H5Dclose(set);
  *index = shape[0];
  return status;
}

struct packed {
  unsigned char *data;
  size_t bytes; /* 0: the chunk holds nothing but fill */
};

/* Rounds to a number of mantissa bits, half to even, so that deflate finds more zeros. */
static uint32_t cf_round_bits(uint32_t bits, int keep)
{
  if (keep <= 0 || keep >= 23 || (bits & 0x7f800000u) == 0x7f800000u)
    return bits;
  const int drop = 23 - keep;
  const uint32_t half = 1u << (drop - 1), lowest = (bits >> drop) & 1u;
  return (bits + half - 1u + lowest) & ~((1u << drop) - 1u);
}

/* Copies one chunk, bytes shuffled: first all lowest bytes, then the next. Whether any cell holds a
 * number. */
static bool cf_shuffle_chunk(const struct al_lattice *lattice, const float *plane, int tile_col,
                             int tile_row, int keep_bits, unsigned char *out)
{
  bool any = false;
  const float fill = NAN;
  for (int r = 0; r < AL_TILE_SIDE; r++)
    for (int c = 0; c < AL_TILE_SIDE; c++) {
      const int row = tile_row * AL_TILE_SIDE + r, col = tile_col * AL_TILE_SIDE + c;
      const bool inside = row < lattice->rows && col < lattice->cols;
      const float value = inside ? plane[(ptrdiff_t)row * lattice->cols + col] : fill;
      uint32_t bits;
      memcpy(&bits, &value, 4);
      bits = cf_round_bits(bits, keep_bits);
      any = any || !isnan(value);
      for (int b = 0; b < 4; b++)
        out[b * AL_TILE_CELLS + r * AL_TILE_SIDE + c] = (unsigned char)(bits >> (8 * b));
    }
  return any;
}

static void cf_pack_chunk(const struct al_lattice *lattice, const float *plane, int tile,
                          int tile_cols, int keep_bits, size_t bound, struct packed *out)
{
  assert(tile >= 0 && tile_cols > 0);
  unsigned char raw[4 * AL_TILE_CELLS];
  out->bytes = 0;
  if (!cf_shuffle_chunk(lattice, plane, tile % tile_cols, tile / tile_cols, keep_bits, raw))
    return;
  struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(DEFLATE_LEVEL);
  out->data = malloc(bound);
  if (compressor && out->data)
    out->bytes = libdeflate_zlib_compress(compressor, raw, sizeof raw, out->data, bound);
  libdeflate_free_compressor(compressor);
}

static int cf_keep_bits(struct al_hdf *file, const char *name)
{
  for (size_t i = 0; i < file->declared_count; i++)
    if (strcmp(file->declared[i].name, name) == 0)
      return file->declared[i].keep_bits;
  double bits = 0.0;
  return al_hdf_get_number(file, name, "keep_bits", &bits) == AL_OK ? (int)bits : 0;
}

static al_status cf_write_chunks(struct al_hdf *file, hid_t set, int rank, size_t index,
                                 const struct packed *packed, int tiles, int tile_cols)
{
  for (int t = 0; t < tiles; t++) {
    const hsize_t offset[3] = {index, (hsize_t)(t / tile_cols) * AL_TILE_SIDE,
                               (hsize_t)(t % tile_cols) * AL_TILE_SIDE};
    if (packed[t].bytes && H5Dwrite_chunk(set, H5P_DEFAULT, 0, offset + (3 - rank), packed[t].bytes,
                                          packed[t].data) < 0)
      return hdf_fail(file, AL_IO_FAILED, "writing a chunk");
  }
  return AL_OK;
}

al_status al_hdf_cf_write(struct al_hdf *file, const char *name, size_t index, const float *plane)
{
  assert(name && plane);
  size_t shape[3];
  int rank;
  AL_TRY(file->ctx, al_hdf_shape(file, name, &rank, shape));
  struct al_lattice lattice = file->lattice;
  lattice.rows = (int)shape[rank - 2];
  lattice.cols = (int)shape[rank - 1];
  const int tile_cols = (lattice.cols + AL_TILE_SIDE - 1) / AL_TILE_SIDE;
  const int tiles = tile_cols * ((lattice.rows + AL_TILE_SIDE - 1) / AL_TILE_SIDE);
  assert(tiles > 0);
  const int keep_bits = cf_keep_bits(file, name);
  const size_t bound = libdeflate_zlib_compress_bound(NULL, 4 * AL_TILE_CELLS);
  struct packed *packed = calloc((size_t)tiles, sizeof *packed);
  if (!packed)
    return AL_FAIL(file->ctx, AL_NO_MEMORY, "out of memory while writing %s", file->path);
#pragma omp parallel for schedule(dynamic, 8)
  for (int t = 0; t < tiles; t++)
    cf_pack_chunk(&lattice, plane, t, tile_cols, keep_bits, bound, &packed[t]);
  const hid_t set = H5Dopen2(file->id, name, H5P_DEFAULT);
  const hsize_t size[3] = {index + 1, shape[1], shape[2]};
  al_status status = AL_OK;
  if (rank == 3 && shape[0] <= index && H5Dset_extent(set, size) < 0)
    status = hdf_fail(file, AL_IO_FAILED, "extending a field");
  if (status == AL_OK)
    status = cf_write_chunks(file, set, rank, index, packed, tiles, tile_cols);
  H5Dclose(set);
  for (int t = 0; t < tiles; t++)
    free(packed[t].data);
  free(packed);
  return status;
}

al_status al_hdf_cf_truncate(struct al_hdf *file, size_t count)
{
  struct al_arena *arena;
  char **names;
  size_t name_count;
  AL_TRY(file->ctx, al_arena_create(file->ctx, 0, &arena));
  al_status status = al_hdf_list(file, arena, &name_count, &names);
  for (size_t i = 0; status == AL_OK && i < name_count; i++) {
    int rank;
    size_t shape[3];
    status = al_hdf_shape(file, names[i], &rank, shape);
    const bool series = rank == 3 || strcmp(names[i], "time") == 0;
    if (status != AL_OK || !series || shape[0] <= count)
      continue;
    const hsize_t size[3] = {count, shape[1], shape[2]};
    const hid_t set = H5Dopen2(file->id, names[i], H5P_DEFAULT);
    if (H5Dset_extent(set, size) < 0)
      status = hdf_fail(file, AL_IO_FAILED, "cutting a series");
    H5Dclose(set);
  }
  al_arena_destroy(arena);
  return status;
}
