/**
 * Quantities: the right SI value, the right fault, nothing mixed silently.
 */
#include "support/support.h"
#include "core/units.h"
#include <stdio.h>
#include <string.h>

static void quantities_become_si(void **state)
{
  (void)state;
  static const struct {
    const char *text, *si;
    double value;
  } rows[] = {
      {"12.5 mm/h", "m/s", 12.5 / 3.6e6},
      {"36 mm/h", "m/s", 1e-5},
      {"30 min", "s", 1800.0},
      {"2 km", "m", 2000.0},
      {"50 ha", "m2", 5e5},
      {"5 m3/s", "m3/s", 5.0},
      {"945 hPa", "Pa", 94500.0},
      {"30 %", "1", 0.3},
      {"64 GiB", "B", 68719476736.0},
      {"10 kt", "m/s", 18520.0 / 3600.0},
      {"0.1 mm", "m", 1e-4},
      {"7", "m", 7.0},
      {" -1.5e2 cm", "m", -1.5},
      {"1.5h", "s", 5400.0},
      {"180 deg", "rad", 3.14159265358979323846},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    double value = -1.0;
    assert_int_equal(al_quantity_parse(rows[i].text, rows[i].si, &value), AL_QUANTITY_OK);
    if (value != rows[i].value)
      fail_msg("%s: %.17g, not %.17g", rows[i].text, value, rows[i].value);
  }
}

static void wrong_quantities_are_refused(void **state)
{
  (void)state;
  double value;
  static const char *const no_number[] = {"", "x", "mm", "nan", "inf", "-inf", ".", "1e999", "--1"};
  for (size_t i = 0; i < sizeof no_number / sizeof no_number[0]; i++)
    assert_int_equal(al_quantity_parse(no_number[i], "m", &value), AL_QUANTITY_NO_NUMBER);
  assert_int_equal(al_quantity_parse("0x10 m", "m", &value), AL_QUANTITY_UNKNOWN_UNIT);
  assert_int_equal(al_quantity_parse("1 mmm", "m", &value), AL_QUANTITY_UNKNOWN_UNIT);
  assert_int_equal(al_quantity_parse("1,000 m", "m", &value), AL_QUANTITY_UNKNOWN_UNIT);
  assert_int_equal(al_quantity_parse("5 knots", "m", &value), AL_QUANTITY_OTHER_DIMENSION);
  assert_int_equal(al_quantity_parse("5 hPa", "m/s", &value), AL_QUANTITY_OTHER_DIMENSION);
  assert_int_equal(al_quantity_parse("5 m", "m/s", &value), AL_QUANTITY_OTHER_DIMENSION);
}

static void headers_name_their_unit(void **state)
{
  (void)state;
  static const char *const rows[][2] = {
      {"Time (mins)", "mins"},       {"rain_mm_per_h", "mm/h"},
      {"Inflow (cumecs)", "cumecs"}, {"Rainfall intensity (mm/hr)", "mm/hr"},
      {"Water level (m)", "m"},      {"time_s", "s"},
      {"q [m3/s]", "m3/s"},          {"discharge_m3_per_s", "m3/s"},
      {"水位（米）", "米"},          {"Level (tide) (m)", "m"}};
  char unit[64];
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    assert_true(al_unit_of_header(rows[i][0], unit, sizeof unit));
    assert_string_equal(unit, rows[i][1]);
  }
  assert_false(al_unit_of_header("level", unit, sizeof unit));
  assert_string_equal(unit, "");
  assert_false(al_unit_of_header("Speed (furlongs)", unit, sizeof unit));
  assert_string_equal(unit, "furlongs");
}

static void lists_offer_what_parses(void **state)
{
  (void)state;
  static const char *const si[] = {"m", "s", "m/s", "m3/s", "m2", "Pa", "1", "B", "s/m^(1/3)"};
  for (size_t i = 0; i < sizeof si / sizeof si[0]; i++) {
    char list[400], text[64];
    double value;
    al_unit_list(si[i], list, sizeof list);
    assert_true(*list && *al_unit_dimension(si[i]));
    for (char *unit = strtok(list, ","); unit; unit = strtok(NULL, ",")) {
      snprintf(text, sizeof text, "1 %s", unit + strspn(unit, " "));
      assert_int_equal(al_quantity_parse(text, si[i], &value), AL_QUANTITY_OK);
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(quantities_become_si),
      cmocka_unit_test(wrong_quantities_are_refused),
      cmocka_unit_test(headers_name_their_unit),
      cmocka_unit_test(lists_offer_what_parses),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
