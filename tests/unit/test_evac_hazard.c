/**
 * Closings and speeds of links under frames of water, wind and fire.
 */
#include "support/plain_room.h"
#include "support/support.h"
#include "support/evac_world.h"
#include "core/rng.h"
#include "models/evacuation/evac_cells.h"
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

static const struct al_evac_hazard_options plain = {.law = al_evac_laws,
                                                    .law_count = AL_EVAC_TRAVELLERS,
                                                    .underpass_drop_m = 1.0,
                                                    .underpass_wet_m = 0.02};

static void look(struct evac_world *world, const struct al_evac_hazard_options *options,
                 struct al_evac_hazard *out)
{
  assert_int_equal(al_evac_hazard_make(room.ctx, &world->network, &world->frames, options, out),
                   AL_OK);
}

static int closings(const struct al_evac_hazard *hazard, int law, int32_t link)
{
  return hazard->of[law].closing_start[link + 1] - hazard->of[law].closing_start[link];
}

static const struct al_evac_closing *closing(const struct al_evac_hazard *hazard, int law,
                                             int32_t link)
{
  return &hazard->of[law].closing[hazard->of[law].closing_start[link]];
}

static void a_flood_comes_and_goes(void **state)
{
  (void)state;
  struct evac_world *world = evac_world_make();
  struct al_evac_hazard hazard;
  const int32_t link = evac_world_link(world, 15.0, 205.0, 85.0, 205.0, AL_EVAC_GROUND);
  const int32_t dry = evac_world_link(world, 15.0, 305.0, 85.0, 305.0, AL_EVAC_GROUND);
  evac_world_wet(world, 5, 19, 2, 4, 0.4f, 0.0f);
  look(world, &plain, &hazard);
  const struct al_evac_link_hazard *driver = &hazard.of[AL_EVAC_DRIVER];
  assert_int_equal(closings(&hazard, AL_EVAC_DRIVER, link), 1);
  /* 0.3 m of 0.4 m: three quarters of the interval; early closing, late reopening */
  const struct al_evac_closing *shut = closing(&hazard, AL_EVAC_DRIVER, link);
  assert_true(shut->from_s <= 175.0 && shut->from_s > 174.9);
  assert_true(shut->to_s >= 325.0 && shut->to_s < 325.1);
  assert_true(al_evac_link_is_closed(driver, link, 200.0));
  assert_false(al_evac_link_is_closed(driver, link, 400.0));
  assert_true(al_evac_link_factor(driver, link, 50.0) == 1.0);
  assert_true(fabs(al_evac_link_factor(driver, link, 150.0) - 2.0748 / 36.0) < 1e-3);
  assert_true(al_evac_link_factor(driver, link, 250.0) == 0.0);
  assert_true(al_evac_link_factor(driver, link, 401.0) == 1.0);
  assert_true(al_evac_link_closes_s(driver, link, 0.0) == shut->from_s);
  assert_true(isinf(al_evac_link_closes_s(driver, link, 330.0)));
  /* on foot it is slow, not shut */
  assert_int_equal(closings(&hazard, AL_EVAC_ADULT, link), 0);
  const double wading = 0.58 - 0.08 * 0.05 / 0.25;
  assert_true(fabs(al_evac_link_factor(&hazard.of[AL_EVAC_ADULT], link, 250.0) - wading) < 1e-6);
  assert_int_equal(closings(&hazard, AL_EVAC_DRIVER, dry), 0);
  assert_true(al_evac_link_factor(driver, dry, 250.0) == 1.0);
  al_evac_hazard_free(&hazard);
  evac_world_free(world);
}

static void bridges_tunnels_underpasses(void **state)
{
  (void)state;
  struct evac_world *world = evac_world_make();
  struct al_evac_hazard hazard;
  const int32_t bridge = evac_world_link(world, 15.0, 205.0, 85.0, 205.0, AL_EVAC_BRIDGE);
  const int32_t low = evac_world_link(world, 15.0, 205.0, 85.0, 205.0, AL_EVAC_BRIDGE);
  const int32_t tunnel = evac_world_link(world, 15.0, 205.0, 85.0, 205.0, AL_EVAC_TUNNEL);
  const int32_t portal = evac_world_link(world, 55.0, 205.0, 95.0, 205.0, AL_EVAC_TUNNEL);
  const int32_t film = evac_world_link(world, 15.0, 105.0, 85.0, 105.0, AL_EVAC_UNDERPASS);
  const int32_t under = evac_world_link(world, 15.0, 305.0, 85.0, 305.0, AL_EVAC_UNDERPASS);
  const float deck_m[] = {2.0f, 1.05f, 0.0f, 0.0f, 0.0f, 0.0f};
  struct al_evac_hazard_options decks = plain;
  decks.deck_m = deck_m;
  evac_world_wet(world, 5, 19, 1, EVAC_FRAMES, 0.4f, 0.0f);
  evac_world_wet(world, 5, 29, 1, EVAC_FRAMES, 0.01f, 0.0f);
  evac_world_wet(world, 5, 9, 1, EVAC_FRAMES, 0.05f, 0.0f);
  for (int i = 0; i < EVAC_CELLS; i++)
    world->bed_m[i] = 1.0f;
  look(world, &plain, &hazard);
  assert_int_equal(closings(&hazard, AL_EVAC_DRIVER, bridge), 0);
  assert_int_equal(closings(&hazard, AL_EVAC_DRIVER, low), 0);
  assert_int_equal(closings(&hazard, AL_EVAC_DRIVER, tunnel), 0);
  assert_int_equal(closings(&hazard, AL_EVAC_DRIVER, portal), 1);
  assert_int_equal(closings(&hazard, AL_EVAC_DRIVER, film), 0);
  assert_int_equal(closings(&hazard, AL_EVAC_DRIVER, under), 1);
  assert_true(isinf(closing(&hazard, AL_EVAC_DRIVER, under)->to_s));
  al_evac_hazard_free(&hazard);
  look(world, &decks, &hazard);
  assert_int_equal(closings(&hazard, AL_EVAC_DRIVER, bridge), 0);
  assert_int_equal(closings(&hazard, AL_EVAC_DRIVER, low), 1);
  al_evac_hazard_free(&hazard);
  evac_world_free(world);
}

static void fire_and_wind(void **state)
{
  (void)state;
  struct evac_world *world = evac_world_make();
  struct al_evac_hazard hazard;
  const int32_t road = evac_world_link(world, 15.0, 205.0, 85.0, 205.0, AL_EVAC_GROUND);
  const int32_t far = evac_world_link(world, 15.0, 85.0, 85.0, 85.0, AL_EVAC_GROUND);
  const int32_t bridge = evac_world_link(world, 315.0, 5.0, 355.0, 5.0, AL_EVAC_BRIDGE);
  world->fire_s[29 * EVAC_SIDE + 5] = 1000.0f; /* 100 m off the road */
  evac_world_wet(world, 6, 19, 1, 2, 1.0f, 0.0f);
  evac_world_wet(world, 6, 19, 4, 5, 1.0f, 0.0f); /* ends after the fire closes: joined */
  for (int k = 2; k < 4; k++)
    for (int i = 0; i < EVAC_CELLS; i++)
      world->wind_mps[k][i] = 20.0f;
  look(world, &plain, &hazard);
  assert_int_equal(closings(&hazard, AL_EVAC_DRIVER, road), 2);
  assert_true(closing(&hazard, AL_EVAC_DRIVER, road)[1].from_s < 400.0);
  assert_true(isinf(closing(&hazard, AL_EVAC_DRIVER, road)[1].to_s));
  assert_int_equal(closings(&hazard, AL_EVAC_DRIVER, bridge), 1);
  assert_true(closing(&hazard, AL_EVAC_DRIVER, bridge)->from_s <= 186.0);
  assert_int_equal(closings(&hazard, AL_EVAC_ADULT, far), 1); /* 30 m from the fire */
  assert_true(closing(&hazard, AL_EVAC_ADULT, far)->from_s == 400.0);
  assert_int_equal(closings(&hazard, AL_EVAC_ADULT, bridge), 1);
  al_evac_hazard_free(&hazard);
  world->fire_s[29 * EVAC_SIDE + 5] = INFINITY;
  world->fire_s[30 * EVAC_SIDE + 5] = 1000.0f; /* 110 m off */
  look(world, &plain, &hazard);
  assert_int_equal(closings(&hazard, AL_EVAC_DRIVER, road), 2);
  assert_false(isinf(closing(&hazard, AL_EVAC_DRIVER, road)[1].to_s));
  al_evac_hazard_free(&hazard);
  evac_world_free(world);
}

/* Roads at quarters of cells, patches of water that come and go. */
static struct evac_world *random_world(uint64_t seed, bool mirror, float deeper, bool still)
{
  struct evac_world *world = evac_world_make();
  for (uint64_t i = 0; i < 60; i++) {
    double at[4];
    for (uint64_t j = 0; j < 4; j++)
      at[j] = 2.5 * (double)al_rng_below(seed, j, i, 4 * EVAC_SIDE + 1);
    if (mirror) {
      at[0] = 10.0 * EVAC_SIDE - at[0];
      at[2] = 10.0 * EVAC_SIDE - at[2];
    }
    evac_world_link(world, at[0], at[1], at[2], at[3], (enum al_evac_link_kind)(i % 4));
  }
  for (uint64_t i = 0; i < 40; i++) {
    const int col = (int)al_rng_below(seed, 10, i, EVAC_SIDE);
    const int row = (int)al_rng_below(seed, 11, i, EVAC_SIDE);
    const int first = (int)al_rng_below(seed, 12, i, EVAC_FRAMES);
    const int end = first + (int)al_rng_below(seed, 13, i, (uint32_t)(EVAC_FRAMES - first + 1));
    evac_world_wet(world, mirror ? EVAC_SIDE - 1 - col : col, row, first, end,
                   deeper * (float)al_rng_uniform(seed, 14, i),
                   still ? 0.0f : 4.0f * (float)al_rng_uniform(seed, 15, i));
    if (i % 10 == 0)
      world->fire_s[row * EVAC_SIDE + (mirror ? EVAC_SIDE - 1 - col : col)] = 50.0f * (float)i;
  }
  return world;
}

static void mirrored_and_threaded(void **state)
{
  (void)state;
  const int threads = omp_get_max_threads();
  for (uint64_t seed = 1; seed <= 20; seed++) {
    struct evac_world *world = random_world(seed, false, 1.5f, false);
    struct evac_world *mirrored = random_world(seed, true, 1.5f, false);
    struct al_evac_hazard one, other;
    omp_set_num_threads(1);
    look(world, &plain, &one);
    omp_set_num_threads(4);
    look(mirrored, &plain, &other);
    for (int law = 0; law < AL_EVAC_TRAVELLERS; law++) {
      const struct al_evac_link_hazard *a = &one.of[law], *b = &other.of[law];
      const int32_t links = one.link_count;
      assert_memory_equal(a->closing_start, b->closing_start,
                          (size_t)(links + 1) * sizeof *a->closing_start);
      assert_memory_equal(a->closing, b->closing,
                          (size_t)a->closing_start[links] * sizeof *a->closing);
      assert_memory_equal(a->step_start, b->step_start,
                          (size_t)(links + 1) * sizeof *a->step_start);
      assert_memory_equal(a->step, b->step, (size_t)a->step_start[links] * sizeof *a->step);
    }
    al_evac_hazard_free(&one);
    al_evac_hazard_free(&other);
    evac_world_free(world);
    evac_world_free(mirrored);
  }
  omp_set_num_threads(threads);
}

static void more_water_never_opens(void **state)
{
  (void)state;
  int closed = 0;
  for (uint64_t seed = 1; seed <= 20; seed++) {
    const bool still = seed % 2;
    struct evac_world *world = random_world(seed, false, 0.8f, still);
    struct evac_world *wetter = random_world(seed, false, 1.3f, still);
    struct al_evac_hazard less, more;
    look(world, &plain, &less);
    look(wetter, &plain, &more);
    for (int law = still ? 0 : AL_EVAC_DRIVER; law < AL_EVAC_TRAVELLERS; law++)
      for (int32_t link = 0; link < less.link_count; link++)
        for (double time_s = -5.0; time_s < 600.0; time_s += 7.0) {
          const bool is_closed = al_evac_link_is_closed(&less.of[law], link, time_s);
          closed += is_closed;
          if (is_closed)
            assert_true(al_evac_link_is_closed(&more.of[law], link, time_s));
          else
            /* a change is found to a millionth of the interval */
            assert_true(al_evac_link_factor(&less.of[law], link, time_s) + 1e-5 >=
                        al_evac_link_factor(&more.of[law], link, time_s));
        }
    al_evac_hazard_free(&less);
    al_evac_hazard_free(&more);
    evac_world_free(world);
    evac_world_free(wetter);
  }
  assert_true(closed > 1000);
}

static void bad_times(void **state)
{
  (void)state;
  struct evac_world *world = evac_world_make();
  struct al_evac_hazard hazard;
  evac_world_link(world, -50.0, 205.0, 85.0, 205.0, AL_EVAC_GROUND);
  look(world, &plain, &hazard);
  assert_int_equal(hazard.outside_count, 1);
  const size_t warnings = al_ctx_warning_count(room.ctx);
  assert_true(al_evac_hazard_covers(room.ctx, &hazard, 0.0, 500.0));
  assert_int_equal(al_ctx_warning_count(room.ctx), warnings);
  assert_false(al_evac_hazard_covers(room.ctx, &hazard, -10.0, 501.0));
  assert_int_equal(al_ctx_warning_count(room.ctx), warnings + 2);
  al_evac_hazard_free(&hazard);
  world->time_s[3] = 200.0;
  assert_int_equal(al_evac_hazard_make(room.ctx, &world->network, &world->frames, &plain, &hazard),
                   AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(room.ctx), "frame 4 at 200 s"));
  al_evac_hazard_free(&hazard);
  evac_world_free(world);
}

/* A road inside one cell closes as its cell does. */
static void cells_and_places(void **state)
{
  (void)state;
  static float closes_s[EVAC_CELLS];
  static const int laws[] = {AL_EVAC_ADULT, AL_EVAC_FRAIL, AL_EVAC_DRIVER};
  int finite = 0;
  for (uint64_t seed = 1; seed <= 6; seed++) {
    struct evac_world *world = random_world(seed, false, 1.5f, false);
    world->network.link_count = 0;
    for (int i = 0; i < 400; i++) {
      const double x = 100.0 + 10.0 * (i % 20), y = 100.0 + 10.0 * (double)(i / 20);
      evac_world_link(world, x + 2.0, y + 5.0, x + 8.0, y + 5.0, AL_EVAC_GROUND);
    }
    struct al_evac_hazard hazard;
    look(world, &plain, &hazard);
    for (int l = 0; l < 3; l++) {
      assert_int_equal(
          al_evac_cells_closing(room.ctx, &world->frames, &al_evac_laws[laws[l]], closes_s), AL_OK);
      for (int32_t i = 0; i < hazard.link_count; i++) {
        const double x = world->network.shape_x[2 * i], y = world->network.shape_y[2 * i];
        const bool closes = closings(&hazard, laws[l], i) > 0;
        double at_s;
        assert_int_equal(al_evac_places_closing(&world->lattice, closes_s, 1, &x, &y, &at_s), 0);
        assert_true(isinf(at_s) && at_s > 0.0 ? !closes : closes);
        if (isfinite(at_s)) {
          assert_true(fabs(at_s - closing(&hazard, laws[l], i)->from_s) < 1e-3);
          finite++;
        }
      }
    }
    al_evac_hazard_free(&hazard);
    evac_world_free(world);
  }
  assert_true(finite > 100);
  const struct al_lattice one = {.cols = 1, .rows = 1, .cell_m = 1.0, .north_m = 1.0};
  const double x = 2.0, y = 0.5;
  double at_s;
  assert_int_equal(al_evac_places_closing(&one, closes_s, 1, &x, &y, &at_s), 1);
  assert_true(isinf(at_s));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_flood_comes_and_goes), cmocka_unit_test(bridges_tunnels_underpasses),
      cmocka_unit_test(fire_and_wind),          cmocka_unit_test(mirrored_and_threaded),
      cmocka_unit_test(more_water_never_opens), cmocka_unit_test(bad_times),
      cmocka_unit_test(cells_and_places),
  };
  return cmocka_run_group_tests(tests, open_room, close_room);
}
