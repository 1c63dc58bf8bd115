/**
 * Open boundaries: which faces they hold, ghost cells, imposed fluxes, ledgers.
 *
 * On the sides of the lattice ghost cells stand in the halo (or in the unused part of a tile at the
 * edge) and are filled after each gather, in every tile whose halo holds them, so that the two
 * tiles at a seam compute the same bits. On the ragged edge of the domain, where one cell outside
 * may lie next to several inside, and where a discharge is given, the flux of each face is imposed.
 */
#include "models/flow/flow_boundary_inside.h"
#include "models/flow/flow_cell.h"
#include "tiles/pace.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Films thinner than this have no velocity worth a division. */
#define BOUNDARY_DRY_M ((al_real)1e-3)

static void boundary_check_segment(const struct al_model_env *env,
                                   const struct flow_segment *segment)
{
  if (segment->face_count == 0)
    al_report(env->ctx, AL_ERROR, NULL,
              "boundary %s: no cell of the grid lies on its side between from = %g and to = %g",
              segment->config->name, segment->config->from_m, segment->config->to_m);
}

al_status flow_boundary_create(const struct al_model_env *env, const struct al_flow_config *config,
                               struct flow_boundary **out)
{
  *out = NULL;
  if (config->boundaries.count == 0)
    return AL_OK;
  if (config->boundaries.count > SEGMENTS_MOST)
    return AL_FAIL(env->ctx, AL_BAD_INPUT, "flow.boundaries: %zu segments, at most %d are allowed",
                   config->boundaries.count, SEGMENTS_MOST);
  struct flow_boundary *boundary = AL_NEW(env->arena, struct flow_boundary, 1);
  if (!boundary)
    return AL_NO_MEMORY;
  const size_t tiles = (size_t)env->forest->tile_count, segments = config->boundaries.count;
  const struct flow_boundary_config *record = config->boundaries.record;
  boundary->forest = env->forest;
  boundary->at_faces = config->scheme == FLOW_INERTIAL;
  boundary->sea = al_fields_find(env->fields, "sea");
  boundary->segment_count = segments;
  boundary->tile = AL_NEW(env->arena, struct tile_edges, tiles);
  boundary->tile_volume_m3 = AL_NEW(env->arena, double, tiles *segments);
  if (!boundary->tile || !boundary->tile_volume_m3)
    return AL_NO_MEMORY;
  for (size_t s = 0; s < segments; s++) {
    boundary->segment[s].config = &record[s];
    boundary->has_edge = boundary->has_edge || record[s].side == FLOW_EDGE;
    snprintf(boundary->segment[s].balance_name, sizeof boundary->segment[s].balance_name,
             "boundary:%s", record[s].name);
  }
  for (size_t s = 0; s < segments; s++)
    flow_boundary_find_tide(env, s, &boundary->segment[s]);
  AL_TRY(env->ctx, flow_boundary_list(env->arena, boundary));
  for (size_t s = 0; s < segments; s++)
    if (boundary->segment[s].config->kind != FLOW_CLOSED)
      boundary_check_segment(env, &boundary->segment[s]);
  *out = boundary;
  return al_report_close(env->ctx);
}

static double boundary_cell_depth_m(const struct al_flow_view *view, ptrdiff_t index)
{
  const ptrdiff_t tile = index / AL_TILE_CELLS, cell = index % AL_TILE_CELLS;
  const al_real d = al_field_tile(view->deviation, tile)[cell];
  return (double)al_max(d + flow_still_depth(al_field_tile(view->bed, tile)[cell]), 0);
}

/* Sums h^(5/3) over the faces of the discharge segments, in the order of tiles. */
static void boundary_sum_conveyance(struct flow_boundary *boundary, const struct al_flow_view *view)
{
  for (ptrdiff_t t = 0; t < boundary->forest->tile_count; t++)
    for (int i = 0; i < boundary->tile[t].count; i++) {
      const struct edge_cell *cell = &boundary->cells[boundary->tile[t].first + i];
      struct flow_segment *segment = &boundary->segment[cell->segment];
      if (cell->own && segment->config->kind == FLOW_DISCHARGE)
        segment->conveyance += pow(boundary_cell_depth_m(view, cell->index), 5.0 / 3.0) *
                               al_forest_cell_m(boundary->forest, t);
    }
}

void flow_boundary_prepare(struct flow_boundary *boundary, const struct al_flow_view *view,
                           double time_s, double dt_s)
{
  bool discharges = false;
  boundary->dt_s = dt_s;
  for (size_t s = 0; s < boundary->segment_count; s++) {
    struct flow_segment *segment = &boundary->segment[s];
    const struct flow_boundary_config *config = segment->config;
    segment->conveyance = 0.0;
    discharges = discharges || config->kind == FLOW_DISCHARGE;
    if (config->level_m.count)
      segment->level_m = al_series_value(&config->level_m, time_s + 0.5 * dt_s);
    if (config->discharge_m3_per_s.count)
      segment->discharge_m3_per_s =
          al_series_integral(&config->discharge_m3_per_s, time_s, time_s + dt_s) / dt_s;
    if (config->depth_m.count)
      segment->depth_m = al_series_value(&config->depth_m, time_s + 0.5 * dt_s);
    flow_boundary_set_tide(segment, time_s + 0.5 * dt_s);
  }
  if (discharges)
    boundary_sum_conveyance(boundary, view);
}

/* Where discharges through faces are kept: the speed through the cell's inner face; out of a free
 * side no less than the bed's own fall drives. */
static void boundary_look_at_faces(const struct flow_boundary *boundary,
                                   const struct edge_cell *cell, const struct flow_scratch *s,
                                   struct flow_inside *inside)
{
  const bool along_x = abs(cell->outward) == 1, after = cell->outward > 0;
  const struct flow_boundary_config *config = boundary->segment[cell->segment].config;
  const al_real *q = (along_x ? s->u : s->v) + cell->donor - (after ? cell->outward : 0);
  const al_real h = al_max(inside->depth_m, BOUNDARY_DRY_M), c = al_sqrt(FLOW_GRAVITY * h);
  const al_real root = al_rcbrt(h), root2 = root * root;
  const al_real inner_bed = s->bed[cell->donor - cell->outward];
  const al_real cell_m = (al_real)al_forest_cell_m(boundary->forest, cell->index / AL_TILE_CELLS);
  const al_real slope = inner_bed < FLOW_WALL_LEVEL_M ? (inner_bed - inside->bed_m) / cell_m : 0;
  inside->friction_per_m *= root2 * root2;
  inside->along_m_per_s = 0;
  inside->outward_m_per_s = al_max(al_min((after ? *q : -*q) / h, c), -c);
  if (config->kind == FLOW_FREE && slope > 0 && inside->friction_per_m > 0)
    inside->outward_m_per_s = al_max(
        inside->outward_m_per_s, al_min(al_sqrt(FLOW_GRAVITY * slope / inside->friction_per_m), c));
}

static struct flow_inside boundary_inside(const struct flow_boundary *boundary,
                                          const struct edge_cell *cell,
                                          const struct flow_scratch *s, const struct flow_job *job)
{
  const bool along_x = abs(cell->outward) == 1;
  const al_real head_m =
      job->has_weather && job->pressure_reference_pa > 0
          ? flow_pressure_head_m(s->pressure[cell->donor], job->pressure_reference_pa)
          : 0;
  const al_real sign = cell->outward > 0 ? 1 : -1, bed = s->bed[cell->donor];
  const double *tide_m = boundary->segment[cell->segment].tide_m;
  struct flow_inside inside = {.depth_m = al_max(s->d[cell->donor] + flow_still_depth(bed), 0),
                               .bed_m = bed,
                               .outward_m_per_s = sign * (along_x ? s->u : s->v)[cell->donor],
                               .along_m_per_s = (along_x ? s->v : s->u)[cell->donor],
                               .friction_per_m = s->friction[cell->donor],
                               .head_m = head_m,
                               .tide_m = (al_real)tide_m[0] +
                                         cell->along * (al_real)(tide_m[1] - tide_m[0])};
  if (boundary->at_faces)
    boundary_look_at_faces(boundary, cell, s, &inside);
  return inside;
}

/* A flux that answers to the level inside, by its end of the step: the wave that it sends back is
 * no stiffer than those inside are. */
static al_real boundary_soften(al_real mass, const struct flow_inside *inside, double cell_m,
                               double dt_s)
{
  const al_real c = al_sqrt(FLOW_GRAVITY * inside->depth_m), share = c * (al_real)(dt_s / cell_m);
  return (mass + share * inside->depth_m * inside->outward_m_per_s) / (1 + share);
}

/* Imposes the flux of a face: what leaves to the west or north counts negative along the axis. */
static struct flow_patch boundary_impose(const struct flow_boundary *boundary,
                                         const struct edge_cell *cell, const struct flow_scratch *s,
                                         const struct flow_job *job)
{
  const struct flow_segment *segment = &boundary->segment[cell->segment];
  const struct flow_inside inside = boundary_inside(boundary, cell, s, job);
  const double cell_m = al_forest_cell_m(boundary->forest, cell->index / AL_TILE_CELLS);
  struct flow_patch patch = segment->config->kind == FLOW_DISCHARGE
                                ? flow_face_discharge(segment, &inside, cell_m, boundary->dt_s)
                                : flow_face_open(segment, &inside, cell_m, boundary->dt_s);
  if (boundary->at_faces && segment->config->kind != FLOW_DISCHARGE)
    patch.mass = boundary_soften(patch.mass, &inside, cell_m, boundary->dt_s);
  if (segment->config->kind == FLOW_FREE)
    patch.mass = al_max(patch.mass, 0);
  const bool before = cell->outward < 0;
  patch.row = boundary_patch_row(cell);
  patch.col = cell->col - (cell->outward == -1);
  patch.mass = before ? -patch.mass : patch.mass;
  patch.tangent = before ? -patch.tangent : patch.tangent;
  return patch;
}

static void boundary_fill_ghosts(const struct flow_boundary *boundary, const struct edge_cell *cell,
                                 struct flow_scratch *s, const struct flow_job *job)
{
  const struct flow_segment *segment = &boundary->segment[cell->segment];
  const struct flow_inside inside = boundary_inside(boundary, cell, s, job);
  const bool along_x = abs(cell->outward) == 1;
  const al_real sign = cell->outward > 0 ? 1 : -1;
  const al_real rise = flow_face_ghost_rise(
      segment, inside.bed_m, s->bed[cell->donor - cell->outward],
      (al_real)al_forest_cell_m(boundary->forest, cell->index / AL_TILE_CELLS));
  for (int layer = 1; layer <= AL_HALO; layer++) {
    const int ghost = cell->donor + layer * cell->outward;
    if (ghost < 0 || ghost >= AL_SCRATCH_CELLS)
      continue;
    const al_real ghost_bed = inside.bed_m + (al_real)layer * rise;
    al_real depth, out;
    flow_face_ghost_state(segment, &inside, ghost_bed, &depth, &out);
    s->bed[ghost] = ghost_bed;
    s->d[ghost] = depth - flow_still_depth(ghost_bed);
    if (!boundary->at_faces) {
      (along_x ? s->u : s->v)[ghost] = sign * out;
      (along_x ? s->v : s->u)[ghost] = inside.along_m_per_s;
    }
    s->friction[ghost] = inside.friction_per_m;
    s->pressure[ghost] = s->pressure[cell->donor];
    s->stress_x[ghost] = s->stress_x[cell->donor];
    s->stress_y[ghost] = s->stress_y[cell->donor];
  }
}

void flow_boundary_fill(const struct flow_boundary *boundary, ptrdiff_t tile,
                        struct flow_scratch *s, struct flow_job *job)
{
  const struct tile_edges *edges = &boundary->tile[tile];
  struct flow_patch *patch = boundary->patches + edges->first;
  job->edge = edges->rim_count > 0 ? boundary->rims + edges->rim_first : NULL;
  job->edge_count = edges->rim_count;
  for (int m = 0; m < edges->mark_count; m++)
    s->bed[boundary->marks[edges->mark_first + m]] = FLOW_OPEN_BED_M;
  for (int i = 0; i < edges->count; i++) {
    const struct edge_cell *cell = &boundary->cells[edges->first + i];
    const bool is_edge = boundary->segment[cell->segment].config->side == FLOW_EDGE;
    const int axis = i >= edges->along_x;
    if (!is_edge)
      boundary_fill_ghosts(boundary, cell, s, job);
    if (!job->patch[axis])
      job->patch[axis] = patch;
    if (cell->imposed && cell->own) {
      assert(patch);
      *patch++ = boundary_impose(boundary, cell, s, job);
      job->patch_count[axis]++;
    }
  }
}

void flow_boundary_record(struct flow_boundary *boundary, ptrdiff_t tile,
                          const struct flow_scratch *s, double dt_s, double cell_m)
{
  const struct tile_edges *edges = &boundary->tile[tile];
  double *volume_m3 = boundary->tile_volume_m3 + tile * (ptrdiff_t)boundary->segment_count;
  for (int i = 0; i < edges->count; i++) {
    const struct edge_cell *cell = &boundary->cells[edges->first + i];
    if (!cell->own)
      continue;
    const bool along_x = abs(cell->outward) == 1;
    const al_real *mass = along_x ? s->mass_x : s->mass_y;
    const double out =
        cell->outward > 0 ? (double)mass[cell->donor] : -(double)mass[cell->donor + cell->outward];
    volume_m3[cell->segment] -= out * dt_s * cell_m;
  }
}

bool flow_boundary_even_paces(const struct flow_boundary *boundary, uint8_t *rank)
{
  int most[SEGMENTS_MOST] = {0};
  bool changed = false;
  for (int raise = 0; raise < 2; raise++)
    for (ptrdiff_t t = 0; boundary && t < boundary->forest->tile_count; t++)
      for (int i = 0; i < boundary->tile[t].count && rank[t] < AL_PACE_RANKS_MOST; i++) {
        const struct edge_cell *cell = &boundary->cells[boundary->tile[t].first + i];
        if (!cell->own || boundary->segment[cell->segment].config->kind != FLOW_DISCHARGE)
          continue;
        int *level = &most[cell->segment];
        *level = rank[t] > *level ? rank[t] : *level;
        changed = changed || (raise && rank[t] < *level);
        rank[t] = (uint8_t)(raise ? *level : rank[t]);
      }
  return changed;
}

bool flow_boundary_touches(const struct flow_boundary *boundary, ptrdiff_t tile)
{
  return boundary && (boundary->tile[tile].count > 0 || boundary->tile[tile].mark_count > 0);
}

static bool boundary_stays(const struct al_series *series, double time_s, double span_s)
{
  return series->count == 0 ||
         (al_series_next_knot_s(series, time_s) > time_s + span_s &&
          al_series_value(series, time_s) == al_series_value(series, time_s + span_s));
}

void flow_boundary_look_ahead(struct flow_boundary *boundary, double time_s, double span_s)
{
  for (size_t s = 0; boundary && s < boundary->segment_count; s++) {
    struct flow_segment *segment = &boundary->segment[s];
    const struct al_series *discharge = &segment->config->discharge_m3_per_s;
    const bool dry = discharge->count == 0 || al_series_value(discharge, time_s) == 0.0;
    segment->is_steady = dry && !segment->tide[0] && boundary_stays(discharge, time_s, span_s) &&
                         boundary_stays(&segment->config->level_m, time_s, span_s);
  }
}

bool flow_boundary_feeds(const struct flow_boundary *boundary, ptrdiff_t tile, bool is_still)
{
  if (!boundary || !boundary->tile[tile].feeds)
    return false;
  bool moves = !is_still;
  for (int i = 0; i < boundary->tile[tile].count && !moves; i++)
    moves = !boundary->segment[boundary->cells[boundary->tile[tile].first + i].segment].is_steady;
  return moves;
}

void flow_boundary_refund(struct flow_boundary *boundary, ptrdiff_t tile, int cell, int outward,
                          double depth_m)
{
  if (!boundary)
    return;
  const struct tile_edges *edges = &boundary->tile[tile];
  const double cell_m = al_forest_cell_m(boundary->forest, tile), area_m2 = cell_m * cell_m;
  for (int i = 0; i < edges->count; i++) {
    const struct edge_cell *edge = &boundary->cells[edges->first + i];
    if (edge->own && edge->outward == outward && edge->row * AL_TILE_SIDE + edge->col == cell) {
      al_sum_add(&boundary->volume[edge->segment], depth_m * area_m2);
      return;
    }
  }
}

void flow_boundary_close_step(struct flow_boundary *boundary)
{
  const size_t segments = boundary->segment_count;
  for (ptrdiff_t t = 0; t < boundary->forest->tile_count; t++)
    for (size_t s = 0; boundary->tile[t].count > 0 && s < segments; s++) {
      double *volume_m3 = &boundary->tile_volume_m3[t * (ptrdiff_t)segments + (ptrdiff_t)s];
      al_sum_add(&boundary->volume[s], *volume_m3);
      *volume_m3 = 0.0;
    }
}

size_t flow_boundary_balance(const struct flow_boundary *boundary, struct al_balance_term *terms,
                             size_t capacity)
{
  size_t count = 0;
  for (size_t s = 0; boundary && s < boundary->segment_count && count < capacity; s++)
    terms[count++] = (struct al_balance_term){.name = boundary->segment[s].balance_name,
                                              .volume_m3 = al_sum_value(&boundary->volume[s])};
  return count;
}

struct al_span flow_boundary_span(struct flow_boundary *boundary)
{
  return (struct al_span){boundary->volume, sizeof boundary->volume};
}

double flow_boundary_next_event_s(const struct flow_boundary *boundary, double time_s)
{
  double next_s = HUGE_VAL;
  for (size_t s = 0; boundary && s < boundary->segment_count; s++) {
    const struct flow_boundary_config *config = boundary->segment[s].config;
    next_s = fmin(next_s, al_series_next_knot_s(&config->level_m, time_s));
    next_s = fmin(next_s, al_series_next_knot_s(&config->discharge_m3_per_s, time_s));
    next_s = fmin(next_s, al_series_next_knot_s(&config->depth_m, time_s));
  }
  return next_s;
}
