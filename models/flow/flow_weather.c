/**
 * Weather over the water: whose fields it is, and the turning of the Earth.
 */
#include "doors/crs_door.h"
#include "models/flow/flow_state.h"
#include <assert.h>
#include <math.h>

#define EARTH_RAD_PER_S 7.2921e-5

static double weather_coriolis_per_s(double latitude_deg)
{
  return 2.0 * EARTH_RAD_PER_S * sin(latitude_deg * 3.14159265358979323846 / 180.0);
}

/* Latitudes of the middles of a tile's first and last row. */
static al_status weather_latitudes(const struct al_model_env *env, const struct flow *flow,
                                   ptrdiff_t t, double latitude_deg[2])
{
  const struct al_lattice *lattice = al_forest_lattice(flow->forest, t);
  const struct al_tile *tile = &flow->forest->tile[t];
  double x[2], y[2];
  latitude_deg[0] = latitude_deg[1] = flow->config->latitude_deg;
  if (fabs(flow->config->latitude_deg) <= 90.0)
    return AL_OK;
  for (int k = 0; k < 2; k++) {
    x[k] = al_lattice_x_m(lattice, tile->col + 0.5 * AL_TILE_SIDE);
    y[k] = al_lattice_y_m(lattice, tile->row + k * (AL_TILE_SIDE - 1));
  }
  AL_TRY(env->ctx, al_crs_transform(env->ctx, lattice->crs_wkt, "EPSG:4326", 2, x, y));
  latitude_deg[0] = y[0];
  latitude_deg[1] = y[1];
  return AL_OK;
}

static al_status weather_set_coriolis(const struct al_model_env *env, struct flow *flow)
{
  const struct al_source_mark mark = al_config_mark(env->scenario, "flow.coriolis");
  const bool local = !*flow->forest->lattice.crs_wkt && fabs(flow->config->latitude_deg) > 90.0;
  if (local)
    al_report(env->ctx, AL_ERROR, &mark,
              "flow.coriolis: the grid has local coordinates; give flow.latitude");
  for (ptrdiff_t t = 0; !local && t < flow->forest->tile_count; t++) {
    double latitude_deg[2];
    AL_TRY(env->ctx, weather_latitudes(env, flow, t, latitude_deg));
    const double first = weather_coriolis_per_s(latitude_deg[0]),
                 last = weather_coriolis_per_s(latitude_deg[1]);
    flow->tile_coriolis[t] = (struct flow_coriolis){
        .first_per_s = (al_real)first, .row_per_s = (al_real)((last - first) / (AL_TILE_SIDE - 1))};
  }
  return al_report_close(env->ctx);
}

al_status flow_weather_open(const struct al_model_env *env, struct flow *flow)
{
  flow->pressure = al_fields_find(env->fields, "pressure");
  flow->stress_x = al_fields_find(env->fields, "stress_x");
  flow->stress_y = al_fields_find(env->fields, "stress_y");
  flow->has_weather = flow->pressure || flow->stress_x || flow->config->coriolis;
  flow->tile_coriolis = AL_NEW(env->arena, struct flow_coriolis, (size_t)flow->forest->tile_count);
  assert(!flow->stress_x == !flow->stress_y);
  if (!flow->tile_coriolis)
    return AL_NO_MEMORY;
  flow->levels.weather = flow->has_weather;
  flow->levels.pressure = flow->pressure;
  flow->levels.stress_x = flow->stress_x;
  flow->levels.stress_y = flow->stress_y;
  if (flow->has_weather && flow->config->scheme == FLOW_FIRST_ORDER) {
    const struct al_source_mark mark = al_config_mark(env->scenario, "flow.scheme");
    al_report(env->ctx, AL_ERROR, &mark,
              "flow.scheme: wind, air pressure and the Coriolis force need muscl or inertial");
    return al_report_close(env->ctx);
  }
  return flow->config->coriolis ? weather_set_coriolis(env, flow) : AL_OK;
}
