/**
 * Fire behaviour against FlamMap on a real landscape (LANDFIRE, Worcester, Vermont; 336,537 cells
 * of 30 m, no wind, slope up to 109 %).
 */
#include "doors/raster_door.h"
#include "models/fire/fire_point.h"
#include "support/case_run.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define FOLDER "fire/flammap_landfire/"
#define CHAINS_PER_H (3600.0 / 20.1168)

enum plane { SLOPE_PCT, ASPECT, FUEL, COVER, HEIGHT, BASE, DENSITY, RATE, KIND, INTENSITY, PLANES };
static const char *const names[PLANES] = {
    [SLOPE_PCT] = "in_LC20_SlpP_220", [ASPECT] = "in_LC20_Asp_220", [FUEL] = "in_LC22_F40_230",
    [COVER] = "in_LC22_CC_230",       [HEIGHT] = "in_LC22_CH_230",  [BASE] = "in_LC22_CBH_230",
    [DENSITY] = "in_LC22_CBD_230",    [RATE] = "out_ROS_ch_hr",     [KIND] = "out_fire_type",
    [INTENSITY] = "out_FLI_BTU_ft-s"};

struct landscape {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct fire_fuels *fuels;
  struct al_lattice lattice;
  float *plane[PLANES];
  size_t cells;
};

static void require(const struct landscape *land, al_status status)
{
  if (status != AL_OK)
    fail_msg("%s", al_ctx_error_text(land->ctx));
}

static void landscape_read(struct landscape *land)
{
  char relative[128];
  assert_int_equal(al_ctx_create(&land->ctx), AL_OK);
  assert_int_equal(al_arena_create(land->ctx, 0, &land->arena), AL_OK);
  land->fuels = AL_NEW(land->arena, struct fire_fuels, 1);
  require(land, fire_fuels_read(land->ctx, land->arena, NULL, land->fuels));
  require(land, al_raster_lattice(land->ctx, land->arena,
                                  test_case_path(FOLDER "out_ROS_ch_hr.tif"), &land->lattice));
  land->cells = (size_t)al_lattice_cells(&land->lattice);
  for (int p = 0; p < PLANES; p++) {
    snprintf(relative, sizeof relative, FOLDER "%s.tif", names[p]);
    land->plane[p] = AL_NEW(land->arena, float, land->cells);
    require(land,
            al_raster_read(land->ctx, test_case_path(relative), 1, &land->lattice, land->plane[p]));
  }
}

/* FlamMap keeps slopes as whole degrees. */
static struct fire_point landscape_point(const struct landscape *land, size_t i)
{
  const float *const *plane = (const float *const *)land->plane;
  const double percent = (double)plane[SLOPE_PCT][i];
  const struct fire_site site = {
      .wind = FIRE_WIND_CANOPY,
      .fuel_row = fire_fuels_row(land->fuels, (long)plane[FUEL][i]),
      .moisture = {0.06, 0.08, 0.10, 0.75, 0.60},
      .slope_deg = floor(atan(percent / 100.0) * 180.0 / acos(-1.0) + 0.5),
      .aspect_deg = fmax((double)plane[ASPECT][i], 0.0),
      .canopy = {(double)plane[COVER][i] / 100.0, (double)plane[HEIGHT][i] / 10.0,
                 (double)plane[BASE][i] / 10.0, (double)plane[DENSITY][i] / 100.0, 1.2}};
  assert_true(site.fuel_row >= 0);
  return fire_point_compute(land->fuels, fire_fuels_row(land->fuels, 10), &site);
}

static int compare_doubles(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

struct errors {
  double *value;
  size_t count;
};

static double quantile(const struct errors *errors, double share)
{
  return errors->value[(size_t)(share * (double)(errors->count - 1))];
}

static void surface_rates_agree(void **state)
{
  (void)state;
  struct landscape land = {0};
  landscape_read(&land);
  struct errors rate = {AL_NEW(land.arena, double, land.cells), 0};
  struct errors intensity = {AL_NEW(land.arena, double, land.cells), 0};
  size_t compared = 0, still = 0;
  for (size_t i = 0; i < land.cells; i++) {
    if (isnan(land.plane[RATE][i]) || isnan(land.plane[FUEL][i]) || land.plane[KIND][i] > 1.0f)
      continue;
    const struct fire_point point = landscape_point(&land, i);
    const double wanted = (double)land.plane[RATE][i];
    const double got = point.surface.spread_m_per_s * CHAINS_PER_H;
    compared++;
    if (wanted <= 0.0) {
      assert_true(got == 0.0);
      still++;
      continue;
    }
    const double btu = point.surface.intensity_kw_per_m / FIRE_KW_PER_M_BTU;
    rate.value[rate.count++] = fabs(got - wanted) / wanted;
    intensity.value[intensity.count++] =
        fabs(btu - (double)land.plane[INTENSITY][i]) / (double)land.plane[INTENSITY][i];
  }
  qsort(rate.value, rate.count, sizeof(double), compare_doubles);
  qsort(intensity.value, intensity.count, sizeof(double), compare_doubles);
  printf("FlamMap: %zu surface cells, %zu of them do not burn\n"
         "relative error of the rate: median %.1e, p99 %.1e, largest %.1e\n"
         "relative error of the intensity: median %.1e, p99 %.1e, largest %.1e\n",
         compared, still, quantile(&rate, 0.5), quantile(&rate, 0.99), quantile(&rate, 1.0),
         quantile(&intensity, 0.5), quantile(&intensity, 0.99), quantile(&intensity, 1.0));
  assert_true(rate.count > 100000);
  assert_true(quantile(&rate, 0.5) <= 1e-5);
  assert_true(quantile(&rate, 0.99) <= 1e-3);
  al_arena_destroy(land.arena);
  al_ctx_destroy(land.ctx);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(surface_rates_agree)};
  if (!test_case_present(FOLDER "out_ROS_ch_hr.tif"))
    return case_skip(FOLDER);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
