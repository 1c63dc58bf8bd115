/**
 * Steady flow in channels whose bed is made for a chosen depth (MacDonald et al. 1997,
 * SWASHES 3.3): subcritical, supercritical, through a critical point with a jump, and with rain.
 * The bed is the integral of dz/dx = (q^2 / (g h^3) - 1) dh/dx - 2 q r / (g h^2) - n^2 q^2 /
 * h^(10/3).
 *
 * Required: level within 1 %, outflow = inflow to 1e-6. The gates of L1 are far below, at 1.1 times
 * what this scheme measured first.
 */
#include "support/flow_world.h"
#include <math.h>
#include <stdio.h>

#define GRAVITY 9.81
enum { STRIP = 4, FINE = 64, CELLS_MOST = 400 };

struct channel {
  const char *name, *duration, *flow, *sections;
  double length_m, q, rain_m_per_s, n;
  int cells;
  double (*depth_m)(double x);
};

static struct {
  const struct channel *of;
  double bed_m[CELLS_MOST];
} now;

static double critical_m(void)
{
  return cbrt(4.0 / GRAVITY); /* of 2 m2/s */
}

static double subcritical_m(double x)
{
  const double s = x / 1000.0 - 0.5;
  return critical_m() * (1.0 + 0.5 * exp(-16.0 * s * s));
}

static double supercritical_m(double x)
{
  const double s = x / 1000.0 - 0.5;
  return critical_m() * (1.0 - 0.2 * exp(-36.0 * s * s));
}

static double jump_m(double x)
{
  const double s = x / 100.0 - 2.0 / 3.0;
  if (x <= 200.0 / 3.0)
    return critical_m() * (4.0 / 3.0 - x / 100.0) - 9.0 * x / 1000.0 * s;
  return critical_m() *
         (0.674202 * s * s * s * s + 0.674202 * s * s * s - 21.7112 * s * s + 14.492 * s + 1.4305);
}

static double channel_q(const struct channel *channel, double x)
{
  return channel->q + channel->rain_m_per_s * x;
}

static double channel_slope(const struct channel *channel, double x)
{
  const double h = channel->depth_m(x), q = channel_q(channel, x), dx = 1e-5 * channel->length_m;
  /* One-sided at the jump, where the depth breaks off. */
  const bool jumps = channel->depth_m == jump_m && fabs(x - 200.0 / 3.0) < 2.0 * dx;
  const double dh = jumps ? 0.0 : (channel->depth_m(x + dx) - channel->depth_m(x - dx)) / (2 * dx);
  return (q * q / (GRAVITY * h * h * h) - 1.0) * dh -
         2.0 * q * channel->rain_m_per_s / (GRAVITY * h * h) -
         channel->n * channel->n * q * q / pow(h, 10.0 / 3.0);
}

/* Mean bed of each cell, with 0 at the lower end. */
static void channel_make_bed(const struct channel *channel)
{
  const double dx = channel->length_m / channel->cells / FINE;
  double z = 0.0;
  now.of = channel;
  for (int cell = channel->cells - 1; cell >= 0; cell--) {
    double sum_m = 0.0;
    for (int k = FINE - 1; k >= 0; k--) {
      const double x = (cell * FINE + k + 0.5) * dx, fall_m = channel_slope(channel, x) * dx;
      sum_m += z - 0.5 * fall_m;
      z -= fall_m;
    }
    now.bed_m[cell] = sum_m / FINE;
  }
}

static double channel_bed_m(int col, int row)
{
  (void)row;
  return now.bed_m[col];
}

static double channel_depth_m(int col, int row)
{
  const double dx = now.of->length_m / now.of->cells;
  double sum_m = 0.0;
  (void)row;
  for (int k = 0; k < FINE; k++)
    sum_m += now.of->depth_m((col + (k + 0.5) / FINE) * dx) / FINE;
  return sum_m;
}

static double channel_u(int col, int row)
{
  return channel_q(now.of, (col + 0.5) * now.of->length_m / now.of->cells) /
         channel_depth_m(col, row);
}

static double channel_v(int col, int row)
{
  (void)col;
  (void)row;
  return 0.0;
}

/* What stands at the ends, as boundaries; the start is the chosen depth at rest (a supercritical
 * one moves already). */
static void run_channel(struct flow_world *world, const struct channel *channel)
{
  char flow[512];
  const double cell_m = channel->length_m / channel->cells, width_m = STRIP * cell_m;
  channel_make_bed(channel);
  const double q_in = channel->q * width_m;
  const bool fast_in = channel->depth_m == supercritical_m, fast_out = fast_in;
  const double end_m = channel->depth_m(channel->length_m + 0.5 * cell_m);
  const int used =
      snprintf(flow, sizeof flow,
               "manning: %.9g, boundaries: [{name: in, side: west, kind: discharge, discharge: "
               "%.12g",
               channel->n, q_in);
  const int more = fast_in ? snprintf(flow + used, sizeof flow - (size_t)used, ", depth: %.9g}, ",
                                      channel->depth_m(0.0))
                           : snprintf(flow + used, sizeof flow - (size_t)used, "}, ");
  if (fast_out)
    snprintf(flow + used + more, sizeof flow - (size_t)(used + more),
             "{name: out, side: east, kind: free}]");
  else /* half a cell beyond the end, where the level is imposed */
    snprintf(flow + used + more, sizeof flow - (size_t)(used + more),
             "{name: out, side: east, kind: level, level: %.9g}]",
             2.0 * now.bed_m[channel->cells - 1] - now.bed_m[channel->cells - 2] + end_m);
  const struct flow_world_case of = {.name = channel->name,
                                     .cols = channel->cells,
                                     .rows = STRIP,
                                     .cell_m = cell_m,
                                     .bed_m = channel_bed_m,
                                     .depth_m = channel_depth_m,
                                     .u_m_per_s = fast_in ? channel_u : NULL,
                                     .v_m_per_s = fast_in ? channel_v : NULL,
                                     .duration = channel->duration,
                                     .flow = flow,
                                     .sections = channel->sections,
                                     .followed = "boundary:out",
                                     .followed_every_s = channel->length_m / 10.0};
  flow_world_run(world, &of);
}

static void check_channel(const struct channel *channel, double depth_gate, double flow_gate)
{
  struct flow_world world;
  double error_m = 0.0, sum_m = 0.0, q_error = 0.0, most = 0.0;
  char what[80];
  run_channel(&world, channel);
  for (int col = 0; col < channel->cells; col++) {
    const double exact_m = channel_depth_m(col, 0), depth_m = flow_world_depth_m(&world, col, 1);
    const double q = channel_q(channel, (col + 0.5) * channel->length_m / channel->cells);
    error_m += fabs(depth_m - exact_m);
    sum_m += exact_m;
    q_error += fabs(depth_m * flow_world_u(&world, col, 1) - q) / q / channel->cells;
    most = fmax(most, fabs(depth_m - exact_m) / exact_m);
  }
  snprintf(what, sizeof what, "%s: L1 of depth", channel->name);
  flow_world_gate(what, error_m / sum_m, depth_gate);
  print_message("%s: mean error of discharge in cells %.2g\n", channel->name, q_error);
  snprintf(what, sizeof what, "%s: largest error of depth", channel->name);
  flow_world_gate(what, most, channel->depth_m == jump_m ? 0.11 : 0.01); /* the jump spans cells */
  const double width_m = STRIP * channel->length_m / channel->cells;
  /* Over the last quarter of the run: single seconds carry the rounding of depths. */
  const int last = world.sample_count - 1, first = last - world.sample_count / 4 - 1;
  const double out = -(world.sample_m3[last] - world.sample_m3[first]) /
                     (world.sample_time_s[last] - world.sample_time_s[first]);
  snprintf(what, sizeof what, "%s: outflow over inflow - 1", channel->name);
  flow_world_gate(what, fabs(out / (channel_q(channel, channel->length_m) * width_m) - 1.0),
                  flow_gate);
  flow_world_free(&world);
}

static void test_subcritical_channel(void **state)
{
  static const struct channel channel = {.name = "MacDonald subcritical",
                                         .duration = "2500 s",
                                         .length_m = 1000.0,
                                         .q = 2.0,
                                         .n = 0.033,
                                         .cells = 100,
                                         .depth_m = subcritical_m};
  (void)state;
  check_channel(&channel, 0.000086, 1e-6);
}

static void test_supercritical_channel(void **state)
{
  static const struct channel channel = {.name = "MacDonald supercritical",
                                         .duration = "1000 s",
                                         .length_m = 1000.0,
                                         .q = 2.5,
                                         .n = 0.04,
                                         .cells = 100,
                                         .depth_m = supercritical_m};
  (void)state;
  check_channel(&channel, 0.00012, 1e-6);
}

static void test_channel_with_a_jump(void **state)
{
  static const struct channel channel = {.name = "MacDonald jump",
                                         .duration = "650 s",
                                         .length_m = 100.0,
                                         .q = 2.0,
                                         .n = 0.0328,
                                         .cells = 100,
                                         .depth_m = jump_m};
  (void)state;
  check_channel(&channel, 0.0026, 1e-6);
}

static void test_subcritical_channel_with_rain(void **state)
{
  static const struct channel channel = {
      .name = "MacDonald subcritical with rain",
      .duration = "4000 s",
      .sections = "rain: {kind: uniform, intensity: 3600 mm/h}\n", /* 0.001 m/s */
      .length_m = 1000.0,
      .q = 1.0,
      .rain_m_per_s = 0.001,
      .n = 0.033,
      .cells = 100,
      .depth_m = subcritical_m};
  (void)state;
  check_channel(&channel, 0.00028, 1e-6);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_subcritical_channel),
      cmocka_unit_test(test_supercritical_channel),
      cmocka_unit_test(test_channel_with_a_jump),
      cmocka_unit_test(test_subcritical_channel_with_rain),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
