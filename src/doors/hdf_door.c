/**
 * HDF5 files: opening, attributes, whole arrays.
 */
#include "doors/file_door.h"
#include "doors/hdf_file.h"
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HDF_REASON_BYTES = 256 };

/* What the system said last, when it is of the kind that fails a write; HDF5 hands it on so. */
static const char *hdf_reason(void)
{
  static const int kinds[] = {ENOSPC, EDQUOT, EFBIG, EIO, EROFS};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (errno == kinds[i])
      return strerror(errno);
  return NULL;
}

/* The innermost entry of HDF5's own trace; of one that hands on what the system said, only that. */
static herr_t hdf_take_reason(unsigned at, const H5E_error2_t *entry, void *data)
{
  static const char system[] = "error message = '";
  char *text = data;
  if (at > 0 || !entry->desc)
    return 0;
  const char *said = strstr(entry->desc, system);
  const char *from = said ? said + sizeof system - 1 : entry->desc;
  snprintf(text, HDF_REASON_BYTES, "%.*s", (int)(said ? strcspn(from, "'") : strlen(from)), from);
  return 0;
}

al_status hdf_fail(struct al_hdf *file, al_status code, const char *what)
{
  char text[HDF_REASON_BYTES] = "";
  const char *reason = code == AL_IO_FAILED ? hdf_reason() : NULL;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, hdf_take_reason, text);
  H5Eclear2(H5E_DEFAULT);
  if (reason)
    return AL_FAIL(file->ctx, code, "%s: cannot be written: %s", file->path, reason);
  return AL_FAIL(file->ctx, code, "%s: HDF5 failed while %s: %s", file->path, what,
                 *text ? text : "no reason given");
}

hid_t hdf_native_type(enum al_hdf_type type)
{
  switch (type) {
  case AL_HDF_FLOAT32:
    return H5T_NATIVE_FLOAT;
  case AL_HDF_FLOAT64:
    return H5T_NATIVE_DOUBLE;
  case AL_HDF_UINT8:
    return H5T_NATIVE_UINT8;
  case AL_HDF_INT32:
    return H5T_NATIVE_INT32;
  case AL_HDF_INT64:
    return H5T_NATIVE_INT64;
  }
  return H5T_NATIVE_FLOAT;
}

static struct al_hdf *hdf_new(struct al_ctx *ctx, const char *path)
{
  struct al_hdf *file = calloc(1, sizeof *file);
  if (!file) {
    (void)AL_FAIL(ctx, AL_NO_MEMORY, "out of memory while opening %s", path);
    return NULL;
  }
  /* A file that could not be closed (disk full) stays open inside HDF5, whose handler at exit then
   * reads through NULL (1.10.8). Every file is closed here, so that the handler has no work. */
  (void)H5dont_atexit();
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  errno = 0;
  file->ctx = ctx;
  snprintf(file->path, sizeof file->path, "%s", path);
  return file;
}

static al_status hdf_make(struct al_ctx *ctx, const char *path, bool live, struct al_hdf **out)
{
  assert(path && out);
  struct al_hdf *file = hdf_new(ctx, path);
  if (!file)
    return AL_NO_MEMORY;
  file->live = live;
  if (live)
    snprintf(file->beside, sizeof file->beside, "%s", path);
  else
    snprintf(file->beside, sizeof file->beside, "%.4000s" AL_PART "%d", path, (int)getpid());
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_libver_bounds(access, live ? H5F_LIBVER_LATEST : H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST);
  file->id = H5Fcreate(file->beside, H5F_ACC_TRUNC, H5P_DEFAULT, access);
  /* Before any other call: each clears the trace of the last. */
  const al_status status = file->id >= 0 ? AL_OK : hdf_fail(file, AL_IO_FAILED, "creating it");
  H5Pclose(access);
  file->root = file->id;
  *out = file;
  if (status == AL_OK)
    return AL_OK;
  free(file);
  *out = NULL;
  return status;
}

al_status al_hdf_create(struct al_ctx *ctx, const char *path, struct al_hdf **out)
{
  return hdf_make(ctx, path, false, out);
}

al_status al_hdf_create_live(struct al_ctx *ctx, const char *path, struct al_hdf **out)
{
  return hdf_make(ctx, path, true, out);
}

/* A live file whose writer was killed still says that it is being written: this says no more. The
 * property is that of HDF5's own h5clear; a library without it opens only what was closed. */
static void hdf_open_anyhow(hid_t access)
{
  static const char name[] = "clear_status_flags";
  const hbool_t clear = 1;
  H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST);
  if (H5Pexist(access, name) > 0)
    H5Pset(access, name, &clear);
  else
    H5Pinsert2(access, name, sizeof clear, (void *)(uintptr_t)&clear, NULL, NULL, NULL, NULL, NULL,
               NULL);
}

al_status al_hdf_open(struct al_ctx *ctx, const char *path, bool writable, struct al_hdf **out)
{
  assert(path && out);
  struct stat info;
  *out = NULL;
  if (stat(path, &info) == 0 && !S_ISREG(info.st_mode))
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: is %s, not an HDF5 file", path,
                   S_ISDIR(info.st_mode) ? "a folder" : "a device or pipe");
  struct al_hdf *file = hdf_new(ctx, path);
  *out = file;
  if (!file)
    return AL_NO_MEMORY;
  file->live = true;
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  if (writable)
    hdf_open_anyhow(access);
  file->id = H5Fopen(path, writable ? H5F_ACC_RDWR : H5F_ACC_RDONLY, access);
  const al_status status = file->id >= 0 ? AL_OK : hdf_fail(file, AL_BAD_INPUT, "opening it");
  H5Pclose(access);
  file->root = file->id;
  if (status == AL_OK)
    return AL_OK;
  free(file);
  *out = NULL;
  return status;
}

al_status al_hdf_go_live(struct al_hdf *file)
{
  assert(file->live && file->id == file->root);
  return H5Fstart_swmr_write(file->root) < 0
             ? hdf_fail(file, AL_IO_FAILED, "ordering what is written")
             : AL_OK;
}

al_status al_hdf_flush(struct al_hdf *file)
{
  return H5Fflush(file->root, H5F_SCOPE_GLOBAL) < 0 ? hdf_fail(file, AL_IO_FAILED, "flushing it")
                                                    : AL_OK;
}

al_status al_hdf_enter(struct al_hdf *file, const char *group)
{
  assert(file->id == file->root && group);
  const bool there = H5Lexists(file->root, group, H5P_DEFAULT) > 0;
  const hid_t id = there ? H5Gopen2(file->root, group, H5P_DEFAULT)
                         : H5Gcreate2(file->root, group, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  if (id < 0)
    return hdf_fail(file, AL_BAD_INPUT, "opening a group");
  file->id = id;
  file->declared_count = 0;
  return AL_OK;
}

void al_hdf_leave(struct al_hdf *file)
{
  if (file->id != file->root)
    H5Gclose(file->id);
  file->id = file->root;
  file->declared_count = 0;
}

static al_status hdf_publish(struct al_hdf *file)
{
  FILE *check = fopen(file->beside, "rb");
  const bool synced = check && fsync(fileno(check)) == 0;
  if (check)
    fclose(check);
  if (synced && rename(file->beside, file->path) == 0)
    return AL_OK;
  unlink(file->beside);
  return hdf_fail(file, AL_IO_FAILED, "putting it in place");
}

al_status al_hdf_close(struct al_hdf *file, bool keep)
{
  if (!file)
    return AL_OK;
  al_status status = AL_OK;
  al_hdf_leave(file);
  if (H5Fclose(file->root) < 0)
    status = hdf_fail(file, AL_IO_FAILED, "closing it");
  if (!file->live) {
    if (keep && status == AL_OK)
      status = hdf_publish(file);
    else
      unlink(file->beside);
  }
  free(file);
  return status;
}

static hid_t hdf_open_object(const struct al_hdf *file, const char *object)
{
  return H5Oopen(file->id, strcmp(object, "/") == 0 ? "." : object, H5P_DEFAULT);
}

al_status hdf_put(struct al_hdf *file, const char *object, const char *name, hid_t type,
                  const void *data)
{
  const hid_t on = hdf_open_object(file, object), space = H5Screate(H5S_SCALAR);
  if (on >= 0 && H5Aexists(on, name) > 0)
    H5Adelete(on, name);
  const hid_t attribute =
      on >= 0 ? H5Acreate2(on, name, type, space, H5P_DEFAULT, H5P_DEFAULT) : H5I_INVALID_HID;
  const bool done = attribute >= 0 && H5Awrite(attribute, type, data) >= 0;
  if (attribute >= 0)
    H5Aclose(attribute);
  H5Sclose(space);
  if (on >= 0)
    H5Oclose(on);
  return done ? AL_OK : hdf_fail(file, AL_IO_FAILED, "writing an attribute");
}

al_status al_hdf_put_text(struct al_hdf *file, const char *object, const char *name,
                          const char *text)
{
  assert(object && name && text);
  const hid_t type = H5Tcopy(H5T_C_S1);
  const size_t length = strlen(text);
  H5Tset_size(type, length ? length : 1);
  H5Tset_strpad(type, H5T_STR_NULLPAD);
  H5Tset_cset(type, H5T_CSET_UTF8);
  const al_status status = hdf_put(file, object, name, type, text);
  H5Tclose(type);
  return status;
}

al_status al_hdf_put_number(struct al_hdf *file, const char *object, const char *name, double value)
{
  return hdf_put(file, object, name, H5T_NATIVE_DOUBLE, &value);
}

static hid_t hdf_open_attribute(const struct al_hdf *file, const char *object, const char *name)
{
  const hid_t on = hdf_open_object(file, object);
  const hid_t attribute =
      on >= 0 && H5Aexists(on, name) > 0 ? H5Aopen(on, name, H5P_DEFAULT) : H5I_INVALID_HID;
  if (on >= 0)
    H5Oclose(on);
  return attribute;
}

al_status al_hdf_get_text(struct al_hdf *file, struct al_arena *arena, const char *object,
                          const char *name, char **out)
{
  assert(object && name && out);
  const hid_t attribute = hdf_open_attribute(file, object, name);
  *out = NULL;
  if (attribute < 0)
    return AL_FAIL(file->ctx, AL_BAD_INPUT, "%s: has no attribute %s", file->path, name);
  const hid_t type = H5Aget_type(attribute);
  const size_t size = H5Tget_size(type);
  bool done = H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0 && size < 1u << 24;
  if (done) {
    *out = al_arena_alloc(arena, size + 1, 1, "attribute");
    done = *out && H5Aread(attribute, type, *out) >= 0;
  }
  H5Tclose(type);
  H5Aclose(attribute);
  return done ? AL_OK
              : AL_FAIL(file->ctx, AL_BAD_INPUT, "%s: attribute %s is no text", file->path, name);
}

al_status al_hdf_get_number(struct al_hdf *file, const char *object, const char *name, double *out)
{
  const hid_t attribute = hdf_open_attribute(file, object, name);
  if (attribute < 0)
    return AL_FAIL(file->ctx, AL_BAD_INPUT, "%s: has no attribute %s", file->path, name);
  const hid_t space = H5Aget_space(attribute);
  const bool done =
      H5Sget_simple_extent_npoints(space) == 1 && H5Aread(attribute, H5T_NATIVE_DOUBLE, out) >= 0;
  H5Sclose(space);
  H5Aclose(attribute);
  return done ? AL_OK
              : AL_FAIL(file->ctx, AL_BAD_INPUT, "%s: attribute %s is no number", file->path, name);
}

bool al_hdf_has(struct al_hdf *file, const char *object)
{
  return H5Lexists(file->id, object, H5P_DEFAULT) > 0;
}

al_status al_hdf_write(struct al_hdf *file, const char *name, enum al_hdf_type type, int rank,
                       const size_t *shape, const void *data)
{
  assert(name && shape && data);
  assert(rank >= 1 && rank <= 3);
  hsize_t size[3], chunk[3];
  size_t count = 1;
  for (int i = 0; i < rank; i++) {
    size[i] = shape[i];
    chunk[i] = shape[i] < 4096 ? shape[i] : 4096;
    count *= shape[i];
  }
  const hid_t create = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(rank, size, NULL);
  H5Pset_obj_track_times(create, 0); /* the same run, the same bytes */
  if (count > 65536) {
    for (int i = 0; rank > 1 && i < rank; i++)
      chunk[i] = chunk[i] < 256 ? chunk[i] : 256;
    H5Pset_chunk(create, rank, chunk);
    H5Pset_shuffle(create);
    H5Pset_deflate(create, 1);
  }
  const hid_t set =
      H5Dcreate2(file->id, name, hdf_native_type(type), space, H5P_DEFAULT, create, H5P_DEFAULT);
  const bool done = set >= 0 && (count == 0 || H5Dwrite(set, hdf_native_type(type), H5S_ALL,
                                                        H5S_ALL, H5P_DEFAULT, data) >= 0);
  if (set >= 0)
    H5Dclose(set);
  H5Sclose(space);
  H5Pclose(create);
  return done ? AL_OK : hdf_fail(file, AL_IO_FAILED, "writing an array");
}

al_status al_hdf_shape(struct al_hdf *file, const char *name, int *rank, size_t shape[3])
{
  const hid_t set = H5Dopen2(file->id, name, H5P_DEFAULT);
  if (set < 0)
    return AL_FAIL(file->ctx, AL_BAD_INPUT, "%s: has no array %s", file->path, name);
  const hid_t space = H5Dget_space(set);
  hsize_t size[H5S_MAX_RANK];
  *rank = H5Sget_simple_extent_dims(space, size, NULL);
  for (int i = 0; i < *rank && i < 3; i++)
    shape[i] = (size_t)size[i];
  H5Sclose(space);
  H5Dclose(set);
  return *rank >= 0 && *rank <= 3
             ? AL_OK
             : AL_FAIL(file->ctx, AL_BAD_INPUT, "%s: array %s has %d dimensions", file->path, name,
                       *rank);
}

al_status al_hdf_read(struct al_hdf *file, const char *name, enum al_hdf_type type, int rank,
                      const size_t *shape, void *data)
{
  assert(rank >= 1 && rank <= 3 && shape && data);
  size_t found[3];
  int found_rank;
  AL_TRY(file->ctx, al_hdf_shape(file, name, &found_rank, found));
  bool same = found_rank == rank;
  size_t count = 1;
  for (int i = 0; same && i < rank; i++) {
    same = found[i] == shape[i];
    count *= shape[i];
  }
  if (!same)
    return AL_FAIL(file->ctx, AL_BAD_INPUT, "%s: array %s has another shape than expected",
                   file->path, name);
  const hid_t set = H5Dopen2(file->id, name, H5P_DEFAULT);
  const bool done =
      count == 0 || H5Dread(set, hdf_native_type(type), H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0;
  H5Dclose(set);
  return done ? AL_OK : hdf_fail(file, AL_BAD_INPUT, "reading an array");
}

struct name_list {
  struct al_arena *arena;
  size_t count;
  char *names[256];
};

static herr_t hdf_take_name(hid_t group, const char *name, const H5L_info_t *info, void *data)
{
  struct name_list *list = data;
  H5O_info_t object;
  (void)info;
  const bool is_array = H5Oget_info_by_name(group, name, &object, H5P_DEFAULT) >= 0 &&
                        object.type == H5O_TYPE_DATASET;
  if (is_array && list->count < 256)
    list->names[list->count++] = al_arena_strdup(list->arena, name);
  return 0;
}

al_status al_hdf_list(struct al_hdf *file, struct al_arena *arena, size_t *count, char ***names)
{
  assert(count && names);
  struct name_list list = {.arena = arena};
  if (H5Literate(file->id, H5_INDEX_NAME, H5_ITER_INC, NULL, hdf_take_name, &list) < 0)
    return hdf_fail(file, AL_BAD_INPUT, "listing its arrays");
  *names = AL_NEW(arena, char *, list.count);
  if (!*names)
    return AL_NO_MEMORY;
  memcpy(*names, list.names, list.count * sizeof **names);
  *count = list.count;
  return AL_OK;
}
