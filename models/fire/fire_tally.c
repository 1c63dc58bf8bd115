/**
 * Counts by cell over many fires.
 */
#include "models/fire/fire_tally.h"
#include <assert.h>
#include <math.h>
#include <string.h>

/* Times are never negative: their order is that of their bits. */
static uint32_t tally_key(float value)
{
  uint32_t key;
  memcpy(&key, &value, sizeof key);
  return key;
}

static float tally_value(uint32_t key)
{
  float value;
  memcpy(&value, &key, sizeof value);
  return value;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): written by the exchange */
static void tally_raise(uint32_t *at, uint32_t value)
{
  uint32_t known = __atomic_load_n(at, __ATOMIC_RELAXED);
  while (known < value &&
         !__atomic_compare_exchange_n(at, &known, value, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
    ;
}

void fire_tally_add(struct fire_tally_cell *cell, float arrival_s, float flame_m, float burn_time_s)
{
  assert(arrival_s >= 0.0f && flame_m >= 0.0f && burn_time_s > 0.0f);
  int class = 0;
  while (class < AL_FIRE_FLAMES - 1 && flame_m >= al_fire_flame_from_m[class + 1])
    class ++;
  const int part = (int)(arrival_s / burn_time_s * FIRE_TALLY_TIMES);
  const int time = part < FIRE_TALLY_TIMES ? part : FIRE_TALLY_TIMES - 1;
  const uint64_t flame_mm = (uint64_t)(flame_m * 1000.0f + 0.5f);
  __atomic_fetch_add(&cell->flame_mm, flame_mm, __ATOMIC_RELAXED);
  __atomic_fetch_add(&cell->flame[class], 1, __ATOMIC_RELAXED);
  __atomic_fetch_add(&cell->time[time], 1, __ATOMIC_RELAXED);
  tally_raise(&cell->first_turned, UINT32_MAX - tally_key(arrival_s));
  tally_raise(&cell->last_key, tally_key(arrival_s));
}

uint32_t fire_tally_burnt(const struct fire_tally_cell *cell)
{
  uint32_t count = 0;
  for (int k = 0; k < AL_FIRE_FLAMES; k++)
    count += cell->flame[k];
  return count;
}

float fire_tally_first_s(const struct fire_tally_cell *cell)
{
  return cell->first_turned ? tally_value(UINT32_MAX - cell->first_turned) : (float)INFINITY;
}

float fire_tally_last_s(const struct fire_tally_cell *cell)
{
  return cell->first_turned ? tally_value(cell->last_key) : (float)INFINITY;
}

float fire_tally_quantile_s(const struct fire_tally_cell *cell, double share, double burn_time_s)
{
  const double wanted = share * fire_tally_burnt(cell);
  double before = 0.0;
  int k = 0;
  assert(share >= 0.0 && share <= 1.0);
  if (!cell->first_turned)
    return (float)INFINITY;
  while (k < FIRE_TALLY_TIMES - 1 && before + cell->time[k] < wanted)
    before += cell->time[k++];
  const double within = cell->time[k] > 0 ? (wanted - before) / cell->time[k] : 0.0;
  const float time_s = (float)((k + within) / FIRE_TALLY_TIMES * burn_time_s);
  return fminf(fmaxf(time_s, fire_tally_first_s(cell)), fire_tally_last_s(cell));
}
