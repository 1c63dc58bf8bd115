/**
 * The fire model: weather by time, ignitions, the front, and what it was like where it came.
 */
#include "core/log.h"
#include "config/scenario_section.h"
#include "models/fire/fire_brands.h"
#include "models/fire/fire_ignition.h"
#include "models/fire/fire_weather.h"
#include "models/models.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum {
  FIELD_ARRIVAL,
  FIELD_RAY_X,
  FIELD_RAY_Y,
  FIELD_MARK_X,
  FIELD_MARK_Y,
  FIELD_RATE,
  FIELD_FLAME,
  FIELD_INTENSITY,
  FIELD_TOWARDS,
  FIELD_CROWN,
  FIELD_ALPHA,
  FIELD_BETA_X,
  FIELD_BETA_Y,
  FIELD_HEAT,
  FIELD_OWN,
  FIELD_BED = FIELD_OWN,
  FIELD_FUEL,
  FIELD_SEA,
  FIELD_COUNT
};

#define FIRE_KEPT(field, text, si)                                                                 \
  {                                                                                                \
    .name = field, .unit = si, .long_name = text, .role = AL_FIELD_STATE, .buffers = 1             \
  }
#define FIRE_DERIVED(field, text)                                                                  \
  {                                                                                                \
    .name = field, .unit = "s", .long_name = text, .role = AL_FIELD_DERIVED, .buffers = 1          \
  }

static const struct al_field_decl fire_fields[FIELD_COUNT] = {
    [FIELD_ARRIVAL] = {.name = AL_FIRE_ARRIVAL,
                       .unit = "s",
                       .long_name = "arrival of the fire",
                       .role = AL_FIELD_STATE,
                       .buffers = 1,
                       .fallback = (double)INFINITY},
    [FIELD_RAY_X] = FIRE_KEPT("fire_ray_x", "way along which the fire came, east", "1"),
    [FIELD_RAY_Y] = FIRE_KEPT("fire_ray_y", "way along which the fire came, south", "1"),
    [FIELD_MARK_X] = FIRE_KEPT("fire_mark_x", "front at the change of weather, cells east", "1"),
    [FIELD_MARK_Y] = FIRE_KEPT("fire_mark_y", "front at the change of weather, cells south", "1"),
    [FIELD_RATE] = FIRE_KEPT(AL_FIRE_RATE, "rate of spread along the front's normal", "m s-1"),
    [FIELD_FLAME] = FIRE_KEPT(AL_FIRE_FLAME, "flame length", "m"),
    [FIELD_INTENSITY] = FIRE_KEPT(AL_FIRE_INTENSITY, "fireline intensity", "kW m-1"),
    [FIELD_TOWARDS] =
        FIRE_KEPT(AL_FIRE_TOWARDS, "direction of spread, clockwise from grid north", "degree"),
    [FIELD_CROWN] = FIRE_KEPT(
        AL_FIRE_CROWN, "fire type: 1 surface, 2 passive crown, 3 active crown; 0 no fire", "1"),
    [FIELD_ALPHA] = FIRE_DERIVED("fire_alpha", "metric: time over a cell's edge"),
    [FIELD_BETA_X] = FIRE_DERIVED("fire_beta_x", "metric: gain towards east"),
    [FIELD_BETA_Y] = FIRE_DERIVED("fire_beta_y", "metric: gain towards south"),
    [FIELD_HEAT] = {.name = "fire_heat",
                    .unit = "kJ m-2",
                    .long_name = "heat per area: intensity over rate at the head",
                    .role = AL_FIELD_DERIVED,
                    .buffers = 1},
    [FIELD_BED] = {.name = "bed",
                   .unit = "m",
                   .long_name = "bed level above the vertical datum",
                   .role = AL_FIELD_STATIC,
                   .buffers = 1},
    [FIELD_FUEL] = {.name = "fuel",
                    .unit = "1",
                    .long_name = "fuel model number",
                    .role = AL_FIELD_STATIC,
                    .buffers = 1,
                    .optional = true},
    [FIELD_SEA] = {.name = "sea",
                   .unit = "1",
                   .long_name = "1 sea, 0 land",
                   .role = AL_FIELD_STATIC,
                   .buffers = 1,
                   .optional = true},
};

struct fire {
  struct al_ctx *ctx;
  const struct al_forest *forest;
  const struct al_fire_config *config;
  struct fire_land land;
  struct fire_barriers barriers;
  struct fire_ignitions ignitions;
  struct fire_burn burn;
  struct fire_brands brands;
  struct al_field *field[FIELD_OWN];
  struct fire_weather weather;
  double cell_m;
  struct {
    double now_s, changed_s;
    size_t next_weather, next_flame;
    long settled[4]; /* cells by enum al_fire_crown; 0: all */
    long unlit;      /* ignitions where the fuel was too wet */
    double flame_most_m;
  } memory;
};

static al_real *fire_array(const struct fire *fire, int field)
{
  return fire->field[field]->buffer[0];
}

/* Writes what the fire was like where it came since the last time, in the weather of now. */
static void fire_settle_tile(struct fire *fire, ptrdiff_t t)
{
  uint8_t *status = fire->burn.field.status;
  for (ptrdiff_t cell = t * AL_TILE_CELLS; cell < (t + 1) * AL_TILE_CELLS; cell++) {
    if ((status[cell] & (FIRE_BURNT | FIRE_SETTLED)) != FIRE_BURNT)
      continue;
    const struct fire_look look = fire_burn_look(&fire->burn, cell);
    fire_array(fire, FIELD_RATE)[cell] = look.rate_m_per_s;
    fire_array(fire, FIELD_INTENSITY)[cell] = look.intensity_kw_per_m;
    fire_array(fire, FIELD_FLAME)[cell] = look.flame_m;
    fire_array(fire, FIELD_TOWARDS)[cell] = (al_real)fire_burn_azimuth_deg(&fire->burn, cell);
    fire_array(fire, FIELD_CROWN)[cell] = (al_real)look.crown;
    if (look.crown > AL_FIRE_SURFACE && fire_brands_fly(&fire->brands))
      fire_brands_throw(&fire->brands, &fire->burn, cell);
    status[cell] |= FIRE_SETTLED;
    fire->memory.settled[0]++;
    fire->memory.settled[look.crown]++;
    fire->memory.flame_most_m = fmax(fire->memory.flame_most_m, (double)look.flame_m);
  }
  fire->burn.field.fresh[t] = 0;
}

static void fire_settle(struct fire *fire)
{
  if (fire_front_burnt(fire->burn.front) == fire->memory.settled[0])
    return;
  for (ptrdiff_t t = 0; t < fire->forest->tile_count; t++)
    if (fire->burn.field.fresh[t])
      fire_settle_tile(fire, t);
}

static al_status fire_create_burn(struct fire *fire, const struct al_model_env *env)
{
  const size_t cells = (size_t)(env->forest->tile_count * AL_TILE_CELLS);
  fire->burn = (struct fire_burn){
      .forest = env->forest,
      .land = &fire->land,
      .barriers = &fire->barriers,
      .cell_m = fire->cell_m,
      .jump_factor = fire->config->jump_factor,
      .field = {.alpha = fire_array(fire, FIELD_ALPHA),
                .beta_x = fire_array(fire, FIELD_BETA_X),
                .beta_y = fire_array(fire, FIELD_BETA_Y),
                .arrival_s = fire_array(fire, FIELD_ARRIVAL),
                .ray_x = fire_array(fire, FIELD_RAY_X),
                .ray_y = fire_array(fire, FIELD_RAY_Y),
                .mark_x = fire_array(fire, FIELD_MARK_X),
                .mark_y = fire_array(fire, FIELD_MARK_Y),
                .status = AL_NEW(env->arena, uint8_t, cells),
                .fresh = AL_NEW(env->arena, uint8_t, (size_t)env->forest->tile_count + 1),
                .wall = fire->barriers.wall},
      .heat_kj_per_m2 = fire_array(fire, FIELD_HEAT)};
  if (!fire->burn.field.status || !fire->burn.field.fresh)
    return AL_NO_MEMORY;
  return fire_burn_create(env->arena, NULL, &fire->burn);
}

static al_status fire_create(const struct al_model_env *env, void **self)
{
  const struct al_scenario_config *scenario = al_config_section(env->scenario, "scenario");
  struct fire *fire = AL_NEW(env->arena, struct fire, 1);
  if (!fire)
    return AL_NO_MEMORY;
  *fire = (struct fire){.ctx = env->ctx,
                        .forest = env->forest,
                        .config = env->config,
                        .cell_m = env->forest->lattice.cell_m};
  *self = fire;
  if (env->forest->level_count != 1)
    return AL_FAIL(env->ctx, AL_BAD_INPUT, "fire: the grid has %d levels of cells; fire needs one",
                   env->forest->level_count);
  for (int f = 0; f < FIELD_OWN; f++)
    AL_TRY(env->ctx, al_fields_add(env->fields, &fire_fields[f], &fire->field[f]));
  AL_TRY(env->ctx, fire_land_create(env, &fire->land));
  AL_TRY(env->ctx, fire_weather_build(env, env->end_s, &fire->land, &fire->weather));
  AL_TRY(env->ctx, fire_barriers_create(env, NULL, &fire->barriers));
  AL_TRY(env->ctx, fire_ignitions_create(env, &fire->land, &fire->ignitions));
  AL_TRY(env->ctx, fire_create_burn(fire, env));
  AL_TRY(env->ctx, fire_brands_create(env->arena, &fire->config->spotting, (uint64_t)scenario->seed,
                                      &fire->brands));
  fire_land_change(&fire->land, &fire->weather.record[0]);
  fire->memory.next_weather = 1;
  return AL_OK;
}

static double fire_next_event_s(const void *self, double time_s)
{
  const struct fire *fire = self;
  double next_s = fire_brands_next_s(&fire->brands);
  if (next_s <= time_s) /* those of now are lit as the step begins */
    next_s += fire->config->spotting.interval_s;
  for (size_t k = 0; k < fire->weather.count; k++)
    if (fire->weather.record[k].from_s > time_s)
      next_s = fmin(next_s, fire->weather.record[k].from_s);
  for (size_t k = 0; k < fire->ignitions.count; k++)
    if (fire->ignitions.flame[k].at_s > time_s)
      next_s = fmin(next_s, fire->ignitions.flame[k].at_s);
  return next_s;
}

static void fire_next_weather(void *self)
{
  struct fire *fire = self;
  assert(fire->memory.next_weather < fire->weather.count);
  fire_land_change(&fire->land, &fire->weather.record[fire->memory.next_weather++]);
}

static void fire_light_due(struct fire *fire, double time_s)
{
  while (fire->memory.next_flame < fire->ignitions.count &&
         fire->ignitions.flame[fire->memory.next_flame].at_s <= time_s) {
    const struct fire_flame *flame = &fire->ignitions.flame[fire->memory.next_flame++];
    if (fire_ignition_light(fire->burn.front, flame, time_s))
      continue;
    fire->memory.unlit++;
    al_log(fire->ctx, AL_WARNING, "ignition '%s' does not catch: its fuel is too wet, or burnt",
           flame->name);
  }
}

static al_status fire_step(void *self, double time_s, double dt_s)
{
  struct fire *fire = self;
  while (fire->memory.next_weather < fire->weather.count &&
         fire->weather.record[fire->memory.next_weather].from_s <= time_s) {
    fire_front_change(fire->burn.front, time_s, fire_next_weather, fire);
    fire->memory.changed_s = time_s;
  }
  fire_light_due(fire, time_s);
  fire_brands_light(&fire->brands, fire->burn.front, time_s);
  assert(dt_s > 0.0 && time_s >= fire->memory.changed_s);
  fire->memory.now_s = time_s + dt_s;
  fire_front_march(fire->burn.front, fire->memory.now_s);
  fire_settle(fire);
  return AL_OK;
}

static size_t fire_spans(void *self, struct al_span *spans, size_t capacity)
{
  struct fire *fire = self;
  const size_t count = fire_brands_fly(&fire->brands) ? 5 : 2;
  if (capacity < count)
    return count;
  spans[0] = (struct al_span){&fire->memory, sizeof fire->memory};
  spans[1] =
      (struct al_span){fire->burn.field.status, (size_t)(fire->forest->tile_count * AL_TILE_CELLS)};
  if (count == 2)
    return count;
  spans[2] = (struct al_span){&fire->brands.memory, sizeof fire->brands.memory};
  for (int k = 0; k < 2; k++)
    spans[3 + k] =
        (struct al_span){fire->brands.list[k], FIRE_BRANDS_MOST * sizeof *fire->brands.list[k]};
  return count;
}

static al_status fire_restored(void *self)
{
  struct fire *fire = self;
  const size_t next = fire->memory.next_weather;
  if (next < 1 || next > fire->weather.count || fire->memory.next_flame > fire->ignitions.count)
    return AL_FAIL(fire->ctx, AL_RUN_FAILED,
                   "the checkpoint does not fit the fire: weather %zu of %zu, ignition %zu of %zu",
                   next, fire->weather.count, fire->memory.next_flame, fire->ignitions.count);
  fire_land_change(&fire->land, &fire->weather.record[next - 1]);
  fire_front_resume(fire->burn.front, fire->memory.now_s, fire->memory.changed_s);
  return AL_OK;
}

/* The audit: cells counted as they were written against cells that have an arrival time. */
static double fire_unaccounted_m2(const struct fire *fire)
{
  const al_real *arrival = fire_array(fire, FIELD_ARRIVAL);
  const ptrdiff_t cells = fire->forest->tile_count * AL_TILE_CELLS;
  const double now_s = (double)(float)fire->memory.now_s;
  long burnt = 0;
  for (ptrdiff_t i = 0; i < cells; i++)
    burnt += (double)arrival[i] < now_s;
  const long classes = fire->memory.settled[AL_FIRE_SURFACE] +
                       fire->memory.settled[AL_FIRE_PASSIVE] + fire->memory.settled[AL_FIRE_ACTIVE];
  return (double)labs(burnt - classes) * fire->cell_m * fire->cell_m;
}

static size_t fire_figures(const void *self, struct al_balance_term *figures, size_t capacity)
{
  const struct fire *fire = self;
  const double cell_m2 = fire->cell_m * fire->cell_m;
  const long *settled = fire->memory.settled;
  const struct al_balance_term own[] = {
      {"burnt_m2", (double)settled[0] * cell_m2},
      {"burnt_surface_m2", (double)settled[AL_FIRE_SURFACE] * cell_m2},
      {"burnt_passive_crown_m2", (double)settled[AL_FIRE_PASSIVE] * cell_m2},
      {"burnt_active_crown_m2", (double)settled[AL_FIRE_ACTIVE] * cell_m2},
      {"burnt_unaccounted_m2", fire_unaccounted_m2(fire)},
      {"flame_max_m", fire->memory.flame_most_m},
      {"ignitions_unlit", (double)fire->memory.unlit},
      {"barrier_sides", (double)fire->barriers.side_count / 2.0},
      {"barrier_sides_breached", (double)fire->barriers.breached},
      {"canopy_base_lowered", (double)fire->land.floored},
      {"terrain_wind_held", fire->land.ridge ? (double)fire->land.ridge->held : 0.0},
      {"brands_thrown", (double)fire->brands.memory.thrown},
      {"brands_lit", (double)fire->brands.memory.lit},
      {"brands_lost", (double)fire->brands.memory.lost}};
  for (size_t k = 0; k < AL_COUNT(own) && k < capacity; k++)
    figures[k] = own[k];
  return AL_COUNT(own);
}

static size_t fire_series(const void *self, struct al_series_value *values, size_t capacity)
{
  const struct fire *fire = self;
  const double cell_m2 = fire->cell_m * fire->cell_m;
  const struct fire_weather_config *weather = &fire->land.weather;
  const struct al_series_value own[] = {
      {"fire", "burnt_m2", (double)fire->memory.settled[0] * cell_m2},
      {"fire", "crown_m2",
       (double)(fire->memory.settled[AL_FIRE_PASSIVE] + fire->memory.settled[AL_FIRE_ACTIVE]) *
           cell_m2},
      {"fire", "flame_max_m", fire->memory.flame_most_m},
      {"weather", "wind_m_per_s", weather->wind_m_per_s},
      {"weather", "wind_from_deg", weather->wind_from_rad * (180.0 / 3.14159265358979323846)},
      {"weather", "moisture_1h", weather->h1}};
  for (size_t k = 0; k < AL_COUNT(own) && k < capacity; k++)
    values[k] = own[k];
  return AL_COUNT(own);
}

static void fire_check(struct al_ctx *ctx, const struct al_config *scenario, const void *config)
{
  fire_config_check(ctx, scenario, config, true);
}

const struct al_model al_model_fire = {
    .name = "fire",
    .summary_en = "forest fire: arrival, rate, intensity and crown fire from weather and fuel",
    .summary_zh = "森林火灾：由天气与可燃物计算到达时间、蔓延速度、火线强度和树冠火",
    .reference = "models/fire/README.md",
    .section = &al_fire_section,
    .without_water = true,
    .gives_way_to = "fire_season",
    .fields = fire_fields,
    .field_count = AL_COUNT(fire_fields),
    .check = fire_check,
    .create = fire_create,
    .next_event_s = fire_next_event_s,
    .step = fire_step,
    .spans = fire_spans,
    .restored = fire_restored,
    .figures = fire_figures,
    .series = fire_series,
};
