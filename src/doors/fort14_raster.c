/**
 * A mesh seen as a raster: described, and its heights laid on a lattice.
 */
#include "core/log.h"
#include "doors/crs_door.h"
#include "doors/fort14_door.h"
#include <assert.h>
#include <math.h>
#include <string.h>

/* Cells within this share of a triangle's height beyond its sides count as inside: the side is that
 * of its neighbour too. */
#define SIDE_SLACK 1e-9

static void fort14_bounds(const struct al_fort14 *mesh, struct al_raster_info *out)
{
  double sum = 0.0;
  out->west = out->south = out->minimum = HUGE_VAL;
  out->east = out->north = out->maximum = -HUGE_VAL;
  for (size_t i = 0; i < mesh->node_count; i++) {
    const double height_m = -mesh->depth_m[i];
    out->west = fmin(out->west, mesh->x[i]);
    out->east = fmax(out->east, mesh->x[i]);
    out->south = fmin(out->south, mesh->y[i]);
    out->north = fmax(out->north, mesh->y[i]);
    out->minimum = fmin(out->minimum, height_m);
    out->maximum = fmax(out->maximum, height_m);
    sum += height_m;
  }
  out->mean = sum / (double)mesh->node_count;
}

/* The system of the nodes: the file does not say it. */
static const char *fort14_crs(const struct al_fort14 *mesh)
{
  struct al_raster_info info;
  fort14_bounds(mesh, &info);
  const bool degrees =
      info.west >= -360.0 && info.east <= 360.0 && info.south >= -90.0 && info.north <= 90.0;
  return degrees ? "EPSG:4326" : "";
}

al_status al_fort14_describe(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                             struct al_raster_info *out)
{
  struct al_fort14 mesh;
  struct al_crs_info crs = {.name = "", .wkt = ""};
  AL_TRY(ctx, al_fort14_read(ctx, arena, path, &mesh));
  if (*fort14_crs(&mesh))
    AL_TRY(ctx, al_crs_describe(ctx, arena, fort14_crs(&mesh), &crs));
  *out = (struct al_raster_info){.cols = (int)mesh.node_count, .rows = 1, .bands = 1};
  memcpy(out->geotransform, (double[]){0, 1, 0, 0, 0, -1}, sizeof out->geotransform);
  out->crs_wkt = al_arena_strdup(arena, crs.wkt);
  out->crs_name = al_arena_strdup(arena, crs.name);
  out->data_type = al_arena_printf(arena, "nodes of %zu triangles", mesh.element_count);
  out->driver = al_arena_strdup(arena, "fort.14");
  fort14_bounds(&mesh, out);
  return out->crs_wkt && out->crs_name && out->data_type && out->driver ? AL_OK : AL_NO_MEMORY;
}

/* Brings the nodes to the lattice's system. */
static al_status fort14_place(struct al_ctx *ctx, const struct al_raster_request *request,
                              const struct al_lattice *lattice, struct al_fort14 *mesh)
{
  const bool local = !lattice->crs_wkt || !*lattice->crs_wkt;
  const char *crs = request->crs_override;
  if (request->swap_axes) {
    double *x = mesh->x;
    mesh->x = mesh->y;
    mesh->y = x;
  }
  if (local)
    return AL_OK;
  if (!crs || !*crs)
    crs = fort14_crs(mesh);
  if (!*crs)
    return AL_FAIL(
        ctx, AL_BAD_INPUT,
        "%s: has no coordinate system; name it with `crs` (for example crs: \"EPSG:4326\")",
        request->path);
  return al_crs_transform(ctx, crs, lattice->crs_wkt, mesh->node_count, mesh->x, mesh->y);
}

static al_status fort14_check_request(struct al_ctx *ctx, const struct al_raster_request *request)
{
  if (request->band != 1)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: has no band %d, its bands are 1 to %d", request->path,
                   request->band, 1);
  if (request->resample != AL_BILINEAR)
    return AL_FAIL(ctx, AL_BAD_INPUT,
                   "%s: a mesh is linear between its nodes: leave resample at bilinear",
                   request->path);
  if (request->scale < 0.0)
    al_log(ctx, AL_WARNING,
           "%s: depths of a fort.14 become heights by themselves; scale %g turns them into depths "
           "again",
           request->path, request->scale);
  return AL_OK;
}

struct fort14_corner {
  double x, y, height; /* in cells from the centre of the first one; as the lattice will hold it */
};

/* First and last index whose cell's centre may lie between two places; none when last < first. */
static void fort14_span(double a, double b, double c, int count, int *first, int *last)
{
  const double low = fmin(a, fmin(b, c)) - 1e-6, high = fmax(a, fmax(b, c)) + 1e-6;
  *first = (int)ceil(fmin(fmax(low, 0.0), (double)count));
  *last = (int)floor(fmax(fmin(high, count - 1.0), -1.0));
}

/* Lays one triangle on the cells that no other has taken. @return false when it has no area. */
static bool fort14_lay(const struct fort14_corner corner[3], const struct al_lattice *lattice,
                       float *value, uint8_t *valid)
{
  const struct fort14_corner a = corner[0], b = corner[1], c = corner[2];
  const double area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  int col[2], row[2];
  if (!(fabs(area) > 0.0))
    return false;
  fort14_span(a.x, b.x, c.x, lattice->cols, &col[0], &col[1]);
  fort14_span(a.y, b.y, c.y, lattice->rows, &row[0], &row[1]);
  for (int r = row[0]; r <= row[1]; r++)
    for (int q = col[0]; q <= col[1]; q++) {
      const ptrdiff_t i = (ptrdiff_t)r * lattice->cols + q;
      const double to_b = ((q - a.x) * (c.y - a.y) - (r - a.y) * (c.x - a.x)) / area;
      const double to_c = ((b.x - a.x) * (r - a.y) - (b.y - a.y) * (q - a.x)) / area;
      if (valid[i] || to_b < -SIDE_SLACK || to_c < -SIDE_SLACK || to_b + to_c > 1.0 + SIDE_SLACK)
        continue;
      value[i] = (float)(a.height + to_b * (b.height - a.height) + to_c * (c.height - a.height));
      valid[i] = 1;
    }
  return true;
}

static size_t fort14_lay_all(const struct al_fort14 *mesh, const struct al_raster_request *request,
                             const struct al_lattice *lattice, float *value, uint8_t *valid)
{
  size_t flat = 0;
  for (size_t e = 0; e < mesh->element_count; e++) {
    struct fort14_corner corner[3];
    bool has = true;
    for (int k = 0; k < 3; k++) {
      const int node = mesh->element[3 * e + k];
      corner[k] =
          (struct fort14_corner){.x = (mesh->x[node] - lattice->west_m) / lattice->cell_m - 0.5,
                                 .y = (lattice->north_m - mesh->y[node]) / lattice->cell_m - 0.5,
                                 .height = -mesh->depth_m[node] * request->scale + request->offset};
      has = has && !(request->has_nodata && mesh->depth_m[node] == request->nodata);
    }
    if (has)
      flat += !fort14_lay(corner, lattice, value, valid);
  }
  return flat;
}

al_status al_fort14_warp(struct al_ctx *ctx, const struct al_raster_request *request,
                         const struct al_lattice *lattice, float *value, uint8_t *valid)
{
  assert(request->path && lattice->cell_m > 0.0 && value && valid);
  struct al_arena *arena;
  struct al_fort14 mesh;
  AL_TRY(ctx, fort14_check_request(ctx, request));
  AL_TRY(ctx, al_arena_create(ctx, 0, &arena));
  al_status status = al_fort14_read(ctx, arena, request->path, &mesh);
  if (status == AL_OK)
    status = fort14_place(ctx, request, lattice, &mesh);
  if (status == AL_OK) {
    memset(valid, 0, (size_t)al_lattice_cells(lattice));
    const size_t flat = fort14_lay_all(&mesh, request, lattice, value, valid);
    if (flat > 0)
      al_log(ctx, AL_WARNING, "%s: %zu triangles have no area and were left out", request->path,
             flat);
  }
  al_arena_destroy(arena);
  return status;
}
