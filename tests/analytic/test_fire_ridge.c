/**
 * Wind over terrain against closed forms: potential flow over a ridge and round a hill, the inner
 * layer over both against the rule of Taylor and Lee (1984), mirrored ground, valleys, steep
 * ground.
 */
#include "models/fire/fire_weather.h"
#include "support/land_world.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 512 };
#define CELL_M 20.0
#define LENGTH_M 400.0
#define HIGH_M 60.0
#define ABOVE_M 10.0

static double across_m(int i)
{
  return (i - SIDE / 2) * CELL_M;
}

/* Witch of Agnesi from north to south. */
static double ridge_m(int col, int row)
{
  const double x = across_m(col) / LENGTH_M;
  (void)row;
  return HIGH_M / (1.0 + x * x);
}

static double turned_m(int col, int row)
{
  return ridge_m(row, col);
}

static double hill_m(int col, int row)
{
  const double x = across_m(col) / LENGTH_M, y = across_m(row) / LENGTH_M;
  return HIGH_M / pow(1.0 + x * x + y * y, 1.5);
}

static double valley_m(int col, int row)
{
  return 100.0 - ridge_m(col, row);
}

static double steep_m(int col, int row)
{
  return 12.0 * ridge_m(col, row);
}

static void world_at(struct land_world *world, const char *name, double (*bed_m)(int, int),
                     const char *terrain, double from_deg)
{
  char yaml[600];
  const struct al_lattice lattice = {
      .cols = SIDE, .rows = SIDE, .west_m = 0.0, .north_m = 0.0, .cell_m = CELL_M, .crs_wkt = ""};
  snprintf(
      yaml, sizeof yaml,
      "fire: {wind_height: 20ft, terrain_wind: {%s}, weather: [{wind_speed: 10 m/s, wind_from: "
      "%g deg}]}\n",
      terrain, from_deg);
  land_world_make(world, name, &lattice, bed_m, 102.0f, yaml);
  if (land_world_create(world) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world->run.ctx));
  struct fire_weather weather;
  assert_int_equal(fire_weather_build(&world->env, 3600.0, &world->land, &weather), AL_OK);
  fire_land_change(&world->land, &weather.record[0]);
}

struct blow {
  double east, north;
};

/* In units of the weather's wind; the same from the tile's kernel input. */
static struct blow wind_at(struct land_world *world, int col, int row)
{
  struct blow wind;
  const ptrdiff_t cell = land_world_cell(world, col, row);
  fire_land_wind(&world->land, cell, &wind.east, &wind.north);
  fire_land_behave(&world->land, cell / AL_TILE_CELLS);
  const ptrdiff_t i = cell % AL_TILE_CELLS;
  assert_true(fabs((double)world->land.scratch->in[5][i] - wind.east) < 1e-4);
  assert_true(fabs((double)world->land.scratch->in[6][i] - wind.north) < 1e-4);
  return (struct blow){wind.east / 10.0, wind.north / 10.0};
}

/* u' / U = H L (M^2 - x^2) / (M^2 + x^2)^2, M = L + z */
static double ridge_speed_up(double x)
{
  const double m = LENGTH_M + ABOVE_M;
  return HIGH_M * LENGTH_M * (m * m - x * x) / ((m * m + x * x) * (m * m + x * x));
}

static void potential_flow_over_a_ridge_is_exact(void **state)
{
  (void)state;
  struct land_world world;
  double worst = 0.0;
  world_at(&world, "ridge_across", ridge_m, "method: potential", 270.0);
  for (int col = 60; col < SIDE - 60; col++) {
    const struct blow wind = wind_at(&world, col, SIDE / 2 + 3);
    worst = fmax(worst, fabs(wind.east - 1.0 - ridge_speed_up(across_m(col))));
    assert_true(fabs(wind.north) < 1e-4);
  }
  const double top = HIGH_M / LENGTH_M;
  printf("ridge: H / L %.3f; largest error of the speed-up %.4f of the wind\n", top, worst);
  assert_true(worst < 0.02 * top);
  land_world_free(&world);
  /* along the ridge nothing changes */
  world_at(&world, "ridge_along", ridge_m, "method: potential", 0.0);
  const struct blow along = wind_at(&world, SIDE / 2, SIDE / 2);
  assert_true(fabs(along.north + 1.0) < 1e-3 && fabs(along.east) < 1e-4);
  land_world_free(&world);
  world_at(&world, "ridge_turned", turned_m, "method: potential", 180.0);
  const struct blow north = wind_at(&world, SIDE / 2 + 3, SIDE / 2);
  assert_true(fabs(north.north - 1.0 - ridge_speed_up(0.0)) < 0.02 * top);
  land_world_free(&world);
}

static void potential_flow_round_a_hill_is_exact(void **state)
{
  (void)state;
  struct land_world world;
  world_at(&world, "hill_potential", hill_m, "method: potential", 270.0);
  /* u' / U on top: H L^2 / (L + z)^3 */
  const double m = LENGTH_M + ABOVE_M, top = HIGH_M * LENGTH_M * LENGTH_M / (m * m * m);
  const struct blow crest = wind_at(&world, SIDE / 2, SIDE / 2);
  printf("hill: speed-up on top %.4f, by the closed form %.4f\n", crest.east - 1.0, top);
  assert_true(fabs(crest.east - 1.0 - top) < 0.02 * top);
  /* upwind the flow parts: towards north on the northern side */
  const struct blow north = wind_at(&world, SIDE / 2 - 20, SIDE / 2 - 20);
  const struct blow south = wind_at(&world, SIDE / 2 - 20, SIDE / 2 + 20);
  assert_true(north.north > 0.01 && fabs(north.north + south.north) < 1e-4);
  land_world_free(&world);
}

/* Taylor and Lee: 2 H / L over ridges, 1.6 H / L over hills, L at half the height. */
static void the_inner_layer_gives_the_rule_of_thumb(void **state)
{
  (void)state;
  struct land_world world;
  const double half_m = LENGTH_M * sqrt(pow(2.0, 2.0 / 3.0) - 1.0);
  world_at(&world, "ridge_inner", ridge_m, "method: linear, roughness: 0.03 m", 270.0);
  const double ridge = wind_at(&world, SIDE / 2, SIDE / 2).east - 1.0;
  land_world_free(&world);
  world_at(&world, "hill_inner", hill_m, "method: linear, roughness: 0.03 m", 270.0);
  const double hill = wind_at(&world, SIDE / 2, SIDE / 2).east - 1.0;
  printf("speed-up over H / L: ridge %.2f (rule 2.0), hill %.2f (rule 1.6)\n",
         ridge * LENGTH_M / HIGH_M, hill * half_m / HIGH_M);
  assert_true(fabs(ridge * LENGTH_M / HIGH_M / 2.0 - 1.0) < 0.2);
  assert_true(fabs(hill * half_m / HIGH_M / 1.6 - 1.0) < 0.2);
  land_world_free(&world);
  /* by hand: L 400 m, z0 0.03 m: l ln(l / z0) = 128 m, l 19.8 m; (9.498 / 6.492)^2 */
  assert_true(fabs(fire_ridge_inner(1.0 / 400.0, 0.03) - 2.140) < 0.01);
  assert_true(fire_ridge_inner(1.0 / 400.0, 0.0) == 1.0);
}

static void valleys_slow_and_steer(void **state)
{
  (void)state;
  struct land_world world;
  world_at(&world, "valley", valley_m, "method: potential", 225.0);
  const struct blow floor = wind_at(&world, SIDE / 2, SIDE / 2);
  const double half = sqrt(0.5);
  printf("valley: from 225 deg the wind comes from %.1f deg on its floor\n",
         180.0 + atan2(floor.east, floor.north) * 180.0 / acos(-1.0));
  /* across it is slower, along it as it was: the wind turns to the valley's run */
  assert_true(fabs(floor.east - half * (1.0 - ridge_speed_up(0.0))) < 0.01);
  assert_true(fabs(floor.north - half) < 1e-3);
  land_world_free(&world);
}

static void steep_ground_is_held(void **state)
{
  (void)state;
  struct land_world world;
  world_at(&world, "steep", steep_m, "method: linear, roughness: 0.5 m", 270.0);
  assert_true(world.land.ridge->held > 1000);
  const struct blow crest = wind_at(&world, SIDE / 2, SIDE / 2);
  assert_true(fabs(crest.east - 2.5) < 1e-4);
  land_world_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(potential_flow_over_a_ridge_is_exact),
      cmocka_unit_test(potential_flow_round_a_hill_is_exact),
      cmocka_unit_test(the_inner_layer_gives_the_rule_of_thumb),
      cmocka_unit_test(valleys_slow_and_steer),
      cmocka_unit_test(steep_ground_is_held),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
