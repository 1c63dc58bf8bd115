/**
 * Readers of tracks: what each format says, and what wrong ones get.
 */
#include "support/support.h"
#include "support/plain_room.h"
#include "core/caltime.h"
#include "models/cyclone/cyclone_track.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static al_status read_text(const char *text, enum cyclone_format format, const char *storm,
                           const char *agency, struct cyclone_track *out)
{
  char path[4300];
  snprintf(path, sizeof path, "%s/track", room.folder);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(text, file);
  fclose(file);
  const struct cyclone_source source = {
      .path = path, .format = format, .storm = storm, .agency = agency};
  al_ctx_clear(room.ctx);
  return cyclone_read(room.ctx, room.arena, &source, out);
}

static struct cyclone_track must_read(const char *text, enum cyclone_format format,
                                      const char *storm, const char *agency)
{
  struct cyclone_track track;
  if (read_text(text, format, storm, agency, &track) != AL_OK)
    fail_msg("%s", al_ctx_error_text(room.ctx));
  return track;
}

static void must_refuse(const char *text, enum cyclone_format format, const char *storm,
                        const char *agency, const char *words)
{
  struct cyclone_track track;
  assert_int_equal(read_text(text, format, storm, agency, &track), AL_BAD_INPUT);
  if (!strstr(al_ctx_error_text(room.ctx), words))
    fail_msg("not '%s' but: %s", words, al_ctx_error_text(room.ctx));
}

static const char own[] = "time,lon,lat,pc_hPa,vmax_kt,averaging_min,rmax_km,r7_km,r64_km,agency\n"
                          "2023-07-28T00:00+08:00,118.9,23.0,945,100,1,30,300,,jtwc\n"
                          "2023-07-28T06:00+08:00,118.7,24.1,950,97,1,,250,60,jtwc\n";

static void own_tables_are_read(void **state)
{
  (void)state;
  const struct cyclone_track track = must_read(own, CYCLONE_OWN, NULL, NULL);
  double epoch_s;
  assert_true(al_time_parse("2023-07-27T16:00Z", &epoch_s, NULL));
  assert_int_equal(track.count, 2);
  const struct cyclone_row *row = track.row;
  assert_true(row[0].epoch_s == epoch_s && row[0].line == 2 && row[0].averaging_s == 60.0);
  assert_true(row[0].pc_pa == 94500.0 && fabs(row[0].vmax_m_per_s - 51.4444) < 1e-3);
  assert_true(row[0].rmax_m == 30e3 && isnan(row[1].rmax_m) && isnan(row[0].pn_pa));
  assert_true(row[0].gale[0].radius_m == 300e3 && row[0].gale[0].wind_m_per_s == 17.2);
  assert_true(isnan(row[0].gale[2].radius_m) && row[1].gale[2].radius_m == 60e3);
  assert_string_equal(track.agency, "jtwc");
}

/* The same storm with winds in other units is the same storm. */
static void units_of_headers_are_heeded(void **state)
{
  (void)state;
  const struct cyclone_track pascals =
      must_read("time,lon_deg,lat_deg,pc_Pa,vmax [km/h],averaging_min\n"
                "2023-07-28,118.9,23.0,94500,180,2\n2023-07-29,118.7,24.1,95000,,2\n",
                CYCLONE_OWN, NULL, NULL);
  assert_true(pascals.row[0].pc_pa == 94500.0 && fabs(pascals.row[0].vmax_m_per_s - 50.0) < 1e-9);
  assert_true(pascals.row[0].averaging_s == 120.0 && isnan(pascals.row[1].vmax_m_per_s));
}

static const char ibtracs[] =
    "SID,NAME,ISO_TIME,LAT,LON,WMO_WIND,WMO_PRES,WMO_AGENCY,USA_WIND,USA_PRES,USA_RMW,CMA_WIND,CMA_"
    "PRES\n"
    " , , ,degrees_north,degrees_east,kts,mb, ,kts,mb,nmile,kts,mb\n"
    "2023201N13134,DOKSURI,2023-07-28 00:00:00,24.0,118.7,80,955,tokyo,100,948,20,97,945\n"
    "2023201N13134,DOKSURI,2023-07-28 06:00:00,25.4,118.1,60, ,tokyo,75,970,25,80,965\n"
    "2023201N13134,DOKSURI,2023-07-28 12:00:00,26.4,117.6,45,985,tokyo,50,985, ,50,985\n"
    "2023239N18144,SAOLA,2023-08-30 12:00:00,20.4,119.6,100,930,tokyo,120,930,10,110,930\n";

static void ibtracs_by_agency(void **state)
{
  (void)state;
  const struct cyclone_track usa = must_read(ibtracs, CYCLONE_IBTRACS, "doksuri", "usa");
  const double knot = 1852.0 / 3600.0;
  assert_int_equal(usa.count, 3);
  assert_true(usa.row[0].averaging_s == 60.0 && usa.row[0].rmax_m == 20.0 * 1852.0);
  assert_true(fabs(usa.row[0].vmax_m_per_s - 100.0 * knot) < 1e-9 && usa.row[0].line == 3);
  const struct cyclone_track cma = must_read(ibtracs, CYCLONE_IBTRACS, "2023201N13134", "cma");
  assert_true(cma.row[0].averaging_s == 120.0 && cma.row[0].pc_pa == 94500.0);
  const struct cyclone_track wmo = must_read(ibtracs, CYCLONE_IBTRACS, "DOKSURI", NULL);
  assert_true(al_ctx_warning_count(room.ctx) == 1);
  assert_true(wmo.row[0].averaging_s == 600.0);
  assert_true(fabs(wmo.row[1].pc_pa - 97000.0) < 1e-6); /* between 955 and 985 */
  must_refuse(ibtracs, CYCLONE_IBTRACS, NULL, "usa", "more than one storm");
  must_refuse(ibtracs, CYCLONE_IBTRACS, "YAGI", "usa", "no storm 'YAGI'");
  must_refuse(ibtracs, CYCLONE_IBTRACS, "SAOLA", "nasa", "no agency 'nasa'");
  must_refuse(ibtracs, CYCLONE_IBTRACS, "SAOLA", "hko", "no column holds the pressures of 'hko'");
  must_refuse("SID,ISO_TIME,LAT,LON,WMO_WIND_kt,WMO_PRES_hPa\nA,2023-07-28,1,2,3,999\n",
              CYCLONE_IBTRACS, NULL, NULL, "without a column WMO_AGENCY");
}

static const char cma[] =
    "66666 0000    9 0023 2304 0 6              Talim                20240101\n"
    "2023071400 1 150 1263 1000  15\n"
    "66666 0000    3 0024 2305 0 6              Doksuri              20240101\n"
    "2023072800 6 240 1187  945  50\n"
    "2023072806 3 254 1181  975   0\n"
    "2023072812 1 264 1176    0  18\n";

static void cma_best_tracks_are_read(void **state)
{
  (void)state;
  const struct cyclone_track track = must_read(cma, CYCLONE_CMA, "2305", NULL);
  assert_int_equal(track.count, 3);
  assert_true(fabs(track.row[0].lat_deg - 24.0) < 1e-9 &&
              fabs(track.row[0].lon_deg - 118.7) < 1e-9);
  assert_true(track.row[0].vmax_m_per_s == 50.0 && track.row[0].averaging_s == 120.0);
  assert_true(track.row[0].pc_pa == 94500.0 && isnan(track.row[1].vmax_m_per_s));
  assert_true(track.row[2].pc_pa == 97500.0 && track.row[2].line == 6);
  assert_true(al_ctx_warning_count(room.ctx) > 0);
  assert_int_equal(must_read(cma, CYCLONE_CMA, "doksuri", NULL).count, 3);
  must_refuse(cma, CYCLONE_CMA, NULL, NULL, "2 storms fit");
  must_refuse(cma, CYCLONE_CMA, "2399", NULL, "no storm '2399'");
  must_refuse("66666 0 1 2 2305 0 6 X 2024\n20230728 6 240\n", CYCLONE_CMA, NULL, NULL, "track:2");
  must_refuse("66666 0 1 2 2305 0 6 X 2024\n2023072899 6 240 1187 945 50\n", CYCLONE_CMA, NULL,
              NULL, "no time like 2023072806");
}

static const char deck[] = "WP, 05, 2023072800,   , BEST,   0, 240N, 1187E,  95,  948, TY,  34, "
                           "NEQ,  160,  140,  120,  140, "
                           "1004,  250,  20,\n"
                           "WP, 05, 2023072800,   , BEST,   0, 240N, 1187E,  95,  948, TY,  64, "
                           "NEQ,   40,    0,    0,   20, "
                           "1004,  250,  20,\n"
                           "WP, 05, 2023072806,   , CARQ,   0, 250N, 1187E,  95,  948, TY\n"
                           "WP, 05, 2023072806,   , BEST,   0, 254N, 1181E,  70,    0, TY\n"
                           "WP, 05, 2023072812,   , BEST,   0, 264N, 1176E,   0,  985, TS\n";

static void b_decks_are_read(void **state)
{
  (void)state;
  const struct cyclone_track track = must_read(deck, CYCLONE_ATCF, NULL, NULL);
  assert_int_equal(track.count, 3);
  const struct cyclone_row *row = track.row;
  assert_true(fabs(row[0].gale[0].radius_m - 140.0 * 1852.0) < 1e-6);
  assert_true(fabs(row[0].gale[2].radius_m - 30.0 * 1852.0) < 1e-6);
  assert_true(isnan(row[0].gale[1].radius_m) && row[0].averaging_s == 60.0);
  assert_true(fabs(row[1].pc_pa - 96650.0) < 1e-6 && isnan(row[2].vmax_m_per_s));
  assert_string_equal(track.storm, "WP05");
  must_refuse("WP, 05, 2023\n", CYCLONE_ATCF, NULL, NULL, "track:1");
  must_refuse("WP, 05, 2023072800, , BEST, 0, 240X, 1187E, 95, 948\n", CYCLONE_ATCF, NULL, NULL,
              "no place like");
  must_refuse("WP, 05, 2023072800, , BEST, 0, 240N, 1187E, 95kt, 948\n", CYCLONE_ATCF, NULL, NULL,
              "'95kt' is no whole number");
  must_refuse("WP, 05, 2023072800, , BEST, 0, 240N, 1187E, 95, 948\nWP, 06, 2023072806, , BEST, 0, "
              "240N, 1187E, 95, 948\n",
              CYCLONE_ATCF, NULL, NULL, "holds two storms");
}

#define HEAD "time,lon,lat,pc_hPa,vmax_kt,averaging_min\n"

static void faulty_tracks_are_refused(void **state)
{
  (void)state;
  static const struct {
    const char *text, *words;
  } faults[] = {
      {HEAD "2023-07-28T06:00Z,118,24,945,95,2\n2023-07-28T00:00Z,118,25,945,95,2\n",
       "track:3: error: [AL5724] the time does not lie after that of the row before (line 2)"},
      {HEAD "2023-07-28T06:00Z,118,24,945,95,2\n2023-07-28T06:00Z,118,25,945,95,2\n", "track:3"},
      {HEAD "2023-07-28,118,24,,95,2\n2023-07-29,118,25,,95,2\n",
       "no row of the track has a central"},
      {HEAD "2023-07-28,118,24,94500,95,2\n2023-07-29,118,25,945,95,2\n",
       "track:2: error: [AL5721] central pressure (hPa) is 94500; allowed: 850 .. 1050"},
      {HEAD "2023-07-28,118,24,945,950,2\n2023-07-29,118,25,945,95,2\n",
       "maximum wind (m/s) is 488"},
      {HEAD "2023-07-28,118,24,945,95,5\n2023-07-29,118,25,945,95,2\n", "means over 5 min"},
      {HEAD "2023-07-28,118,24,945,95,\n2023-07-29,118,25,945,95,2\n", "means over nan min"},
      {HEAD "2023-07-28,118,,945,95,2\n2023-07-29,118,25,945,95,2\n", "the centre has no place"},
      {HEAD "yesterday,118,24,945,95,2\n2023-07-29,118,25,945,95,2\n", "'yesterday' is no time"},
      {HEAD "2023-07-28,118,24,945,95,2\n", "1 rows; at least 2"},
      {"time,lon,lat,pc,vmax_kt,averaging_min\n2023-07-28,118,24,945,95,2\n",
       "the column 'pc' has no unit in its header"},
      {"time,lon,lat,pc_kt,vmax_kt,averaging_min\n2023-07-28,118,24,945,95,2\n",
       "the unit 'kt' of the column 'pc_kt' measures no pressure"},
      {"time,lon,lat,pc_hPa,vmax_hPa,averaging_min\n2023-07-28,118,24,945,95,2\n",
       "measures no speed or rate"},
      {"time,lon,lat,pc_hPa,vmax_kt\n2023-07-28,118,24,945,95\n", "need the column averaging_min"},
      {"time,lon,lat,pc_hPa,vmax_kt,vmax_m_per_s,averaging_min\n2023-07-28,118,24,945,95,49,2\n",
       "the columns 'vmax_kt' and 'vmax_m_per_s' both give the vmax; keep one"},
      {"time,lon,lat,pc_hPa,pc_Pa\n2023-07-28,118,24,945,94500\n",
       "the columns 'pc_hPa' and 'pc_Pa' both give the pc"},
      {"time,lon,lat,vmax_kt,averaging_min\n2023-07-28,118,24,95,2\n",
       "the column pc_hPa is missing"},
  };
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
    must_refuse(faults[i].text, CYCLONE_OWN, NULL, NULL, faults[i].words);
}

static void doubtful_tracks_are_told(void **state)
{
  (void)state;
  const struct cyclone_track track =
      must_read(HEAD "2023-07-28T00:00Z,179,24,945,95,2\n2023-07-28T06:00Z,-179,25,,95,2\n"
                     "2023-07-28T12:00Z,-170,25,955,95,2\n",
                CYCLONE_OWN, NULL, NULL);
  assert_int_equal(al_ctx_warning_count(room.ctx), 2);
  assert_non_null(strstr(al_ctx_error_text(room.ctx),
                         "track:3: warning: [AL5727] no central pressure; 950.0 hPa"));
  assert_non_null(
      strstr(al_ctx_error_text(room.ctx), "track:4: warning: [AL5725] the centre moves 9"));
  assert_true(fabs(track.row[1].lon_deg - 181.0) < 1e-9);
  must_read(HEAD "2023-07-28T00:00Z,118,24,945,95,2\n2023-07-28T06:00Z,118,25,950,95,10\n"
                 "2023-07-28T12:00Z,118,26,955,,1\n",
            CYCLONE_OWN, NULL, NULL);
  assert_int_equal(al_ctx_warning_count(room.ctx), 1);
  assert_non_null(strstr(al_ctx_error_text(room.ctx),
                         "track:3: warning: [AL5780] winds are means over 10 min here and over 2"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(own_tables_are_read),      cmocka_unit_test(units_of_headers_are_heeded),
      cmocka_unit_test(ibtracs_by_agency),        cmocka_unit_test(cma_best_tracks_are_read),
      cmocka_unit_test(b_decks_are_read),         cmocka_unit_test(faulty_tracks_are_refused),
      cmocka_unit_test(doubtful_tracks_are_told),
  };
  return cmocka_run_group_tests(tests, open_room, close_room);
}
