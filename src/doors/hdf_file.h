/**
 * The inside of an open HDF5 file, shared by the HDF5 doors.
 */
#ifndef AL_DOORS_HDF_FILE_H
#define AL_DOORS_HDF_FILE_H

#include "doors/hdf_door.h"
#include <hdf5.h>

enum { HDF_DECLARED_MOST = 32 };

struct hdf_declared {
  char name[64];
  int keep_bits;
};

struct al_hdf {
  struct al_ctx *ctx;
  hid_t id;   /* of the group that is looked into */
  hid_t root; /* of the file */
  char path[4096], beside[4096];
  bool live;                 /* under its final name from the start */
  struct al_lattice lattice; /* of a file of rasters */
  size_t face_count;         /* of a file with a mesh */
  size_t declared_count;
  struct hdf_declared declared[HDF_DECLARED_MOST];
};

/** Records that an HDF5 call on the file failed. */
al_status hdf_fail(struct al_hdf *file, al_status code, const char *what);
hid_t hdf_native_type(enum al_hdf_type type);
/** Puts one value of an HDF5 type on an object as an attribute. Errors: AL_IO_FAILED. */
al_status hdf_put(struct al_hdf *file, const char *object, const char *name, hid_t type,
                  const void *data);

#endif
