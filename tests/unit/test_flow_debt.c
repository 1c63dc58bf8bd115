/**
 * Debts of depth: what a cell lacks comes from those who received it, and no water is made.
 */
#include "core/reduce.h"
#include "models/flow/flow_cell.h"
#include "models/flow/flow_debt.h"
#include "support/support.h"
#include <stdlib.h>
#include <string.h>

enum { A = 100, B = 101, C = 102, ROW = 1, COL = 36 };

static struct al_field *make_field(struct al_fields *fields, const char *name)
{
  struct al_field *field;
  const struct al_field_decl decl = {
      .name = name, .unit = "m", .long_name = name, .role = AL_FIELD_STATE, .buffers = 1};
  assert_int_equal(al_fields_add(fields, &decl, &field), AL_OK);
  return field;
}

static double sum_m(const struct al_field *d)
{
  return al_sum_lanes(al_field_tile(d, 0), AL_TILE_CELLS);
}

/* A lacks 10 mm that B received; B lacks 20 mm that C received: B's debt grows by what A takes. */
static void test_a_debtor_whose_debt_grew_pays_it_all(void **state)
{
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_forest *forest;
  struct al_fields *fields;
  struct flow_debts debts = {0};
  const struct al_lattice lattice = {
      .cols = AL_TILE_SIDE, .rows = AL_TILE_SIDE, .cell_m = 1.0, .crs_wkt = ""};
  (void)state;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  assert_int_equal(al_arena_create(ctx, 0, &arena), AL_OK);
  assert_int_equal(al_forest_create(arena, &lattice, NULL, &forest), AL_OK);
  assert_int_equal(al_fields_create(arena, forest, &fields), AL_OK);
  struct al_field *bed = make_field(fields, "bed"), *d = make_field(fields, "d");
  struct al_field *u = make_field(fields, "u"), *v = make_field(fields, "v");
  struct flow_scratch *scratch = AL_NEW(arena, struct flow_scratch, 1);
  assert_non_null(scratch);
  assert_int_equal(flow_debts_create(arena, forest, &debts), AL_OK);
  al_real *depth = al_field_tile(d, 0);
  depth[A] = (al_real)-0.010;
  depth[B] = (al_real)-0.020;
  depth[C] = (al_real)0.100;
  const int at = AL_SCRATCH_ORIGIN + ROW * AL_SCRATCH_STRIDE + COL;
  scratch->mass_x[at] = scratch->mass_x[at + 1] = 1;
  const double before_m = sum_m(d);
  const struct flow_job job = {.scratch = scratch, .d_next = depth};
  flow_debts_note(&debts, forest, 0, &job);
  assert_int_equal(flow_debts_settle(ctx, &debts, forest, bed, d, u, v, NULL), AL_OK);
  assert_true(depth[A] == 0 && depth[B] == 0 && depth[C] > 0);
  assert_true(sum_m(d) > before_m - 1e-8 && sum_m(d) < before_m + 1e-8);
  al_arena_destroy(arena);
  al_ctx_destroy(ctx);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_a_debtor_whose_debt_grew_pays_it_all),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
