/**
 * Stop and restart: the same bits as the straight run, whatever is left of the ring of two.
 */
#include "config/scenario_section.h"
#include "support/run_world.h"
#include "support/support.h"
#include "support/toy_model.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct al_section *const sections[] = {&al_scenario_section, &al_grid_section,
                                                    &al_run_section, &toy_section};
static const struct al_model *const models[] = {&toy_model};

static double bed_with_hole(int col, int row)
{
  return col > 60 && col < 70 && row < 20 ? (double)NAN : 1.0;
}

static void toy_world(struct run_world *world, const char *name)
{
  run_world_make(world, name, 130, 70, 10.0, bed_with_hole, "95 s",
                 "run: {exchange_interval: 10 s, checkpoint_interval: 0 s}\ntoy: {rate: 2}\n",
                 sections, AL_COUNT(sections));
  world->options.models = models;
  world->options.model_count = 1;
}

static void expect(struct run_world *world, al_status got, al_status wanted)
{
  if (got != wanted)
    fail_msg("status %d instead of %d: %s", got, wanted, al_ctx_error_text(world->ctx));
}

/* Stops in the middle of exchanges, on them, and before the first step. */
static void restart_gives_the_same_bits(void **state)
{
  (void)state;
  static const double stops_s[] = {0.0, 0.5, 10.0, 13.7, 43.0, 90.0, 93.0};
  struct run_world world;
  toy_world(&world, "restart");
  expect(&world, run_world_run(&world, 1, (double)INFINITY, false), AL_OK);
  const uint64_t straight = run_world_sum(&world);
  const long steps = world.result.steps;
  assert_true(steps > 95);
  for (size_t i = 0; i < AL_COUNT(stops_s); i++) {
    expect(&world, run_world_run(&world, 1, stops_s[i], false), AL_STOPPED);
    assert_true(stops_s[i] == 0.0 || run_world_sum(&world) != straight);
    expect(&world, run_world_run(&world, 1, (double)INFINITY, true), AL_OK);
    assert_true(run_world_sum(&world) == straight);
    assert_int_equal(world.result.steps, steps);
  }
  run_world_free(&world);
}

static void damage(const struct run_world *world, const char *name, long keep_bytes)
{
  char path[4200];
  snprintf(path, sizeof path, "%s/checkpoint/%s", world->folder, name);
  if (truncate(path, keep_bytes) != 0)
    fail_msg("%s: not there", path);
}

/* The newer of two is cut short: the older one is taken and gives the same end. */
static void a_torn_checkpoint_falls_back(void **state)
{
  (void)state;
  struct run_world world;
  toy_world(&world, "torn");
  expect(&world, run_world_run(&world, 1, (double)INFINITY, false), AL_OK);
  const uint64_t straight = run_world_sum(&world);
  expect(&world, run_world_run(&world, 1, 20.0, false), AL_STOPPED);
  expect(&world, run_world_run(&world, 1, 60.0, true), AL_STOPPED);
  damage(&world, "a.h5", 3000); /* b first, then a */
  expect(&world, run_world_run(&world, 1, (double)INFINITY, true), AL_OK);
  assert_true(run_world_sum(&world) == straight);
  damage(&world, "a.h5", 100);
  damage(&world, "b.h5", 100);
  expect(&world, run_world_run(&world, 1, (double)INFINITY, true), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(world.ctx), "holds no checkpoint"));
  run_world_free(&world);
}

/* Another scenario, another bed, another layer: refused. */
static void other_inputs_are_refused(void **state)
{
  (void)state;
  struct run_world world;
  toy_world(&world, "other");
  float *extra = run_world_add_layer(&world, "extra", 1.0f);
  expect(&world, run_world_run(&world, 1, 20.0, false), AL_STOPPED);
  world.options.identity = "somebody else";
  expect(&world, run_world_run(&world, 1, (double)INFINITY, true), AL_BAD_INPUT);
  world.options.identity = "test";
  extra[5] = 1.5f;
  expect(&world, run_world_run(&world, 1, (double)INFINITY, true), AL_BAD_INPUT);
  extra[5] = 1.0f;
  extra[65] = 7.0f; /* a void cell: has no say */
  expect(&world, run_world_run(&world, 1, (double)INFINITY, true), AL_OK);
  run_world_free(&world);
}

/* A request to stop writes a checkpoint, and does not stop the run after it. */
static void a_request_stops_once(void **state)
{
  (void)state;
  struct run_world world;
  toy_world(&world, "request");
  al_run_request_stop();
  expect(&world, run_world_run(&world, 1, (double)INFINITY, false), AL_STOPPED);
  expect(&world, run_world_run(&world, 1, (double)INFINITY, true), AL_OK);
  run_world_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(restart_gives_the_same_bits), cmocka_unit_test(a_torn_checkpoint_falls_back),
      cmocka_unit_test(other_inputs_are_refused), cmocka_unit_test(a_request_stops_once)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
