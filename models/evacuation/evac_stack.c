/**
 * Rasters of depth whose names are times.
 */
#include "models/evacuation/evac_stored.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "doors/file_door.h"
#include "doors/raster_door.h"

struct stack_frame {
  double time_s;
  const char *path;
};

struct stack {
  struct al_lattice lattice;
  struct stack_frame *frame;
  double *time_s;
  int count;
};

static bool stack_is_raster(const char *name)
{
  static const char *const ends[] = {".asc", ".tif", ".tiff", ".asc.gz", ".tif.gz"};
  const size_t length = strlen(name);
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    const size_t end = strlen(ends[i]);
    if (length > end && strcmp(name + length - end, ends[i]) == 0)
      return true;
  }
  return false;
}

/* The last number before the end of the name: of "out53900.asc.gz" 53900. */
static bool stack_number(const char *name, double *out)
{
  const char *dot = strchr(name, '.');
  const char *end = dot ? dot : name + strlen(name);
  while (end > name && !isdigit((unsigned char)end[-1]))
    end--;
  const char *start = end;
  while (start > name && isdigit((unsigned char)start[-1]))
    start--;
  if (start == end)
    return false;
  *out = strtod(start, NULL);
  return isfinite(*out);
}

static int stack_compare(const void *a, const void *b)
{
  const struct stack_frame *one = a, *other = b;
  return (one->time_s > other->time_s) - (one->time_s < other->time_s);
}

static al_status stack_read(void *data, struct al_ctx *ctx, int k, struct al_evac_frame *into)
{
  const struct stack *self = data;
  const ptrdiff_t cells = al_lattice_cells(&self->lattice);
  assert(k >= 0 && k < self->count);
  AL_TRY(ctx, al_raster_read(ctx, self->frame[k].path, 1, &self->lattice, into->depth_m));
  for (ptrdiff_t i = 0; i < cells; i++)
    if (into->depth_m[i] < 0.0f)
      into->depth_m[i] = 0.0f;
  return AL_OK;
}

static al_status stack_take_files(struct al_ctx *ctx, struct al_arena *arena,
                                  const struct al_evac_stack_request *request, struct stack *self)
{
  const char *const *files;
  size_t count;
  AL_TRY(ctx, al_folder_list(ctx, arena, request->folder, &count, &files));
  self->frame = AL_NEW(arena, struct stack_frame, count + 1);
  if (!self->frame)
    return AL_NO_MEMORY;
  for (size_t i = 0; i < count; i++) {
    double number;
    const char *name = strrchr(files[i], '/');
    name = name ? name + 1 : files[i];
    if (!stack_is_raster(name))
      continue;
    const char *before = strcmp(name + strlen(name) - 3, ".gz") == 0 ? "/vsigzip/" : "";
    const char *path = al_arena_printf(arena, "%s%s/%s", before, request->folder, files[i]);
    if (!path)
      return AL_NO_MEMORY;
    if (!stack_number(name, &number)) {
      al_report(ctx, AL_WARNING, NULL,
                "%s: left out of the hazard frames: no number in its name tells its time", path);
      continue;
    }
    self->frame[self->count++] =
        (struct stack_frame){number * request->unit_s + request->offset_s, path};
  }
  return self->count > 0
             ? AL_OK
             : AL_FAIL(ctx, AL_BAD_INPUT,
                       "%s: holds no raster (.asc, .tif, .gz) with a number in its name",
                       request->folder);
}

al_status al_evac_stack_open(struct al_ctx *ctx, struct al_arena *arena,
                             const struct al_evac_stack_request *request,
                             struct al_evac_frames *out)
{
  assert(request->unit_s > 0.0);
  struct stack *self = AL_NEW(arena, struct stack, 1);
  if (!self)
    return AL_NO_MEMORY;
  *out = (struct al_evac_frames){.lattice = &self->lattice, .self = self, .read = stack_read};
  AL_TRY(ctx, stack_take_files(ctx, arena, request, self));
  qsort(self->frame, (size_t)self->count, sizeof *self->frame, stack_compare);
  for (int k = 1; k < self->count; k++)
    if (self->frame[k].time_s == self->frame[k - 1].time_s)
      return AL_FAIL(ctx, AL_BAD_INPUT, "%s: has the same time as %s", self->frame[k].path,
                     self->frame[k - 1].path);
  self->time_s = AL_NEW(arena, double, (size_t)self->count);
  if (!self->time_s)
    return AL_NO_MEMORY;
  for (int k = 0; k < self->count; k++)
    self->time_s[k] = self->frame[k].time_s;
  out->time_s = self->time_s;
  out->count = self->count;
  out->has_depth = true;
  return al_raster_lattice(ctx, arena, self->frame[0].path, &self->lattice);
}
