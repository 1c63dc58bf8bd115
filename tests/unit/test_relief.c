/**
 * The pieces of the relief rule: noise, distances, ranks.
 */
#include "support/support.h"
#include "grids/relief.h"
#include <math.h>

static const struct al_lattice wide = {.cols = 300,
                                       .rows = 200,
                                       .west_m = 640000.0,
                                       .north_m = 2750000.0,
                                       .cell_m = 100.0,
                                       .crs_wkt = ""};

struct room {
  struct al_ctx *ctx;
  struct al_arena *arena;
};

static struct room room_open(void)
{
  struct room room;
  assert_int_equal(al_ctx_create(&room.ctx), AL_OK);
  assert_int_equal(al_arena_create(room.ctx, 0, &room.arena), AL_OK);
  return room;
}

static void room_close(struct room room)
{
  al_arena_destroy(room.arena);
  al_ctx_destroy(room.ctx);
}

static void noise_has_mean_zero_deviation_one_and_its_length(void **state)
{
  (void)state;
  const struct room room = room_open();
  struct relief_noise noise;
  double sum = 0.0, squares = 0.0, beside = 0.0, far = 0.0;
  assert_int_equal(relief_noise_make(room.arena, &wide, 7, 1, 400.0, &noise), AL_OK);
  for (int r = 0; r < wide.rows; r++)
    for (int c = 0; c < wide.cols; c++) {
      const double x = al_lattice_x_m(&wide, c), y = al_lattice_y_m(&wide, r);
      const double v = relief_noise_at(&noise, x, y);
      sum += v;
      squares += v * v;
      beside += c + 4 < wide.cols ? v * relief_noise_at(&noise, x + 400.0, y) : 0.0;
      far += c + 20 < wide.cols ? v * relief_noise_at(&noise, x + 2000.0, y) : 0.0;
    }
  const double n = (double)wide.cols * wide.rows;
  assert_true(fabs(sum / n) < 0.1);
  assert_true(fabs(sqrt(squares / n) - 1.0) < 0.06);
  assert_true(beside / squares > 0.3 && beside / squares < 0.65);
  assert_true(fabs(far / squares) < 0.15);
  room_close(room);
}

static void noise_is_fixed_to_the_map(void **state)
{
  (void)state;
  const struct room room = room_open();
  struct al_lattice part = wide;
  struct relief_noise whole, cut, other;
  part.west_m += 5000.0;
  part.cell_m = 10.0;
  assert_int_equal(relief_noise_make(room.arena, &wide, 7, 1, 400.0, &whole), AL_OK);
  assert_int_equal(relief_noise_make(room.arena, &part, 7, 1, 400.0, &cut), AL_OK);
  assert_int_equal(relief_noise_make(room.arena, &wide, 8, 1, 400.0, &other), AL_OK);
  int same = 0;
  for (int i = 0; i < 200; i++) {
    const double x = al_lattice_x_m(&part, i), y = al_lattice_y_m(&part, 199 - i);
    assert_true(relief_noise_at(&whole, x, y) == relief_noise_at(&cut, x, y));
    same += relief_noise_at(&whole, x, y) == relief_noise_at(&other, x, y);
  }
  assert_int_equal(same, 0);
  room_close(room);
}

static void distances_are_euclidean(void **state)
{
  (void)state;
  enum { COLS = 37, ROWS = 23 };
  const struct al_lattice small = {.cols = COLS, .rows = ROWS, .cell_m = 5.0, .crs_wkt = ""};
  const struct room room = room_open();
  uint8_t mark[COLS * ROWS] = {0};
  float out[COLS * ROWS];
  for (int k = 0; k < 9; k++)
    mark[(k * 97 + 13) % (COLS * ROWS)] = 1;
  assert_int_equal(relief_distance(room.ctx, &small, mark, 1, out), AL_OK);
  for (int i = 0; i < COLS * ROWS; i++) {
    double nearest = HUGE_VAL;
    for (int j = 0; j < COLS * ROWS; j++)
      if (mark[j])
        nearest = fmin(nearest, 5.0 * hypot(i % COLS - j % COLS, i / COLS - j / COLS));
    assert_true(fabs((double)out[i] - nearest) < 1e-4 * (1.0 + nearest));
  }
  room_close(room);
}

static void ranks_map_to_the_hypsometry(void **state)
{
  (void)state;
  enum { CELLS = 1000 };
  const double knots[] = {0.0, 0.0, 0.2, 5.0, 0.9, 50.0, 1.0, 300.0};
  const struct room room = room_open();
  uint8_t land[CELLS];
  float value[CELLS], before[CELLS];
  int below_5 = 0, below_50 = 0;
  for (int i = 0; i < CELLS; i++) {
    land[i] = i % 5 != 0; /* 800 of land */
    before[i] = value[i] = (float)((i * 389) % CELLS);
  }
  assert_int_equal(relief_map_ranks(room.ctx, CELLS, land, knots, 4, value), AL_OK);
  for (int i = 0; i < CELLS; i++) {
    below_5 += land[i] && value[i] < 5.0f;
    below_50 += land[i] && value[i] < 50.0f;
    for (int j = 0; j < CELLS; j += 37)
      if (land[i] && land[j] && before[i] < before[j])
        assert_true(value[i] <= value[j]);
    if (!land[i])
      assert_true(value[i] == before[i]);
  }
  assert_int_equal(below_5, 160);
  assert_int_equal(below_50, 720);
  room_close(room);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(noise_has_mean_zero_deviation_one_and_its_length),
      cmocka_unit_test(noise_is_fixed_to_the_map),
      cmocka_unit_test(distances_are_euclidean),
      cmocka_unit_test(ranks_map_to_the_hypsometry),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
