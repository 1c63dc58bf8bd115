/**
 * Discharge through faces between cells.
 */
#include "out/flow_faces.h"
#include <assert.h>
#include <math.h>

bool out_flow_face_at(const struct al_forest *forest, const struct al_face *face,
                      struct out_flow_face *out)
{
  const ptrdiff_t index = al_forest_index(forest, face->col, face->row);
  const ptrdiff_t other =
      al_forest_index(forest, face->col + !face->is_north, face->row + face->is_north);
  if (index < 0 || other < 0 || !forest->valid[index] || !forest->valid[other])
    return false;
  *out = (struct out_flow_face){
      .index = index, .other = other, .is_north = face->is_north, .sign = face->sign};
  return true;
}

/* The tile last looked at: faces of a line mostly stay in one. */
struct tile_copy {
  ptrdiff_t tile;
  al_real depth_m[AL_TILE_CELLS], u_m_per_s[AL_TILE_CELLS], v_m_per_s[AL_TILE_CELLS];
};

static void faces_look(const struct al_flow_view *water, ptrdiff_t index, bool is_north,
                       struct tile_copy *copy, double *depth_m, double *speed_m_per_s)
{
  const ptrdiff_t tile = index / AL_TILE_CELLS, cell = index % AL_TILE_CELLS;
  if (copy->tile != tile)
    al_flow_view_tile(water, tile, copy->depth_m, NULL, copy->u_m_per_s, copy->v_m_per_s);
  copy->tile = tile;
  *depth_m = (double)copy->depth_m[cell];
  *speed_m_per_s = (double)(is_north ? copy->v_m_per_s[cell] : copy->u_m_per_s[cell]);
}

struct out_flow_sum out_flow_through(const struct al_flow_view *water,
                                     const struct out_flow_face *face, size_t count, double cell_m)
{
  struct tile_copy copy[2] = {{.tile = -1}, {.tile = -1}};
  double net_m2_per_s = 0.0, forward_m2_per_s = 0.0;
  assert(cell_m > 0.0);
  for (size_t f = 0; f < count; f++) {
    double h[2], speed[2];
    faces_look(water, face[f].index, face[f].is_north, &copy[0], &h[0], &speed[0]);
    faces_look(water, face[f].other, face[f].is_north, &copy[1], &h[1], &speed[1]);
    if (!(h[0] > 0.0 && h[1] > 0.0))
      continue;
    const double here = face[f].sign * 0.5 * (h[0] * speed[0] + h[1] * speed[1]);
    net_m2_per_s += here;
    forward_m2_per_s += fmax(here, 0.0);
  }
  return (struct out_flow_sum){net_m2_per_s * cell_m, forward_m2_per_s * cell_m};
}
