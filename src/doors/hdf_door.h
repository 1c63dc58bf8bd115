/**
 * HDF5 files: grids, CF field series and checkpoints, in the earliest file format and whole or not
 * at all; series that grow under their final name in the latest, whose writes HDF5 orders. Chunks
 * are one tile, deflated in parallel, empty ones skipped.
 */
#ifndef AL_DOORS_HDF_DOOR_H
#define AL_DOORS_HDF_DOOR_H

#include "core/arena.h"
#include "tiles/forest.h"
#include <stdint.h>

struct al_hdf; /* an open file */

/** Creates a file beside `path`; al_hdf_close(keep) renames it into place. */
al_status al_hdf_create(struct al_ctx *ctx, const char *path, struct al_hdf **out);
/** Creates a file under its final name at once, for series that grow while the run goes on. What is
 * declared before al_hdf_go_live is all that it will hold. */
al_status al_hdf_create_live(struct al_ctx *ctx, const char *path, struct al_hdf **out);
/** @param writable a live file, also one whose writer was killed. Errors: AL_BAD_INPUT. */
al_status al_hdf_open(struct al_ctx *ctx, const char *path, bool writable, struct al_hdf **out);
/** From here on only series grow, in an order in which a kill at any moment leaves a file that
 * al_hdf_open takes up (others open it after it was closed, or after `h5clear -s`). Errors:
 * AL_IO_FAILED. */
al_status al_hdf_go_live(struct al_hdf *file);
/** @param keep false drops a file that al_hdf_create began. */
al_status al_hdf_close(struct al_hdf *file, bool keep);
al_status al_hdf_flush(struct al_hdf *file);
/** Looks into a group from here on, made when it is not there and the file is written: names, and
 * "/" as an object, are those of the group until al_hdf_leave. Errors: AL_BAD_INPUT. */
al_status al_hdf_enter(struct al_hdf *file, const char *group);
void al_hdf_leave(struct al_hdf *file);

/* Attributes; `object` is a dataset name or "/" for the file or group. Texts are fixed-length. */
al_status al_hdf_put_text(struct al_hdf *file, const char *object, const char *name,
                          const char *text);
al_status al_hdf_put_number(struct al_hdf *file, const char *object, const char *name,
                            double value);
/** @return NULL-terminated copy in the arena, or AL_BAD_INPUT when missing or of another type. */
al_status al_hdf_get_text(struct al_hdf *file, struct al_arena *arena, const char *object,
                          const char *name, char **out);
al_status al_hdf_get_number(struct al_hdf *file, const char *object, const char *name, double *out);
bool al_hdf_has(struct al_hdf *file, const char *object);

enum al_hdf_type { AL_HDF_FLOAT32, AL_HDF_FLOAT64, AL_HDF_UINT8, AL_HDF_INT32, AL_HDF_INT64 };

/** Whole arrays of any rank <= 3 (deflated when larger than a chunk). */
al_status al_hdf_write(struct al_hdf *file, const char *name, enum al_hdf_type type, int rank,
                       const size_t *shape, const void *data);
/** Reads a whole array whose shape must be `shape`, converting to `type`. Errors: AL_BAD_INPUT. */
al_status al_hdf_read(struct al_hdf *file, const char *name, enum al_hdf_type type, int rank,
                      const size_t *shape, void *data);
al_status al_hdf_shape(struct al_hdf *file, const char *name, int *rank, size_t shape[3]);
/** Names of the datasets here (not of groups), in alphabetical order. */
al_status al_hdf_list(struct al_hdf *file, struct al_arena *arena, size_t *count, char ***names);

/* CF-1.8 rasters: dimensions x, y (cell centres), a grid_mapping variable, and `time` when a series
 * is made. */
al_status al_hdf_cf_begin(struct al_hdf *file, const struct al_lattice *lattice, bool with_time,
                          double epoch_s);
/** Declares a float32 field [time,] y, x with unit and description; NaN is _FillValue.
 *  `keep_bits` mantissa bits kept (0 = all 23; 12 halves the file). */
al_status al_hdf_cf_declare(struct al_hdf *file, const char *name, const char *unit,
                            const char *long_name, bool with_time, int keep_bits);
/** Puts a time (seconds on the scenario's clock) at an index, at most one past the last. */
al_status al_hdf_cf_put_time(struct al_hdf *file, size_t index, double time_s);
/** Writes one plane, row-major [rows*cols] with NaN outside; index 0 for fields without time. */
al_status al_hdf_cf_write(struct al_hdf *file, const char *name, size_t index, const float *plane);

/** Lattice of a file of CF rasters from its axes x and y, which must be even, square and north-up.
 * Its coordinate system, "" = none, lives in the arena. Errors: AL_BAD_INPUT. */
al_status al_hdf_cf_lattice(struct al_hdf *file, struct al_arena *arena, struct al_lattice *out);
/** Times of the series in the file, in the arena. Errors: AL_BAD_INPUT when there is none. */
al_status al_hdf_cf_times(struct al_hdf *file, struct al_arena *arena, size_t *count,
                          double **time_s);
/** Reads one plane of a field, [rows * cols] as the lattice says. Errors: AL_BAD_INPUT. */
al_status al_hdf_cf_read(struct al_hdf *file, const char *name, size_t index,
                         const struct al_lattice *lattice, float *plane);

/* Meshes by UGRID-1.0 and CF-1.8: topology `mesh2d`, fields on its faces. Times are put
 * as those of rasters are. */
struct al_hdf_mesh {
  size_t node_count, face_count, corner_count; /* corners a face has at most */
  const double *node_x_m, *node_y_m;           /* in the coordinate system */
  const float *node_z_m;                       /* ground there, NaN = none */
  const double *face_x_m, *face_y_m;           /* centres */
  const int32_t *corner; /* [face][corner_count] nodes, anticlockwise, AL_HDF_NO_NODE after the
                            last */
  const char *crs_wkt;   /* "" = none */
};
enum { AL_HDF_NO_NODE = -1 };

al_status al_hdf_mesh_begin(struct al_hdf *file, const struct al_hdf_mesh *mesh, bool with_time,
                            double epoch_s);
/** Declares a float32 field [time,] face; as al_hdf_cf_declare. */
al_status al_hdf_mesh_declare(struct al_hdf *file, const char *name, const char *unit,
                              const char *long_name, bool with_time, int keep_bits);
/** Writes the values of all faces, NaN where there is none; index 0 for fields without time. */
al_status al_hdf_mesh_write(struct al_hdf *file, const char *name, size_t index,
                            const float *value);
/** Copies a field over time from another file with the same faces, as it is packed there. */
al_status al_hdf_mesh_copy(struct al_hdf *from, struct al_hdf *to, const char *name);

#endif
