/**
 * Gridded weather.
 */
#include "models/fire/fire_air.h"
#include "core/log.h"
#include "doors/crs_door.h"
#include "doors/raster_door.h"
#include "models/fire/fire_damp_cell.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
#define M_PER_DEG 111195.0

enum { SPEED, BLOWS_FROM, EAST, NORTH, CELSIUS, HUMIDITY, QUANTITIES };

static const struct {
  const char *name;
  double least, most;
} quantity[QUANTITIES] = {
    [SPEED] = {"wind_speed", 0.0, 90.0},      [BLOWS_FROM] = {"wind_from", -360.0, 360.0},
    [EAST] = {"wind_east", -90.0, 90.0},      [NORTH] = {"wind_north", -90.0, 90.0},
    [CELSIUS] = {"temperature", -60.0, 60.0}, [HUMIDITY] = {"humidity", 0.0, 100.0}};

struct air_job {
  const struct al_model_env *env;
  struct fire_air *air;
  float *read[QUANTITIES], *scratch; /* [coarse] */
  uint8_t *valid;
};

static const char *air_path(const struct fire_raster_config *raster, int q)
{
  const char *const path[QUANTITIES] = {raster->speed, raster->from,    raster->east,
                                        raster->north, raster->celsius, raster->humidity};
  return path[q];
}

/* Cells of the grid along the edge of a raster's, at least 1; the least of all rasters. */
static al_status air_factor(const struct al_model_env *env, const struct fire_raster_config *raster,
                            const char *path, int *factor, int *bands)
{
  struct al_raster_info info;
  struct al_crs_info crs = {.metres_per_unit = 1.0};
  AL_TRY(env->ctx, al_raster_describe(env->ctx, env->arena, path, 1, false, &info));
  const char *system = raster->crs && *raster->crs ? raster->crs : info.crs_wkt;
  if (system && *system)
    AL_TRY(env->ctx, al_crs_describe(env->ctx, env->arena, system, &crs));
  const double *g = info.geotransform;
  const double height = sqrt(g[4] * g[4] + g[5] * g[5]);
  const double height_m = height * (crs.geographic ? M_PER_DEG : crs.metres_per_unit);
  const double cells = floor(height_m / env->forest->lattice.cell_m * (1.0 + 1e-9));
  const int own = cells >= 1.0 ? (int)fmin(cells, 1e4) : 1;
  *factor = *factor == 0 || own < *factor ? own : *factor;
  *bands = info.bands;
  return AL_OK;
}

static al_status air_read_quantity(struct air_job *job, const struct fire_raster_config *raster,
                                   int q, int band)
{
  const struct al_lattice *coarse = &job->air->coarse;
  const size_t nodes = (size_t)al_lattice_cells(coarse);
  const bool wind = q == SPEED || q == EAST || q == NORTH;
  const struct al_raster_request request = {
      .path = air_path(raster, q),
      .band = band,
      .crs_override = raster->crs,
      .resample = q == BLOWS_FROM ? AL_NEAREST : AL_BILINEAR, /* angles have no mean */
      .scale = wind ? raster->scale : 1.0};
  float *value = job->read[q];
  memset(job->valid, 0, nodes);
  AL_TRY(job->env->ctx, al_raster_warp(job->env->ctx, &request, coarse, "fire", value, job->valid));
  for (size_t i = 0; i < nodes; i++) {
    const double v = (double)value[i];
    if (!job->valid[i])
      value[i] = (float)NAN;
    else if (!(v >= quantity[q].least - 1e-3 && v <= quantity[q].most + 1e-3))
      return AL_FAIL(job->env->ctx, AL_BAD_INPUT,
                     "%s: %s of band %d comes to %g; allowed: %g .. %g", request.path,
                     quantity[q].name, band, v, quantity[q].least, quantity[q].most);
  }
  return AL_OK;
}

/* Every cell of the grid lies between nodes with a value, and their mean. */
static al_status air_check(const struct air_job *job, const struct fire_raster_config *raster,
                           int band, struct fire_air_frame *frame)
{
  const struct al_forest *forest = job->env->forest;
  double sum[2] = {0.0, 0.0};
  ptrdiff_t count = 0;
  for (ptrdiff_t t = 0; t < forest->tile_count; t++)
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const int col = forest->tile[t].col + i % AL_TILE_SIDE;
      const int row = forest->tile[t].row + i / AL_TILE_SIDE;
      if (!forest->valid[t * AL_TILE_CELLS + i])
        continue;
      for (int p = 0; p < FIRE_AIR; p++) {
        const double v = frame->plane[p] ? fire_plane_cell(&job->air->coarse, job->air->factor,
                                                           frame->plane[p], col, row)
                                         : 0.0;
        if (isnan(v))
          return AL_FAIL(job->env->ctx, AL_BAD_INPUT,
                         "%s: band %d has no weather at x = %.1f, y = %.1f (column %d, row %d); "
                         "every cell of the grid needs some",
                         raster->speed ? raster->speed : raster->east, band,
                         al_lattice_x_m(&forest->lattice, col),
                         al_lattice_y_m(&forest->lattice, row), col, row);
        if (p <= FIRE_AIR_NORTH)
          sum[p] += v;
      }
      count++;
    }
  frame->east_m_per_s = count > 0 ? sum[0] / (double)count : 0.0;
  frame->north_m_per_s = count > 0 ? sum[1] / (double)count : 0.0;
  return AL_OK;
}

static al_status air_read_frame(struct air_job *job, const struct fire_raster_config *raster,
                                int band, struct fire_air_frame *frame)
{
  const size_t nodes = (size_t)al_lattice_cells(&job->air->coarse);
  const bool has_air = raster->celsius != NULL;
  for (int q = 0; q < QUANTITIES; q++)
    if (air_path(raster, q))
      AL_TRY(job->env->ctx, air_read_quantity(job, raster, q, band));
  for (int p = 0; p < (has_air ? FIRE_AIR : FIRE_AIR_TEMPERATURE); p++) {
    frame->plane[p] = AL_NEW(job->env->arena, float, nodes);
    if (!frame->plane[p])
      return AL_NO_MEMORY;
  }
  for (size_t i = 0; i < nodes; i++) {
    const double from = raster->from ? (double)job->read[BLOWS_FROM][i] * PI / 180.0 : 0.0;
    const double speed = raster->speed ? (double)job->read[SPEED][i] : 0.0;
    frame->plane[FIRE_AIR_EAST][i] =
        raster->speed ? (float)(-speed * sin(from)) : job->read[EAST][i];
    frame->plane[FIRE_AIR_NORTH][i] =
        raster->speed ? (float)(-speed * cos(from)) : job->read[NORTH][i];
    if (!has_air)
      continue;
    const double air_f = 32.0 + 1.8 * (double)job->read[CELSIUS][i];
    const double humidity = (double)job->read[HUMIDITY][i];
    frame->plane[FIRE_AIR_TEMPERATURE][i] = (float)air_f;
    frame->plane[FIRE_AIR_DEW][i] =
        isnan(humidity) ? (float)NAN : (float)fire_dew_f(air_f, humidity);
  }
  for (int p = 0; p < FIRE_AIR; p++)
    if (frame->plane[p])
      fire_plane_mend(&job->air->coarse, frame->plane[p], job->scratch);
  return air_check(job, raster, band, frame);
}

static al_status air_frame_time(const struct al_model_env *env,
                                const struct fire_raster_config *raster, int band, int first,
                                double *from_s)
{
  double epoch_s;
  *from_s = raster->from_s + (band - first) * raster->interval_s;
  if (raster->times != FIRE_TIMES_FILE)
    return AL_OK;
  if (isnan(env->epoch_s))
    return AL_FAIL(env->ctx, AL_BAD_INPUT,
                   "fire.rasters: `times: file` needs scenario.start, which is not given");
  AL_TRY(env->ctx,
         al_raster_time(env->ctx, raster->speed ? raster->speed : raster->east, band, &epoch_s));
  *from_s = epoch_s - env->epoch_s;
  return AL_OK;
}

static al_status air_read_frames(struct air_job *job, const int *bands)
{
  const struct al_fire_config *config = job->env->config;
  const struct fire_raster_config *raster = config->rasters.record;
  struct fire_air *air = job->air;
  for (size_t r = 0; r < config->rasters.count; r++) {
    const int first = raster[r].band > 0 ? (int)raster[r].band : 1;
    const int last = raster[r].band > 0 ? first : bands[r];
    for (int band = first; band <= last; band++) {
      struct fire_air_frame *frame = &air->frame[air->frame_count++];
      AL_TRY(job->env->ctx, air_frame_time(job->env, &raster[r], band, first, &frame->from_s));
      if (frame > air->frame && !(frame->from_s > frame[-1].from_s))
        return AL_FAIL(job->env->ctx, AL_BAD_INPUT,
                       "fire.rasters: times must rise: band %d of record %zu at %g s follows %g s",
                       band, r, frame->from_s, frame[-1].from_s);
      AL_TRY(job->env->ctx, air_read_frame(job, &raster[r], band, frame));
      air->end_s = frame->from_s + raster[r].interval_s;
    }
  }
  return AL_OK;
}

static al_status air_check_times(const struct al_model_env *env, const struct fire_air *air,
                                 double until_s)
{
  const struct al_source_mark mark = al_config_mark(env->scenario, "fire.rasters");
  if (air->frame[0].from_s > 0.0 || air->end_s < until_s)
    al_report(env->ctx, AL_ERROR, &mark,
              "fire.rasters hold from %g s to %g s (the last one for its interval); the fire burns "
              "from 0 to %g s",
              air->frame[0].from_s, air->end_s, until_s);
  return al_report_close(env->ctx);
}

al_status fire_air_read(const struct al_model_env *env, double until_s, struct fire_air **out)
{
  const struct al_fire_config *config = env->config;
  const struct fire_raster_config *raster = config->rasters.record;
  struct fire_air *air = *out = AL_NEW(env->arena, struct fire_air, 1);
  struct air_job job = {.env = env, .air = air};
  int *bands = AL_NEW(env->arena, int, config->rasters.count);
  size_t frames = 0;
  if (!air || !bands)
    return AL_NO_MEMORY;
  assert(config->rasters.count > 0);
  for (size_t r = 0; r < config->rasters.count; r++) {
    for (int q = 0; q < QUANTITIES; q++)
      if (air_path(&raster[r], q))
        AL_TRY(env->ctx,
               air_factor(env, &raster[r], air_path(&raster[r], q), &air->factor, &bands[r]));
    frames += raster[r].band > 0 ? 1 : (size_t)bands[r];
  }
  air->coarse = fire_plane_lattice(&env->forest->lattice, air->factor);
  air->frame = AL_NEW(env->arena, struct fire_air_frame, frames);
  const size_t nodes = (size_t)al_lattice_cells(&air->coarse);
  float *room = malloc((QUANTITIES + 1) * nodes * sizeof *room);
  job.valid = malloc(nodes);
  for (int q = 0; room && q < QUANTITIES; q++)
    job.read[q] = room + (size_t)q * nodes;
  job.scratch = room + (size_t)QUANTITIES * nodes;
  const al_status status =
      room && job.valid && air->frame
          ? air_read_frames(&job, bands)
          : AL_FAIL(env->ctx, AL_NO_MEMORY, "out of memory while reading %s", "fire.rasters");
  free(room);
  free(job.valid);
  return status == AL_OK ? air_check_times(env, air, until_s) : status;
}

size_t fire_air_at(const struct fire_air *air, double time_s)
{
  size_t k = 0;
  assert(air->frame_count > 0);
  while (k + 1 < air->frame_count && air->frame[k + 1].from_s <= time_s)
    k++;
  return k;
}
