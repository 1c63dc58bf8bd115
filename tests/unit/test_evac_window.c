/**
 * Windows of departure against a clock that tries every second, and against latest departures.
 */
#include "models/evacuation/evac_deadline.h"
#include "models/evacuation/evac_window.h"
#include "support/load_world.h"
#include <math.h>
#include <stdlib.h>
#include <time.h>

enum { SIDE = 5, SPAN = 1500 };

struct world_hazard {
  struct al_evac_link_hazard hazard;
  double *travel_s, *safe_s;
};

static uint64_t seed_next(uint64_t *seed)
{
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return *seed >> 33;
}

/* Closings of whole seconds, up to `most` of a link, the last one for good or not. */
static void close_by_seed(const struct load_world *world, uint64_t seed, int most, bool for_good,
                          struct world_hazard *out)
{
  const int32_t links = world->network.link_count, nodes = world->network.node_count;
  *out = (struct world_hazard){.travel_s = calloc((size_t)links, sizeof(double)),
                               .safe_s = calloc((size_t)nodes, sizeof(double))};
  out->hazard = (struct al_evac_link_hazard){
      .closing_start = calloc((size_t)links + 1, sizeof(int32_t)),
      .closing = calloc((size_t)(links * most) + 1, sizeof(struct al_evac_closing)),
      .step_start = calloc((size_t)links + 1, sizeof(int32_t))};
  if (!out->travel_s || !out->safe_s || !out->hazard.closing_start || !out->hazard.closing ||
      !out->hazard.step_start)
    abort();
  int32_t count = 0;
  for (int32_t l = 0; l < links; l++) {
    double at_s = 0.0;
    out->travel_s[l] = 10.0 + (double)(seed_next(&seed) % 40);
    const int closings = (int)(seed_next(&seed) % (uint64_t)(most + 1));
    for (int k = 0; k < closings; k++) {
      const double from_s = at_s + 50.0 + (double)(seed_next(&seed) % 600);
      at_s = for_good ? (double)INFINITY : from_s + 20.0 + (double)(seed_next(&seed) % 400);
      out->hazard.closing[count++] = (struct al_evac_closing){from_s, at_s};
    }
    out->hazard.closing_start[l + 1] = count;
  }
  for (int32_t n = 0; n < nodes; n++)
    out->safe_s[n] = n >= SIDE * SIDE ? 1200.0 : -(double)INFINITY;
}

static void hazard_free(struct world_hazard *of)
{
  free(of->travel_s);
  free(of->safe_s);
  free(of->hazard.closing_start);
  free(of->hazard.closing);
  free(of->hazard.step_start);
  free(of->hazard.step);
}

/* Whether leaving at the middle of each second is safe, by trying, backwards in time. */
static uint8_t *try_every_second(const struct load_world *world, const struct world_hazard *of)
{
  const struct al_evac_network *network = &world->network;
  uint8_t *safe = calloc((size_t)network->node_count * (SPAN + 100), 1);
  assert_non_null(safe);
  for (int s = SPAN - 1; s >= 0; s--)
    for (int32_t n = 0; n < network->node_count; n++) {
      bool good = s + 0.5 < of->safe_s[n];
      for (int32_t k = network->leaving_start[n]; k < network->leaving_start[n + 1]; k++) {
        const int32_t l = network->leaving[k];
        const int passed = s + (int)of->travel_s[l];
        bool open = true;
        for (int32_t c = of->hazard.closing_start[l]; c < of->hazard.closing_start[l + 1]; c++)
          open = open && (of->hazard.closing[c].from_s > passed + 0.5 ||
                          of->hazard.closing[c].to_s <= s + 0.5);
        good = good || (open && safe[network->to[l] * (SPAN + 100) + passed]);
      }
      safe[n * (SPAN + 100) + s] = good;
    }
  return safe;
}

static const struct load_grid town = {
    .side = SIDE, .shelters = 2, .vehicles = 10, .sigma_s = 60.0, .seed = 3};

static void windows_are_those_of_trying(void **state)
{
  struct load_world world;
  int32_t several = 0, differing = 0;
  (void)state;
  load_world_make_grid(&world, &town);
  for (uint64_t seed = 1; seed <= 12; seed++) {
    struct world_hazard of;
    struct al_evac_windows found;
    close_by_seed(&world, seed, 3, false, &of);
    const struct al_evac_window_request request = {.network = &world.network,
                                                   .travel_s = of.travel_s,
                                                   .hazard = &of.hazard,
                                                   .safe_until_s = of.safe_s,
                                                   .from_s = 0.0,
                                                   .until_s = 1200.0};
    assert_int_equal(al_evac_windows_find(world.ctx, &request, &found), AL_OK);
    uint8_t *safe = try_every_second(&world, &of);
    for (int32_t n = 0; n < world.network.node_count; n++) {
      several += found.start[n + 1] - found.start[n] > 1;
      for (int s = 0; s < 1200; s++) {
        bool in = false;
        for (int32_t w = found.start[n]; w < found.start[n + 1]; w++)
          in = in || (s + 0.5 >= found.window[w].from_s && s + 0.5 < found.window[w].to_s);
        differing += in != (bool)safe[n * (SPAN + 100) + s];
      }
    }
    free(safe);
    al_evac_windows_free(&found);
    hazard_free(&of);
  }
  print_message("%d nodes have several windows; %d seconds differ\n", (int)several, (int)differing);
  assert_true(several > 50);
  assert_int_equal(differing, 0);
  load_world_free(&world);
}

/* Where a link closes once and for good, the one window ends at the latest departure. */
static void windows_end_at_latest_departures(void **state)
{
  struct load_world world;
  struct world_hazard of;
  struct al_evac_windows found;
  struct al_evac_deadlines latest;
  (void)state;
  load_world_make_grid(&world, &town);
  close_by_seed(&world, 77, 1, true, &of);
  double *closes_s = calloc((size_t)world.network.link_count, sizeof *closes_s);
  assert_non_null(closes_s);
  for (int32_t l = 0; l < world.network.link_count; l++)
    closes_s[l] = al_evac_link_closes_s(&of.hazard, l, 0.0);
  const struct al_evac_window_request request = {.network = &world.network,
                                                 .travel_s = of.travel_s,
                                                 .hazard = &of.hazard,
                                                 .safe_until_s = of.safe_s,
                                                 .from_s = 0.0,
                                                 .until_s = 1e6};
  const struct al_evac_deadline_request asked = {.network = &world.network,
                                                 .travel_s = of.travel_s,
                                                 .closes_s = closes_s,
                                                 .safe_until_s = of.safe_s};
  assert_int_equal(al_evac_windows_find(world.ctx, &request, &found), AL_OK);
  assert_int_equal(al_evac_deadlines_find(world.ctx, &asked, &latest), AL_OK);
  int32_t compared = 0;
  for (int32_t n = 0; n < world.network.node_count; n++)
    if (latest.latest_s[n] > 1.0) {
      assert_int_equal(found.start[n + 1] - found.start[n], 1);
      assert_true(found.window[found.start[n]].from_s == 0.0);
      assert_true(fabs(found.window[found.start[n]].to_s - latest.latest_s[n]) < 1e-6);
      compared++;
    }
  assert_true(compared > 10);
  free(closes_s);
  al_evac_windows_free(&found);
  al_evac_deadlines_free(&latest);
  hazard_free(&of);
  load_world_free(&world);
}

/* Whether who leaves a node at a time gets to safety over links that lead nearer, by trying. */
static bool leave(const struct load_world *world, const struct world_hazard *of,
                  const double *nearness, int32_t node, double time_s)
{
  const struct al_evac_network *network = &world->network;
  if (time_s < of->safe_s[node])
    return true;
  for (int32_t k = network->leaving_start[node]; k < network->leaving_start[node + 1]; k++) {
    const int32_t l = network->leaving[k];
    const double passed_s = al_evac_link_passed_s(&of->hazard, l, time_s, of->travel_s[l]);
    bool open = nearness[network->to[l]] < nearness[node];
    for (int32_t c = of->hazard.closing_start[l]; c < of->hazard.closing_start[l + 1]; c++)
      open =
          open && (of->hazard.closing[c].from_s > passed_s || of->hazard.closing[c].to_s <= time_s);
    if (open && leave(world, of, nearness, network->to[l], passed_s))
      return true;
  }
  return false;
}

/* Steps of speed of each link: half from a seeded time on, then full again. */
static void slow_by_seed(const struct load_world *world, uint64_t seed, struct world_hazard *of)
{
  const int32_t links = world->network.link_count;
  of->hazard.step = calloc((size_t)links * 2, sizeof *of->hazard.step);
  assert_non_null(of->hazard.step);
  for (int32_t l = 0; l < links; l++) {
    const float from_s = (float)(seed_next(&seed) % 900);
    of->hazard.step[2 * l] = (struct al_evac_speed_step){from_s, 0.5f};
    of->hazard.step[2 * l + 1] =
        (struct al_evac_speed_step){from_s + 10.0f + (float)(seed_next(&seed) % 300), 1.0f};
    of->hazard.step_start[l + 1] = 2 * l + 2;
  }
}

/* Free time to safety: what a study gives as nearness. */
static void find_nearness(const struct load_world *world, const struct world_hazard *of,
                          struct al_evac_deadlines *out)
{
  const int32_t nodes = world->network.node_count;
  double *safe_s = calloc((size_t)nodes, sizeof *safe_s);
  assert_non_null(safe_s);
  for (int32_t n = 0; n < nodes; n++)
    safe_s[n] = of->safe_s[n] > 0.0 ? (double)INFINITY : -(double)INFINITY;
  const struct al_evac_deadline_request asked = {
      .network = &world->network, .travel_s = of->travel_s, .safe_until_s = safe_s};
  assert_int_equal(al_evac_deadlines_find(world->ctx, &asked, out), AL_OK);
  free(safe_s);
}

/* Seconds at which windows and trying differ; moments within 1e-5 s of an end are left out. */
static int32_t count_differing(const struct load_world *world, const struct world_hazard *of,
                               const double *nearness, const struct al_evac_windows *found)
{
  int32_t differing = 0;
  for (int32_t n = 0; n < world->network.node_count; n++)
    for (int s = 0; s < 1200; s++) {
      bool in = false, at_end = false;
      const double time_s = s + 0.3;
      for (int32_t w = found->start[n]; w < found->start[n + 1]; w++) {
        const struct al_evac_closing window = found->window[w];
        in = in || (time_s >= window.from_s && time_s < window.to_s);
        at_end = at_end || fabs(time_s - window.from_s) < 1e-5 || fabs(time_s - window.to_s) < 1e-5;
      }
      differing += !at_end && in != leave(world, of, nearness, n, time_s);
    }
  return differing;
}

static void windows_nearer_over_slowed_links_are_those_of_trying(void **state)
{
  struct load_world world;
  int32_t several = 0, differing = 0;
  (void)state;
  load_world_make_grid(&world, &town);
  for (uint64_t seed = 31; seed <= 38; seed++) {
    struct world_hazard of;
    struct al_evac_windows found;
    struct al_evac_deadlines near;
    close_by_seed(&world, seed, 3, false, &of);
    slow_by_seed(&world, seed, &of);
    if (seed % 2 == 0)
      for (int32_t n = SIDE * SIDE; n < world.network.node_count; n++)
        of.safe_s[n] = INFINITY;
    find_nearness(&world, &of, &near);
    const struct al_evac_window_request request = {.network = &world.network,
                                                   .travel_s = of.travel_s,
                                                   .hazard = &of.hazard,
                                                   .safe_until_s = of.safe_s,
                                                   .from_s = 0.0,
                                                   .until_s = 1200.0,
                                                   .nearness = near.way_s};
    assert_int_equal(al_evac_windows_find(world.ctx, &request, &found), AL_OK);
    differing += count_differing(&world, &of, near.way_s, &found);
    for (int32_t n = 0; n < world.network.node_count; n++)
      several += found.start[n + 1] - found.start[n] > 1;
    al_evac_windows_free(&found);
    al_evac_deadlines_free(&near);
    hazard_free(&of);
  }
  print_message("%d nodes have several windows; %d seconds differ\n", (int)several, (int)differing);
  assert_true(several > 50);
  assert_int_equal(differing, 0);
  load_world_free(&world);
}

/* Both ways between two nodes and on to a shelter that never closes: no growth without end. */
static void windows_of_endless_shelters_are_found(void **state)
{
  struct load_world world;
  struct al_evac_windows found;
  const double travel_s[3] = {30.0, 30.0, 50.0};
  const double safe_s[3] = {-(double)INFINITY, -(double)INFINITY, (double)INFINITY};
  (void)state;
  load_world_open(&world, 3, 3, 1, 1, 1);
  load_world_add_link(&world, 0, 1, 300.0, 10.0, 1.0);
  load_world_add_link(&world, 1, 0, 300.0, 10.0, 1.0);
  load_world_add_link(&world, 1, 2, 500.0, 10.0, 1.0);
  load_world_close(&world);
  const struct al_evac_window_request request = {.network = &world.network,
                                                 .travel_s = travel_s,
                                                 .safe_until_s = safe_s,
                                                 .from_s = 0.0,
                                                 .until_s = 900.0};
  assert_int_equal(al_evac_windows_find(world.ctx, &request, &found), AL_OK);
  for (int32_t n = 0; n < 3; n++) {
    assert_int_equal(found.start[n + 1] - found.start[n], 1);
    assert_true(found.window[n].from_s == 0.0 && found.window[n].to_s == 900.0);
  }
  al_evac_windows_free(&found);
  load_world_free(&world);
}

/* One link, closed for ten seconds of every hundred: a hundred windows and none left out. */
static void no_window_is_left_out(void **state)
{
  enum { CLOSINGS = 100 };
  struct load_world world;
  struct al_evac_windows found;
  struct al_evac_closing closing[CLOSINGS];
  int32_t closing_start[2] = {0, CLOSINGS}, step_start[2] = {0, 0};
  const double travel_s[1] = {20.0}, safe_s[2] = {-(double)INFINITY, (double)INFINITY};
  (void)state;
  load_world_open(&world, 2, 1, 1, 1, 1);
  load_world_add_link(&world, 0, 1, 200.0, 10.0, 1.0);
  load_world_close(&world);
  for (int k = 0; k < CLOSINGS; k++)
    closing[k] = (struct al_evac_closing){90.0 + 100.0 * k, 100.0 + 100.0 * k};
  const struct al_evac_link_hazard hazard = {
      .closing_start = closing_start, .closing = closing, .step_start = step_start};
  const struct al_evac_window_request request = {.network = &world.network,
                                                 .travel_s = travel_s,
                                                 .hazard = &hazard,
                                                 .safe_until_s = safe_s,
                                                 .from_s = 0.0,
                                                 .until_s = 100.0 * CLOSINGS};
  assert_int_equal(al_evac_windows_find(world.ctx, &request, &found), AL_OK);
  assert_int_equal(found.start[1], CLOSINGS);
  for (int k = 0; k < CLOSINGS; k++) /* who is on the link when it closes is caught */
    assert_true(found.window[k].from_s == 100.0 * k && found.window[k].to_s == 100.0 * k + 70.0);
  al_evac_windows_free(&found);
  load_world_free(&world);
}

static void lists_are_joined_and_shared(void **state)
{
  static const struct al_evac_closing a[3] = {{0.0, 10.0}, {20.0, 30.0}, {50.0, INFINITY}},
                                      b[3] = {{5.0, 20.0}, {32.0, 40.0}, {60.0, 70.0}};
  struct al_evac_closing out[6];
  (void)state;
  assert_int_equal(al_evac_windows_join(a, 3, b, 3, out), 3);
  assert_true(out[0].from_s == 0.0 && out[0].to_s == 30.0);
  assert_true(out[1].from_s == 32.0 && out[1].to_s == 40.0);
  assert_true(out[2].from_s == 50.0 && isinf(out[2].to_s));
  assert_int_equal(al_evac_windows_join(NULL, 0, b, 1, out), 1);
  assert_int_equal(al_evac_windows_share(a, 3, b, 3, out), 2);
  assert_true(out[0].from_s == 5.0 && out[0].to_s == 10.0);
  assert_true(out[1].from_s == 60.0 && out[1].to_s == 70.0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(windows_are_those_of_trying),
      cmocka_unit_test(windows_end_at_latest_departures),
      cmocka_unit_test(windows_nearer_over_slowed_links_are_those_of_trying),
      cmocka_unit_test(windows_of_endless_shelters_are_found),
      cmocka_unit_test(no_window_is_left_out),
      cmocka_unit_test(lists_are_joined_and_shared)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
