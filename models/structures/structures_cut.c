/**
 * Lines cut into faces, exactly.
 */
#include "models/structures/structures_cut.h"
#include "tiles/gather.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* A segment in units of a level's cells: the centre of cell (col, row) is the point (col, row). */
struct segment {
  double x[2], y[2];
};

struct cutter {
  struct al_ctx *ctx;
  const struct al_forest *forest;
  int level;
  double from_m, length_m;     /* of the segment, along the line */
  struct structures_face face; /* what all faces of a segment have in common */
  struct structures_faces *out;
};

/* Whether a centre lies to the left of a segment; rows count downward. One on the line counts as if
 * the line had been moved a little to the east, and by far less to the south: each centre has one
 * side, whichever way it is asked. */
static bool segment_leaves_left(const struct segment *s, double col, double row)
{
  const double dx = s->x[1] - s->x[0], dy = s->y[1] - s->y[0];
  const double cross = dx * (row - s->y[0]) - dy * (col - s->x[0]);
  if (cross != 0.0)
    return cross < 0.0;
  return dy != 0.0 ? dy < 0.0 : dx > 0.0;
}

/* Whether cells of another size lie within reach of a cell: those see across a wall. */
static bool cutter_near_seam(const struct al_forest *forest, ptrdiff_t index)
{
  const struct al_tile *tile = &forest->tile[index / AL_TILE_CELLS];
  const int cell = (int)(index % AL_TILE_CELLS), col = cell % AL_TILE_SIDE,
            row = cell / AL_TILE_SIDE;
  const int away[AL_SIDES] = {[AL_SIDE_E] = AL_TILE_SIDE - 1 - col,
                              [AL_SIDE_W] = col,
                              [AL_SIDE_S] = AL_TILE_SIDE - 1 - row,
                              [AL_SIDE_N] = row};
  for (int side = 0; side < AL_SIDES; side++)
    if (away[side] < AL_HALO && tile->side[side].step != 0 && tile->side[side].tile[0] >= 0)
      return true;
  return false;
}

static al_status cutter_put(struct cutter *cutter, int col, int row, int axis, bool left)
{
  struct structures_faces *out = cutter->out;
  const struct al_forest *forest = cutter->forest;
  const int level = cutter->level;
  const ptrdiff_t index = al_forest_index_at(forest, level, col, row, AL_SIDE_W),
                  beyond = al_forest_index_at(forest, level, col + (axis == 0), row + (axis == 1),
                                              AL_SIDE_W);
  if (index < 0 || beyond < 0)
    return AL_OK;
  const int here = forest->tile[index / AL_TILE_CELLS].level,
            there = forest->tile[beyond / AL_TILE_CELLS].level;
  if (here != level && there != level)
    return AL_OK;
  if (here != there || cutter_near_seam(forest, index) || cutter_near_seam(forest, beyond)) {
    const struct al_lattice *lattice = &forest->level[level];
    if (out->at_seams++ == 0) {
      out->seam_x_m = al_lattice_x_m(lattice, col);
      out->seam_y_m = al_lattice_y_m(lattice, row);
    }
    return AL_OK;
  }
  if (!forest->valid[index] || !forest->valid[beyond])
    return AL_OK;
  if (out->count == out->room) {
    out->room = out->room ? 2 * out->room : 1024;
    struct structures_face *more = realloc(out->item, out->room * sizeof *more);
    if (!more)
      return AL_FAIL(cutter->ctx, AL_NO_MEMORY, "out of memory: %zu faces with a wall", out->room);
    out->item = more;
  }
  struct structures_face *face = &out->item[out->count++];
  *face = cutter->face;
  face->index = index;
  face->beyond = beyond;
  face->axis = axis;
  face->leftward = !left;
  return AL_OK;
}

/* The face of a row (axis 0) or column (axis 1) of centres that a segment parts. */
static al_status cutter_cross(struct cutter *cutter, const struct segment *s, int axis, int line)
{
  const double *across = axis == 0 ? s->y : s->x, *along = axis == 0 ? s->x : s->y;
  if ((across[0] < line) == (across[1] < line))
    return AL_OK;
  const double share = (line - across[0]) / (across[1] - across[0]);
  const int near = (int)floor(along[0] + share * (along[1] - along[0]));
  cutter->face.along_m = cutter->from_m + share * cutter->length_m;
  for (int first = near - 1; first <= near + 1; first++) {
    const int col = axis == 0 ? first : line, row = axis == 0 ? line : first;
    const bool left = segment_leaves_left(s, col, row);
    if (left != segment_leaves_left(s, col + (axis == 0), row + (axis == 1)))
      return cutter_put(cutter, col, row, axis, left);
  }
  return AL_OK;
}

static al_status cutter_segment(struct cutter *cutter, const struct segment *s)
{
  const struct al_lattice *lattice = &cutter->forest->level[cutter->level];
  const double dx = s->x[1] - s->x[0], dy = s->y[1] - s->y[0];
  cutter->face.share = hypot(dx, dy) / (fabs(dx) + fabs(dy));
  const int last_col = lattice->cols, last_row = lattice->rows;
  const int top = (int)fmax(floor(fmin(s->y[0], s->y[1])), -1.0),
            bottom = (int)fmin(ceil(fmax(s->y[0], s->y[1])), last_row);
  const int west = (int)fmax(floor(fmin(s->x[0], s->x[1])), -1.0),
            east = (int)fmin(ceil(fmax(s->x[0], s->x[1])), last_col);
  for (int row = top; row <= bottom; row++)
    AL_TRY(cutter->ctx, cutter_cross(cutter, s, 0, row));
  for (int col = west; col <= east; col++)
    AL_TRY(cutter->ctx, cutter_cross(cutter, s, 1, col));
  return AL_OK;
}

al_status structures_cut_line(struct al_ctx *ctx, const struct al_forest *forest, const double *x,
                              const double *y, size_t count, size_t wall, double crest_m,
                              struct structures_faces *faces)
{
  double along_m = 0.0;
  assert(count >= 2 && forest && faces);
  for (size_t i = 0; i + 1 < count; i++) {
    const double length_m = hypot(x[i + 1] - x[i], y[i + 1] - y[i]);
    for (int level = 0; length_m > 0.0 && level < forest->level_count; level++) {
      const struct al_lattice *lattice = &forest->level[level];
      struct segment s;
      for (int k = 0; k < 2; k++) {
        s.x[k] = (x[i + (size_t)k] - lattice->west_m) / lattice->cell_m - 0.5;
        s.y[k] = (lattice->north_m - y[i + (size_t)k]) / lattice->cell_m - 0.5;
      }
      struct cutter cutter = {.ctx = ctx,
                              .forest = forest,
                              .level = level,
                              .from_m = along_m,
                              .length_m = length_m,
                              .face = {.wall = wall, .crest_m = crest_m},
                              .out = faces};
      AL_TRY(ctx, cutter_segment(&cutter, &s));
    }
    along_m += length_m;
  }
  return AL_OK;
}

static int face_compare(const void *a, const void *b)
{
  const struct structures_face *left = a, *right = b;
  if (left->index != right->index)
    return left->index < right->index ? -1 : 1;
  if (left->axis != right->axis)
    return left->axis < right->axis ? -1 : 1;
  if (left->crest_m != right->crest_m)
    return left->crest_m > right->crest_m ? -1 : 1;
  if (left->wall != right->wall)
    return left->wall < right->wall ? -1 : 1;
  return (left->along_m > right->along_m) - (left->along_m < right->along_m);
}

void structures_faces_order(struct structures_faces *faces)
{
  size_t kept = 0;
  if (faces->count > 0)
    qsort(faces->item, faces->count, sizeof *faces->item, face_compare);
  for (size_t i = 0; i < faces->count; i++) {
    const struct structures_face *last = kept > 0 ? &faces->item[kept - 1] : NULL;
    if (!last || last->index != faces->item[i].index || last->axis != faces->item[i].axis)
      faces->item[kept++] = faces->item[i];
  }
  assert(kept <= faces->count);
  faces->count = kept;
}
