/**
 * From points and lines to cells and faces.
 */
#include "tiles/line_faces.h"
#include <math.h>

struct face_list {
  struct al_face *face;
  size_t capacity, count;
};

static void faces_add(struct face_list *list, struct al_face face)
{
  if (list->count < list->capacity)
    list->face[list->count] = face;
  list->count++;
}

/* First and past-last cell centre (index + 0.5) in the half-open span between two places. */
static void faces_range(double a, double b, int limit, int *first, int *past)
{
  const double low = a < b ? a : b, high = a < b ? b : a;
  *first = (int)fmin(fmax(ceil(low - 0.5), 0.0), limit);
  *past = (int)fmin(fmax(ceil(high - 0.5), 0.0), limit);
}

size_t al_line_faces(const struct al_lattice *lattice, const double *xy, size_t point_count,
                     struct al_face *face, size_t capacity)
{
  struct face_list list = {.face = face, .capacity = capacity};
  for (size_t p = 0; p + 1 < point_count; p++) {
    /* in cells: c to the east, r to the south */
    const double c0 = (xy[2 * p] - lattice->west_m) / lattice->cell_m;
    const double r0 = (lattice->north_m - xy[2 * p + 1]) / lattice->cell_m;
    const double c1 = (xy[2 * p + 2] - lattice->west_m) / lattice->cell_m;
    const double r1 = (lattice->north_m - xy[2 * p + 3]) / lattice->cell_m;
    int first, past;
    faces_range(r0, r1, lattice->rows, &first, &past);
    for (int row = first; row < past; row++) {
      const double c = c0 + (row + 0.5 - r0) / (r1 - r0) * (c1 - c0);
      const double west = floor(c - 0.5);
      if (west >= 0.0 && west + 1.0 < lattice->cols)
        faces_add(&list, (struct al_face){.col = (int)west, .row = row, .sign = r1 < r0 ? 1 : -1});
    }
    faces_range(c0, c1, lattice->cols, &first, &past);
    for (int col = first; col < past; col++) {
      const double r = r0 + (col + 0.5 - c0) / (c1 - c0) * (r1 - r0);
      const double north = floor(r - 0.5);
      if (north >= 0.0 && north + 1.0 < lattice->rows)
        faces_add(&list,
                  (struct al_face){
                      .col = col, .row = (int)north, .is_north = true, .sign = c1 > c0 ? -1 : 1});
    }
  }
  return list.count;
}
