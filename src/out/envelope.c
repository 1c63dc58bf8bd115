/**
 * Worst cases over many runs, cell by cell. Maxima and minima are free of order, the run of the
 * highest level is the lowest number among equals, and weights are whole numbers.
 */
#include "out/envelope.h"
#include <assert.h>
#include <math.h>

enum { PLANES = 5 };

size_t envelope_bytes(ptrdiff_t cells, size_t depth_count)
{
  return (size_t)cells * (PLANES * sizeof(float) + (1 + depth_count) * sizeof(uint32_t));
}

al_status envelope_create(struct al_arena *arena, ptrdiff_t cells, const double *depth_m,
                          size_t depth_count, struct envelope *out)
{
  assert(cells > 0 && depth_count <= ENVELOPE_DEPTHS_MOST);
  *out = (struct envelope){.cells = cells, .depth_count = depth_count};
  float **const planes[PLANES] = {&out->planes.hmax_m, &out->planes.vmax_m_per_s,
                                  &out->planes.hvmax_m2_per_s, &out->planes.zsmax_m,
                                  &out->planes.arrival_s};
  for (int p = 0; p < PLANES; p++) {
    float *plane = *planes[p] = AL_NEW(arena, float, (size_t)cells);
    if (!plane)
      return AL_NO_MEMORY;
    for (ptrdiff_t i = 0; i < cells; i++)
      plane[i] = NAN;
  }
  out->driver = AL_NEW(arena, uint32_t, (size_t)cells);
  if (!out->driver)
    return AL_NO_MEMORY;
  for (size_t k = 0; k < depth_count; k++) {
    out->depth_m[k] = (float)depth_m[k];
    out->wet_units[k] = AL_NEW(arena, uint32_t, (size_t)cells);
    if (!out->wet_units[k])
      return AL_NO_MEMORY;
  }
  return AL_OK;
}

/* NaN gives way to the other. */
static inline float envelope_most(float a, float b)
{
  return a >= b || isnan(b) ? a : b;
}

static inline float envelope_least(float a, float b)
{
  return a <= b || isnan(b) ? a : b;
}

static void envelope_take_planes(struct envelope *envelope, const struct out_planes *more)
{
  struct out_planes *own = &envelope->planes;
  for (ptrdiff_t i = 0; i < envelope->cells; i++) {
    own->hmax_m[i] = envelope_most(own->hmax_m[i], more->hmax_m[i]);
    own->vmax_m_per_s[i] = envelope_most(own->vmax_m_per_s[i], more->vmax_m_per_s[i]);
    own->hvmax_m2_per_s[i] = envelope_most(own->hvmax_m2_per_s[i], more->hvmax_m2_per_s[i]);
    own->zsmax_m[i] = envelope_most(own->zsmax_m[i], more->zsmax_m[i]);
    own->arrival_s[i] = envelope_least(own->arrival_s[i], more->arrival_s[i]);
  }
}

/* Whether a run drives a cell that another one drives so far. */
static inline bool envelope_drives(float level_m, uint32_t number, float so_far_m, uint32_t driver)
{
  return level_m > so_far_m || (!isnan(level_m) && driver == 0) ||
         (level_m == so_far_m && number < driver);
}

void envelope_take(struct envelope *envelope, uint32_t number, uint32_t units,
                   const struct out_planes *planes)
{
  assert(number > 0 && planes->hmax_m && envelope->driver);
  for (ptrdiff_t i = 0; i < envelope->cells; i++)
    if (envelope_drives(planes->zsmax_m[i], number, envelope->planes.zsmax_m[i],
                        envelope->driver[i]))
      envelope->driver[i] = number;
  envelope_take_planes(envelope, planes);
  for (size_t k = 0; k < envelope->depth_count; k++)
    for (ptrdiff_t i = 0; i < envelope->cells; i++)
      envelope->wet_units[k][i] += planes->hmax_m[i] > envelope->depth_m[k] ? units : 0;
  envelope->units += units;
  envelope->run_count++;
}

void envelope_merge(struct envelope *envelope, const struct envelope *other)
{
  assert(envelope->cells == other->cells && envelope->depth_count == other->depth_count);
  for (ptrdiff_t i = 0; i < envelope->cells; i++)
    if (other->driver[i] > 0 && envelope_drives(other->planes.zsmax_m[i], other->driver[i],
                                                envelope->planes.zsmax_m[i], envelope->driver[i]))
      envelope->driver[i] = other->driver[i];
  envelope_take_planes(envelope, &other->planes);
  for (size_t k = 0; k < envelope->depth_count; k++)
    for (ptrdiff_t i = 0; i < envelope->cells; i++)
      envelope->wet_units[k][i] += other->wet_units[k][i];
  envelope->units += other->units;
  envelope->run_count += other->run_count;
}

void envelope_share(const struct envelope *envelope, size_t k, float *out)
{
  assert(k < envelope->depth_count && out);
  for (ptrdiff_t i = 0; i < envelope->cells; i++)
    out[i] = isnan(envelope->planes.hmax_m[i]) || envelope->units == 0
                 ? NAN
                 : (float)((double)envelope->wet_units[k][i] / (double)envelope->units);
}
