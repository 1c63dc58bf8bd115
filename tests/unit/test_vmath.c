/**
 * Errors of the inline functions against the library's.
 */
#include "support/support.h"
#include "core/vmath.h"
#include <math.h>
#include <stdio.h>

#ifdef ANLAN_FLOAT64
static const double exp_bound = 1e-15, log_bound = 1e-15, pow_bound = 3e-15, span = 700.0;
#else
static const double exp_bound = 2e-7, log_bound = 2e-7, pow_bound = 3e-7, span = 87.0;
#endif

static void exponential_is_close(void **state)
{
  (void)state;
  double worst = 0.0;
  for (double x = -span; x < span; x += 0.00037) {
    const al_real given = (al_real)x;
    worst = fmax(worst, fabs((double)al_exp(given) / exp((double)given) - 1.0));
  }
  printf("al_exp: relative error %.3g\n", worst);
  assert_true(worst < exp_bound);
  assert_true(al_exp(0) == 1);
  assert_true(isfinite(al_exp((al_real)1e30)) && al_exp((al_real)-1e30) > 0);
}

static void logarithm_is_close(void **state)
{
  (void)state;
  double worst = 0.0;
  for (double power = -85.0; power < 85.0; power += 0.00037) {
    const al_real given = (al_real)exp(power);
    const double there = log((double)given);
    worst = fmax(worst, fabs((double)al_ln(given) - there) / fmax(fabs(there), 0.1));
  }
  printf("al_ln: error %.3g of max(|ln x|, 0.1)\n", worst);
  assert_true(worst < log_bound);
  assert_true(al_ln(1) == 0);
}

static void power_is_close(void **state)
{
  (void)state;
  double worst = 0.0;
  for (double x = 1e-3; x < 1e3; x *= 1.0137)
    for (double y = -3.0; y < 3.0; y += 0.0613) {
      const al_real base = (al_real)x, exponent = (al_real)y;
      const double there = pow((double)base, (double)exponent);
      const double size = 1.0 + fabs((double)exponent * log((double)base));
      worst = fmax(worst, fabs((double)al_pow(base, exponent) / there - 1.0) / size);
    }
  printf("al_pow: relative error %.3g (1 + |y ln x|)\n", worst);
  assert_true(worst < pow_bound);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(exponential_is_close),
      cmocka_unit_test(logarithm_is_close),
      cmocka_unit_test(power_is_close),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
