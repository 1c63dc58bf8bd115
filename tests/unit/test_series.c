/**
 * Values, integrals and knots of series of both shapes.
 */
#include "support/support.h"
#include "config/series.h"
#include <math.h>

static const double times_s[] = {10.0, 20.0, 40.0}, values[] = {1.0, 3.0, -1.0};
static const struct al_series linear = {3, times_s, values, AL_SERIES_LINEAR};
static const struct al_series steps = {3, times_s, values, AL_SERIES_STEP};

static void values_at_between_and_outside(void **state)
{
  (void)state;
  assert_true(al_series_value(&linear, 0.0) == 1.0 && al_series_value(&steps, 0.0) == 1.0);
  assert_true(al_series_value(&linear, 15.0) == 2.0 && al_series_value(&steps, 15.0) == 1.0);
  assert_true(al_series_value(&linear, 20.0) == 3.0 && al_series_value(&steps, 20.0) == 3.0);
  assert_true(al_series_value(&linear, 30.0) == 1.0 && al_series_value(&steps, 39.999) == 3.0);
  assert_true(al_series_value(&linear, 99.0) == -1.0 && al_series_value(&steps, 99.0) == -1.0);
  const struct al_series none = {0};
  assert_true(al_series_value(&none, 1.0) == 0.0 && al_series_integral(&none, 0.0, 9.0) == 0.0);
}

static void integrals_are_exact(void **state)
{
  (void)state;
  assert_true(al_series_integral(&linear, 0.0, 50.0) == 10.0 + 20.0 + 20.0 - 10.0);
  assert_true(al_series_integral(&steps, 0.0, 50.0) == 10.0 + 10.0 + 60.0 - 10.0);
  assert_true(al_series_integral(&linear, 15.0, 15.0) == 0.0);
  for (double cut_s = -5.0; cut_s < 60.0; cut_s += 0.73) {
    const double whole = al_series_integral(&linear, -5.0, 60.0);
    const double parts =
        al_series_integral(&linear, -5.0, cut_s) + al_series_integral(&linear, cut_s, 60.0);
    assert_true(fabs(whole - parts) < 1e-12);
  }
}

static void knots_follow(void **state)
{
  (void)state;
  assert_true(al_series_next_knot_s(&steps, -1.0) == 10.0);
  assert_true(al_series_next_knot_s(&steps, 10.0) == 20.0);
  assert_true(al_series_next_knot_s(&steps, 39.0) == 40.0);
  assert_true(isinf(al_series_next_knot_s(&steps, 40.0)));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_at_between_and_outside),
      cmocka_unit_test(integrals_are_exact),
      cmocka_unit_test(knots_follow),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
