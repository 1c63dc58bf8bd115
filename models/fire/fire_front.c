/**
 * A front: its arrays, and the march.
 */
#include "models/fire/fire_front_inside.h"
#include <assert.h>
#include <math.h>
#include <string.h>

static al_status front_allocate(struct al_arena *arena, struct fire_front *front, size_t spots)
{
  const size_t tiles = (size_t)front->job.forest->tile_count;
  front->place_at = AL_NEW(arena, int32_t, spots);
  front->place_of = AL_NEW(arena, int32_t, tiles + 1);
  front->tile_of = AL_NEW(arena, int32_t, tiles + 1);
  front->even = AL_NEW(arena, uint8_t, tiles + 1);
  front->touched = AL_NEW(arena, uint8_t, tiles + 1);
  front->stencils = AL_NEW(arena, struct fire_stencils, 1);
  return front->place_at && front->place_of && front->tile_of && front->even && front->touched &&
                 front->stencils
             ? AL_OK
             : AL_NO_MEMORY;
}

static int front_spot(const struct fire_front *front, ptrdiff_t tile)
{
  const struct al_tile *at = &front->job.forest->tile[tile];
  return at->row / AL_TILE_SIDE * front->tile_cols + at->col / AL_TILE_SIDE;
}

al_status fire_front_create(struct al_arena *arena, const struct fire_front_job *job,
                            struct fire_front **out)
{
  const struct al_lattice *lattice = &job->forest->lattice;
  const ptrdiff_t tiles = job->forest->tile_count;
  assert(job->pace && job->forest->level_count == 1 && job->sparse == (job->queue_block != NULL));
  struct fire_front *front = AL_NEW(arena, struct fire_front, 1);
  if (!front)
    return AL_NO_MEMORY;
  front->job = *job;
  front->field = job->fields;
  front->cols = lattice->cols;
  front->rows = lattice->rows;
  front->tile_cols = (lattice->cols + AL_TILE_SIDE - 1) / AL_TILE_SIDE;
  const size_t spots =
      (size_t)front->tile_cols * (size_t)((lattice->rows + AL_TILE_SIDE - 1) / AL_TILE_SIDE);
  if (front_allocate(arena, front, spots) != AL_OK)
    return AL_NO_MEMORY;
  for (size_t p = 0; p < spots; p++)
    front->place_at[p] = -1;
  for (ptrdiff_t t = 0; t < tiles; t++) {
    front->place_at[front_spot(front, t)] = (int32_t)(-2 - t);
    front->place_of[t] = job->sparse ? -1 : (int32_t)t;
    front->tile_of[t] = (int32_t)t;
  }
  front->place_count = job->sparse ? 0 : tiles;
  *out = front;
  if (!job->sparse)
    return fire_queue_create(arena, (size_t)(tiles * AL_TILE_CELLS), &front->queue);
  fire_queue_lay(job->queue_block, (size_t)(tiles * AL_TILE_CELLS), &front->queue);
  return AL_OK;
}

void fire_front_clear(struct fire_front *front)
{
  assert(front->job.sparse);
  for (ptrdiff_t p = 0; p < front->place_count; p++) {
    const ptrdiff_t tile = front->tile_of[p];
    front->place_at[front_spot(front, tile)] = (int32_t)(-2 - tile);
    front->place_of[tile] = -1;
  }
  front->place_count = front->burnt = 0;
  front->changed_s = 0.0;
  fire_queue_clear(&front->queue, 0.0f);
}

ptrdiff_t fire_front_places(const struct fire_front *front)
{
  return front->place_count;
}

ptrdiff_t fire_front_tile(const struct fire_front *front, ptrdiff_t place)
{
  assert(place >= 0 && place < front->place_count);
  return front->tile_of[place];
}

ptrdiff_t fire_front_beside(struct fire_front *front, ptrdiff_t cell, int east, int south)
{
  const struct front_place at = front_place(front, cell);
  return front_at(front, at.x + east, at.y + south);
}

/* A place for a tile that had none. */
static int front_lay_out(struct fire_front *front, ptrdiff_t tile)
{
  const struct fire_front_fields *field = &front->field;
  const ptrdiff_t place = front->place_count++, first = place * AL_TILE_CELLS;
  al_real *const zero[4] = {field->ray_x, field->ray_y, field->mark_x, field->mark_y};
  assert(place < front->job.forest->tile_count);
  for (int i = 0; i < AL_TILE_CELLS; i++)
    field->arrival_s[first + i] = FIRE(INFINITY);
  for (int k = 0; k < 4; k++)
    memset(zero[k] + first, 0, AL_TILE_CELLS * sizeof *zero[k]);
  memset(field->status + first, 0, AL_TILE_CELLS);
  if (field->fresh)
    field->fresh[place] = 0;
  front->tile_of[place] = (int32_t)tile;
  front->place_of[tile] = (int32_t)place;
  return (int)place;
}

int front_open(struct fire_front *front, int spot)
{
  const ptrdiff_t tile = -2 - front->place_at[spot];
  assert(tile >= 0 && tile < front->job.forest->tile_count);
  const int known = front->place_of[tile];
  const int place = known >= 0 ? known : front_lay_out(front, tile);
  const ptrdiff_t first = (ptrdiff_t)place * AL_TILE_CELLS;
  const uint8_t *valid = front->job.forest->valid + tile * AL_TILE_CELLS;
  al_real *alpha = front->field.alpha + first;
  bool even = true;
  front->job.pace(front->job.self, tile, place);
  for (int i = 0; i < AL_TILE_CELLS; i++) {
    if (!valid[i])
      alpha[i] = FIRE(INFINITY);
    even = even && alpha[i] < FIRE_NEVER;
  }
  for (int i = 0; front->field.wall && even && i < AL_TILE_CELLS; i++)
    even = !front->field.wall[first + i];
  front->even[place] = even;
  front->touched[place] = 1;
  front->place_at[spot] = place;
  return place;
}

/* The queue knows cells by their number in the forest: the order of equal times, and so every bit
 * of the times after them, does not depend on which places tiles have. */
static inline ptrdiff_t front_cell(const struct fire_front *front, uint32_t number)
{
  return (ptrdiff_t)front->place_of[number / AL_TILE_CELLS] * AL_TILE_CELLS +
         number % AL_TILE_CELLS;
}

static bool front_holds(const void *self, struct fire_queue_entry entry)
{
  const struct fire_front *front = self;
  const ptrdiff_t cell = front_cell(front, entry.cell);
  return !(front->field.status[cell] & FIRE_BURNT) &&
         fire_queue_key((float)front->field.arrival_s[cell]) == entry.key;
}

static void front_queue(struct fire_front *front, ptrdiff_t cell)
{
  const float time_s = (float)front->field.arrival_s[cell];
  const ptrdiff_t tile = front->tile_of[cell / AL_TILE_CELLS];
  const uint32_t number = (uint32_t)(tile * AL_TILE_CELLS + cell % AL_TILE_CELLS);
  if (fire_queue_add(&front->queue, time_s, number))
    return;
  fire_queue_sift(&front->queue, front_holds, front);
  const bool added = fire_queue_add(&front->queue, time_s, number);
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
    const ptrdiff_t cell = front_cell(front, entry.cell);
    front->field.status[cell] |= FIRE_BURNT;
    front->burnt++;
    if (front->field.fresh)
      front->field.fresh[cell / AL_TILE_CELLS] = 1;
    front_push(front, cell);
  }
}

void fire_front_resume(struct fire_front *front, double time_s, double changed_s)
{
  const struct fire_front_fields *field = &front->field;
  assert(time_s >= changed_s && !front->job.sparse);
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
