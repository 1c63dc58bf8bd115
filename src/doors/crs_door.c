/**
 * Coordinate systems.
 */
#include "doors/crs_door.h"
#include <assert.h>
#include <math.h>
#include <proj.h>
#include <stdlib.h>
#include <string.h>

static PJ *crs_create(struct al_ctx *ctx, PJ_CONTEXT *proj, const char *crs)
{
  PJ *made = proj_create(proj, crs);
  if (!made || !proj_is_crs(made)) {
    proj_destroy(made);
    (void)AL_FAIL(ctx, AL_BAD_INPUT,
                  "'%s' is no coordinate system; write for example EPSG:32650 or EPSG:4547", crs);
    return NULL;
  }
  return made;
}

static void crs_read_axes(PJ_CONTEXT *proj, const PJ *crs, struct al_crs_info *out)
{
  PJ *system = proj_crs_get_coordinate_system(proj, crs);
  const char *direction = NULL;
  double factor = 1.0;
  if (system &&
      proj_cs_get_axis_info(proj, system, 0, NULL, NULL, &direction, &factor, NULL, NULL, NULL)) {
    out->northing_first = out->projected && direction && strcmp(direction, "north") == 0;
    out->metres_per_unit = out->projected ? factor : 0.0;
  }
  proj_destroy(system);
}

al_status al_crs_describe(struct al_ctx *ctx, struct al_arena *arena, const char *crs,
                          struct al_crs_info *out)
{
  assert(crs && out);
  PJ_CONTEXT *proj = proj_context_create();
  proj_log_level(proj, PJ_LOG_NONE);
  PJ *made = crs_create(ctx, proj, crs);
  *out = (struct al_crs_info){0};
  if (!made) {
    proj_context_destroy(proj);
    return AL_BAD_INPUT;
  }
  const PJ_TYPE type = proj_get_type(made);
  const char *wkt = proj_as_wkt(proj, made, PJ_WKT2_2019, NULL);
  const char *code = proj_get_id_code(made, 0);
  out->name = al_arena_strdup(arena, proj_get_name(made));
  out->wkt = al_arena_strdup(arena, wkt ? wkt : "");
  out->geographic = type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
  out->projected = type == PJ_TYPE_PROJECTED_CRS;
  out->epsg = code ? atoi(code) : 0;
  crs_read_axes(proj, made, out);
  proj_destroy(made);
  proj_context_destroy(proj);
  return out->name && out->wkt ? AL_OK : AL_NO_MEMORY;
}

al_status al_crs_transform(struct al_ctx *ctx, const char *from, const char *to, size_t count,
                           double *x, double *y)
{
  assert(from && to && ((x && y) || count == 0));
  PJ_CONTEXT *proj = proj_context_create();
  proj_log_level(proj, PJ_LOG_NONE);
  PJ *made = proj_create_crs_to_crs(proj, from, to, NULL);
  PJ *turn = made ? proj_normalize_for_visualization(proj, made) : NULL;
  al_status status = AL_OK;
  if (!turn)
    status = AL_FAIL(ctx, AL_BAD_INPUT, "no way from coordinate system '%s' to '%s'", from, to);
  for (size_t i = 0; status == AL_OK && i < count; i++) {
    const PJ_COORD out = proj_trans(turn, PJ_FWD, proj_coord(x[i], y[i], 0.0, 0.0));
    if (out.xy.x == HUGE_VAL || out.xy.y == HUGE_VAL)
      status =
          AL_FAIL(ctx, AL_BAD_INPUT,
                  "the point (%g, %g) cannot be brought from its coordinate system to the grid's",
                  x[i], y[i]);
    x[i] = out.xy.x;
    y[i] = out.xy.y;
  }
  proj_destroy(turn);
  proj_destroy(made);
  proj_context_destroy(proj);
  return status;
}

/* Metres on the ellipsoid of WGS 84 between two near points, by the radii of curvature. */
static double crs_ground_m(const double lon[2], const double lat[2])
{
  const double axis_m = 6378137.0, e2 = 6.69437999014e-3, degree = 3.14159265358979323846 / 180.0;
  const double middle = 0.5 * (lat[0] + lat[1]) * degree;
  const double w2 = 1.0 - e2 * sin(middle) * sin(middle), across_m = axis_m / sqrt(w2);
  const double along_m = across_m * (1.0 - e2) / w2;
  return hypot(across_m * cos(middle) * (lon[1] - lon[0]) * degree,
               along_m * (lat[1] - lat[0]) * degree);
}

al_status al_crs_scale(struct al_ctx *ctx, const char *crs, double x_m, double y_m, double scale[2],
                       double lon_lat[2])
{
  enum { REACH_M = 500 };
  double x[] = {x_m - REACH_M, x_m + REACH_M, x_m, x_m, x_m};
  double y[] = {y_m, y_m, y_m - REACH_M, y_m + REACH_M, y_m};
  assert(crs && scale && lon_lat);
  AL_TRY(ctx, al_crs_transform(ctx, crs, "EPSG:4326", 5, x, y));
  for (int k = 0; k < 2; k++) {
    const double ground_m = crs_ground_m(x + 2 * k, y + 2 * k);
    if (!(ground_m > 0.0) || !isfinite(ground_m))
      return AL_FAIL(ctx, AL_BAD_INPUT, "no way from coordinate system '%s' to '%s'", crs,
                     "EPSG:4326");
    scale[k] = 2.0 * REACH_M / ground_m;
  }
  lon_lat[0] = x[4];
  lon_lat[1] = y[4];
  return AL_OK;
}
