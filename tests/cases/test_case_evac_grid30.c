/**
 * GRID30: 20,000 vehicles on fixed routes through 3,484 links against the exact times at which
 * half, nine tenths, nineteen twentieths and all of them are out.
 */
#include "support/case_run.h"
#include "support/load_world.h"
#include <math.h>
#include <stdlib.h>
#include <time.h>

static double cpu_s(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void all_are_out_when_they_must(void **state)
{
  static const double part[] = {0.5, 0.9, 0.95, 1.0}, exact_s[] = {4414, 7754, 8172, 8756};
  struct load_world world;
  struct al_evac_load_result out;
  (void)state;
  char **name = load_world_read_grid30(&world, NULL);
  const double begin_s = cpu_s();
  load_world_load(&world, &out);
  print_message("%.3f s of CPU, %lld moves, %lld events\n", cpu_s() - begin_s, (long long)out.moves,
                (long long)out.events);
  for (int k = 0; k < 4; k++) {
    const double is_s = al_evac_arrived_share_s(world.ctx, &world.request, &out, part[k]);
    print_message("T%.0f %.1f s (exact %.0f s)\n", 100.0 * part[k], is_s, exact_s[k]);
    assert_true(fabs(is_s - exact_s[k]) <= 0.5);
  }
  assert_true(out.persons[AL_EVAC_ARRIVED] == 20000.0 && out.ring_links == 0);
  for (int32_t n = 0; n < world.network.node_count; n++)
    free(name[n]);
  free(name);
  al_evac_load_free(&out);
  load_world_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(all_are_out_when_they_must)};
  if (!test_case_present("evacuation/grid30/edges.csv"))
    return case_skip("evacuation/grid30/edges.csv");
  return cmocka_run_group_tests(tests, NULL, NULL);
}
