/**
 * Loading against what can be reckoned by hand: one link, a lane drop, a queue that grows upstream,
 * two ways at once; closings catch, hold and let go; a ring of full links is told.
 */
#include "models/evacuation/evac_deadline.h"
#include "support/load_world.h"
#include <math.h>

#define SPEED_MPS 13.89
#define GAP_S (1.13 + 7.5 / SPEED_MPS) /* between vehicles of one lane */

static void one_link(void **state)
{
  struct load_world world;
  struct al_evac_load_result out;
  (void)state;
  load_world_open(&world, 2, 1, 1, 1, 3);
  load_world_add_link(&world, 0, 1, 1000.0, SPEED_MPS, 1.0);
  load_world_add_route(&world, (const int32_t[]){0, -1});
  for (int k = 0; k < 3; k++)
    load_world_add_trip(&world, 0, 10.0);
  load_world_close(&world);
  load_world_load(&world, &out);
  for (int k = 0; k < 3; k++)
    assert_true(fabs(out.arrive_s[k] - (10.0 + 1000.0 / 13.89 + k * GAP_S)) < 1e-4);
  assert_int_equal(out.passed[0], 3);
  assert_int_equal(out.most[0], 3);
  al_evac_load_free(&out);
  load_world_free(&world);
}

/* Three lanes into one: what comes out, and how fast the queue grows where more comes than goes:
 * the tail moves upstream by the arriving less the leaving flow over the difference of densities.
 */
static void lane_drop(void **state)
{
  enum { VEHICLES = 2000 };
  struct load_world world;
  struct al_evac_load_result out;
  (void)state;
  load_world_open(&world, 3, 2, 1, 2, VEHICLES);
  load_world_add_link(&world, 0, 1, 2000.0, SPEED_MPS, 3.0);
  load_world_add_link(&world, 1, 2, 500.0, SPEED_MPS, 1.0);
  load_world_add_route(&world, (const int32_t[]){0, 1, -1});
  for (int k = 0; k < VEHICLES; k++)
    load_world_add_trip(&world, 0, 0.6 * k);
  load_world_close(&world);
  load_world_load(&world, &out);
  const double first_s = out.arrive_s[200], last_s = out.arrive_s[VEHICLES - 1];
  const double flow_per_s = (VEHICLES - 201) / (last_s - first_s);
  print_message("lane drop: %.4f vehicles a second\n", flow_per_s);
  assert_true(fabs(flow_per_s - 0.5988) < 1e-4);
  /* at that flow the queue is less dense than a jam by the spaces on their way upstream */
  const double jam = al_evac_storage(&world.request.kind, 2000.0, 3.0);
  assert_true(fabs(out.most[0] - (jam - flow_per_s * 2000.0 / (7.5 / 1.13))) <= 1.0);
  assert_true(out.persons[AL_EVAC_ARRIVED] == VEHICLES);
  al_evac_load_free(&out);
  load_world_free(&world);
}

/* The head of a standing queue goes: the wave that lets the others go runs upstream at
 * spacing / reaction = 6.64 m/s. */
static void waves_run_upstream(void **state)
{
  enum { LINKS = 10, VEHICLES = 400 };
  struct load_world world;
  struct al_evac_load_result out;
  int32_t route[LINKS + 1];
  (void)state;
  load_world_open(&world, LINKS + 1, LINKS, 1, LINKS, VEHICLES);
  for (int k = 0; k < LINKS; k++)
    route[k] = load_world_add_link(&world, k, k + 1, 150.0, SPEED_MPS, 1.0);
  route[LINKS] = -1;
  load_world_add_route(&world, route);
  for (int k = 0; k < VEHICLES; k++)
    load_world_add_trip(&world, 0, 0.0);
  load_world_close(&world);
  int32_t start[LINKS + 1] = {0};
  start[LINKS] = 1; /* the last link is closed at first */
  const struct al_evac_closing closing = {0.0, 3000.0};
  world.request.closings = (struct al_evac_closings){start, &closing};
  load_world_load(&world, &out);
  /* who stands k links behind the closed one enters the next when the wave has come */
  const double entered_s = 3000.0, way_m = 150.0 * (LINKS - 1);
  const double wave_s = way_m / (7.5 / 1.13);
  assert_int_equal(out.most[0], 20);
  /* the first vehicle that was still outside enters when a place has come upstream */
  const int outside = 20 * (LINKS - 1);
  const double leaves_s = out.arrive_s[outside] - 150.0 * LINKS / SPEED_MPS;
  print_message("first from outside: %.1f s after the opening, the wave takes %.1f s\n",
                leaves_s - entered_s, wave_s);
  assert_true(leaves_s - entered_s >= wave_s - 1.0);
  assert_true(out.persons[AL_EVAC_ARRIVED] == VEHICLES);
  al_evac_load_free(&out);
  load_world_free(&world);
}

static void two_ways_at_once(void **state)
{
  enum { VEHICLES = 3000 };
  struct load_world world;
  struct al_evac_load_result out;
  (void)state;
  load_world_open(&world, 2, 2, 2, 2, VEHICLES);
  load_world_add_link(&world, 0, 1, 500.0, SPEED_MPS, 1.0);
  load_world_add_link(&world, 0, 1, 500.0, SPEED_MPS, 2.0);
  load_world_add_route(&world, (const int32_t[]){0, -1});
  load_world_add_route(&world, (const int32_t[]){1, -1});
  for (int k = 0; k < VEHICLES; k++)
    load_world_add_trip(&world, k % 3 > 0, 0.0);
  load_world_close(&world);
  load_world_load(&world, &out);
  const double all_s = al_evac_arrived_share_s(world.ctx, &world.request, &out, 1.0);
  assert_true(fabs(all_s - (500.0 / SPEED_MPS + (VEHICLES - 3) / (3.0 / GAP_S))) < 2.0);
  al_evac_load_free(&out);
  load_world_free(&world);
}

/* A closing catches who is on the link, holds who comes while it lasts, and stops for good who
 * comes to one that does not end. */
static void closings(void **state)
{
  struct load_world world;
  struct al_evac_load_result out;
  (void)state;
  load_world_open(&world, 4, 3, 1, 3, 4);
  load_world_add_link(&world, 0, 1, 1389.0, SPEED_MPS, 1.0);
  load_world_add_link(&world, 1, 2, 1389.0, SPEED_MPS, 1.0);
  load_world_add_link(&world, 2, 3, 1389.0, SPEED_MPS, 1.0);
  load_world_add_route(&world, (const int32_t[]){0, 1, 2, -1});
  load_world_add_trip(&world, 0, 0.0);   /* through before the second closes */
  load_world_add_trip(&world, 0, 100.0); /* on the second when it closes at 250 s */
  load_world_add_trip(&world, 0, 200.0); /* waits before it until it opens at 400 s */
  load_world_add_trip(&world, 0, 500.0); /* comes to the third when it is shut */
  load_world_close(&world);
  const int32_t start[] = {0, 0, 1, 2};
  const struct al_evac_closing closing[] = {{250.0, 400.0}, {599.5, (double)INFINITY}};
  world.request.closings = (struct al_evac_closings){start, closing};
  load_world_load(&world, &out);
  assert_int_equal(out.fate[0], AL_EVAC_ARRIVED);
  assert_true(fabs(out.arrive_s[0] - 300.0) < 1e-3);
  assert_int_equal(out.fate[1], AL_EVAC_CAUGHT);
  assert_int_equal(out.end_link[1], 1);
  assert_int_equal(out.fate[2], AL_EVAC_CAUGHT); /* opened at 400 s, on the third from 500 s on */
  assert_int_equal(out.end_link[2], 2);
  assert_int_equal(out.fate[3], AL_EVAC_TRAPPED);
  assert_true(out.persons[AL_EVAC_CAUGHT] == 2.0 && out.persons[AL_EVAC_TRAPPED] == 1.0);
  al_evac_load_free(&out);
  load_world_free(&world);
}

/* Four short links in a ring. The first ten of each leave it one link on, slowly; behind them come
 * those who go round: when the first are gone each link is full of vehicles that want into the
 * next. */
static void a_ring_is_told(void **state)
{
  enum { EACH = 40, FIRST = 10 };
  struct load_world world;
  struct al_evac_load_result out;
  (void)state;
  load_world_open(&world, 8, 8, 8, 100, 4 * EACH);
  for (int k = 0; k < 4; k++)
    load_world_add_link(&world, k, (k + 1) % 4, 75.0, SPEED_MPS, 1.0);
  for (int k = 0; k < 4; k++)
    load_world_add_link(&world, k, 4 + k, 75.0, 1.0, 0.1);
  for (int k = 0; k < 4; k++) {
    int32_t round[18] = {0};
    load_world_add_route(&world, (const int32_t[]){k, 4 + (k + 1) % 4, -1});
    for (int turn = 0; turn < 16; turn++)
      round[turn] = (k + turn) % 4;
    round[16] = 4 + k;
    round[17] = -1;
    load_world_add_route(&world, round);
  }
  for (int v = 0; v < 4 * EACH; v++)
    load_world_add_trip(&world, 2 * (v % 4) + (v / 4 >= FIRST), 0.0);
  load_world_close(&world);
  load_world_load(&world, &out);
  assert_int_equal(out.ring_links, 4);
  assert_true(out.ring_link >= 0 && out.ring_link < 4);
  assert_true(out.persons[AL_EVAC_ARRIVED] == 4.0 * FIRST);
  assert_true(out.persons[AL_EVAC_GRIDLOCKED] == 4.0 * (EACH - FIRST));
  al_evac_load_free(&out);
  load_world_free(&world);
}

/* A shelter with room for some: the others are told, not put elsewhere. */
static void a_full_shelter(void **state)
{
  struct load_world world;
  struct al_evac_load_result out;
  const double room[] = {-1.0, 7.0};
  (void)state;
  load_world_open(&world, 2, 1, 1, 1, 10);
  load_world_add_link(&world, 0, 1, 200.0, SPEED_MPS, 1.0);
  load_world_add_route(&world, (const int32_t[]){0, -1});
  for (int k = 0; k < 10; k++)
    load_world_add_trip(&world, 0, 1.0 * k);
  load_world_close(&world);
  world.request.room_persons = room;
  load_world_load(&world, &out);
  assert_true(out.persons[AL_EVAC_ARRIVED] == 7.0 && out.persons[AL_EVAC_UNSERVED] == 3.0);
  assert_int_equal(out.fate[6], AL_EVAC_ARRIVED);
  assert_int_equal(out.fate[7], AL_EVAC_UNSERVED);
  al_evac_load_free(&out);
  load_world_free(&world);
}

/* 100 s at full speed; half of it from 40 s on, a fifth from 80 s on, full from 200 s on. */
static int32_t slow_start[2] = {0, 3};
static struct al_evac_speed_step slow_step[3] = {{40.0f, 0.5f}, {80.0f, 0.2f}, {200.0f, 1.0f}};
static const struct al_evac_link_hazard slow = {.step_start = slow_start, .step = slow_step};

static void water_slows_who_is_on_the_way(void **state)
{
  (void)state;
  /* from 0: 40 s, 20 s of 40, 24 s of 120, the last 16 s at full speed */
  assert_true(fabs(al_evac_link_passed_s(&slow, 0, 0.0, 100.0) - 216.0) < 1e-4);
  assert_true(fabs(al_evac_link_passed_s(&slow, 0, 300.0, 100.0) - 400.0) < 1e-4);
  assert_true(fabs(al_evac_link_passed_s(&slow, 0, -100.0, 100.0)) < 1e-4);
  for (int k = 0; k < 57; k++) {
    const double enter_s = -150.0 + 7.0 * k;
    const double passed_s = al_evac_link_passed_s(&slow, 0, enter_s, 100.0);
    assert_true(fabs(al_evac_link_entered_s(&slow, 0, passed_s, 100.0) - enter_s) < 1e-3);
  }
}

static void water_slows_vehicles_and_deadlines(void **state)
{
  struct load_world world;
  struct al_evac_load_result out;
  struct al_evac_deadlines found;
  (void)state;
  load_world_open(&world, 2, 1, 1, 1, 2);
  load_world_add_link(&world, 0, 1, 1000.0, 10.0, 1.0);
  const int32_t route = load_world_add_route(&world, (const int32_t[]){0, -1});
  load_world_add_trip(&world, route, 0.0);
  load_world_add_trip(&world, route, 100.0);
  load_world_close(&world);
  world.request.slowing = &slow;
  world.request.slowing_from_s = -20.0; /* the hazard's 0 is 20 s after the loading's */
  load_world_load(&world, &out);
  assert_true(fabs(out.arrive_s[0] - (20.0 + al_evac_link_passed_s(&slow, 0, -20.0, 100.0))) <
              1e-3);
  assert_true(fabs(out.arrive_s[1] - (20.0 + al_evac_link_passed_s(&slow, 0, 80.0, 100.0))) < 1e-3);
  assert_true(out.delay_person_s[0] < 1e-3);
  const double travel_s = 100.0, closes_s = 216.0, safe_s[2] = {-INFINITY, INFINITY};
  const struct al_evac_deadline_request request = {.network = &world.network,
                                                   .travel_s = &travel_s,
                                                   .closes_s = &closes_s,
                                                   .slowing = &slow,
                                                   .safe_until_s = safe_s};
  assert_int_equal(al_evac_deadlines_find(world.ctx, &request, &found), AL_OK);
  assert_true(fabs(found.latest_s[0]) < 1e-4);
  al_evac_deadlines_free(&found);
  al_evac_load_free(&out);
  load_world_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(water_slows_who_is_on_the_way),
                                     cmocka_unit_test(water_slows_vehicles_and_deadlines),
                                     cmocka_unit_test(one_link),
                                     cmocka_unit_test(lane_drop),
                                     cmocka_unit_test(waves_run_upstream),
                                     cmocka_unit_test(two_ways_at_once),
                                     cmocka_unit_test(closings),
                                     cmocka_unit_test(a_ring_is_told),
                                     cmocka_unit_test(a_full_shelter)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
