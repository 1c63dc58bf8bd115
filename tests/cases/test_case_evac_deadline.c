/**
 * Latest safe departures on GRID30 before a front from the east, against the exact ones.
 */
#include "core/arena.h"
#include "doors/csv_door.h"
#include "models/evacuation/evac_deadline.h"
#include "support/case_run.h"
#include "support/load_world.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void departures_are_exact(void **state)
{
  struct load_world world;
  struct al_evac_deadlines found;
  struct al_arena *arena;
  struct al_csv exact;
  double *closes_s, worst_s = 0.0;
  (void)state;
  char **name = load_world_read_grid30(&world, &closes_s);
  const int32_t nodes = world.network.node_count, links = world.network.link_count;
  double *travel_s = calloc((size_t)links, sizeof *travel_s);
  double *safe_s = calloc((size_t)nodes, sizeof *safe_s);
  assert_true(travel_s && safe_s);
  for (int32_t l = 0; l < links; l++)
    travel_s[l] = 200.0 / 13.89;
  for (int32_t n = 0; n < nodes; n++)
    safe_s[n] = name[n][0] == 'S' ? (double)INFINITY : (double)-INFINITY;
  const struct al_evac_deadline_request request = {.network = &world.network,
                                                   .travel_s = travel_s,
                                                   .closes_s = closes_s,
                                                   .safe_until_s = safe_s};
  assert_int_equal(al_evac_deadlines_find(world.ctx, &request, &found), AL_OK);
  assert_int_equal(al_arena_create(world.ctx, 0, &arena), AL_OK);
  const char *path = test_case_path("evacuation/grid30/latest_departure.csv");
  assert_int_equal(al_csv_read(world.ctx, arena, path, &exact), AL_OK);
  assert_int_equal(exact.row_count, 900);
  for (size_t r = 0; r < exact.row_count; r++) {
    int32_t n = 0;
    while (n < nodes && strcmp(name[n], exact.cell[r * exact.column_count]) != 0)
      n++;
    assert_true(n < nodes);
    worst_s = fmax(worst_s, fabs(found.latest_s[n] - al_csv_number(world.ctx, &exact, r, 1)));
  }
  print_message("latest departures of 900 nodes: largest difference %.1e s\n", worst_s);
  assert_true(worst_s <= 1e-3);
  for (int32_t n = 0; n < nodes; n++)
    free(name[n]);
  free(name);
  free(closes_s);
  free(travel_s);
  free(safe_s);
  al_evac_deadlines_free(&found);
  al_arena_destroy(arena);
  load_world_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(departures_are_exact)};
  if (!test_case_present("evacuation/grid30/edges.csv"))
    return case_skip("evacuation/grid30/edges.csv");
  return cmocka_run_group_tests(tests, NULL, NULL);
}
