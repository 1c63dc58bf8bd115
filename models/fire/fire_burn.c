/**
 * One fire: its metric from the behaviour of the cells, its flames, what it jumps.
 */
#define FIRE_CELLS 1
#include "models/fire/fire_burn.h"
#include "models/fire/fire_behaviour_cell.h"
#include "models/fire/fire_front_cell.h"
#include <assert.h>
#include <math.h>
#include <string.h>

static enum al_fire_crown burn_class(const struct fire_tile *now, int i)
{
  const int type = (int)now->type[i];
  return type == FIRE_TORCHING   ? AL_FIRE_PASSIVE
         : type == FIRE_CROWNING ? AL_FIRE_ACTIVE
                                 : AL_FIRE_SURFACE;
}

static void burn_set_class(uint8_t *status, int crown)
{
  *status = (uint8_t)((*status & ((1 << FIRE_CLASS_SHIFT) - 1)) | crown << FIRE_CLASS_SHIFT);
}

/* The metric of a tile in the weather of now. */
static void burn_behave(struct fire_burn *burn, ptrdiff_t tile, ptrdiff_t first)
{
  const struct fire_tile *now = fire_land_behave(burn->land, tile);
  for (int i = 0; i < AL_TILE_CELLS; i++) {
    const struct fire_pace pace =
        fire_pace_of((al_real)burn->cell_m, now->spread_m_per_s[i], now->eccentricity[i],
                     now->towards_east[i], now->towards_north[i]);
    burn->field.alpha[first + i] = pace.alpha;
    burn->field.beta_x[first + i] = pace.beta_x;
    burn->field.beta_y[first + i] = pace.beta_y;
    burn->heat_kj_per_m2[first + i] =
        now->intensity_kw_per_m[i] / fire_max(now->spread_m_per_s[i], FIRE(1e-9));
    burn_set_class(&burn->field.status[first + i], burn_class(now, i));
  }
}

static void burn_take(struct fire_burn *burn, const struct fire_shared_tile *from, ptrdiff_t first)
{
  const size_t bytes = AL_TILE_CELLS * sizeof(al_real);
  memcpy(burn->field.alpha + first, from->alpha, bytes);
  memcpy(burn->field.beta_x + first, from->beta_x, bytes);
  memcpy(burn->field.beta_y + first, from->beta_y, bytes);
  memcpy(burn->heat_kj_per_m2 + first, from->heat_kj_per_m2, bytes);
  for (int i = 0; i < AL_TILE_CELLS; i++)
    burn_set_class(&burn->field.status[first + i], from->crown[i]);
}

static void burn_give(struct fire_burn *burn, ptrdiff_t tile, ptrdiff_t first)
{
  const size_t bytes = AL_TILE_CELLS * sizeof(al_real);
  struct fire_shared_tile *to = fire_shared_room(burn->shared);
  if (!to)
    return;
  memcpy(to->alpha, burn->field.alpha + first, bytes);
  memcpy(to->beta_x, burn->field.beta_x + first, bytes);
  memcpy(to->beta_y, burn->field.beta_y + first, bytes);
  memcpy(to->heat_kj_per_m2, burn->heat_kj_per_m2 + first, bytes);
  for (int i = 0; i < AL_TILE_CELLS; i++)
    to->crown[i] = burn->field.status[first + i] >> FIRE_CLASS_SHIFT;
  fire_shared_give(burn->shared, burn->record, tile, to);
}

static void burn_pace(void *self, ptrdiff_t tile, ptrdiff_t place)
{
  struct fire_burn *burn = self;
  const ptrdiff_t first = place * AL_TILE_CELLS;
  const struct fire_shared_tile *known =
      burn->shared ? fire_shared_find(burn->shared, burn->record, tile) : NULL;
  if (known) {
    burn_take(burn, known, first);
  } else {
    burn_behave(burn, tile, first);
    if (burn->shared)
      burn_give(burn, tile, first);
  }
  if (!burn->field.wall || burn->field.wall == burn->barriers->wall)
    return;
  if (burn->barriers->wall)
    memcpy(burn->field.wall + first, burn->barriers->wall + tile * AL_TILE_CELLS, AL_TILE_CELLS);
  else
    memset(burn->field.wall + first, 0, AL_TILE_CELLS);
}

/* Flame of a fire whose front moves at a speed along its normal: intensity is in proportion to it
 * (Catchpole et al. 1982). */
static al_real burn_flame_m(const struct fire_burn *burn, ptrdiff_t cell, al_real rate_m_per_s)
{
  const al_real intensity = rate_m_per_s * burn->heat_kj_per_m2[cell];
  assert(rate_m_per_s >= 0);
  return burn->field.status[cell] >> FIRE_CLASS_SHIFT > AL_FIRE_SURFACE
             ? fire_crown_flame_m(intensity)
             : fire_flame_m(intensity);
}

static bool burn_jumps(void *self, ptrdiff_t from, ptrdiff_t cell, int side, al_real normal_per_s)
{
  const struct fire_burn *burn = self;
  const ptrdiff_t tile = fire_front_tile(burn->front, cell / AL_TILE_CELLS);
  const double width_m =
      fire_barrier_width_m(burn->barriers, tile * AL_TILE_CELLS + cell % AL_TILE_CELLS, side,
                           (double)burn->field.arrival_s[from]);
  const al_real flame_m = burn_flame_m(burn, from, normal_per_s * (al_real)burn->cell_m);
  return width_m < 0.0 || burn->jump_factor * (double)flame_m > width_m;
}

al_status fire_burn_create(struct al_arena *arena, struct fire_queue_block *queue_block,
                           struct fire_burn *burn)
{
  assert(burn->land && burn->barriers && burn->heat_kj_per_m2 && burn->cell_m > 0.0);
  const struct fire_front_job job = {.forest = burn->forest,
                                     .fields = burn->field,
                                     .sparse = queue_block != NULL,
                                     .queue_block = queue_block,
                                     .self = burn,
                                     .pace = burn_pace,
                                     .jumps = burn_jumps};
  return fire_front_create(arena, &job, &burn->front);
}

struct fire_look fire_burn_look(const struct fire_burn *burn, ptrdiff_t cell)
{
  const al_real rate = fire_front_normal_per_s(burn->front, cell) * (al_real)burn->cell_m;
  const int crown = burn->field.status[cell] >> FIRE_CLASS_SHIFT;
  assert(crown >= AL_FIRE_SURFACE && crown <= AL_FIRE_ACTIVE);
  return (struct fire_look){rate, rate * burn->heat_kj_per_m2[cell], burn_flame_m(burn, cell, rate),
                            (enum al_fire_crown)crown};
}

double fire_burn_azimuth_deg(const struct fire_burn *burn, ptrdiff_t cell)
{
  const al_real x = burn->field.ray_x[cell], y = burn->field.ray_y[cell];
  const al_real alpha = burn->field.alpha[cell];
  const al_real beta_x = burn->field.beta_x[cell], beta_y = burn->field.beta_y[cell];
  const bool lit = x == 0 && y == 0;
  const double east = (double)(lit ? beta_x : alpha * x - beta_x);
  const double south = (double)(lit ? beta_y : alpha * y - beta_y);
  const double deg = atan2(east, -south) * (180.0 / 3.14159265358979323846);
  return deg < 0.0 ? deg + 360.0 : deg;
}
