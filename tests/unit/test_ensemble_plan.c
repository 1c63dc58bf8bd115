/**
 * The members of an ensemble file: names, groups, weights, settings; every fault with file and
 * line.
 */
#include "out/ensemble_plan.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct world {
  struct al_ctx *ctx;
  struct al_arena *arena;
  char folder[4096], path[4200];
  struct ensemble_plan plan;
  al_status status;
};

/* Writes fan.yaml with `yaml` below "ensemble:", and table.csv; reads and plans it. */
static void world_plan(struct world *world, const char *yaml, const char *table)
{
  *world = (struct world){0};
  assert_int_equal(al_ctx_create(&world->ctx), AL_OK);
  assert_int_equal(al_arena_create(world->ctx, 0, &world->arena), AL_OK);
  snprintf(world->folder, sizeof world->folder, "%s", test_scratch_folder("ensemble_plan"));
  snprintf(world->path, sizeof world->path, "%s/table.csv", world->folder);
  FILE *stream = fopen(world->path, "w");
  assert_non_null(stream);
  fputs(table, stream);
  fclose(stream);
  snprintf(world->path, sizeof world->path, "%s/fan.yaml", world->folder);
  stream = fopen(world->path, "w");
  assert_non_null(stream);
  fprintf(stream, "ensemble:\n  name: fan\n  base: storm.yaml\n%s", yaml);
  fclose(stream);
  size_t count;
  struct al_config *file;
  const struct al_section *const *sections = ensemble_sections(&count);
  static const char *const more[] = {"flow.cfl=0.4"};
  const struct al_config_options options = {0};
  world->status =
      al_config_read(world->ctx, world->arena, world->path, sections, count, &options, &file);
  if (world->status == AL_OK)
    world->status = ensemble_plan_make(world->ctx, world->arena, file, more, 1, &world->plan);
}

static void world_free(struct world *world)
{
  al_arena_destroy(world->arena);
  al_ctx_destroy(world->ctx);
}

static void a_product_has_all_combinations(void **state)
{
  (void)state;
  struct world world;
  world_plan(&world,
             "  set: [output.speed=true]\n"
             "  group_by: [storm]\n"
             "  vary:\n"
             "    - {name: storm, key: [cyclone.intensity, cyclone.rmax], values: [\"1.2; 0.8\", "
             "\"1; 1\"], labels: [strong, plain], weights: [1, 3]}\n"
             "    - {key: cyclone.track_offset, values: [-50 km, 0 km, 50 km]}\n",
             "");
  assert_int_equal(world.status, AL_OK);
  assert_int_equal(world.plan.member_count, 6);
  assert_int_equal(world.plan.group_count, 2);
  assert_string_equal(world.plan.group[1], "plain");
  const struct ensemble_member *member = &world.plan.member[1];
  assert_string_equal(member->name, "strong_track_offset0km");
  assert_int_equal(member->group, 0);
  assert_true(fabs(member->weight - 1.0 / 12.0) < 1e-12);
  assert_int_equal(member->override_count, 5);
  assert_string_equal(member->override[0], "output.speed=true");
  assert_string_equal(member->override[1], "flow.cfl=0.4");
  assert_string_equal(member->override[2], "cyclone.intensity=1.2");
  assert_string_equal(member->override[3], "cyclone.rmax=0.8");
  assert_string_equal(member->override[4], "cyclone.track_offset=0 km");
  assert_int_equal(member->mark[4].line, 8);
  assert_null(member->mark[1].file);
  assert_string_equal(world.plan.member[5].name, "plain_track_offset50km");
  assert_int_equal(world.plan.key_count, 3);
  assert_string_equal(world.plan.member[3].value[2], "-50 km");
  uint64_t units = 0;
  for (size_t m = 0; m < 6; m++)
    units += world.plan.member[m].units;
  assert_true(units > ENSEMBLE_UNITS - 6 && units < ENSEMBLE_UNITS + 6);
  world_free(&world);
}

static void a_list_and_a_table_name_members(void **state)
{
  (void)state;
  struct world world;
  world_plan(&world,
             "  groups: [big, small]\n"
             "  members:\n"
             "    - {name: one, group: small, set: [cyclone.intensity=0.9]}\n"
             "    - {name: two, group: big, weight: 3}\n",
             "");
  assert_int_equal(world.status, AL_OK);
  assert_int_equal(world.plan.member[0].group, 1);
  assert_int_equal(world.plan.member[1].group, 0);
  assert_true(fabs(world.plan.member[1].weight - 0.75) < 1e-12);
  assert_string_equal(world.plan.member[1].value[0], "");
  world_free(&world);
  world_plan(&world, "  table: table.csv\n",
             "name,weight,cyclone.track,cyclone.rmax\na,1,x.csv,1\nb,1,y.csv,1.5\n");
  assert_int_equal(world.status, AL_OK);
  assert_int_equal(world.plan.member_count, 2);
  assert_string_equal(world.plan.member[1].override[2], "cyclone.rmax=1.5");
  assert_int_equal(world.plan.member[1].mark[1].line, 3);
  assert_string_equal(world.plan.group[0], "all");
  world_free(&world);
}

/* What was told, without the ids of messages. */
static void without_ids(const char *told, char *out, size_t capacity)
{
  size_t used = 0;
  for (; *told && used + 1 < capacity; told++) {
    if (strncmp(told, "[AL", 3) == 0 && strchr(told, ']'))
      told = strchr(told, ']') + 2;
    out[used++] = *told;
  }
  out[used] = '\0';
}

static void every_fault_is_told_with_its_line(void **state)
{
  (void)state;
  static const struct {
    const char *yaml, *table, *told;
  } faults[] = {
      {"", "", "fan.yaml:2:3: error: no members"},
      {"  vary: []\n", "", "no members: give ensemble.vary"},
      {"  vary:\n    - {key: flow.cfl, values: []}\n", "",
       "fan.yaml:5:7: error: 'ensemble.vary[0].values' is empty"},
      {"  vary:\n    - {key: flow.cfl, values: [0.3, 0.4], labels: [a]}\n", "",
       "1 labels for 2 values"},
      {"  vary:\n    - {key: flow.cfl, values: [0.3], weights: [1, 2]}\n", "",
       "2 weights for 1 values"},
      {"  vary:\n    - {key: flow.cfl, values: [0.3, 0.3]}\n", "",
       "two members are called 'cfl0.3'; the first is in line 5"},
      {"  vary:\n    - {key: flow.cfl, values: [0.3]}\n    - {key: flow.cfl, values: [0.4]}\n", "",
       "'flow.cfl' stands in two dimensions"},
      {"  vary:\n    - {key: [flow.cfl, soil.kind], values: [0.3]}\n", "",
       "'0.3' holds 1 values; there are 2 keys"},
      {"  vary:\n    - {key: grid.path, values: [a.yaml]}\n", "", "they share one grid"},
      {"  vary:\n    - {key: cfl, values: [0.3]}\n", "", "write section.key"},
      {"  group_by: [storm]\n  vary:\n    - {key: flow.cfl, values: [0.3]}\n", "",
       "fan.yaml:4:14: error: 'storm' is no dimension"},
      {"  vary:\n    - {key: flow.cfl, values: [0.3], labels: [a/b]}\n", "",
       "'a/b' is no name of a folder"},
      {"  members: [{name: ..}]\n", "", "'..' cannot name files"},
      {"  members: [{name: a b}]\n", "", "'a b' is no name of a folder"},
      {"  groups: [a, b]\n  members: [{name: m, group: a}]\n", "",
       "fan.yaml:4:15: error: the group 'b' has no members"},
      {"  groups: [a]\n  members: [{name: m, group: c}, {name: n, group: a}]\n", "",
       "fan.yaml:5:13: error: 'c' is none of ensemble.groups"},
      {"  members: [{name: m, set: [nonsense]}]\n", "", "'nonsense' is no setting"},
      {"  members: [{name: m, weight: 0}]\n", "", "the weights of all members add up to nothing"},
      {"  members: [{name: m}]\n  table: table.csv\n", "name\na\n", "give one"},
      {"  table: table.csv\n", "name,flow.cfl\na,0.3\nb,\n",
       "table.csv:3: error: column 'flow.cfl': the value is missing"},
      {"  table: table.csv\n", "name,flow.cfl\na,0.3\na,0.4\n", "two members are called 'a'"},
      {"  table: table.csv\n", "name,flow.cfl,flow.cfl\na,0.3,0.4\n",
       "the column 'flow.cfl' stands twice"},
      {"  table: table.csv\n", "name,weight\na,heavy\n", "'heavy' is not a number"},
      {"  table: table.csv\n", "name,flow.cfl\n", "0 rows"},
      {"  table: table.csv\n", "name,grid.path\na,x\n", "they share one grid"},
      {"  members: [{name: m}]\n  depths: [1, 2, 3, 4, 5, 6, 7, 8, 9]\n", "",
       "ensemble.depths has 9 depths"},
      {"  draw: [{key: flow.cfl}, {key: flow.cfl}]\n", "",
       "fan.yaml:4:33: error: 'flow.cfl' is drawn twice"},
      {"  draw: [{key: flow.cfl, deviation: -1}]\n", "", "-1 is out of range; allowed: 0 .. 1e+09"},
      {"  draw: [{key: flow.cfl, most: 20}]\n", "", "20 is out of range; allowed: 0.1 .. 10"},
      {"  draw: [{key: flow.cfl}]\n  draw_count: 0\n", "", "0 is out of range; allowed: 1 .. "},
      {"  draw: [{key: grid.path}]\n", "", "they share one grid"},
      {"  draw: [{key: flow.cfl}]\n  members: [{name: m}]\n", "", "give one"},
      {"  draw: [{key: flow.cfl}]\n  group_by: [cfl]\n", "", "ensemble.group_by is for dimensions"},
      {"  membres: [{name: m}]\n", "", "did you mean 'members'?"}};
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
    struct world world;
    world_plan(&world, faults[i].yaml, faults[i].table);
    assert_int_equal(world.status, AL_BAD_INPUT);
    char told[4096];
    without_ids(al_ctx_error_text(world.ctx), told, sizeof told);
    if (!strstr(told, faults[i].told))
      fail_msg("%s%s\nis told as\n%s\nnot as %s", faults[i].yaml, faults[i].table, told,
               faults[i].told);
    world_free(&world);
  }
}

/* Draws: by seed and place alone; the first members stay when more are asked for; mean, deviation
 * and cut are those of the file. */
static void draws_depend_on_seed_and_place_alone(void **state)
{
  (void)state;
  static const char drawn[] =
      "  draw:\n"
      "    - {key: tide.tide_shift, mean: 10, deviation: 4, most: 2, unit: min}\n"
      "    - {key: cyclone.wind_error}\n";
  struct world few, many;
  char yaml[512];
  double sum = 0.0, squares = 0.0, both = 0.0;
  snprintf(yaml, sizeof yaml, "  draw_count: 3\n%s", drawn);
  world_plan(&few, yaml, "");
  snprintf(yaml, sizeof yaml, "  draw_count: 4000\n%s", drawn);
  world_plan(&many, yaml, "");
  assert_int_equal(few.status, AL_OK);
  assert_int_equal(many.status, AL_OK);
  assert_int_equal(few.plan.member_count, 3);
  assert_int_equal(many.plan.member_count, 4000);
  for (size_t m = 0; m < 3; m++)
    for (size_t k = 0; k < 2; k++)
      assert_string_equal(few.plan.member[m].value[k], many.plan.member[m].value[k]);
  assert_string_equal(few.plan.member[2].name, "d00003");
  assert_non_null(strstr(few.plan.member[0].value[0], " min"));
  for (size_t m = 0; m < 4000; m++) {
    const double z = (atof(many.plan.member[m].value[0]) - 10.0) / 4.0;
    const double other = atof(many.plan.member[m].value[1]);
    assert_true(fabs(z) <= 2.0 + 1e-5 && fabs(other) <= 3.0 + 1e-5);
    sum += z;
    squares += z * z;
    both += z * other;
  }
  /* a normal number cut at 2 deviations has a variance of 0.774 */
  assert_true(fabs(sum / 4000.0) < 0.05 && fabs(squares / 4000.0 - 0.774) < 0.05);
  assert_true(fabs(both / 4000.0) < 0.05);
  world_free(&few);
  snprintf(yaml, sizeof yaml, "  draw_count: 3\n  draw_seed: 2\n%s", drawn);
  world_plan(&few, yaml, "");
  assert_string_not_equal(few.plan.member[0].value[0], many.plan.member[0].value[0]);
  world_free(&few);
  world_free(&many);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(a_product_has_all_combinations),
                                     cmocka_unit_test(a_list_and_a_table_name_members),
                                     cmocka_unit_test(draws_depend_on_seed_and_place_alone),
                                     cmocka_unit_test(every_fault_is_told_with_its_line)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
