/**
 * Typhoon Doksuri's surge on the shelf, from the ready scenario: plausibility, not validation. No
 * gauge of the storm is public; the official forecast for the coast was 1.2 to 2.8 m (of which 0.3
 * m on either side is allowed here), the water rises before the landfall of 01:55 UTC on 28
 * July, 37.9 hours after the start, and the balance closes.
 */
#include "support/case_run.h"
#include <math.h>
#include <stdio.h>

static void test_peaks_are_of_the_size_forecast(void **state)
{
  static const char *const quiet[] = {"output.interval=0", "output.maps=false",
                                      "output.report=false", NULL};
  static const char *const places[] = {"Weitou", "Shenhu", "Chongwu"};
  struct case_run run;
  (void)state;
  case_run_scenario(&run, "doksuri-shelf", quiet);
  for (int k = 0; k < 3; k++) {
    const double peak_m = case_highest(&run, places[k], "level_m");
    const double rise_h = case_passing_s(&run, places[k], "level_m", 0.9 * peak_m) / 3600.0;
    print_message("%s: peak %.2f m, nine tenths of it %.1f h after the start\n", places[k], peak_m,
                  rise_h);
    assert_true(peak_m > 0.9 && peak_m < 3.1);
    assert_true(rise_h > 30.0 && rise_h < 40.0);
  }
  const double share = case_balance_share(&run);
  print_message("balance %.1e of the water\n", share);
  assert_true(fabs(share) < 1e-7);
  case_run_free(&run);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_peaks_are_of_the_size_forecast)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
