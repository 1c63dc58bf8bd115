/**
 * A change of the metric while the fire burns. The front at that time is laid through points
 * between the cells' centres: back along the rays from the cells that it would reach next, forward
 * along those of the cells that it reached last. New times start from those points and the segments
 * between them.
 */
#include "models/fire/fire_front_inside.h"
#include <assert.h>
#include <math.h>

static const int around[8][2] = {{1, 0},  {1, 1},   {0, 1},  {-1, 1},
                                 {-1, 0}, {-1, -1}, {0, -1}, {1, -1}};

/* A walk over the cells of tiles that the fire has touched, in the order of the forest. */
static void change_each(struct fire_front *front,
                        void (*visit)(struct fire_front *, ptrdiff_t cell, al_real time_s),
                        al_real time_s)
{
  for (ptrdiff_t t = 0; t < front->job.forest->tile_count; t++) {
    const ptrdiff_t place = front->place_of[t];
    if (place < 0 || !front->touched[place])
      continue;
    for (ptrdiff_t i = place * AL_TILE_CELLS; i < (place + 1) * AL_TILE_CELLS; i++)
      if (front->field.arrival_s[i] < FIRE_NEVER)
        visit(front, i, time_s);
  }
}

/* Points of the front on the rays to cells that are not burnt yet. */
static void change_mark_ahead(struct fire_front *front, ptrdiff_t i, al_real time_s)
{
  const struct fire_front_fields *field = &front->field;
  field->status[i] &= (uint8_t) ~(FIRE_SEED | FIRE_MARKED);
  if (field->status[i] & FIRE_BURNT)
    return;
  const al_real a_cell_s =
      fire_pace_time(front_pace(front, i), field->ray_x[i], field->ray_y[i], 1);
  const al_real back = fire_max((field->arrival_s[i] - time_s) / a_cell_s, 0);
  field->mark_x[i] = -back * field->ray_x[i];
  field->mark_y[i] = -back * field->ray_y[i];
  field->status[i] |= FIRE_MARKED;
}

/* The mark nearest to a burnt cell among those of the cells around it. */
static void change_borrow_mark(struct fire_front *front, struct front_place at)
{
  const struct fire_front_fields *field = &front->field;
  al_real nearest = FIRE_NEVER;
  for (int k = 0; k < 8; k++) {
    const int dx = around[k][0], dy = around[k][1];
    const ptrdiff_t j = front_at(front, at.x + dx, at.y + dy);
    if (j < 0 || !(field->status[j] & FIRE_MARKED))
      continue;
    const struct fire_offset *offset = fire_stencil_offset(front->stencils, dx, dy);
    if (!(front_walk(front, at, offset).alpha < FIRE_NEVER))
      continue;
    const al_real x = (al_real)dx + field->mark_x[j], y = (al_real)dy + field->mark_y[j];
    if (x * x + y * y < nearest) {
      nearest = x * x + y * y;
      field->mark_x[at.cell] = x;
      field->mark_y[at.cell] = y;
    }
  }
}

/* Burnt cells beside ones that are not burnt: their marks are as far along their rays as the fire
 * came. */
static void change_mark_rim(struct fire_front *front, ptrdiff_t i, al_real time_s)
{
  const struct fire_front_fields *field = &front->field;
  const struct front_place at = front_place(front, i);
  const uint8_t was = field->status[i];
  bool rim = false, free = true;
  if (!(was & FIRE_BURNT))
    return;
  for (int k = 0; k < 8; k++) {
    const ptrdiff_t j = front_at(front, at.x + around[k][0], at.y + around[k][1]);
    rim = rim || (j >= 0 && !(field->status[j] & FIRE_BURNT));
    free = free && j >= 0 && field->alpha[j] < FIRE_NEVER && !(field->wall && field->wall[j]);
  }
  field->status[i] &= (uint8_t)~FIRE_RIM;
  if (!rim)
    return;
  field->status[i] |= FIRE_RIM;
  if (field->arrival_s[i] < (al_real)front->changed_s) {
    change_borrow_mark(front, at);
    return;
  }
  front_at(front, at.x, at.y);
  const al_real a_cell_s =
      fire_pace_time(front_pace(front, i), field->ray_x[i], field->ray_y[i], 1);
  const al_real most = front_is_lit(front, i) ? 0 : free ? FIRE(2) : FIRE(0.5);
  const al_real ahead = fire_min((time_s - field->arrival_s[i]) / a_cell_s, most);
  field->mark_x[i] = ahead * field->ray_x[i];
  field->mark_y[i] = ahead * field->ray_y[i];
}

/* From its own mark a cell is reached by the new metric. */
static void change_requeue(struct fire_front *front, ptrdiff_t i, al_real time_s)
{
  const struct fire_front_fields *field = &front->field;
  if (!(field->status[i] & FIRE_MARKED))
    return;
  const struct front_place at = front_place(front, i);
  front_at(front, at.x, at.y); /* fills the metric of its tile */
  const struct fire_pace pace = front_pace(front, i);
  if (!(pace.alpha < FIRE_NEVER)) {
    field->arrival_s[i] = FIRE(INFINITY);
    field->status[i] &= (uint8_t)~FIRE_MARKED;
    return;
  }
  const al_real x = -field->mark_x[i], y = -field->mark_y[i];
  const al_real later_s = fire_pace_time(pace, x, y, fire_sqrt(x * x + y * y));
  front_set(front, i, (struct fire_hit){time_s + later_s, field->ray_x[i], field->ray_y[i]});
}

/* Marks around a cell, as vectors from them to its centre, and the metric on the way. */
struct change_marks {
  bool there[9];
  al_real x[9], y[9];
  struct fire_pace pace[9];
};

static void change_look_around(struct fire_front *front, struct front_place at,
                               struct change_marks *out)
{
  const struct fire_front_fields *field = &front->field;
  const struct fire_pace own = front_pace(front, at.cell);
  for (int k = 0; k < 8; k++) {
    const int dx = around[k][0], dy = around[k][1];
    const struct front_place from = {front_at(front, at.x + dx, at.y + dy), at.x + dx, at.y + dy};
    out->there[k] = from.cell >= 0 && (field->status[from.cell] & (FIRE_RIM | FIRE_MARKED));
    if (!out->there[k])
      continue;
    out->pace[k] = front_walk(front, from, fire_stencil_offset(front->stencils, -dx, -dy));
    out->there[k] = out->pace[k].alpha < FIRE_NEVER;
    out->x[k] = -((al_real)dx + field->mark_x[from.cell]);
    out->y[k] = -((al_real)dy + field->mark_y[from.cell]);
  }
  out->there[8] = true;
  out->x[8] = -field->mark_x[at.cell];
  out->y[8] = -field->mark_y[at.cell];
  out->pace[8] = own;
}

static struct fire_hit change_from_point(const struct change_marks *marks, int k, al_real time_s)
{
  const al_real x = marks->x[k], y = marks->y[k], length = fire_sqrt(x * x + y * y);
  const al_real per = 1 / fire_max(length, FIRE(1e-3));
  if (length < FIRE(1e-3))
    return (struct fire_hit){FIRE(INFINITY), 0, 0};
  return (struct fire_hit){time_s + fire_pace_time(marks->pace[k], x, y, length), x * per, y * per};
}

static struct fire_hit change_from_segment(const struct change_marks *marks, int k, int m,
                                           al_real time_s)
{
  const struct fire_hit none = {FIRE(INFINITY), 0, 0};
  const struct fire_base base = {.x_1 = marks->x[k],
                                 .y_1 = marks->y[k],
                                 .x_2 = marks->x[m],
                                 .y_2 = marks->y[m],
                                 .time_1_s = time_s,
                                 .time_2_s = time_s,
                                 .pace_1 = marks->pace[k],
                                 .pace_2 = marks->pace[m]};
  const al_real dx = base.x_2 - base.x_1, dy = base.y_2 - base.y_1, dd = dx * dx + dy * dy;
  if (dd < FIRE(1e-4) || dd > 5)
    return none;
  int meets;
  const al_real s = fire_base_start(&base, FIRE(0.9999), &meets);
  return meets && s > 0 && s < 1 ? fire_base_straight(&base, s) : none;
}

/* From the marks around a cell that is not burnt, and the front between them. */
static void change_start(struct fire_front *front, ptrdiff_t i, al_real time_s)
{
  if (!(front->field.status[i] & FIRE_MARKED))
    return;
  struct change_marks marks;
  struct fire_hit best = {front->field.arrival_s[i], 0, 0}, hit;
  change_look_around(front, front_place(front, i), &marks);
  for (int k = 0; k < 8; k++) {
    if (!marks.there[k])
      continue;
    hit = change_from_point(&marks, k, time_s);
    best = hit.time_s < best.time_s ? hit : best;
    for (int side = 0; side < 2; side++) {
      const int m = side ? 8 : (k + 1) % 8;
      if (!marks.there[m])
        continue;
      hit = change_from_segment(&marks, k, m, time_s);
      best = hit.time_s < best.time_s ? hit : best;
    }
  }
  if (best.time_s < front->field.arrival_s[i] * (1 - FIRE(1e-7)))
    front_set(front, i, best);
}

static void change_push_rim(struct fire_front *front, ptrdiff_t i, al_real time_s)
{
  (void)time_s;
  if (!(front->field.status[i] & FIRE_RIM))
    return;
  const struct front_place at = front_place(front, i);
  front_at(front, at.x, at.y);
  front_push(front, i);
}

/* Metrics are filled anew as the fire comes to a tile. */
static void change_forget_pace(struct fire_front *front)
{
  const ptrdiff_t spots =
      (ptrdiff_t)front->tile_cols * ((front->rows + AL_TILE_SIDE - 1) / AL_TILE_SIDE);
  for (ptrdiff_t s = 0; s < spots; s++)
    if (front->place_at[s] >= 0)
      front->place_at[s] = -2 - front->tile_of[front->place_at[s]];
}

void fire_front_change(struct fire_front *front, double time_s, void (*change)(void *self),
                       void *self)
{
  const al_real now_s = (al_real)time_s;
  assert(time_s >= front->changed_s && change);
  change_each(front, change_mark_ahead, now_s);
  change_each(front, change_mark_rim, now_s);
  change(self);
  change_forget_pace(front);
  front->changed_s = time_s;
  fire_queue_clear(&front->queue, (float)time_s);
  change_each(front, change_requeue, now_s);
  change_each(front, change_start, now_s);
  change_each(front, change_push_rim, now_s);
}
