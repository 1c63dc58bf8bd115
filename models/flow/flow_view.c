/**
 * Depth, level and velocity of a tile.
 */
#include "models/flow/flow_view.h"
#include "models/flow/flow_cell.h"
#include <string.h>

/* Films thinner than this have no velocity worth a division. */
#define FLOW_VIEW_DRY_M ((al_real)1e-3)

bool al_flow_view_open(const struct al_fields *fields, struct al_flow_view *out)
{
  out->bed = al_fields_find(fields, "bed");
  out->deviation = al_fields_find(fields, "d");
  out->forest = al_fields_forest(fields);
  out->at_faces = al_fields_find(fields, "qx") != NULL;
  out->u = al_fields_find(fields, out->at_faces ? "qx" : "u");
  out->v = al_fields_find(fields, out->at_faces ? "qy" : "v");
  return out->bed && out->deviation && out->u && out->v;
}

/* Velocity of a row of cells from the discharges through the faces behind and before each. */
static void view_row_from_faces(const al_real *behind, const al_real *before, const al_real *d,
                                const al_real *bed, al_real half, al_real *velocity_m_per_s)
{
#pragma omp simd
  for (int c = 0; c < AL_TILE_SIDE; c++) {
    const al_real h = d[c] + flow_still_depth(bed[c]);
    const al_real velocity = half * (behind[c] + before[c]) / al_max(h, FLOW_VIEW_DRY_M);
    velocity_m_per_s[c] = h > FLOW_VIEW_DRY_M ? velocity : 0;
  }
}

/* Velocity of the cells of a tile, `half` of it with its sign; the face before the first cell is
 * kept by the tile to the west or north. Where that has cells of another size, as much passes there
 * as through the first cell's own. */
static void view_from_faces(const struct al_flow_view *view, ptrdiff_t tile, int axis, al_real half,
                            al_real *velocity_m_per_s)
{
  enum { N = AL_TILE_SIDE };
  const struct al_field *field = axis == 0 ? view->u : view->v;
  const int other = view->forest->tile[tile].neighbour[axis == 0 ? AL_W : AL_N];
  const al_real *q = al_field_tile(field, tile);
  const al_real *edge = other >= 0 ? al_field_tile(field, other) : NULL;
  const bool resized =
      other < 0 && view->forest->tile[tile].side[axis == 0 ? AL_SIDE_W : AL_SIDE_N].tile[0] >= 0;
  const al_real *bed = al_field_tile(view->bed, tile), *d = al_field_tile(view->deviation, tile);
  for (int r = 0; r < N; r++) {
    al_real row[N] = {0};
    const al_real *behind = row;
    if (axis == 0) {
      row[0] = edge ? edge[r * N + N - 1] : resized ? q[r * N] : 0;
      memcpy(row + 1, q + (ptrdiff_t)r * N, (N - 1) * sizeof *row);
    } else if (r > 0) {
      behind = q + (ptrdiff_t)(r - 1) * N;
    } else if (edge) {
      behind = edge + (ptrdiff_t)(N - 1) * N;
    } else if (resized) {
      behind = q;
    }
    view_row_from_faces(behind, q + (ptrdiff_t)r * N, d + (ptrdiff_t)r * N, bed + (ptrdiff_t)r * N,
                        half, velocity_m_per_s + (ptrdiff_t)r * N);
  }
}

al_real al_flow_view_depth(const struct al_flow_view *view, ptrdiff_t index)
{
  const ptrdiff_t tile = index / AL_TILE_CELLS, cell = index % AL_TILE_CELLS;
  const al_real bed = al_field_tile(view->bed, tile)[cell];
  return al_max(al_field_tile(view->deviation, tile)[cell] + flow_still_depth(bed), 0);
}

void al_flow_view_tile(const struct al_flow_view *view, ptrdiff_t tile, al_real *depth_m,
                       al_real *level_m, al_real *u_m_per_s, al_real *v_m_per_s)
{
  const al_real *bed = al_field_tile(view->bed, tile), *d = al_field_tile(view->deviation, tile);
  const al_real *u = al_field_tile(view->u, tile), *v = al_field_tile(view->v, tile);
  for (int i = 0; depth_m && i < AL_TILE_CELLS; i++)
    depth_m[i] = al_max(d[i] + flow_still_depth(bed[i]), 0);
  for (int i = 0; level_m && i < AL_TILE_CELLS; i++)
    level_m[i] = al_max(d[i] + al_max(bed[i], 0), bed[i]);
  if (view->at_faces && u_m_per_s)
    view_from_faces(view, tile, 0, (al_real)0.5, u_m_per_s);
  if (view->at_faces && v_m_per_s)
    view_from_faces(view, tile, 1, (al_real)-0.5, v_m_per_s); /* see below */
  if (view->at_faces)
    return;
  for (int i = 0; u_m_per_s && i < AL_TILE_CELLS; i++)
    u_m_per_s[i] = u[i];
  for (int i = 0; v_m_per_s && i < AL_TILE_CELLS; i++)
    v_m_per_s[i] = -v[i]; /* kept along the rows, southward; shown northward */
}
