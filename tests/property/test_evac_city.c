/**
 * Laws of loading on seeded cities: nobody is lost or made, nobody is faster than free, links keep
 * their order, other numbers of links and trips change nothing, an earlier warning traps no more.
 * With the word `rate` it measures: 101,860 links, 500,000 vehicles.
 */
#include "models/evacuation/evac_deadline.h"
#include "models/evacuation/evac_equilibrium.h"
#include "support/load_world.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct load_grid town = {
    .side = 24, .shelters = 7, .vehicles = 9000, .sigma_s = 600.0, .uneven = 0.6, .seed = 5};

static double cpu_s(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double free_s(const struct load_world *world, const struct al_evac_trip *trip)
{
  double sum_s = 0.0;
  for (int32_t k = world->route_start[trip->route]; k < world->route_start[trip->route + 1]; k++) {
    const int32_t link = world->route_link[k];
    sum_s += (double)world->network.length_m[link] / (double)world->network.free_speed_mps[link];
  }
  return sum_s;
}

static void nobody_is_lost_or_too_fast(void **state)
{
  struct load_world world;
  struct al_evac_load_result out;
  double all = 0.0, late_s = 0.0, delay_s = 0.0;
  (void)state;
  load_world_make_grid(&world, &town);
  load_world_load(&world, &out);
  for (int f = 0; f < AL_EVAC_FATES; f++)
    all += out.persons[f];
  assert_true(all == town.vehicles);
  for (int32_t t = 0; t < world.trip_count; t++) {
    const double least_s = world.trip[t].depart_s + free_s(&world, &world.trip[t]);
    if (out.fate[t] != AL_EVAC_ARRIVED)
      continue;
    assert_true(out.arrive_s[t] >= least_s - 1e-3);
    late_s += out.arrive_s[t] - least_s;
  }
  /* what is lost on links is what is lost on ways, but for waiting at the first link */
  for (int32_t l = 0; l < world.network.link_count; l++) {
    delay_s += out.delay_person_s[l];
    assert_true(out.most[l] <=
                al_evac_storage(&world.request.kind, (double)world.network.length_m[l], 1.0));
  }
  print_message("%.0f of %d arrived, %.0f gridlocked; %.0f s of delay, %.0f on links\n",
                out.persons[AL_EVAC_ARRIVED], town.vehicles, out.persons[AL_EVAC_GRIDLOCKED],
                late_s, delay_s);
  assert_true(delay_s <= late_s * (1.0 + 1e-6));
  al_evac_load_free(&out);
  load_world_free(&world);
}

/* Trips on the same route leave and arrive in the same order. */
static void links_keep_their_order(void **state)
{
  struct load_world world;
  struct al_evac_load_result out;
  (void)state;
  load_world_make_grid(&world, &town);
  load_world_load(&world, &out);
  for (int32_t a = 0; a < 3000; a++)
    for (int32_t b = a + 1; b < 3000; b++)
      if (world.trip[a].route == world.trip[b].route &&
          world.trip[a].depart_s < world.trip[b].depart_s && isfinite(out.arrive_s[b]))
        assert_true(out.arrive_s[a] <= out.arrive_s[b]);
  al_evac_load_free(&out);
  load_world_free(&world);
}

/* Gives the links other numbers, the last first, and the trips too. */
static void renumber(struct load_world *world)
{
  struct al_evac_network *network = &world->network;
  const int32_t links = network->link_count, trips = world->trip_count;
  for (int32_t a = 0, b = links - 1; a < b; a++, b--) {
    const int32_t from = network->from[a], to = network->to[a];
    const float length_m = network->length_m[a], speed = network->free_speed_mps[a];
    network->from[a] = network->from[b], network->from[b] = from;
    network->to[a] = network->to[b], network->to[b] = to;
    network->length_m[a] = network->length_m[b], network->length_m[b] = length_m;
    network->free_speed_mps[a] = network->free_speed_mps[b], network->free_speed_mps[b] = speed;
  }
  for (int32_t k = 0; k < world->route_start[world->route_count]; k++)
    world->route_link[k] = links - 1 - world->route_link[k];
  for (int32_t a = 0, b = trips - 1; a < b; a++, b--) {
    const struct al_evac_trip trip = world->trip[a];
    world->trip[a] = world->trip[b];
    world->trip[b] = trip;
  }
  assert_int_equal(al_evac_network_close(world->ctx, network), AL_OK);
}

static void other_numbers_change_nothing(void **state)
{
  struct load_world one, other;
  struct al_evac_load_result a, b;
  (void)state;
  load_world_make_grid(&one, &town);
  load_world_make_grid(&other, &town);
  renumber(&other);
  load_world_load(&one, &a);
  load_world_load(&other, &b);
  for (int32_t t = 0; t < one.trip_count; t++)
    assert_true(a.arrive_s[t] == b.arrive_s[one.trip_count - 1 - t]);
  al_evac_load_free(&a);
  al_evac_load_free(&b);
  load_world_free(&one);
  load_world_free(&other);
}

/* A front from the east closes links for good. */
static double out_with_warning(double earlier_s)
{
  struct load_world world;
  struct al_evac_load_result out;
  load_world_make_grid(&world, &town);
  const int32_t links = world.network.link_count;
  int32_t *start = calloc((size_t)links + 1, sizeof *start);
  struct al_evac_closing *closing = calloc((size_t)links, sizeof *closing);
  assert_true(start && closing);
  for (int32_t l = 0; l < links; l++) {
    start[l + 1] = l + 1;
    closing[l] = (struct al_evac_closing){
        2500.0 + 4800.0 - world.network.node_x[world.network.to[l]], (double)INFINITY};
  }
  world.request.closings = (struct al_evac_closings){start, closing};
  for (int32_t t = 0; t < world.trip_count; t++)
    world.trip[t].depart_s += 2000.0 - earlier_s;
  load_world_load(&world, &out);
  const double arrived = out.persons[AL_EVAC_ARRIVED];
  assert_true(out.persons[AL_EVAC_CAUGHT] + out.persons[AL_EVAC_TRAPPED] +
                  out.persons[AL_EVAC_GRIDLOCKED] + arrived ==
              town.vehicles);
  free(start);
  free(closing);
  al_evac_load_free(&out);
  load_world_free(&world);
  return arrived;
}

static void an_earlier_warning_traps_no_more(void **state)
{
  double before = -1.0;
  (void)state;
  for (double earlier_s = 0.0; earlier_s <= 2000.0; earlier_s += 400.0) {
    const double arrived = out_with_warning(earlier_s);
    print_message("warned %.0f s earlier: %.0f arrive\n", earlier_s, arrived);
    assert_true(arrived >= before);
    before = arrived;
  }
  assert_true(before > 0.0);
}

/* Latest departures before a front from the east that comes at 1 m/s. */
static void measure_deadlines(const struct load_world *world, int32_t junctions)
{
  const int32_t links = world->network.link_count, nodes = world->network.node_count;
  double *travel_s = calloc((size_t)links, sizeof *travel_s), best_s = (double)INFINITY;
  double *closes_s = calloc((size_t)links, sizeof *closes_s);
  double *safe_s = calloc((size_t)nodes, sizeof *safe_s);
  assert_true(travel_s && closes_s && safe_s);
  for (int32_t l = 0; l < links; l++) {
    travel_s[l] = (double)world->network.length_m[l] / (double)world->network.free_speed_mps[l];
    closes_s[l] = 34000.0 - world->network.node_x[world->network.to[l]];
  }
  for (int32_t n = 0; n < nodes; n++)
    safe_s[n] = n >= junctions ? (double)INFINITY : -(double)INFINITY;
  for (int repeat = 0; repeat < 10; repeat++) {
    const struct al_evac_deadline_request request = {.network = &world->network,
                                                     .travel_s = travel_s,
                                                     .closes_s = closes_s,
                                                     .safe_until_s = safe_s};
    struct al_evac_deadlines found;
    const double begin_s = cpu_s();
    if (al_evac_deadlines_find(world->ctx, &request, &found) == AL_OK)
      best_s = fmin(best_s, cpu_s() - begin_s);
    al_evac_deadlines_free(&found);
  }
  printf("latest departures from %d nodes: %.2f ms of CPU, best of ten\n", (int)nodes,
         1e3 * best_s);
  free(travel_s);
  free(closes_s);
  free(safe_s);
}

/* Ten iterations of routes towards an equilibrium. */
static void measure_equilibrium(const struct load_world *world)
{
  struct al_evac_equilibrium found;
  struct timespec from, until;
  const struct al_evac_equilibrium_request request = {
      .load = world->request, .iterations = 10, .seed = 1};
  const double begin_s = cpu_s();
  clock_gettime(CLOCK_MONOTONIC, &from);
  if (al_evac_equilibrium_find(world->ctx, &request, &found) == AL_OK) {
    clock_gettime(CLOCK_MONOTONIC, &until);
    printf("ten iterations towards an equilibrium: %.1f s, %.1f s of CPU\n",
           (double)(until.tv_sec - from.tv_sec) + 1e-9 * (double)(until.tv_nsec - from.tv_nsec),
           cpu_s() - begin_s);
    printf("  kept: number %d\n", (int)found.kept + 1);
    for (int32_t k = 0; k < found.steps; k++)
      printf("  gap %.3f, %.0f arrived, %d change\n", found.step[k].gap,
             found.step[k].arrived_persons, (int)found.step[k].changed);
  }
  al_evac_equilibrium_free(&found);
}

static int measure(void)
{
  static const struct load_grid city = {
      .side = 160, .shelters = 100, .vehicles = 500000, .sigma_s = 3600.0, .seed = 1};
  struct load_world world;
  struct al_evac_load_result out;
  load_world_make_grid(&world, &city);
  const double begin_s = cpu_s();
  load_world_load(&world, &out);
  const double took_s = cpu_s() - begin_s;
  printf("%d links, %d vehicles: %.2f s of CPU, %.1f million moves, %.1f million a second, all out "
         "after %.0f s\n",
         (int)world.network.link_count, city.vehicles, took_s, 1e-6 * (double)out.moves,
         1e-6 * (double)out.moves / took_s,
         al_evac_arrived_share_s(world.ctx, &world.request, &out, 1.0));
  measure_deadlines(&world, city.side * city.side);
  measure_equilibrium(&world);
  al_evac_load_free(&out);
  load_world_free(&world);
  return 0;
}

int main(int count, char **words)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(nobody_is_lost_or_too_fast),
                                     cmocka_unit_test(links_keep_their_order),
                                     cmocka_unit_test(other_numbers_change_nothing),
                                     cmocka_unit_test(an_earlier_warning_traps_no_more)};
  if (count > 1 && strcmp(words[1], "rate") == 0)
    return measure();
  return cmocka_run_group_tests(tests, NULL, NULL);
}
