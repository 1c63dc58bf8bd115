/**
 * Solitary waves on a conical island (Briggs et al. 1995): depth 0.32 m, slope 1:4, cases A, B, C
 * of H/d about 0.045, 0.096, 0.181. Levels at gauges 6, 9, 16, 22 and run-up around the island.
 *
 * The wave enters as the laboratory measured it: the mean level of gauges 1 to 4, which stood in a
 * line before the island, another one in each case, and are the western side here. A solitary wave
 * from the wave maker would steepen on its way to them, for shallow water has no dispersion. Half
 * of the tank is simulated, the axis a wall; the sides of the tank are too far off to matter.
 *
 * Required (NTHMP, laboratory): mean error of the highest levels 10 %, of the highest run-up 20 %,
 * of the run-up around the island 30 %, those not for case A, whose published run-ups differ by 30
 * to 50 % between two sources. The gates of A, and those of the highest levels at the gauges, guard
 * what is reached (models/flow/README.md).
 */
#include "support/case_run.h"
#include "support/flow_world.h"
#include "support/lab_table.h"
#include <math.h>
#include <stdio.h>

#define FOLDER "surge/conical/"
#define CELL_M 0.025
#define DEPTH_M 0.32
#define CENTRE_X_M 12.96
#define PI 3.14159265358979323846
enum { GAUGES = 4, ROWS = 280, ANGLES = 24 };

static struct {
  double west_m;    /* place of gauges 1 to 4 */
  double angle_deg; /* from the front of the island, of the sector looked at */
} tank;

static double x_m(int col)
{
  return tank.west_m + (col + 0.5) * CELL_M - CENTRE_X_M;
}

/* From the axis. */
static double y_m(int row)
{
  return (ROWS - row - 0.5) * CELL_M;
}

static double bed_m(int col, int row)
{
  return -DEPTH_M + fmin(0.625, fmax(0.0, (3.6 - hypot(x_m(col), y_m(row))) / 4.0));
}

static bool in_the_sector(int col, int row)
{
  const double angle_deg = atan2(y_m(row), -x_m(col)) * 180.0 / PI;
  return fabs(angle_deg - tank.angle_deg) <= 2.0 && hypot(x_m(col), y_m(row)) < 3.0;
}

static struct flow_world_gauge gauge_at(const char *name, double x, double y)
{
  return (struct flow_world_gauge){name, (int)((x - tank.west_m) / CELL_M),
                                   ROWS - 1 - (int)(fabs(y - 13.80) / CELL_M)};
}

/* Levels from each gauge's own zero, the mean of the first second; column 1 is then the mean of
 * gauges 1 to 4. */
static void read_gauges(struct lab_table *seen, const char *path)
{
  lab_read(seen, path, 9, 1400);
  for (int c = 1; c < 9; c++) {
    double zero_m = 0.0;
    for (int r = 0; r < 50; r++)
      zero_m += seen->value[c][r] / 50.0;
    lab_scale(seen, c, -zero_m, 1.0);
  }
  for (int r = 0; r < seen->rows; r++)
    seen->value[1][r] =
        0.25 * (seen->value[1][r] + seen->value[2][r] + seen->value[3][r] + seen->value[4][r]);
}

/* Mean of both sides, or the one there is, at an angle from the front (270 degrees in the table).
 */
static double seen_run_up_m(const struct lab_table *table, double angle_deg)
{
  double sum = 0.0;
  int count = 0;
  for (int r = 0; r < table->rows; r++) {
    const double off_deg = fabs(table->value[1][r] - 270.0);
    if (fabs(fmin(off_deg, 360.0 - off_deg) - angle_deg) < 0.1) {
      sum += 0.01 * table->value[2][r];
      count++;
    }
  }
  assert_true(count > 0);
  return sum / count;
}

static void run_tank(struct flow_world *world, const struct lab_table *seen, double start_s,
                     double span_s, const struct flow_world_gauge *gauges)
{
  static char flow[4600];
  char duration[40];
  snprintf(flow, sizeof flow,
           "manning: 0.01, dry_depth: 0.01 mm, boundaries: [{name: wave, side: west, kind: level, "
           "level: %s}, {name: rear, side: east, kind: free}, {name: flank, side: north, kind: "
           "free}]",
           lab_write_series(seen, 1, start_s, start_s + span_s, "conical"));
  snprintf(duration, sizeof duration, "%.3f s", span_s);
  const struct flow_world_case of = {.name = "conical-island",
                                     .cols = (int)((20.0 - tank.west_m) / CELL_M),
                                     .rows = ROWS,
                                     .cell_m = CELL_M,
                                     .bed_m = bed_m,
                                     .duration = duration,
                                     .flow = flow,
                                     .gauges = gauges,
                                     .gauge_count = GAUGES,
                                     .gauges_every_s = 0.04,
                                     .threads = 2};
  flow_world_run(world, &of);
}

static void check_gauges(const struct flow_world *world, const struct lab_table *seen, char letter,
                         const double span[3], double peak_gate)
{
  double mean = 0.0;
  char what[80];
  for (int g = 0; g < GAUGES; g++) {
    double most_m = 0.0, is_m = 0.0;
    for (int r = 0; r < seen->rows; r++)
      if (seen->value[0][r] >= span[0] && seen->value[0][r] <= span[1]) {
        most_m = fmax(most_m, seen->value[5 + g][r]);
        is_m = fmax(is_m, flow_world_gauge_m(world, g, seen->value[0][r] - span[2]));
      }
    print_message("%c, gauge %s: highest %.4f m (laboratory %.4f)\n", letter,
                  world->of.gauges[g].name, is_m, most_m);
    mean += fabs(is_m / most_m - 1.0) / GAUGES;
    snprintf(what, sizeof what, "%c, gauge %s: error over its range", letter,
             world->of.gauges[g].name);
    flow_world_gate(what, lab_nrmse(seen, 5 + g, world, g, span), 0.2);
  }
  snprintf(what, sizeof what, "%c, mean error of the highest levels", letter);
  flow_world_gate(what, mean, peak_gate);
}

static void check_run_up(const struct flow_world *world, const char *path, char letter,
                         const double *gates)
{
  static struct lab_table table;
  static const double angles_deg[] = {0, 22.5, 45, 67.5, 90, 112.5, 135, 157.5, 180};
  double most_m = 0.0, seen_most_m = 0.0, mean = 0.0;
  const int count = sizeof angles_deg / sizeof angles_deg[0];
  char what[80];
  lab_read(&table, path, 3, ANGLES - 2);
  for (int k = 0; k < count; k++) {
    tank.angle_deg = fmin(fmax(angles_deg[k], 1.0), 179.0);
    const double is_m = flow_world_run_up_m(world, in_the_sector, 0.5e-3);
    const double seen_m = seen_run_up_m(&table, angles_deg[k]);
    print_message("%c, %.1f degrees: run-up %.2f cm (laboratory %.2f)\n", letter, angles_deg[k],
                  100.0 * is_m, 100.0 * seen_m);
    most_m = fmax(most_m, is_m);
    seen_most_m = fmax(seen_most_m, seen_m);
    mean += fabs(is_m / seen_m - 1.0) / count;
  }
  snprintf(what, sizeof what, "%c, error of the highest run-up", letter);
  flow_world_gate(what, fabs(most_m / seen_most_m - 1.0), gates[0]);
  snprintf(what, sizeof what, "%c, mean error of the run-up around the island", letter);
  flow_world_gate(what, mean, gates[1]);
}

static void check_island(char letter, const char *series, const char *run_ups, double west_m,
                         double until_s, const double gates[3])
{
  static struct flow_world world;
  static struct lab_table seen;
  static struct flow_world_gauge gauges[GAUGES];
  const double start_s = 22.0, span[3] = {start_s, until_s, start_s};
  tank.west_m = west_m;
  gauges[0] = gauge_at("6", 9.36, 13.80);
  gauges[1] = gauge_at("9", 10.36, 13.80);
  gauges[2] = gauge_at("16", 12.96, 11.22);
  gauges[3] = gauge_at("22", 15.56, 13.80);
  read_gauges(&seen, series);
  run_tank(&world, &seen, start_s, until_s - start_s, gauges);
  check_gauges(&world, &seen, letter, span, gates[2]);
  check_run_up(&world, run_ups, letter, gates);
  flow_world_free(&world);
}

static void test_islands(void **state)
{
  static const double guard[3] = {0.28, 0.47, 0.12}, short_of_one[3] = {0.2, 0.3, 0.18},
                      by_a_hair[3] = {0.2, 0.3, 0.11};
  (void)state;
  check_island('A', FOLDER "ts2a.txt", FOLDER "run2a.txt", 5.76, 38.0, guard);
  check_island('B', FOLDER "ts2b.txt", FOLDER "run2b.txt", 6.82, 37.0, short_of_one);
  check_island('C', FOLDER "ts2cnew1.txt", FOLDER "run2c.txt", 7.56, 35.5, by_a_hair);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_islands)};
  if (!test_case_present(FOLDER "ts2a.txt"))
    return case_skip(FOLDER "ts2a.txt");
  return cmocka_run_group_tests(tests, NULL, NULL);
}
