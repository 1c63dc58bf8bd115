/**
 * Formulas of the works model against hand values; sources: models/works/README.md.
 */
#include "models/works/works_breach.h"
#include "models/works/works_config.h"
#include "models/works/works_hydraulics.h"
#include "models/works/works_storage.h"
#include "support/support.h"
#include <math.h>
#include <string.h>

static void near_to(const char *what, double got, double wanted, double share)
{
  if (!(fabs(got - wanted) <= share * fabs(wanted)))
    fail_msg("%s: %.10g instead of %.10g", what, got, wanted);
}

/* 1.705 x 5 x 1^1.5; (1 - 0.5^1.5)^0.385 = 0.8454 */
static void weir_free_and_drowned(void **state)
{
  (void)state;
  near_to("free weir", works_weir_m3_per_s(1.705, 5.0, 1.0, -3.0), 8.525, 1e-12);
  near_to("drowned weir", works_weir_m3_per_s(1.705, 5.0, 1.0, 0.5), 7.20692, 1e-5);
  assert_true(works_weir_m3_per_s(1.705, 5.0, 1.0, 1.0) == 0.0);
  assert_true(works_weir_m3_per_s(1.705, 5.0, -0.1, -1.0) == 0.0);
}

/* Henderson (1966): Cd = 0.61 / sqrt(1 + 0.61 a / h), Q = Cd a b sqrt(2 g h) */
static void gate_free_drowned_and_clear(void **state)
{
  (void)state;
  const double cd = 0.61 / sqrt(1.0 + 0.61 * 0.5 / 3.0);
  near_to("free gate", works_gate_m3_per_s(1.705, 2.0, 0.5, 3.0, 0.0),
          cd * 0.5 * 2.0 * sqrt(2.0 * 9.81 * 3.0), 1e-12);
  near_to("free gate by hand", works_gate_m3_per_s(1.705, 2.0, 0.5, 3.0, 0.0), 4.4588, 1e-4);
  near_to("drowned gate", works_gate_m3_per_s(1.705, 2.0, 0.5, 3.0, 2.0), 2.71602, 1e-5);
  near_to("a gate above the stream is a weir", works_gate_m3_per_s(1.705, 2.0, 2.0, 1.0, 0.0),
          works_weir_m3_per_s(1.705, 2.0, 1.0, 0.0), 1e-15);
  assert_true(works_gate_m3_per_s(1.705, 2.0, 0.0, 3.0, 0.0) == 0.0);
  assert_true(works_gate_m3_per_s(1.705, 2.0, 0.5, 2.0, 2.0) == 0.0);
}

/* More water never passes with more tailwater or less headwater. */
static void gate_is_monotone(void **state)
{
  (void)state;
  double last = 1e9;
  for (double tail = 0.0; tail <= 3.0; tail += 0.01) {
    const double q = works_gate_m3_per_s(1.705, 2.0, 0.8, 3.0, tail);
    assert_true(q <= last * (1.0 + 1e-12));
    last = q;
  }
  last = 0.0;
  for (double head = 0.0; head <= 5.0; head += 0.01) {
    const double q = works_gate_m3_per_s(1.705, 2.0, 0.8, head, 0.3);
    assert_true(q >= last * (1.0 - 1e-12));
    last = q;
  }
}

static struct works_culvert pipe_of(double diameter_m, int inlet)
{
  return (struct works_culvert){.is_round = true,
                                .width_m = diameter_m,
                                .height_m = diameter_m,
                                .length_m = 30.0,
                                .manning = 0.013,
                                .entrance_loss = 0.5,
                                .barrels = 1.0,
                                .inlet = &works_inlets[inlet]};
}

static void critical_depths(void **state)
{
  (void)state;
  const struct works_culvert pipe = pipe_of(2.0, 0);
  struct works_culvert box = pipe;
  box.is_round = false;
  near_to("box", works_culvert_critical_m(&box, 4.0), 0.741533, 1e-5);
  near_to("half-full pipe", works_culvert_critical_m(&pipe, 4.36013), 1.0, 1e-5);
}

/* HDS-5, chart 1B: a pipe of 3.5 ft at 120 cfs needs 2.5, 2.1, 2.2 diameters of headwater (read
 * from the nomograph; the equations give 2.44, 2.04, 2.10). */
static void inlet_control_meets_the_chart(void **state)
{
  (void)state;
  static const double chart[] = {2.5, 2.1, 2.2}, equation[] = {2.4392, 2.0380, 2.0990};
  const double foot_m = 0.3048;
  for (int k = 0; k < 3; k++) {
    struct works_culvert pipe = pipe_of(3.5 * foot_m, k);
    pipe.length_m = 0.0;
    const double level_m = works_culvert_inlet_level_m(&pipe, 120.0 * foot_m * foot_m * foot_m);
    near_to("equation", level_m / pipe.height_m, equation[k], 1e-3);
    near_to("chart", level_m / pipe.height_m, chart[k], 0.05);
  }
}

/* Both ends drowned, 0.5 m between them: 1 + 0.5 + 0.6316 velocity heads. */
static void full_pipe_by_hand(void **state)
{
  (void)state;
  const struct works_culvert pipe = pipe_of(1.0, 1);
  near_to("full pipe", works_culvert_m3_per_s(&pipe, 5.0, 4.5), 1.68488, 1e-5);
  assert_true(works_culvert_m3_per_s(&pipe, 4.5, 4.5) == 0.0);
  assert_true(works_culvert_m3_per_s(&pipe, -0.1, -4.5) == 0.0);
}

/* The discharge found is the one whose headwater was given; the greater control counts. */
static void culvert_solves_its_headwater(void **state)
{
  (void)state;
  for (double level_m = 0.1; level_m < 4.0; level_m += 0.1)
    for (double tail_m = -1.0; tail_m < level_m - 0.05; tail_m += 0.2) {
      struct works_culvert pipe = pipe_of(1.2, 0);
      pipe.invert2_m = -0.3;
      const double q = works_culvert_m3_per_s(&pipe, level_m, tail_m);
      const double needs_m = fmax(works_culvert_inlet_level_m(&pipe, q),
                                  works_culvert_outlet_level_m(&pipe, q, tail_m, level_m));
      assert_true(q > 0.0);
      if (!(needs_m <= level_m + 1e-9 && needs_m > level_m - 1e-6))
        fail_msg("level %g, tail %g: %g m3/s needs %g", level_m, tail_m, q, needs_m);
    }
}

static void culvert_is_monotone_in_its_levels(void **state)
{
  (void)state;
  for (int kind = 0; kind < 2; kind++) {
    struct works_culvert culvert = pipe_of(1.0, 0);
    culvert.is_round = kind == 0;
    double last = 0.0;
    for (double level_m = 0.0; level_m < 5.0; level_m += 0.02) {
      const double q = works_culvert_m3_per_s(&culvert, level_m, 0.2);
      if (!(q >= last - 1e-9))
        fail_msg("kind %d: %g m3/s at %g m after %g", kind, q, level_m, last);
      last = q;
    }
    for (double tail_m = 0.0; tail_m < 5.0; tail_m += 0.02) {
      const double q = works_culvert_m3_per_s(&culvert, 4.98, tail_m);
      if (!(q <= last + 1e-9))
        fail_msg("kind %d: %g m3/s with tailwater %g m after %g", kind, q, tail_m, last);
      last = q;
    }
  }
}

static void pump_curve(void **state)
{
  (void)state;
  static const double curve[] = {0.0, 3.0, 4.0, 2.0, 6.0, 0.0};
  near_to("below", works_pump_m3_per_s(curve, 3, -1.0), 3.0, 1e-15);
  near_to("between", works_pump_m3_per_s(curve, 3, 2.0), 2.5, 1e-15);
  near_to("between", works_pump_m3_per_s(curve, 3, 5.0), 1.0, 1e-15);
  assert_true(works_pump_m3_per_s(curve, 3, 6.5) == 0.0);
}

static void inlets_have_the_names_of_the_key(void **state)
{
  (void)state;
  const struct al_section *links = al_works_section.keys[1].section;
  for (size_t k = 0; k < links->key_count; k++)
    if (strcmp(links->keys[k].name, "inlet") == 0) {
      int i = 0;
      for (; links->keys[k].choices[i]; i++)
        assert_string_equal(links->keys[k].choices[i], works_inlets[i].name);
      assert_null(works_inlets[i].name);
      return;
    }
  fail_msg("no key `inlet`");
}

/* 0.27 x 1.3 x 17.82e6^0.32 x 20^0.04 = 82.73 m in the mean; 63.2 sqrt(17.82e6 / 9.81) / 20 =
 * 4259 s */
static void froehlich_by_hand(void **state)
{
  (void)state;
  struct works_breach breach = {.crest_m = 25.0, .bottom_m = 5.0};
  works_breach_froehlich(17.82e6, true, &breach);
  near_to("mean width", breach.width_m + breach.side_slope * 20.0, 82.73, 1e-3);
  near_to("time", breach.growth_s, 4259.0, 1e-4);
  near_to("side", breach.side_slope, 1.0, 0.0);
  works_breach_froehlich(17.82e6, false, &breach);
  near_to("mean width, piping", breach.width_m + breach.side_slope * 20.0, 82.73 / 1.3, 1e-3);
  near_to("side, piping", breach.side_slope, 0.7, 0.0);
}

/* 0.0261 (17.82e6 x 20)^0.769 = 98419 m3 eroded; 0.0179 x 98419^0.364 h = 1.176 h */
static void macdonald_by_hand(void **state)
{
  (void)state;
  struct works_breach breach = {.crest_m = 20.0, .bottom_m = 0.0};
  works_breach_macdonald(17.82e6, 20.0, 6.0, 5.0, &breach);
  near_to("time", breach.growth_s, 3600.0 * 0.0179 * pow(98419.0, 0.364), 1e-3);
  const double eroded_m3 =
      breach.width_m * 20.0 * (6.0 + 10.0 * 5.0) + 400.0 * (6.0 * 0.5 + 20.0 * 0.5 * 5.0 / 3.0);
  near_to("the breach holds what was eroded", eroded_m3, 98419.0, 1e-3);
}

static void breach_grows_evenly(void **state)
{
  (void)state;
  const struct works_breach breach = {20.0, 10.0, 40.0, 1.0, 1000.0};
  const struct works_opening before = works_breach_opening(&breach, -1.0),
                             half = works_breach_opening(&breach, 500.0),
                             late = works_breach_opening(&breach, 5000.0);
  assert_true(works_opening_m3_per_s(&before, 1.705, 25.0, 0.0) == 0.0);
  near_to("bottom", half.bottom_m, 15.0, 1e-12);
  near_to("width", half.width_m, 20.0, 1e-12);
  near_to("bottom", late.bottom_m, 10.0, 1e-12);
  near_to("width", late.width_m, 40.0, 1e-12);
}

/* Fread (1988) in feet: 3.1 b H^1.5 + 2.45 z H^2.5; 1.705 is 3.09 there. */
static void breach_flow_is_dambrk(void **state)
{
  (void)state;
  const double foot_m = 0.3048, cubic_foot_m3 = foot_m * foot_m * foot_m;
  const struct works_opening opening = {0.0, 100.0 * foot_m, 1.0};
  const double cfs = 3.1 * 100.0 * pow(30.0, 1.5) + 2.45 * pow(30.0, 2.5);
  const double free = works_opening_m3_per_s(&opening, 3.1 * sqrt(foot_m), 30.0 * foot_m, -9.0);
  near_to("free", free, cfs * cubic_foot_m3, 1e-9);
  near_to("drowned to 0.8",
          works_opening_m3_per_s(&opening, 3.1 * sqrt(foot_m), 30.0 * foot_m, 24.0 * foot_m),
          free * (1.0 - 27.8 * pow(0.8 - 0.67, 3.0)), 1e-3);
  assert_true(works_opening_m3_per_s(&opening, 1.7, 9.0, 9.0) == 0.0);
}

static void storage_goes_both_ways(void **state)
{
  (void)state;
  static const double z[] = {10.0, 14.0, 20.0}, v[] = {0.0, 1e6, 7e6};
  const struct works_storage table = {.count = 3, .level_m = z, .volume_m3 = v, .bottom_m = 10.0},
                             power = {.bottom_m = 3.0, .scale = 100.0, .exponent = 2.5};
  near_to("table", works_storage_volume_m3(&table, 17.0), 4e6, 1e-12);
  near_to("table", works_storage_level_m(&table, 0.5e6), 12.0, 1e-12);
  near_to("beyond", works_storage_level_m(&table, 8e6), 21.0, 1e-12);
  assert_true(works_storage_volume_m3(&table, 9.0) == 0.0);
  near_to("power", works_storage_volume_m3(&power, 7.0), 3200.0, 1e-12);
  near_to("power", works_storage_level_m(&power, 3200.0), 7.0, 1e-12);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(weir_free_and_drowned),
      cmocka_unit_test(gate_free_drowned_and_clear),
      cmocka_unit_test(gate_is_monotone),
      cmocka_unit_test(critical_depths),
      cmocka_unit_test(inlet_control_meets_the_chart),
      cmocka_unit_test(full_pipe_by_hand),
      cmocka_unit_test(culvert_solves_its_headwater),
      cmocka_unit_test(culvert_is_monotone_in_its_levels),
      cmocka_unit_test(pump_curve),
      cmocka_unit_test(inlets_have_the_names_of_the_key),
      cmocka_unit_test(froehlich_by_hand),
      cmocka_unit_test(macdonald_by_hand),
      cmocka_unit_test(breach_grows_evenly),
      cmocka_unit_test(breach_flow_is_dambrk),
      cmocka_unit_test(storage_goes_both_ways),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
