/**
 * CF-1.8 rasters in HDF5: dimension scales, grid mapping, chunks of one tile.
 */
#include "doors/hdf_chunk.h"
#include "core/caltime.h"
#include <assert.h>
#include <hdf5_hl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

al_status hdf_put_system(struct al_hdf *file, const char *crs_wkt)
{
  static const char *const names[] = {"crs_wkt", "spatial_ref", NULL};
  for (const char *const *name = names; crs_wkt && *crs_wkt && *name; name++)
    AL_TRY(file->ctx, al_hdf_put_text(file, "crs", *name, crs_wkt));
  return AL_OK;
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
  return hdf_put_system(file, lattice->crs_wkt);
}

al_status hdf_make_time(struct al_hdf *file, double epoch_s)
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
  return with_time ? hdf_make_time(file, epoch_s) : AL_OK;
}

al_status al_hdf_cf_declare(struct al_hdf *file, const char *name, const char *unit,
                            const char *long_name, bool with_time, int keep_bits)
{
  static const char *const dimensions[] = {"time", "y", "x"};
  assert(unit && long_name);
  const hsize_t rows = (hsize_t)file->lattice.rows, cols = (hsize_t)file->lattice.cols;
  const hsize_t chunk[3] = {1, AL_TILE_SIDE, AL_TILE_SIDE};
  const hsize_t size[3] = {0, rows, cols};
  const int skip = with_time ? 0 : 1;
  return hdf_declare_floats(file, name, 3 - skip, size + skip, chunk + skip, dimensions + skip,
                            &(struct hdf_words){unit, long_name, keep_bits});
}

al_status al_hdf_cf_put_time(struct al_hdf *file, size_t index, double time_s)
{
  assert(file);
  const hid_t set = H5Dopen2(file->id, "time", H5P_DEFAULT);
  hsize_t size[H5S_MAX_RANK];
  al_status status = AL_OK;
  if (!hdf_is_series(set, size) || index > size[0])
    status = hdf_fail(file, AL_IO_FAILED, "looking for its times");
  else if (hdf_grow(set, size, index) < 0)
    status = hdf_fail(file, AL_IO_FAILED, "extending time");
  if (status == AL_OK) {
    const hsize_t start = index, one = 1;
    const hid_t space = H5Dget_space(set), memory = H5Screate_simple(1, &one, NULL);
    H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, NULL, &one, NULL);
    if (H5Dwrite(set, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, &time_s) < 0)
      status = hdf_fail(file, AL_IO_FAILED, "writing a time");
    H5Sclose(memory);
    H5Sclose(space);
  }
  H5Dclose(set);
  return status;
}

/* One tile of a plane, NaN where it reaches over the edge. */
static void cf_cut_tile(const struct al_lattice *lattice, const float *plane, int tile_col,
                        int tile_row, float *out)
{
  for (int r = 0; r < AL_TILE_SIDE; r++)
    for (int c = 0; c < AL_TILE_SIDE; c++) {
      const int row = tile_row * AL_TILE_SIDE + r, col = tile_col * AL_TILE_SIDE + c;
      const bool inside = row < lattice->rows && col < lattice->cols;
      out[r * AL_TILE_SIDE + c] = inside ? plane[(ptrdiff_t)row * lattice->cols + col] : NAN;
    }
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
  const int keep_bits = hdf_keep_bits(file, name);
  struct hdf_chunk *chunk = calloc((size_t)tiles, sizeof *chunk);
  if (!chunk)
    return AL_FAIL(file->ctx, AL_NO_MEMORY, "out of memory while writing %s", file->path);
#pragma omp parallel for schedule(dynamic, 8)
  for (int t = 0; t < tiles; t++) {
    float value[AL_TILE_CELLS];
    cf_cut_tile(&lattice, plane, t % tile_cols, t / tile_cols, value);
    hdf_chunk_pack(&chunk[t], value, AL_TILE_CELLS, keep_bits);
    chunk[t].at[0] = (hsize_t)(t / tile_cols) * AL_TILE_SIDE;
    chunk[t].at[1] = (hsize_t)(t % tile_cols) * AL_TILE_SIDE;
  }
  return hdf_chunks_write(file, name, index, chunk, (size_t)tiles);
}
