/**
 * Solitary waves on the composite beach of Revere (1:53, 1:150, 1:13, a vertical wall), depth
 * 0.218 m: cases A, B, C of H/d = 0.039, 0.264, 0.696. The level at gauge 4 is prescribed in the
 * west, gauges 5 to 10 and the wall are compared.
 *
 * Analytical: the solution is that of the linear equations, so the waves enter at a height at which
 * ours are linear (the largest 0.1 mm), and what comes out is scaled back. Required (NTHMP): 5 % of
 * the highest level. Laboratory: waves of full height, case A; of B and C, which break or run as
 * trains of waves that shallow water does not hold, the highest levels are compared.
 */
#include "support/case_run.h"
#include "support/flow_world.h"
#include "support/lab_table.h"
#include <math.h>
#include <stdio.h>

#define FOLDER "surge/composite_beach/"
#define DEPTH_M 0.218
enum { FLUME_ROWS = 4, GAUGES = 7 }; /* 5 to 10, wall */

static struct {
  int cols;
  double cell_m, toe_m;
} flume;

static const double slope_m[3] = {4.36, 2.93, 0.90}, rise[3] = {1.0 / 53, 1.0 / 150, 1.0 / 13};

static double length_m(void)
{
  return flume.toe_m + slope_m[0] + slope_m[1] + slope_m[2];
}

/* From gauge 4; the wall in the east stands where it stood, the west within a cell. */
static double place_m(int col)
{
  return length_m() - (flume.cols - col - 0.5) * flume.cell_m;
}

static double bed_m(int col, int row)
{
  double from_m = flume.toe_m, bed = -DEPTH_M;
  (void)row;
  for (int k = 0; k < 3; k++) {
    bed += rise[k] * fmin(fmax(place_m(col) - from_m, 0.0), slope_m[k]);
    from_m += slope_m[k];
  }
  return bed;
}

static struct flow_world_gauge gauge_at(const char *name, double x_m)
{
  const int col = flume.cols - 1 - (int)((length_m() - x_m) / flume.cell_m);
  return (struct flow_world_gauge){name, col < flume.cols ? col : flume.cols - 1, 1};
}

static void flume_run(struct flow_world *world, double toe_m, double cell_m,
                      const struct lab_table *wave, double span_s)
{
  static struct flow_world_gauge gauges[GAUGES];
  static char flow[4400];
  char duration[40];
  flume.toe_m = toe_m;
  flume.cell_m = cell_m;
  flume.cols = (int)ceil(length_m() / cell_m - 1e-6);
  const double first_m = toe_m + slope_m[0], second_m = first_m + slope_m[1];
  gauges[0] = gauge_at("5", toe_m);
  gauges[1] = gauge_at("6", toe_m + 0.5 * slope_m[0]);
  gauges[2] = gauge_at("7", first_m);
  gauges[3] = gauge_at("8", first_m + 0.5 * slope_m[1]);
  gauges[4] = gauge_at("9", second_m);
  gauges[5] = gauge_at("10", second_m + 0.5 * slope_m[2]);
  gauges[6] = gauge_at("wall", length_m());
  snprintf(flow, sizeof flow,
           "manning: 0, dry_depth: 0.01 mm, boundaries: [{name: wave, side: west, kind: level, "
           "level: %s}]",
           lab_write_series(wave, 1, wave->value[0][0], wave->value[0][0] + span_s, "composite"));
  snprintf(duration, sizeof duration, "%.3f s", span_s);
  const struct flow_world_case of = {.name = "composite-beach",
                                     .cols = flume.cols,
                                     .rows = FLUME_ROWS,
                                     .cell_m = cell_m,
                                     .bed_m = bed_m,
                                     .duration = duration,
                                     .flow = flow,
                                     .gauges = gauges,
                                     .gauge_count = GAUGES,
                                     .gauges_every_s = 0.01};
  flow_world_run(world, &of);
}

static double highest(const struct lab_table *table, int column, double *at)
{
  double most = -(double)INFINITY;
  for (int r = 0; r < table->rows; r++)
    if (table->value[column][r] > most) {
      most = table->value[column][r];
      *at = table->value[0][r];
    }
  return most;
}

static double highest_gauge(const struct flow_world *world, int gauge)
{
  double most = -(double)INFINITY;
  for (int k = 0; k < world->gauge_samples; k++)
    most = fmax(most, world->gauge_level_m[gauge * FLOW_WORLD_SAMPLES_MOST + k]);
  return most;
}

static void check_analytical(char letter, double toe_m, double gate)
{
  static struct flow_world world;
  static struct lab_table exact;
  char path[80], what[80];
  double at, factor, worst = 0.0, worst_peak = 0.0;
  snprintf(path, sizeof path, FOLDER "ts3%c_analytical.txt", letter);
  lab_read(&exact, path, 9, 180);
  factor = 1e-4 / highest(&exact, 8, &at);
  for (int c = 1; c < 9; c++)
    lab_scale(&exact, c, 0.0, factor);
  const double start_s = exact.value[0][0], end_s = exact.value[0][exact.rows - 1];
  flume_run(&world, toe_m, 0.01, &exact, end_s - start_s);
  const double span[3] = {start_s, end_s, start_s};
  for (int g = 0; g < GAUGES; g++) {
    const double rms = lab_nrmse(&exact, g + 2, &world, g, span),
                 most_m = highest(&exact, g + 2, &at);
    worst = fmax(worst, rms);
    worst_peak = fmax(worst_peak, fabs(highest_gauge(&world, g) / most_m - 1.0));
    print_message("%c, gauge %s: error over its range %.4f, of the highest level %+.4f\n", letter,
                  world.of.gauges[g].name, rms, highest_gauge(&world, g) / most_m - 1.0);
  }
  snprintf(what, sizeof what, "%c, linear solution: largest error over the range", letter);
  flow_world_gate(what, worst, gate);
  snprintf(what, sizeof what, "%c, linear solution: largest error of the highest level", letter);
  flow_world_gate(what, worst_peak, gate);
  flow_world_free(&world);
}

static void test_analytical(void **state)
{
  (void)state;
  check_analytical('a', 2.40, 0.05);
  check_analytical('b', 0.98, 0.05);
  check_analytical('c', 0.64, 0.05);
}

static void check_laboratory(char letter, double toe_m, double rms_gate, double peak_gate)
{
  static struct flow_world world;
  static struct lab_table seen;
  char path[80], what[80];
  double at, worst = 0.0, worst_peak = 0.0;
  snprintf(path, sizeof path, FOLDER "ts3%c.txt", letter);
  lab_read(&seen, path, 8, 580);
  for (int c = 1; c < 8; c++)
    lab_scale(&seen, c, -seen.value[c][0], 1.0); /* the gauges' own zero */
  const double start_s = seen.value[0][0];
  flume_run(&world, toe_m, 0.02, &seen, 22.0);
  const double span[3] = {start_s, start_s + 22.0, start_s};
  for (int g = 0; g < GAUGES - 1; g++) {
    const double rms = lab_nrmse(&seen, g + 2, &world, g, span),
                 peak = highest_gauge(&world, g) / highest(&seen, g + 2, &at) - 1.0;
    print_message("%c, gauge %s: error over its range %.3f, of the highest level %+.3f\n", letter,
                  world.of.gauges[g].name, rms, peak);
    worst = fmax(worst, rms);
    worst_peak = fmax(worst_peak, fabs(peak));
  }
  print_message("%c, highest level at the wall %.3f m\n", letter,
                highest_gauge(&world, GAUGES - 1));
  snprintf(what, sizeof what, "%c, laboratory: largest error over the range", letter);
  flow_world_gate(what, worst, rms_gate);
  snprintf(what, sizeof what, "%c, laboratory: largest error of the highest level", letter);
  flow_world_gate(what, worst_peak, peak_gate);
  flow_world_free(&world);
}

static void test_laboratory(void **state)
{
  (void)state;
  check_laboratory('a', 2.40, 0.12, 0.1);
  check_laboratory('b', 0.98, 0.13,
                   0.5); /* guards: their crests are shorter than shallow water's */
  check_laboratory('c', 0.64, 0.13, 0.5);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_analytical),
                                     cmocka_unit_test(test_laboratory)};
  if (!test_case_present(FOLDER "ts3a_analytical.txt"))
    return case_skip(FOLDER "ts3a_analytical.txt");
  return cmocka_run_group_tests(tests, NULL, NULL);
}
