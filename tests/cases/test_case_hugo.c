/**
 * Hurricane Hugo (1989) at three gauges: NOAA's own predictions against ours from NOAA's constants,
 * and what was measured before the storm came, which is tide and weather. There is no bathymetry in
 * the case: the surge itself is not simulated, only told.
 *
 * The constants are of 2026, the predictions were made some years before; another program
 * (@neaps/tide-predictor 0.11) differs from them by the same 12 cm at Wilmington as we do.
 */
#include "core/caltime.h"
#include "models/tide/tide.h"
#include "support/flow_world.h"
#include "support/plain_room.h"
#include <math.h>
#include <stdio.h>

#define FOLDER "surge/surge_hugo_gauges/"

/* Mean sea level above the zero of the gauge, epoch 1983 to 2001: NOAA's datums. The levels of the
 * case count from there, not from MLLW as its manifest has it: MLLW leaves 0.84, 0.75 and 0.56 m.
 */
struct place {
  const char *name, *file;
  double msl_m;
};

static const struct place places[3] = {{"Charleston", FOLDER "8665530_data.csv", 1.733},
                                       {"Wilmington", FOLDER "8658120_data.csv", 1.490},
                                       {"Beaufort", FOLDER "8656483_data.csv", 1.083}};

struct look {
  int count, calm;
  double worst_m, square, calm_square, surge_m, surge_h; /* hours after the first row */
};

/* A row "1989/09/20,04:00,2.55,2.426,-,-". */
static bool read_row(const char *line, double *epoch_s, double *said_m, double *seen_m)
{
  int year, month, day, hour;
  char time[40];
  if (sscanf(line, "%d/%d/%d,%d:00,%lf,%lf", &year, &month, &day, &hour, said_m, seen_m) != 6)
    return false;
  snprintf(time, sizeof time, "%04d-%02d-%02dT%02d:00Z", year, month, day, hour);
  assert_true(al_time_parse(time, epoch_s, NULL));
  return true;
}

static struct look look_at(const struct place *place)
{
  static struct tide tide;
  struct look out = {.surge_m = -INFINITY};
  char line[200];
  double epoch_s, first_s = 0.0, said_m, seen_m;
  FILE *stream = fopen(test_case_path(place->file), "r");
  assert_non_null(stream);
  if (tide_read(room.ctx, room.arena, test_source_path("tests/cases/hugo_tide.csv"), place->name,
                &tide) != AL_OK)
    fail_msg("%s", al_ctx_error_text(room.ctx));
  while (fgets(line, sizeof line, stream)) {
    if (!read_row(line, &epoch_s, &said_m, &seen_m))
      continue;
    first_s = out.count ? first_s : epoch_s;
    const double own_m = place->msl_m + tide_level_m(&tide, epoch_s, NULL);
    const double hour = (epoch_s - first_s) / 3600.0;
    out.worst_m = fmax(out.worst_m, fabs(own_m - said_m));
    out.square += (own_m - said_m) * (own_m - said_m);
    if (hour < 36.0) {
      out.calm_square += (own_m - seen_m) * (own_m - seen_m);
      out.calm++;
    }
    if (seen_m - own_m > out.surge_m) {
      out.surge_m = seen_m - own_m;
      out.surge_h = hour;
    }
    out.count++;
  }
  fclose(stream);
  return out;
}

static void predictions_are_those_of_noaa(void **state)
{
  double worst_m = 0.0, worst_rms_m = 0.0, worst_calm_m = 0.0;
  (void)state;
  for (int k = 0; k < 3; k++) {
    const struct look look = look_at(&places[k]);
    assert_true(look.count > 70 && look.calm == 36);
    const double rms_m = sqrt(look.square / look.count), calm_m = sqrt(look.calm_square / 36.0);
    print_message("%s, %d hours: NOAA's prediction %.1f cm at worst, %.1f cm rms; measured in the "
                  "first 36 hours %.1f cm rms; highest surge %.2f m after %.0f hours\n",
                  places[k].name, look.count, 100.0 * look.worst_m, 100.0 * rms_m, 100.0 * calm_m,
                  look.surge_m, look.surge_h);
    worst_m = fmax(worst_m, look.worst_m);
    worst_rms_m = fmax(worst_rms_m, rms_m);
    worst_calm_m = fmax(worst_calm_m, calm_m);
  }
  flow_world_gate("NOAA's predictions, worst hour (m)", worst_m, 0.13);
  flow_world_gate("NOAA's predictions, rms (m)", worst_rms_m, 0.075);
  flow_world_gate("measured before the storm, rms (m)", worst_calm_m, 0.2);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(predictions_are_those_of_noaa)};
  if (!test_case_present(places[0].file)) {
    printf("SKIPPED: %s is not there\n", test_case_path(places[0].file));
    return 77;
  }
  return cmocka_run_group_tests(tests, open_room, close_room);
}
