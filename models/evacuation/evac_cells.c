#include "models/evacuation/evac_cells.h"

#include <assert.h>
#include <stdlib.h>

#include "models/evacuation/evac_fire.h"

static bool cells_are_closed(const struct al_evac_law *law, const struct al_evac_frame *before,
                             const struct al_evac_frame *now, ptrdiff_t cell, double share)
{
  if (al_evac_between(before->wind_mps, now->wind_mps, cell, share) > law->wind_limit_mps)
    return true;
  const double depth_m = al_evac_between(before->depth_m, now->depth_m, cell, share);
  return depth_m > 0.0 &&
         al_evac_water_closes(law, depth_m,
                              al_evac_between(before->speed_mps, now->speed_mps, cell, share));
}

/* The early side of the change, to a millionth of the interval. */
static double cells_change_share(const struct al_evac_law *law, const struct al_evac_frame *before,
                                 const struct al_evac_frame *now, ptrdiff_t cell)
{
  double low = 0.0, high = 1.0;
  for (int halving = 0; halving < 20; halving++) {
    const double middle = 0.5 * (low + high);
    if (cells_are_closed(law, before, now, cell, middle))
      high = middle;
    else
      low = middle;
  }
  return low;
}

/* Single precision never later than the time. */
static float cells_round_early(double time_s)
{
  const float rounded = (float)time_s;
  return (double)rounded > time_s ? nextafterf(rounded, -INFINITY) : rounded;
}

static al_status cells_take_frames(struct al_ctx *ctx, const struct al_evac_frames *frames,
                                   const struct al_evac_law *law, struct al_evac_frame *before,
                                   struct al_evac_frame *now, float *closes_s)
{
  const ptrdiff_t cells = al_lattice_cells(frames->lattice);
  for (int k = 0; k < frames->count; k++) {
    const struct al_evac_frame older = *before;
    const double now_s = frames->time_s[k], before_s = k ? frames->time_s[k - 1] : now_s;
    *before = *now;
    *now = older;
    AL_TRY(ctx, frames->read(frames->self, ctx, k, now));
#pragma omp parallel for schedule(static)
    for (ptrdiff_t cell = 0; cell < cells; cell++) {
      if (closes_s[cell] < INFINITY || !cells_are_closed(law, before, now, cell, 1.0))
        continue;
      closes_s[cell] =
          k == 0 ? -INFINITY
                 : cells_round_early(before_s + cells_change_share(law, before, now, cell) *
                                                    (now_s - before_s));
    }
  }
  return AL_OK;
}

static al_status cells_take_fire(struct al_ctx *ctx, const struct al_evac_frames *frames,
                                 const struct al_evac_law *law, float *closes_s)
{
  const ptrdiff_t cells = al_lattice_cells(frames->lattice);
  float *near_s = malloc((size_t)(cells + 1) * sizeof *near_s);
  if (!near_s)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: fire within %g m", law->fire_reach_m);
  const al_status status = al_evac_fire_near(ctx, frames->lattice, frames->fire_arrival_s,
                                             law->fire_reach_m, NULL, near_s);
  for (ptrdiff_t cell = 0; cell < cells && status == AL_OK; cell++)
    closes_s[cell] =
        fminf(closes_s[cell], cells_round_early((double)near_s[cell] - law->fire_lead_s));
  free(near_s);
  return status;
}

al_status al_evac_cells_closing(struct al_ctx *ctx, const struct al_evac_frames *frames,
                                const struct al_evac_law *law, float *closes_s)
{
  const ptrdiff_t cells = al_lattice_cells(frames->lattice);
  struct al_evac_frame before = {0}, now = {0};

  assert(closes_s && frames->count >= 0);
  for (ptrdiff_t cell = 0; cell < cells; cell++)
    closes_s[cell] = INFINITY;
  AL_TRY(ctx, al_evac_frames_check(ctx, frames));
  al_status status = al_evac_frame_make(ctx, frames, &before);
  if (status == AL_OK)
    status = al_evac_frame_make(ctx, frames, &now);
  if (status == AL_OK)
    status = cells_take_frames(ctx, frames, law, &before, &now, closes_s);
  if (status == AL_OK && frames->fire_arrival_s)
    status = cells_take_fire(ctx, frames, law, closes_s);
  al_evac_frame_free(&before);
  al_evac_frame_free(&now);
  return status;
}

int32_t al_evac_places_closing(const struct al_lattice *lattice, const float *closes_s,
                               int32_t count, const double *x_m, const double *y_m, double *place_s)
{
  int32_t outside = 0;
  for (int32_t i = 0; i < count; i++) {
    const double col = floor((x_m[i] - lattice->west_m) / lattice->cell_m);
    const double row = floor((lattice->north_m - y_m[i]) / lattice->cell_m);
    const bool is_inside = col >= 0.0 && row >= 0.0 && col < lattice->cols && row < lattice->rows;
    outside += !is_inside;
    place_s[i] = is_inside ? (double)closes_s[(ptrdiff_t)row * lattice->cols + (ptrdiff_t)col]
                           : (double)INFINITY;
  }
  return outside;
}
