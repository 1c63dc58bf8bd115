/**
 * Envelopes: maxima and minima cell by cell, the driver of each cell, shares; the same bits in any
 * order, alone or merged.
 */
#include "out/envelope.h"
#include "support/support.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 500, RUNS = 12, PLANES = 5 };

struct world {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct out_planes run[RUNS];
  uint32_t units[RUNS];
};

static float *const *planes_of(const struct out_planes *planes, float *out[PLANES])
{
  out[0] = planes->hmax_m;
  out[1] = planes->vmax_m_per_s;
  out[2] = planes->hvmax_m2_per_s;
  out[3] = planes->zsmax_m;
  out[4] = planes->arrival_s;
  return out;
}

/* Levels in steps of 0.5 m: many runs are equal; every seventh cell is void, others dry at times.
 */
static void world_make(struct world *world)
{
  *world = (struct world){0};
  assert_int_equal(al_ctx_create(&world->ctx), AL_OK);
  assert_int_equal(al_arena_create(world->ctx, 0, &world->arena), AL_OK);
  srand(7);
  for (int r = 0; r < RUNS; r++) {
    float **planes[PLANES] = {&world->run[r].hmax_m, &world->run[r].vmax_m_per_s,
                              &world->run[r].hvmax_m2_per_s, &world->run[r].zsmax_m,
                              &world->run[r].arrival_s};
    for (int p = 0; p < PLANES; p++)
      *planes[p] = AL_NEW(world->arena, float, CELLS);
    world->units[r] = (uint32_t)(rand() % 1000 + 1);
    for (int i = 0; i < CELLS; i++) {
      const bool is_void = i % 7 == 0, wet = rand() % 4 > 0;
      const float depth = wet ? 0.5f * (float)(rand() % 6 + 1) : 0.0f;
      world->run[r].hmax_m[i] = is_void ? NAN : depth;
      world->run[r].vmax_m_per_s[i] = is_void ? NAN : (float)(rand() % 9);
      world->run[r].hvmax_m2_per_s[i] = is_void ? NAN : (float)(rand() % 20);
      world->run[r].zsmax_m[i] = is_void || !wet ? NAN : 10.0f + depth;
      world->run[r].arrival_s[i] = is_void || !wet ? NAN : (float)(rand() % 3000);
    }
  }
}

static void world_free(struct world *world)
{
  al_arena_destroy(world->arena);
  al_ctx_destroy(world->ctx);
}

static const double depths_m[] = {0.75, 2.0};

static struct envelope take(struct world *world, const int *order, int count)
{
  struct envelope envelope;
  assert_int_equal(envelope_create(world->arena, CELLS, depths_m, 2, &envelope), AL_OK);
  for (int k = 0; k < count; k++)
    envelope_take(&envelope, (uint32_t)order[k] + 1, world->units[order[k]], &world->run[order[k]]);
  return envelope;
}

static void check_same(const struct envelope *a, const struct envelope *b)
{
  float *one[PLANES], *two[PLANES];
  planes_of(&a->planes, one);
  planes_of(&b->planes, two);
  for (int p = 0; p < PLANES; p++)
    for (int i = 0; i < CELLS; i++) /* NaN may differ in its sign */
      if (!(isnan(one[p][i]) && isnan(two[p][i])))
        assert_memory_equal(&one[p][i], &two[p][i], sizeof(float));
  assert_memory_equal(a->driver, b->driver, CELLS * sizeof *a->driver);
  for (int k = 0; k < 2; k++)
    assert_memory_equal(a->wet_units[k], b->wet_units[k], CELLS * sizeof(uint32_t));
  assert_true(a->units == b->units && a->run_count == b->run_count);
}

static void any_order_gives_the_same_bits(void **state)
{
  (void)state;
  struct world world;
  world_make(&world);
  int order[RUNS];
  for (int r = 0; r < RUNS; r++)
    order[r] = r;
  const struct envelope straight = take(&world, order, RUNS);
  for (int round = 0; round < 20; round++) {
    for (int r = RUNS - 1; r > 0; r--) {
      const int other = rand() % (r + 1), held = order[r];
      order[r] = order[other];
      order[other] = held;
    }
    const struct envelope shuffled = take(&world, order, RUNS);
    check_same(&straight, &shuffled);
    struct envelope first = take(&world, order, RUNS / 3);
    const struct envelope second = take(&world, order + RUNS / 3, RUNS - RUNS / 3);
    envelope_merge(&first, &second);
    check_same(&straight, &first);
  }
  world_free(&world);
}

static void each_cell_holds_the_worst_of_its_runs(void **state)
{
  (void)state;
  struct world world;
  world_make(&world);
  int order[RUNS];
  float share[CELLS];
  for (int r = 0; r < RUNS; r++)
    order[r] = r;
  const struct envelope envelope = take(&world, order, RUNS);
  envelope_share(&envelope, 0, share);
  for (int i = 0; i < CELLS; i++) {
    float level = NAN, arrival = NAN;
    uint32_t driver = 0;
    double wet = 0.0, all = 0.0;
    for (int r = 0; r < RUNS; r++) {
      const float here = world.run[r].zsmax_m[i], when = world.run[r].arrival_s[i];
      if (!isnan(here) && !(here <= level)) {
        level = here;
        driver = (uint32_t)r + 1;
      }
      if (!isnan(when) && !(when >= arrival))
        arrival = when;
      all += world.units[r];
      wet += world.run[r].hmax_m[i] > 0.75f ? world.units[r] : 0.0;
    }
    assert_int_equal(envelope.driver[i], driver);
    assert_true(isnan(level) ? isnan(envelope.planes.zsmax_m[i])
                             : envelope.planes.zsmax_m[i] == level);
    assert_true(isnan(arrival) ? isnan(envelope.planes.arrival_s[i])
                               : envelope.planes.arrival_s[i] == arrival);
    assert_true(i % 7 == 0 ? isnan(share[i]) : share[i] == (float)(wet / all));
  }
  world_free(&world);
}

static void an_envelope_of_no_run_is_empty(void **state)
{
  (void)state;
  struct world world;
  float share[CELLS];
  world_make(&world);
  const struct envelope envelope = take(&world, NULL, 0);
  envelope_share(&envelope, 1, share);
  for (int i = 0; i < CELLS; i++)
    assert_true(isnan(share[i]) && isnan(envelope.planes.hmax_m[i]) && envelope.driver[i] == 0);
  assert_int_equal(envelope_bytes(CELLS, 2), CELLS * 32);
  world_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(any_order_gives_the_same_bits),
                                     cmocka_unit_test(each_cell_holds_the_worst_of_its_runs),
                                     cmocka_unit_test(an_envelope_of_no_run_is_empty)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
