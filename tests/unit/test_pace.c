/**
 * Ranks of tiles: powers of two, graded.
 */
#include "tiles/pace.h"
#include "support/support.h"

static void test_rank_is_the_least_that_is_stable(void **state)
{
  (void)state;
  assert_int_equal(al_pace_rank(8.0, 8.0, 5), 0);
  assert_int_equal(al_pace_rank(8.0, 7.9, 5), 1);
  assert_int_equal(al_pace_rank(8.0, 1.0, 5), 3);
  assert_int_equal(al_pace_rank(8.0, 0.1, 5), 4); /* no more than there are */
  assert_int_equal(al_pace_rank(8.0, 0.1, 1), 0);
}

/* A row of tiles, one fast at its end: 4, then 3, 2, 1, 0; a tile at rest is left out and bounds
 * nobody. */
static void test_grading(void **state)
{
  enum { TILES = 8 };
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_forest *forest;
  struct al_pace pace;
  const struct al_lattice lattice = {.cols = TILES * AL_TILE_SIDE, .rows = 60, .cell_m = 1.0};
  (void)state;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  assert_int_equal(al_arena_create(ctx, 0, &arena), AL_OK);
  assert_int_equal(al_forest_create(arena, &lattice, NULL, &forest), AL_OK);
  assert_int_equal(al_pace_create(arena, forest, &pace), AL_OK);
  assert_int_equal(pace.rank[0], AL_PACE_RESTS);
  for (ptrdiff_t t = 0; t < forest->tile_count; t++)
    pace.rank[t] = forest->tile[t].col == 0 ? 4 : forest->tile[t].col == 7 * 64 ? AL_PACE_RESTS : 0;
  al_pace_grade(&pace);
  assert_int_equal(pace.ranks, 5);
  assert_int_equal(al_pace_parts(&pace), 16);
  for (ptrdiff_t t = 0; t < forest->tile_count; t++) {
    static const uint8_t expected[TILES] = {4, 3, 2, 1, 0, 0, 0, AL_PACE_RESTS};
    const int at = forest->tile[t].col / AL_TILE_SIDE;
    assert_int_equal(pace.rank[t], expected[at]);
    for (int part = 0; part < 16; part++)
      assert_int_equal(al_pace_is_due(&pace, t, part),
                       expected[at] != AL_PACE_RESTS && part % (1 << (4 - expected[at])) == 0);
  }
  al_arena_destroy(arena);
  al_ctx_destroy(ctx);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_rank_is_the_least_that_is_stable),
                                     cmocka_unit_test(test_grading)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
