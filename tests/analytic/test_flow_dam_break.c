/**
 * Dam breaks on a flat bed without friction against their closed forms: Ritter (1892) on a dry bed,
 * Stoker (1957) on a wet one, along x, along y and at 45 degrees. L1 is the sum of depth errors
 * over the sum of what the dam break changed.
 *
 * Required: L1 no larger than that of the second-order scheme of FullSWOF_2D on the same cells
 * (support/flow_peer.h), front within three cells, shock within one, order 0.95. A second gate of
 * L1, 1.1 times what this scheme measured first, guards against getting worse.
 */
#include "support/flow_peer.h"
#include "support/flow_world.h"
#include <math.h>
#include <stdio.h>

#define GRAVITY 9.81
#define TIME_S 40.0
#define HIGH_M 10.0

/* Along x and y the dam stands in the middle of a strip; at 45 degrees in the middle of a square.
 */
enum direction { ALONG_X, ALONG_Y, ALONG_DIAGONAL };
enum { STRIP = 4, SUB = 8 };
static const double strip_m = 2000.0, square_m = 2800.0;

static struct {
  enum direction direction;
  double low_m, cell_m;
  double middle_m, middle_u; /* between the waves */
  double shift_m;            /* of the dam from the face in the middle */
  int cols, rows;
} dam;

/* Depth between the waves and velocity there (Stoker); both waves meet in it. */
static void stoker_middle(double low_m, double *depth_m, double *u)
{
  double a = low_m, b = HIGH_M;
  for (int i = 0; i < 200; i++) {
    const double h = 0.5 * (a + b);
    const double rarefaction = 2.0 * (sqrt(GRAVITY * HIGH_M) - sqrt(GRAVITY * h));
    const double shock = (h - low_m) * sqrt(0.5 * GRAVITY * (1.0 / h + 1.0 / low_m));
    *(rarefaction > shock ? &a : &b) = h;
  }
  *depth_m = 0.5 * (a + b);
  *u = 2.0 * (sqrt(GRAVITY * HIGH_M) - sqrt(GRAVITY * *depth_m));
}

static double shock_at_m(void)
{
  return TIME_S * dam.middle_u * dam.middle_m / (dam.middle_m - dam.low_m);
}

/* Depth at a distance behind (-) or before (+) the dam. */
static double exact_depth_m(double s_m, double time_s)
{
  const double c = sqrt(GRAVITY * HIGH_M);
  if (time_s <= 0.0)
    return s_m < 0.0 ? HIGH_M : dam.low_m;
  const double xi = s_m / time_s, fan = fmax(2.0 * c - xi, 0.0);
  if (xi < -c)
    return HIGH_M;
  if (dam.low_m <= 0.0)
    return fan * fan / (9.0 * GRAVITY);
  if (xi < dam.middle_u - sqrt(GRAVITY * dam.middle_m))
    return fan * fan / (9.0 * GRAVITY);
  return s_m < shock_at_m() * time_s / TIME_S ? dam.middle_m : dam.low_m;
}

/* Distance of a point in cells from the dam; y grows to the north. */
static double dam_distance_m(double col, double row)
{
  const double x = dam.cell_m * (col + 0.5 - 0.5 * dam.cols) - dam.shift_m;
  const double y = dam.cell_m * (0.5 * dam.rows - row - 0.5);
  return dam.direction == ALONG_X ? x : dam.direction == ALONG_Y ? y : (x + y) * sqrt(0.5);
}

/* Mean of the closed form over a cell. */
static double dam_mean_depth_m(int col, int row, double time_s)
{
  double sum_m = 0.0;
  for (int a = 0; a < SUB; a++)
    for (int b = 0; b < SUB; b++) {
      const double s_m = dam_distance_m(col + (a + 0.5) / SUB - 0.5, row + (b + 0.5) / SUB - 0.5);
      sum_m += exact_depth_m(s_m, time_s);
    }
  return sum_m / (SUB * SUB);
}

static double dam_start_depth_m(int col, int row)
{
  return dam_mean_depth_m(col, row, 0.0);
}

static double flat_m(int col, int row)
{
  (void)col;
  (void)row;
  return 0.0;
}

static void run_dam(struct flow_world *world, enum direction direction, double low_m, double cell_m)
{
  const int along = (int)lround((direction == ALONG_DIAGONAL ? square_m : strip_m) / cell_m);
  dam.direction = direction;
  dam.low_m = low_m;
  dam.cell_m = cell_m;
  if (low_m > 0.0)
    stoker_middle(low_m, &dam.middle_m, &dam.middle_u);
  dam.cols = direction == ALONG_Y ? STRIP : along;
  dam.rows = direction == ALONG_X ? STRIP : along;
  const struct flow_world_case of = {.name = "dam",
                                     .cols = dam.cols,
                                     .rows = dam.rows,
                                     .cell_m = cell_m,
                                     .bed_m = flat_m,
                                     .depth_m = dam_start_depth_m,
                                     .duration = "40 s",
                                     .flow = "manning: 0"};
  flow_world_run(world, &of);
}

/* Cells that the walls cannot have touched by then (diagonal: a band around the middle). */
static bool dam_counts(int col, int row)
{
  if (dam.direction != ALONG_DIAGONAL)
    return true;
  const double x = dam.cell_m * (col + 0.5 - 0.5 * dam.cols);
  const double y = dam.cell_m * (0.5 * dam.rows - row - 0.5);
  return fabs(x - y) * sqrt(0.5) < 200.0 && fabs(x + y) * sqrt(0.5) < 850.0;
}

typedef double dam_depth_of(const void *of, int col, int row);

static double engine_depth_m(const void *of, int col, int row)
{
  return flow_world_depth_m(of, col, row);
}

static double peer_depth_m(const void *of, int col, int row)
{
  const struct flow_peer *peer = of;
  return peer->h_m[row * peer->cols + col];
}

static double dam_error(dam_depth_of *depth_m, const void *of)
{
  double error_m = 0.0, change_m = 0.0;
  for (int row = 0; row < dam.rows; row++)
    for (int col = 0; col < dam.cols; col++) {
      if (!dam_counts(col, row))
        continue;
      const double exact_m = dam_mean_depth_m(col, row, TIME_S);
      error_m += fabs(depth_m(of, col, row) - exact_m);
      change_m += fabs(exact_m - dam_mean_depth_m(col, row, 0.0));
    }
  return error_m / change_m;
}

/* L1 of the peer for the dam that was run last. */
static double dam_peer_error(void)
{
  struct flow_peer peer;
  flow_peer_make(&peer, dam.cols, dam.rows, dam.cell_m);
  for (int row = 0; row < dam.rows; row++)
    for (int col = 0; col < dam.cols; col++)
      peer.h_m[row * dam.cols + col] = dam_start_depth_m(col, row);
  flow_peer_run(&peer, TIME_S, 0.0);
  const double error = dam_error(peer_depth_m, &peer);
  flow_peer_free(&peer);
  return error;
}

/* Where the depth falls below a threshold for the last time, along the middle line, m from the dam.
 */
static double dam_front_m(const struct flow_world *world, double threshold_m)
{
  const int count = dam.direction == ALONG_Y ? dam.rows : dam.cols;
  double before_m = 0.0, before_at_m = 0.0, front_m = (double)NAN;
  for (int k = 0; k < count; k++) {
    const int col = dam.direction == ALONG_Y ? 1 : k;
    const int row = dam.direction == ALONG_X ? 1 : dam.rows - 1 - k;
    const double depth_m = flow_world_depth_m(world, col, row), at_m = dam_distance_m(col, row);
    if (k > 0 && before_m >= threshold_m && depth_m < threshold_m)
      front_m =
          before_at_m + (at_m - before_at_m) * (before_m - threshold_m) / (before_m - depth_m);
    before_m = depth_m;
    before_at_m = at_m;
  }
  return front_m;
}

static const char *const direction_name[] = {"along x", "along y", "at 45 degrees"};

static void check_dam(enum direction direction, double low_m, double cell_m, double error_gate)
{
  struct flow_world world;
  char what[80];
  const char *name = low_m > 0.0 ? "Stoker" : "Ritter";
  run_dam(&world, direction, low_m, cell_m);
  snprintf(what, sizeof what, "%s %s, %g m cells: L1", name, direction_name[direction], cell_m);
  const double error = dam_error(engine_depth_m, &world);
  flow_world_gate(what, error, error_gate);
  snprintf(what, sizeof what, "%s %s: L1 against the peer's", name, direction_name[direction]);
  flow_world_gate(what, error, dam_peer_error());
  /* The tip of a dry front is infinitely thin: its place is where a hundredth of the dam's height
   * stands. */
  double threshold_m = 0.01 * HIGH_M;
  double exact_m = TIME_S * (2.0 * sqrt(GRAVITY * HIGH_M) - sqrt(9.0 * GRAVITY * threshold_m));
  if (low_m > 0.0) {
    threshold_m = 0.5 * (dam.middle_m + low_m);
    exact_m = shock_at_m();
  }
  snprintf(what, sizeof what, "%s %s: %s (cells off)", name, direction_name[direction],
           low_m > 0.0 ? "shock" : "front");
  flow_world_gate(what, fabs(dam_front_m(&world, threshold_m) - exact_m) / cell_m,
                  low_m > 0.0 ? 1.0 : 3.0);
  snprintf(what, sizeof what, "%s %s: mass", name, direction_name[direction]);
  flow_world_gate(what, flow_world_balance_share(&world), 2e-7);
  flow_world_free(&world);
}

static void test_ritter(void **state)
{
  (void)state;
  check_dam(ALONG_X, 0.0, 5.0, 0.0091);
  check_dam(ALONG_Y, 0.0, 5.0, 0.0091);
  check_dam(ALONG_DIAGONAL, 0.0, 10.0, 0.0146);
}

static void test_stoker(void **state)
{
  (void)state;
  check_dam(ALONG_X, 2.0, 5.0, 0.0061);
  check_dam(ALONG_Y, 2.0, 5.0, 0.0061);
  check_dam(ALONG_DIAGONAL, 2.0, 10.0, 0.0097);
}

/* The error of a captured shock swings with its place in the cell: mean over places of the dam. */
static double mean_error(double low_m, double cell_m)
{
  enum { PLACES = 4 };
  double error = 0.0;
  for (int k = 0; k < PLACES; k++) {
    struct flow_world world;
    dam.shift_m = cell_m * k / PLACES;
    run_dam(&world, ALONG_X, low_m, cell_m);
    error += dam_error(engine_depth_m, &world) / PLACES;
    flow_world_free(&world);
  }
  dam.shift_m = 0.0;
  return error;
}

static void check_order(double low_m, const char *what)
{
  double error[3];
  for (int k = 0; k < 3; k++)
    error[k] = mean_error(low_m, 20.0 / (1 << k));
  const double order = 0.5 * log2(error[0] / error[2]);
  print_message("%s: L1 %.5f %.5f %.5f at 20, 10, 5 m, order %.3f (gate 0.95)\n", what, error[0],
                error[1], error[2], order);
  if (!(order >= 0.95))
    fail_msg("%s: order %.3f", what, order);
}

static void test_order_of_convergence(void **state)
{
  (void)state;
  check_order(0.0, "Ritter");
  check_order(2.0, "Stoker");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_ritter),
      cmocka_unit_test(test_stoker),
      cmocka_unit_test(test_order_of_convergence),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
