/**
 * Calendar time against known instants, and to and fro over four centuries.
 */
#include "support/support.h"
#include "core/caltime.h"
#include <string.h>

static void known_instants(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    double epoch_s;
    int offset_s;
  } rows[] = {{"1970-01-01", 0.0, 0},
              {"2000-03-01T00:00Z", 951868800.0, 0},
              {"2023-07-28T06:00+08:00", 1690495200.0, 28800},
              {"2023-07-28 06:00:30+0800", 1690495230.0, 28800},
              {"2023-07-27T22:00:00.5Z", 1690495200.5, 0},
              {"2024-02-29T24:00-03:30", 1709263800.0, -12600},
              {"1969-12-31T23:59:59Z", -1.0, 0},
              {"1600-01-01T00:00Z", -11676096000.0, 0},
              {"2023-07-28T06:00+08", 1690495200.0, 28800}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    double epoch_s = 7.0;
    int offset_s = 7;
    assert_true(al_time_parse(rows[i].text, &epoch_s, &offset_s));
    if (epoch_s != rows[i].epoch_s || offset_s != rows[i].offset_s)
      fail_msg("%s: %.3f %d", rows[i].text, epoch_s, offset_s);
  }
}

static void nonsense_is_refused(void **state)
{
  (void)state;
  static const char *const rows[] = {"",
                                     "yesterday",
                                     "2023-7-28",
                                     "2023-13-01",
                                     "2023-00-01",
                                     "2023-02-29",
                                     "1900-02-29",
                                     "2023-04-31",
                                     "2023-07-28T",
                                     "2023-07-28T25:00Z",
                                     "2023-07-28T24:01Z",
                                     "2023-07-28T06:60Z",
                                     "2023-07-28T06:00:60Z",
                                     "2023-07-28T06:00+08:00x",
                                     "2023-07-28T06:00+15:00",
                                     "2023-07-28T06:00+8",
                                     "2023-07-28T06:00 CST",
                                     "20230728",
                                     "-023-07-28"};
  double epoch_s;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (al_time_parse(rows[i], &epoch_s, NULL))
      fail_msg("'%s' was taken for %.1f", rows[i], epoch_s);
}

static void times_go_to_and_fro(void **state)
{
  (void)state;
  static const int offsets_s[] = {0, 28800, -12600};
  char text[64];
  for (double epoch_s = -11676096000.0; epoch_s < 1.2e10; epoch_s += 86400.0 * 17 + 4211) {
    for (int i = 0; i < 3; i++) {
      double back_s;
      int offset_s;
      al_time_format(epoch_s, offsets_s[i], text, sizeof text);
      assert_true(al_time_parse(text, &back_s, &offset_s));
      assert_true(back_s == epoch_s && offset_s == offsets_s[i]);
    }
  }
  al_time_format(1690495200.0, 28800, text, sizeof text);
  assert_string_equal(text, "2023-07-28T06:00:00+08:00");
  al_clock_format(183900.0, text, sizeof text);
  assert_string_equal(text, "2 d 03:05:00");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_instants),
      cmocka_unit_test(nonsense_is_refused),
      cmocka_unit_test(times_go_to_and_fro),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
