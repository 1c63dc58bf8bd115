/**
 * The front against a level set on the same smooth rates, five times as fine: phi_t + V(n) |grad
 * phi| = 0 with V of the ellipse (Catchpole et al. 1982), second-order ENO, local Lax-Friedrichs,
 * two-stage Runge-Kutta (Osher and Shu 1991). Rates, eccentricities and directions change from cell
 * to cell as they do on hills; once more with a turn of the wind by 60 degrees.
 */
#include "support/front_world.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 110, FINE = 5, NODES = SIDE * FINE, COL = 40, ROW = 50 };
static const double cell_m = 30.0;

/* Even within 10 cells of the ignition, hilly from 14 on. Places in coarse cells. */
static struct front_rate hills(double col, double row, int period)
{
  const double away = hypot(col - COL, row - ROW);
  const double share = fmin(fmax((away - 10.0) / 8.0, 0.0), 1.0);
  const double blend = share * share * (3.0 - 2.0 * share);
  return (struct front_rate){.m_per_s = 0.5 + blend * 0.22 * sin(0.11 * col) * cos(0.09 * row),
                             .eccentricity = 0.7 + blend * 0.12 * cos(0.07 * (col + row)),
                             .turn_rad = 0.3 + blend * 0.5 * sin(0.08 * row) + period * 1.05};
}

static struct front_rate hills_rate(const struct front_world *world, int col, int row)
{
  return hills(col, row, world->period);
}

struct oracle {
  double phi[NODES * NODES], next[NODES * NODES], first[NODES * NODES];
  double arrival_s[NODES * NODES];
  /* half the length and the focal distance of the ellipse by time, its flank, its direction */
  float along[NODES * NODES], focal[NODES * NODES], flank[NODES * NODES];
  float east[NODES * NODES], south[NODES * NODES];
};

static double node_place(int k)
{
  return (k + 0.5) / FINE - 0.5;
}

static void oracle_weather(struct oracle *oracle, int period)
{
  for (int i = 0; i < NODES * NODES; i++) {
    const struct front_rate rate = hills(node_place(i % NODES), node_place(i / NODES), period);
    const double along = rate.m_per_s / (1.0 + rate.eccentricity);
    oracle->along[i] = (float)along;
    oracle->focal[i] = (float)(along * rate.eccentricity);
    oracle->flank[i] = (float)(along * sqrt(1.0 - rate.eccentricity * rate.eccentricity));
    oracle->east[i] = (float)cos(rate.turn_rad);
    oracle->south[i] = (float)sin(rate.turn_rad);
  }
}

static double minmod(double a, double b)
{
  return a * b <= 0.0 ? 0.0 : fabs(a) < fabs(b) ? a : b;
}

/* One-sided second-order differences along a line of five values. */
static void eno(const double *phi, int step, double h, double *left, double *right)
{
  const double d0 = phi[0] - 2.0 * phi[-step] + phi[-2 * step];
  const double d1 = phi[step] - 2.0 * phi[0] + phi[-step];
  const double d2 = phi[2 * step] - 2.0 * phi[step] + phi[0];
  *left = (phi[0] - phi[-step] + 0.5 * minmod(d0, d1)) / h;
  *right = (phi[step] - phi[0] - 0.5 * minmod(d1, d2)) / h;
}

/* phi - dt H of all nodes but the rim. */
static void oracle_stage(const struct oracle *oracle, const double *phi, double *out, double dt)
{
  const double h = cell_m / FINE;
  for (int y = 2; y < NODES - 2; y++)
    for (int x = 2; x < NODES - 2; x++) {
      const int i = y * NODES + x;
      double w, e, n, s;
      eno(phi + i, 1, h, &w, &e);
      eno(phi + i, NODES, h, &n, &s);
      const double px = 0.5 * (w + e), py = 0.5 * (n + s);
      const double to = px * (double)oracle->east[i] + py * (double)oracle->south[i];
      const double across = py * (double)oracle->east[i] - px * (double)oracle->south[i];
      const double b = (double)oracle->along[i], a = (double)oracle->flank[i];
      const double speed = b + (double)oracle->focal[i];
      const double flux = (double)oracle->focal[i] * to +
                          sqrt(b * b * to * to + a * a * across * across) -
                          0.5 * speed * (e - w + s - n);
      out[i] = phi[i] - dt * flux;
    }
  for (int k = 0; k < NODES; k++) /* nothing comes from the rim */
    for (int side = 0; side < 2; side++) {
      const int y = side ? NODES - 1 - k % 2 : k % 2;
      out[y * NODES + k] = phi[y * NODES + k];
    }
}

static void oracle_run(struct oracle *oracle, double from_s, double until_s)
{
  const int steps = (int)ceil((until_s - from_s) / (0.4 * cell_m / FINE / 0.75));
  const double dt = (until_s - from_s) / steps;
  for (int step = 0; step < steps; step++) {
    const double now_s = from_s + step * dt;
    memcpy(oracle->first, oracle->phi, sizeof oracle->phi);
    memcpy(oracle->next, oracle->phi, sizeof oracle->phi);
    oracle_stage(oracle, oracle->phi, oracle->next, dt);
    oracle_stage(oracle, oracle->next, oracle->phi, dt);
    for (int i = 0; i < NODES * NODES; i++) {
      oracle->phi[i] = 0.5 * (oracle->first[i] + oracle->phi[i]);
      if (oracle->first[i] > 0.0 && oracle->phi[i] <= 0.0)
        oracle->arrival_s[i] = now_s + dt * oracle->first[i] / (oracle->first[i] - oracle->phi[i]);
    }
  }
}

static void oracle_start(struct oracle *oracle, double start_s)
{
  for (int i = 0; i < NODES * NODES; i++) {
    const double east_m = (node_place(i % NODES) - COL) * cell_m;
    const double south_m = (node_place(i / NODES) - ROW) * cell_m;
    oracle->phi[i] = front_exact_s(hills(COL, ROW, 0), east_m, south_m) - start_s;
    oracle->arrival_s[i] = (double)INFINITY;
  }
}

static void compare(double turn_s, double until_s, double rms_most)
{
  struct front_world world = {.cols = SIDE, .rows = SIDE, .cell_m = cell_m, .rate = hills_rate};
  struct oracle *oracle = malloc(sizeof *oracle);
  const double start_s = 400.0; /* the ellipse is 7 cells long ahead then */
  double square = 0.0;
  long compared = 0;
  assert_non_null(oracle);
  oracle_weather(oracle, 0);
  oracle_start(oracle, start_s);
  front_world_make(&world);
  assert_true(fire_front_light_point(world.front, COL, ROW, 0.0));
  if (turn_s > 0.0) {
    oracle_run(oracle, start_s, turn_s);
    oracle_weather(oracle, 1);
    oracle_run(oracle, turn_s, until_s);
    front_world_change(&world, turn_s);
  } else {
    oracle_run(oracle, start_s, until_s);
  }
  fire_front_march(world.front, until_s);
  for (int row = 6; row < SIDE - 6; row++)
    for (int col = 6; col < SIDE - 6; col++) {
      const double wanted_s =
          oracle->arrival_s[(row * FINE + FINE / 2) * NODES + col * FINE + FINE / 2];
      const double got_s = front_world_time_s(&world, col, row);
      if (!isfinite(wanted_s) || !front_world_burnt(&world, col, row) || wanted_s < 900.0)
        continue;
      square += (got_s / wanted_s - 1.0) * (got_s / wanted_s - 1.0);
      compared++;
    }
  const double rms = sqrt(square / (double)compared);
  printf("level set%s: %ld cells, arrival RMSE %.3f %%\n", turn_s > 0.0 ? " with a turn" : "",
         compared, 100.0 * rms);
  assert_true(compared > 1500);
  if (!(rms <= rms_most))
    fail_msg("RMSE %g", rms);
  front_world_free(&world);
  free(oracle);
}

static void hills_are_like_a_level_set(void **state)
{
  (void)state;
  compare(0.0, 3000.0, 3.5e-3);
}

static void a_turn_is_like_a_level_set(void **state)
{
  (void)state;
  compare(1500.0, 2800.0, 3.5e-3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(hills_are_like_a_level_set),
                                     cmocka_unit_test(a_turn_is_like_a_level_set)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
