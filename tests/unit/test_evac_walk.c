/**
 * Travel time and latest departure over cells, against a plain relaxation in double precision.
 */
#include "support/plain_room.h"
#include "support/support.h"
#include "core/rng.h"
#include "models/evacuation/evac_walk.h"
#include "models/evacuation/radix_heap.h"
#include <math.h>
#include <string.h>

enum { COLS = 23, ROWS = 17, CELLS = COLS * ROWS };

struct field {
  struct al_lattice lattice;
  float slowness[CELLS], height_m[CELLS], closes_s[CELLS], goal[CELLS], out[CELLS];
  struct al_evac_walk walk;
};

static int mirror_of(int i, bool mirror)
{
  return mirror ? i / COLS * COLS + COLS - 1 - i % COLS : i;
}

/* Ground with holes, hills, three goals, closings of half the cells. */
static void make_field(struct field *field, uint64_t seed, bool mirror, bool hills)
{
  memset(field, 0, sizeof *field);
  field->lattice = (struct al_lattice){.cols = COLS, .rows = ROWS, .cell_m = 10.0, .crs_wkt = ""};
  for (uint64_t i = 0; i < CELLS; i++) {
    const int at = mirror_of((int)i, mirror);
    field->slowness[at] =
        al_rng_uniform(seed, 1, i) < 0.2 ? INFINITY : 0.9f + (float)al_rng_uniform(seed, 2, i);
    field->height_m[at] = 8.0f * (float)al_rng_uniform(seed, 3, i);
    field->closes_s[at] =
        al_rng_uniform(seed, 4, i) < 0.5 ? INFINITY : 600.0f * (float)al_rng_uniform(seed, 5, i);
    field->goal[at] = NAN;
  }
  for (uint64_t i = 0; i < 3; i++)
    field->goal[mirror_of((int)al_rng_below(seed, 6, i, CELLS), mirror)] = (float)i;
  field->walk = (struct al_evac_walk){.lattice = &field->lattice,
                                      .slowness_spm = field->slowness,
                                      .height_m = hills ? field->height_m : NULL,
                                      .neighbours = seed % 2 ? 8 : 16};
}

static double slowness_at(const struct field *field, int at)
{
  const bool is_house = !isfinite(field->slowness[at]) && isfinite(field->goal[at]);
  return is_house ? 0.0 : (double)field->slowness[at];
}

/* K of one cell from one neighbour. */
static double stepped(const struct field *field, const double *k, int at, int dx, int dy,
                      bool closings)
{
  const int x = at % COLS + dx, y = at / COLS + dy, to = y * COLS + x;
  int cells[4] = {at, to}, count = 2;
  if (x < 0 || y < 0 || x >= COLS || y >= ROWS)
    return INFINITY;
  if (dx * dx + dy * dy == 5) { /* the two cells beside the middle of a knight's move */
    const bool wide = dx * dx == 4;
    cells[count++] = wide ? at + dx / 2 : at + dy / 2 * COLS;
    cells[count++] = wide ? to - dx / 2 : to - dy / 2 * COLS;
  }
  double slowness = 0.0, from = k[to];
  for (int i = 0; i < count; i++) {
    slowness += slowness_at(field, cells[i]) / count;
    if (closings)
      from = fmax(from, -(double)field->closes_s[cells[i]]);
  }
  const double length_m = 10.0 * sqrt(dx * dx + dy * dy);
  const double rise_m = (double)field->height_m[to] - (double)field->height_m[at];
  return from +
         slowness * length_m * (field->walk.height_m ? al_evac_tobler(rise_m / length_m) : 1.0);
}

static void relax(const struct field *field, bool closings, double *k)
{
  bool changed = true;
  while (changed) {
    changed = false;
    for (int at = 0; at < CELLS; at++)
      for (int dy = -2; dy <= 2; dy++)
        for (int dx = -2; dx <= 2; dx++) {
          const int square = dx * dx + dy * dy;
          if (!(square == 1 || square == 2 || (square == 5 && field->walk.neighbours == 16)))
            continue;
          const double next = stepped(field, k, at, dx, dy, closings);
          if (next < k[at]) {
            k[at] = next;
            changed = true;
          }
        }
  }
}

static void same(double got, double wanted)
{
  if (isfinite(wanted) ? !(fabs(got - wanted) < 2e-2) : got != wanted)
    fail_msg("%g, not %g", got, wanted);
}

static void times_of_random_fields(void **state)
{
  (void)state;
  static struct field field;
  double k[CELLS];
  for (uint64_t seed = 0; seed < 60; seed++) {
    make_field(&field, seed, false, seed % 4 < 2);
    for (int i = 0; i < CELLS; i++)
      k[i] = isnan(field.goal[i]) ? (double)INFINITY : (double)field.goal[i];
    relax(&field, false, k);
    assert_int_equal(al_evac_walk_time(room.ctx, &field.walk, field.goal, field.out), AL_OK);
    for (int i = 0; i < CELLS; i++)
      same((double)field.out[i], k[i]);
  }
}

static void latest_departures_of_random_fields(void **state)
{
  (void)state;
  static struct field field;
  double k[CELLS];
  int finite = 0;
  for (uint64_t seed = 0; seed < 60; seed++) {
    make_field(&field, seed, false, seed % 4 < 2);
    for (int i = 0; i < CELLS; i++)
      if (!isnan(field.goal[i])) {
        field.goal[i] = field.goal[i] < 1.0f ? INFINITY : 100.0f + 300.0f * field.goal[i];
        field.slowness[i] = isfinite(field.slowness[i]) ? field.slowness[i] : 1.0f;
      }
    for (int i = 0; i < CELLS; i++)
      k[i] = isnan(field.goal[i]) ? (double)INFINITY
                                  : -fmin((double)field.goal[i], (double)field.closes_s[i]);
    relax(&field, true, k);
    assert_int_equal(
        al_evac_walk_latest(room.ctx, &field.walk, field.goal, field.closes_s, field.out), AL_OK);
    for (int i = 0; i < CELLS; i++) {
      same((double)field.out[i], -k[i]);
      finite += isfinite(field.out[i]);
    }
  }
  assert_true(finite > 1000);
}

static void mirrored_fields(void **state)
{
  (void)state;
  static struct field one, other;
  for (uint64_t seed = 0; seed < 20; seed++) {
    make_field(&one, seed, false, true);
    make_field(&other, seed, true, true);
    assert_int_equal(al_evac_walk_latest(room.ctx, &one.walk, one.goal, one.closes_s, one.out),
                     AL_OK);
    assert_int_equal(
        al_evac_walk_latest(room.ctx, &other.walk, other.goal, other.closes_s, other.out), AL_OK);
    for (int i = 0; i < CELLS; i++)
      assert_true(one.out[i] == other.out[mirror_of(i, true)]);
  }
}

/* An earlier closing anywhere makes no departure later; none at all leaves the travel time. */
static void more_water_never_gives_time(void **state)
{
  (void)state;
  static struct field field;
  float less[CELLS], time_s[CELLS];
  for (uint64_t seed = 0; seed < 20; seed++) {
    make_field(&field, seed, false, true);
    for (int i = 0; i < CELLS; i++)
      field.goal[i] = isnan(field.goal[i]) ? NAN : 1000.0f;
    assert_int_equal(al_evac_walk_latest(room.ctx, &field.walk, field.goal, field.closes_s, less),
                     AL_OK);
    for (uint64_t i = 0; i < CELLS; i++)
      if (al_rng_uniform(seed, 9, i) < 0.3)
        field.closes_s[i] = i % 5 ? fminf(field.closes_s[i], 200.0f) : -INFINITY;
    assert_int_equal(
        al_evac_walk_latest(room.ctx, &field.walk, field.goal, field.closes_s, field.out), AL_OK);
    for (int i = 0; i < CELLS; i++) {
      assert_true(field.out[i] <= less[i]);
      assert_true(field.out[i] <= field.closes_s[i]);
    }
    assert_int_equal(al_evac_walk_latest(room.ctx, &field.walk, field.goal, NULL, less), AL_OK);
    for (int i = 0; i < CELLS; i++)
      field.goal[i] = isnan(field.goal[i]) ? NAN : 0.0f;
    assert_int_equal(al_evac_walk_time(room.ctx, &field.walk, field.goal, time_s), AL_OK);
    for (int i = 0; i < CELLS; i++)
      same((double)less[i], 1000.0 - (double)time_s[i]);
  }
}

static void grounds_and_slopes(void **state)
{
  (void)state;
  const struct al_lattice row = {.cols = 5, .rows = 1, .cell_m = 100.0, .crs_wkt = ""};
  const uint8_t ground[] = {AL_EVAC_PAVED, AL_EVAC_SAND, AL_EVAC_BOG, AL_EVAC_BLOCKED, 99};
  float slowness[5], time_s[5];
  assert_true(fabs(al_evac_tobler(0.0) - 1.0) < 1e-12);
  assert_true(fabs(al_evac_tobler(-0.05) - exp(-0.175)) < 1e-12);
  assert_int_equal(al_evac_walk_slowness(&row, ground, al_evac_walk_mps, slowness), 1);
  assert_true(fabsf(slowness[0] * 1.1f - 1.0f) < 1e-6f && fabsf(slowness[1] * 1.1f - 2.1f) < 1e-5f);
  assert_true(isinf(slowness[3]) && isinf(slowness[4]));
  /* 10 m up to the goal in 100 m; then nobody passes; unknown height is not passed either */
  const float goal[] = {0.0f, NAN, NAN, NAN, NAN};
  float height_m[] = {10.0f, 0.0f, NAN, 0.0f, 0.0f};
  const struct al_evac_walk walk = {
      .lattice = &row, .slowness_spm = slowness, .height_m = height_m, .neighbours = 8};
  assert_int_equal(al_evac_walk_time(room.ctx, &walk, goal, time_s), AL_OK);
  same((double)time_s[1], 100.0 * 1.55 / 1.1 * exp(3.5 * 0.1));
  assert_true(isinf(time_s[2]) && isinf(time_s[4]) && time_s[0] == 0.0f);
}

static void heap_gives_keys_in_order(void **state)
{
  (void)state;
  struct radix_heap heap = {0};
  struct radix_entry entry;
  bool failed = false;
  uint32_t last = 0;
  int32_t pushed = 0, popped = 0;
  assert_true(radix_key(-INFINITY) < radix_key(-1.0f) && radix_key(-0.5f) < radix_key(0.5f));
  assert_true(radix_value(radix_key(-3.25f)) == -3.25f && radix_value(radix_key(7.5f)) == 7.5f);
  for (int i = 0; i < 500; i++, pushed++)
    assert_true(radix_heap_push(&heap, radix_key((float)al_rng_normal(3, 1, (uint64_t)i)), i));
  while (radix_heap_pop(&heap, &entry, &failed)) {
    assert_true(entry.key >= last);
    last = entry.key;
    popped++;
    if (pushed < 3000) {
      const float more = (float)al_rng_uniform(3, 2, (uint64_t)pushed);
      assert_true(radix_heap_push(&heap, radix_key(radix_value(last) + more), pushed++));
    }
  }
  assert_false(failed);
  assert_int_equal(popped, 3000);
  radix_heap_free(&heap);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(times_of_random_fields),
      cmocka_unit_test(latest_departures_of_random_fields),
      cmocka_unit_test(mirrored_fields),
      cmocka_unit_test(more_water_never_gives_time),
      cmocka_unit_test(grounds_and_slopes),
      cmocka_unit_test(heap_gives_keys_in_order),
  };
  return cmocka_run_group_tests(tests, open_room, close_room);
}
