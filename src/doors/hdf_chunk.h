/**
 * Float arrays of HDF5 files by chunks: rounded, shuffled and deflated by the caller's threads,
 * empty ones skipped. Shared by the HDF5 doors.
 */
#ifndef AL_DOORS_HDF_CHUNK_H
#define AL_DOORS_HDF_CHUNK_H

#include "doors/hdf_file.h"

struct hdf_chunk {
  unsigned char *data;
  size_t bytes;  /* 0: the chunk holds nothing but fill */
  hsize_t at[2]; /* its first value, the dimension time left out */
};

/** Packs the values of one chunk, at most AL_TILE_CELLS; `at` is the caller's. */
void hdf_chunk_pack(struct hdf_chunk *chunk, const float *value, int count, int keep_bits);
/** Writes chunks, of an array over time at `index`, which grows as it must, and frees them all.
 * Errors: AL_IO_FAILED. */
al_status hdf_chunks_write(struct al_hdf *file, const char *name, size_t index,
                           struct hdf_chunk *chunk, size_t count);

/* What is said of an array, and how many mantissa bits of it are kept. */
struct hdf_words {
  const char *unit, *long_name;
  int keep_bits;
};

/** Declares a float32 array with NaN as fill. @param dimensions [rank] names of dimension scales; a
 * size of 0 grows without limit. Errors: AL_IO_FAILED. */
al_status hdf_declare_floats(struct al_hdf *file, const char *name, int rank, const hsize_t *size,
                             const hsize_t *chunk, const char *const *dimensions,
                             const struct hdf_words *words);
int hdf_keep_bits(struct al_hdf *file, const char *name);
/** Attaches dimension scales to an array. Errors: AL_IO_FAILED. */
al_status hdf_attach(struct al_hdf *file, hid_t set, int rank, const char *const *dimensions);
/** Whether an array grows along its first dimension. @param size receives its shape */
bool hdf_is_series(hid_t set, hsize_t size[H5S_MAX_RANK]);
/** Makes a series reach an index. @param size as it is, then as it will be. @return < 0 on failure
 */
herr_t hdf_grow(hid_t set, hsize_t *size, size_t index);

/** The dimension `time`, without values yet. Errors: AL_IO_FAILED. */
al_status hdf_make_time(struct al_hdf *file, double epoch_s);
/** The coordinate system as attributes of `crs`. Errors: AL_IO_FAILED. */
al_status hdf_put_system(struct al_hdf *file, const char *crs_wkt);

#endif
