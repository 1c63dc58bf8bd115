/**
 * Wind profiles against the radii of 34, 50 and 64 kt that the best tracks of Ike (2008) and Isaac
 * (2012) give by quadrant: analyses of forecasters from aircraft, satellites and ships, the only
 * thing measured of the wind in the cases.
 *
 * A radius of the track is the farthest place of the quadrant where the wind over a minute reaches
 * the threshold; the model's is taken the same way, with the asymmetry of its motion. Holland 2010
 * is fitted to the outermost radius of a row: that one is no prediction of it.
 */
#include "models/cyclone/cyclone_cell.h"
#include "models/cyclone/cyclone_storm.h"
#include "support/flow_world.h"
#include "support/plain_room.h"
#include <math.h>
#include <stdio.h>

#define IKE "surge/surge_galveston_bay/ike2008_bdeck_atcf.dat"
#define ISAAC "surge/geoclaw_isaac/bal092012.dat"

struct away {
  int count;
  double ratio, square; /* sums of ln(model / track) and of its square */
};

/* Farthest radius of a quadrant at which the wind reaches a speed, m; 0 when nowhere. */
static double reach_m(const struct cyclone_now *now, int quadrant, double speed)
{
  for (double r_m = 600e3; r_m > 5e3; r_m -= 2e3)
    for (int k = 0; k < 18; k++) {
      const double angle = (90.0 * quadrant + 5.0 * k + 2.5) * 3.14159265358979 / 180.0;
      const struct cyclone_air air =
          cyclone_air_at(now, (al_real)(r_m * sin(angle)), (al_real)(r_m * cos(angle)));
      if (hypot((double)air.wind_x, (double)air.wind_y) >= speed)
        return r_m;
    }
  return 0.0;
}

static double mean_reach_m(const struct cyclone_now *now, double speed)
{
  double sum_m = 0.0;
  int count = 0;
  for (int q = 0; q < 4; q++) {
    const double far_m = reach_m(now, q, speed);
    sum_m += far_m;
    count += far_m > 0.0;
  }
  return count ? sum_m / count : 0.0;
}

static void compare(const char *path, enum cyclone_profile profile, struct away away[3])
{
  struct cyclone_track track;
  struct cyclone_storm storm;
  struct cyclone_settings settings = cyclone_settings_usual();
  const struct cyclone_source source = {.path = test_case_path(path), .format = CYCLONE_ATCF};
  settings.profile = profile;
  settings.pn_pa = 101300.0; /* Isaac began at 1010 hPa */
  if (cyclone_read(room.ctx, room.arena, &source, &track) != AL_OK)
    fail_msg("%s", al_ctx_error_text(room.ctx));
  const struct cyclone_target target = {.lon_deg = track.row[track.count / 2].lon_deg,
                                        .lat_deg = track.row[track.count / 2].lat_deg,
                                        .reach_m = 1e7,
                                        .start_s = track.row[0].epoch_s,
                                        .end_s = track.row[track.count - 1].epoch_s};
  if (cyclone_storm_create(room.ctx, room.arena, &track, &settings, &target, &storm) != AL_OK)
    fail_msg("%s", al_ctx_error_text(room.ctx));
  for (size_t i = 0; i < track.count; i++) {
    const struct cyclone_row *row = &track.row[i];
    struct cyclone_now now;
    if (!(row->vmax_m_per_s > 33.0 && row->rmax_m > 0.0) ||
        !cyclone_storm_at(&storm, row->epoch_s, &now, NULL))
      continue;
    for (int k = 0; k < 3; k++) {
      const double model_m = mean_reach_m(&now, settings.minute_factor * row->gale[k].wind_m_per_s);
      if (!(row->gale[k].radius_m > 0.0) || !(model_m > 0.0))
        continue;
      const double ln = log(model_m / row->gale[k].radius_m);
      away[k].count++;
      away[k].ratio += ln;
      away[k].square += ln * ln;
    }
  }
}

static void radii_against_the_best_tracks(void **state)
{
  static const char *const names[] = {"Holland 1980", "Holland 2008", "Holland 2010"};
  static const char *const winds[] = {"34 kt", "50 kt", "64 kt"};
  static const double gates[3][3] = {{0.35, 0.42, 0.46}, {0.56, 0.72, 0.8}, {0.1, 0.42, 0.55}};
  (void)state;
  for (int p = 0; p < 3; p++) {
    struct away away[3] = {0};
    compare(IKE, (enum cyclone_profile)p, away);
    compare(ISAAC, (enum cyclone_profile)p, away);
    for (int k = 0; k < 3; k++) {
      char what[80];
      assert_true(away[k].count > 5);
      const double ratio = exp(away[k].ratio / away[k].count);
      print_message("%s, radius of %s, %d rows: %.2f times the track's\n", names[p], winds[k],
                    away[k].count, ratio);
      snprintf(what, sizeof what, "%s, %s, rms of the logarithm", names[p], winds[k]);
      flow_world_gate(what, sqrt(away[k].square / away[k].count), gates[p][k]);
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(radii_against_the_best_tracks)};
  if (!test_case_present(ISAAC) || !test_case_present(IKE)) {
    printf("SKIPPED: %s is not there\n", test_case_path(ISAAC));
    return 77;
  }
  return cmocka_run_group_tests(tests, open_room, close_room);
}
