/**
 * What water does to travellers, and the cells that roads touch.
 */
#include "support/plain_room.h"
#include "support/support.h"
#include "core/rng.h"
#include "models/evacuation/evac_cover.h"
#include "models/evacuation/evac_laws.h"
#include <math.h>
#include <string.h>

static void published_limits(void **state)
{
  (void)state;
  static const struct {
    enum al_evac_traveller who;
    double depth_m, speed_mps;
    bool closed;
  } rows[] = {
      {AL_EVAC_ADULT, 0.59, 1.0, false},  {AL_EVAC_ADULT, 0.61, 1.0, true},
      {AL_EVAC_FRAIL, 0.39, 1.0, false},  {AL_EVAC_FRAIL, 0.41, 1.0, true},
      {AL_EVAC_ADULT, 1.19, 0.0, false},  {AL_EVAC_ADULT, 1.21, 0.0, true},
      {AL_EVAC_FRAIL, 0.49, 0.0, false},  {AL_EVAC_FRAIL, 0.51, 0.0, true},
      {AL_EVAC_ADULT, 0.16, 3.1, true},   {AL_EVAC_ADULT, 0.16, 2.9, false},
      {AL_EVAC_ADULT, 0.14, 1.9, true},   {AL_EVAC_ADULT, 0.14, 1.85, false},
      {AL_EVAC_DRIVER, 0.3, 0.0, true},   {AL_EVAC_DRIVER, 0.299, 9.0, false},
      {AL_EVAC_DRIVER, NAN, 1.0, false},  {AL_EVAC_ADULT, 0.5, NAN, false},
      {AL_EVAC_ADULT, 0.0, 100.0, false},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_int_equal(
        al_evac_water_closes(&al_evac_laws[rows[i].who], rows[i].depth_m, rows[i].speed_mps),
        rows[i].closed);
}

static void published_speeds(void **state)
{
  (void)state;
  const struct al_evac_law *adult = &al_evac_laws[AL_EVAC_ADULT];
  const struct al_evac_law *driver = &al_evac_laws[AL_EVAC_DRIVER];
  struct al_evac_law nird = *driver;
  nird.slowing = AL_EVAC_SLOWED_NIRD;

  assert_true(fabs(al_evac_water_factor(adult, 0.35, 1.1) - 0.58) < 1e-12);
  assert_true(fabs(al_evac_water_factor(adult, 0.60, 1.1) - 0.50) < 1e-12);
  assert_true(fabs(al_evac_water_factor(adult, 0.90, 1.1) - 0.42) < 1e-12);
  assert_true(fabs(al_evac_water_factor(adult, 0.175, 1.1) - 0.79) < 1e-12);
  assert_true(al_evac_water_factor(adult, 1.3, 1.1) == 0.0);
  /* 150 mm: 24.2598 km/h */
  assert_true(fabs(al_evac_water_factor(driver, 0.15, 10.0) - 24.2598 / 36.0) < 1e-12);
  assert_true(al_evac_water_factor(driver, 0.15, 5.0) == 1.0);
  assert_true(al_evac_water_factor(driver, 0.0, 30.0) == 1.0);
  assert_true(fabs(al_evac_water_factor(&nird, 0.15, 10.0) - 0.25) < 1e-12);
}

static void more_water_never_helps(void **state)
{
  (void)state;
  for (uint64_t draw = 0; draw < 20000; draw++) {
    const struct al_evac_law *law = &al_evac_laws[draw % AL_EVAC_TRAVELLERS];
    const double depth = 1.5 * al_rng_uniform(7, 1, draw), speed = 4.0 * al_rng_uniform(7, 2, draw);
    const double deeper = depth + 0.3 * al_rng_uniform(7, 3, draw);
    const double faster = speed + al_rng_uniform(7, 4, draw);
    const bool closed = al_evac_water_closes(law, depth, speed);
    if (closed) {
      assert_true(al_evac_water_closes(law, depth, faster));
      if (depth >= law->shallow_m)
        assert_true(al_evac_water_closes(law, deeper, speed));
    }
    assert_true(al_evac_water_factor(law, deeper, 8.0) <= al_evac_water_factor(law, depth, 8.0));
  }
}

enum { SIDE = 24 };
struct marks {
  uint8_t touched[SIDE][SIDE];
  bool mirror;
};

static void mark(void *self, int col, int row)
{
  struct marks *marks = self;
  assert_true(col >= 0 && col < SIDE && row >= 0 && row < SIDE);
  marks->touched[row][marks->mirror ? SIDE - 1 - col : col] = 1;
}

static const struct al_lattice square = {.cols = SIDE, .rows = SIDE, .cell_m = 1.0};

static void corners_are_touched(void **state)
{
  (void)state;
  struct marks got = {0};
  assert_true(al_evac_cover_segment(&square, 2.0, 2.0, 4.0, 4.0, mark, &got));
  /* the diagonal through lattice corners touches the cells on both sides */
  static const uint8_t wanted[6][6] = {{0, 0, 0, 0, 0, 0}, {0, 1, 1, 0, 0, 0}, {0, 1, 1, 1, 0, 0},
                                       {0, 0, 1, 1, 1, 0}, {0, 0, 0, 1, 1, 0}, {0, 0, 0, 0, 0, 0}};
  for (int row = 0; row < 6; row++)
    assert_memory_equal(got.touched[row], wanted[row], 6);
  assert_false(al_evac_cover_segment(&square, 20.0, 2.5, 30.0, 2.5, mark, &got));
  assert_int_equal(got.touched[2][SIDE - 1], 1);
}

/* Points along a segment lie in touched cells; the mirrored segment touches mirrored cells. */
static void random_segments(void **state)
{
  (void)state;
  for (uint64_t draw = 0; draw < 3000; draw++) {
    double at[4];
    for (int i = 0; i < 4; i++) {
      at[i] = SIDE * al_rng_uniform(8, (uint64_t)i, draw);
      if (draw % 3 == 0)
        at[i] = floor(4.0 * at[i]) / 4.0;
    }
    struct marks plain = {0}, mirrored = {.mirror = true};
    al_evac_cover_segment(&square, at[0], at[1], at[2], at[3], mark, &plain);
    al_evac_cover_segment(&square, SIDE - at[0], at[1], SIDE - at[2], at[3], mark, &mirrored);
    if (draw % 3 == 0)
      assert_memory_equal(plain.touched, mirrored.touched, sizeof plain.touched);
    for (int i = 0; i <= 500; i++) {
      const double share = i / 500.0;
      const int col = (int)(at[0] + share * (at[2] - at[0]));
      const int row = (int)(at[1] + share * (at[3] - at[1]));
      assert_true(plain.touched[row < SIDE ? row : SIDE - 1][col < SIDE ? col : SIDE - 1]);
    }
    int count = 0;
    for (int i = 0; i < SIDE * SIDE; i++)
      count += plain.touched[i / SIDE][i % SIDE];
    assert_true(draw % 3 == 0 || count <= 3 + fabs(at[0] - at[2]) + fabs(at[1] - at[3]));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(published_limits),       cmocka_unit_test(published_speeds),
      cmocka_unit_test(more_water_never_helps), cmocka_unit_test(corners_are_touched),
      cmocka_unit_test(random_segments),
  };
  return cmocka_run_group_tests(tests, open_room, close_room);
}
