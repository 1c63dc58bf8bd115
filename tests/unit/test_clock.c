/**
 * How the clock cuts steps: stops are met in every bit, no step is tiny, none is too long.
 */
#include "run/clock.h"
#include "core/rng.h"
#include "support/support.h"

static void stops_are_met(void **state)
{
  (void)state;
  for (uint64_t draw = 0; draw < 2000; draw++) {
    const double start_s = 1e5 * al_rng_uniform(1, 1, draw);
    const double stop_s = start_s + 100.0 * al_rng_uniform(1, 2, draw) + 1e-3;
    const double stable_s = 0.01 + 20.0 * al_rng_uniform(1, 3, draw);
    double now_s = start_s;
    int steps = 0;
    while (now_s < stop_s) {
      const double dt_s = run_clock_step_s(now_s, stable_s, stable_s, stop_s);
      assert_true(dt_s > 0.0 && dt_s <= stable_s * (1.0 + RUN_CLOCK_ROUNDING));
      if (stop_s - start_s > stable_s)
        assert_true(dt_s > 0.49 * stable_s);
      now_s = dt_s == stop_s - now_s ? stop_s : now_s + dt_s;
      assert_true(++steps < 20000);
    }
    assert_true(now_s == stop_s);
  }
}

static void one_step_when_it_fits(void **state)
{
  (void)state;
  assert_true(run_clock_step_s(10.0, 5.0, 5.0, 15.0) == 5.0);
  assert_true(run_clock_step_s(10.0, 5.0, 5.0, 13.0) == 3.0);
  assert_true(run_clock_step_s(10.0, 5.0, 5.0, 16.0) == 3.0); /* 3 + 3, not 5 + 1 */
  assert_true(run_clock_step_s(10.0, 5.0, 5.0, 100.0) == 5.0);
  assert_true(run_clock_step_s(10.0, 7.0, 7.0, 100.0) == 90.0 / 13.0); /* no 6 at the end */
}

/* Parts are as many as if each were a step, and as long; a step holds a power of two of them. */
static void cut_steps_hold_even_parts(void **state)
{
  (void)state;
  for (uint64_t draw = 0; draw < 500; draw++) {
    const double stop_s = 0.5 + 100.0 * al_rng_uniform(2, 1, draw);
    const double part_s = 0.01 + 5.0 * al_rng_uniform(2, 2, draw);
    const double wanted = fmax(ceil(stop_s / part_s), 1.0), even_s = stop_s / wanted;
    double now_s = 0.0, parts = 0.0;
    while (now_s < stop_s) {
      const double dt_s = run_clock_step_s(now_s, 8.0 * part_s, part_s, stop_s);
      const double count = round(dt_s / even_s);
      assert_true(count == 1.0 || count == 2.0 || count == 4.0 || count == 8.0);
      assert_true(fabs(dt_s / count / even_s - 1.0) < 1e-9);
      parts += count;
      now_s = dt_s == stop_s - now_s ? stop_s : now_s + dt_s;
    }
    assert_true(now_s == stop_s && parts == wanted);
  }
  assert_true(run_clock_step_s(0.0, 40.0, 10.0, 90.0) == 40.0);
  assert_true(run_clock_step_s(0.0, 39.0, 10.0, 90.0) == 20.0);
  assert_true(run_clock_step_s(80.0, 40.0, 10.0, 90.0) == 10.0);
}

/* From any place the next multiple is the same number, so a restart meets the same exchanges. */
static void multiples_are_counted(void **state)
{
  (void)state;
  static const double intervals_s[] = {10.0, 0.1, 1.0 / 3.0, 7.3, 3600.0};
  for (size_t k = 0; k < 5; k++) {
    double now_s = 0.0;
    for (int n = 1; n <= 5000; n++) {
      const double next_s = run_clock_next_multiple_s(now_s, intervals_s[k]);
      assert_true(next_s == n * intervals_s[k]);
      const double between_s = now_s + 0.37 * intervals_s[k];
      assert_true(run_clock_next_multiple_s(between_s, intervals_s[k]) == next_s);
      now_s = next_s;
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(stops_are_met), cmocka_unit_test(one_step_when_it_fits),
      cmocka_unit_test(cut_steps_hold_even_parts), cmocka_unit_test(multiples_are_counted)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
