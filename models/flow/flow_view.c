/**
 * Depth, level and velocity of a tile.
 */
#include "models/flow/flow_view.h"
#include "models/flow/flow_cell.h"

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

/* Velocity of the cells of a tile from the discharges through their two faces along an axis; the
 * face before the first cell is kept by the tile to the west or north. */
static void view_from_faces(const struct al_flow_view *view, ptrdiff_t tile, int axis,
                            al_real *velocity_m_per_s)
{
  const struct al_field *field = axis == 0 ? view->u : view->v;
  const int other = view->forest->tile[tile].neighbour[axis == 0 ? AL_W : AL_N];
  const al_real *q = al_field_tile(field, tile);
  const al_real *before = other >= 0 ? al_field_tile(field, other) : NULL;
  const al_real *bed = al_field_tile(view->bed, tile), *d = al_field_tile(view->deviation, tile);
  const int step = axis == 0 ? 1 : AL_TILE_SIDE;
  for (int i = 0; i < AL_TILE_CELLS; i++) {
    const int along = axis == 0 ? i % AL_TILE_SIDE : i / AL_TILE_SIDE;
    const al_real behind = along > 0 ? q[i - step]
                           : before  ? before[i + (AL_TILE_SIDE - 1) * step]
                                     : 0;
    const al_real h = d[i] + flow_still_depth(bed[i]);
    velocity_m_per_s[i] = h > FLOW_VIEW_DRY_M ? (al_real)0.5 * (behind + q[i]) / h : 0;
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
    view_from_faces(view, tile, 0, u_m_per_s);
  if (view->at_faces && v_m_per_s)
    view_from_faces(view, tile, 1, v_m_per_s);
  for (int i = 0; view->at_faces && v_m_per_s && i < AL_TILE_CELLS; i++)
    v_m_per_s[i] = -v_m_per_s[i];
  if (view->at_faces)
    return;
  for (int i = 0; u_m_per_s && i < AL_TILE_CELLS; i++)
    u_m_per_s[i] = u[i];
  for (int i = 0; v_m_per_s && i < AL_TILE_CELLS; i++)
    v_m_per_s[i] = -v[i]; /* kept along the rows, southward; shown northward */
}
