/**
 * Drains: capacity, classes, clogging, bounds.
 */
#include "support/column.h"
#include "models/models.h"
#include <math.h>
#include <string.h>

static void open_bench(struct column_bench *bench, const char *section)
{
  if (column_bench_create(bench, al_model_find("drains"), section, 3600.0) != AL_OK)
    fail_msg("%s", al_ctx_error_text(bench->ctx));
}

static void capacity_and_clogging(void **state)
{
  (void)state;
  struct column_bench bench;
  column_bench_open(&bench, 70, 4, NULL);
  open_bench(&bench, "capacity: 36 mm/h, clogging: 30 %");
  column_bench_water(&bench, 0.1, 0.0);
  column_bench_step(&bench, 10.0, 2);
  assert_true(fabs((double)bench.take_m[0] - 0.7 * 1e-4) < 1e-10);
  column_bench_water(&bench, 0.0, 2e-5); /* less than the drains could take */
  column_bench_step(&bench, 10.0, 2);
  assert_true(bench.take_m[5] == (al_real)2e-5);
  assert_true(fabs(column_bench_balance_m3(&bench, "drains") + 100.0 * bench.taken_m) <
              1e-12 * bench.taken_m * 100.0);
  column_bench_close(&bench);
}

static void classes_and_sea(void **state)
{
  (void)state;
  struct column_bench bench;
  column_bench_open(&bench, 4, 1, NULL);
  struct al_field *class = column_bench_field(&bench, "drain_class");
  struct al_field *sea = column_bench_field(&bench, "sea");
  const al_real codes[] = {0, 1, 2, 2};
  memcpy(class->buffer[0], codes, sizeof codes);
  sea->buffer[0][3] = 1;
  open_bench(&bench, "classes: [{class: 1, capacity: 36 mm/h}, {class: 2, capacity: 72 mm/h}]");
  column_bench_water(&bench, 1.0, 0.0);
  column_bench_step(&bench, 100.0, 1);
  const double wanted_m[] = {0.0, 1e-3, 2e-3, 0.0};
  for (int i = 0; i < 4; i++)
    assert_true(fabs((double)bench.take_m[i] - wanted_m[i]) < 1e-9);
  column_bench_close(&bench);
}

static void full_clogging_takes_nothing(void **state)
{
  (void)state;
  struct column_bench bench;
  column_bench_open(&bench, 4, 4, NULL);
  open_bench(&bench, "capacity: 36 mm/h, clogging: 100 %");
  column_bench_water(&bench, 1.0, 0.0);
  column_bench_step(&bench, 10.0, 1);
  assert_true(bench.taken_m == 0.0);
  column_bench_close(&bench);
}

static void faults_are_named(void **state)
{
  (void)state;
  static const char *const faults[][2] = {
      {"capacity: 36 mm/h, clogging: 1.5", "out of range"},
      {"classes: [{class: 1, capacity: 1 mm/h}, {class: 1, capacity: 2 mm/h}]", "stands twice"},
      {"classes: [{class: 1, capacity: 1 mm/h}]", "'drain_class'"}};
  for (size_t i = 0; i < AL_COUNT(faults); i++) {
    struct column_bench bench;
    column_bench_open(&bench, 4, 4, NULL);
    assert_int_equal(column_bench_create(&bench, al_model_find("drains"), faults[i][0], 10.0),
                     AL_BAD_INPUT);
    if (!strstr(al_ctx_error_text(bench.ctx), faults[i][1]))
      fail_msg("no '%s' in: %s", faults[i][1], al_ctx_error_text(bench.ctx));
    column_bench_close(&bench);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(capacity_and_clogging),
      cmocka_unit_test(classes_and_sea),
      cmocka_unit_test(full_clogging_takes_nothing),
      cmocka_unit_test(faults_are_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
