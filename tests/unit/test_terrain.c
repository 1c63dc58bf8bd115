/**
 * Pits, breaches, voids, sea.
 */
#include "support/support.h"
#include "grids/terrain.h"
#include <math.h>
#include <string.h>

enum { N = 41 };

static const struct al_lattice lattice = {.cols = N, .rows = N, .cell_m = 2.0, .crs_wkt = ""};

/* A hash of the cell, 0 to 1: rough ground with many pits. */
static float rough(int cell)
{
  uint32_t x = (uint32_t)cell * 2654435761u;
  x ^= x >> 15;
  x *= 2246822519u;
  x ^= x >> 13;
  return (float)(x >> 8) / 16777216.0f;
}

static int count_pits(const float *bed)
{
  int pits = 0;
  for (int r = 1; r < N - 1; r++)
    for (int c = 1; c < N - 1; c++) {
      bool lower = false;
      for (int k = 0; k < 9; k++)
        lower = lower || (k != 4 && bed[(r + k / 3 - 1) * N + c + k % 3 - 1] <= bed[r * N + c]);
      pits += !lower;
    }
  return pits;
}

static void filling_leaves_no_pit_and_never_lowers(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  float bed[N * N], before[N * N];
  uint8_t valid[N * N];
  struct terrain_change change;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  memset(valid, 1, sizeof valid);
  for (int i = 0; i < N * N; i++)
    before[i] = bed[i] = 10.0f * rough(i);
  assert_true(count_pits(bed) > 50);
  assert_int_equal(terrain_fill_pits(ctx, &lattice, bed, valid, NULL, 1000.0, &change), AL_OK);
  assert_int_equal(count_pits(bed), 0);
  double added = 0.0;
  for (int i = 0; i < N * N; i++) {
    assert_true(bed[i] >= before[i]);
    added += 4.0 * (double)(bed[i] - before[i]);
  }
  assert_true(fabs(added - change.volume_m3) < 1e-6 * added && change.pits > 10);
  al_ctx_destroy(ctx);
}

static void mirrored_ground_fills_mirrored(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  float bed[N * N], mirrored[N * N];
  uint8_t valid[N * N];
  struct terrain_change change;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  memset(valid, 1, sizeof valid);
  for (int i = 0; i < N * N; i++) {
    bed[i] = 10.0f * rough(i);
    mirrored[i / N * N + N - 1 - i % N] = bed[i];
  }
  assert_int_equal(terrain_fill_pits(ctx, &lattice, bed, valid, NULL, 1000.0, &change), AL_OK);
  assert_int_equal(terrain_fill_pits(ctx, &lattice, mirrored, valid, NULL, 1000.0, &change), AL_OK);
  for (int i = 0; i < N * N; i++)
    assert_true(bed[i] == mirrored[i / N * N + N - 1 - i % N]);
  al_ctx_destroy(ctx);
}

static void breaching_drains_and_never_raises(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  float bed[N * N], before[N * N];
  uint8_t valid[N * N];
  struct terrain_change change;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  memset(valid, 1, sizeof valid);
  for (int i = 0; i < N * N; i++)
    before[i] = bed[i] = 10.0f * rough(i);
  assert_int_equal(terrain_breach_pits(ctx, &lattice, bed, valid, NULL, 1000.0, 1000.0, &change),
                   AL_OK);
  assert_int_equal(count_pits(bed), 0);
  for (int i = 0; i < N * N; i++)
    assert_true(bed[i] <= before[i]);
  /* a cut that would be too deep is not made */
  memcpy(bed, before, sizeof bed);
  assert_int_equal(terrain_breach_pits(ctx, &lattice, bed, valid, NULL, 0.0, 1000.0, &change),
                   AL_OK);
  assert_memory_equal(bed, before, sizeof bed);
  al_ctx_destroy(ctx);
}

static void deep_pits_are_kept(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  float bed[N * N];
  uint8_t valid[N * N];
  struct terrain_change change;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  memset(valid, 1, sizeof valid);
  for (int i = 0; i < N * N; i++)
    bed[i] = 10.0f;
  bed[10 * N + 10] = 9.0f;
  bed[20 * N + 20] = 2.0f;
  assert_int_equal(terrain_fill_pits(ctx, &lattice, bed, valid, NULL, 3.0, &change), AL_OK);
  assert_true(bed[10 * N + 10] == 10.0f && bed[20 * N + 20] == 2.0f);
  assert_int_equal(change.pits, 2);
  assert_int_equal(change.cells, 1);
  al_ctx_destroy(ctx);
}

static void voids_fill_from_the_rim(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  float bed[N * N];
  uint8_t valid[N * N];
  ptrdiff_t filled;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  for (int i = 0; i < N * N; i++) {
    const int c = i % N - 20, r = i / N - 20;
    valid[i] = c * c + r * r > 25;
    bed[i] = valid[i] ? 7.0f : -9999.0f;
  }
  assert_int_equal(terrain_fill_voids(ctx, &lattice, bed, valid, 2.0, &filled), AL_OK);
  assert_true(filled > 0 && !valid[20 * N + 20]);
  assert_int_equal(terrain_fill_voids(ctx, &lattice, bed, valid, 50.0, &filled), AL_OK);
  for (int i = 0; i < N * N; i++)
    assert_true(valid[i] && bed[i] == 7.0f);
  al_ctx_destroy(ctx);
}

static void sea_must_reach_the_edge(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  float bed[N * N];
  uint8_t valid[N * N], sea[N * N];
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  memset(valid, 1, sizeof valid);
  for (int i = 0; i < N * N; i++)
    bed[i] = i % N < 5 ? -3.0f : 1.0f;
  bed[20 * N + 20] = -2.0f; /* a hollow inland */
  assert_int_equal(terrain_mark_sea(ctx, &lattice, bed, valid, NULL, 0.0, sea), AL_OK);
  assert_true(sea[4] && !sea[5] && !sea[20 * N + 20]);
  al_ctx_destroy(ctx);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(filling_leaves_no_pit_and_never_lowers),
      cmocka_unit_test(mirrored_ground_fills_mirrored),
      cmocka_unit_test(breaching_drains_and_never_raises),
      cmocka_unit_test(deep_pits_are_kept),
      cmocka_unit_test(voids_fill_from_the_rim),
      cmocka_unit_test(sea_must_reach_the_edge),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
