/**
 * Places on the forest.
 */
#include "tiles/place.h"
#include <assert.h>
#include <math.h>

/* Liang-Barsky: whether a stretch has a part inside the square around (x, y). */
static bool place_crosses(const double *from, double x, double y, double half_m)
{
  const double d[2] = {from[2] - from[0], from[3] - from[1]}, c[2] = {x - from[0], y - from[1]};
  double first = 0.0, last = 1.0;
  for (int k = 0; k < 2; k++) {
    const double low = c[k] - half_m, high = c[k] + half_m;
    if (d[k] == 0.0) {
      if (low > 0.0 || high <= 0.0)
        return false;
      continue;
    }
    first = fmax(first, fmin(low / d[k], high / d[k]));
    last = fmin(last, fmax(low / d[k], high / d[k]));
  }
  return first < last;
}

static bool place_holds(const struct al_place *place, double x, double y, double half_m)
{
  if (place->point_count == 1) {
    const double dx = x - place->xy[0], dy = y - place->xy[1];
    const bool under = dx >= -half_m && dx < half_m && dy > -half_m && dy <= half_m;
    return place->radius_m > 0.0 ? dx * dx + dy * dy <= place->radius_m * place->radius_m : under;
  }
  for (size_t i = 0; i + 1 < place->point_count; i++)
    if (place_crosses(place->xy + 2 * i, x, y, half_m))
      return true;
  return false;
}

/* Whether a tile's square meets the rectangle around the place. */
static bool place_is_near(const struct al_forest *forest, const struct al_place *place, ptrdiff_t t)
{
  const struct al_lattice *lattice = al_forest_lattice(forest, t);
  const struct al_tile *tile = &forest->tile[t];
  const double slack_m = place->radius_m + lattice->cell_m;
  const double west_m = al_lattice_x_m(lattice, tile->col) - slack_m,
               east_m = al_lattice_x_m(lattice, tile->col + AL_TILE_SIDE - 1) + slack_m,
               north_m = al_lattice_y_m(lattice, tile->row) + slack_m,
               south_m = al_lattice_y_m(lattice, tile->row + AL_TILE_SIDE - 1) - slack_m;
  double low_x = place->xy[0], high_x = low_x, low_y = place->xy[1], high_y = low_y;
  for (size_t i = 1; i < place->point_count; i++) {
    low_x = fmin(low_x, place->xy[2 * i]);
    high_x = fmax(high_x, place->xy[2 * i]);
    low_y = fmin(low_y, place->xy[2 * i + 1]);
    high_y = fmax(high_y, place->xy[2 * i + 1]);
  }
  return low_x <= east_m && high_x >= west_m && low_y <= north_m && high_y >= south_m;
}

size_t al_place_cells(const struct al_forest *forest, const struct al_place *place, ptrdiff_t *list)
{
  size_t count = 0;
  assert(forest && place && place->point_count > 0 && place->radius_m >= 0.0);
  for (ptrdiff_t t = 0; t < forest->tile_count; t++) {
    const struct al_lattice *lattice = al_forest_lattice(forest, t);
    const struct al_tile *tile = &forest->tile[t];
    if (!place_is_near(forest, place, t))
      continue;
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const ptrdiff_t index = t * AL_TILE_CELLS + i;
      const int col = i % AL_TILE_SIDE, row = i / AL_TILE_SIDE;
      const double x = al_lattice_x_m(lattice, tile->col + col),
                   y = al_lattice_y_m(lattice, tile->row + row);
      if (!forest->valid[index] || !place_holds(place, x, y, 0.5 * lattice->cell_m))
        continue;
      if (list)
        list[count] = index;
      count++;
    }
  }
  return count;
}
