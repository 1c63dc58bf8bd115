/**
 * Routes towards an equilibrium, and the times they are found by.
 */
#include "models/evacuation/evac_equilibrium.h"
#include "models/evacuation/evac_times.h"
#include "support/load_world.h"
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

enum { VEHICLES = 1800 };

/* From 0 over 1 to 3 (short), over 2 to 3 (36 s longer); the second link of each is the narrow one,
 * so that who waits waits on the wide first one. All know the short way. */
static void make_two_ways(struct load_world *world)
{
  load_world_open(world, 4, 4, 1, 2, VEHICLES);
  load_world_add_link(world, 0, 1, 6000.0, 13.89, 3.0);
  load_world_add_link(world, 1, 3, 100.0, 13.89, 1.0);
  load_world_add_link(world, 0, 2, 6500.0, 13.89, 3.0);
  load_world_add_link(world, 2, 3, 100.0, 13.89, 1.0);
  const int32_t route = load_world_add_route(world, (const int32_t[]){0, 1, -1});
  for (int32_t k = 0; k < VEHICLES; k++)
    load_world_add_trip(world, route, 1.0 * k);
  load_world_close(world);
}

static struct al_evac_equilibrium_request request_of(const struct load_world *world, int iterations)
{
  return (struct al_evac_equilibrium_request){
      .load = world->request, .iterations = iterations, .gap_enough = 0.0, .seed = 7};
}

/* One a second comes, a narrow link takes 0.5988: the queue of the short way grows until it costs
 * the 36 s that the other is longer, and then the flows are such that it stays so. */
static void two_ways_take_alike(void **state)
{
  struct load_world world;
  struct al_evac_equilibrium found;
  (void)state;
  make_two_ways(&world);
  const struct al_evac_equilibrium_request request = request_of(&world, 30);
  assert_int_equal(al_evac_equilibrium_find(world.ctx, &request, &found), AL_OK);
  print_message("gap %.3f at first, %.4f at last; %.0f person hours at first, %.0f at last\n",
                found.step[0].gap, found.step[found.steps - 1].gap,
                found.step[0].travel_person_s / 3600.0,
                found.step[found.steps - 1].travel_person_s / 3600.0);
  assert_int_equal(found.steps, 30);
  assert_true(found.step[0].gap > 0.5);
  assert_true(found.step[29].gap < 0.03);
  double sum_s[2] = {0.0}, count[2] = {0.0};
  for (int32_t t = VEHICLES / 2; t < VEHICLES; t++) {
    const int way = found.route_link[found.route_start[found.trip[t].route]] == 2;
    assert_int_equal(found.result.fate[t], AL_EVAC_ARRIVED);
    sum_s[way] += found.result.arrive_s[t] - found.result.enter_s[t];
    count[way] += 1.0;
  }
  /* the short way is full, the rest takes the other */
  print_message("short way: %.0f of the second half in %.0f s; long way: %.0f in %.0f s\n",
                count[0], sum_s[0] / count[0], count[1], sum_s[1] / count[1]);
  assert_true(fabs(count[0] / (0.5 * VEHICLES) - 0.5988) < 0.03);
  assert_true(fabs(sum_s[0] / count[0] - sum_s[1] / count[1]) < 0.05 * sum_s[0] / count[0]);
  al_evac_equilibrium_free(&found);
  load_world_free(&world);
}

/* The short way closes while the last are under way: they take the other in good time. */
static void who_would_be_caught_changes(void **state)
{
  struct load_world world;
  struct al_evac_equilibrium found;
  struct al_evac_load_result fixed;
  const int32_t start[5] = {0, 1, 1, 1, 1};
  const struct al_evac_closing closing = {900.0, (double)INFINITY};
  (void)state;
  make_two_ways(&world);
  world.request.closings = (struct al_evac_closings){start, &closing};
  load_world_load(&world, &fixed);
  const struct al_evac_equilibrium_request request = request_of(&world, 40);
  assert_int_equal(al_evac_equilibrium_find(world.ctx, &request, &found), AL_OK);
  print_message("%.0f arrive on the way all know, %.0f in equilibrium\n",
                fixed.persons[AL_EVAC_ARRIVED], found.result.persons[AL_EVAC_ARRIVED]);
  assert_true(fixed.persons[AL_EVAC_ARRIVED] < 0.5 * VEHICLES);
  assert_true(found.result.persons[AL_EVAC_ARRIVED] > 0.9 * VEHICLES);
  al_evac_load_free(&fixed);
  al_evac_equilibrium_free(&found);
  load_world_free(&world);
}

static const struct load_grid town = {
    .side = 16, .shelters = 5, .vehicles = 4000, .sigma_s = 600.0, .uneven = 0.6, .seed = 5};

static void threads_change_nothing(void **state)
{
  struct load_world world;
  struct al_evac_equilibrium found[2];
  (void)state;
  load_world_make_grid(&world, &town);
  const struct al_evac_equilibrium_request request = request_of(&world, 4);
  for (int k = 0; k < 2; k++) {
    omp_set_num_threads(k + 1);
    assert_int_equal(al_evac_equilibrium_find(world.ctx, &request, &found[k]), AL_OK);
  }
  for (int s = 0; s < 4; s++) {
    print_message("gap %.3f, %.0f arrived, %d changed\n", found[0].step[s].gap,
                  found[0].step[s].arrived_persons, (int)found[0].step[s].changed);
    assert_memory_equal(&found[0].step[s], &found[1].step[s], sizeof found[0].step[s]);
  }
  assert_memory_equal(found[0].result.arrive_s, found[1].result.arrive_s,
                      (size_t)world.trip_count * sizeof(double));
  assert_true(found[0].step[3].gap < 0.5 * found[0].step[0].gap);
  al_evac_equilibrium_free(&found[0]);
  al_evac_equilibrium_free(&found[1]);
  load_world_free(&world);
}

/* A profile by seed: each part of each link on its own, or each link with a level of its own that
 * grows by a fiftieth a part. */
static void make_profile(const struct load_world *world, bool rough,
                         struct al_evac_profile *profile)
{
  uint64_t seed = 99;
  for (int32_t l = 0; l < world->network.link_count; l++) {
    float level_s = 0.0f;
    for (int32_t k = 0; k < profile->parts; k++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      if (rough || k == 0)
        level_s = 25.0f + (float)(seed >> 40) * (400.0f / 16777216.0f);
      profile->entered[l * profile->parts + k] = 1.0f;
      profile->sum_s[l * profile->parts + k] = level_s * (1.0f + 0.02f * (float)k);
    }
  }
}

/* The same equations, relaxed over and over until nothing changes. */
static double worst_against_relaxation(const struct evac_times *times, int32_t goal,
                                       const float *least_s)
{
  const struct al_evac_network *network = times->network;
  const size_t cells = (size_t)times->parts * (size_t)network->node_count;
  float *slow_s = malloc(cells * sizeof *slow_s);
  bool changed = true;
  double worst = 0.0;
  assert_non_null(slow_s);
  for (size_t k = 0; k < cells; k++)
    slow_s[k] = (int32_t)(k % (size_t)network->node_count) == goal ? 0.0f : INFINITY;
  while (changed) {
    changed = false;
    for (int32_t k = 0; k < times->parts; k++)
      for (int32_t l = 0; l < network->link_count; l++) {
        const double at_s = (k + 0.5) * times->part_s;
        const double link_s =
            evac_times_at(times, times->link_s, network->link_count, times->place_of[l], at_s);
        const float sum_s = (float)(link_s + evac_times_at(times, slow_s, network->node_count,
                                                           network->to[l], at_s + link_s));
        float *known = &slow_s[k * network->node_count + network->from[l]];
        if (sum_s < *known * (1.0f - 1e-6f)) {
          *known = sum_s;
          changed = true;
        }
      }
  }
  for (size_t k = 0; k < cells; k++) {
    assert_int_equal(isfinite(slow_s[k]), isfinite(least_s[k]));
    if (isfinite(slow_s[k]))
      worst = fmax(worst, fabs((double)slow_s[k] - (double)least_s[k]));
  }
  free(slow_s);
  return worst;
}

enum { PARTS = 16 };

/* Times of links that change by seed, and the least ones to the last node. */
struct least_world {
  struct load_world world;
  struct evac_times times;
  int32_t goal;
  float *least_s;
};

static void least_world_open(struct least_world *of, bool rough)
{
  load_world_make_grid(&of->world, &town);
  const size_t cells = (size_t)of->world.network.link_count * PARTS;
  struct al_evac_profile profile = {.parts = PARTS,
                                    .part_s = 120.0,
                                    .sum_s = calloc(cells, sizeof(float)),
                                    .entered = calloc(cells, sizeof(float))};
  of->least_s = calloc((size_t)of->world.network.node_count * PARTS, sizeof *of->least_s);
  assert_true(profile.sum_s && profile.entered && of->least_s);
  make_profile(&of->world, rough, &profile);
  assert_int_equal(evac_times_make(of->world.ctx, &of->world.request, &profile, NULL, &of->times),
                   AL_OK);
  of->goal = of->world.network.node_count - 1;
  assert_true(evac_times_search(&of->times, of->goal, NULL, of->least_s));
  free(profile.sum_s);
  free(profile.entered);
}

static void least_world_close(struct least_world *of)
{
  evac_times_free(&of->times);
  free(of->least_s);
  load_world_free(&of->world);
}

static void least_times_are_least(void **state)
{
  struct least_world of;
  (void)state;
  least_world_open(&of, true);
  const double worst = worst_against_relaxation(&of.times, of.goal, of.least_s);
  print_message("least travel times: at most %.4f s off\n", worst);
  assert_true(worst < 0.01);
  least_world_close(&of);
}

/* Whoever drives the way that is found takes as long as was told. */
static void ways_take_what_is_told(void **state)
{
  struct least_world of;
  int32_t links[512], ways = 0;
  double off = 0.0;
  (void)state;
  least_world_open(&of, false);
  const int32_t nodes = of.world.network.node_count;
  for (int32_t n = 0; n < nodes; n += 7) {
    const double told_s = evac_times_at(&of.times, of.least_s, nodes, n, 200.0);
    const int32_t count = evac_times_way(&of.times, of.least_s, n, of.goal, 200.0, links, 512);
    double at_s = 200.0;
    for (int32_t k = 0; k < count; k++)
      at_s += evac_times_at(&of.times, of.times.link_s, of.world.network.link_count,
                            of.times.place_of[links[k]], at_s);
    if (n == of.goal || !isfinite(told_s))
      continue;
    assert_true(count > 0);
    off = fmax(off, fabs(at_s - 200.0 - told_s) / told_s);
    ways++;
  }
  print_message("%d ways: at most %.3f %% off what was told\n", (int)ways, 100.0 * off);
  assert_true(ways > 10 && off < 0.01);
  least_world_close(&of);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(two_ways_take_alike), cmocka_unit_test(who_would_be_caught_changes),
      cmocka_unit_test(threads_change_nothing), cmocka_unit_test(least_times_are_least),
      cmocka_unit_test(ways_take_what_is_told)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
