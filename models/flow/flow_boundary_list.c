/**
 * Which faces and cells open boundaries touch: found once, at creation.
 */
#include "models/flow/flow_boundary_inside.h"
#include "models/flow/flow_cell.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  int col, row, outward, facing; /* the side of the cell beyond that faces the one inside */
} sides[] = {[FLOW_NORTH] = {0, -1, -AL_SCRATCH_STRIDE, AL_SIDE_S},
             [FLOW_SOUTH] = {0, 1, AL_SCRATCH_STRIDE, AL_SIDE_N},
             [FLOW_EAST] = {1, 0, 1, AL_SIDE_W},
             [FLOW_WEST] = {-1, 0, -1, AL_SIDE_E}};

/* The cell beyond a face of a level's cell lies outside the whole grid. */
static bool boundary_leaves_grid(const struct al_forest *forest, int level, int side, int col,
                                 int row)
{
  const struct al_lattice *whole = &forest->level[0], *own = &forest->level[level];
  const double x_m = al_lattice_x_m(own, col + sides[side].col) - whole->west_m,
               y_m = whole->north_m - al_lattice_y_m(own, row + sides[side].row);
  return x_m < 0.0 || y_m < 0.0 || x_m > whole->cols * whole->cell_m ||
         y_m > whole->rows * whole->cell_m;
}

/* The cell beyond a face is no part of the domain; of two finer ones, neither is. */
static bool boundary_leaves_domain(const struct al_forest *forest, int level, int side, int col,
                                   int row)
{
  const ptrdiff_t index = al_forest_index_at(forest, level, col + sides[side].col,
                                             row + sides[side].row, sides[side].facing);
  if (index < 0)
    return true;
  const bool finer = forest->tile[index / AL_TILE_CELLS].level > level;
  const ptrdiff_t twin = index + (!finer ? 0 : sides[side].row ? 1 : AL_TILE_SIDE);
  return !forest->valid[index] && !forest->valid[twin];
}

static bool boundary_over_matches(const struct flow_boundary *boundary, int over, ptrdiff_t index)
{
  if (over == FLOW_OVER_ANY)
    return true;
  const al_real sea = al_field_tile(boundary->sea, index / AL_TILE_CELLS)[index % AL_TILE_CELLS];
  return over == FLOW_OVER_SEA ? sea > (al_real)0.5 && sea < (al_real)1.5 : sea < (al_real)0.5;
}

/* The last segment of the list that holds the face of a cell inside, or -1. */
static int boundary_segment_of(const struct flow_boundary *boundary, int level, int side, int col,
                               int row, ptrdiff_t index)
{
  const struct al_lattice *lattice = &boundary->forest->level[level];
  const bool on_side = boundary_leaves_grid(boundary->forest, level, side, col, row);
  const bool on_edge = on_side || boundary_leaves_domain(boundary->forest, level, side, col, row);
  const double along_m = side == FLOW_NORTH || side == FLOW_SOUTH ? al_lattice_x_m(lattice, col)
                                                                  : al_lattice_y_m(lattice, row);
  for (int s = (int)boundary->segment_count - 1; on_edge && s >= 0; s--) {
    const struct flow_boundary_config *config = boundary->segment[s].config;
    const double low = fmin(config->from_m, config->to_m),
                 high = fmax(config->from_m, config->to_m);
    const bool holds = config->side == FLOW_EDGE ||
                       (on_side && config->side == side && along_m >= low && along_m <= high);
    if (holds && boundary_over_matches(boundary, config->over, index))
      return config->kind == FLOW_CLOSED ? -1 : s;
  }
  return -1;
}

/* How far from the start of its segment, `from` or the side's end before it, a face lies. */
static al_real boundary_along(const struct al_forest *forest,
                              const struct flow_boundary_config *config, int level, int side,
                              int col, int row)
{
  const struct al_lattice *whole = &forest->level[0], *own = &forest->level[level];
  const bool by_x = side == FLOW_NORTH || side == FLOW_SOUTH;
  const double low_m = by_x ? whole->west_m : whole->north_m - whole->rows * whole->cell_m;
  const double high_m = low_m + (by_x ? whole->cols : whole->rows) * whole->cell_m;
  const double from_m = fmin(fmax(config->from_m, low_m), high_m),
               to_m = fmin(fmax(config->to_m, low_m), high_m);
  const double at_m = by_x ? al_lattice_x_m(own, col) : al_lattice_y_m(own, row);
  return from_m == to_m ? 0 : (al_real)((at_m - from_m) / (to_m - from_m));
}

/* The open face of one cell of a tile or its halo on one side; false when there is none. */
static bool boundary_face_of(const struct flow_boundary *boundary, ptrdiff_t tile, int side, int r,
                             int c, struct edge_cell *out)
{
  const struct al_tile *t = &boundary->forest->tile[tile];
  const int col = t->col + c, row = t->row + r;
  const ptrdiff_t index = al_forest_index_at(boundary->forest, t->level, col, row, AL_SIDE_W);
  const bool own_level =
      index >= 0 && boundary->forest->tile[index / AL_TILE_CELLS].level == t->level;
  const int segment = own_level && boundary->forest->valid[index]
                          ? boundary_segment_of(boundary, t->level, side, col, row, index)
                          : -1;
  if (segment < 0)
    return false;
  const struct flow_boundary_config *config = boundary->segment[segment].config;
  *out = (struct edge_cell){
      .donor = AL_SCRATCH_ORIGIN + r * AL_SCRATCH_STRIDE + c,
      .outward = sides[side].outward,
      .segment = segment,
      .row = r,
      .col = c,
      .own = r >= 0 && c >= 0 && r < AL_TILE_SIDE && c < AL_TILE_SIDE,
      .imposed = boundary->at_faces || config->side == FLOW_EDGE || config->kind == FLOW_DISCHARGE,
      .along = boundary_along(boundary->forest, config, t->level, side, col, row),
      .index = index};
  /* A ghost shapes the flow within its reach; an imposed flux only its own cell's. */
  return out->own || config->side != FLOW_EDGE;
}

/* Whether a tile and all around it are of one level and belong to the domain whole: nothing opens
 * there. */
static bool boundary_is_inland(const struct al_forest *forest, ptrdiff_t tile)
{
  for (int around = 0; around < AL_AROUND; around++) {
    const int other = around == AL_SELF ? (int)tile : forest->tile[tile].neighbour[around];
    if (other < 0 || memchr(forest->valid + (ptrdiff_t)other * AL_TILE_CELLS, 0, AL_TILE_CELLS))
      return false;
  }
  return true;
}

/* Lists the open faces in a tile and its halo, those along x first; with NULL only counts. */
static int boundary_list_tile(const struct flow_boundary *boundary, ptrdiff_t tile,
                              struct edge_cell *list, int *along_x)
{
  static const int order[2][2] = {{FLOW_EAST, FLOW_WEST}, {FLOW_NORTH, FLOW_SOUTH}};
  int count = 0;
  *along_x = 0;
  if (boundary_is_inland(boundary->forest, tile))
    return 0;
  for (int axis = 0; axis < 2; axis++) {
    for (int r = -AL_HALO; r < AL_TILE_SIDE + AL_HALO; r++)
      for (int c = -AL_HALO; c < AL_TILE_SIDE + AL_HALO; c++)
        for (int k = 0; k < 2; k++) {
          struct edge_cell cell;
          if (!boundary_face_of(boundary, tile, order[axis][k], r, c, &cell))
            continue;
          if (list)
            list[count] = cell;
          count++;
        }
    if (axis == 0)
      *along_x = count;
  }
  return count;
}

/* Whether some face of a cell outside the domain is an open edge. */
static bool boundary_is_beyond_edge(const struct flow_boundary *boundary, int level, int col,
                                    int row)
{
  static const int back[] = {[FLOW_NORTH] = FLOW_SOUTH,
                             [FLOW_SOUTH] = FLOW_NORTH,
                             [FLOW_EAST] = FLOW_WEST,
                             [FLOW_WEST] = FLOW_EAST};
  const ptrdiff_t here = al_forest_index_at(boundary->forest, level, col, row, AL_SIDE_W);
  if (here >= 0 && boundary->forest->valid[here])
    return false;
  for (int side = FLOW_NORTH; side <= FLOW_WEST; side++) {
    const int c = col + sides[side].col, r = row + sides[side].row;
    const ptrdiff_t index = al_forest_index_at(boundary->forest, level, c, r, sides[side].facing);
    const int segment = index >= 0 && boundary->forest->valid[index]
                            ? boundary_segment_of(boundary, level, back[side], c, r, index)
                            : -1;
    if (segment >= 0 && boundary->segment[segment].config->side == FLOW_EDGE)
      return true;
  }
  return false;
}

/* Lists the cells beyond open edges in a tile and its halo; with NULL only counts. */
static int boundary_list_marks(const struct flow_boundary *boundary, ptrdiff_t tile, int *list)
{
  const struct al_tile *t = &boundary->forest->tile[tile];
  int count = 0;
  if (boundary_is_inland(boundary->forest, tile))
    return 0;
  for (int r = -AL_HALO; r < AL_TILE_SIDE + AL_HALO; r++)
    for (int c = -AL_HALO; c < AL_TILE_SIDE + AL_HALO; c++)
      if (boundary_is_beyond_edge(boundary, t->level, t->col + c, t->row + r)) {
        if (list)
          list[count] = AL_SCRATCH_ORIGIN + r * AL_SCRATCH_STRIDE + c;
        count++;
      }
  return count;
}

/* Lists what stands beside the marks of a tile, in it and in the first cells of its halo; with NULL
 * only counts. */
static int boundary_list_rims(const int *marks, int mark_count, int *list)
{
  uint8_t marked[AL_SCRATCH_CELLS] = {0};
  int count = 0;
  for (int m = 0; m < mark_count; m++)
    marked[marks[m]] = 1;
  for (int r = -1; mark_count > 0 && r <= AL_TILE_SIDE; r++)
    for (int c = -1; c <= AL_TILE_SIDE; c++) {
      const int at = AL_SCRATCH_ORIGIN + r * AL_SCRATCH_STRIDE + c;
      const bool beside = marked[at - 1] || marked[at + 1] || marked[at - AL_SCRATCH_STRIDE] ||
                          marked[at + AL_SCRATCH_STRIDE];
      if (marked[at] || !beside)
        continue;
      if (list)
        list[count] = at;
      count++;
    }
  return count;
}

static int boundary_compare_rows(const void *a, const void *b)
{
  const struct edge_cell *x = a, *y = b;
  const int by_row = boundary_patch_row(x) - boundary_patch_row(y);
  return by_row ? by_row : x->donor != y->donor ? x->donor - y->donor : x->outward - y->outward;
}

/* Water may enter a tile at rest through a level, a discharge. */
static bool boundary_kind_feeds(int kind)
{
  return kind == FLOW_LEVEL || kind == FLOW_DISCHARGE || kind == FLOW_RADIATION;
}

/* What lies beyond and beside open edges. */
static al_status boundary_build_marks(struct al_arena *arena, struct flow_boundary *boundary)
{
  const ptrdiff_t tiles = boundary->forest->tile_count;
  int marks = 0, rims = 0;
  for (ptrdiff_t t = 0; t < tiles; t++) {
    struct tile_edges *edges = &boundary->tile[t];
    edges->mark_first = marks;
    edges->mark_count = boundary_list_marks(boundary, t, NULL);
    marks += edges->mark_count;
  }
  boundary->marks = AL_NEW(arena, int, (size_t)marks);
  if (!boundary->marks)
    return AL_NO_MEMORY;
  for (ptrdiff_t t = 0; t < tiles; t++) {
    struct tile_edges *edges = &boundary->tile[t];
    boundary_list_marks(boundary, t, boundary->marks + edges->mark_first);
    edges->rim_first = rims;
    edges->rim_count =
        boundary_list_rims(boundary->marks + edges->mark_first, edges->mark_count, NULL);
    rims += edges->rim_count;
  }
  boundary->rims = AL_NEW(arena, int, (size_t)rims);
  for (ptrdiff_t t = 0; boundary->rims && t < tiles; t++) {
    const struct tile_edges *edges = &boundary->tile[t];
    boundary_list_rims(boundary->marks + edges->mark_first, edges->mark_count,
                       boundary->rims + edges->rim_first);
  }
  return boundary->rims ? AL_OK : AL_NO_MEMORY;
}

static al_status boundary_build_lists(struct al_arena *arena, struct flow_boundary *boundary)
{
  const struct al_forest *forest = boundary->forest;
  int total = 0;
  for (ptrdiff_t t = 0; t < forest->tile_count; t++) {
    struct tile_edges *edges = &boundary->tile[t];
    edges->first = total;
    edges->count = boundary_list_tile(boundary, t, NULL, &edges->along_x);
    total += edges->count;
  }
  boundary->cells = AL_NEW(arena, struct edge_cell, (size_t)total);
  boundary->patches = AL_NEW(arena, struct flow_patch, (size_t)total);
  if (!boundary->cells || !boundary->patches)
    return AL_NO_MEMORY;
  for (ptrdiff_t t = 0; t < forest->tile_count; t++) {
    struct tile_edges *edges = &boundary->tile[t];
    struct edge_cell *list = boundary->cells + edges->first;
    boundary_list_tile(boundary, t, list, &edges->along_x);
    qsort(list + edges->along_x, (size_t)(edges->count - edges->along_x), sizeof *list,
          boundary_compare_rows);
    for (int i = 0; i < edges->count; i++) {
      struct flow_segment *segment = &boundary->segment[list[i].segment];
      segment->face_count += list[i].own;
      segment->width_m += list[i].own ? al_forest_cell_m(forest, t) : 0.0;
      edges->feeds = edges->feeds || boundary_kind_feeds(segment->config->kind);
    }
  }
  return AL_OK;
}

al_status flow_boundary_list(struct al_arena *arena, struct flow_boundary *boundary)
{
  AL_TRY(al_arena_ctx(arena), boundary_build_lists(arena, boundary));
  return boundary->has_edge ? boundary_build_marks(arena, boundary) : AL_OK;
}
