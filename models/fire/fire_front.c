/**
 * A front: its arrays, and the march.
 */
#include "models/fire/fire_front_inside.h"
#include <assert.h>
#include <math.h>

al_status fire_front_create(struct al_arena *arena, const struct fire_front_job *job,
                            struct fire_front **out)
{
  const struct al_lattice *lattice = &job->forest->lattice;
  const ptrdiff_t tiles = job->forest->tile_count;
  assert(job->pace && job->forest->level_count == 1);
  struct fire_front *front = AL_NEW(arena, struct fire_front, 1);
  if (!front)
    return AL_NO_MEMORY;
  front->job = *job;
  front->field = job->fields;
  front->cols = lattice->cols;
  front->rows = lattice->rows;
  front->tile_cols = (lattice->cols + AL_TILE_SIDE - 1) / AL_TILE_SIDE;
  const size_t places =
      (size_t)front->tile_cols * (size_t)((lattice->rows + AL_TILE_SIDE - 1) / AL_TILE_SIDE);
  front->tile_at = AL_NEW(arena, int32_t, places);
  front->even = AL_NEW(arena, uint8_t, (size_t)tiles + 1);
  front->touched = AL_NEW(arena, uint8_t, (size_t)tiles + 1);
  front->stencils = AL_NEW(arena, struct fire_stencils, 1);
  if (!front->tile_at || !front->even || !front->touched || !front->stencils)
    return AL_NO_MEMORY;
  for (size_t p = 0; p < places; p++)
    front->tile_at[p] = -1;
  for (ptrdiff_t t = 0; t < tiles; t++) {
    const struct al_tile *tile = &job->forest->tile[t];
    front->tile_at[tile->row / AL_TILE_SIDE * front->tile_cols + tile->col / AL_TILE_SIDE] =
        (int32_t)(-2 - t);
  }
  *out = front;
  return fire_queue_create(arena, (size_t)(tiles * AL_TILE_CELLS), &front->queue);
}

int front_open(struct fire_front *front, int tile_place)
{
  const int tile = -2 - front->tile_at[tile_place];
  const ptrdiff_t first = (ptrdiff_t)tile * AL_TILE_CELLS;
  const uint8_t *valid = front->job.forest->valid + first;
  al_real *alpha = front->field.alpha + first;
  bool even = true;
  assert(tile >= 0 && tile < front->job.forest->tile_count);
  front->job.pace(front->job.self, tile);
  for (int i = 0; i < AL_TILE_CELLS; i++) {
    if (!valid[i])
      alpha[i] = FIRE(INFINITY);
    even = even && alpha[i] < FIRE_NEVER;
  }
  for (int i = 0; front->field.wall && even && i < AL_TILE_CELLS; i++)
    even = !front->field.wall[first + i];
  front->even[tile] = even;
  front->touched[tile] = 1;
  front->tile_at[tile_place] = tile;
  return tile;
}

static bool front_holds(const void *self, struct fire_queue_entry entry)
{
  const struct fire_front *front = self;
  return !(front->field.status[entry.cell] & FIRE_BURNT) &&
         fire_queue_key((float)front->field.arrival_s[entry.cell]) == entry.key;
}

static void front_queue(struct fire_front *front, ptrdiff_t cell)
{
  const float time_s = (float)front->field.arrival_s[cell];
  if (fire_queue_add(&front->queue, time_s, (uint32_t)cell))
    return;
  fire_queue_sift(&front->queue, front_holds, front);
  const bool added = fire_queue_add(&front->queue, time_s, (uint32_t)cell);
  assert(added);
  (void)added;
}

void front_set(struct fire_front *front, ptrdiff_t cell, struct fire_hit hit)
{
  assert(hit.time_s >= 0);
  front->field.arrival_s[cell] = hit.time_s;
  front->field.ray_x[cell] = hit.ray_x;
  front->field.ray_y[cell] = hit.ray_y;
  front_queue(front, cell);
}

void fire_front_march(struct fire_front *front, double until_s)
{
  struct fire_queue_entry entry;
  assert(until_s >= front->changed_s);
  while (fire_queue_take(&front->queue, (float)until_s, &entry)) {
    if (!front_holds(front, entry))
      continue;
    front->field.status[entry.cell] |= FIRE_BURNT;
    front->burnt++;
    if (front->field.fresh)
      front->field.fresh[entry.cell / AL_TILE_CELLS] = 1;
    front_push(front, entry.cell);
  }
}

void fire_front_resume(struct fire_front *front, double time_s, double changed_s)
{
  const struct fire_front_fields *field = &front->field;
  assert(time_s >= changed_s);
  front->changed_s = changed_s;
  front->burnt = 0;
  fire_queue_clear(&front->queue, (float)time_s);
  for (ptrdiff_t t = 0; t < front->job.forest->tile_count; t++)
    for (ptrdiff_t i = t * AL_TILE_CELLS; i < (t + 1) * AL_TILE_CELLS; i++) {
      front->burnt += (field->status[i] & FIRE_BURNT) != 0;
      front->touched[t] |= field->arrival_s[i] < FIRE_NEVER;
      if ((field->status[i] & FIRE_BURNT) || !(field->arrival_s[i] < FIRE_NEVER))
        continue;
      const struct front_place at = front_place(front, i);
      front_at(front, at.x, at.y);
      front_queue(front, i);
    }
}

al_real fire_front_normal_per_s(const struct fire_front *front, ptrdiff_t cell)
{
  const struct fire_pace pace = front_pace(front, cell);
  assert(pace.alpha < FIRE_NEVER);
  if (front_is_lit(front, cell))
    return 1 / (pace.alpha - fire_sqrt(pace.beta_x * pace.beta_x + pace.beta_y * pace.beta_y));
  return fire_pace_normal(pace, front->field.ray_x[cell], front->field.ray_y[cell]);
}

long fire_front_burnt(const struct fire_front *front)
{
  return front->burnt;
}

double fire_front_changed_s(const struct fire_front *front)
{
  return front->changed_s;
}
