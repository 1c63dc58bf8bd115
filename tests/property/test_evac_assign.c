/**
 * Assignment to shelters on seeded instances: nobody is lost, no shelter is over its room, and no
 * exchange of people between shelters is cheaper (no ring of negative cost, no cheaper free place).
 */
#include "core/rng.h"
#include "models/evacuation/evac_assign.h"
#include "support/support.h"
#include <math.h>
#include <string.h>

enum { GROUPS = 60, SHELTERS = 6 };

struct instance {
  double people[GROUPS], room[SHELTERS], cost[GROUPS * SHELTERS];
  double sent[GROUPS * SHELTERS], left[GROUPS];
  struct al_evac_assign_request request;
};

static void make(struct instance *of, uint64_t seed)
{
  *of = (struct instance){.request = {.groups = GROUPS, .shelters = SHELTERS}};
  for (uint64_t g = 0; g < GROUPS; g++)
    of->people[g] = floor(1.0 + 90.0 * al_rng_uniform(seed, 1, g));
  for (uint64_t s = 0; s < SHELTERS; s++)
    of->room[s] = floor(900.0 * al_rng_uniform(seed, 2, s));
  for (uint64_t k = 0; k < GROUPS * SHELTERS; k++)
    of->cost[k] =
        al_rng_uniform(seed, 3, k) < 0.2 ? (double)INFINITY : 3000.0 * al_rng_uniform(seed, 4, k);
  of->request.people = of->people;
  of->request.room = of->room;
  of->request.cost = of->cost;
}

/* Shortest ways between shelters over who could move: any below 0 back to itself, or to free room,
 * would be cheaper. */
static void check_least(const struct instance *of)
{
  double used[SHELTERS] = {0.0}, way[SHELTERS][SHELTERS];
  for (int s = 0; s < SHELTERS; s++) {
    for (int t = 0; t < SHELTERS; t++)
      way[s][t] = s == t ? 0.0 : (double)INFINITY;
    for (int g = 0; g < GROUPS; g++) {
      used[s] += of->sent[g * SHELTERS + s];
      if (of->sent[g * SHELTERS + s] > 1e-6)
        for (int t = 0; t < SHELTERS; t++)
          way[s][t] = fmin(way[s][t], of->cost[g * SHELTERS + t] - of->cost[g * SHELTERS + s]);
    }
    assert_true(used[s] <= of->room[s] + 1e-6);
  }
  for (int k = 0; k < SHELTERS; k++)
    for (int s = 0; s < SHELTERS; s++)
      for (int t = 0; t < SHELTERS; t++)
        way[s][t] = fmin(way[s][t], way[s][k] + way[k][t]);
  for (int s = 0; s < SHELTERS; s++)
    for (int t = 0; t < SHELTERS; t++) {
      assert_true(way[s][s] > -1e-6);
      if (used[s] > 1e-6 && used[t] < of->room[t] - 1e-6)
        assert_true(way[s][t] > -1e-6);
    }
  /* who is left over finds no room, even if others move */
  for (int g = 0; g < GROUPS; g++)
    for (int s = 0; of->left[g] > 1e-6 && s < SHELTERS; s++)
      for (int t = 0; isfinite(of->cost[g * SHELTERS + s]) && t < SHELTERS; t++)
        assert_false(isfinite(way[s][t]) && used[t] < of->room[t] - 1e-6);
}

static void least_cost_is_least(void **state)
{
  static struct instance of;
  struct al_ctx *ctx;
  double over = 0.0;
  (void)state;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  for (uint64_t seed = 1; seed <= 60; seed++) {
    make(&of, seed);
    assert_int_equal(al_evac_assign_least_cost(ctx, &of.request, of.sent, of.left), AL_OK);
    for (int g = 0; g < GROUPS; g++) {
      double sum = of.left[g];
      for (int s = 0; s < SHELTERS; s++) {
        sum += of.sent[g * SHELTERS + s];
        assert_true(of.sent[g * SHELTERS + s] == 0.0 || isfinite(of.cost[g * SHELTERS + s]));
      }
      assert_true(fabs(sum - of.people[g]) < 1e-6);
      over += of.left[g];
    }
    check_least(&of);
  }
  assert_true(over > 0.0); /* some instances have too little room */
  al_ctx_destroy(ctx);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(least_cost_is_least)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
