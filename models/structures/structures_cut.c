/**
 * Lines cut into faces, level by level.
 */
#include "models/structures/structures_cut.h"
#include "tiles/gather.h"
#include "tiles/line_faces.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* Whether cells of another size lie within reach of a cell: those see across a wall. */
static bool cut_is_near_seam(const struct al_forest *forest, ptrdiff_t index)
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

static al_status cut_put(struct al_ctx *ctx, struct structures_faces *faces,
                         struct structures_face face)
{
  if (faces->count == faces->room) {
    const size_t room = faces->room ? 2 * faces->room : 1024;
    struct structures_face *more = realloc(faces->item, room * sizeof *more);
    if (!more)
      return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: %zu faces with a wall", room);
    faces->item = more;
    faces->room = room;
  }
  faces->item[faces->count++] = face;
  return AL_OK;
}

/* A face of a level's lattice, if the forest has that level there on both sides. */
static al_status cut_take(struct al_ctx *ctx, const struct al_forest *forest, int level,
                          const struct al_face *at, struct structures_face face,
                          struct structures_faces *faces)
{
  face.axis = at->is_north;
  face.leftward = (at->sign > 0) == at->is_north;
  face.share = at->share;
  face.along_m = at->along_m;
  face.index = al_forest_index_at(forest, level, at->col, at->row, AL_SIDE_W);
  face.beyond =
      al_forest_index_at(forest, level, at->col + !at->is_north, at->row + at->is_north, AL_SIDE_W);
  if (face.index < 0 || face.beyond < 0)
    return AL_OK;
  const int here = forest->tile[face.index / AL_TILE_CELLS].level,
            there = forest->tile[face.beyond / AL_TILE_CELLS].level;
  if (here != level && there != level)
    return AL_OK;
  if (here != there || cut_is_near_seam(forest, face.index) ||
      cut_is_near_seam(forest, face.beyond)) {
    if (faces->at_seams++ == 0) {
      faces->seam_x_m = al_lattice_x_m(&forest->level[level], at->col);
      faces->seam_y_m = al_lattice_y_m(&forest->level[level], at->row);
    }
    return AL_OK;
  }
  return forest->valid[face.index] && forest->valid[face.beyond] ? cut_put(ctx, faces, face)
                                                                 : AL_OK;
}

al_status structures_cut_line(struct al_ctx *ctx, const struct al_forest *forest, const double *xy,
                              size_t count, struct structures_face common,
                              struct structures_faces *faces)
{
  al_status status = AL_OK;
  assert(count >= 2 && forest && faces);
  for (int level = 0; status == AL_OK && level < forest->level_count; level++) {
    const struct al_lattice *lattice = &forest->level[level];
    const size_t most = al_line_faces(lattice, xy, count, NULL, 0);
    struct al_face *at = calloc(most + 1, sizeof *at);
    if (!at)
      return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: %zu faces with a wall", most);
    al_line_faces(lattice, xy, count, at, most);
    for (size_t k = 0; status == AL_OK && k < most; k++)
      status = cut_take(ctx, forest, level, &at[k], common, faces);
    free(at);
  }
  return status;
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
  if (left->line != right->line)
    return left->line < right->line ? -1 : 1;
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
