/**
 * A front on a lattice whose metric a test writes down.
 */
#include "support/front_world.h"
#include <math.h>
#include <string.h>

static void world_pace(void *self, ptrdiff_t t, ptrdiff_t place)
{
  (void)place;
  const struct front_world *world = self;
  const struct al_tile *tile = &world->forest->tile[t];
  for (int i = 0; i < AL_TILE_CELLS; i++) {
    const int col = tile->col + i % AL_TILE_SIDE, row = tile->row + i / AL_TILE_SIDE;
    const ptrdiff_t at = t * AL_TILE_CELLS + i;
    if (col >= world->cols || row >= world->rows)
      continue;
    const struct front_rate rate = world->rate(world, col, row);
    const double alpha = world->cell_m / (rate.m_per_s * (1.0 - rate.eccentricity));
    const double along = rate.m_per_s > 0.0 ? alpha * rate.eccentricity : 0.0;
    world->field.alpha[at] = (al_real)(rate.m_per_s > 0.0 ? alpha : (double)INFINITY);
    world->field.beta_x[at] = (al_real)(along * cos(rate.turn_rad));
    world->field.beta_y[at] = (al_real)(along * sin(rate.turn_rad));
  }
}

static al_real *world_array(struct front_world *world)
{
  al_real *array =
      AL_NEW(world->arena, al_real, (size_t)(world->forest->tile_count * AL_TILE_CELLS));
  assert_non_null(array);
  return array;
}

static void world_front(struct front_world *world)
{
  const struct fire_front_job job = {.forest = world->forest,
                                     .fields = world->field,
                                     .self = world,
                                     .pace = world_pace,
                                     .jumps = world->jumps};
  assert_int_equal(fire_front_create(world->arena, &job, &world->front), AL_OK);
}

void front_world_reset(struct front_world *world)
{
  const ptrdiff_t cells = world->forest->tile_count * AL_TILE_CELLS;
  for (ptrdiff_t i = 0; i < cells; i++)
    world->field.arrival_s[i] = (al_real)INFINITY;
  memset(world->field.status, 0, (size_t)cells);
  world->period = 0;
  world_front(world);
}

void front_world_make(struct front_world *world)
{
  const struct al_lattice lattice = {
      .cols = world->cols, .rows = world->rows, .cell_m = world->cell_m, .crs_wkt = ""};
  assert_int_equal(al_ctx_create(&world->ctx), AL_OK);
  assert_int_equal(al_arena_create(world->ctx, 0, &world->arena), AL_OK);
  assert_int_equal(al_forest_create(world->arena, &lattice, NULL, &world->forest), AL_OK);
  struct fire_front_fields *field = &world->field;
  al_real **const arrays[] = {&field->alpha, &field->beta_x, &field->beta_y, &field->arrival_s,
                              &field->ray_x, &field->ray_y,  &field->mark_x, &field->mark_y};
  for (size_t k = 0; k < sizeof arrays / sizeof arrays[0]; k++)
    *arrays[k] = world_array(world);
  const size_t cells = (size_t)(world->forest->tile_count * AL_TILE_CELLS);
  field->status = AL_NEW(world->arena, uint8_t, cells);
  field->wall = AL_NEW(world->arena, uint8_t, cells);
  assert_true(field->status && field->wall);
  front_world_reset(world);
}

void front_world_free(struct front_world *world)
{
  al_arena_destroy(world->arena);
  al_ctx_destroy(world->ctx);
}

static ptrdiff_t world_at(const struct front_world *world, int col, int row)
{
  const ptrdiff_t at = al_forest_index(world->forest, col, row);
  assert_true(at >= 0);
  return at;
}

double front_world_time_s(const struct front_world *world, int col, int row)
{
  return (double)world->field.arrival_s[world_at(world, col, row)];
}

bool front_world_burnt(const struct front_world *world, int col, int row)
{
  return world->field.status[world_at(world, col, row)] & FIRE_BURNT;
}

void front_world_wall(struct front_world *world, int col, int row, bool south)
{
  const int past_col = south ? col : col + 1, past_row = south ? row + 1 : row;
  world->field.wall[world_at(world, col, row)] |= south ? FIRE_WALL_S : FIRE_WALL_E;
  if (past_col < world->cols && past_row < world->rows)
    world->field.wall[world_at(world, past_col, past_row)] |= south ? FIRE_WALL_N : FIRE_WALL_W;
}

static void world_next_period(void *self)
{
  struct front_world *world = self;
  world->period++;
}

void front_world_change(struct front_world *world, double time_s)
{
  fire_front_march(world->front, time_s);
  fire_front_change(world->front, time_s, world_next_period, world);
}

double front_exact_s(struct front_rate rate, double east_m, double south_m)
{
  const double along_m = east_m * cos(rate.turn_rad) + south_m * sin(rate.turn_rad);
  return (hypot(east_m, south_m) - rate.eccentricity * along_m) /
         (rate.m_per_s * (1.0 - rate.eccentricity));
}
