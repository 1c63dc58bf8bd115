/**
 * Water under wind, air pressure and the turning Earth, against exact solutions.
 */
#include "models/models.h"
#include "support/flow_world.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GRAVITY 9.81
#define WATER 1025.0
#define REFERENCE_PA 100830.0

/* What holds for both schemes is asked of both. */
static const char *const schemes[] = {"scheme: muscl", "scheme: inertial, cfl: 0.65"};
enum { SCHEMES = 2 };

/* A model that lays given stress and pressure on the grid once, as a storm would. */
static struct {
  double stress_x_pa;
  flow_world_of *pressure_pa;
} sky;

static const struct al_field_decl sky_fields[] = {
    {.name = "pressure",
     .unit = "Pa",
     .long_name = "p",
     .role = AL_FIELD_DERIVED,
     .buffers = 1,
     .fallback = REFERENCE_PA},
    {.name = "stress_x", .unit = "Pa", .long_name = "x", .role = AL_FIELD_DERIVED, .buffers = 1},
    {.name = "stress_y", .unit = "Pa", .long_name = "y", .role = AL_FIELD_DERIVED, .buffers = 1},
};

static al_status sky_create(const struct al_model_env *env, void **self)
{
  struct al_field *field[3];
  *self = NULL;
  for (int k = 0; k < 3; k++)
    AL_TRY(env->ctx, al_fields_add(env->fields, &sky_fields[k], &field[k]));
  for (ptrdiff_t t = 0; t < env->forest->tile_count; t++)
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const int col = env->forest->tile[t].col + i % AL_TILE_SIDE,
                row = env->forest->tile[t].row + i / AL_TILE_SIDE;
      if (sky.pressure_pa)
        al_field_tile(field[0], t)[i] = (al_real)sky.pressure_pa(col, row);
      al_field_tile(field[1], t)[i] = (al_real)sky.stress_x_pa;
    }
  return AL_OK;
}

static const struct al_section sky_section = {.name = "sky", .en = "A sky.", .zh = "天空。"};
static const struct al_model sky_model = {.name = "sky",
                                          .summary_en = "sky",
                                          .summary_zh = "天空",
                                          .section = &sky_section,
                                          .fields = sky_fields,
                                          .field_count = AL_COUNT(sky_fields),
                                          .create = sky_create};

/* The sky, the tide, the water. */
static const struct al_model *const *under_the_sky(void)
{
  static const struct al_model *models[3];
  size_t count;
  const struct al_model *const *all = al_models(&count);
  models[0] = &sky_model;
  for (size_t m = 0; m < count; m++)
    if (strcmp(all[m]->name, "tide") == 0 || strcmp(all[m]->name, "flow") == 0)
      models[strcmp(all[m]->name, "flow") == 0 ? 2 : 1] = all[m];
  return models;
}

static double none(int col, int row)
{
  (void)col;
  (void)row;
  return 0.0;
}

/* Closed basin of 100 km, 10 m deep, steady wind along it: h^2 = C + 2 tau x / (rho g) with the
 * volume kept (no stress at the bottom); 1, 2, 3 times the stress of 10 m/s and more. */
enum { BASIN_COLS = 100 };
#define BASIN_CELL_M 1000.0
#define BASIN_DEPTH_M 10.0

static double basin_bed_m(int col, int row)
{
  (void)col;
  (void)row;
  return -BASIN_DEPTH_M;
}

/* C of h^2 = C + s x from the mean depth, by halving. */
static double basin_constant(double s, double length_m)
{
  double low = fmax(0.0, -s * length_m), high = 4.0 * BASIN_DEPTH_M * BASIN_DEPTH_M;
  for (int k = 0; k < 200; k++) {
    const double c = 0.5 * (low + high);
    const double mean_m = 2.0 / 3.0 * (pow(c + s * length_m, 1.5) - pow(c, 1.5)) / (s * length_m);
    *(mean_m < BASIN_DEPTH_M ? &low : &high) = c;
  }
  return 0.5 * (low + high);
}

static double basin_exact_m(int col, int row)
{
  const double s = 2.0 * sky.stress_x_pa / (WATER * GRAVITY), length_m = BASIN_COLS * BASIN_CELL_M;
  (void)row;
  return sqrt(basin_constant(s, length_m) + s * (col + 0.5) * BASIN_CELL_M);
}

static void check_set_up(double stress_pa, const char *scheme)
{
  struct flow_world world;
  double error_m = 0.0, most_m = 0.0;
  char what[120], flow[120];
  snprintf(flow, sizeof flow, "%s, manning: 0.025, max_step: 200 s", scheme);
  sky.stress_x_pa = stress_pa;
  sky.pressure_pa = NULL;
  /* From the exact state, so that what is left after two days is the scheme's own. */
  const struct flow_world_case of = {.name = "set-up",
                                     .cols = BASIN_COLS,
                                     .rows = 8,
                                     .cell_m = BASIN_CELL_M,
                                     .bed_m = basin_bed_m,
                                     .depth_m = basin_exact_m,
                                     .duration = "48 h",
                                     .flow = flow,
                                     .models = under_the_sky(),
                                     .model_count = 3};
  flow_world_run(&world, &of);
  for (int col = 0; col < BASIN_COLS; col++) {
    const double exact_m = basin_exact_m(col, 4) - BASIN_DEPTH_M;
    error_m = fmax(error_m, fabs(flow_world_depth_m(&world, col, 4) - BASIN_DEPTH_M - exact_m));
    most_m = fmax(most_m, fabs(exact_m));
  }
  snprintf(what, sizeof what, "%s: set-up under %.2f Pa, largest error over the set-up", scheme,
           stress_pa);
  flow_world_gate(what, error_m / most_m, 0.01);
  flow_world_free(&world);
}

static void test_wind_set_up(void **state)
{
  (void)state;
  for (int k = 0; k < SCHEMES; k++) {
    check_set_up(0.35, schemes[k]);
    check_set_up(1.27, schemes[k]);
    check_set_up(2.8566, schemes[k]); /* 30 m/s by Garratt: the case of the published table */
  }
}

/* From still water the wind builds the same set-up. */
static void check_set_up_from_rest(const char *scheme)
{
  struct flow_world world;
  char what[120], flow[120];
  snprintf(flow, sizeof flow, "%s, manning: 0.2, max_step: 200 s", scheme);
  snprintf(what, sizeof what, "%s: set-up from rest, error at the lee shore", scheme);
  sky.stress_x_pa = 1.27;
  sky.pressure_pa = NULL;
  const struct flow_world_case of = {.name = "set-up-rest",
                                     .cols = BASIN_COLS,
                                     .rows = 8,
                                     .cell_m = BASIN_CELL_M,
                                     .bed_m = basin_bed_m,
                                     .duration = "96 h",
                                     .flow = flow,
                                     .models = under_the_sky(),
                                     .model_count = 3};
  flow_world_run(&world, &of);
  const double exact_m = basin_exact_m(BASIN_COLS - 1, 4) - BASIN_DEPTH_M;
  const double is_m = flow_world_depth_m(&world, BASIN_COLS - 1, 4) - BASIN_DEPTH_M;
  flow_world_gate(what, fabs(is_m / exact_m - 1.0), 0.01);
  flow_world_free(&world);
}

static void test_wind_set_up_from_rest(void **state)
{
  (void)state;
  for (int k = 0; k < SCHEMES; k++)
    check_set_up_from_rest(schemes[k]);
}

/* A low of 50 hPa over a sea with an island: at rest when the sea stands 0.9945 cm higher for each
 * hectopascal. */
enum { SEA = 150 };

static double low_pa(int col, int row)
{
  const double x = col - 60.0, y = row - 80.0;
  return REFERENCE_PA - 5000.0 * exp(-(x * x + y * y) / 900.0);
}

static double sea_bed_m(int col, int row)
{
  const double x = col - 70.0, y = row - 70.0;
  return -40.0 + 55.0 * exp(-(x * x + y * y) / 200.0) + 3.0 * sin(0.4 * col) * cos(0.3 * row);
}

static double sea_stands_m; /* far from the low */

static double barometer_m(int col, int row)
{
  const double level_m = sea_stands_m + (REFERENCE_PA - low_pa(col, row)) / (WATER * GRAVITY);
  return fmax(level_m - sea_bed_m(col, row), 0.0);
}

static void check_barometer(const char *scheme, const char *side, double stands_m)
{
  struct flow_world world;
  double error_m = 0.0, speed = 0.0;
  char what[120], flow[240];
  snprintf(flow, sizeof flow,
           "%s, manning: 0.02, max_step: 200 s, boundaries: [{name: sea, side: west, %s}]", scheme,
           side);
  sea_stands_m = stands_m;
  sky.stress_x_pa = 0.0;
  sky.pressure_pa = low_pa;
  const struct flow_world_case of = {.name = "barometer",
                                     .cols = SEA,
                                     .rows = SEA,
                                     .cell_m = 2000.0,
                                     .bed_m = sea_bed_m,
                                     .depth_m = barometer_m,
                                     .duration = "12 h",
                                     .flow = flow,
                                     .sections = "tide: {stations: [{name: a, level: 0.5 m}]}\n",
                                     .models = under_the_sky(),
                                     .model_count = 3,
                                     .threads = 2};
  flow_world_run(&world, &of);
  for (int row = 0; row < SEA; row++)
    for (int col = 0; col < SEA; col++) {
      const double exact_m = barometer_m(col, row);
      if (exact_m > 0.0)
        error_m = fmax(error_m, fabs(flow_world_depth_m(&world, col, row) - exact_m));
      speed = fmax(speed, fabs(flow_world_u(&world, col, row)));
    }
  snprintf(what, sizeof what, "%s: inverse barometer, error of the level for a hectopascal (m)",
           scheme);
  flow_world_gate(what, error_m / 50.0, 1e-3);
  flow_world_gate("inverse barometer, speed or discharge per metre", speed, 1e-3);
  flow_world_free(&world);
}

/* With a tide outside the sea stands higher by it, whatever the kind of the open side. */
static void test_inverse_barometer(void **state)
{
  (void)state;
  for (int k = 0; k < SCHEMES; k++) {
    check_barometer(schemes[k], "kind: level, level: 0 m", 0.0);
    check_barometer(schemes[k], "kind: level, level: 0.2 m, tide: a", 0.7);
    check_barometer(schemes[k], "kind: radiation, level: 0.2 m, tide: a", 0.7);
  }
}

/* First mode of a closed basin: a quarter of a period after five whole ones the level passes zero;
 * what stands there tells the period. */
static double seiche_depth_m(int col, int row)
{
  (void)row;
  return BASIN_DEPTH_M + 0.01 * cos(3.14159265358979323846 * (col + 0.5) / BASIN_COLS);
}

static void check_seiche(const char *scheme, const char *flow)
{
  struct flow_world world;
  char duration[40], what[80];
  const double period_s = 2.0 * BASIN_COLS * BASIN_CELL_M / sqrt(GRAVITY * BASIN_DEPTH_M);
  snprintf(duration, sizeof duration, "%.6f s", 5.25 * period_s);
  const struct flow_world_case of = {.name = "seiche",
                                     .cols = BASIN_COLS,
                                     .rows = 8,
                                     .cell_m = BASIN_CELL_M,
                                     .bed_m = basin_bed_m,
                                     .depth_m = seiche_depth_m,
                                     .duration = duration,
                                     .flow = flow};
  flow_world_run(&world, &of);
  const double level_m = flow_world_depth_m(&world, 0, 4) - BASIN_DEPTH_M;
  snprintf(what, sizeof what, "%s: seiche, error of the period", scheme);
  flow_world_gate(what, fabs(level_m / 0.01 / (2.0 * 3.14159265358979323846 * 5.25)), 0.005);
  flow_world_free(&world);
}

static void test_seiche_period(void **state)
{
  (void)state;
  check_seiche(schemes[0], "manning: 0, max_step: 200 s");
  check_seiche(schemes[1], "scheme: inertial, cfl: 0.65, manning: 1e-4, max_step: 200 s");
}

/* Uniform flow far from shores turns once in half a day over the sine of the latitude: after half a
 * turn it is its opposite. */
static double open_bed_m(int col, int row)
{
  (void)col;
  (void)row;
  return -10.0;
}

static double open_u(int col, int row)
{
  (void)col;
  (void)row;
  return 0.1;
}

static double open_depth_m(int col, int row)
{
  (void)col;
  (void)row;
  return 10.0;
}

static void test_inertial_oscillation(void **state)
{
  struct flow_world world;
  char duration[40];
  (void)state;
  const double f = 2.0 * 7.2921e-5 * sin(60.0 * 3.14159265358979323846 / 180.0);
  snprintf(duration, sizeof duration, "%.4f s", 3.14159265358979323846 / f);
  const struct flow_world_case of = {
      .name = "inertial-oscillation",
      .cols = 128,
      .rows = 128,
      .cell_m = 20000.0,
      .bed_m = open_bed_m,
      .depth_m = open_depth_m,
      .u_m_per_s = open_u,
      .v_m_per_s = none,
      .duration = duration,
      .flow = "manning: 0, max_step: 600 s, coriolis: true, latitude: 60",
      .threads = 2};
  flow_world_run(&world, &of);
  flow_world_gate("inertial oscillation, speed after half a turn + 1",
                  fabs(flow_world_u(&world, 64, 64) / 0.1 + 1.0), 0.005);
  flow_world_gate("inertial oscillation, across after half a turn",
                  fabs(flow_world_v(&world, 64, 64) / 0.1), 0.005);
  flow_world_free(&world);
}

/* Far from shores a wind along x that sets in over still water drives it round a circle, once in
 * the same time: u = W sin ft, v = -W (1 - cos ft), W = tau / (rho h f). */
static void check_wind_on_the_turning_earth(const char *scheme, double per_depth)
{
  struct flow_world world;
  char what[120], flow[160];
  const double f = 2.0 * 7.2921e-5 * sin(60.0 * 3.14159265358979323846 / 180.0);
  sky.stress_x_pa = 0.5;
  sky.pressure_pa = NULL;
  snprintf(flow, sizeof flow, "%s, manning: 1e-4, max_step: 120 s, coriolis: true, latitude: 60",
           scheme);
  const struct flow_world_case of = {.name = "wind-turned",
                                     .cols = 128,
                                     .rows = 128,
                                     .cell_m = 20000.0,
                                     .bed_m = open_bed_m,
                                     .duration = "18000 s",
                                     .flow = flow,
                                     .models = under_the_sky(),
                                     .model_count = 3,
                                     .threads = 2};
  flow_world_run(&world, &of);
  const double w = 0.5 / (WATER * 10.0 * f), turn = f * 18000.0;
  const double u = flow_world_u(&world, 64, 64) * per_depth,
               v = flow_world_v(&world, 64, 64) * per_depth;
  snprintf(what, sizeof what, "%s: wind on the turning Earth, error over the speed", scheme);
  flow_world_gate(what, hypot(u - w * sin(turn), v + w * (1.0 - cos(turn))) / w, 0.01);
  flow_world_free(&world);
}

static void test_wind_on_the_turning_earth(void **state)
{
  (void)state;
  check_wind_on_the_turning_earth(schemes[0], 1.0);
  check_wind_on_the_turning_earth(schemes[1], 0.1);
}

/* A Kelvin wave runs eastward along a southern shore, decaying over c / f from it, and keeps its
 * shape. */
enum { KELVIN_COLS = 192, KELVIN_ROWS = 96 };
#define KELVIN_CELL_M 20000.0
#define KELVIN_DEPTH_M 100.0

static double kelvin_f(void)
{
  return 2.0 * 7.2921e-5 * sin(3.14159265358979323846 / 4.0);
}

static double kelvin_m(double x_m, int row, double moved_m)
{
  const double c = sqrt(GRAVITY * KELVIN_DEPTH_M), y_m = (KELVIN_ROWS - row - 0.5) * KELVIN_CELL_M;
  const double s = (x_m - 1.0e6 - moved_m) / 250e3;
  return 0.05 * exp(-0.5 * s * s) * exp(-y_m * kelvin_f() / c);
}

static double kelvin_bed_m(int col, int row)
{
  (void)col;
  (void)row;
  return -KELVIN_DEPTH_M;
}

static double kelvin_depth_m(int col, int row)
{
  return KELVIN_DEPTH_M + kelvin_m((col + 0.5) * KELVIN_CELL_M, row, 0.0);
}

static double kelvin_u(int col, int row)
{
  return sqrt(GRAVITY / KELVIN_DEPTH_M) * kelvin_m((col + 0.5) * KELVIN_CELL_M, row, 0.0);
}

static void test_kelvin_wave(void **state)
{
  struct flow_world world;
  double error = 0.0, sum = 0.0, moved_m = 40000.0 * sqrt(GRAVITY * KELVIN_DEPTH_M);
  (void)state;
  const struct flow_world_case of = {
      .name = "kelvin",
      .cols = KELVIN_COLS,
      .rows = KELVIN_ROWS,
      .cell_m = KELVIN_CELL_M,
      .bed_m = kelvin_bed_m,
      .depth_m = kelvin_depth_m,
      .u_m_per_s = kelvin_u,
      .v_m_per_s = none,
      .duration = "40000 s",
      .flow = "manning: 0, max_step: 600 s, coriolis: true, latitude: 45",
      .threads = 2};
  flow_world_run(&world, &of);
  for (int row = 0; row < KELVIN_ROWS; row++)
    for (int col = 0; col < KELVIN_COLS; col++) {
      const double exact_m = kelvin_m((col + 0.5) * KELVIN_CELL_M, row, moved_m);
      error += fabs(flow_world_depth_m(&world, col, row) - KELVIN_DEPTH_M - exact_m);
      sum += exact_m;
    }
  flow_world_gate("Kelvin wave after 1250 km, L1 of the level", error / sum, 0.05);
  flow_world_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_wind_set_up),          cmocka_unit_test(test_wind_set_up_from_rest),
      cmocka_unit_test(test_inverse_barometer),    cmocka_unit_test(test_seiche_period),
      cmocka_unit_test(test_inertial_oscillation), cmocka_unit_test(test_wind_on_the_turning_earth),
      cmocka_unit_test(test_kelvin_wave)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
