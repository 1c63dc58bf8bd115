/**
 * The cell loop of the maxima, compiled once for each vector width.
 */
#include "out/maxima_kernel.h"
#include "core/vmath.h"
#include "tiles/forest.h"

AL_INLINE void maxima_peaks(const struct out_maxima_job *job)
{
  const al_real *restrict depth = job->depth_m, *restrict level = job->level_m;
  const al_real *restrict u = job->u_m_per_s, *restrict v = job->v_m_per_s;
  al_real *restrict hmax = job->hmax_m, *restrict vmax = job->vmax_m_per_s,
                    *restrict hvmax = job->hvmax_m2_per_s, *restrict zsmax = job->zsmax_m,
                    *restrict arrival = job->arrival_s;
  const al_real reached = job->arrival_depth_m, counts = job->velocity_depth_m, now = job->time_s;
#pragma omp simd
  for (int i = 0; i < AL_TILE_CELLS; i++) {
    const al_real h = depth[i], speed = al_sqrt(u[i] * u[i] + v[i] * v[i]);
    hmax[i] = al_max(hmax[i], h);
    vmax[i] = al_max(vmax[i], h > counts ? speed : 0);
    hvmax[i] = al_max(hvmax[i], h * speed);
    zsmax[i] = al_max(zsmax[i], h > counts ? level[i] : OUT_NO_LEVEL_M);
    arrival[i] = arrival[i] >= 0 ? arrival[i] : (h > reached ? now : OUT_NO_ARRIVAL_S);
  }
}

AL_INLINE void maxima_duration(const struct out_maxima_job *job, int k)
{
  const al_real *restrict depth = job->depth_m;
  al_real *restrict duration = job->duration_s[k];
  const al_real above = job->duration_depth_m[k], elapsed = job->elapsed_s;
#pragma omp simd
  for (int i = 0; i < AL_TILE_CELLS; i++)
    duration[i] += depth[i] > above ? elapsed : 0;
}

AL_INLINE void maxima_rise(const struct out_maxima_job *job)
{
  const al_real *restrict depth = job->depth_m;
  al_real *restrict rise = job->rise_m_per_s, *restrict before = job->before_m;
  const al_real per_window = job->per_window_per_s;
#pragma omp simd
  for (int i = 0; i < AL_TILE_CELLS; i++) {
    rise[i] = al_max(rise[i], (depth[i] - before[i]) * per_window);
    before[i] = depth[i];
  }
}

void AL_ISA_NAME(out_maxima_tile)(struct out_maxima_job *job)
{
  maxima_peaks(job);
  for (int k = 0; k < job->duration_count; k++)
    maxima_duration(job, k);
  if (job->rise_m_per_s)
    maxima_rise(job);
}
