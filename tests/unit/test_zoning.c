/**
 * Zoning: every ready table is total and monotone, hand cases land in their class, broken tables
 * are refused, sums are right.
 */
#include "models/zoning/zoning.h"
#include "doors/csv_door.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
  struct al_ctx *ctx;
  struct al_arena *arena;
};

static int set_up(void **state)
{
  struct fixture *f = calloc(1, sizeof *f);
  *state = f;
  return al_ctx_create(&f->ctx) != AL_OK || al_arena_create(f->ctx, 0, &f->arena) != AL_OK;
}

static int tear_down(void **state)
{
  struct fixture *f = *state;
  al_arena_destroy(f->arena);
  al_ctx_destroy(f->ctx);
  free(f);
  return 0;
}

static struct zoning_rules read_rules(struct fixture *f, const char *name)
{
  struct zoning_rules rules;
  if (zoning_rules_read(f->ctx, f->arena, name, NULL, &rules) != AL_OK)
    fail_msg("%s: %s", name, al_ctx_error_text(f->ctx));
  return rules;
}

static double draw(unsigned *seed, double most)
{
  *seed = *seed * 1103515245u + 12345u;
  return most * ((*seed >> 8) % 100000) / 100000.0;
}

/* By the table's own corners, and by chance as a second witness. */
static void ready_tables_are_total_and_monotone(void **state)
{
  unsigned seed = 1;
  for (size_t t = 0; zoning_ready_tables[t]; t++) {
    const struct zoning_rules rules = read_rules(*state, zoning_ready_tables[t]);
    double cell[ZONING_VARIABLES];
    assert_null(zoning_find_fault(&rules, cell));
    assert_true(rules.class_count >= 3 && strlen(rules.version) > 0);
    assert_true(strlen(rules.title_en) > 0 && strlen(rules.title_zh) > 0);
    for (int trial = 0; trial < 3000; trial++) {
      double worse[ZONING_VARIABLES];
      for (int v = 0; v < ZONING_VARIABLES; v++) {
        cell[v] = draw(&seed, 6.0);
        worse[v] = cell[v] + draw(&seed, 1.0);
      }
      const int order = zoning_match(&rules, cell), more = zoning_match(&rules, worse);
      assert_true(order >= 0 && more >= order);
      const struct zoning_class *a = zoning_class_of(&rules, order);
      const struct zoning_class *b = zoning_class_of(&rules, more);
      assert_true(a->colour <= b->colour && b->colour <= ZONING_COLOURS);
    }
  }
}

static void hand_cases_land_in_their_class(void **state)
{
  static const struct {
    const char *table;
    double value[ZONING_VARIABLES];
    int order;
  } cases[] = {
      /* AIDR: depth, speed, product; ends belong to the milder class */
      {"aidr", {0.3, 1.0, 0.3, 0}, 1},
      {"aidr", {0.3001, 1.0, 0.3, 0}, 2},
      {"aidr", {0.2, 1.9, 0.31, 0}, 2},
      {"aidr", {0.2, 2.1, 0.2, 0}, 5},
      {"aidr", {1.2, 0.5, 0.6, 0}, 3},
      {"aidr", {1.2, 0.6, 0.72, 0}, 4},
      {"aidr", {2.0, 0.5, 1.0, 0}, 4},
      {"aidr", {3.0, 0.1, 0.3, 0}, 5},
      {"aidr", {4.1, 0.1, 0.41, 0}, 6},
      {"aidr", {1.0, 4.5, 3.0, 0}, 6},
      {"depth_cn", {0.499999, 0, 0, 0}, 1},
      {"depth_cn", {0.5, 0, 0, 0}, 2},
      {"depth_cn", {3.0, 0, 0, 0}, 5},
      {"surge_cn", {0.1499, 0, 0, 0}, 0},
      {"surge_cn", {0.15, 0, 0, 0}, 1},
      {"surge_cn", {1.2, 0, 0, 0}, 3},
      {"waterlogging_cn", {0.15, 0, 0, 0}, 1},
      {"waterlogging_cn", {0.2701, 0, 0, 0}, 3},
      {"defra", {0, 0, 0, 0.75}, 2},
      {"defra", {0, 0, 0, 2.0}, 4},
      {"swiss", {0.4, 3.0, 1.2, 0}, 2},
      {"fema", {5.0, 5.0, 0.19, 0}, 1},
      /* burn probability a year and flame length stand behind the four of water */
      {"fire_hazard", {0, 0, 0, 0, 0.0009, 2.3}, 1},
      {"fire_hazard", {0, 0, 0, 0, 0.001, 2.3}, 4},
      {"fire_hazard", {0, 0, 0, 0, 0.004, 1.1}, 2},
      {"fire_hazard", {0, 0, 0, 0, 0.004, 9.0}, 7},
      {"fire_hazard", {0, 0, 0, 0, 0.5, 1.1}, 6},
      {"fire_hazard", {0, 0, 0, 0, 0.5, 2.4}, 10},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const struct zoning_rules rules = read_rules(*state, cases[i].table);
    const int got = zoning_match(&rules, cases[i].value);
    if (got != cases[i].order)
      fail_msg("case %zu of %s: class %d, not %d", i, cases[i].table, got, cases[i].order);
  }
  assert_true(read_rules(*state, "aidr").verified);
  assert_false(read_rules(*state, "depth_cn").verified);
}

/* Breaks must be those that the collected facts state. */
static void facts_agree(void **state)
{
  struct fixture *f = *state;
  char path[4200];
  snprintf(path, sizeof path, "%s/../shared/facts/zoning/rules_flood_hazard.csv", ANLAN_SOURCE_DIR);
  struct al_csv csv = {0};
  if (al_csv_read(f->ctx, f->arena, path, &csv) != AL_OK)
    skip();
  static const struct {
    const char *fact, *table;
  } pairs[] = {{"aidr_7_3", "aidr"},
               {"cn_sl483_depth", "depth_cn"},
               {"cn_storm_surge_county", "surge_cn"},
               {"cn_waterlogging_road", "waterlogging_cn"},
               {"cems_depth_legend", "cems"},
               {"swiss_intensity", "swiss"},
               {"fema_severity", "fema"},
               {"inasafe_petabencana", "petabencana"},
               {"ningxia_flash", "flash_ningxia"}};
  static const char *const columns[] = {"depth_max_m", "speed_max_ms", "dv_max_m2s"};
  int compared = 0;
  for (size_t p = 0; p < sizeof pairs / sizeof pairs[0]; p++) {
    const struct zoning_rules rules = read_rules(f, pairs[p].table);
    for (size_t row = 0; row < csv.row_count; row++) {
      const char *const *cell = &csv.cell[row * csv.column_count];
      if (strcmp(cell[al_csv_column(&csv, "ruleset")], pairs[p].fact) != 0)
        continue;
      const int order = atoi(cell[al_csv_column(&csv, "class_order")]);
      const struct zoning_class *k = zoning_class_of(&rules, order);
      assert_non_null(k);
      for (int v = 0; v < 3; v++) {
        const char *text = cell[al_csv_column(&csv, columns[v])];
        const double most = *text ? atof(text) : HUGE_VAL;
        double hi = HUGE_VAL;
        for (size_t c = 0; c < k->condition_count; c++)
          if ((int)rules.conditions[k->first_condition + c].variable == v)
            hi = rules.conditions[k->first_condition + c].hi;
        if (hi != most)
          fail_msg("%s class %d: %s %g in the table, %g in the facts", pairs[p].table, order,
                   columns[v], hi, most);
        compared++;
      }
    }
  }
  assert_true(compared > 100);
}

static void refuse(struct fixture *f, const char *rows, const char *wanted)
{
  struct zoning_rules rules;
  const char *path = al_arena_printf(f->arena, "%s/t.csv", test_scratch_folder("rules"));
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  fputs("order,class,class_zh,colour,rgb,variable,lo,hi,closed,meaning_en,meaning_zh,status,"
        "source\n",
        stream);
  fputs(rows, stream);
  fclose(stream);
  assert_int_equal(zoning_rules_read(f->ctx, f->arena, path, NULL, &rules), AL_BAD_INPUT);
  if (!strstr(al_ctx_error_text(f->ctx), wanted))
    fail_msg("no '%s' in: %s", wanted, al_ctx_error_text(f->ctx));
  al_ctx_clear(f->ctx);
}

static void broken_tables_are_refused(void **state)
{
  struct fixture *f = *state;
  refuse(f, "1,a,a,1,000000,depth,,1,hi,,,read,x\n2,b,b,2,000000,depth,1.5,,lo,,,read,x\n",
         "no class holds a cell with depth 1 m");
  refuse(f, "1,a,a,1,000000,depth,1,,hi,,,read,x\n2,b,b,2,000000,,,,,,,read,x\n",
         "a worse cell gets a lower class");
  refuse(f, "1,a,a,5,000000,,,,,,,read,x\n", "'5' is no whole number from 0 to 4");
  refuse(f, "1,a,a,1,red,,,,,,,read,x\n", "'red' is no colour");
  refuse(f, "1,a,a,1,000000,height,,1,hi,,,read,x\n", "'height' is none of depth, speed");
  refuse(f,
         "1,a,a,1,000000,depth,,1,hi,,,read,x\n1,a,a,1,000000,flame_length,,1,hi,,,read,x\n"
         "2,b,b,2,000000,,,,,,,read,x\n",
         "either of water or of fire");
  refuse(f, "1,a,a,1,000000,depth,2,1,hi,,,read,x\n", "lo = 2 is not below hi = 1");
  refuse(f, "3,a,a,1,000000,,,,,,,read,x\n", "3 follows -1");
  refuse(f, "1,a,a,1,000000,,,,,,,sure,x\n", "'sure' is neither read nor unverified");
  refuse(f, "1,a,a,1,000000,depth,,1,up,,,read,x\n", "'up' is none of none, lo, hi, both");
  struct zoning_rules rules;
  assert_int_equal(zoning_rules_read(f->ctx, f->arena, "aidrr", NULL, &rules), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(f->ctx), "did you mean 'aidr'?"));
  al_ctx_clear(f->ctx);
}

static void cells_are_classed_and_summed(void **state)
{
  enum { COLS = 4, ROWS = 2, CELLS = COLS * ROWS };
  const struct al_lattice lattice = {.cols = COLS, .rows = ROWS, .cell_m = 10.0, .crs_wkt = ""};
  const uint8_t valid[CELLS] = {1, 1, 1, 1, 1, 1, 1, 0};
  const float sea[CELLS] = {0, 0, 0, 0, 0, 0, 1, 0};
  const float people[CELLS] = {1, 2, 4, 8, 16, 32, 64, 128};
  const float hmax[CELLS] = {0, 0.04f, 0.2f, 0.2f, 0.8f, 5.0f, 9.0f, 9.0f};
  const float vmax[CELLS] = {0, 0, 0.5f, 2.5f, 0.1f, 0.1f, 0, 0};
  const float hvmax[CELLS] = {0, 0, 0.1f, 0.5f, 0.08f, 0.5f, 0, 0};
  const struct zoning_rules rules = read_rules(*state, "aidr");
  const struct zoning_rules rating = read_rules(*state, "defra");
  const struct zoning_input input = {.lattice = &lattice,
                                     .valid = valid,
                                     .sea = sea,
                                     .people = people,
                                     .hmax_m = hmax,
                                     .vmax_m_per_s = vmax,
                                     .hvmax_m2_per_s = hvmax,
                                     .minimum_depth_m = 0.05,
                                     .debris_factor = 0.5};
  const uint8_t wanted[CELLS] = {0, 0, 1, 5, 3, 6, 255, 255};
  uint8_t got[CELLS], colour[CELLS];
  struct zoning_total total[256];
  zoning_classify(&rules, &input, got);
  assert_memory_equal(got, wanted, CELLS);
  const uint8_t wanted_colour[CELLS] = {0, 0, 1, 4, 3, 4, 255, 255};
  zoning_colours(&rules, got, CELLS, colour);
  assert_memory_equal(colour, wanted_colour, CELLS);
  zoning_sum(&input, got, total);
  assert_true(total[0].people == 3.0 && total[0].area_m2 == 200.0);
  assert_true(total[5].people == 8.0 && total[6].people == 32.0 && total[255].cells == 0);
  zoning_classify(&rating, &input, got);
  const uint8_t wanted_rating[CELLS] = {0, 0, 1, 1, 2, 4, 255, 255};
  assert_memory_equal(got, wanted_rating, CELLS); /* 0.8: 0.08 + 0.4 + 0.5 = 0.98 */
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(ready_tables_are_total_and_monotone, set_up, tear_down),
      cmocka_unit_test_setup_teardown(hand_cases_land_in_their_class, set_up, tear_down),
      cmocka_unit_test_setup_teardown(facts_agree, set_up, tear_down),
      cmocka_unit_test_setup_teardown(broken_tables_are_refused, set_up, tear_down),
      cmocka_unit_test_setup_teardown(cells_are_classed_and_summed, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
