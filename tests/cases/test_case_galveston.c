/**
 * Galveston Bay from its ADCIRC mesh: the arguments and nodal factors of the case's constituents,
 * and the tide that the bay makes of them at its open boundary against the predictions of NOAA's
 * gauges, which the run does not know. Those are constants analysed from observed levels.
 */
#include "core/caltime.h"
#include "models/tide/tide.h"
#include "support/case_run.h"
#include "support/flow_world.h"
#include "support/plain_room.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define FOLDER "surge/surge_galveston_bay/"
#define START "2016-09-16T00:00Z"
#define DEGREE (3.14159265358979323846 / 180.0)

static double start_epoch_s(void)
{
  double epoch_s;
  assert_true(al_time_parse(START, &epoch_s, NULL));
  return epoch_s;
}

/* f cos(V + u - lag) of one constituent. */
static double unit_level(const struct tide *all, const char *name, double lag_deg)
{
  static struct tide one;
  one = *all;
  for (size_t k = 0; k < one.count; k++) {
    one.constituent[k].amplitude_m = strcmp(one.constituent[k].name, name) == 0;
    one.constituent[k].lag_deg = lag_deg;
  }
  return tide_level_m(&one, start_epoch_s(), NULL);
}

/* fort.15 gives a name, then frequency, f and V + u in degrees, for the start of its run. Its f of
 * P1 and S2 is not 1 as Schureman has it: another theory of the small lines beside them. */
static void arguments_are_those_of_the_case(void **state)
{
  static struct tide all;
  char line[256], name[16];
  double rate, factor, argument_deg, worst_factor = 0.0, worst_deg = 0.0;
  int count = 0;
  (void)state;
  FILE *stream = fopen(test_case_path(FOLDER "fort.15"), "r");
  assert_non_null(stream);
  assert_int_equal(tide_read_constituents(room.ctx, room.arena, NULL, &all), AL_OK);
  while (fgets(line, sizeof line, stream) && !strstr(line, "NBFR"))
    ;
  while (count < 8 &&
         fscanf(stream, "%15s %lf %lf %lf", name, &rate, &factor, &argument_deg) == 4) {
    const double along = unit_level(&all, name, 0.0), across = unit_level(&all, name, 90.0);
    const double away_deg = remainder(atan2(across, along) / DEGREE - argument_deg, 360.0);
    const double away = hypot(along, across) - factor;
    print_message("%s: f %.4f (case %.4f), V + u %+.2f degrees from the case's\n", name,
                  hypot(along, across), factor, away_deg);
    worst_factor = fmax(worst_factor, fabs(away));
    worst_deg = fmax(worst_deg, fabs(away_deg));
    count++;
  }
  fclose(stream);
  assert_int_equal(count, 8);
  flow_world_gate("nodal factors, largest difference", worst_factor, 0.012);
  flow_world_gate("arguments, largest difference in degrees", worst_deg, 0.5);
}

struct fit {
  double error_m, tide_m, ratio, lag_min; /* rms of the difference, of the tide; best fit */
};

/* Difference of a gauge from its prediction from 36 h on, the mean of the run taken out; then the
 * height and the delay that fit best. */
static struct fit compare(const struct case_run *run, const char *gauge)
{
  static struct tide tide;
  struct fit out = {.error_m = INFINITY};
  double least = INFINITY, mean_m = 0.0;
  enum { FROM = 216, STEPS = 720 };
  if (tide_read(run->ctx, run->arena, test_source_path("grids/cities/galveston/tide.csv"), gauge,
                &tide) != AL_OK)
    fail_msg("%s", al_ctx_error_text(run->ctx));
  for (int k = FROM; k <= STEPS; k++)
    mean_m += case_at(run, gauge, "level_m", 600.0 * k) / (STEPS - FROM + 1);
  for (int lag_min = -120; lag_min <= 120; lag_min += 5) {
    double both = 0.0, is = 0.0, said = 0.0, apart = 0.0;
    for (int k = FROM; k <= STEPS; k++) {
      const double level_m = case_at(run, gauge, "level_m", 600.0 * k) - mean_m;
      const double tide_m = tide_level_m(&tide, start_epoch_s() + 600.0 * k - 60.0 * lag_min, NULL);
      both += level_m * tide_m;
      is += level_m * level_m;
      said += tide_m * tide_m;
      apart += (level_m - tide_m) * (level_m - tide_m);
    }
    const double left = is - both * both / said;
    if (lag_min == 0) {
      out.error_m = sqrt(apart / (STEPS - FROM + 1));
      out.tide_m = sqrt(said / (STEPS - FROM + 1));
    }
    if (left < least) {
      least = left;
      out.ratio = both / said;
      out.lag_min = lag_min;
    }
  }
  return out;
}

static void bay_makes_its_tide(void **state)
{
  static const char *const gauges[] = {"Pleasure Pier", "Entrance",     "Port Bolivar",
                                       "Pier 21",       "Eagle Point",  "Railroad Bridge",
                                       "Rollover Pass", "Morgans Point"};
  struct case_run run;
  double worst_m = 0.0, worst_share = 0.0, worst_min = 0.0;
  (void)state;
  case_run_scenario(&run, "galveston-tide", NULL);
  for (int k = 0; k < 8; k++) {
    const struct fit fit = compare(&run, gauges[k]);
    print_message("%-16s %.1f cm rms from a tide of %.1f cm rms; %.2f times as high, %+.0f min\n",
                  gauges[k], 100.0 * fit.error_m, 100.0 * fit.tide_m, fit.ratio, fit.lag_min);
    worst_m = fmax(worst_m, fit.error_m);
    worst_share = fmax(worst_share, fabs(fit.ratio - 1.0));
    worst_min = fmax(worst_min, fabs(fit.lag_min));
  }
  flow_world_gate("largest rms difference of a gauge (m)", worst_m, 0.045);
  flow_world_gate("largest error of a height", worst_share, 0.3);
  flow_world_gate("largest delay (min)", worst_min, 60.0);
  flow_world_gate("balance", case_balance_share(&run), 1e-7);
  case_run_free(&run);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(arguments_are_those_of_the_case),
                                     cmocka_unit_test(bay_makes_its_tide)};
  if (!test_case_present(FOLDER "fort.14"))
    return case_skip(FOLDER "fort.14");
  return cmocka_run_group_tests(tests, open_room, close_room);
}
