/**
 * Cyclone: cells in the build's own precision, relations, and a storm through time with the changes
 * of a scenario.
 */
#include "support/support.h"
#include "support/plain_room.h"
#include "models/cyclone/cyclone_storm.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Two days to the north-north-west past 118.6 E 24.7 N at 8 m/s, 10-minute winds. */
static struct cyclone_track straight_track(double sign)
{
  static struct cyclone_row row[9];
  for (int i = 0; i < 9; i++) {
    row[i] = (struct cyclone_row){.epoch_s = 6.0 * 3600.0 * i,
                                  .lon_deg = 119.8 - 0.3 * i,
                                  .lat_deg = sign * (18.3 + 1.6 * i),
                                  .pc_pa = 95000.0 + 100.0 * i,
                                  .pn_pa = NAN,
                                  .vmax_m_per_s = 45.0,
                                  .averaging_s = 600.0,
                                  .rmax_m = 40e3,
                                  .line = i + 2};
    for (int k = 0; k < CYCLONE_GALES; k++)
      row[i].gale[k] = (struct cyclone_gale){NAN, NAN};
    row[i].gale[0] = (struct cyclone_gale){17.2, 280e3};
  }
  return (struct cyclone_track){
      .path = "straight", .storm = "", .agency = "", .count = 9, .row = row};
}

static const struct cyclone_target target = {
    .lon_deg = 118.6, .lat_deg = 24.7, .reach_m = 500e3, .start_s = 0.0, .end_s = 172800.0};

static struct cyclone_storm make_storm(const struct cyclone_settings *settings)
{
  struct cyclone_storm storm;
  const struct cyclone_track track = straight_track(1.0);
  assert_int_equal(cyclone_storm_create(room.ctx, room.arena, &track, settings, &target, &storm),
                   AL_OK);
  return storm;
}

/* Cell functions against the formulas in double precision. */
static void cells_are_close_to_the_formulas(void **state)
{
  (void)state;
  const struct cyclone_settings settings = cyclone_settings_usual();
  const struct cyclone_storm storm = make_storm(&settings);
  struct cyclone_now now;
  double worst = 0.0, worst_pa = 0.0;
  assert_true(cyclone_storm_at(&storm, 86400.0, &now, NULL));
  now.inflow_rad = 0;
  now.drift_x = now.drift_y = 0;
  for (double r = 2e3; r < 700e3; r *= 1.01) {
    const struct cyclone_air air = cyclone_air_at(&now, (al_real)r, 0);
    const double s = pow((double)now.rmax_m / r, (double)now.b);
    const double q = 0.5 * r * (double)now.coriolis_per_s;
    const double a = (double)now.b * (double)now.dp_pa * s * exp(-s) / 1.15;
    const double v = 0.9 * (sqrt(a + q * q) - q);
    const double p = (double)now.pc_pa + (double)now.dp_pa * exp(-s);
    worst = fmax(worst, fabs((double)air.wind_y - v) / fmax(v, 1.0));
    worst_pa = fmax(worst_pa, fabs((double)air.pressure_pa - p));
  }
  printf("cells: wind within %.2g of max(V, 1 m/s), pressure within %.2g Pa\n", worst, worst_pa);
  assert_true(worst < 5e-6);
  assert_true(worst_pa < 0.02);
}

/* The highest wind of the field is that of the track, whatever the profile and the asymmetry. */
static void peak_is_that_of_the_track(void **state)
{
  (void)state;
  for (int profile = 0; profile < 3; profile += 2)
    for (int asymmetry = 0; asymmetry < 3; asymmetry++) {
      struct cyclone_settings settings = cyclone_settings_usual();
      struct cyclone_now now;
      double most = 0.0, x_most = 0.0;
      settings.profile = (enum cyclone_profile)profile;
      settings.asymmetry = (enum cyclone_asymmetry)asymmetry;
      const struct cyclone_storm storm = make_storm(&settings);
      assert_true(cyclone_storm_at(&storm, 86400.0, &now, NULL));
      for (double dx = -100e3; dx < 100e3; dx += 1e3)
        for (double dy = -100e3; dy < 100e3; dy += 1e3) {
          const struct cyclone_air air = cyclone_air_at(&now, (al_real)dx, (al_real)dy);
          const double speed = hypot((double)air.wind_x, (double)air.wind_y);
          x_most = speed > most ? dx : x_most;
          most = fmax(most, speed);
        }
      if (fabs(most - 45.0) > 0.01 * 45.0)
        fail_msg("profile %d, asymmetry %d: %.2f m/s", profile, asymmetry, most);
      assert_true(asymmetry == 0 || x_most > 0.0); /* right of a track that goes north */
    }
}

static void gale_radius_is_met(void **state)
{
  (void)state;
  struct cyclone_settings settings = cyclone_settings_usual();
  struct cyclone_now now;
  settings.profile = CYCLONE_HOLLAND_2010;
  settings.asymmetry = CYCLONE_SYMMETRIC;
  const struct cyclone_storm storm = make_storm(&settings);
  assert_true(cyclone_storm_at(&storm, 90000.0, &now, NULL));
  const struct cyclone_air air = cyclone_air_at(&now, 280e3f, 0);
  assert_true(fabs(hypot((double)air.wind_x, (double)air.wind_y) - 17.2) < 1e-3);
  const struct cyclone_air far = cyclone_air_at(&now, 901e3f, 0);
  assert_true(far.wind_x == 0 && far.wind_y == 0 && far.pressure_pa > 100000);
}

static void inflow_turns_towards_the_centre(void **state)
{
  (void)state;
  struct cyclone_settings settings = cyclone_settings_usual();
  struct cyclone_now now;
  settings.asymmetry = CYCLONE_SYMMETRIC;
  struct cyclone_storm storm = make_storm(&settings);
  assert_true(cyclone_storm_at(&storm, 86400.0, &now, NULL));
  struct cyclone_air air = cyclone_air_at(&now, 60e3f, 0);
  const double degree = acos(-1.0) / 180.0;
  assert_true(fabs(atan2(-(double)air.wind_x, (double)air.wind_y) - 20.0 * degree) < 1e-5);
  settings.inflow = CYCLONE_INFLOW_BRETSCHNEIDER;
  storm = make_storm(&settings);
  assert_true(cyclone_storm_at(&storm, 86400.0, &now, NULL));
  static const double angles[][2] = {
      {0.5, 15.0}, {1.0, 20.0}, {1.1, 22.5}, {1.2, 25.0}, {5.0, 25.0}};
  for (size_t i = 0; i < sizeof angles / sizeof angles[0]; i++) {
    air = cyclone_air_at(&now, (al_real)(angles[i][0] * 40e3), 0);
    const double angle = atan2(-(double)air.wind_x, (double)air.wind_y);
    assert_true(fabs(angle - angles[i][1] * degree) < 1e-5);
  }
}

/* South of the equator everything is mirrored. */
static void south_mirrors_north(void **state)
{
  (void)state;
  const struct cyclone_settings settings = cyclone_settings_usual();
  const struct cyclone_target south = {
      .lon_deg = 118.6, .lat_deg = -24.7, .reach_m = 500e3, .start_s = 0.0, .end_s = 172800.0};
  struct cyclone_storm up = make_storm(&settings), down;
  const struct cyclone_track track = straight_track(-1.0);
  assert_int_equal(cyclone_storm_create(room.ctx, room.arena, &track, &settings, &south, &down),
                   AL_OK);
  struct cyclone_now a, b;
  assert_true(cyclone_storm_at(&up, 80000.0, &a, NULL));
  assert_true(cyclone_storm_at(&down, 80000.0, &b, NULL));
  for (double dy = -90e3; dy < 100e3; dy += 30e3) {
    const struct cyclone_air north = cyclone_air_at(&a, 35e3f, (al_real)dy);
    const struct cyclone_air mirrored = cyclone_air_at(&b, 35e3f, (al_real)-dy);
    assert_true(fabs((double)(north.wind_x - mirrored.wind_x)) < 1e-4);
    assert_true(fabs((double)(north.wind_y + mirrored.wind_y)) < 1e-4);
    assert_true(north.pressure_pa == mirrored.pressure_pa);
  }
}

static void changes_do_what_they_say(void **state)
{
  (void)state;
  struct cyclone_settings settings = cyclone_settings_usual();
  const struct cyclone_storm plain = make_storm(&settings);
  settings.landfall_shift_s = -3.0 * 3600.0;
  settings.intensity = 1.2;
  settings.rmax = 1.5;
  const struct cyclone_storm changed = make_storm(&settings);
  struct cyclone_now a, b;
  struct cyclone_centre here, there;
  assert_true(cyclone_storm_at(&plain, 90000.0, &a, &here));
  assert_true(cyclone_storm_at(&changed, 90000.0 - 3.0 * 3600.0, &b, &there));
  assert_true(fabs(here.lon_deg - there.lon_deg) < 1e-9);
  assert_true(fabs((double)(b.dp_pa / a.dp_pa) - 1.2) < 1e-5);
  assert_true(fabs((double)(b.rmax_m / a.rmax_m) - 1.5) < 1e-5);
  settings = cyclone_settings_usual();
  settings.track_offset_m = 50e3;
  const struct cyclone_storm moved = make_storm(&settings);
  assert_true(cyclone_storm_at(&moved, 90000.0, &b, &there));
  double east_m, north_m;
  cyclone_offset_m(here.lon_deg, here.lat_deg, there.lon_deg, there.lat_deg, &east_m, &north_m);
  const double speed = hypot(here.east_m_per_s, here.north_m_per_s);
  const double right_m = (east_m * here.north_m_per_s - north_m * here.east_m_per_s) / speed;
  assert_true(fabs(right_m - 50e3) < 200.0);
  assert_true(fabs(east_m * here.east_m_per_s + north_m * here.north_m_per_s) / speed < 500.0);
}

/* A turn, another pace and a shift to the side, about the nearest approach to a pivot: there the
 * storm comes at the same time, with its intensity of then; what was ahead of it is turned. */
static void course_changes_about_the_pivot(void **state)
{
  (void)state;
  struct cyclone_settings settings = cyclone_settings_usual();
  const struct cyclone_storm plain = make_storm(&settings);
  struct cyclone_target about = target;
  struct cyclone_storm changed;
  struct cyclone_now a, b;
  struct cyclone_centre here, there, ahead, turned;
  const struct cyclone_track track = straight_track(1.0);
  const double then_s = 100000.0;
  assert_true(cyclone_storm_at(&plain, then_s, &a, &here));
  assert_true(cyclone_storm_at(&plain, then_s + 7200.0, &a, &ahead));
  about.has_pivot = true;
  about.pivot_lon_deg = here.lon_deg;
  about.pivot_lat_deg = here.lat_deg;
  settings.turn_deg = 30.0;
  settings.speed = 1.25;
  assert_int_equal(cyclone_storm_create(room.ctx, room.arena, &track, &settings, &about, &changed),
                   AL_OK);
  assert_true(cyclone_storm_at(&plain, then_s, &a, &here));
  assert_true(cyclone_storm_at(&changed, then_s, &b, &there));
  assert_true(cyclone_distance_m(here.lon_deg, here.lat_deg, there.lon_deg, there.lat_deg) < 7e3);
  assert_true(fabs((double)(b.dp_pa / a.dp_pa) - 1.0) < 0.01);
  const double was = atan2(here.east_m_per_s, here.north_m_per_s);
  const double is = atan2(there.east_m_per_s, there.north_m_per_s);
  assert_true(fabs(remainder(is - was - 30.0 * acos(-1.0) / 180.0, 2.0 * acos(-1.0))) < 0.01);
  const double pace =
      hypot(there.east_m_per_s, there.north_m_per_s) / hypot(here.east_m_per_s, here.north_m_per_s);
  assert_true(fabs(pace - 1.25) < 0.01);
  /* two hours of way take 96 minutes, and lie as far from the pivot as before */
  assert_true(cyclone_storm_at(&changed, then_s + 7200.0 / 1.25, &b, &turned));
  const double way_m = cyclone_distance_m(here.lon_deg, here.lat_deg, ahead.lon_deg, ahead.lat_deg);
  const double turned_m =
      cyclone_distance_m(there.lon_deg, there.lat_deg, turned.lon_deg, turned.lat_deg);
  assert_true(way_m > 20e3 && fabs(turned_m / way_m - 1.0) < 0.02);
  /* to the right of the new heading */
  settings.track_offset_m = 40e3;
  assert_int_equal(cyclone_storm_create(room.ctx, room.arena, &track, &settings, &about, &changed),
                   AL_OK);
  assert_true(cyclone_storm_at(&changed, then_s, &b, &turned));
  double east_m, north_m;
  cyclone_offset_m(there.lon_deg, there.lat_deg, turned.lon_deg, turned.lat_deg, &east_m, &north_m);
  assert_true(fabs(east_m * cos(is) - north_m * sin(is) - 40e3) < 400.0);
}

/* A deviation of each kind, against the published figures at their lead times (a wind of 45 m/s
 * over 10 minutes is one of 94 kt over 1 minute); what lies before the forecast stays. */
static void forecasts_err_as_published(void **state)
{
  (void)state;
  static const struct {
    double hours, cross_nm, along_nm, wind_kt;
  } published[] = {{-6.0, 0, 0, 0},
                   {0.0, 2.89, 3.68, 2.26},
                   {24.0, 16.83, 19.43, 8.54},
                   {30.0, 18.965, 23.47, 9.255}};
  const double from_s = 12.0 * 3600.0, per_mean = sqrt(acos(-1.0) / 2.0);
  struct cyclone_settings settings = cyclone_settings_usual();
  const struct cyclone_storm plain = make_storm(&settings);
  assert_int_equal(cyclone_errors_read(room.ctx, room.arena, NULL, &settings.forecast.errors),
                   AL_OK);
  settings.forecast.given = true;
  settings.forecast.epoch_s = from_s;
  settings.forecast.deviation[CYCLONE_ERROR_CROSS] = 1.0;
  settings.forecast.deviation[CYCLONE_ERROR_ALONG] = -0.5;
  settings.forecast.deviation[CYCLONE_ERROR_WIND] = 2.0;
  const struct cyclone_storm missed = make_storm(&settings);
  for (size_t i = 0; i < sizeof published / sizeof published[0]; i++) {
    const size_t row = (size_t)((from_s / 3600.0 + published[i].hours) / 6.0);
    const struct cyclone_row *a = &plain.track.row[row], *b = &missed.track.row[row];
    struct cyclone_now now;
    struct cyclone_centre here;
    double east_m, north_m;
    assert_true(a->epoch_s == from_s + 3600.0 * published[i].hours);
    assert_true(cyclone_storm_at(&plain, a->epoch_s, &now, &here));
    cyclone_offset_m(a->lon_deg, a->lat_deg, b->lon_deg, b->lat_deg, &east_m, &north_m);
    const double speed = hypot(here.east_m_per_s, here.north_m_per_s);
    const double right_m = (east_m * here.north_m_per_s - north_m * here.east_m_per_s) / speed;
    const double ahead_m = (east_m * here.east_m_per_s + north_m * here.north_m_per_s) / speed;
    const double wind = b->vmax_m_per_s - a->vmax_m_per_s;
    assert_true(fabs(right_m - published[i].cross_nm * 1852.0 * per_mean) < 150.0);
    assert_true(fabs(ahead_m + 0.5 * published[i].along_nm * 1852.0 * per_mean) < 150.0);
    assert_true(fabs(wind - 2.0 * per_mean * 0.93 * published[i].wind_kt * 1852.0 / 3600.0) < 1e-6);
    const double deficits = (b->pn_pa - b->pc_pa) / (a->pn_pa - a->pc_pa);
    assert_true(fabs(deficits - pow(b->vmax_m_per_s / a->vmax_m_per_s, 2.0)) < 1e-9);
  }
}

static void faulty_errors_are_refused(void **state)
{
  (void)state;
  static const char head[] = "variable,from_kt,to_kt,unit,lead_h,mean_abs_error\n";
  static const struct {
    const char *head, *rows, *told;
  } faults[] = {
      {head, "cross_track,0,50,km,0,3\n", "'cross_track' in 'km' is no error of a forecast"},
      {head, "sideways,0,50,nm,0,3\n", "'sideways' in 'nm' is no error"},
      {head, "vmax,0,50,kt,0,3\nvmax,0,50,kt,0,4\n", ":3: error"},
      {head, "vmax,0,50,kt,0,-3\n", "mean_abs_error is -3; allowed: 0 .. 1000"},
      {head, "vmax,0,50,kt,0,much\n", "'much' is not a number"},
      {head, "", "0 rows of forecast errors"},
      {"variable,from_kt,to_kt,unit,lead_h\n", "vmax,0,50,kt,0\n",
       "the column 'mean_abs_error' is missing"}};
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
    char path[4300];
    struct cyclone_errors errors;
    snprintf(path, sizeof path, "%s/errors.csv", room.folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "%s%s", faults[i].head, faults[i].rows);
    fclose(file);
    al_ctx_clear(room.ctx);
    assert_int_equal(cyclone_errors_read(room.ctx, room.arena, path, &errors), AL_BAD_INPUT);
    if (!strstr(al_ctx_error_text(room.ctx), faults[i].told))
      fail_msg("%s", al_ctx_error_text(room.ctx));
  }
  al_ctx_clear(room.ctx);
}

/* Centre and speed have no jump where rows meet. */
static void centre_moves_smoothly(void **state)
{
  (void)state;
  const struct cyclone_settings settings = cyclone_settings_usual();
  struct cyclone_track track = straight_track(1.0);
  struct cyclone_storm storm;
  track.row[4].lon_deg += 0.4;
  assert_int_equal(cyclone_storm_create(room.ctx, room.arena, &track, &settings, &target, &storm),
                   AL_OK);
  struct cyclone_now now;
  struct cyclone_centre before, after, at;
  for (double t = 6.0 * 3600.0; t < 42.0 * 3600.0; t += 6.0 * 3600.0) {
    assert_true(cyclone_storm_at(&storm, t - 0.5, &now, &before));
    assert_true(cyclone_storm_at(&storm, t + 0.5, &now, &after));
    assert_true(hypot(before.east_m_per_s - after.east_m_per_s,
                      before.north_m_per_s - after.north_m_per_s) < 0.01);
    assert_true(cyclone_storm_at(&storm, t, &now, &at));
    assert_true(fabs(at.lat_deg - track.row[(int)(t / 21600.0)].lat_deg) < 1e-9);
  }
  assert_false(cyclone_storm_at(&storm, -1.0, &now, NULL));
  assert_false(cyclone_storm_at(&storm, 172801.0, &now, NULL));
  const struct cyclone_air calm = cyclone_air_at(&now, 1000, 0);
  assert_true(calm.wind_x == 0 && calm.wind_y == 0);
  assert_true(fabs((double)calm.pressure_pa - 100830.0) < 0.01);
}

/* A weak storm that moves faster than its own wind keeps a wind that turns around it. */
static void fast_weak_storm_keeps_turning(void **state)
{
  (void)state;
  const struct cyclone_settings settings = cyclone_settings_usual();
  struct cyclone_track track = straight_track(1.0);
  struct cyclone_storm storm;
  struct cyclone_now now;
  for (size_t i = 0; i < track.count; i++) {
    track.row[i].vmax_m_per_s = 12.0;
    track.row[i].pc_pa = 100000.0;
    track.row[i].epoch_s /= 3.0;
  }
  assert_int_equal(cyclone_storm_create(room.ctx, room.arena, &track, &settings, &target, &storm),
                   AL_OK);
  struct cyclone_centre centre;
  assert_true(cyclone_storm_at(&storm, 30000.0, &now, &centre));
  assert_true(hypot(centre.east_m_per_s, centre.north_m_per_s) > 24.0);
  assert_true(hypot((double)now.drift_x, (double)now.drift_y) <= 6.0 + 1e-4);
  assert_true(now.peak_m_per_s > 5);
}

/* A unit guard: pascals in, hectopascals in the formula. Fed with hectopascals it would be held to
 * 1 at every deficit. */
static void b_of_2008_by_hand(void **state)
{
  (void)state;
  const double by_hand = -4.4e-5 * 63.0 * 63.0 + 0.63 - 0.03 * 2.0 - 0.014 * 24.7 +
                         0.15 * pow(8.0, 0.6 * (1.0 - 63.0 / 215.0)) + 1.0;
  const double b = cyclone_b_2008(6300.0, -200.0 / 3600.0, 24.7, 8.0);
  assert_true(fabs(b - by_hand) < 1e-12);
  assert_true(b > 1.3 && b < 1.6);
  assert_true(cyclone_b_2008(63.0, 0.0, 24.7, 0.0) == 1.0);
  assert_true(fabs(cyclone_b_of_wind(1.15, 50.0, 6300.0, 0.0) - 1.15 * exp(1.0) * 2500.0 / 6300.0) <
              1e-12);
  assert_true(cyclone_b_of_wind(1.15, 80.0, 2000.0, 0.0) == 2.5);
}

static void averages_are_not_mixed(void **state)
{
  (void)state;
  assert_true(fabs(cyclone_averaging_factor(60.0, 600.0, 0.93) - 0.93) < 1e-12);
  assert_true(fabs(cyclone_averaging_factor(600.0, 60.0, 0.93) - 1.0 / 0.93) < 1e-12);
  assert_true(cyclone_averaging_factor(120.0, 120.0, 0.93) == 1.0);
  const double two = cyclone_averaging_factor(120.0, 600.0, 0.93);
  assert_true(fabs(two - 0.93 / (1.0 - 0.07 * log10(2.0))) < 1e-12);
  struct cyclone_track track = straight_track(1.0);
  const struct cyclone_settings settings = cyclone_settings_usual();
  struct cyclone_storm storm;
  for (size_t i = 0; i < track.count; i++)
    track.row[i].averaging_s = 120.0;
  assert_int_equal(cyclone_storm_create(room.ctx, room.arena, &track, &settings, &target, &storm),
                   AL_OK);
  assert_true(fabs(storm.track.row[3].vmax_m_per_s - 45.0 * two) < 1e-9);
  assert_true(storm.track.row[3].averaging_s == 600.0);
}

/* What the relations make of Doksuri at landfall: 63 hPa, 53 m/s over a minute, 24.7 N. */
static void radii_of_doksuri(void **state)
{
  (void)state;
  static const double km[] = {36.51, 31.68, 57.09, 30.75};
  for (int r = 0; r < CYCLONE_RMAX_RELATIONS; r++) {
    const double here_km =
        cyclone_rmax_m((enum cyclone_rmax_relation)r, 6300.0, 53.0, 24.7) / 1000.0;
    printf("relation %d: %.2f km\n", r, here_km);
    assert_true(fabs(here_km - km[r]) < 0.02);
  }
}

static void drag_laws_by_hand(void **state)
{
  (void)state;
  static const struct {
    enum cyclone_drag_law law;
    double wind, cd;
  } rows[] = {{CYCLONE_DRAG_LINEAR, 0.0, 0.0008},       {CYCLONE_DRAG_LINEAR, 20.0, 0.0021},
              {CYCLONE_DRAG_LINEAR, 40.0, 0.0028},      {CYCLONE_DRAG_GARRATT, 30.0, 0.00276},
              {CYCLONE_DRAG_GARRATT, 60.0, 0.0035},     {CYCLONE_DRAG_THREE_POINT, 14.0, 0.00175},
              {CYCLONE_DRAG_THREE_POINT, 28.0, 0.0025}, {CYCLONE_DRAG_THREE_POINT, 90.0, 0.0015},
              {CYCLONE_DRAG_CONSTANT, 17.0, 0.002},     {CYCLONE_DRAG_RIGHT, 40.0, 0.0025},
              {CYCLONE_DRAG_RIGHT, 30.0, 0.002},        {CYCLONE_DRAG_REAR, 50.0, 0.001},
              {CYCLONE_DRAG_LEFT, 20.0, 0.0018},        {CYCLONE_DRAG_LEFT, 30.0, 0.0045},
              {CYCLONE_DRAG_LEFT, 50.0, 0.001}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    const struct cyclone_drag drag = cyclone_drag_of(rows[i].law, 0.002);
    if (fabs((double)cyclone_drag_at(&drag, (al_real)rows[i].wind) - rows[i].cd) > 1e-8)
      fail_msg("row %zu: %.6f", i, (double)cyclone_drag_at(&drag, (al_real)rows[i].wind));
  }
}

static void sectors_add_up(void **state)
{
  (void)state;
  const double degree = acos(-1.0) / 180.0;
  for (double heading = 0.0; heading < 360.0; heading += 37.0)
    for (double angle = 0.5; angle < 360.0; angle += 1.0) {
      const struct cyclone_now now = {.heading_x = (al_real)sin(heading * degree),
                                      .heading_y = (al_real)cos(heading * degree),
                                      .hemisphere = 1};
      const double bearing = (heading + angle) * degree;
      const struct cyclone_sectors at =
          cyclone_sectors_at(&now, (al_real)(1e5 * sin(bearing)), (al_real)(1e5 * cos(bearing)));
      assert_true(fabs((double)(at.right + at.rear + at.left) - 1.0) < 1e-5);
      if (angle > 41.0 && angle < 129.0)
        assert_true(at.right > (al_real)0.999);
      if (angle > 171.0 && angle < 219.0)
        assert_true(at.rear > (al_real)0.999);
      if (angle > 261.0)
        assert_true(at.left > (al_real)0.999);
      if (fabs(angle - 20.5) < 0.1)
        assert_true(fabs((double)at.right - 20.5 / 40.0) < 1e-3);
    }
}

static void rain_and_barometer_by_hand(void **state)
{
  (void)state;
  const struct cyclone_now now = {.dp_pa = 6300, .rmax_m = 30000};
  const double mm_per_h = 3.6e6;
  assert_true(fabs((double)cyclone_rain_m_per_s(&now, 10000) * mm_per_h - 8.70) < 1e-4);
  assert_true(fabs((double)cyclone_rain_m_per_s(&now, 90000) * mm_per_h - 8.70 * exp(-0.6)) < 1e-4);
  assert_true(fabs((double)cyclone_barometer_m(100800, 100700) - 0.009945) < 1e-6);
}

static void storms_that_do_not_fit_are_told(void **state)
{
  (void)state;
  struct cyclone_settings settings = cyclone_settings_usual();
  const struct cyclone_track track = straight_track(1.0);
  struct cyclone_target elsewhere = target;
  struct cyclone_storm storm;
  const size_t warnings = al_ctx_warning_count(room.ctx);
  elsewhere.lon_deg = 140.0;
  assert_int_equal(
      cyclone_storm_create(room.ctx, room.arena, &track, &settings, &elsewhere, &storm), AL_OK);
  assert_true(al_ctx_warning_count(room.ctx) > warnings && storm.nearest_m > 1e6);
  elsewhere = target;
  elsewhere.start_s = 1e6;
  elsewhere.end_s = 1.1e6;
  assert_int_equal(
      cyclone_storm_create(room.ctx, room.arena, &track, &settings, &elsewhere, &storm),
      AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(room.ctx), "they do not meet"));
  al_ctx_clear(room.ctx);
  settings.pn_pa = 95500.0;
  assert_int_equal(cyclone_storm_create(room.ctx, room.arena, &track, &settings, &target, &storm),
                   AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(room.ctx), "straight:7"));
  al_ctx_clear(room.ctx);
}

/* Knots that were written down as m/s are told by the pressure they should go with. */
static void winds_and_pressures_that_do_not_go_together_are_told(void **state)
{
  (void)state;
  const struct cyclone_settings settings = cyclone_settings_usual();
  struct cyclone_track track = straight_track(1.0);
  struct cyclone_storm storm;
  assert_int_equal(cyclone_storm_create(room.ctx, room.arena, &track, &settings, &target, &storm),
                   AL_OK);
  assert_null(strstr(al_ctx_error_text(room.ctx), "does not go with a pressure deficit"));
  track.row[1].vmax_m_per_s *= 3600.0 / 1852.0;
  assert_int_equal(cyclone_storm_create(room.ctx, room.arena, &track, &settings, &target, &storm),
                   AL_OK);
  assert_non_null(strstr(al_ctx_error_text(room.ctx), "straight:3: warning: [AL5782] a wind of"));
  al_ctx_clear(room.ctx);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cells_are_close_to_the_formulas),
      cmocka_unit_test(peak_is_that_of_the_track),
      cmocka_unit_test(gale_radius_is_met),
      cmocka_unit_test(inflow_turns_towards_the_centre),
      cmocka_unit_test(south_mirrors_north),
      cmocka_unit_test(changes_do_what_they_say),
      cmocka_unit_test(course_changes_about_the_pivot),
      cmocka_unit_test(forecasts_err_as_published),
      cmocka_unit_test(faulty_errors_are_refused),
      cmocka_unit_test(centre_moves_smoothly),
      cmocka_unit_test(fast_weak_storm_keeps_turning),
      cmocka_unit_test(b_of_2008_by_hand),
      cmocka_unit_test(averages_are_not_mixed),
      cmocka_unit_test(radii_of_doksuri),
      cmocka_unit_test(drag_laws_by_hand),
      cmocka_unit_test(sectors_add_up),
      cmocka_unit_test(rain_and_barometer_by_hand),
      cmocka_unit_test(storms_that_do_not_fit_are_told),
      cmocka_unit_test(winds_and_pressures_that_do_not_go_together_are_told),
  };
  return cmocka_run_group_tests(tests, open_room, close_room);
}
