/**
 * Thacker's planar surface that turns in a paraboloid (Thacker 1981, SWASHES 4.2.2), three periods
 * on 100 x 100 cells of 4 cm: wetting and drying all the way round without friction.
 *
 * Required: L1 below that of the second-order scheme of FullSWOF_2D on the same cells with its own
 * step (support/flow_peer.h; SWASHES carries none of its results). The second gate of L1 is 1.1
 * times what this scheme measured first.
 */
#include "support/flow_peer.h"
#include "support/flow_world.h"
#include <math.h>

enum { SIDE = 100 };
static const double gravity = 9.81, basin_m = 4.0, h0_m = 0.1, a_m = 1.0, eta_m = 0.5;

static double omega(void)
{
  return sqrt(2.0 * gravity * h0_m) / a_m;
}

static void cell_place(int col, int row, double *x, double *y)
{
  *x = basin_m * (col + 0.5) / SIDE - 0.5 * basin_m;
  *y = 0.5 * basin_m - basin_m * (row + 0.5) / SIDE;
}

static double bowl_m(int col, int row)
{
  double x, y;
  cell_place(col, row, &x, &y);
  return h0_m * ((x * x + y * y) / (a_m * a_m) - 1.0);
}

static double exact_depth_m(int col, int row, double time_s)
{
  double x, y;
  cell_place(col, row, &x, &y);
  const double plane_m =
      eta_m * h0_m / (a_m * a_m) *
      (2.0 * x * cos(omega() * time_s) + 2.0 * y * sin(omega() * time_s) - eta_m);
  return fmax(plane_m - bowl_m(col, row), 0.0);
}

static double start_depth_m(int col, int row)
{
  return exact_depth_m(col, row, 0.0);
}

static double start_u(int col, int row)
{
  (void)col;
  (void)row;
  return 0.0;
}

static double start_v(int col, int row)
{
  return start_depth_m(col, row) > 0.0 ? eta_m * omega() : 0.0;
}

/* L1 of depth of the peer. */
static double peer_error(void)
{
  struct flow_peer peer;
  double error_m = 0.0, sum_m = 0.0;
  flow_peer_make(&peer, SIDE, SIDE, basin_m / SIDE);
  for (int row = 0; row < SIDE; row++)
    for (int col = 0; col < SIDE; col++) {
      const int i = row * SIDE + col;
      peer.bed_m[i] = bowl_m(col, row);
      peer.h_m[i] = start_depth_m(col, row);
      peer.v_m_per_s[i] = -start_v(col, row); /* rows run to the south */
    }
  flow_peer_run(&peer, 13.4571, 0.006741);
  for (int row = 0; row < SIDE; row++)
    for (int col = 0; col < SIDE; col++) {
      const double exact_m = exact_depth_m(col, row, 13.4571);
      error_m += fabs(peer.h_m[row * SIDE + col] - exact_m);
      sum_m += exact_m;
    }
  flow_peer_free(&peer);
  return error_m / sum_m;
}

static void test_three_periods_of_the_planar_oscillation(void **state)
{
  const struct flow_world_case of = {.name = "thacker",
                                     .cols = SIDE,
                                     .rows = SIDE,
                                     .cell_m = basin_m / SIDE,
                                     .bed_m = bowl_m,
                                     .depth_m = start_depth_m,
                                     .u_m_per_s = start_u,
                                     .v_m_per_s = start_v,
                                     .duration = "13.4571 s",
                                     .flow = "manning: 0, dry_depth: 0.001 mm"};
  struct flow_world world;
  double error_m = 0.0, sum_m = 0.0, speed_error = 0.0, speed_sum = 0.0;
  (void)state;
  flow_world_run(&world, &of);
  for (int row = 0; row < SIDE; row++)
    for (int col = 0; col < SIDE; col++) {
      const double exact_m = exact_depth_m(col, row, 13.4571), v = eta_m * omega();
      const double depth_m = flow_world_depth_m(&world, col, row);
      error_m += fabs(depth_m - exact_m);
      sum_m += exact_m;
      speed_error += hypot(depth_m * flow_world_u(&world, col, row),
                           depth_m * flow_world_v(&world, col, row) - exact_m * v);
      speed_sum += exact_m * v;
    }
  flow_world_gate("Thacker planar, three periods: L1 of depth", error_m / sum_m, 0.0278);
  flow_world_gate("Thacker planar, three periods: L1 of depth against the peer's", error_m / sum_m,
                  peer_error());
  flow_world_gate("Thacker planar, three periods: L1 of discharge", speed_error / speed_sum,
                  0.0491);
  flow_world_gate("Thacker planar: mass", flow_world_balance_share(&world),
                  sizeof(al_real) == 8 ? 1e-12 : 1e-9);
  flow_world_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_three_periods_of_the_planar_oscillation),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
