/**
 * The Canadian Fire Weather Index against the tables of cffdrs (Canadian Forest Service): each code
 * over its whole range, and 48 days of Van Wagner and Pickett's sample carried from day to day.
 */
#include "models/fire/fire_fwi_cell.h"
#include "support/case_run.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "fire/cffdrs/"
enum { COLUMNS_MOST = 16 };

/* A row of numbers; TRUE is 1, FALSE 0, NA no number. @return how many there are */
static int read_row(FILE *stream, double *value)
{
  char line[512];
  int count = 0;
  if (!fgets(line, sizeof line, stream))
    return 0;
  for (char *at = strtok(line, ",\r\n"); at && count < COLUMNS_MOST; at = strtok(NULL, ",\r\n"))
    value[count++] = strcmp(at, "TRUE") == 0    ? 1.0
                     : strcmp(at, "FALSE") == 0 ? 0.0
                     : strcmp(at, "NA") == 0    ? (double)NAN
                                                : atof(at);
  return count;
}

static double by_ffmc(const double *v)
{
  return fire_ffmc(v[0], (struct fire_noon){v[1], v[2], v[3], v[4], 7});
}

static double by_isi(const double *v)
{
  return fire_isi(v[0], v[1], v[2] > 0.0);
}

static double by_bui(const double *v)
{
  return fire_bui(v[0], v[1]);
}

static double by_fwi(const double *v)
{
  return fire_fwi(v[0], v[1]);
}

/* Tables have four significant digits. Rows beyond the codes' ranges (negative humidity or rain)
 * are left out. */
static void check(const char *name, int columns, double (*of)(const double *))
{
  char relative[128];
  double v[COLUMNS_MOST], worst = 0.0;
  int compared = 0;
  snprintf(relative, sizeof relative, FOLDER "%s.csv", name);
  FILE *stream = fopen(test_case_path(relative), "r");
  assert_non_null(stream);
  read_row(stream, v);
  while (read_row(stream, v) == columns + 1) {
    bool inside = isfinite(v[columns]);
    for (int k = 0; k < columns; k++)
      inside = inside && v[k] >= (columns == 5 && k == 1 ? -50.0 : 0.0);
    if (columns == 5)
      inside = inside && v[2] <= 100.0;
    if (!inside)
      continue;
    const double error = fabs(of(v) - v[columns]) / fmax(fabs(v[columns]), 1e-2);
    worst = fmax(worst, error);
    compared++;
  }
  fclose(stream);
  printf("%s: %d rows, largest relative error %.1e\n", name, compared, worst);
  assert_true(compared > 500 && worst < 1e-3);
}

static void codes_agree_over_their_range(void **state)
{
  (void)state;
  check("FineFuelMoistureCode", 5, by_ffmc);
  check("InitialSpreadIndex", 3, by_isi);
  check("BuildupIndex", 2, by_bui);
  check("FireWeatherIndex", 2, by_fwi);
}

static void the_sample_goes_on_day_by_day(void **state)
{
  (void)state;
  enum { MONTH = 3, AIR = 5, HUMIDITY, WIND, RAIN, FFMC, DMC, DC, ISI, BUI, FWI };
  double v[COLUMNS_MOST], ffmc = 85.0, dmc = 6.0, dc = 15.0, worst = 0.0;
  int days = 0;
  FILE *stream = fopen(test_case_path(FOLDER "fwi_01.csv"), "r");
  assert_non_null(stream);
  read_row(stream, v);
  for (; read_row(stream, v) > FWI; days++) {
    const struct fire_noon noon = {v[AIR], v[HUMIDITY], v[WIND], v[RAIN], (int)v[MONTH]};
    ffmc = fire_ffmc(ffmc, noon);
    dmc = fire_dmc(dmc, noon);
    dc = fire_dc(dc, noon);
    const double isi = fire_isi(ffmc, noon.wind_km_per_h, false), bui = fire_bui(dmc, dc);
    const double got[6] = {ffmc, dmc, dc, isi, bui, fire_fwi(isi, bui)};
    for (int k = 0; k < 6; k++)
      worst = fmax(worst, fabs(got[k] - v[FFMC + k]) / fmax(fabs(v[FFMC + k]), 1e-2));
  }
  fclose(stream);
  printf("sample: %d days, six codes, largest relative error %.1e\n", days, worst);
  assert_true(days == 48 && worst < 1e-3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(codes_agree_over_their_range),
                                     cmocka_unit_test(the_sample_goes_on_day_by_day)};
  if (!test_case_present(FOLDER "fwi_01.csv"))
    return case_skip(FOLDER);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
