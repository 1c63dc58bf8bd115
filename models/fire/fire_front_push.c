/**
 * From a burnt cell to its neighbours: along the segments to them, and from the bases between it
 * and burnt cells beside it.
 */
#include "models/fire/fire_front_inside.h"
#include <assert.h>
#include <math.h>

static bool push_is_closed(struct fire_front *front, ptrdiff_t from, ptrdiff_t cell, int side)
{
  const struct fire_front_job *job = &front->job;
  if (!front->field.wall || !(front->field.wall[cell] & side))
    return false;
  return !job->jumps ||
         !job->jumps(job->self, from, cell, side, fire_front_normal_per_s(front, from));
}

/* One step over a side; `to` burns and the side is open. */
static bool push_may_step(struct fire_front *front, ptrdiff_t from, ptrdiff_t cell, ptrdiff_t to,
                          int side)
{
  return to >= 0 && front->field.alpha[to] < FIRE_NEVER && !push_is_closed(front, from, cell, side);
}

/* Through the point where four cells meet: one of the two ways round it must be free. */
static bool push_may_turn(struct fire_front *front, ptrdiff_t from, struct front_place at,
                          int step_x, int step_y, ptrdiff_t to)
{
  const int side_x = step_x > 0 ? FIRE_WALL_E : FIRE_WALL_W;
  const int side_y = step_y > 0 ? FIRE_WALL_S : FIRE_WALL_N;
  const ptrdiff_t over_x = front_at(front, at.x + step_x, at.y);
  const ptrdiff_t over_y = front_at(front, at.x, at.y + step_y);
  return (push_may_step(front, from, at.cell, over_x, side_x) &&
          push_may_step(front, from, over_x, to, side_y)) ||
         (push_may_step(front, from, at.cell, over_y, side_y) &&
          push_may_step(front, from, over_y, to, side_x));
}

struct fire_pace front_walk(struct fire_front *front, struct front_place from,
                            const struct fire_offset *offset)
{
  const struct fire_pace blocked = {FIRE(INFINITY), 0, 0};
  const int step_x = offset->dx > 0 ? 1 : -1, step_y = offset->dy > 0 ? 1 : -1;
  assert(offset->crossed >= 2 && offset->crossed <= FIRE_CROSSED);
  struct front_place at = from;
  struct fire_pace sum = {0, 0, 0};
  for (int n = 0;; n++) {
    const struct fire_pace here = front_pace(front, at.cell);
    sum.alpha += offset->share[n] * here.alpha;
    sum.beta_x += offset->share[n] * here.beta_x;
    sum.beta_y += offset->share[n] * here.beta_y;
    if (n + 1 == offset->crossed)
      return sum;
    const int x = from.x + offset->x[n + 1], y = from.y + offset->y[n + 1];
    const ptrdiff_t next = front_at(front, x, y);
    if (next < 0 || !(front->field.alpha[next] < FIRE_NEVER))
      return blocked;
    const int move = offset->move[n];
    const int side = move == FIRE_ALONG_X ? (step_x > 0 ? FIRE_WALL_E : FIRE_WALL_W)
                                          : (step_y > 0 ? FIRE_WALL_S : FIRE_WALL_N);
    if (move == FIRE_CORNER ? !push_may_turn(front, from.cell, at, step_x, step_y, next)
                            : push_is_closed(front, from.cell, at.cell, side))
      return blocked;
    at = (struct front_place){next, x, y};
  }
}

/* The same where all lies in one tile in which everything burns. */
static inline struct fire_pace push_mean(const struct fire_front *front, ptrdiff_t cell,
                                         const struct fire_offset *offset)
{
  if (offset->crossed == 2) {
    const ptrdiff_t to = cell + offset->dy * AL_TILE_SIDE + offset->dx;
    return fire_pace_between(front_pace(front, cell), front_pace(front, to), FIRE(0.5));
  }
  struct fire_pace sum = {0, 0, 0};
  for (int n = 0; n < offset->crossed; n++) {
    const struct fire_pace here =
        front_pace(front, cell + offset->y[n] * AL_TILE_SIDE + offset->x[n]);
    sum.alpha += offset->share[n] * here.alpha;
    sum.beta_x += offset->share[n] * here.beta_x;
    sum.beta_y += offset->share[n] * here.beta_y;
  }
  return sum;
}

/* A burnt cell from which, or beside which, a time is carried. */
struct push_end {
  struct front_place at;
  al_real time_s, mark_x, mark_y; /* the front is at the mark then */
  bool old;                       /* burnt before the metric changed: the mark is no centre */
};

static inline struct push_end push_end(const struct fire_front *front, struct front_place at)
{
  const struct fire_front_fields *field = &front->field;
  const al_real changed_s = (al_real)front->changed_s;
  if (!(field->arrival_s[at.cell] < changed_s))
    return (struct push_end){at, field->arrival_s[at.cell], 0, 0, false};
  return (struct push_end){at, changed_s, field->mark_x[at.cell], field->mark_y[at.cell], true};
}

/* The base between a burnt cell and one beside it, seen from the cell that it is carried to. */
static inline struct fire_hit push_base(const struct fire_front *front, const struct push_end *a,
                                        const struct push_end *b, const struct fire_offset *from_a,
                                        const struct fire_offset *from_b, struct fire_pace pace_a,
                                        struct fire_pace pace_b)
{
  const struct fire_front_fields *field = &front->field;
  const struct fire_hit none = {FIRE(INFINITY), 0, 0};
  const ptrdiff_t i = a->at.cell, m = b->at.cell;
  struct fire_base base = {.x_1 = from_a->dx - a->mark_x,
                           .y_1 = from_a->dy - a->mark_y,
                           .x_2 = from_b->dx - b->mark_x,
                           .y_2 = from_b->dy - b->mark_y,
                           .time_1_s = a->time_s,
                           .time_2_s = b->time_s,
                           .pace_1 = pace_a,
                           .pace_2 = pace_b};
  const al_real dx = base.x_2 - base.x_1, dy = base.y_2 - base.y_1;
  const bool old = a->old || b->old;
  if (old && dx * dx + dy * dy < FIRE(1e-4))
    return none;
  const bool smooth =
      !old && field->ray_x[i] * field->ray_x[m] + field->ray_y[i] * field->ray_y[m] > FIRE(0.5);
  int meets;
  const al_real s = fire_base_start(&base, FIRE(0.9999), &meets);
  if (!smooth)
    return meets && s > 0 && s < 1 ? fire_base_straight(&base, s) : none;
  if (s < FIRE(-0.3) || s > FIRE(1.3))
    return none;
  /* grad T = alpha r - beta at both ends; u shrinks by d along the base */
  const struct fire_pace here = front_pace(front, i), there = front_pace(front, m);
  base.slope_1_s = -((here.alpha * field->ray_x[i] - here.beta_x) * dx +
                     (here.alpha * field->ray_y[i] - here.beta_y) * dy);
  base.slope_2_s = -((there.alpha * field->ray_x[m] - there.beta_x) * dx +
                     (there.alpha * field->ray_y[m] - there.beta_y) * dy);
  return fire_base_curved(&base, fire_min(fire_max(s, 0), 1));
}

static inline void push_update(struct fire_front *front, ptrdiff_t cell, struct fire_hit hit,
                               al_real now_s)
{
  const al_real known_s = front->field.arrival_s[cell];
  hit.time_s = fire_max(hit.time_s, now_s);
  if (!(hit.time_s < known_s * (1 - FIRE(1e-7))))
    return;
  /* the exact time of a source is not given up for a rounding error */
  if ((front->field.status[cell] & FIRE_SEED) &&
      hit.time_s > known_s - FIRE(0.02) * front->field.alpha[cell])
    return;
  front_set(front, cell, hit);
}

/* A ring around a burnt cell. `plain`: all that it touches lies in one even tile. */
struct push_job {
  struct fire_front *front;
  const struct fire_ring *ring;
  struct push_end from;
  bool plain;
};

static inline ptrdiff_t push_cell(const struct push_job *job, int x, int y, int dx, int dy)
{
  return job->plain ? job->from.at.cell + dy * AL_TILE_SIDE + dx : front_at(job->front, x, y);
}

static inline struct fire_pace push_pace(const struct push_job *job, struct front_place at,
                                         const struct fire_offset *offset)
{
  return job->plain ? push_mean(job->front, at.cell, offset) : front_walk(job->front, at, offset);
}

/* From the base between the middle of the ring and the cell that lies as far from the goal as an
 * offset beside the own one says. */
static inline struct fire_hit push_from_base(const struct push_job *job,
                                             const struct fire_offset *own, struct fire_pace pace,
                                             const struct fire_offset *offset)
{
  struct fire_front *front = job->front;
  const struct fire_front_fields *field = &front->field;
  const struct fire_hit none = {FIRE(INFINITY), 0, 0};
  const int dx = own->dx - offset->dx, dy = own->dy - offset->dy;
  struct front_place at = {0, job->from.at.x + dx, job->from.at.y + dy};
  at.cell = push_cell(job, at.x, at.y, dx, dy);
  if (at.cell < 0 || !(field->status[at.cell] & FIRE_BURNT) || front_is_lit(front, at.cell))
    return none;
  const struct push_end beside = push_end(front, at);
  if (beside.old && !(field->status[at.cell] & FIRE_RIM))
    return none;
  const struct fire_pace other = push_pace(job, at, offset);
  return other.alpha < FIRE_NEVER ? push_base(front, &job->from, &beside, own, offset, pace, other)
                                  : none;
}

static inline struct fire_hit
push_from_cell(const struct push_job *job, const struct fire_offset *offset, struct fire_pace pace)
{
  const struct push_end *from = &job->from;
  const al_real x = (al_real)offset->dx - from->mark_x, y = (al_real)offset->dy - from->mark_y;
  const al_real length = from->old ? fire_sqrt(x * x + y * y) : offset->length;
  const al_real per = 1 / fire_max(length, FIRE(1e-3));
  return (struct fire_hit){from->time_s + fire_pace_time(pace, x, y, length), x * per, y * per};
}

/* To the k-th cell of the ring. */
static inline void push_to(const struct push_job *job, int k, bool lit)
{
  const struct fire_front_fields *field = &job->front->field;
  const struct fire_offset *offsets = job->front->stencils->offset;
  const struct fire_ring *ring = job->ring;
  const struct front_place at = job->from.at;
  const struct fire_offset *own = &offsets[ring->offset[k]];
  const ptrdiff_t cell = push_cell(job, at.x + own->dx, at.y + own->dy, own->dx, own->dy);
  if (cell < 0 || (field->status[cell] & FIRE_BURNT) || !(field->alpha[cell] < FIRE_NEVER))
    return;
  const struct fire_pace pace = push_pace(job, at, own);
  if (!(pace.alpha < FIRE_NEVER))
    return;
  const int beside[2] = {k ? k - 1 : ring->count - 1, k + 1 == ring->count ? 0 : k + 1};
  struct fire_hit best = push_from_cell(job, own, pace);
  for (int side = 0; !lit && side < 2; side++) {
    const struct fire_hit hit =
        push_from_base(job, own, pace, &offsets[ring->offset[beside[side]]]);
    if (hit.time_s < best.time_s)
      best = hit;
  }
  push_update(job->front, cell, best, job->from.time_s);
}

AL_INLINE void push_from(struct fire_front *front, struct front_place at,
                         const struct fire_ring *ring, const bool plain)
{
  const struct push_job job = {front, ring, push_end(front, at), plain};
  const bool lit = front_is_lit(front, at.cell);
  for (int k = 0; k < ring->count; k++)
    push_to(&job, k, lit);
}

void front_push(struct fire_front *front, ptrdiff_t cell)
{
  const struct fire_pace pace = front_pace(front, cell);
  const struct front_place at = front_place(front, cell);
  if (!(pace.alpha < FIRE_NEVER))
    return;
  const struct fire_ring *ring =
      fire_stencil_ring(front->stencils, pace.alpha, pace.beta_x, pace.beta_y);
  assert(ring->count >= 8 && ring->reach <= FIRE_REACH);
  const int x = at.x % AL_TILE_SIDE, y = at.y % AL_TILE_SIDE, reach = ring->reach;
  const bool inside = x >= reach && x < AL_TILE_SIDE - reach && y >= reach &&
                      y < AL_TILE_SIDE - reach && front->even[cell / AL_TILE_CELLS];
  if (inside)
    push_from(front, at, ring, true);
  else
    push_from(front, at, ring, false);
}
