/**
 * From lines to the faces that they part, exactly.
 */
#include "tiles/line_faces.h"
#include <assert.h>
#include <math.h>

/* A segment in units of cells: the centre of cell (col, row) is the point (col, row). */
struct segment {
  double x[2], y[2];
  double from_m, length_m; /* along the line */
};

struct face_list {
  const struct al_lattice *lattice;
  struct al_face *face;
  size_t capacity, count;
};

/* Whether a centre lies to the left of a segment; rows count downward. One on the line counts as if
 * the line had been moved a little to the east, and by far less to the south: that is what the
 * half-open spans below do with its ends. */
static bool segment_leaves_left(const struct segment *s, double col, double row)
{
  const double dx = s->x[1] - s->x[0], dy = s->y[1] - s->y[0];
  const double cross = dx * (row - s->y[0]) - dy * (col - s->x[0]);
  if (cross != 0.0)
    return cross < 0.0;
  return dy != 0.0 ? dy < 0.0 : dx > 0.0;
}

static void faces_add(struct face_list *list, struct al_face face)
{
  const bool on_lattice = face.col >= 0 && face.row >= 0 &&
                          face.col + !face.is_north < list->lattice->cols &&
                          face.row + face.is_north < list->lattice->rows;
  if (!on_lattice)
    return;
  if (list->count < list->capacity)
    list->face[list->count] = face;
  list->count++;
}

/* The face that a segment parts in a row of centres, or with `is_north` in a column. */
static void faces_cross(struct face_list *list, const struct segment *s, bool is_north, int line)
{
  const double *across = is_north ? s->x : s->y, *along = is_north ? s->y : s->x;
  if ((across[0] < line) == (across[1] < line))
    return;
  const double part = (line - across[0]) / (across[1] - across[0]);
  const int near = (int)fmin(fmax(floor(along[0] + part * (along[1] - along[0])), -2.0), 1e9);
  const double wide = fabs(s->x[1] - s->x[0]), high = fabs(s->y[1] - s->y[0]);
  /* where rounding leaves the crossing at a centre, the sides of the centres decide */
  for (int first = near - 1; first <= near + 1; first++) {
    const int col = is_north ? line : first, row = is_north ? first : line;
    const bool left = segment_leaves_left(s, col, row);
    if (left == segment_leaves_left(s, col + !is_north, row + is_north))
      continue;
    faces_add(list, (struct al_face){.col = col,
                                     .row = row,
                                     .is_north = is_north,
                                     .sign = left == is_north ? -1 : 1,
                                     .share = hypot(wide, high) / (wide + high),
                                     .along_m = s->from_m + part * s->length_m});
    return;
  }
}

/* Rows or columns of centres that a segment may cross. */
static void faces_range(const double ends[2], int limit, int *first, int *last)
{
  *first = (int)fmax(floor(fmin(ends[0], ends[1])), 0.0);
  *last = (int)fmin(ceil(fmax(ends[0], ends[1])), limit - 1.0);
}

size_t al_line_faces(const struct al_lattice *lattice, const double *xy, size_t point_count,
                     struct al_face *face, size_t capacity)
{
  struct face_list list = {.lattice = lattice, .face = face, .capacity = capacity};
  double along_m = 0.0;
  assert(lattice->cell_m > 0.0 && (face || capacity == 0));
  for (size_t p = 0; p + 1 < point_count; p++) {
    struct segment s = {.from_m = along_m};
    int first, last;
    for (size_t k = 0; k < 2; k++) {
      s.x[k] = (xy[2 * (p + k)] - lattice->west_m) / lattice->cell_m - 0.5;
      s.y[k] = (lattice->north_m - xy[2 * (p + k) + 1]) / lattice->cell_m - 0.5;
    }
    s.length_m = hypot(s.x[1] - s.x[0], s.y[1] - s.y[0]) * lattice->cell_m;
    along_m += s.length_m;
    faces_range(s.y, lattice->rows, &first, &last);
    for (int row = first; row <= last; row++)
      faces_cross(&list, &s, false, row);
    faces_range(s.x, lattice->cols, &first, &last);
    for (int col = first; col <= last; col++)
      faces_cross(&list, &s, true, col);
  }
  return list.count;
}
