/**
 * Water at the start.
 */
#include "doors/raster_door.h"
#include "models/flow/flow_cell.h"
#include "models/flow/flow_state.h"
#include <stdlib.h>

#define INITIAL_SUNK_LEAST_M2 1e5

/* Land that lies deeper than a film below the level of the sea in the cell beside it. */
static bool initial_is_sunk(const al_real *bed, const al_real *is_sea, int i, al_real level_m)
{
  const int col = i % AL_TILE_SIDE, row = i / AL_TILE_SIDE;
  const int beside[4] = {col > 0 ? i - 1 : i, col + 1 < AL_TILE_SIDE ? i + 1 : i,
                         row > 0 ? i - AL_TILE_SIDE : i,
                         row + 1 < AL_TILE_SIDE ? i + AL_TILE_SIDE : i};
  for (int k = 0; k < 4; k++)
    if (bed[i] < level_m - (al_real)0.1 && is_sea[beside[k]] > (al_real)0.5 &&
        is_sea[beside[k]] < (al_real)1.5)
      return true;
  return false;
}

/* Still water of a level, at the tide of the start where boundaries have one, over sea cells (every
 * cell where the grid has no sea layer). */
static void initial_set_level(const struct al_model_env *env, struct flow *flow)
{
  const struct al_field *sea = al_fields_find(flow->fields, "sea");
  double sunk_m2 = 0.0;
  const al_real level = (al_real)(flow->config->initial_level_m +
                                  flow_boundary_start_rise_m(flow->ctx, flow->boundary));
  for (ptrdiff_t t = 0; t < flow->forest->tile_count; t++) {
    al_real *d = al_field_tile(flow->d, t);
    const al_real *bed = al_field_tile(flow->bed, t), *is_sea = al_field_tile(sea, t);
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const bool wet = is_sea[i] > (al_real)0.5 && bed[i] < level;
      d[i] = wet ? level - al_max(bed[i], 0) : -flow_still_depth(bed[i]);
      if (!wet && initial_is_sunk(bed, is_sea, i, level))
        sunk_m2 += flow_cell_area_m2(flow->forest, t);
    }
  }
  if (sunk_m2 > INITIAL_SUNK_LEAST_M2)
    al_report(
        env->ctx, AL_WARNING, NULL,
        "flow: %.2f km2 of land below the sea's level start dry beside it and flood at once, "
        "whatever the storm; `sea.reconcile` in the recipe holds the terrain to the coastline",
        sunk_m2 * 1e-6);
}

/* Reads one band over the lattice of a level into a field; cells without data keep what they have.
 */
static al_status initial_read_level(const struct al_model_env *env, const char *path, int band,
                                    int level, struct al_field *field)
{
  const struct al_lattice *lattice = &env->forest->level[level];
  const size_t cells = (size_t)al_lattice_cells(lattice);
  float *value = calloc(cells, sizeof *value);
  uint8_t *valid = calloc(cells, 1);
  al_status status = AL_NO_MEMORY;
  if (value && valid) {
    const struct al_raster_request request = {
        .path = path, .band = band, .resample = AL_BILINEAR, .scale = 1.0};
    status = al_raster_warp(env->ctx, &request, lattice, "initial state", value, valid);
    if (status == AL_OK)
      al_field_scatter(field, env->forest, level, value, valid);
  } else {
    status = AL_FAIL(env->ctx, AL_NO_MEMORY, "out of memory while reading %s", path);
  }
  free(value);
  free(valid);
  return status;
}

static al_status initial_read_band(const struct al_model_env *env, const char *path, int band,
                                   struct al_field *field)
{
  for (int level = 0; level < env->forest->level_count; level++)
    AL_TRY(env->ctx, initial_read_level(env, path, band, level, field));
  return AL_OK;
}

/* The depth read stands in d: turn it into the deviation. Checks that no depth is negative. */
static al_status initial_depth_to_deviation(const struct al_model_env *env, struct flow *flow)
{
  bool bad = false;
  for (ptrdiff_t t = 0; t < flow->forest->tile_count; t++) {
    al_real *d = al_field_tile(flow->d, t);
    const al_real *bed = al_field_tile(flow->bed, t);
    const uint8_t *valid = flow->forest->valid + t * AL_TILE_CELLS;
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      bad = bad || (valid[i] && !(d[i] >= 0 && d[i] < 2e4f));
      d[i] = (valid[i] ? d[i] : 0) - flow_still_depth(bed[i]);
    }
  }
  const struct al_source_mark mark = al_config_mark(env->scenario, "flow.initial_depth");
  if (bad)
    al_report(env->ctx, AL_ERROR, &mark, "%s: holds depths below 0 or above 20000 m",
              flow->config->initial_depth);
  return al_report_close(env->ctx);
}

static void initial_flip_v(struct flow *flow)
{
  for (ptrdiff_t t = 0; t < flow->forest->tile_count; t++) {
    al_real *v = al_field_tile(flow->v, t);
    for (int i = 0; i < AL_TILE_CELLS; i++)
      v[i] = -v[i];
  }
}

al_status flow_initial_set(const struct al_model_env *env, struct flow *flow)
{
  const struct al_flow_config *config = flow->config;
  if (config->initial_depth) {
    AL_TRY(env->ctx, initial_read_band(env, config->initial_depth, 1, flow->d));
    AL_TRY(env->ctx, initial_depth_to_deviation(env, flow));
  } else {
    initial_set_level(env, flow);
  }
  if (config->initial_velocity) {
    AL_TRY(env->ctx, initial_read_band(env, config->initial_velocity, 1, flow->u));
    AL_TRY(env->ctx, initial_read_band(env, config->initial_velocity, 2, flow->v));
    initial_flip_v(flow);
  }
  return AL_OK;
}
