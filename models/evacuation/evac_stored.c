#include "models/evacuation/evac_stored.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "doors/file_door.h"
#include "doors/hdf_door.h"
#include "doors/raster_door.h"

enum { STORED_STAND_IN_FRAMES = 64 };

struct stored {
  struct al_hdf *file; /* NULL: the maxima stand in */
  struct al_lattice lattice;
  double *time_s;
  float *other; /* [cells] the second component of velocity or wind */
  const float *hmax_m, *vmax_mps, *arrival_s;
  double interval_s; /* between frames that stand in */
};

static al_status stored_read_pair(struct stored *self, struct al_ctx *ctx, const char *x,
                                  const char *y, int k, float *out)
{
  const ptrdiff_t cells = al_lattice_cells(&self->lattice);
  AL_TRY(ctx, al_hdf_cf_read(self->file, x, (size_t)k, &self->lattice, out));
  AL_TRY(ctx, al_hdf_cf_read(self->file, y, (size_t)k, &self->lattice, self->other));
  for (ptrdiff_t i = 0; i < cells; i++)
    out[i] = sqrtf(out[i] * out[i] + self->other[i] * self->other[i]);
  return AL_OK;
}

static al_status stored_read(void *data, struct al_ctx *ctx, int k, struct al_evac_frame *into)
{
  struct stored *self = data;
  assert(self->file);
  if (into->depth_m)
    AL_TRY(ctx, al_hdf_cf_read(self->file, "h", (size_t)k, &self->lattice, into->depth_m));
  if (into->speed_mps)
    AL_TRY(ctx, stored_read_pair(self, ctx, "u", "v", k, into->speed_mps));
  if (into->wind_mps)
    AL_TRY(ctx, stored_read_pair(self, ctx, "wind_x", "wind_y", k, into->wind_mps));
  return AL_OK;
}

/* The greatest depth stands whole in the last frame before the arrival: never too late. What never
 * got as deep as an arrival stands from the start. */
static al_status stored_read_stand_in(void *data, struct al_ctx *ctx, int k,
                                      struct al_evac_frame *into)
{
  const struct stored *self = data;
  const ptrdiff_t cells = al_lattice_cells(&self->lattice);
  const double until_s = self->time_s[k] + self->interval_s;
  (void)ctx;
  for (ptrdiff_t i = 0; i < cells; i++) {
    const bool is_dry = (double)self->arrival_s[i] > until_s;
    into->depth_m[i] = is_dry ? 0.0f : self->hmax_m[i];
    if (into->speed_mps)
      into->speed_mps[i] = is_dry ? 0.0f : self->vmax_mps[i];
  }
  return AL_OK;
}

static al_status stored_open_fields(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                                    struct stored *self, struct al_evac_frames *out)
{
  size_t count;
  AL_TRY(ctx, al_hdf_open(ctx, path, false, &self->file));
  AL_TRY(ctx, al_hdf_cf_lattice(self->file, arena, &self->lattice));
  AL_TRY(ctx, al_hdf_cf_times(self->file, arena, &count, &self->time_s));
  const size_t cells = (size_t)al_lattice_cells(&self->lattice);
  float *bed_m = AL_NEW(arena, float, cells);
  self->other = AL_NEW(arena, float, cells);
  if (!bed_m || !self->other)
    return AL_NO_MEMORY;
  out->count = (int)count;
  out->has_depth = al_hdf_has(self->file, "h");
  out->has_speed = al_hdf_has(self->file, "u") && al_hdf_has(self->file, "v");
  out->has_wind = al_hdf_has(self->file, "wind_x") && al_hdf_has(self->file, "wind_y");
  out->read = stored_read;
  if (!al_hdf_has(self->file, "zb"))
    return AL_OK;
  out->bed_m = bed_m;
  return al_hdf_cf_read(self->file, "zb", 0, &self->lattice, bed_m);
}

/* A raster of the folder, on the lattice of the first one. */
static al_status stored_read_raster(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                                    struct stored *self, const float **out)
{
  if (self->lattice.cols == 0)
    AL_TRY(ctx, al_raster_lattice(ctx, arena, path, &self->lattice));
  float *value = AL_NEW(arena, float, (size_t)al_lattice_cells(&self->lattice));
  if (!value)
    return AL_NO_MEMORY;
  *out = value;
  return al_raster_read(ctx, path, 1, &self->lattice, value);
}

/* Frames from before the first arrival to the last one. */
static al_status stored_stand_in_times(struct al_arena *arena, struct stored *self,
                                       struct al_evac_frames *out)
{
  const ptrdiff_t cells = al_lattice_cells(&self->lattice);
  double first_s = INFINITY, last_s = -INFINITY;
  for (ptrdiff_t i = 0; i < cells; i++)
    if (isfinite(self->arrival_s[i])) {
      first_s = fmin(first_s, (double)self->arrival_s[i]);
      last_s = fmax(last_s, (double)self->arrival_s[i]);
    }
  if (!(first_s <= last_s))
    first_s = last_s = 0.0;
  self->interval_s = fmax(1.0, (last_s - first_s) / (STORED_STAND_IN_FRAMES - 3));
  self->time_s = AL_NEW(arena, double, STORED_STAND_IN_FRAMES);
  if (!self->time_s)
    return AL_NO_MEMORY;
  for (int k = 0; k < STORED_STAND_IN_FRAMES; k++)
    self->time_s[k] = first_s + (k - 2) * self->interval_s;
  out->count = STORED_STAND_IN_FRAMES;
  return AL_OK;
}

static al_status stored_open_maxima(struct al_ctx *ctx, struct al_arena *arena, const char *folder,
                                    struct stored *self, struct al_evac_frames *out)
{
  const char *hmax = al_arena_printf(arena, "%s/max/hmax.tif", folder);
  const char *vmax = al_arena_printf(arena, "%s/max/vmax.tif", folder);
  const char *arrival = al_arena_printf(arena, "%s/max/arrival.tif", folder);
  if (!hmax || !vmax || !arrival)
    return AL_NO_MEMORY;
  if (!al_file_exists(hmax) || !al_file_exists(arrival))
    return AL_OK;
  AL_TRY(ctx, stored_read_raster(ctx, arena, hmax, self, &self->hmax_m));
  AL_TRY(ctx, stored_read_raster(ctx, arena, arrival, self, &self->arrival_s));
  out->has_depth = true;
  if (al_file_exists(vmax)) {
    AL_TRY(ctx, stored_read_raster(ctx, arena, vmax, self, &self->vmax_mps));
    out->has_speed = true;
  }
  out->read = stored_read_stand_in;
  al_report(ctx, AL_WARNING, NULL,
            "%s: no fields over time: the greatest depths and speeds stand from the arrival on, "
            "and nothing reopens; give the run an output.interval",
            folder);
  return stored_stand_in_times(arena, self, out);
}

/* The file of fields over time, NULL when there is none. */
static al_status stored_find_fields(struct al_ctx *ctx, struct al_arena *arena, const char *folder,
                                    const char **out)
{
  const char *const *files;
  size_t count;
  *out = NULL;
  AL_TRY(ctx, al_folder_list(ctx, arena, folder, &count, &files));
  for (size_t i = 0; i < count && !*out; i++) {
    const size_t length = strlen(files[i]);
    if (strncmp(files[i], "fields/", 7) == 0 && strcmp(files[i] + length - 3, ".nc") == 0 &&
        !(*out = al_arena_printf(arena, "%s/%s", folder, files[i])))
      return AL_NO_MEMORY;
  }
  return AL_OK;
}

static al_status stored_open(struct al_ctx *ctx, struct al_arena *arena, const char *folder,
                             struct stored *self, struct al_evac_frames *out)
{
  const char *fields, *fire = al_arena_printf(arena, "%s/fire/arrival.tif", folder);
  if (!fire)
    return AL_NO_MEMORY;
  AL_TRY(ctx, stored_find_fields(ctx, arena, folder, &fields));
  AL_TRY(ctx, fields ? stored_open_fields(ctx, arena, fields, self, out)
                     : stored_open_maxima(ctx, arena, folder, self, out));
  if (al_file_exists(fire))
    AL_TRY(ctx, stored_read_raster(ctx, arena, fire, self, &out->fire_arrival_s));
  out->time_s = self->time_s;
  if (!out->count && !out->fire_arrival_s)
    return AL_FAIL(ctx, AL_BAD_INPUT,
                   "%s: holds no hazard: neither fields/*.nc, max/hmax.tif with "
                   "max/arrival.tif, nor fire/arrival.tif",
                   folder);
  return AL_OK;
}

al_status al_evac_stored_open(struct al_ctx *ctx, struct al_arena *arena, const char *folder,
                              struct al_evac_frames *out)
{
  assert(folder && out);
  struct stored *self = AL_NEW(arena, struct stored, 1);
  if (!self)
    return AL_NO_MEMORY;
  *out = (struct al_evac_frames){.lattice = &self->lattice, .self = self};
  const al_status status = stored_open(ctx, arena, folder, self, out);
  if (status != AL_OK)
    al_evac_stored_close(out);
  return status;
}

void al_evac_stored_close(struct al_evac_frames *frames)
{
  struct stored *self = frames->self;
  if (self && self->file)
    al_hdf_close(self->file, true);
  *frames = (struct al_evac_frames){0};
}
