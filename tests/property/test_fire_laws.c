/**
 * Laws of fire behaviour that hold for any place: more wind and drier fuel are never slower, the
 * ellipse is one, no direction of the compass is preferred; the kernel agrees with the point
 * functions and gives the same bits on every vector width.
 */
#include "models/fire/fire_behaviour_kernel.h"
#include "models/fire/fire_point.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
  return fire_fuels_read(bench->ctx, bench->arena, NULL, bench->fuels) != AL_OK;
}

static int tear_down(void **state)
{
  struct bench *bench = *state;
  al_arena_destroy(bench->arena);
  al_ctx_destroy(bench->ctx);
  free(bench);
  return 0;
}

enum { CELLS = 4096 };

struct cells {
  struct fire_site site[CELLS];
  uint8_t row[CELLS];
  al_real in[13][CELLS], out[9][CELLS];
};

static double draw(unsigned *seed, double least, double most)
{
  *seed = *seed * 1664525u + 1013904223u;
  return least + (most - least) * (*seed >> 8) / 16777216.0;
}

static void cells_draw(struct cells *cells, const struct bench *bench)
{
  unsigned seed = 20261125;
  for (int i = 0; i < CELLS; i++) {
    const double h1 = draw(&seed, 0.02, 0.25), height_m = draw(&seed, 3.0, 30.0);
    const struct fire_site site = {
        .fuel_row = i % (int)bench->fuels->count,
        .moisture = {h1, h1 + 0.01, h1 + 0.02, draw(&seed, 0.25, 1.5), draw(&seed, 0.5, 2.0)},
        .wind_m_per_s = draw(&seed, 0.0, 20.0),
        .wind_from_deg = draw(&seed, 0.0, 360.0),
        .slope_deg = draw(&seed, 0.0, 45.0),
        .aspect_deg = draw(&seed, 0.0, 360.0),
        .canopy = {draw(&seed, 0.0, 1.0), height_m, draw(&seed, 0.2, 0.9) * height_m,
                   draw(&seed, 0.03, 0.35), 1.1}};
    const double from = site.wind_from_deg * acos(-1.0) / 180.0,
                 rise = tan(site.slope_deg * acos(-1.0) / 180.0);
    const double aspect = site.aspect_deg * acos(-1.0) / 180.0;
    const double in[13] = {site.moisture.h1,
                           site.moisture.h10,
                           site.moisture.h100,
                           site.moisture.herb,
                           site.moisture.woody,
                           -site.wind_m_per_s * sin(from),
                           -site.wind_m_per_s * cos(from),
                           -rise * sin(aspect),
                           -rise * cos(aspect),
                           site.canopy.cover,
                           height_m,
                           site.canopy.base_m,
                           site.canopy.density_kg_per_m3};
    cells->site[i] = site;
    cells->row[i] = (uint8_t)site.fuel_row;
    for (int k = 0; k < 13; k++)
      cells->in[k][i] = (al_real)in[k];
  }
}

static struct fire_cells cells_job(struct cells *cells, const struct bench *bench, bool canopy)
{
  return (struct fire_cells){.count = CELLS - 3,
                             .fuels = bench->fuels,
                             .fuel_row = cells->row,
                             .h1 = cells->in[0],
                             .h10 = cells->in[1],
                             .h100 = cells->in[2],
                             .herb = cells->in[3],
                             .woody = cells->in[4],
                             .wind_east_m_per_s = cells->in[5],
                             .wind_north_m_per_s = cells->in[6],
                             .slope_east = cells->in[7],
                             .slope_north = cells->in[8],
                             .cover = canopy ? cells->in[9] : NULL,
                             .height_m = cells->in[10],
                             .base_m = cells->in[11],
                             .density_kg_per_m3 = cells->in[12],
                             .foliar = (al_real)1.1,
                             .crown_row = fire_fuels_row(bench->fuels, 10),
                             .spread_m_per_s = cells->out[0],
                             .towards_east = cells->out[1],
                             .towards_north = cells->out[2],
                             .eccentricity = cells->out[3],
                             .heat_kj_per_m2 = cells->out[4],
                             .intensity_kw_per_m = cells->out[5],
                             .flame_m = cells->out[6],
                             .type = cells->out[7],
                             .burnt = cells->out[8]};
}

static double relative_error(double got, double wanted)
{
  return got == wanted ? 0.0 : fabs(got - wanted) / fabs(wanted);
}

static int compare_doubles(const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Where float32 and double choose the same type of fire, rates agree; the type may differ only at
 * its very limits. */
static void kernel_agrees(void **state)
{
  const struct bench *bench = *state;
  static struct cells cells;
  static double error[CELLS];
  cells_draw(&cells, bench);
  for (int canopy = 0; canopy < 2; canopy++) {
    const struct fire_cells job = cells_job(&cells, bench, canopy == 1);
    int count = 0, apart = 0;
    fire_behaviour_run(&job);
    for (int i = 0; i < job.count; i++) {
      struct fire_site site = cells.site[i];
      site.wind = canopy ? FIRE_WIND_CANOPY : FIRE_WIND_OPEN;
      const struct fire_point point = fire_point_compute(bench->fuels, job.crown_row, &site);
      const double wanted = canopy ? point.crown.spread_m_per_s : point.surface.spread_m_per_s;
      const double got = (double)cells.out[0][i];
      assert_true(isfinite(got) && got >= 0.0);
      if (canopy && point.crown.type != (double)cells.out[7][i])
        apart++;
      else if (wanted > 1e-6)
        error[count++] = relative_error(got, wanted);
      else
        assert_true(got < 2e-6);
    }
    qsort(error, (size_t)count, sizeof error[0], compare_doubles);
    printf("kernel, %s: rate against double: median %.1e, largest %.1e of %d; %d of another type\n",
           canopy ? "crown" : "surface", error[count / 2], error[count - 1], count, apart);
    assert_true(count > CELLS / 2 && apart <= 2);
    assert_true(error[count / 2] < 1e-6 && error[count - 1] < 1e-4);
  }
}

/* Every vector width gives the same bits. */
static void widths_agree(void **state)
{
  const struct bench *bench = *state;
  static struct cells cells[2];
  const enum al_isa widest = al_isa_level();
  cells_draw(&cells[0], bench);
  cells_draw(&cells[1], bench);
  const struct fire_cells narrow = cells_job(&cells[0], bench, true);
  const struct fire_cells wide = cells_job(&cells[1], bench, true);
  fire_behaviour_v2(&narrow);
  if (widest >= AL_ISA_V3) {
    fire_behaviour_v3(&wide);
    assert_memory_equal(cells[0].out, cells[1].out, sizeof cells[0].out);
  }
  if (widest >= AL_ISA_V4) {
    fire_behaviour_v4(&wide);
    assert_memory_equal(cells[0].out, cells[1].out, sizeof cells[0].out);
  }
}

static struct fire_point point_of(const struct bench *bench, const struct fire_site *site)
{
  return fire_point_compute(bench->fuels, fire_fuels_row(bench->fuels, 10), site);
}

/* Wind up the slope: more of either is never slower, and never rounder. */
static void more_drive_is_never_slower(void **state)
{
  const struct bench *bench = *state;
  static struct cells cells;
  cells_draw(&cells, bench);
  for (int i = 0; i < CELLS; i++) {
    struct fire_site site = cells.site[i];
    site.wind = FIRE_WIND_MIDFLAME;
    site.wind_from_deg = site.aspect_deg;
    const struct fire_point before = point_of(bench, &site);
    site.wind_m_per_s *= 1.1;
    const struct fire_point windier = point_of(bench, &site);
    site.slope_deg *= 1.1;
    const struct fire_point steeper = point_of(bench, &site);
    assert_true(windier.surface.spread_m_per_s >= before.surface.spread_m_per_s);
    assert_true(windier.surface.length_to_width >= before.surface.length_to_width);
    assert_true(steeper.surface.spread_m_per_s >= windier.surface.spread_m_per_s);
    assert_true(steeper.surface.intensity_kw_per_m >= windier.surface.intensity_kw_per_m);
  }
}

/* Wetter dead fuel never spreads faster, up to where it stops; its damping is a cubic that falls
 * throughout. */
static void wetter_is_never_faster(void **state)
{
  const struct bench *bench = *state;
  for (size_t row = 0; row < bench->fuels->count; row++) {
    double before = (double)INFINITY;
    for (double wet = 0.01; wet < 0.60; wet += 0.005) {
      const struct fire_site site = {.wind = FIRE_WIND_MIDFLAME,
                                     .fuel_row = (int)row,
                                     .moisture = {wet, wet, wet, 0.9, 1.2},
                                     .wind_m_per_s = 2.0};
      const double rate = point_of(bench, &site).surface.spread_m_per_s;
      assert_true(rate <= before);
      before = rate;
    }
    /* the live fuel may burn on its own no longer than its own extinction, the dead's at least */
    assert_true(before == 0.0);
  }
}

/* The whole place turned by an angle: the same fire, turned. */
static void no_direction_is_preferred(void **state)
{
  const struct bench *bench = *state;
  static struct cells cells;
  cells_draw(&cells, bench);
  for (int i = 0; i < CELLS; i++) {
    struct fire_site site = cells.site[i];
    site.wind = FIRE_WIND_CANOPY;
    site.slope_deg += 1.0;
    const struct fire_point before = point_of(bench, &site);
    site.wind_from_deg += 137.0;
    site.aspect_deg += 137.0;
    const struct fire_point after = point_of(bench, &site);
    const double turned = remainder(after.towards_deg - before.towards_deg - 137.0, 360.0);
    assert_true(fabs(turned) < 1e-7);
    assert_true(relative_error(after.crown.spread_m_per_s, before.crown.spread_m_per_s) < 1e-9);
  }
}

/* Head, back and flank lie on one ellipse with its focus at the origin of the fire; the front's
 * normal speed is the support function of that ellipse. */
static void ellipse_is_one(void **state)
{
  const struct bench *bench = *state;
  static struct cells cells;
  cells_draw(&cells, bench);
  for (int i = 0; i < CELLS; i++) {
    struct fire_site site = cells.site[i];
    site.wind = FIRE_WIND_OPEN;
    const struct fire_point point = point_of(bench, &site);
    const double rate = point.surface.spread_m_per_s, e = point.surface.eccentricity;
    if (rate <= 0.0)
      continue;
    double widest = 0.0, support = 0.0;
    const double psi = 0.7;
    for (double angle = 0.0; angle < 6.2832; angle += 0.001) {
      const double ray = fire_along_ray(rate, e, cos(angle));
      widest = fmax(widest, ray * sin(angle));
      support = fmax(support, ray * cos(angle - psi));
    }
    assert_true(relative_error(fire_along_ray(rate, e, 1.0), rate) < 1e-12);
    assert_true(relative_error(fire_along_ray(rate, e, -1.0), point.backing_m_per_s) < 1e-12);
    assert_true(relative_error(widest, point.flanking_m_per_s) < 2e-5);
    assert_true(relative_error(support, fire_along_normal(rate, e, cos(psi))) < 2e-5);
  }
}

/* test_fire_laws rate [crown] [ROUNDS]: cells a second of the kernel, for the README; under
 * callgrind the instructions of the kernel over the cells printed. */
static int tell_rate(int argc, char **argv)
{
  void *state;
  static struct cells cells;
  const bool canopy = argc > 2 && strcmp(argv[2], "crown") == 0;
  const int rounds = argc > 3 ? atoi(argv[3]) : 200;
  double best_s = (double)INFINITY;
  if (set_up(&state) != 0 || rounds < 1)
    return 1;
  cells_draw(&cells, state);
  const struct fire_cells job = cells_job(&cells, state, canopy);
  for (int round = 0; round < rounds; round++) {
    struct timespec start, end;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
    fire_behaviour_run(&job);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    best_s = fmin(best_s, (double)(end.tv_sec - start.tv_sec) +
                              1e-9 * (double)(end.tv_nsec - start.tv_nsec));
  }
  printf("%s, %s: %.1f million cells a second on one core (best of %d), %td cells in all\n",
         canopy ? "with crown" : "surface", al_isa_name(al_isa_level()),
         1e-6 * (double)job.count / best_s, rounds, job.count * rounds);
  return tear_down(&state);
}

int main(int argc, char **argv)
{
  if (argc > 1 && strcmp(argv[1], "rate") == 0)
    return tell_rate(argc, argv);

  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(kernel_agrees, set_up, tear_down),
      cmocka_unit_test_setup_teardown(widths_agree, set_up, tear_down),
      cmocka_unit_test_setup_teardown(more_drive_is_never_slower, set_up, tear_down),
      cmocka_unit_test_setup_teardown(wetter_is_never_faster, set_up, tear_down),
      cmocka_unit_test_setup_teardown(no_direction_is_preferred, set_up, tear_down),
      cmocka_unit_test_setup_teardown(ellipse_is_one, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
