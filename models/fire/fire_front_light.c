/**
 * Where fires begin: points, lines, cells. Around a source times are those of straight rays.
 */
#include "models/fire/fire_front_inside.h"
#include <assert.h>
#include <math.h>

enum {
  LIGHT_EVEN = FIRE_REACH,
  LIGHT_UNEVEN = 3
}; /* cells around a source, in even fuel and otherwise */

static bool light_is_like(struct fire_pace a, struct fire_pace b)
{
  const al_real slack = FIRE(1e-4) * a.alpha;
  return fabs((double)(a.alpha - b.alpha)) <= (double)slack &&
         fabs((double)(a.beta_x - b.beta_x)) <= (double)slack &&
         fabs((double)(a.beta_y - b.beta_y)) <= (double)slack;
}

/* Whether the metric is the same in a disc, and no barrier stands there. */
static bool light_is_even(struct fire_front *front, struct front_place at)
{
  const struct fire_pace pace = front_pace(front, at.cell);
  for (int dy = -LIGHT_EVEN; dy <= LIGHT_EVEN; dy++)
    for (int dx = -LIGHT_EVEN; dx <= LIGHT_EVEN; dx++) {
      const ptrdiff_t cell = front_at(front, at.x + dx, at.y + dy);
      if (dx * dx + dy * dy > LIGHT_EVEN * LIGHT_EVEN || cell < 0)
        continue;
      if ((front->field.wall && front->field.wall[cell]) ||
          !light_is_like(pace, front_pace(front, cell)))
        return false;
    }
  return true;
}

static void light_offer(struct fire_front *front, ptrdiff_t cell, struct fire_hit hit, bool exact)
{
  if ((front->field.status[cell] & FIRE_BURNT) || !(hit.time_s < front->field.arrival_s[cell]))
    return;
  front_set(front, cell, hit);
  if (exact)
    front->field.status[cell] |= FIRE_SEED;
}

bool fire_front_light_point(struct fire_front *front, double x, double y, double time_s)
{
  assert(time_s >= front->changed_s);
  struct front_place at = {0, (int)floor(x + 0.5), (int)floor(y + 0.5)};
  at.cell = front_at(front, at.x, at.y);
  if (at.cell < 0 || !(front->field.alpha[at.cell] < FIRE_NEVER))
    return false;
  const bool even = light_is_even(front, at);
  const int reach = even ? LIGHT_EVEN : LIGHT_UNEVEN;
  for (int dy = -reach; dy <= reach; dy++)
    for (int dx = -reach; dx <= reach; dx++) {
      const ptrdiff_t cell = front_at(front, at.x + dx, at.y + dy);
      if (dx * dx + dy * dy > reach * reach || cell < 0 || !(front->field.alpha[cell] < FIRE_NEVER))
        continue;
      const struct fire_pace pace =
          dx || dy ? front_walk(front, at, fire_stencil_offset(front->stencils, dx, dy))
                   : front_pace(front, cell);
      const double ux = at.x + dx - x, uy = at.y + dy - y, length = sqrt(ux * ux + uy * uy);
      const double per = length > 1e-6 ? 1.0 / length : 0.0;
      const double later_s =
          (double)pace.alpha * length - (double)pace.beta_x * ux - (double)pace.beta_y * uy;
      const struct fire_hit hit = {(al_real)(time_s + later_s), (al_real)(ux * per),
                                   (al_real)(uy * per)};
      light_offer(front, cell, hit, even);
    }
  return true;
}

bool fire_front_light_cell(struct fire_front *front, int col, int row, double time_s)
{
  const ptrdiff_t cell = front_at(front, col, row);
  if (cell < 0 || !(front->field.alpha[cell] < FIRE_NEVER))
    return false;
  light_offer(front, cell, (struct fire_hit){(al_real)time_s, 0, 0}, false);
  return true;
}

/* The quickest ray to a cell from a line that burns at one time. */
static bool light_from_line(struct fire_front *front, struct front_place to, const double from[2],
                            const double past[2], double time_s)
{
  const struct fire_pace pace = front_pace(front, to.cell);
  const struct fire_base base = {.x_1 = (al_real)(to.x - from[0]),
                                 .y_1 = (al_real)(to.y - from[1]),
                                 .x_2 = (al_real)(to.x - past[0]),
                                 .y_2 = (al_real)(to.y - past[1]),
                                 .time_1_s = (al_real)time_s,
                                 .time_2_s = (al_real)time_s,
                                 .pace_1 = pace,
                                 .pace_2 = pace};
  int meets;
  const al_real s = fire_min(fire_max(fire_base_start(&base, FIRE(0.9999), &meets), 0), 1);
  const int x = (int)floor(from[0] + (double)s * (past[0] - from[0]) + 0.5);
  const int y = (int)floor(from[1] + (double)s * (past[1] - from[1]) + 0.5);
  const struct front_place start = {front_at(front, x, y), x, y};
  if (start.cell < 0 || !(front->field.alpha[start.cell] < FIRE_NEVER))
    return false;
  const int dx = to.x - x, dy = to.y - y;
  if ((dx || dy) &&
      !(front_walk(front, start, fire_stencil_offset(front->stencils, dx, dy)).alpha < FIRE_NEVER))
    return false;
  light_offer(front, to.cell, fire_base_straight(&base, s), false);
  return true;
}

long fire_front_light_line(struct fire_front *front, const double from[2], const double to[2],
                           double time_s)
{
  const int west = (int)floor(fmin(from[0], to[0])) - 2, east = (int)ceil(fmax(from[0], to[0])) + 2;
  const int north = (int)floor(fmin(from[1], to[1])) - 2;
  const int south = (int)ceil(fmax(from[1], to[1])) + 2;
  const double dx = to[0] - from[0], dy = to[1] - from[1];
  const double length = sqrt(dx * dx + dy * dy);
  long lit = 0;
  assert(time_s >= 0.0);
  if (!(length > 1e-6))
    return fire_front_light_point(front, from[0], from[1], time_s);
  for (int y = north; y <= south; y++)
    for (int x = west; x <= east; x++) {
      /* beside the line, or just beyond its ends */
      const double along = ((x - from[0]) * dx + (y - from[1]) * dy) / length;
      const double off = fabs((x - from[0]) * dy - (y - from[1]) * dx) / length;
      if (off > 2.0 || along < -2.0 || along > length + 2.0)
        continue;
      const struct front_place at = {front_at(front, x, y), x, y};
      if (at.cell >= 0 && front->field.alpha[at.cell] < FIRE_NEVER)
        lit += light_from_line(front, at, from, to, time_s);
    }
  return lit;
}
