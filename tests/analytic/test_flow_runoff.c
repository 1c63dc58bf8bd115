/**
 * Runoff of a constant rain: a plane against the closed form of the kinematic wave (Henderson and
 * Wooding 1964), and the tilted V-catchment of di Giammarco et al. (1996), planes of 800 m x 1000 m
 * beside a channel cut 1 to 20 m deep, against kinematic planes and a kinematic channel.
 *
 * Required: plane: peak 1 %, time of concentration 2 %, NSE 0.995; V: plateau 0.5 %, NSE 0.99.
 */
#include "support/flow_world.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POWER (5.0 / 3.0)

/* A kinematic plane under a rain that stops. */
struct plane {
  double length_m, slope, n, rain_m_per_s, rain_end_s;
};

static double plane_alpha(const struct plane *plane)
{
  return sqrt(plane->slope) / plane->n;
}

static double plane_concentration_s(const struct plane *plane)
{
  return pow(plane->length_m / (plane_alpha(plane) * pow(plane->rain_m_per_s, POWER - 1.0)),
             1.0 / POWER);
}

/* Discharge per metre (m2/s) at the lower end; the rain lasts longer than the concentration. */
static double plane_q(const struct plane *plane, double time_s)
{
  const double alpha = plane_alpha(plane), most = plane->rain_m_per_s * plane->length_m;
  if (time_s < plane->rain_end_s)
    return fmin(alpha * pow(plane->rain_m_per_s * time_s, POWER), most);
  double low = 0.0, high = most;
  for (int i = 0; i < 60; i++) {
    const double q = 0.5 * (low + high);
    const double reached_m = q / plane->rain_m_per_s + POWER * pow(alpha, 1.0 / POWER) *
                                                           pow(q, (POWER - 1.0) / POWER) *
                                                           (time_s - plane->rain_end_s);
    *(reached_m < plane->length_m ? &low : &high) = q;
  }
  return 0.5 * (low + high);
}

static const struct plane hillside = {.length_m = 200.0,
                                      .slope = 0.02,
                                      .n = 0.03,
                                      .rain_m_per_s = 0.1 / 3600.0,
                                      .rain_end_s = 1500.0};
enum { HILL_CELLS = 100, HILL_WIDTH = 4 };
static const double hill_cell_m = 2.0;

static double hillside_m(int col, int row)
{
  (void)row;
  return 10.0 - hillside.slope * hill_cell_m * (col + 0.5);
}

/* First time at which a series passes a value, between samples. */
static double first_passing_s(int count, const double *time_s, const double *value, double passed)
{
  for (int k = 1; k < count; k++)
    if (value[k] >= passed)
      return time_s[k - 1] +
             (time_s[k] - time_s[k - 1]) * (passed - value[k - 1]) / (value[k] - value[k - 1]);
  return (double)INFINITY;
}

/* Outflow of the run and of the reference at the middles of the samples. */
struct hydrograph {
  int count;
  double time_s[FLOW_WORLD_SAMPLES_MOST], got[FLOW_WORLD_SAMPLES_MOST],
      reference[FLOW_WORLD_SAMPLES_MOST];
};

static void hydrograph_read(const struct flow_world *world, struct hydrograph *graph)
{
  graph->count = world->sample_count - 1;
  assert_true(graph->count > 100);
  for (int k = 0; k < graph->count; k++) {
    graph->time_s[k] = 0.5 * (world->sample_time_s[k] + world->sample_time_s[k + 1]);
    graph->got[k] = flow_world_outflow(world, k);
  }
}

static void test_kinematic_plane(void **state)
{
  static struct flow_world world;
  static struct hydrograph graph;
  const struct flow_world_case of = {
      .name = "plane",
      .cols = HILL_CELLS,
      .rows = HILL_WIDTH,
      .cell_m = hill_cell_m,
      .bed_m = hillside_m,
      .duration = "3000 s",
      .flow = "manning: 0.03, boundaries: [{name: out, side: east, kind: normal_depth, slope: "
              "0.02}]",
      .sections = "rain: {kind: uniform, intensity: [[0 s, 100 mm/h], [1500 s, 0 mm/h]]}\n",
      .followed = "boundary:out",
      .followed_every_s = 5.0};
  (void)state;
  flow_world_run(&world, &of);
  hydrograph_read(&world, &graph);
  const double width_m = HILL_WIDTH * hill_cell_m, most = hillside.rain_m_per_s * 200.0 * width_m;
  double peak = 0.0;
  for (int k = 0; k < graph.count; k++) {
    graph.reference[k] = width_m * plane_q(&hillside, graph.time_s[k]);
    peak = fmax(peak, graph.got[k]);
  }
  flow_world_gate("kinematic plane: peak over the rain - 1", fabs(peak / most - 1.0), 0.01);
  /* The closed form has a corner at the concentration; 95 % of the peak stands for it. */
  const double exact_s = plane_concentration_s(&hillside) * pow(0.95, 1.0 / POWER);
  const double passed_s = first_passing_s(graph.count, graph.time_s, graph.got, 0.95 * most);
  flow_world_gate("kinematic plane: time of concentration", fabs(passed_s / exact_s - 1.0), 0.02);
  flow_world_gate("kinematic plane: 1 - NSE",
                  1.0 - flow_world_nse(graph.count, graph.got, graph.reference), 0.005);
  flow_world_gate("kinematic plane: balance", flow_world_balance_share(&world), 2e-7);
  flow_world_free(&world);
}

enum { V_PLANE = 40, V_COLS = 2 * V_PLANE + 1, V_ROWS = 50 };
static const double v_cell_m = 20.0, v_channel_n = 0.15;
static const struct plane v_side = {.length_m = 800.0,
                                    .slope = 0.05,
                                    .n = 0.015,
                                    .rain_m_per_s = 0.0108 / 3600.0,
                                    .rain_end_s = 5400.0};

/* The sides fall to the channel only; the channel falls to the south. */
static double v_bed_m(int col, int row)
{
  const double south_m = v_cell_m * (row + 0.5);
  if (col == V_PLANE)
    return 30.0 - 1.0 - 0.019 * south_m;
  return 30.0 + v_side.slope * v_cell_m * (abs(col - V_PLANE) - 0.5);
}

static double v_manning(int col, int row)
{
  (void)row;
  return col == V_PLANE ? v_channel_n : v_side.n;
}

/* Kinematic channel of the cell's width between two kinematic sides, upwind in conservative form.
 */
static void v_reference(struct hydrograph *graph)
{
  enum { CELLS = 500 };
  static double depth_m[CELLS];
  const double dx = 1000.0 / CELLS, dt = 1.0, alpha = sqrt(0.019) / v_channel_n;
  double time_s = 0.0, sum = 0.0;
  int k = 0, steps = 0;
  memset(depth_m, 0, sizeof depth_m);
  while (k < graph->count) {
    const double middle_s = time_s + 0.5 * dt;
    const double rain = middle_s < v_side.rain_end_s ? v_side.rain_m_per_s : 0.0;
    const double supply = 2.0 * plane_q(&v_side, middle_s) / v_cell_m + rain;
    double in = 0.0;
    for (int i = 0; i < CELLS; i++) {
      const double out = alpha * pow(depth_m[i], POWER);
      depth_m[i] += dt * ((in - out) / dx + supply);
      in = out;
    }
    time_s += dt;
    sum += in * v_cell_m;
    steps++;
    if (time_s >= graph->time_s[k] + 15.0) { /* samples of 30 s */
      graph->reference[k++] = sum / steps;
      sum = 0.0;
      steps = 0;
    }
  }
}

static void test_tilted_v_catchment(void **state)
{
  static struct flow_world world;
  static struct hydrograph graph;
  const struct flow_world_case of = {
      .name = "v-catchment",
      .cols = V_COLS,
      .rows = V_ROWS,
      .cell_m = v_cell_m,
      .bed_m = v_bed_m,
      .manning = v_manning,
      .duration = "180 min",
      .flow = "boundaries: [{name: out, side: south, from: 1800, to: 1820, kind: normal_depth, "
              "slope: 0.019}]",
      .sections = "rain: {kind: uniform, intensity: [[0 s, 10.8 mm/h], [90 min, 0 mm/h]]}\n",
      .followed = "boundary:out",
      .followed_every_s = 30.0};
  (void)state;
  flow_world_run(&world, &of);
  hydrograph_read(&world, &graph);
  v_reference(&graph);
  const double plateau = v_side.rain_m_per_s * V_COLS * V_ROWS * v_cell_m * v_cell_m;
  flow_world_gate("V-catchment: plateau over the rain - 1", fabs(graph.got[178] / plateau - 1.0),
                  0.005);
  flow_world_gate("V-catchment: 1 - NSE",
                  1.0 - flow_world_nse(graph.count, graph.got, graph.reference), 0.01);
  flow_world_gate("V-catchment: balance", flow_world_balance_share(&world), 2e-7);
  flow_world_free(&world);
}

/* A closed basin under rain, with soil and drains that take from films and ponds: what every cell
 * gives away in an exchange is in the books to the last bit of its depth. */
enum { BASIN = 128 };

static double basin_m(int col, int row)
{
  const double x = col - 60.0, y = row - 70.0;
  return 12.0 + 0.001 * (x * x + y * y) + 0.4 * sin(0.7 * col) * cos(0.5 * row);
}

static void test_losses_are_in_the_balance(void **state)
{
  static const char *const soils[] = {"none", "scs_cn", "horton", "green_ampt"};
  (void)state;
  for (size_t k = 0; k < 4; k++) {
    struct flow_world world;
    char sections[400];
    snprintf(sections, sizeof sections,
             "rain: {kind: uniform, intensity: [[0 h, 80 mm/h], [30 min, 0 mm/h]]}\n"
             "soil: {kind: %s, impervious: 0.3, interception: 1 mm, depression: 2 mm}\n"
             "drains: {capacity: 20 mm/h, clogging: 0.2}\n",
             soils[k]);
    const struct flow_world_case of = {.name = "losses",
                                       .cols = BASIN,
                                       .rows = BASIN,
                                       .cell_m = 10.0,
                                       .bed_m = basin_m,
                                       .duration = "90 min",
                                       .flow = "manning: 0.03",
                                       .sections = sections};
    flow_world_run(&world, &of);
    flow_world_gate(soils[k], flow_world_balance_share(&world), 2e-8);
    flow_world_gate("cells below zero after losses", run_world_figure(&world.run, "depth_debts"),
                    1000.0);
    flow_world_free(&world);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_kinematic_plane),
      cmocka_unit_test(test_tilted_v_catchment),
      cmocka_unit_test(test_losses_are_in_the_balance),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
