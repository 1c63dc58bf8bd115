/**
 * Forest fire: the mathematics against the C library, the fuel table and its faults, hand values of
 * Van Wagner, Cruz and Wang Zhengfei.
 */
#include "models/fire/fire_behaviour_cell.h"
#include "models/fire/fire_spot_cell.h"
#include "models/fire/fire_wang_cell.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bench {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct fire_fuels *fuels;
};

static int set_up(void **state)
{
  struct bench *bench = calloc(1, sizeof *bench);
  *state = bench;
  if (al_ctx_create(&bench->ctx) != AL_OK || al_arena_create(bench->ctx, 0, &bench->arena) != AL_OK)
    return 1;
  bench->fuels = AL_NEW(bench->arena, struct fire_fuels, 1);
  return bench->fuels == NULL;
}

static int tear_down(void **state)
{
  struct bench *bench = *state;
  al_arena_destroy(bench->arena);
  al_ctx_destroy(bench->ctx);
  free(bench);
  return 0;
}

static void mathematics_is_exact(void **state)
{
  (void)state;
  double logs = 0.0, powers = 0.0, cosines = 0.0;
  for (double x = 1e-300; x < 1e300; x *= 1.37)
    logs = fmax(logs, fabs(fire_log2(x) - log2(x)) / fmax(1.0, fabs(log2(x))));
  for (double y = -1000.0; y < 1000.0; y += 0.0937)
    powers = fmax(powers, fabs(fire_exp2(y) / exp2(y) - 1.0));
  for (double x = -2.0; x < 2.0; x += 0.0037)
    cosines = fmax(cosines, fabs(fire_cos_pi(x) - cos(acos(-1.0) * x)));
  printf("log2 %.1e, exp2 %.1e, cosine %.1e\n", logs, powers, cosines);
  assert_true(logs < 5e-16 && powers < 5e-16 && cosines < 1.5e-15);
  assert_true(fire_log2(1.0) == 0.0 && fire_exp2(0.0) == 1.0 && fire_exp2(10.0) == 1024.0);
  assert_true(isfinite(fire_exp2(1e9)) && fire_exp2(-1e9) > 0.0);
}

static void shipped_table_is_whole(void **state)
{
  struct bench *bench = *state;
  if (fire_fuels_read(bench->ctx, bench->arena, NULL, bench->fuels) != AL_OK)
    fail_msg("%s", al_ctx_error_text(bench->ctx));
  const struct fire_fuels *fuels = bench->fuels;
  int anderson = 0, scott = 0, bare = 0;
  assert_int_equal(fuels->count, 58);
  for (size_t row = 0; row < fuels->count; row++) {
    const int number = fuels->fuel[row].number;
    const double *c = fuels->constant[row];
    anderson += number <= 13;
    scott += number > 100;
    bare += number > 13 && number < 100;
    assert_int_equal(fire_fuels_row(fuels, number), (int)row);
    assert_true(c[FIRE_BURNS] == (number > 90 && number < 100 ? 0.0 : 1.0));
    for (int k = 0; k < FIRE_CONSTANTS; k++)
      assert_true(isfinite(c[k]) && c[k] >= 0.0);
    const double area = c[FIRE_AREA_1H] + c[FIRE_AREA_10H] + c[FIRE_AREA_100H] + c[FIRE_AREA_HERB] +
                        c[FIRE_AREA_WOODY];
    assert_true(fabs(area - c[FIRE_BURNS]) < 1e-14);
  }
  assert_true(anderson == 13 && scott == 40 && bare == 5);
  assert_string_equal(fuels->fuel[fire_fuels_row(fuels, 163)].code, "TU3");
  assert_true(fuels->fuel[fire_fuels_row(fuels, 7)].savr_woody_per_ft == 1550.0);
  assert_int_equal(fire_fuels_row(fuels, 14), -1);
  assert_int_equal(fire_fuels_row(fuels, 10000), -1);
  assert_int_equal(fire_fuels_row(fuels, -1), -1);
  assert_int_equal(fire_fuels_nearest(fuels, 60), 91);
  assert_int_equal(fire_fuels_nearest(fuels, 14), 13);
}

#define HEAD                                                                                       \
  "number,code,name,dynamic,load_1h_kg_m2,load_10h_lb_ft2,load_100h_lb_ft2,load_herb_lb_ft2,"      \
  "load_woody_lb_ft2,savr_1h_1_m,savr_herb_1_ft,savr_woody_1_ft,depth_m,mx_dead_pct,"              \
  "heat_dead_kj_kg,heat_live_btu_lb\n"

static al_status read_custom(struct bench *bench, const char *text)
{
  char path[4200];
  snprintf(path, sizeof path, "%s/custom.csv", test_scratch_folder("fuels"));
  FILE *stream = fopen(path, "w");
  assert_true(stream && fputs(text, stream) >= 0);
  assert_int_equal(fclose(stream), 0);
  al_ctx_clear(bench->ctx);
  return fire_fuels_read(bench->ctx, bench->arena, path, bench->fuels);
}

static void custom_models_join(void **state)
{
  struct bench *bench = *state;
  /* FM3 in SI: 0.138 lb/ft2, 1500 1/ft, 2.5 ft, 8000 Btu/lb */
  assert_int_equal(read_custom(bench, HEAD "301,MZ1,Masson pine,0,0.67377501382,0,0,0,0,"
                                           "4921.25984252,1500,1500,0.762,25,18622.32,8000\n"),
                   AL_OK);
  const struct fire_fuels *fuels = bench->fuels;
  assert_int_equal(fuels->count, 59);
  assert_int_equal(al_ctx_warning_count(bench->ctx), 0);
  const int made = fire_fuels_row(fuels, 301), tall = fire_fuels_row(fuels, 3);
  for (int k = 0; k < FIRE_CONSTANTS; k++)
    assert_true(fabs(fuels->constant[made][k] - fuels->constant[tall][k]) <=
                1e-9 * fabs(fuels->constant[tall][k]));
  assert_int_equal(
      read_custom(bench, HEAD "3,MY3,Mine,0,1,0,0,0,0,5000,1500,1500,1,25,18600,8000\n"), AL_OK);
  assert_int_equal(bench->fuels->count, 58);
  assert_int_equal(al_ctx_warning_count(bench->ctx), 1);
  assert_non_null(strstr(al_ctx_error_text(bench->ctx), "takes the place of FM3"));
  assert_string_equal(bench->fuels->fuel[fire_fuels_row(bench->fuels, 3)].code, "MY3");
}

static void refuses(struct bench *bench, const char *text, const char *const *words)
{
  assert_int_equal(read_custom(bench, text), AL_BAD_INPUT);
  for (; *words; words++)
    if (!strstr(al_ctx_error_text(bench->ctx), *words))
      fail_msg("no '%s' in: %s", *words, al_ctx_error_text(bench->ctx));
}

static void broken_tables_are_refused(void **state)
{
  struct bench *bench = *state;
  refuses(bench,
          HEAD "301,A,a,2,-1,0,0,0,0,5000,1500,1500,0,25,18600,8000\n"
               "99999,B,b,0,1,0,0,0,0,x,1500,1500,1,2,18600,\n"
               "302,C,c,0,1,0,0,0,0,5000,1500,1500,1,25,18600,8000\n"
               "302,C,c,0,1,0,0,0,0,5000,1500,1500,1,25,18600,8000\n",
          (const char *const[]){"custom.csv:2", "'dynamic' is '2'; allowed: whole numbers 0 .. 1",
                                "'load_1h_kg_m2' is -1; allowed: 0 ..", "'depth_m' is 0",
                                "custom.csv:3", "'number' is '99999'", "'x' is not a number",
                                "'mx_dead_pct' is 2", "'heat_live_btu_lb': the value is missing",
                                "custom.csv:5", "fuel model 302 stands twice", NULL});
  refuses(bench, "number,code,name\n1,a,b\n",
          (const char *const[]){"no column 'dynamic'", "neither column 'depth_ft' nor 'depth_m'",
                                NULL});
}

static void hand_values(void **state)
{
  (void)state;
  const struct fire_canopy canopy = {0.5, 20.0, 2.0, 0.2, 1.0};
  /* (0.010 x 2 (460 + 2590))^1.5 = 61^1.5 */
  assert_true(fabs(fire_crown_critical(canopy) - 476.4252) < 1e-3);
  const struct fire_canopy low = {0.5, 20.0, 0.0, 0.2, 0.1}, floor_of = {0.5, 20.0, 0.1, 0.2, 0.3};
  assert_true(fire_crown_critical(low) == fire_crown_critical(floor_of));
  /* 11.02 x 30^0.9 x 0.2^0.19 x exp(-0.17 x 8) = 44.5 m/min, active (criterion 2.97 > 1) */
  const double active = 11.02 * pow(30.0, 0.9) * pow(0.2, 0.19) * exp(-1.36);
  assert_true(fabs(fire_crown_cruz(30.0 / 3.6, 0.08, 0.2) * 60.0 - active) < 1e-9);
  const double slow = 11.02 * pow(10.0, 0.9) * pow(0.03, 0.19) * exp(-1.36);
  assert_true(slow * 0.03 / 3.0 < 1.0);
  assert_true(fabs(fire_crown_cruz(10.0 / 3.6, 0.08, 0.03) * 60.0 - slow * exp(-slow * 0.01)) <
              1e-9);
  assert_true(fire_cured(1.0, 0.2) == 1.0 && fire_cured(1.0, 1.3) == 0.0);
  assert_true(fabs(fire_cured(1.0, 0.6) - 0.667) < 1e-15 && fire_cured(0.0, 0.6) == 0.0);
  assert_true(fire_damping(0.3, 0.3) == 0.0 && fire_damping(0.0, 0.3) == 1.0);
  /* 0.936 x 1.41072 + 0.461 x 0.81253 - 0.397; mile/h, not ft/min or m/s */
  assert_true(fabs(fire_length_to_width(3.0) - 1.29801) < 1e-5);
  assert_true(fire_length_to_width(0.0) == 1.0 && fire_length_to_width(100.0) == 8.0);
}

static void wang_follows_its_table(void **state)
{
  (void)state;
  /* Kphi of the published classes, at the middle of each (see README.md) */
  static const double deg[] = {5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0};
  static const double k[] = {1.2, 1.6, 2.1, 2.9, 4.1, 6.2, 10.1};
  for (size_t i = 0; i < sizeof k / sizeof k[0]; i++) {
    const double rise = tan(deg[i] * acos(-1.0) / 180.0);
    assert_true(fabs(fire_wang_slope(rise) - k[i]) < 0.06 * k[i]);
    assert_true(fabs(fire_wang_slope(rise) * fire_wang_slope(-rise) - 1.0) < 0.06);
  }
  assert_true(fire_wang_slope(0.0) == 1.0 && fire_wang_wind(0.0) == 1.0);
  assert_true(fabs(fire_wang_wind(5.0) - exp(0.8915)) < 1e-12);
  assert_true(fire_wang_wind(50.0) == 10.0 && fire_wang_slope(2.0) == 10.0);
  assert_true(fabs(fire_wang_first_m_per_min(30.0, 4.0, 40.0) - 1.4) < 1e-12);
  assert_true(fire_wang_first_m_per_min(-20.0, 0.0, 100.0) == 0.0);
  assert_true(fabs(fire_wang_spread(1.4, 1.6, 5.0, 0.0) - 1.4 / 60.0 * 1.6 * exp(0.8915)) < 1e-12);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(mathematics_is_exact),
      cmocka_unit_test_setup_teardown(shipped_table_is_whole, set_up, tear_down),
      cmocka_unit_test_setup_teardown(custom_models_join, set_up, tear_down),
      cmocka_unit_test_setup_teardown(broken_tables_are_refused, set_up, tear_down),
      cmocka_unit_test(hand_values),
      cmocka_unit_test(wang_follows_its_table),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
