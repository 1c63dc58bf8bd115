/**
 * Other rates of spread in a run: crown fires of Cruz et al. and surface fires of Wang Zhengfei,
 * cell by cell against the point functions, and as fires.
 */
#include "config/scenario_section.h"
#include "models/fire/fire_behaviour_cell.h"
#include "models/fire/fire_wang_cell.h"
#include "models/fire/fire_weather.h"
#include "models/models.h"
#include "support/land_world.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 128 };
#define DRY                                                                                        \
  "moisture_1h: 0.04, moisture_10h: 0.05, moisture_100h: 0.06, moisture_herb: 0.5, "               \
  "moisture_woody: "                                                                               \
  "0.7, moisture_foliar: 0.9"

static double flat_m(int col, int row)
{
  (void)col;
  (void)row;
  return 10.0;
}

static double tilted_m(int col, int row)
{
  (void)row;
  return 6.0 * col; /* rises by 0.3 towards east */
}

static void world_at(struct land_world *world, const char *name, double (*bed_m)(int, int),
                     const char *fire)
{
  char yaml[1600];
  struct fire_weather weather;
  const struct al_lattice lattice = {.cols = SIDE,
                                     .rows = SIDE,
                                     .west_m = 1000.0,
                                     .north_m = 5000.0,
                                     .cell_m = 20.0,
                                     .crs_wkt = ""};
  snprintf(yaml, sizeof yaml, "fire: {wind_height: 10m, %s}\n", fire);
  land_world_make(world, name, &lattice, bed_m, 165.0f, yaml);
  if (land_world_create(world) != AL_OK ||
      fire_weather_build(&world->env, 3600.0, &world->land, &weather) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world->run.ctx));
  fire_land_change(&world->land, &weather.record[0]);
}

struct crown_case {
  double wind_m_per_s, density, rate_m_per_min;
  int type;
};

static void crowns_spread_as_cruz_says(void **state)
{
  (void)state;
  /* 11.02 U^0.9 CBD^0.19 exp(-0.17 x 4), by hand; 30 km/h, 0.2: 11.02 x 21.350 x 0.7366 x 0.50662;
   * passive: 11.02 x 21.350 x 0.5352 x 0.50662 = 63.79, CAC 63.79 x 0.037 / 3 = 0.7868 */
  const struct crown_case cases[] = {{30.0 / 3.6, 0.2, 87.80, FIRE_CROWNING},
                                     {30.0 / 3.6, 0.037, 63.79 * 0.45530, FIRE_TORCHING}};
  for (size_t k = 0; k < 2; k++) {
    char fire[1200];
    struct land_world world;
    snprintf(fire, sizeof fire,
             "crown_rate: cruz, weather: [{wind_speed: %.9g m/s, wind_from: 270 deg, " DRY
             "}], canopies: [{fuel: 165, cover: 0.6, height: 15 m, base: 0.5 m, density: %g}]",
             cases[k].wind_m_per_s, cases[k].density);
    world_at(&world, "methods_cruz", flat_m, fire);
    const struct fire_tile *now = fire_land_behave(&world.land, 0);
    const double rate = (double)now->spread_m_per_s[70] * 60.0;
    const double own = fire_crown_cruz(cases[k].wind_m_per_s, 0.04, cases[k].density) * 60.0;
    printf("cruz, density %g: %.3f m/min, by hand %.2f, type %d\n", cases[k].density, rate,
           cases[k].rate_m_per_min, (int)now->type[70]);
    assert_int_equal((int)now->type[70], cases[k].type);
    assert_true(fabs(rate / cases[k].rate_m_per_min - 1.0) < 1e-3);
    assert_true(fabs(rate / own - 1.0) < 1e-5);
    land_world_free(&world);
  }
}

static void unlit_crowns_leave_the_surface_fire(void **state)
{
  (void)state;
  struct land_world cruz, plain;
  const char *fire =
      "crown_rate: %s, weather: [{wind_speed: 2 m/s, wind_from: 270 deg, " DRY
      "}], canopies: [{fuel: 165, cover: 0.6, height: 30 m, base: 28 m, density: 0.2}]";
  char text[1200];
  snprintf(text, sizeof text, fire, "cruz");
  world_at(&cruz, "methods_unlit", flat_m, text);
  const al_real a = fire_land_behave(&cruz.land, 0)->spread_m_per_s[70];
  assert_int_equal((int)cruz.land.now->type[70] & FIRE_TORCHING, 0);
  snprintf(text, sizeof text, fire, "rothermel");
  world_at(&plain, "methods_plain", flat_m, text);
  const al_real b = fire_land_behave(&plain.land, 0)->spread_m_per_s[70];
  assert_true(a == b && a > 0);
  land_world_free(&cruz);
  land_world_free(&plain);
}

static void wang_spreads_by_wind_and_slope(void **state)
{
  (void)state;
  struct land_world world;
  /* upslope and down the wind alike: R0 = 0.75 + 0.05 B + 0.6 - 0.3, B = (4 / 0.836)^(2/3) */
  const double first = 0.03 * 25.0 + 0.05 * pow(4.0 / 0.836, 2.0 / 3.0) + 0.01 * 60.0 - 0.3;
  const double wind = exp(0.1783 * 4.0), slope = exp(3.533 * pow(0.3, 1.2));
  world_at(&world, "methods_wang", tilted_m,
           "behaviour: wang, wang: {fuels: [{fuel: 165, factor: 1.6}]}, crown: false, weather: "
           "[{wind_speed: 4 m/s, wind_from: 270 deg, " DRY "}]");
  const struct fire_tile *now = fire_land_behave(&world.land, 0);
  const double rate = (double)now->spread_m_per_s[200] * 60.0, e = (double)now->eccentricity[200];
  printf("wang: R0 %.4f m/min, ahead %.4f, by hand %.4f\n", first, rate,
         first * 1.6 * wind * slope);
  assert_true(fabs(rate / (first * 1.6 * wind * slope) - 1.0) < 1e-4);
  const double ratio = wind * slope * wind * slope; /* ahead over behind */
  assert_true(fabs((1.0 + e) / (1.0 - e) / ratio - 1.0) < 1e-3);
  assert_true((double)now->towards_east[200] > 0.9999);
  assert_true(now->intensity_kw_per_m[200] > 0);
  land_world_free(&world);
}

static void wang_turns_between_wind_and_slope(void **state)
{
  (void)state;
  struct land_world world;
  double best = 0.0, best_deg = 0.0;
  world_at(&world, "methods_turned", tilted_m,
           "behaviour: wang, crown: false, weather: [{wind_speed: 4 m/s, wind_from: 180 deg, " DRY
           "}]");
  const struct fire_tile *now = fire_land_behave(&world.land, 0);
  const double first = (double)world.land.wang_first;
  for (double deg = 0.0; deg < 90.0; deg += 0.1) { /* from north to east */
    const double a = deg * acos(-1.0) / 180.0;
    const double rate = fire_wang_spread(first, 1.0, 4.0 * cos(a), 0.3 * sin(a));
    best_deg = rate > best ? deg : best_deg;
    best = fmax(best, rate);
  }
  const double deg =
      atan2((double)now->towards_east[200], (double)now->towards_north[200]) * 180.0 / acos(-1.0);
  printf("wang: head towards %.1f deg, fastest of all directions %.1f deg; %.4f of its rate\n", deg,
         best_deg, (double)now->spread_m_per_s[200] / best);
  assert_true(fabs(deg - best_deg) < 8.0 && (double)now->spread_m_per_s[200] > 0.98 * best);
  land_world_free(&world);
}

/* Without wind on flat ground a circle of R0 Ks t. */
static void a_fire_of_wang_burns_a_circle(void **state)
{
  (void)state;
  static const struct al_section *const sections[] = {&al_scenario_section, &al_grid_section,
                                                      &al_run_section, &al_fire_section};
  static const struct al_model *const models[] = {&al_model_fire};
  struct run_world world;
  run_world_make(&world, "wang_circle", SIDE, SIDE, 10.0, flat_m, "6 h",
                 "fire: {behaviour: wang, ignitions: [{name: one, place: [1645, 4355]}], weather: "
                 "[{wind_speed: 0 m/s, wind_from: 0 deg, " DRY "}]}\n",
                 sections, AL_COUNT(sections));
  run_world_add_layer(&world, AL_LAYER_FUEL, 102.0f);
  world.options.models = models;
  world.options.model_count = 1;
  if (run_world_run(&world, 1, (double)INFINITY, false) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world.ctx));
  const double radius_m = (0.03 * 25.0 + 0.6 - 0.3) * 360.0,
               area = acos(-1.0) * radius_m * radius_m;
  printf("wang: %.0f m2 burnt, a circle has %.0f\n", run_world_figure(&world, "burnt_m2"), area);
  assert_true(fabs(run_world_figure(&world, "burnt_m2") / area - 1.0) < 0.005);
  run_world_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(crowns_spread_as_cruz_says),
      cmocka_unit_test(unlit_crowns_leave_the_surface_fire),
      cmocka_unit_test(wang_spreads_by_wind_and_slope),
      cmocka_unit_test(wang_turns_between_wind_and_slope),
      cmocka_unit_test(a_fire_of_wang_burns_a_circle),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
