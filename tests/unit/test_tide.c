/**
 * Tide: speeds and ranges of the nodal factors after Schureman, prediction, series, turns, datums
 * and faulty tables.
 */
#include "support/support.h"
#include "support/plain_room.h"
#include "core/caltime.h"
#include "doors/csv_door.h"
#include "models/tide/tide.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static double epoch(const char *text)
{
  double epoch_s = NAN;
  assert_true(al_time_parse(text, &epoch_s, NULL));
  return epoch_s;
}

static struct tide one_wave(const char *name, double amplitude_m, double lag_deg)
{
  static struct tide known;
  struct tide tide = {.count = 1};
  assert_int_equal(tide_read_constituents(room.ctx, room.arena, NULL, &known), AL_OK);
  for (size_t i = 0; i < known.count; i++)
    if (strcmp(known.constituent[i].name, name) == 0)
      tide.constituent[0] = known.constituent[i];
  assert_non_null(tide.constituent[0].name);
  tide.constituent[0].amplitude_m = amplitude_m;
  tide.constituent[0].lag_deg = lag_deg;
  return tide;
}

/* The multiples of the sky's rates give the speed that the source of the row prints. */
static void speeds_are_those_of_the_sources(void **state)
{
  (void)state;
  struct al_csv csv;
  struct tide known;
  struct tide_sky sky;
  const char *path = test_source_path("models/tide/constituents.csv");
  assert_int_equal(al_csv_read(room.ctx, room.arena, path, &csv), AL_OK);
  assert_int_equal(tide_read_constituents(room.ctx, room.arena, NULL, &known), AL_OK);
  tide_sky_at(epoch("1950-01-01T00:00Z"), &sky);
  const int column = al_csv_column(&csv, "speed_deg_per_h");
  assert_true(column >= 0 && known.count == csv.row_count && known.count > 50);
  for (size_t i = 0; i < known.count; i++) {
    double speed = 0.0;
    for (int k = 0; k < TIDE_ANGLES; k++)
      speed += known.constituent[i].multiple[k] * sky.rate_deg_per_h[k];
    if (fabs(speed - al_csv_number(room.ctx, &csv, i, column)) > 1.5e-6)
      fail_msg("%s: %.7f", known.constituent[i].name, speed);
  }
}

/* Longitudes of Meeus' example 47.a (1992-04-12T00:00 of dynamical time): L' = 134.290182 degrees,
 * and of 25.a (1992-10-13): L0 = 201.80720 degrees. */
static void longitudes_are_those_of_meeus(void **state)
{
  (void)state;
  struct tide_sky sky;
  tide_sky_at(epoch("1992-04-12T00:00Z"), &sky);
  assert_true(fabs(remainder(sky.angle_deg[TIDE_S] - 134.290182, 360.0)) < 1e-5);
  tide_sky_at(epoch("1992-10-13T00:00Z"), &sky);
  assert_true(fabs(remainder(sky.angle_deg[TIDE_H] - 201.80720, 360.0)) < 1e-5);
}

/* Smallest and largest factors over 18.6 years of the usual short series (K2: 1.0246 + 0.2863 cos N
 * + 0.0083 cos 2N - 0.0015 cos 3N, and so on), which differ from the closed forms by up to 0.003.
 */
static void factors_have_the_known_ranges(void **state)
{
  (void)state;
  static const struct {
    enum tide_basis basis;
    double least, most;
  } ranges[] = {{TIDE_O1, 0.806, 1.183},
                {TIDE_K1, 0.882, 1.113},
                {TIDE_M2, 0.963, 1.038},
                {TIDE_K2, 0.748, 1.317},
                {TIDE_J1, 0.827, 1.165}};
  for (size_t r = 0; r < sizeof ranges / sizeof ranges[0]; r++) {
    double least = INFINITY, most = 0.0;
    for (double day = 0.0; day < 6800.0; day += 1.0) {
      struct tide_sky sky;
      tide_sky_at(86400.0 * day, &sky);
      least = fmin(least, sky.factor[ranges[r].basis]);
      most = fmax(most, sky.factor[ranges[r].basis]);
    }
    if (fabs(least - ranges[r].least) > 0.003 || fabs(most - ranges[r].most) > 0.003)
      fail_msg("basis %d: %.4f .. %.4f", (int)ranges[r].basis, least, most);
  }
}

static void one_constituent_is_a_cosine(void **state)
{
  (void)state;
  const struct tide tide = one_wave("S2", 1.5, 30.0);
  const double noon_s = epoch("2023-07-26T12:00Z");
  assert_true(fabs(tide_level_m(&tide, noon_s, NULL) - 1.5 * cos(acos(-1.0) / 6.0)) < 1e-9);
  assert_true(fabs(tide_level_m(&tide, noon_s + 3600.0, NULL) - 1.5) < 1e-9);
  struct tide_turn turn[4];
  assert_int_equal(tide_turns(&tide, noon_s, noon_s + 86400.0, turn, 4), 4);
  assert_true(turn[0].high && !turn[1].high && turn[2].high);
  assert_true(fabs(turn[0].epoch_s - noon_s - 3600.0) < 0.1);
  assert_true(fabs(turn[1].level_m + 1.5) < 1e-9);
  assert_int_equal(tide_turns(&tide, noon_s, noon_s + 86400.0, NULL, 0), 4);
}

static void rate_is_the_slope_of_the_level(void **state)
{
  (void)state;
  struct tide tide;
  assert_int_equal(tide_read(room.ctx, room.arena, NULL, "Xiamen", &tide), AL_OK);
  assert_int_equal(tide.count, 50);
  assert_true(fabs(tide.lat_deg - 24.45) < 1e-9 && fabs(tide.lon_deg - 118.067) < 1e-9);
  for (int hour = 0; hour < 200; hour++) {
    double rate;
    const double at_s = 1.69e9 + 3600.0 * hour;
    tide_level_m(&tide, at_s, &rate);
    const double rise_m =
        tide_level_m(&tide, at_s + 5.0, NULL) - tide_level_m(&tide, at_s - 5.0, NULL);
    assert_true(fabs(rise_m / 10.0 - rate) < 1e-7);
  }
}

static void series_runs_on_the_clock(void **state)
{
  (void)state;
  struct tide tide;
  struct al_series series, late;
  const double start_s = epoch("2023-07-26T00:00Z");
  assert_int_equal(tide_read(room.ctx, room.arena, NULL, "Xiamen", &tide), AL_OK);
  assert_int_equal(tide_series(room.arena, &tide, start_s, -600.0, 86400.0, 600.0, 0.0, &series),
                   AL_OK);
  assert_int_equal(series.count, 146);
  assert_true(series.time_s[0] == -600.0 && series.time_s[145] == 86400.0);
  double worst_m = 0.0;
  for (double t = -600.0; t < 86400.0; t += 37.0)
    worst_m =
        fmax(worst_m, fabs(al_series_value(&series, t) - tide_level_m(&tide, start_s + t, NULL)));
  printf("straight lines over 10 min: worst %.4f m\n", worst_m);
  assert_true(worst_m < 4e-3);
  assert_int_equal(tide_series(room.arena, &tide, start_s, 0.0, 86400.0, 600.0, 3600.0, &late),
                   AL_OK);
  assert_true(fabs(al_series_value(&late, 7200.0) - al_series_value(&series, 3600.0)) < 1e-9);
}

static void datums_have_names(void **state)
{
  (void)state;
  double level_m;
  assert_int_equal(tide_datum_m(room.ctx, room.arena, NULL, "Xiamen", "MSL", &level_m), AL_OK);
  assert_true(fabs(level_m - 3.59) < 1e-9);
  assert_int_equal(tide_datum_m(room.ctx, room.arena, NULL, "Xiamen", "HAT", &level_m), AL_OK);
  assert_true(fabs(level_m - 6.967) < 1e-9);
  assert_int_equal(tide_datum_m(room.ctx, room.arena, NULL, "Xiamen", "XYZ", &level_m),
                   AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(room.ctx), "'Xiamen' has no datum 'XYZ'"));
  al_ctx_clear(room.ctx);
  assert_int_equal(tide_datum_m(room.ctx, room.arena, NULL, "Xiamen", "MHHV", &level_m),
                   AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(room.ctx), "nearest: MHHW"));
  al_ctx_clear(room.ctx);
}

static const char *write_table(const char *text)
{
  static char path[4300];
  snprintf(path, sizeof path, "%s/table.csv", room.folder);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(text, file);
  fclose(file);
  return path;
}

static void faulty_tables_are_refused(void **state)
{
  (void)state;
  static const struct {
    const char *text, *station, *words;
  } faults[] = {
      {"constituent,amplitude_m,lag_deg\nM22,1,2\n", NULL, "no tidal constituent 'M22'"},
      {"constituent,amplitude_m,lag_deg\nM2,1,2\nm2,1,2\n", NULL, "'m2' is given twice"},
      {"constituent,amplitude_m,lag_deg\nM2,183.5,2\n", NULL, "amplitude 183.5 m"},
      {"constituent,amplitude_m,lag_deg\nM2,1,900\n", NULL, "lag 900 degrees"},
      {"constituent,amplitude_m,lag_deg\nM2,,9\n", NULL, "the value is missing"},
      {"constituent,amplitude,lag_deg\nM2,1,9\n", NULL, "needs a unit of length"},
      {"constituent,amplitude_kt,lag_deg\nM2,1,9\n", NULL, "needs a unit of length"},
      {"constituent,lag_deg\nM2,1\n", NULL, "the column amplitude is missing"},
      {"constituent,amplitude_m,lag_deg\n", NULL, "no row holds a constituent"},
      {"station,constituent,amplitude_m,lag_deg\nA,M2,1,2\nB,M2,1,2\n", NULL, "holds 2 stations"},
      {"station,constituent,amplitude_m,lag_deg\nXiamen,M2,1,2\n", "Xiaman", "it has 'Xiamen'"},
  };
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
    struct tide tide;
    al_ctx_clear(room.ctx);
    assert_int_equal(
        tide_read(room.ctx, room.arena, write_table(faults[i].text), faults[i].station, &tide),
        AL_BAD_INPUT);
    if (!strstr(al_ctx_error_text(room.ctx), faults[i].words))
      fail_msg("fault %zu: %s", i, al_ctx_error_text(room.ctx));
  }
  al_ctx_clear(room.ctx);
}

static void units_of_a_table_are_heeded(void **state)
{
  (void)state;
  struct tide tide;
  assert_int_equal(tide_read(room.ctx, room.arena,
                             write_table("constituent,amplitude_cm,lag_deg\nM2,183.5,-10\n"), NULL,
                             &tide),
                   AL_OK);
  assert_true(tide.count == 1 && fabs(tide.constituent[0].amplitude_m - 1.835) < 1e-12);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(speeds_are_those_of_the_sources),
      cmocka_unit_test(longitudes_are_those_of_meeus),
      cmocka_unit_test(factors_have_the_known_ranges),
      cmocka_unit_test(one_constituent_is_a_cosine),
      cmocka_unit_test(rate_is_the_slope_of_the_level),
      cmocka_unit_test(series_runs_on_the_clock),
      cmocka_unit_test(datums_have_names),
      cmocka_unit_test(faulty_tables_are_refused),
      cmocka_unit_test(units_of_a_table_are_heeded),
  };
  return cmocka_run_group_tests(tests, open_room, close_room);
}
