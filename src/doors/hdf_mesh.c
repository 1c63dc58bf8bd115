/**
 * Meshes in HDF5 files by UGRID-1.0: topology, nodes, faces as polygons, fields on the faces.
 */
#include "doors/hdf_chunk.h"
#include <assert.h>
#include <hdf5_hl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MESH "mesh2d"
#define MESH_NODES MESH "_nNodes"
#define MESH_FACES MESH "_nFaces"
#define MESH_CORNERS MESH "_nMax_face_nodes"
#define MESH_FACE_NODES MESH "_face_nodes"

static al_status mesh_put_int(struct al_hdf *file, const char *object, const char *name, int value)
{
  return hdf_put(file, object, name, H5T_NATIVE_INT, &value);
}

struct mesh_text {
  const char *name, *text;
};

/* @param text ends with a name of NULL */
static al_status mesh_put_texts(struct al_hdf *file, const char *object,
                                const struct mesh_text *text)
{
  for (; text->name; text++)
    AL_TRY(file->ctx, al_hdf_put_text(file, object, text->name, text->text));
  return AL_OK;
}

/* A dimension without coordinates, in the way of netCDF-4: a scale of that length with a name that
 * says so, for which no value is ever written. */
static al_status mesh_make_dimension(struct al_hdf *file, const char *name, size_t length)
{
  char text[80];
  const hsize_t size = length;
  assert(length > 0);
  snprintf(text, sizeof text, "This is a netCDF dimension but not a netCDF variable.%10zu", length);
  const hid_t create = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(1, &size, NULL);
  H5Pset_obj_track_times(create, 0); /* the same run, the same bytes */
  const hid_t set =
      H5Dcreate2(file->id, name, H5T_IEEE_F32BE, space, H5P_DEFAULT, create, H5P_DEFAULT);
  const bool done = set >= 0 && H5DSset_scale(set, text) >= 0;
  if (set >= 0)
    H5Dclose(set);
  H5Sclose(space);
  H5Pclose(create);
  return done ? AL_OK : hdf_fail(file, AL_IO_FAILED, "declaring a dimension");
}

/* A number that is there for its attributes only. */
static al_status mesh_make_scalar(struct al_hdf *file, const char *name)
{
  const int zero = 0;
  const hid_t create = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate(H5S_SCALAR);
  H5Pset_obj_track_times(create, 0);
  const hid_t set =
      H5Dcreate2(file->id, name, H5T_NATIVE_INT, space, H5P_DEFAULT, create, H5P_DEFAULT);
  const bool done =
      set >= 0 && H5Dwrite(set, H5T_NATIVE_INT, H5S_ALL, H5S_ALL, H5P_DEFAULT, &zero) >= 0;
  if (set >= 0)
    H5Dclose(set);
  H5Sclose(space);
  H5Pclose(create);
  return done ? AL_OK : hdf_fail(file, AL_IO_FAILED, "writing a number");
}

static al_status mesh_write_array(struct al_hdf *file, const char *name, enum al_hdf_type type,
                                  int rank, const size_t *shape, const char *const *dimensions,
                                  const void *data)
{
  AL_TRY(file->ctx, al_hdf_write(file, name, type, rank, shape, data));
  const hid_t set = H5Dopen2(file->id, name, H5P_DEFAULT);
  const al_status status = hdf_attach(file, set, rank, dimensions);
  H5Dclose(set);
  return status;
}

/* Coordinates of nodes or faces along one axis. */
static al_status mesh_write_axis(struct al_hdf *file, const char *name, const char *dimension,
                                 size_t count, const double *value, bool is_x, const char *of)
{
  char long_name[64];
  snprintf(long_name, sizeof long_name, "%c of the %s", is_x ? 'x' : 'y', of);
  const struct mesh_text texts[] = {
      {"standard_name", is_x ? "projection_x_coordinate" : "projection_y_coordinate"},
      {"long_name", long_name},
      {"units", "m"},
      {"mesh", MESH},
      {"grid_mapping", "crs"},
      {NULL, NULL}};
  AL_TRY(file->ctx, mesh_write_array(file, name, AL_HDF_FLOAT64, 1, &count, &dimension, value));
  return mesh_put_texts(file, name, texts);
}

static al_status mesh_write_topology(struct al_hdf *file)
{
  static const struct mesh_text texts[] = {{"cf_role", "mesh_topology"},
                                           {"long_name", "cells of the grid as polygons"},
                                           {"node_coordinates", MESH "_node_x " MESH "_node_y"},
                                           {"face_node_connectivity", MESH_FACE_NODES},
                                           {"face_coordinates", MESH "_face_x " MESH "_face_y"},
                                           {"face_dimension", MESH_FACES},
                                           {NULL, NULL}};
  AL_TRY(file->ctx, mesh_make_scalar(file, MESH));
  AL_TRY(file->ctx, mesh_put_int(file, MESH, "topology_dimension", 2));
  return mesh_put_texts(file, MESH, texts);
}

/* Some readers take the ground at the nodes for the mesh's own height. */
static al_status mesh_write_ground(struct al_hdf *file, const struct al_hdf_mesh *mesh)
{
  static const char name[] = MESH "_node_z";
  static const struct mesh_text texts[] = {
      {"standard_name", "altitude"},
      {"long_name", "bed level at the nodes, mean of the faces that meet there"},
      {"units", "m"},
      {"mesh", MESH},
      {"location", "node"},
      {"coordinates", MESH "_node_x " MESH "_node_y"},
      {"grid_mapping", "crs"},
      {NULL, NULL}};
  const char *dimension = MESH_NODES;
  AL_TRY(file->ctx, mesh_write_array(file, name, AL_HDF_FLOAT32, 1, &mesh->node_count, &dimension,
                                     mesh->node_z_m));
  return mesh_put_texts(file, name, texts);
}

static al_status mesh_write_faces(struct al_hdf *file, const struct al_hdf_mesh *mesh)
{
  static const char *const dimensions[] = {MESH_FACES, MESH_CORNERS};
  static const struct mesh_text texts[] = {{"cf_role", "face_node_connectivity"},
                                           {"long_name", "nodes of each face, anticlockwise"},
                                           {NULL, NULL}};
  const size_t shape[] = {mesh->face_count, mesh->corner_count};
  AL_TRY(file->ctx,
         mesh_write_array(file, MESH_FACE_NODES, AL_HDF_INT32, 2, shape, dimensions, mesh->corner));
  AL_TRY(file->ctx, mesh_put_int(file, MESH_FACE_NODES, "_FillValue", AL_HDF_NO_NODE));
  AL_TRY(file->ctx, mesh_put_int(file, MESH_FACE_NODES, "start_index", 0));
  AL_TRY(file->ctx, mesh_put_texts(file, MESH_FACE_NODES, texts));
  AL_TRY(file->ctx, mesh_write_axis(file, MESH "_face_x", MESH_FACES, mesh->face_count,
                                    mesh->face_x_m, true, "faces' centres"));
  return mesh_write_axis(file, MESH "_face_y", MESH_FACES, mesh->face_count, mesh->face_y_m, false,
                         "faces' centres");
}

al_status al_hdf_mesh_begin(struct al_hdf *file, const struct al_hdf_mesh *mesh, bool with_time,
                            double epoch_s)
{
  assert(mesh->node_count > 0 && mesh->face_count > 0 && mesh->corner_count >= 3);
  file->face_count = mesh->face_count;
  AL_TRY(file->ctx, al_hdf_put_text(file, "/", "Conventions", "CF-1.8 UGRID-1.0"));
  AL_TRY(file->ctx, mesh_make_dimension(file, MESH_NODES, mesh->node_count));
  AL_TRY(file->ctx, mesh_make_dimension(file, MESH_FACES, mesh->face_count));
  AL_TRY(file->ctx, mesh_make_dimension(file, MESH_CORNERS, mesh->corner_count));
  AL_TRY(file->ctx, mesh_make_scalar(file, "crs"));
  AL_TRY(file->ctx, hdf_put_system(file, mesh->crs_wkt));
  if (mesh->crs_wkt && *mesh->crs_wkt) /* the name that MDAL, the reader of QGIS, looks for */
    AL_TRY(file->ctx, al_hdf_put_text(file, "crs", "wkt", mesh->crs_wkt));
  AL_TRY(file->ctx, mesh_write_topology(file));
  AL_TRY(file->ctx, mesh_write_axis(file, MESH "_node_x", MESH_NODES, mesh->node_count,
                                    mesh->node_x_m, true, "nodes"));
  AL_TRY(file->ctx, mesh_write_axis(file, MESH "_node_y", MESH_NODES, mesh->node_count,
                                    mesh->node_y_m, false, "nodes"));
  AL_TRY(file->ctx, mesh_write_ground(file, mesh));
  AL_TRY(file->ctx, mesh_write_faces(file, mesh));
  return with_time ? hdf_make_time(file, epoch_s) : AL_OK;
}

static size_t mesh_chunk(size_t face_count)
{
  return face_count < AL_TILE_CELLS ? face_count : AL_TILE_CELLS;
}

al_status al_hdf_mesh_declare(struct al_hdf *file, const char *name, const char *unit,
                              const char *long_name, bool with_time, int keep_bits)
{
  static const char *const dimensions[] = {"time", MESH_FACES};
  static const struct mesh_text texts[] = {{"mesh", MESH},
                                           {"location", "face"},
                                           {"coordinates", MESH "_face_x " MESH "_face_y"},
                                           {NULL, NULL}};
  const hsize_t size[] = {0, file->face_count}, chunk[] = {1, mesh_chunk(file->face_count)};
  const int skip = with_time ? 0 : 1;
  assert(unit && long_name && file->face_count > 0);
  AL_TRY(file->ctx,
         hdf_declare_floats(file, name, 2 - skip, size + skip, chunk + skip, dimensions + skip,
                            &(struct hdf_words){unit, long_name, keep_bits}));
  return mesh_put_texts(file, name, texts);
}

al_status al_hdf_mesh_write(struct al_hdf *file, const char *name, size_t index, const float *value)
{
  assert(name && value);
  size_t shape[3];
  int rank;
  AL_TRY(file->ctx, al_hdf_shape(file, name, &rank, shape));
  const size_t faces = shape[rank - 1], length = mesh_chunk(faces);
  const ptrdiff_t count = (ptrdiff_t)((faces + length - 1) / length);
  const int keep_bits = hdf_keep_bits(file, name);
  struct hdf_chunk *chunk = calloc((size_t)count, sizeof *chunk);
  if (!chunk)
    return AL_FAIL(file->ctx, AL_NO_MEMORY, "out of memory while writing %s", file->path);
#pragma omp parallel for schedule(dynamic, 8)
  for (ptrdiff_t k = 0; k < count; k++) {
    float part[AL_TILE_CELLS];
    const size_t first = (size_t)k * length;
    for (size_t i = 0; i < length; i++)
      part[i] = first + i < faces ? value[first + i] : NAN;
    hdf_chunk_pack(&chunk[k], part, (int)length, keep_bits);
    chunk[k].at[0] = first;
  }
  return hdf_chunks_write(file, name, index, chunk, (size_t)count);
}

/* The packed chunks of one time. */
static al_status mesh_read_chunks(struct al_hdf *file, hid_t set, size_t index, size_t length,
                                  struct hdf_chunk *chunk, size_t count)
{
  for (size_t k = 0; k < count; k++) {
    const hsize_t at[2] = {index, k * length};
    hsize_t bytes = 0;
    uint32_t filters = 0;
    chunk[k].at[0] = at[1];
    if (H5Dget_chunk_storage_size(set, at, &bytes) < 0 || bytes == 0)
      continue; /* nothing but fill */
    chunk[k].data = malloc(bytes);
    if (!chunk[k].data || H5Dread_chunk(set, H5P_DEFAULT, at, &filters, chunk[k].data) < 0)
      return hdf_fail(file, AL_IO_FAILED, "reading a chunk");
    chunk[k].bytes = bytes;
  }
  return AL_OK;
}

al_status al_hdf_mesh_copy(struct al_hdf *from, struct al_hdf *to, const char *name)
{
  size_t shape[3];
  int rank;
  AL_TRY(from->ctx, al_hdf_shape(from, name, &rank, shape));
  assert(rank == 2 && shape[1] == to->face_count);
  const size_t length = mesh_chunk(shape[1]), count = (shape[1] + length - 1) / length;
  const hid_t set = H5Dopen2(from->id, name, H5P_DEFAULT);
  al_status status = AL_OK;
  for (size_t index = 0; status == AL_OK && index < shape[0]; index++) {
    struct hdf_chunk *chunk = calloc(count, sizeof *chunk);
    status = chunk ? mesh_read_chunks(from, set, index, length, chunk, count)
                   : AL_FAIL(from->ctx, AL_NO_MEMORY, "out of memory while writing %s", to->path);
    const al_status written = chunk ? hdf_chunks_write(to, name, index, chunk, count) : AL_OK;
    status = status == AL_OK ? written : status;
  }
  H5Dclose(set);
  return status;
}
