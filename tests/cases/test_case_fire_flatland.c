/**
 * FARSITE's ten flatland runs from its own landscape (.lcp) and weather (.raws): wind from six
 * directions, and turning each hour. Its dead fuel follows the weather from 3 %; ours stays at
 * 4.5 %, so that the burnt areas agree closely, not wholly.
 */
#include "doors/raster_door.h"
#include "support/case_run.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "fire/farsite_flatland/"
enum { SIDE = 100 };

static const char *const names[] = {
    "3mph0deg7hr",   "3mph60deg7hr", "3mph120deg7hr", "3mph180deg7hr",       "3mph240deg7hr",
    "3mph300deg7hr", "clockwise1hr", "clockwise3hr",  "counterClockwise1hr", "counterClockwise3hr"};

/* Rows "year month day hour temperature humidity rain speed direction cloud": a record each time
 * the wind turns, in English units. */
static void weather_of(const char *name, char *out, size_t capacity)
{
  char relative[200], line[256];
  double speed, from, last = -1.0;
  int day, hour, first = -1;
  snprintf(relative, sizeof relative, FOLDER "flatland_%s.raws", name);
  FILE *stream = fopen(test_case_path(relative), "r");
  assert_non_null(stream);
  size_t length = (size_t)snprintf(out, capacity, "fire.weather=[");
  while (fgets(line, sizeof line, stream)) {
    if (sscanf(line, "%*d %*d %d %d %*f %*f %*f %lf %lf", &day, &hour, &speed, &from) != 4)
      continue;
    hour = 24 * day + hour / 100;
    first = first < 0 ? hour : first;
    if (from != last)
      length += (size_t)snprintf(out + length, capacity - length,
                                 "{from: %d h, wind_speed: %.6g m/s, wind_from: %g deg, "
                                 "moisture_1h: 0.045, moisture_10h: 0.05, moisture_100h: 0.06}, ",
                                 hour - first, speed * 0.44704, from);
    last = from;
  }
  fclose(stream);
  snprintf(out + length - 2, capacity - length + 2, "]");
}

static double agreement(const float *ours, const float *theirs, double minutes)
{
  long both = 0, sum = 0;
  for (int i = 0; i < SIDE * SIDE; i++) {
    const bool a = (double)ours[i] <= 60.0 * minutes;
    const bool b = theirs[i] >= 0.0f && (double)theirs[i] <= minutes;
    both += a && b;
    sum += a + b;
  }
  return 2.0 * (double)both / (double)sum;
}

static void areas_agree_with_farsite(void **state)
{
  (void)state;
  for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
    char weather[4096], relative[200];
    struct case_run run;
    struct al_lattice lattice;
    static float theirs[SIDE * SIDE];
    weather_of(names[k], weather, sizeof weather);
    const char *const overrides[] = {weather, "output.gauge_interval=1 h", NULL};
    case_run_scenario(&run, "fire-flatland", overrides);
    const float *ours = case_raster(&run, "fire/arrival.tif", &lattice);
    snprintf(relative, sizeof relative, FOLDER "ref_flatland_centerIgnit_%s_RAWS_ArrivalTime.tif",
             names[k]);
    struct al_lattice own = lattice;
    own.crs_wkt = "";
    assert_int_equal(al_raster_read(run.ctx, test_case_path(relative), 1, &own, theirs), AL_OK);
    const double at[3] = {agreement(ours, theirs, 240.0), agreement(ours, theirs, 360.0),
                          agreement(ours, theirs, 420.0)};
    printf("%s: Sorensen %.4f after 4 h, %.4f after 6 h, %.4f after 7 h\n", names[k], at[0], at[1],
           at[2]);
    assert_true(at[0] >= 0.95 && at[1] >= 0.98 && at[2] >= 0.98);
    case_run_free(&run);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(areas_agree_with_farsite)};
  if (!test_case_present(FOLDER "flatland.lcp"))
    return case_skip(FOLDER "flatland.lcp");
  return cmocka_run_group_tests(tests, NULL, NULL);
}
