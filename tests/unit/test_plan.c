/**
 * Plans: which models, how much memory, and refusals before anything is allocated.
 */
#include "config/scenario_section.h"
#include "models/models.h"
#include "run/run_state.h"
#include "support/run_world.h"
#include "support/support.h"
#include "support/toy_model.h"
#include <math.h>
#include <string.h>

static const struct al_section *const sections[] = {&al_scenario_section, &al_grid_section,
                                                    &al_run_section, &toy_section};

static double half_void(int col, int row)
{
  (void)row;
  return col >= 64 && col < 128 ? (double)NAN : 2.0;
}

static void plan_world(struct run_world *world, const char *name)
{
  run_world_make(world, name, 200, 70, 10.0, half_void, "1 h", "", sections, AL_COUNT(sections));
}

static void counts_cells_tiles_and_memory(void **state)
{
  (void)state;
  struct run_world world;
  struct al_plan plan;
  static const struct al_model *const toy[] = {&toy_model};
  plan_world(&world, "plan");
  world.options.models = toy;
  world.options.model_count = 1;
  assert_int_equal(
      al_run_plan(world.ctx, world.arena, world.scenario, &world.grid, &world.options, &plan),
      AL_OK);
  assert_int_equal(plan.cells, (200 - 64) * 70);
  assert_int_equal(plan.tiles, 3 * 2); /* columns 0, 2 and 3 of tiles, two rows */
  assert_int_equal(plan.model_count, 1);
  /* bed and both buffers of q are in it */
  assert_true(plan.memory_bytes > 6u * AL_TILE_CELLS * 3u * sizeof(al_real));
  assert_true(plan.step_estimate_s > 0.0 && plan.wall_estimate_s > 0.0);
  run_world_free(&world);
}

static void refuses_over_the_limit(void **state)
{
  (void)state;
  struct run_world world;
  plan_world(&world, "limit");
  static const struct al_model *const toy[] = {&toy_model};
  world.options.models = toy;
  world.options.model_count = 1;
  world.options.max_memory_bytes = 1000000;
  assert_int_equal(run_world_run(&world, 1, (double)INFINITY, false), AL_NO_MEMORY);
  assert_non_null(strstr(al_ctx_error_text(world.ctx), "GB of memory"));
  assert_non_null(strstr(al_ctx_error_text(world.ctx), "--max-mem"));
  run_world_free(&world);
}

static void a_missing_layer_is_named(void **state)
{
  (void)state;
  struct run_world world;
  plan_world(&world, "needy");
  static const struct al_model *const needy[] = {&toy_needy_model};
  world.options.models = needy;
  world.options.model_count = 1;
  assert_int_equal(run_world_run(&world, 1, (double)INFINITY, false), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(world.ctx), "moonlight"));
  run_world_free(&world);
}

/* Without a list the scenario decides; flow always runs. */
static void picks_the_models_that_the_scenario_names(void **state)
{
  (void)state;
  struct run_world world;
  struct al_plan plan;
  size_t count;
  const struct al_model *const *all = al_models(&count);
  const struct al_section *with_models[32];
  memcpy(with_models, sections, sizeof sections);
  for (size_t m = 0; m < count; m++)
    with_models[AL_COUNT(sections) + m] = all[m]->section;
  run_world_make(&world, "pick", 64, 64, 10.0, half_void, "1 h", "", with_models,
                 AL_COUNT(sections) + count);
  assert_int_equal(
      al_run_plan(world.ctx, world.arena, world.scenario, &world.grid, &world.options, &plan),
      AL_OK);
  size_t always = 0;
  for (size_t m = 0; m < count; m++)
    always += all[m]->always;
  assert_int_equal(plan.model_count, always);
  assert_true(always > 0);
  run_world_free(&world);
}

static void the_machine_has_memory(void **state)
{
  (void)state;
  const struct al_run_options none = {0}, some = {.max_memory_bytes = 12345};
  assert_true(al_run_memory_limit(&none) > 1000000);
  assert_true(al_run_memory_limit(&some) == 12345);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(counts_cells_tiles_and_memory),
                                     cmocka_unit_test(refuses_over_the_limit),
                                     cmocka_unit_test(a_missing_layer_is_named),
                                     cmocka_unit_test(picks_the_models_that_the_scenario_names),
                                     cmocka_unit_test(the_machine_has_memory)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
