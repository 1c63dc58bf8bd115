/**
 * The nearest node, and curves of departure.
 */
#include "support/plain_room.h"
#include "support/support.h"
#include "core/rng.h"
#include "models/evacuation/evac_curve.h"
#include "models/evacuation/evac_nearest.h"
#include <math.h>
#include <stdlib.h>

enum { NODES = 400 };

static void check(al_status status)
{
  if (status != AL_OK)
    fail_msg("%s", al_ctx_error_text(room.ctx));
}

/* Random nodes in 1 km; each but the last ten has a link to the next one. @param shift renumbers */
static struct al_evac_network make_network(int shift)
{
  struct al_evac_network net = {.node_count = NODES, .link_count = NODES - 10};
  net.node_x = calloc(NODES, sizeof *net.node_x);
  net.node_y = calloc(NODES, sizeof *net.node_y);
  net.from = calloc(NODES, sizeof *net.from);
  net.to = calloc(NODES, sizeof *net.to);
  net.modes = calloc(NODES, sizeof *net.modes);
  for (int i = 0; i < NODES; i++) {
    const int node = (i + shift) % NODES;
    net.node_x[node] = 5.0 * (double)al_rng_below(4, 1, (uint64_t)i, 200);
    net.node_y[node] = 5.0 * (double)al_rng_below(4, 2, (uint64_t)i, 200);
    net.from[i] = node;
    net.to[i] = (node + 1) % NODES;
    net.modes[i] = i % 3 ? AL_EVAC_MODE_BIT(AL_EVAC_CAR) : AL_EVAC_MODE_BIT(AL_EVAC_WALK);
  }
  return net;
}

static bool is_kept(int i)
{
  return i < NODES - 10 && i % 3 != 0;
} /* of the plain numbering */

static void the_nearest_node(void **state)
{
  (void)state;
  struct al_evac_network net = make_network(0);
  struct al_evac_node_index index;
  check(al_evac_node_index_make(room.ctx, &net, AL_EVAC_MODE_BIT(AL_EVAC_CAR), true, &index));
  for (uint64_t draw = 0; draw < 2000; draw++) {
    const double x = 3000.0 * al_rng_uniform(5, 1, draw) - 1000.0;
    const double y = 3000.0 * al_rng_uniform(5, 2, draw) - 1000.0;
    double best_m = INFINITY, got_m;
    for (int i = 0; i < NODES; i++)
      if (is_kept(i))
        best_m = fmin(best_m, hypot(net.node_x[i] - x, net.node_y[i] - y));
    const int32_t node = al_evac_nearest_node(&index, x, y, INFINITY, &got_m);
    assert_true(node >= 0 && is_kept(node) && fabs(got_m - best_m) < 1e-9);
    const int32_t within = al_evac_nearest_node(&index, x, y, 50.0, &got_m);
    assert_true(best_m <= 50.0 ? within == node : within == -1 && isinf(got_m));
  }
  al_evac_node_index_free(&index);
  net.link_count = 0; /* nothing to be near to */
  check(al_evac_node_index_make(room.ctx, &net, ~0u, true, &index));
  assert_int_equal(al_evac_nearest_node(&index, 0.0, 0.0, INFINITY, NULL), -1);
  al_evac_node_index_free(&index);
  al_evac_network_free(&net);
}

static void curves_invert(void **state)
{
  (void)state;
  static const double at[] = {0.0, 600.0, 1200.0, 3600.0}, share[] = {0.0, 0.5, 0.5, 1.0};
  const struct al_evac_curve curves[] = {
      {.kind = AL_EVAC_RAYLEIGH, .scale_s = 1200.0, .delay_s = 60.0},
      {.kind = AL_EVAC_WEIBULL, .scale_s = 1800.0, .shape = 1.7},
      {.kind = AL_EVAC_SIGMOID, .scale_s = 300.0, .middle_s = 1800.0},
      {.kind = AL_EVAC_TABLE, .table_count = 4, .table_s = at, .table_share = share}};
  for (size_t c = 0; c < sizeof curves / sizeof *curves; c++) {
    double last_s = 0.0;
    check(al_evac_curve_check(room.ctx, &curves[c]));
    for (double p = 0.0; p < 1.0; p += 0.01) {
      const double time_s = al_evac_curve_time_s(&curves[c], p);
      assert_true(time_s >= last_s && isfinite(time_s));
      if (p > 0.005)
        assert_true(fabs(al_evac_curve_share(&curves[c], time_s) - p) < 1e-9);
      last_s = time_s;
    }
    assert_true(al_evac_curve_share(&curves[c], 1e6) > 1.0 - 1e-12);
    assert_true(al_evac_curve_share(&curves[c], -1.0) == 0.0);
  }
  /* F(sigma) = 1 - exp(-1/2), 60 s later */
  assert_true(fabs(al_evac_curve_share(&curves[0], 1260.0) - 0.3934693402873666) < 1e-12);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_nearest_node),
      cmocka_unit_test(curves_invert),
  };
  return cmocka_run_group_tests(tests, open_room, close_room);
}
