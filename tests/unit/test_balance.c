/**
 * A balance that does not close is said, once, with its size; one within rounding is not.
 */
#include "config/scenario_section.h"
#include "core/log.h"
#include "support/run_world.h"
#include "support/support.h"
#include "support/toy_model.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct al_section *const sections[] = {&al_scenario_section, &al_grid_section,
                                                    &al_run_section, &toy_section};
static const struct al_model *const models[] = {&toy_leaky_model};

static double flat(int col, int row)
{
  (void)col;
  (void)row;
  return 1.0;
}

/* Runs the toy with a leak; what was said stands in `said`. */
static void run_leaking(const char *name, const char *toy, char *said, size_t room)
{
  struct run_world world;
  char yaml[128];
  snprintf(yaml, sizeof yaml, "run: {exchange_interval: 1 s}\ntoy: {rate: 2, leak: %s}\n", toy);
  run_world_make(&world, name, 64, 64, 10.0, flat, "30 s", yaml, sections, AL_COUNT(sections));
  world.options.models = models;
  world.options.model_count = 1;
  memset(said, 0, room);
  FILE *log = fmemopen(said, room - 1, "w");
  assert_non_null(log);
  al_ctx_set_log(world.ctx, AL_LOG_TEXT, false, log);
  assert_int_equal(run_world_run(&world, 1, (double)INFINITY, false), AL_OK);
  al_ctx_set_log(world.ctx, AL_LOG_TEXT, true, stderr);
  fclose(log);
  run_world_free(&world);
}

static void a_leak_is_said_once(void **state)
{
  (void)state;
  static char said[1 << 16];
  run_leaking("leak", "1e-4", said, sizeof said);
  const char *first = strstr(said, "the balance is off by");
  assert_non_null(first);
  assert_non_null(strstr(first, "-1.0e-04 of the water; above 1e-05"));
  assert_null(strstr(first + 1, "the balance is off by"));
}

static void rounding_is_not(void **state)
{
  (void)state;
  static char said[1 << 16];
  run_leaking("tight", "1e-6", said, sizeof said);
  assert_non_null(strstr(said, "\"stage\":\"run\""));
  assert_null(strstr(said, "the balance is off by"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_leak_is_said_once),
                                     cmocka_unit_test(rounding_is_not)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
