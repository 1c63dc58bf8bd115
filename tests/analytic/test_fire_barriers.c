/**
 * Breaks in the fuel hold: one cell wide and diagonal (case C of ellipse_hills_break, which leaks
 * in FARSITE, Cell2Fire and GRASS), sides between cells without any width, closed outlines drawn at
 * random; a break narrower than a cell acts by its width against the flame; what flows round a
 * break's end comes by the shortest way.
 */
#include "core/rng.h"
#include "support/front_world.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 400 };

struct fuel {
  struct front_rate rate;
  uint8_t bare[SIDE * SIDE];
};

static struct front_rate fuel_rate(const struct front_world *world, int col, int row)
{
  const struct fuel *fuel = world->data;
  return fuel->bare[row * SIDE + col] ? (struct front_rate){0} : fuel->rate;
}

static struct fuel *fuel_new(double turn_deg)
{
  struct fuel *fuel = calloc(1, sizeof *fuel);
  assert_non_null(fuel);
  fuel->rate = (struct front_rate){0.617, 0.87, turn_deg * acos(-1.0) / 180.0};
  return fuel;
}

static struct front_world world_of(struct fuel *fuel)
{
  struct front_world world = {
      .cols = SIDE, .rows = SIDE, .cell_m = 30.0, .rate = fuel_rate, .data = fuel};
  front_world_make(&world);
  return world;
}

/* Cells on the far side of the line col + row = sum that burn. */
static long count_beyond(const struct front_world *world, int sum)
{
  long beyond = 0;
  for (int row = 0; row < SIDE; row++)
    for (int col = 0; col < SIDE; col++)
      beyond += col + row > sum && front_world_burnt(world, col, row);
  return beyond;
}

static void burn(struct front_world *world, int col, int row)
{
  assert_true(fire_front_light_point(world->front, col, row, 0.0));
  fire_front_march(world->front, 1e6);
  assert_true(fire_front_burnt(world->front) > 100);
}

static void a_diagonal_row_of_bare_cells_holds(void **state)
{
  (void)state;
  for (int turn = 0; turn < 8; turn++) {
    struct fuel *fuel = fuel_new(45.0 * turn);
    for (int k = 0; k < SIDE; k++)
      fuel->bare[k * SIDE + SIDE - 1 - k] = 1;
    struct front_world world = world_of(fuel);
    burn(&world, 60, 150);
    assert_int_equal(count_beyond(&world, SIDE - 1), 0);
    front_world_free(&world);
    /* one cell of it planted: the fire comes through */
    fuel->bare[200 * SIDE + 199] = 0;
    world = world_of(fuel);
    burn(&world, 60, 150);
    assert_true(count_beyond(&world, SIDE - 1) > 1000);
    front_world_free(&world);
    free(fuel);
  }
}

/* Stairs of closed sides from corner to corner: no cell is bare. */
static void close_stairs(struct front_world *world)
{
  for (int k = 0; k < SIDE; k++) {
    front_world_wall(world, SIDE - 1 - k, k, false);
    front_world_wall(world, SIDE - 1 - k, k, true);
  }
}

static void stairs_of_closed_sides_hold(void **state)
{
  (void)state;
  struct fuel *fuel = fuel_new(45.0);
  struct front_world world = world_of(fuel);
  close_stairs(&world);
  burn(&world, 60, 150);
  assert_int_equal(count_beyond(&world, SIDE - 1), 0);
  /* the cells on the near side all burn: a side takes no fuel away */
  assert_int_equal(fire_front_burnt(world.front), (long)SIDE * (SIDE + 1) / 2);
  front_world_free(&world);
  free(fuel);
}

/* A wandering closed outline around (200, 200): its sides are those between cells inside and cells
 * outside. */
static bool outline_holds(uint64_t seed, int col, int row)
{
  const double x = col - 200, y = row - 200, angle = atan2(y, x);
  double reach = 90.0;
  for (int k = 1; k <= 9; k++)
    reach += 12.0 * (al_rng_uniform(seed, 1, (uint64_t)k) - 0.5) *
             sin(k * angle + 6.283 * al_rng_uniform(seed, 2, (uint64_t)k));
  return hypot(x, y) < reach;
}

static void random_outlines_hold(void **state)
{
  (void)state;
  for (uint64_t seed = 0; seed < 24; seed++) {
    struct fuel *fuel = fuel_new(15.0 * (double)seed);
    struct front_world world = world_of(fuel);
    for (int row = 0; row < SIDE - 1; row++)
      for (int col = 0; col < SIDE - 1; col++) {
        if (outline_holds(seed, col, row) != outline_holds(seed, col + 1, row))
          front_world_wall(&world, col, row, false);
        if (outline_holds(seed, col, row) != outline_holds(seed, col, row + 1))
          front_world_wall(&world, col, row, true);
      }
    burn(&world, 200, 200);
    for (int row = 0; row < SIDE; row++)
      for (int col = 0; col < SIDE; col++)
        if (front_world_burnt(&world, col, row) != outline_holds(seed, col, row))
          fail_msg("outline %d: cell %d, %d", (int)seed, col, row);
    front_world_free(&world);
    free(fuel);
  }
}

/* A break of 4 m in cells of 30 m; the flame is 3 m long at the head, and as its front's speed. */
static bool jumps_by_width(void *self, ptrdiff_t from, ptrdiff_t cell, int side, al_real normal)
{
  const struct front_world *world = self;
  const struct fuel *fuel = world->data;
  const double share = (double)normal * world->cell_m / fuel->rate.m_per_s;
  (void)from;
  (void)cell;
  (void)side;
  return 3.0 * pow(share, 0.46) * 1.5 > 4.0;
}

static void a_narrow_break_acts_by_its_width(void **state)
{
  (void)state;
  /* head on, the break at col 200 is jumped; a fire that backs into it is held */
  for (int turn = 0; turn < 2; turn++) {
    struct fuel *fuel = fuel_new(180.0 * turn);
    struct front_world world = {.cols = SIDE,
                                .rows = SIDE,
                                .cell_m = 30.0,
                                .rate = fuel_rate,
                                .data = fuel,
                                .jumps = jumps_by_width};
    long beyond = 0;
    front_world_make(&world);
    for (int row = 0; row < SIDE; row++)
      front_world_wall(&world, 200, row, false);
    burn(&world, 100, 200);
    for (int row = 0; row < SIDE; row++)
      for (int col = 201; col < SIDE; col++)
        beyond += front_world_burnt(&world, col, row);
    if (turn ? beyond != 0 : beyond < 1000)
      fail_msg("%ld cells beyond the break, wind turned by %d", beyond, 180 * turn);
    front_world_free(&world);
    free(fuel);
  }
}

static void round_the_end_of_a_break_the_way_is_shortest(void **state)
{
  (void)state;
  struct fuel *fuel = fuel_new(0.0);
  double square = 0.0;
  int compared = 0;
  fuel->rate.eccentricity = 0.0;
  for (int row = 0; row <= 200; row++)
    fuel->bare[row * SIDE + 200] = 1;
  struct front_world world = world_of(fuel);
  burn(&world, 100, 100);
  for (int row = 0; row < 200; row++)
    for (int col = 240; col < SIDE; col++) {
      /* the line of sight from (100, 100) is hidden by the wall; its tip is (200, 200.5) */
      if (100.0 + (row - 100.0) * (200.0 - 100.0) / (col - 100.0) > 190.0)
        continue;
      const double way = hypot(100.0, 100.5) + hypot(col - 200.0, row - 200.5);
      const double got = front_world_time_s(&world, col, row) * fuel->rate.m_per_s / 30.0;
      square += (got / way - 1.0) * (got / way - 1.0);
      compared++;
    }
  printf("round the end of a break: RMSE %.3f %% of %d cells\n", 100 * sqrt(square / compared),
         compared);
  assert_true(sqrt(square / compared) < 5e-3);
  front_world_free(&world);
  free(fuel);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_diagonal_row_of_bare_cells_holds),
      cmocka_unit_test(stairs_of_closed_sides_hold),
      cmocka_unit_test(random_outlines_hold),
      cmocka_unit_test(a_narrow_break_acts_by_its_width),
      cmocka_unit_test(round_the_end_of_a_break_the_way_is_shortest),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
