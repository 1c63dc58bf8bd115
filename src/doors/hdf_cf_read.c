/**
 * CF-1.8 rasters in HDF5, read back: lattice, times, one plane at a time.
 */
#include "doors/hdf_file.h"
#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

/* First value and step of an axis of at least two values, all finite and evenly apart. */
static al_status cf_read_axis(struct al_hdf *file, const char *name, int *count, double *first,
                              double *step)
{
  size_t shape[3];
  int rank;
  AL_TRY(file->ctx, al_hdf_shape(file, name, &rank, shape));
  if (rank != 1 || shape[0] < 2 || shape[0] > INT_MAX / 2)
    return AL_FAIL(file->ctx, AL_BAD_INPUT, "%s: axis %s has fewer than 2 values", file->path,
                   name);
  double *value = malloc(shape[0] * sizeof *value);
  if (!value)
    return AL_FAIL(file->ctx, AL_NO_MEMORY, "out of memory while reading %s", file->path);
  const al_status status = al_hdf_read(file, name, AL_HDF_FLOAT64, 1, shape, value);
  bool is_even = status == AL_OK;
  *count = (int)shape[0];
  if (status == AL_OK) {
    *first = value[0];
    *step = (value[shape[0] - 1] - value[0]) / (double)(shape[0] - 1);
    is_even = isfinite(*first) && isfinite(*step) && *step != 0.0;
    for (size_t i = 0; is_even && i < shape[0]; i++)
      is_even = fabs(value[i] - (*first + *step * (double)i)) < 1e-3 * fabs(*step);
  }
  free(value);
  AL_TRY(file->ctx, status);
  return is_even ? AL_OK
                 : AL_FAIL(file->ctx, AL_BAD_INPUT, "%s: axis %s is not evenly spaced", file->path,
                           name);
}

al_status al_hdf_cf_lattice(struct al_hdf *file, struct al_arena *arena, struct al_lattice *out)
{
  double x, dx, y, dy;
  char *wkt = NULL;
  assert(file && out);
  *out = (struct al_lattice){.crs_wkt = ""};
  AL_TRY(file->ctx, cf_read_axis(file, "x", &out->cols, &x, &dx));
  AL_TRY(file->ctx, cf_read_axis(file, "y", &out->rows, &y, &dy));
  if (!(dx > 0.0) || fabs(dx + dy) > 1e-6 * dx)
    return AL_FAIL(file->ctx, AL_BAD_INPUT, "%s: cells of %g x %g are not north-up squares",
                   file->path, dx, dy);
  out->cell_m = dx;
  out->west_m = x - 0.5 * dx;
  out->north_m = y + 0.5 * dx;
  const bool has_wkt =
      al_hdf_has(file, "crs") && H5Aexists_by_name(file->id, "crs", "crs_wkt", H5P_DEFAULT) > 0;
  if (has_wkt)
    AL_TRY(file->ctx, al_hdf_get_text(file, arena, "crs", "crs_wkt", &wkt));
  if (wkt)
    out->crs_wkt = wkt;
  return AL_OK;
}

al_status al_hdf_cf_times(struct al_hdf *file, struct al_arena *arena, size_t *count,
                          double **time_s)
{
  size_t shape[3];
  int rank;
  AL_TRY(file->ctx, al_hdf_shape(file, "time", &rank, shape));
  if (rank != 1 || shape[0] < 1 || shape[0] > INT_MAX)
    return AL_FAIL(file->ctx, AL_BAD_INPUT, "%s: its series has no times", file->path);
  *count = shape[0];
  *time_s = AL_NEW(arena, double, shape[0]);
  if (!*time_s)
    return AL_NO_MEMORY;
  return al_hdf_read(file, "time", AL_HDF_FLOAT64, 1, shape, *time_s);
}

al_status al_hdf_cf_read(struct al_hdf *file, const char *name, size_t index,
                         const struct al_lattice *lattice, float *plane)
{
  size_t shape[3];
  int rank;
  assert(name && plane);
  AL_TRY(file->ctx, al_hdf_shape(file, name, &rank, shape));
  if (rank < 2 || shape[rank - 2] != (size_t)lattice->rows ||
      shape[rank - 1] != (size_t)lattice->cols || (rank == 3 && index >= shape[0]))
    return AL_FAIL(file->ctx, AL_BAD_INPUT, "%s: array %s has another shape than expected",
                   file->path, name);
  const hsize_t start[3] = {index, 0, 0}, size[3] = {1, shape[rank - 2], shape[rank - 1]};
  const int skip = 3 - rank;
  const hid_t set = H5Dopen2(file->id, name, H5P_DEFAULT), space = H5Dget_space(set);
  const hid_t memory = H5Screate_simple(2, size + 1, NULL);
  H5Sselect_hyperslab(space, H5S_SELECT_SET, start + skip, NULL, size + skip, NULL);
  const bool done = H5Dread(set, H5T_NATIVE_FLOAT, memory, space, H5P_DEFAULT, plane) >= 0;
  H5Sclose(memory);
  H5Sclose(space);
  H5Dclose(set);
  return done ? AL_OK : hdf_fail(file, AL_BAD_INPUT, "reading an array");
}
