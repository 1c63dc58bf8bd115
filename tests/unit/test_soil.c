/**
 * Soil and its bounds: never more than there is, the balance closes, the sea takes nothing, the
 * same bits for any number of threads and any vector width.
 */
#include "support/column.h"
#include "core/rng.h"
#include "models/models.h"
#include "models/soil/soil_classes.h"
#include "models/soil/soil_kernel.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kinds[] = {"none",       "constant", "horton", "modified_horton",
                                    "green_ampt", "scs_cn"};

static double uniform(uint64_t stream, uint64_t index)
{
  return al_rng_uniform(7, stream, index);
}

/* Water of very different depths, some cells dry, some deep, some in the rain. */
static void random_water(struct column_bench *bench, uint64_t round)
{
  for (ptrdiff_t i = 0; i < bench->forest->tile_count * AL_TILE_CELLS; i++) {
    const uint64_t n = round * 100000 + (uint64_t)i;
    const bool valid = bench->forest->valid[i];
    const double depth_m = uniform(1, n) < 0.3 ? 0.0 : pow(10.0, -6.0 + 7.0 * uniform(2, n));
    const double supply_m = uniform(3, n) < 0.3 ? 0.0 : 1e-3 * uniform(4, n);
    bench->depth_m[i] = valid ? (al_real)depth_m : 0;
    bench->supply_m[i] = valid ? (al_real)supply_m : 0;
  }
}

static void random_layers(struct column_bench *bench)
{
  struct al_field *impervious = column_bench_field(bench, "impervious");
  struct al_field *sea = column_bench_field(bench, "sea");
  struct al_field *group = column_bench_field(bench, "soil_group");
  for (ptrdiff_t i = 0; i < bench->forest->tile_count * AL_TILE_CELLS; i++) {
    impervious->buffer[0][i] = (al_real)uniform(5, (uint64_t)i);
    sea->buffer[0][i] = uniform(6, (uint64_t)i) < 0.2;
    group->buffer[0][i] = (al_real)floor(1.0 + 4.0 * uniform(8, (uint64_t)i));
  }
}

static void open_random(struct column_bench *bench, const char *kind)
{
  static uint8_t valid[100 * 70];
  char section[300];
  for (int i = 0; i < 100 * 70; i++)
    valid[i] = uniform(9, (uint64_t)i) < 0.9;
  snprintf(section, sizeof section,
           "kind: %s, parameters: map, interception: 1 mm, interception_loss: 2 mm/h, depression: "
           "3 mm, recovery_time: 6 h",
           kind);
  column_bench_open(bench, 100, 70, valid);
  random_layers(bench);
  if (column_bench_create(bench, al_model_find("soil"), section, 3600.0) != AL_OK)
    fail_msg("%s", al_ctx_error_text(bench->ctx));
}

static void takes_what_is_there_and_no_more(void **state)
{
  (void)state;
  for (size_t k = 0; k < AL_COUNT(kinds); k++) {
    struct column_bench bench;
    open_random(&bench, kinds[k]);
    const struct al_field *sea = al_fields_find(bench.fields, "sea");
    for (uint64_t round = 0; round < 6; round++) {
      random_water(&bench, round);
      column_bench_step(&bench, round % 2 ? 300.0 : 10.0, 2);
      for (ptrdiff_t i = 0; i < bench.forest->tile_count * AL_TILE_CELLS; i++) {
        const double there = (double)bench.depth_m[i] + (double)bench.supply_m[i];
        const double take = (double)bench.take_m[i];
        assert_true(take >= 0.0 && take <= there * (1.0 + 2e-7));
        if (sea->buffer[0][i] > 0 || !bench.forest->valid[i])
          assert_true(take == 0.0);
      }
    }
    const double terms_m3 = column_bench_balance_m3(&bench, "infiltration") +
                            column_bench_balance_m3(&bench, "interception") +
                            column_bench_balance_m3(&bench, "depression");
    assert_true(bench.taken_m > 0.0);
    assert_true(fabs(terms_m3 + 100.0 * bench.taken_m) < 1e-10 * 100.0 * bench.taken_m);
    /* what the map of infiltration holds is what the balance says */
    double map_m3 = 0.0;
    const struct al_field *water = al_fields_find(bench.fields, "soil_water");
    for (ptrdiff_t i = 0; i < bench.forest->tile_count * AL_TILE_CELLS; i++)
      map_m3 += 100.0 * (double)water->buffer[0][i];
    assert_true(fabs(map_m3 + column_bench_balance_m3(&bench, "infiltration")) <
                2e-6 * 100.0 * bench.taken_m);
    column_bench_close(&bench);
  }
}

/* All take of some exchanges, in order. */
static void record(const char *kind, int threads, al_real *out, ptrdiff_t *count)
{
  struct column_bench bench;
  open_random(&bench, kind);
  *count = 0;
  for (uint64_t round = 0; round < 4; round++) {
    random_water(&bench, round);
    column_bench_step(&bench, 30.0, threads);
    memcpy(out + *count, bench.take_m,
           (size_t)bench.forest->tile_count * AL_TILE_CELLS * sizeof *out);
    *count += bench.forest->tile_count * AL_TILE_CELLS;
  }
  out[(*count)++] = (al_real)column_bench_balance_m3(&bench, "infiltration");
  column_bench_close(&bench);
}

static void bits_do_not_depend_on_threads_or_vectors(void **state)
{
  (void)state;
  static al_real first[20 * AL_TILE_CELLS], other[20 * AL_TILE_CELLS];
  for (size_t k = 1; k < AL_COUNT(kinds); k++) {
    ptrdiff_t count;
    record(kinds[k], 1, first, &count);
    record(kinds[k], 2, other, &count);
    assert_memory_equal(first, other, (size_t)count * sizeof *first);
    setenv("ANLAN_ISA", "v2", 1);
    record(kinds[k], 4, other, &count);
    unsetenv("ANLAN_ISA");
    assert_memory_equal(first, other, (size_t)count * sizeof *first);
  }
}

static void mirrored_ground_takes_mirrored(void **state)
{
  (void)state;
  enum { N = 64 };
  struct column_bench bench[2];
  for (int k = 0; k < 2; k++) {
    column_bench_open(&bench[k], N, N, NULL);
    struct al_field *group = column_bench_field(&bench[k], "soil_group");
    for (int i = 0; i < N * N; i++) {
      const int at = k ? i / N * N + N - 1 - i % N : i;
      group->buffer[0][at] = (al_real)floor(1.0 + 4.0 * uniform(8, (uint64_t)i));
      bench[k].depth_m[at] = (al_real)uniform(1, (uint64_t)i);
      bench[k].supply_m[at] = (al_real)(1e-3 * uniform(2, (uint64_t)i));
    }
    assert_int_equal(column_bench_create(&bench[k], al_model_find("soil"),
                                         "kind: green_ampt, parameters: map", 60.0),
                     AL_OK);
    column_bench_step(&bench[k], 60.0, 1);
  }
  for (int i = 0; i < N * N; i++)
    assert_true(bench[0].take_m[i] == bench[1].take_m[i / N * N + N - 1 - i % N]);
  column_bench_close(&bench[0]);
  column_bench_close(&bench[1]);
}

static void stores_fill_dry_and_empty(void **state)
{
  (void)state;
  struct column_bench bench;
  column_bench_open(&bench, 4, 4, NULL);
  assert_int_equal(column_bench_create(&bench, al_model_find("soil"),
                                       "kind: constant, rate: 36 mm/h, impervious: 0.5, "
                                       "interception: 2 mm, interception_loss: 3.6 mm/h, "
                                       "depression: 4 mm",
                                       1e4),
                   AL_OK);
  const al_real *caught = al_fields_find(bench.fields, "intercepted")->buffer[0];
  const al_real *puddle = al_fields_find(bench.fields, "puddle")->buffer[0];
  column_bench_water(&bench, 0.0, 0.010);
  column_bench_step(&bench, 100.0, 1);
  /* 2 mm caught, half of 1 mm infiltrates, 4 mm in puddles */
  assert_true(fabs((double)bench.take_m[0] - 0.0065) < 1e-8);
  assert_true(fabs((double)caught[0] - 0.002) < 1e-9 && fabs((double)puddle[0] - 0.004) < 1e-9);
  column_bench_water(&bench, 0.0, 0.0);
  column_bench_step(&bench, 100.0, 1);
  assert_true(bench.take_m[0] == 0);
  assert_true(fabs((double)caught[0] - 0.0019) < 1e-9 && fabs((double)puddle[0] - 0.0035) < 1e-9);
  assert_true(fabs(column_bench_balance_m3(&bench, "depression") + 16.0 * 100.0 * 0.0035) < 1e-6);
  column_bench_close(&bench);
}

/* Two showers of 20 mm: the second finds worn ground, less so after a day of recovery. */
static double second_shower(const char *kind, const char *recovery)
{
  struct column_bench bench;
  char section[100];
  snprintf(section, sizeof section, "kind: %s, recovery_time: %s", kind, recovery);
  column_bench_open(&bench, 4, 4, NULL);
  assert_int_equal(column_bench_create(&bench, al_model_find("soil"), section, 2e5), AL_OK);
  double taken_m[2];
  for (int shower = 0; shower < 2; shower++) {
    const double before_m = bench.taken_m;
    for (int i = 0; i < 60; i++) {
      column_bench_water(&bench, 0.0, 0.020 / 60);
      column_bench_step(&bench, 60.0, 1);
    }
    taken_m[shower] = bench.taken_m - before_m;
    column_bench_water(&bench, 0.0, 0.0);
    column_bench_step(&bench, 86400.0, 1);
  }
  column_bench_close(&bench);
  return taken_m[1] / taken_m[0];
}

static void dry_ground_recovers(void **state)
{
  (void)state;
  for (size_t k = 2; k < AL_COUNT(kinds); k++) {
    const double worn = second_shower(kinds[k], "0 s"), half = second_shower(kinds[k], "1 d"),
                 fresh = second_shower(kinds[k], "2 h");
    print_message("%-16s second shower / first: %.4f worn, %.4f after one e-fold, %.4f after 12\n",
                  kinds[k], worn, half, fresh);
    assert_true(worn < half && half < fresh && fresh > 0.999 && fresh < 1.0001);
  }
}

static void moisture_moves_the_curve_number(void **state)
{
  (void)state;
  /* NEH-4 table 10.1: CN 80 is 63 dry and 91 wet; CN 60 is 40 and 78 */
  const double s[] = {soil_retention_m(80, SOIL_DRY), soil_retention_m(80, SOIL_WET),
                      soil_retention_m(60, SOIL_DRY), soil_retention_m(60, SOIL_WET)};
  const double cn[] = {63, 91, 40, 78};
  for (int i = 0; i < 4; i++)
    assert_true(fabs(1000.0 / (s[i] / 0.0254 + 10.0) - cn[i]) <
                1.5); /* the formulas are a fit to the table */
}

static void faults_are_named(void **state)
{
  (void)state;
  static const char *const faults[][2] = {
      {"kind: horton, initial_rate: 5 mm/h, final_rate: 6 mm/h", "final rate lies above"},
      {"kind: green_ampt, deficit: 0.9", "out of range"},
      {"kind: green_ampt, deficit: 0.5", "the deficit 0.5 lies above the porosity 0.4"},
      {"kind: green_ampt, parameters: map", "no row of the table is for soil_group 0"},
      {"kind: green_ampt, parameters: map, table: none.csv", "none.csv"},
      {"kind: grean_ampt", "green_ampt"}};
  for (size_t i = 0; i < AL_COUNT(faults); i++) {
    struct column_bench bench;
    column_bench_open(&bench, 4, 4, NULL);
    assert_int_equal(column_bench_create(&bench, al_model_find("soil"), faults[i][0], 10.0),
                     AL_BAD_INPUT);
    if (!strstr(al_ctx_error_text(bench.ctx), faults[i][1]))
      fail_msg("no '%s' in: %s", faults[i][1], al_ctx_error_text(bench.ctx));
    column_bench_close(&bench);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(takes_what_is_there_and_no_more),
      cmocka_unit_test(bits_do_not_depend_on_threads_or_vectors),
      cmocka_unit_test(mirrored_ground_takes_mirrored),
      cmocka_unit_test(stores_fill_dry_and_empty),
      cmocka_unit_test(dry_ground_recovers),
      cmocka_unit_test(moisture_moves_the_curve_number),
      cmocka_unit_test(faults_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
