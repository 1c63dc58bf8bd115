/**
 * Published tracks: b-decks of Isaac (2012) and Ike (2008), Isaac also as another program has
 * turned it into SI; the IBTrACS part of 176 storms near Jinjiang.
 */
#include "support/support.h"
#include "support/plain_room.h"
#include "core/caltime.h"
#include "models/cyclone/cyclone_track.h"
#include <math.h>
#include <stdio.h>

#define ISAAC "surge/geoclaw_isaac/bal092012.dat"
#define ISAAC_SI "surge/geoclaw_isaac/isaac.storm"
#define IKE "surge/surge_galveston_bay/ike2008_bdeck_atcf.dat"
#define IBTRACS "../facts/surge/tracks_within200km_1949_2025.csv"

static struct cyclone_track read_track(const char *path, enum cyclone_format format,
                                       const char *storm, const char *agency)
{
  struct cyclone_track track;
  const struct cyclone_source source = {
      .path = test_case_path(path), .format = format, .storm = storm, .agency = agency};
  if (cyclone_read(room.ctx, room.arena, &source, &track) != AL_OK)
    fail_msg("%s", al_ctx_error_text(room.ctx));
  return track;
}

/* The other program rounds knots to 0.514444 m/s and radii to 100 m. */
static void isaac_is_what_another_program_reads(void **state)
{
  (void)state;
  const struct cyclone_track track = read_track(ISAAC, CYCLONE_ATCF, NULL, NULL);
  FILE *stream = fopen(test_case_path(ISAAC_SI), "r");
  size_t rows = 0, radii = 0;
  double t_s, lon, lat, v, rmax_m, pc_pa, rest_m, landfall_s;
  assert_non_null(stream);
  assert_true(al_time_parse("2012-08-29T00:00Z", &landfall_s, NULL));
  assert_int_equal(fscanf(stream, "%*d %*s"), 0);
  while (fscanf(stream, "%lf %lf %lf %lf %lf %lf %lf", &t_s, &lon, &lat, &v, &rmax_m, &pc_pa,
                &rest_m) == 7) {
    size_t i = 0;
    while (i < track.count && track.row[i].epoch_s != landfall_s + t_s)
      i++;
    if (i == track.count)
      continue;
    const struct cyclone_row *row = &track.row[i];
    assert_true(fabs(row->lon_deg - lon) < 1e-6 && fabs(row->lat_deg - lat) < 1e-6);
    assert_true(fabs(row->vmax_m_per_s - v) < 1e-4 * v && row->averaging_s == 60.0);
    assert_true(fabs(row->pc_pa - pc_pa) < 1e-6);
    rows++;
    if (isnan(row->rmax_m))
      continue;
    assert_true(fabs(row->rmax_m - rmax_m) < 101.0);
    radii++;
  }
  fclose(stream);
  printf("isaac: %zu of %zu rows compared, %zu radii\n", rows, track.count, radii);
  assert_true(rows > 40 && radii > 35);
}

static void ike_has_gales(void **state)
{
  (void)state;
  const struct cyclone_track track = read_track(IKE, CYCLONE_ATCF, NULL, NULL);
  double least_pa = INFINITY;
  size_t gales = 0;
  for (size_t i = 0; i < track.count; i++) {
    least_pa = fmin(least_pa, track.row[i].pc_pa);
    gales += !isnan(track.row[i].gale[0].radius_m);
  }
  assert_string_equal(track.storm, "AL09");
  assert_true(track.count > 50 && gales > 40);
  assert_true(fabs(least_pa - 93500.0) < 1e-6);
}

static void doksuri_of_ibtracs(void **state)
{
  (void)state;
  if (!test_case_present(IBTRACS))
    skip();
  const struct cyclone_track track = read_track(IBTRACS, CYCLONE_IBTRACS, "2023201N13134", "tokyo");
  double least_pa = INFINITY, most = 0.0;
  for (size_t i = 0; i < track.count; i++) {
    least_pa = fmin(least_pa, track.row[i].pc_pa);
    most = fmax(most, isnan(track.row[i].vmax_m_per_s) ? 0.0 : track.row[i].vmax_m_per_s);
    assert_true(isnan(track.row[i].vmax_m_per_s) || track.row[i].averaging_s == 600.0);
  }
  printf("doksuri: %zu rows, least %.1f hPa, most %.1f m/s\n", track.count, least_pa / 100.0, most);
  assert_true(track.count > 20 && least_pa > 90000.0 && most > 40.0 && most < 60.0);
}

int main(void)
{
  if (!test_case_present(ISAAC) || !test_case_present(ISAAC_SI) || !test_case_present(IKE))
    return 77;
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(isaac_is_what_another_program_reads),
      cmocka_unit_test(ike_has_gales),
      cmocka_unit_test(doksuri_of_ibtracs),
  };
  return cmocka_run_group_tests(tests, open_room, close_room);
}
