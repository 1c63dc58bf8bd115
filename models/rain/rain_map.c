/**
 * Maps of rain: gauges and rasters.
 */
#include "models/rain/rain_map.h"
#include "doors/raster_door.h"
#include "models/rain/rain_check.h"
#include <assert.h>
#include <math.h>
#include <string.h>

#define M_PER_S_OF_MM_PER_H (1e-3 / 3600.0)
#define NEAREST_M2 1e-6
#define AWAY_MOST_M 3e5 /* a gauge farther off is a slip in its coordinates */

/* Before the run, so that a bad frame does not stop it half-way. */
static al_status map_check_band(const struct al_model_env *env, const char *path, int band)
{
  struct al_raster_info info;
  AL_TRY(env->ctx, al_raster_describe(env->ctx, env->arena, path, band, true, &info));
  if (info.nodata_share >= 1.0)
    return AL_FAIL(env->ctx, AL_BAD_INPUT, "%s: band %d holds no rain values at all", path, band);
  if (info.minimum < 0.0)
    return AL_FAIL(env->ctx, AL_BAD_INPUT,
                   "%s: band %d holds negative rain (least %g); name the value that stands for "
                   "missing as the raster's nodata",
                   path, band, info.minimum);
  return AL_OK;
}

static al_status map_read_time(const struct al_model_env *env, struct rain_slice *slice)
{
  double epoch_s;
  if (isnan(env->epoch_s))
    return AL_FAIL(env->ctx, AL_BAD_INPUT,
                   "rain.rasters: `times: file` needs scenario.start, which is not given");
  AL_TRY(env->ctx, al_raster_time(env->ctx, slice->path, slice->band, &epoch_s));
  slice->from_s = epoch_s - env->epoch_s;
  return AL_OK;
}

static al_status map_add_raster(const struct al_model_env *env, struct rain_map *map,
                                const struct rain_raster_config *raster, struct rain_slice *slice,
                                size_t *count)
{
  struct al_raster_info info;
  AL_TRY(env->ctx, al_raster_describe(env->ctx, env->arena, raster->path,
                                      raster->band > 0 ? (int)raster->band : 1, false, &info));
  const int first = raster->band > 0 ? (int)raster->band : 1;
  const int last = raster->band > 0 ? first : info.bands;
  if (last > info.bands)
    return AL_FAIL(env->ctx, AL_BAD_INPUT, "%s: band %d is asked for, the raster has %d",
                   raster->path, last, info.bands);
  for (int band = first; band <= last; band++, (*count)++)
    if (slice) {
      AL_TRY(env->ctx, map_check_band(env, raster->path, band));
      slice[*count] =
          (struct rain_slice){.path = raster->path,
                              .band = band,
                              .from_s = raster->time_s + (band - first) * map->config->interval_s};
      if (raster->times == RAIN_TIMES_FILE)
        AL_TRY(env->ctx, map_read_time(env, &slice[*count]));
    }
  return AL_OK;
}

static al_status map_list_slices(const struct al_model_env *env, struct rain_map *map)
{
  const struct rain_raster_config *raster = map->config->rasters.record;
  for (int pass = 0; pass < 2; pass++) {
    size_t count = 0;
    for (size_t i = 0; i < map->config->rasters.count; i++)
      AL_TRY(env->ctx, map_add_raster(env, map, &raster[i], map->slice, &count));
    if (pass == 0)
      map->slice = AL_NEW(env->arena, struct rain_slice, count);
    if (!map->slice)
      return AL_NO_MEMORY;
    map->slice_count = count;
  }
  for (size_t i = 0; i + 1 < map->slice_count; i++) {
    map->slice[i].to_s = map->slice[i + 1].from_s;
    if (!(map->slice[i].to_s > map->slice[i].from_s))
      return AL_FAIL(env->ctx, AL_BAD_INPUT,
                     "rain.rasters: times must rise: %s (band %d) at %g s follows %g s",
                     map->slice[i + 1].path, map->slice[i + 1].band, map->slice[i].to_s,
                     map->slice[i].from_s);
  }
  assert(map->slice_count > 0);
  struct rain_slice *last = &map->slice[map->slice_count - 1];
  last->to_s = last->from_s + map->config->interval_s;
  return AL_OK;
}

/* Frames that do not span the run, or are missing: legal, but said. */
static al_status map_check_times(const struct al_model_env *env, const struct rain_map *map)
{
  const struct al_source_mark mark = al_config_mark(env->scenario, "rain.rasters");
  const double from_s = map->slice[0].from_s, to_s = map->slice[map->slice_count - 1].to_s;
  double *time_s = AL_NEW(env->arena, double, map->slice_count);
  if (!time_s)
    return AL_NO_MEMORY;
  for (size_t k = 0; k < map->slice_count; k++)
    time_s[k] = map->slice[k].from_s;
  if (from_s > 0.0 || to_s < env->end_s)
    al_report(env->ctx, AL_WARNING, &mark,
              "rain.rasters hold from %g s to %g s, the run goes from 0 to %g s: no rain falls "
              "outside them",
              from_s, to_s, env->end_s);
  const struct rain_gaps gaps = rain_find_gaps(time_s, NULL, map->slice_count);
  if (gaps.count > 0)
    al_report(
        env->ctx, AL_WARNING, &mark,
        "rain.rasters: %zu gaps in steps of %g s, the first of %g s at %g s; the frame before "
        "a gap holds through it",
        gaps.count, gaps.usual_s, gaps.first_long_s, gaps.first_s);
  return AL_OK;
}

static double map_outside_m(const struct al_lattice *lattice, const double *point)
{
  const double east_m = lattice->west_m + lattice->cols * lattice->cell_m;
  const double south_m = lattice->north_m - lattice->rows * lattice->cell_m;
  const double dx = fmax(fmax(lattice->west_m - point[0], point[0] - east_m), 0.0);
  const double dy = fmax(fmax(south_m - point[1], point[1] - lattice->north_m), 0.0);
  return sqrt(dx * dx + dy * dy);
}

static al_status map_check_stations(const struct al_model_env *env, const struct rain_map *map)
{
  const struct rain_station_config *station = map->config->stations.record;
  const struct al_source_mark mark = al_config_mark(env->scenario, "rain.stations");
  const size_t count = map->config->stations.count;
  size_t outside = 0, farthest = 0;
  double most_m = 0.0;
  for (size_t s = 0; s < count; s++) {
    const double away_m = map_outside_m(&env->forest->level[0], station[s].point.value);
    outside += away_m > 0.0;
    farthest = away_m > most_m ? s : farthest;
    most_m = fmax(most_m, away_m);
  }
  if (most_m > AWAY_MOST_M)
    return AL_FAIL(
        env->ctx, AL_BAD_INPUT,
        "rain.stations: station %s at [%g, %g] lies %.0f km outside the grid; `point` is "
        "in the grid's coordinates, in m",
        station[farthest].name, station[farthest].point.value[0], station[farthest].point.value[1],
        most_m / 1e3);
  if (outside > 0)
    al_report(env->ctx, AL_WARNING, &mark,
              "rain.stations: %zu of %zu gauges lie outside the grid, the farthest, %s, by %.1f km",
              outside, count, station[farthest].name, most_m / 1e3);
  return AL_OK;
}

al_status rain_map_create(const struct al_model_env *env, struct rain_map **out)
{
  const struct al_rain_config *config = env->config;
  *out = NULL;
  if (config->kind != RAIN_STATIONS && config->kind != RAIN_RASTER)
    return AL_OK;
  struct rain_map *map = AL_NEW(env->arena, struct rain_map, 1);
  if (!map)
    return AL_NO_MEMORY;
  *map = (struct rain_map){.ctx = env->ctx,
                           .forest = env->forest,
                           .config = config,
                           .threads = env->threads,
                           .shown = -1};
  map->rate_m_per_s = AL_NEW(env->arena, al_real, env->forest->tile_count * AL_TILE_CELLS);
  if (!map->rate_m_per_s)
    return AL_NO_MEMORY;
  if (config->kind == RAIN_STATIONS) {
    map->station_rate = AL_NEW(env->arena, double, config->stations.count);
    map->present = AL_NEW(env->arena, double, config->stations.count);
    if (!map->station_rate || !map->present)
      return AL_NO_MEMORY;
    AL_TRY(env->ctx, map_check_stations(env, map));
  } else {
    size_t cells = 0;
    for (int level = 0; level < env->forest->level_count; level++) {
      const size_t here = (size_t)al_lattice_cells(&env->forest->level[level]);
      cells = here > cells ? here : cells;
    }
    AL_TRY(env->ctx, map_list_slices(env, map));
    AL_TRY(env->ctx, map_check_times(env, map));
    map->plane = AL_NEW(env->arena, float, cells);
    map->known = AL_NEW(env->arena, uint8_t, cells);
    if (!map->plane || !map->known)
      return AL_NO_MEMORY;
  }
  *out = map;
  return AL_OK;
}

/* 1 / distance^power of a squared distance, without pow: the same bits everywhere. */
static double map_weight(double distance2_m2, long power)
{
  const double base = 1.0 / fmax(distance2_m2, NEAREST_M2);
  double weight = power % 2 ? sqrt(base) : 1.0;
  for (long k = 0; k < power / 2; k++)
    weight *= base;
  return weight;
}

static double map_at_point(const struct rain_map *map, double x_m, double y_m)
{
  assert(map->config->stations.count > 0);
  const struct rain_station_config *station = map->config->stations.record;
  double nearest_m2 = (double)INFINITY, nearest = 0.0, sum = 0.0, weights = 0.0;
  for (size_t s = 0; s < map->config->stations.count; s++) {
    const double dx = x_m - station[s].point.value[0], dy = y_m - station[s].point.value[1];
    const double distance2_m2 = dx * dx + dy * dy;
    const double weight = map_weight(distance2_m2, map->config->idw_power);
    nearest = distance2_m2 < nearest_m2 ? map->station_rate[s] : nearest;
    nearest_m2 = fmin(nearest_m2, distance2_m2);
    sum += weight * map->station_rate[s];
    weights += weight;
  }
  return map->config->weighting == RAIN_THIESSEN ? nearest : sum / weights;
}

static void map_fill_stations(struct rain_map *map)
{
  const struct al_forest *forest = map->forest;
#pragma omp parallel for num_threads(map->threads) schedule(static)
  for (ptrdiff_t t = 0; t < forest->tile_count; t++)
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const int col = forest->tile[t].col + i % AL_TILE_SIDE;
      const int row = forest->tile[t].row + i / AL_TILE_SIDE;
      const double x_m = al_lattice_x_m(al_forest_lattice(forest, t), col);
      const double y_m = al_lattice_y_m(al_forest_lattice(forest, t), row);
      map->rate_m_per_s[t * AL_TILE_CELLS + i] = (al_real)map_at_point(map, x_m, y_m);
    }
}

static void map_prepare_stations(struct rain_map *map, double time_s, double span_s)
{
  const struct rain_station_config *station = map->config->stations.record;
  const size_t count = map->config->stations.count;
  map->has_rain = false;
  for (size_t s = 0; s < count; s++) {
    map->station_rate[s] =
        al_series_integral(&station[s].intensity_m_per_s, time_s, time_s + span_s) / span_s;
    map->has_rain = map->has_rain || map->station_rate[s] > 0.0;
  }
  if (map->is_ready && memcmp(map->present, map->station_rate, count * sizeof *map->present) == 0)
    return;
  memcpy(map->present, map->station_rate, count * sizeof *map->present);
  map->is_ready = true;
  if (map->has_rain)
    map_fill_stations(map);
}

static double map_slice_factor(const struct rain_map *map, const struct rain_slice *slice)
{
  switch (map->config->raster_value) {
  case RAIN_RATE_MM_PER_H:
    return M_PER_S_OF_MM_PER_H;
  case RAIN_DEPTH_MM:
    return 1e-3 / (slice->to_s - slice->from_s);
  default:
    return 1.0;
  }
}

/* Adds `share` of a slice's rate to the map; every cell of the domain must hold rain >= 0. */
static al_status map_add_slice_level(struct rain_map *map, const struct rain_slice *slice,
                                     double share, int level)
{
  assert(share > 0.0);
  const struct al_forest *forest = map->forest;
  const struct al_lattice *lattice = &forest->level[level];
  const struct al_raster_request request = {.path = slice->path,
                                            .band = slice->band,
                                            .resample = AL_BILINEAR,
                                            .scale = map_slice_factor(map, slice)};
  memset(map->known, 0, (size_t)al_lattice_cells(lattice));
  AL_TRY(map->ctx, al_raster_warp(map->ctx, &request, lattice, "rain", map->plane, map->known));
  for (ptrdiff_t t = 0; t < forest->tile_count; t++)
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const ptrdiff_t at = t * AL_TILE_CELLS + i;
      const int col = forest->tile[t].col + i % AL_TILE_SIDE;
      const int row = forest->tile[t].row + i / AL_TILE_SIDE;
      if (!forest->valid[at] || forest->tile[t].level != level)
        continue;
      const ptrdiff_t cell = (ptrdiff_t)row * lattice->cols + col;
      if (!map->known[cell] || !(map->plane[cell] >= 0.0f))
        return AL_FAIL(map->ctx, AL_BAD_INPUT,
                       "%s: band %d has %s rain at x = %.1f, y = %.1f (column %d, row %d); every "
                       "cell needs a value of 0 or more",
                       slice->path, slice->band, map->known[cell] ? "negative" : "no",
                       al_lattice_x_m(lattice, col), al_lattice_y_m(lattice, row), col, row);
      map->rate_m_per_s[at] += (al_real)((double)map->plane[cell] * share);
    }
  return AL_OK;
}

static al_status map_add_slice(struct rain_map *map, const struct rain_slice *slice, double share)
{
  for (int level = 0; level < map->forest->level_count; level++)
    AL_TRY(map->ctx, map_add_slice_level(map, slice, share, level));
  return AL_OK;
}

static al_status map_prepare_rasters(struct rain_map *map, double time_s, double span_s)
{
  const double end_s = time_s + span_s;
  ptrdiff_t alone = -1;
  map->has_rain = false;
  for (size_t k = 0; k < map->slice_count; k++) {
    const struct rain_slice *slice = &map->slice[k];
    map->has_rain = map->has_rain || (slice->from_s < end_s && slice->to_s > time_s);
    if (slice->from_s <= time_s && slice->to_s >= end_s)
      alone = (ptrdiff_t)k;
  }
  if (!map->has_rain || (alone >= 0 && alone == map->shown))
    return AL_OK;
  memset(map->rate_m_per_s, 0,
         (size_t)map->forest->tile_count * AL_TILE_CELLS * sizeof *map->rate_m_per_s);
  map->shown = alone;
  for (size_t k = 0; k < map->slice_count; k++) {
    const struct rain_slice *slice = &map->slice[k];
    const double covered_s = fmin(slice->to_s, end_s) - fmax(slice->from_s, time_s);
    if (covered_s > 0.0)
      AL_TRY(map->ctx, map_add_slice(map, slice, (ptrdiff_t)k == alone ? 1.0 : covered_s / span_s));
  }
  return AL_OK;
}

al_status rain_map_prepare(struct rain_map *map, double time_s, double span_s)
{
  assert(map);
  assert(span_s > 0.0);
  if (map->config->kind == RAIN_RASTER)
    return map_prepare_rasters(map, time_s, span_s);
  map_prepare_stations(map, time_s, span_s);
  return AL_OK;
}

double rain_map_next_event_s(const struct rain_map *map, double time_s)
{
  const struct rain_station_config *station = map->config->stations.record;
  double next_s = (double)INFINITY;
  for (size_t s = 0; s < map->config->stations.count; s++)
    next_s = fmin(next_s, al_series_next_knot_s(&station[s].intensity_m_per_s, time_s));
  for (size_t k = 0; k < map->slice_count; k++) {
    if (map->slice[k].from_s > time_s)
      next_s = fmin(next_s, map->slice[k].from_s);
    if (map->slice[k].to_s > time_s)
      next_s = fmin(next_s, map->slice[k].to_s);
  }
  return next_s;
}
