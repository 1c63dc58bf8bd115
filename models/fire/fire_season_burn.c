/**
 * One fire of a season, from its start to its end or until it is contained.
 */
#define FIRE_CELLS 1
#include "models/fire/fire_season_inside.h"
#include <assert.h>
#include <math.h>

/* Sides that a cell adds to the edge of the fire, or takes from it, when it is looked at. */
static int season_edge(const struct season_worker *worker, ptrdiff_t cell)
{
  static const int beside[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
  const struct fire_front_fields *field = &worker->burn.field;
  int sides = 0;
  for (int k = 0; k < 4; k++) {
    const ptrdiff_t there = fire_front_beside(worker->burn.front, cell, beside[k][0], beside[k][1]);
    if (there >= 0 && isfinite(field->alpha[there]))
      sides += field->status[there] & FIRE_SETTLED ? -1 : 1;
  }
  return sides;
}

static void season_settle_cell(struct season *season, struct season_worker *worker, ptrdiff_t cell,
                               struct fire_tally_cell *tally)
{
  const struct fire_front_fields *field = &worker->burn.field;
  const struct fire_look look = fire_burn_look(&worker->burn, cell);
  assert((double)field->arrival_s[cell] <= season->config->burn_time_s);
  fire_tally_add(tally, (float)field->arrival_s[cell], (float)look.flame_m,
                 (float)season->config->burn_time_s);
  worker->now.burnt++;
  worker->flame_most_m = fmaxf(worker->flame_most_m, (float)look.flame_m);
  if (season->config->crews.count > 0)
    worker->edge_sides += season_edge(worker, cell);
  if (look.crown > AL_FIRE_SURFACE && fire_brands_fly(&worker->brands))
    fire_brands_throw(&worker->brands, &worker->burn, cell);
  field->status[cell] |= FIRE_SETTLED;
}

/* Counts what burnt since the last time, in the weather of now. */
static void season_settle(struct season *season, struct season_worker *worker)
{
  const struct fire_front_fields *field = &worker->burn.field;
  for (ptrdiff_t place = 0; place < fire_front_places(worker->burn.front); place++) {
    if (!field->fresh[place])
      continue;
    const ptrdiff_t tile = fire_front_tile(worker->burn.front, place);
    field->fresh[place] = 0;
    __atomic_store_n(&worker->side->came[tile], 1, __ATOMIC_RELAXED);
    for (ptrdiff_t i = 0; i < AL_TILE_CELLS; i++) {
      const ptrdiff_t cell = place * AL_TILE_CELLS + i;
      if ((field->status[cell] & (FIRE_BURNT | FIRE_SETTLED)) == FIRE_BURNT)
        season_settle_cell(season, worker, cell, &worker->side->tally[tile * AL_TILE_CELLS + i]);
    }
  }
  worker->now.flame_most_m = fmaxf(worker->now.flame_most_m, worker->flame_most_m);
}

static void season_change_weather(void *self)
{
  struct season_worker *worker = self;
  worker->burn.record = (size_t)(worker->next_weather - worker->plan->record);
  fire_land_change(&worker->land, worker->next_weather);
}

/* Flame that a fire begins with. */
static struct fire_flame season_flame(const struct season *season, const struct fire_start *start,
                                      struct fire_flame_part *part, double xy[2])
{
  if (!season->plan.drawn)
    return season->plan.listed.flame[start->source];
  xy[0] = start->x;
  xy[1] = start->y;
  *part = (struct fire_flame_part){1, xy};
  return (struct fire_flame){.name = "drawn", .part_count = 1, .part = part};
}

/* The crews' work since `from_s`. @return whether the fire is contained */
static bool season_attack(struct season *season, struct season_worker *worker, double from_s,
                          double now_s)
{
  season_settle(season, worker);
  const double edge_m = (double)worker->edge_sides * season->cell_m * FIRE_ATTACK_STEPS_TO_EDGE;
  const bool contained =
      fire_attack_work(&worker->attack, from_s, now_s, (double)worker->flame_most_m, edge_m);
  assert(worker->edge_sides >= 0);
  worker->flame_most_m = 0.0f;
  if (contained)
    worker->now.contained_s = now_s;
  return contained;
}

/* From the fire's start to its end, event by event. */
static void season_run_fire(struct season *season, struct season_worker *worker,
                            const struct fire_spell *spell, const struct fire_flame *flame)
{
  const double end_s = season->config->burn_time_s;
  const bool attacked = season->config->crews.count > 0;
  double now_s = 0.0, looked_s = flame->at_s;
  size_t next = 1;
  while (now_s < end_s) {
    if (next < spell->count && spell->record[next].from_s <= now_s) {
      season_settle(season, worker);
      worker->next_weather = &spell->record[next++];
      fire_front_change(worker->burn.front, now_s, season_change_weather, worker);
    }
    if (!worker->now.lit && flame->at_s <= now_s) {
      worker->now.lit = fire_ignition_light(worker->burn.front, flame, now_s);
      if (!worker->now.lit)
        return;
    }
    if (fire_brands_next_s(&worker->brands) <= now_s) {
      season_settle(season, worker);
      fire_brands_light(&worker->brands, worker->burn.front, now_s);
    }
    double until_s = fmin(end_s, fire_brands_next_s(&worker->brands));
    if (next < spell->count)
      until_s = fmin(until_s, spell->record[next].from_s);
    if (!worker->now.lit)
      until_s = fmin(until_s, flame->at_s);
    if (attacked)
      until_s = fmin(until_s, fmax(looked_s, now_s) + season->config->attack_interval_s);
    fire_front_march(worker->burn.front, until_s);
    now_s = until_s;
    if (!attacked || !worker->now.lit)
      continue;
    if (season_attack(season, worker, looked_s, now_s))
      return;
    looked_s = now_s;
  }
  season_settle(season, worker);
}

void season_burn(struct season *season, struct season_worker *worker, struct season_side *side,
                 size_t fire)
{
  const struct al_lattice *lattice = &season->forest->lattice;
  const struct fire_start *start = &season->plan.start[fire];
  const struct fire_spell *spell = &season->plan.spell[start->spell];
  struct fire_flame_part part;
  double xy[2];
  const struct fire_flame flame = season_flame(season, start, &part, xy);
  worker->now = (struct season_outcome){.contained_s = (double)INFINITY};
  worker->side = side;
  worker->burn.barriers = &side->barriers;
  worker->edge_sides = 0;
  fire_brands_begin(&worker->brands, fire);
  worker->flame_most_m = 0.0f;
  fire_front_clear(worker->burn.front);
  worker->next_weather = &spell->record[0];
  season_change_weather(worker);
  fire_attack_begin(&worker->attack, &season->config->crews, flame.at_s,
                    al_lattice_x_m(lattice, flame.part->xy[0]),
                    al_lattice_y_m(lattice, flame.part->xy[1]));
  season_run_fire(season, worker, spell, &flame);
  side->outcome[fire] = worker->now;
}
