/**
 * Checkpoints: a ring of two files, each written beside and renamed, so that a kill leaves at least
 * one whole; its SHA-256 stands in a file beside it, so that a damaged one is not taken for whole.
 */
#include "doors/file_door.h"
#include "doors/hdf_door.h"
#include "run/run_state.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const ring_names[2] = {"a.h5", "b.h5"};

static void checkpoint_path(const struct al_run *run, int which, char *path, size_t capacity)
{
  snprintf(path, capacity, "%s/checkpoint/%s", run->options->folder, ring_names[which & 1]);
}

/* All memory outside the fields: the run's own, the models', the observers'. */
static size_t checkpoint_spans(struct al_run *run, struct al_span *spans)
{
  size_t count = 0;
  spans[count++] = (struct al_span){&run->memory, sizeof run->memory};
  for (size_t m = 0; m < run->model_count; m++)
    if (run->model[m]->spans)
      count += run->model[m]->spans(run->self[m], spans + count, RUN_SPANS_MOST - count);
  for (size_t o = 0; o < run->observer_count; o++)
    if (run->observers[o].spans)
      count +=
          run->observers[o].spans(run->observers[o].self, spans + count, RUN_SPANS_MOST - count);
  assert(count <= RUN_SPANS_MOST);
  return count;
}

static enum al_hdf_type checkpoint_type(void)
{
  return sizeof(al_real) == 8 ? AL_HDF_FLOAT64 : AL_HDF_FLOAT32;
}

/* One array of all tiles' current buffers; tiles rest or flip on their own, so it is copied
 * together first. */
static al_status checkpoint_write_field(struct al_run *run, struct al_hdf *file,
                                        const struct al_field *field, al_real *plane)
{
  assert(field->decl.role == AL_FIELD_STATE);
  const size_t shape[] = {(size_t)run->forest->tile_count, AL_TILE_CELLS};
  for (ptrdiff_t t = 0; t < run->forest->tile_count; t++)
    memcpy(plane + t * AL_TILE_CELLS, al_field_tile(field, t), AL_TILE_CELLS * sizeof *plane);
  return al_hdf_write(file, field->decl.name, checkpoint_type(), 2, shape, plane);
}

static al_status checkpoint_write_all(struct al_run *run, struct al_hdf *file, al_real *plane)
{
  struct al_span spans[RUN_SPANS_MOST];
  char name[64];
  AL_TRY(run->ctx, al_hdf_put_text(file, "/", "anlan_kind", "checkpoint"));
  AL_TRY(run->ctx, al_hdf_put_text(file, "/", "identity", run->identity));
  AL_TRY(run->ctx, al_hdf_put_number(file, "/", "step", (double)run->memory.step));
  for (size_t f = 0; f < al_fields_count(run->fields); f++) {
    const struct al_field *field = al_fields_at(run->fields, f);
    if (field->decl.role == AL_FIELD_STATE)
      AL_TRY(run->ctx, checkpoint_write_field(run, file, field, plane));
  }
  const size_t count = checkpoint_spans(run, spans);
  for (size_t s = 0; s < count; s++) {
    const size_t shape[] = {spans[s].bytes};
    snprintf(name, sizeof name, "span%03zu", s);
    if (spans[s].bytes)
      AL_TRY(run->ctx, al_hdf_write(file, name, AL_HDF_UINT8, 1, shape, spans[s].data));
  }
  return AL_OK;
}

/* The sum first: a kill between the two leaves a sum that fits no file, and the older checkpoint of
 * the ring, or none and the run starts again. */
static al_status checkpoint_publish(struct al_run *run, const char *whole, const char *path)
{
  char sum[65], beside[4300];
  struct al_file_writer writer;
  snprintf(beside, sizeof beside, "%.4200s.sha256", path);
  AL_TRY(run->ctx, al_file_sha256(run->ctx, whole, sum));
  AL_TRY(run->ctx, al_file_begin(run->ctx, beside, &writer));
  fprintf(writer.stream, "%s\n", sum);
  AL_TRY(run->ctx, al_file_commit(&writer));
  return al_file_rename(run->ctx, whole, path);
}

static bool checkpoint_is_whole(struct al_run *run, const char *path)
{
  char sum[65], said[65] = "", beside[4300];
  snprintf(beside, sizeof beside, "%.4200s.sha256", path);
  FILE *stream = fopen(beside, "r");
  if (!stream)
    return false;
  const bool read = fscanf(stream, "%64s", said) == 1;
  fclose(stream);
  return read && al_file_sha256(run->ctx, path, sum) == AL_OK && strcmp(sum, said) == 0;
}

al_status run_checkpoint_write(struct al_run *run)
{
  assert(run->options->folder && run->forest);
  char folder[4096], path[4200], whole[4300];
  struct al_hdf *file;
  snprintf(folder, sizeof folder, "%s/checkpoint", run->options->folder);
  AL_TRY(run->ctx, al_folder_make(run->ctx, folder));
  run->memory.checkpoint_index ^= 1;
  checkpoint_path(run, run->memory.checkpoint_index, path, sizeof path);
  snprintf(whole, sizeof whole, "%.4200s" AL_PART, path);
  al_real *plane = malloc((size_t)run->forest->tile_count * AL_TILE_CELLS * sizeof *plane);
  if (!plane)
    return AL_FAIL(run->ctx, AL_NO_MEMORY, "out of memory while writing %s", path);
  al_status status = al_hdf_create(run->ctx, whole, &file);
  if (status == AL_OK) {
    status = checkpoint_write_all(run, file, plane);
    const al_status closed = al_hdf_close(file, status == AL_OK);
    status = status == AL_OK ? closed : status;
  }
  free(plane);
  if (status == AL_OK)
    status = checkpoint_publish(run, whole, path);
  if (status != AL_OK)
    remove(whole);
  return status;
}

static al_status checkpoint_read_field(struct al_run *run, struct al_hdf *file,
                                       struct al_field *field, al_real *plane)
{
  assert(field->decl.role == AL_FIELD_STATE);
  const size_t shape[] = {(size_t)run->forest->tile_count, AL_TILE_CELLS};
  AL_TRY(run->ctx, al_hdf_read(file, field->decl.name, checkpoint_type(), 2, shape, plane));
  for (ptrdiff_t t = 0; t < run->forest->tile_count; t++)
    memcpy(al_field_tile(field, t), plane + t * AL_TILE_CELLS, AL_TILE_CELLS * sizeof *plane);
  return AL_OK;
}

static al_status checkpoint_read_all(struct al_run *run, struct al_hdf *file, al_real *plane)
{
  struct al_span spans[RUN_SPANS_MOST];
  char name[64];
  for (size_t f = 0; f < al_fields_count(run->fields); f++) {
    struct al_field *field = al_fields_at(run->fields, f);
    if (field->decl.role == AL_FIELD_STATE)
      AL_TRY(run->ctx, checkpoint_read_field(run, file, field, plane));
  }
  const size_t count = checkpoint_spans(run, spans);
  for (size_t s = 0; s < count; s++) {
    const size_t shape[] = {spans[s].bytes};
    snprintf(name, sizeof name, "span%03zu", s);
    if (spans[s].bytes)
      AL_TRY(run->ctx, al_hdf_read(file, name, AL_HDF_UINT8, 1, shape, spans[s].data));
  }
  return AL_OK;
}

/* Step of a checkpoint that belongs to this run, or -1. */
static double checkpoint_step(struct al_run *run, const char *path)
{
  struct al_hdf *file;
  char *identity = NULL;
  double step = -1.0;
  if (!checkpoint_is_whole(run, path) || al_hdf_open(run->ctx, path, false, &file) != AL_OK)
    return -1.0;
  if (al_hdf_get_text(file, run->arena, "/", "identity", &identity) != AL_OK ||
      strcmp(identity, run->identity) != 0 || al_hdf_get_number(file, "/", "step", &step) != AL_OK)
    step = -1.0;
  (void)al_hdf_close(file, true);
  return step;
}

al_status run_checkpoint_read(struct al_run *run)
{
  assert(run->options->folder && run->forest);
  char path[2][4200];
  double step[2];
  struct al_hdf *file;
  for (int i = 0; i < 2; i++) {
    checkpoint_path(run, i, path[i], sizeof path[i]);
    step[i] = checkpoint_step(run, path[i]);
  }
  const int newest = step[1] > step[0];
  if (step[newest] < 0.0)
    return AL_FAIL(run->ctx, AL_BAD_INPUT,
                   "%s/checkpoint holds no checkpoint of this scenario on this grid",
                   run->options->folder);
  al_ctx_clear(run->ctx);
  al_real *plane = malloc((size_t)run->forest->tile_count * AL_TILE_CELLS * sizeof *plane);
  if (!plane)
    return AL_FAIL(run->ctx, AL_NO_MEMORY, "out of memory while reading %s", path[newest]);
  al_status status = al_hdf_open(run->ctx, path[newest], false, &file);
  if (status == AL_OK) {
    status = checkpoint_read_all(run, file, plane);
    (void)al_hdf_close(file, true);
  }
  free(plane);
  return status;
}
