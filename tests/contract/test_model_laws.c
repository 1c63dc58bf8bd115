/**
 * The laws every model obeys (src/README.md), over the list of all models.
 */
#include "config/scenario_section.h"
#include "core/units.h"
#include "models/flow/flow_view.h"
#include "models/models.h"
#include "malloc_count.h"
#include "support/run_world.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLS = 150, ROWS = 90, SECTIONS_MOST = 40 };

static const struct al_section *const *law_sections(size_t *count)
{
  static const struct al_section *all[SECTIONS_MOST];
  size_t models;
  const struct al_model *const *model = al_models(&models);
  *count = 0;
  all[(*count)++] = &al_scenario_section;
  all[(*count)++] = &al_grid_section;
  all[(*count)++] = &al_run_section;
  for (size_t m = 0; m < models; m++)
    all[(*count)++] = model[m]->section;
  return all;
}

/* Hills, a lake, an island in it, a hole without data. */
static double hills_m(int col, int row)
{
  const double x = col - 60, y = row - 45;
  if (col >= 100 && col < 104 && row >= 30 && row < 37)
    return (double)NAN;
  return 3.0 * sin(0.11 * x) * cos(0.13 * y) + 0.0004 * (x * x + y * y) - 1.0;
}

static double hills_mirrored_m(int col, int row)
{
  return hills_m(COLS - 1 - col, row);
}

static double hills_turned_m(int col, int row)
{
  return hills_m(row, col);
}

/* How the cells of the plain world stand in another one. */
enum law_turn { LAW_PLAIN, LAW_MIRRORED, LAW_TURNED };
/* What acts in the world: nothing, all that there is, all but works. */
enum law_force { LAW_STILL, LAW_FORCED, LAW_WITHOUT_WORKS };

/* Centre of a cell of the plain world as "[x, y]"; the lattice starts at x = 1000, y = 5000. */
static const char *law_point(enum law_turn turn, int col, int row)
{
  static char ring[8][32];
  static int next;
  const int c = turn == LAW_TURNED ? row : turn == LAW_MIRRORED ? COLS - 1 - col : col;
  const int r = turn == LAW_TURNED ? col : row;
  char *text = ring[next++ % 8];
  snprintf(text, sizeof ring[0], "[%d, %d]", 1000 + 10 * c + 5, 5000 - 10 * r - 5);
  return text;
}

/* Corner between four cells of the plain world, the north-western one of a cell, as "x, y". */
static const char *law_corner(enum law_turn turn, int col, int row)
{
  static char ring[8][32];
  static int next;
  const int c = turn == LAW_TURNED ? row : turn == LAW_MIRRORED ? COLS - col : col;
  const int r = turn == LAW_TURNED ? col : row;
  char *text = ring[next++ % 8];
  snprintf(text, sizeof ring[0], "%d, %d", 1000 + 10 * c, 5000 - 10 * r);
  return text;
}

/* A wall that runs along faces and then across them; in the end it breaks. */
static const char *law_structures(enum law_turn turn, bool any)
{
  static char text[600];
  snprintf(
      text, sizeof text,
      "structures: {walls: [{name: wall, line: [%s, %s, %s], crest: 0.5, coefficient: 1.5%s%s}]}\n",
      law_corner(turn, 50, 4), law_corner(turn, 50, 30), law_corner(turn, 90, 50),
      any ? ", breach: time, breach_at: 20 s, soil: sand, wave_height: 0.3, wave_period: 4 s, "
            "breach_point: "
          : "",
      any ? law_point(turn, 69, 38) : "");
  return text;
}

/* A culvert, a gate moved by rules, a pump and a dam; at rest only what moves still water not. */
static const char *law_works(enum law_turn turn, bool any)
{
  static char text[1500];
  snprintf(
      text, sizeof text,
      "works: {links: [{name: pipe, kind: culvert, from: %s, to: %s, diameter: 1, length: 20}, "
      "{name: gate, kind: gate, from: %s, to: %s, width: 3, height: 1}%s%s",
      law_point(turn, 60, 45), law_point(turn, 80, 45), law_point(turn, 70, 50),
      law_point(turn, 90, 20), any ? ", {name: pump, kind: pump, capacity: 0.5, from: " : "]",
      any ? law_point(turn, 40, 40) : "");
  const size_t length = strlen(text);
  if (any)
    snprintf(text + length, sizeof text - length,
             ", to: %s}], gauges: [{name: g, point: %s}], rules: [{link: gate, gauge: g, above: "
             "-0.5, opening: 0.4}], dams: [{name: dam, line: [%.*s, %.*s], volume: 1e5, "
             "volume_level: 9, bottom_level: 3, initial_level: 8, crest_level: 9, breach: "
             "froehlich_2008, breach_at: 5 s}]",
             law_point(turn, 20, 20), law_point(turn, 60, 60),
             (int)strlen(law_point(turn, 30, 60)) - 2, law_point(turn, 30, 60) + 1,
             (int)strlen(law_point(turn, 34, 60)) - 2, law_point(turn, 34, 60) + 1);
  strncat(text, "}\n", sizeof text - strlen(text) - 1);
  return text;
}

/* Rain where there is a rain model; losses that take nothing where nothing falls. Still water at
 * the reference level 0 is at rest in every bit; at other levels it is within rounding. */
static const char *forcing(enum law_turn turn, enum law_force force)
{
  const bool any = force != LAW_STILL;
  static char text[6000];
  snprintf(text, sizeof text,
           "run: {exchange_interval: 10 s, checkpoint_interval: 0 s}\n"
           "flow: {initial_level: %s, manning: 0.03}\n%s%s%s%s%s",
           any ? "0.2 m" : "0 m",
           al_model_find("rain") ? any ? "rain: {kind: uniform, intensity: [[0 s, 60 mm/h], [100 "
                                         "s, 200 mm/h], [200 s, 0 mm/h]]}\n"
                                       : "rain: {kind: uniform, intensity: 0 mm/h}\n"
                                 : "",
           al_model_find("soil") && any ? "soil: {kind: horton}\n" : "",
           al_model_find("drains") && any ? "drains: {capacity: 36 mm/h, clogging: 0.3}\n" : "",
           al_model_find("works") && force != LAW_WITHOUT_WORKS ? law_works(turn, any) : "",
           al_model_find("structures") ? law_structures(turn, any) : "");
  return text;
}

static void law_world(struct run_world *world, const char *name, int cols, int rows,
                      double (*bed_m)(int, int), const char *duration, enum law_force force)
{
  const enum law_turn turn = bed_m == hills_turned_m     ? LAW_TURNED
                             : bed_m == hills_mirrored_m ? LAW_MIRRORED
                                                         : LAW_PLAIN;
  size_t count;
  const struct al_section *const *sections = law_sections(&count);
  run_world_make(world, name, cols, rows, 10.0, bed_m, duration, forcing(turn, force), sections,
                 count);
  run_world_add_layer(world, AL_LAYER_SOIL, 2.0f);
  run_world_add_layer(world, AL_LAYER_IMPERVIOUS, 0.25f);
}

static void expect(struct run_world *world, al_status got, al_status wanted)
{
  if (got != wanted)
    fail_msg("status %d instead of %d: %s", got, wanted, al_ctx_error_text(world->ctx));
}

/* A mound of water that the run lets go: everything moves. */
static void pour(struct al_fields *fields, const struct al_forest *forest)
{
  struct al_field *d = al_fields_find(fields, "d");
  const struct al_field *bed = al_fields_find(fields, "bed");
  for (ptrdiff_t t = 0; t < forest->tile_count; t++)
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const al_real z = al_field_tile(bed, t)[i];
      if (forest->valid[t * AL_TILE_CELLS + i] && z > 1.0f && z < 2.0f)
        al_field_tile(d, t)[i] += (al_real)0.5;
    }
}

/* What a watcher of a run keeps: the first and last state of void cells, allocations by step. */
struct watch {
  bool pours;
  long samples, allocations_at_start, allocations;
  uint64_t void_sum_first, void_sum_last;
  double poison_at_s;
  bool poisoned;
};

static uint64_t watch_void_sum(const struct al_run_view *view)
{
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t f = 0; f < al_fields_count(view->fields); f++) {
    const struct al_field *field = al_fields_at(view->fields, f);
    /* `friction` is the drag of the step before: in void cells it drags nothing. */
    const bool kept =
        field->decl.role == AL_FIELD_STATE && strcmp(field->decl.name, "friction") != 0;
    for (ptrdiff_t t = 0; kept && t < view->forest->tile_count; t++)
      for (int i = 0; i < AL_TILE_CELLS; i++)
        if (!view->forest->valid[t * AL_TILE_CELLS + i]) {
          uint32_t bits = 0;
          const float value = (float)al_field_tile(field, t)[i] + 0.0f; /* -0 is 0 */
          memcpy(&bits, &value, sizeof bits);
          hash = (hash ^ bits) * 0x100000001b3u;
        }
  }
  return hash;
}

static al_status watch_begin(void *self, struct al_arena *arena, struct al_fields *fields,
                             const struct al_run_view *view, bool resumed)
{
  const struct watch *watch = self;
  (void)arena;
  if (watch->pours && !resumed)
    pour(fields, view->forest);
  return AL_OK;
}

static double watch_next_s(const void *self, double time_s)
{
  (void)self;
  return time_s;
}

static al_status watch_sample(void *self, const struct al_run_view *view)
{
  struct watch *watch = self;
  watch->void_sum_last = watch_void_sum(view);
  if (view->step == 0)
    watch->void_sum_first = watch->void_sum_last;
  if (++watch->samples == 5) /* libgomp has its threads by now */
    watch->allocations_at_start = malloc_count();
  watch->allocations = malloc_count() - watch->allocations_at_start;
  if (view->time_s >= watch->poison_at_s && !watch->poisoned) {
    al_field_tile(al_fields_find(view->fields, "u"), 0)[20 * AL_TILE_SIDE + 33] = NAN;
    watch->poisoned = true;
  }
  return AL_OK;
}

static al_status watch_end(void *self, const struct al_run_view *view)
{
  (void)self;
  (void)view;
  return AL_OK;
}

static al_status watched_run(struct run_world *world, struct watch *watch, int threads,
                             double stop_at_s, bool resume)
{
  const struct al_observer observer = {.name = "watch",
                                       .self = watch,
                                       .begin = watch_begin,
                                       .next_s = watch_next_s,
                                       .sample = watch_sample,
                                       .end = watch_end};
  return run_world_run_with(world, threads, stop_at_s, resume, &observer);
}

static struct watch fresh_watch(void)
{
  return (struct watch){.pours = true, .poison_at_s = (double)INFINITY};
}

static void check_number(const struct al_section *section, const struct al_key *key)
{
  double value;
  const bool open = key->least == 0.0 && key->most == 0.0;
  if (al_quantity_parse(key->fallback, key->unit, &value) != AL_QUANTITY_OK)
    fail_msg("%s.%s: the default '%s' is no quantity in %s", section->name, key->name,
             key->fallback, key->unit);
  const double slack = 1e-12 * fabs(value);
  if (!open && !(value >= key->least - slack && value <= key->most + slack))
    fail_msg("%s.%s: the default %s lies outside %g .. %g", section->name, key->name, key->fallback,
             key->least, key->most);
}

static void check_section(const struct al_section *section)
{
  assert_true(section->en && *section->en && section->zh && *section->zh);
  for (size_t k = 0; k < section->key_count; k++) {
    const struct al_key *key = &section->keys[k];
    assert_true(key->en && *key->en && key->zh && *key->zh);
    const bool number = key->type == AL_KEY_NUMBER || key->type == AL_KEY_INTEGER;
    if (number && key->fallback && *key->fallback)
      check_number(section, key);
    bool found = key->type != AL_KEY_CHOICE || !key->fallback;
    for (size_t c = 0; !found && key->choices[c]; c++)
      found = strcmp(key->choices[c], key->fallback) == 0;
    if (!found)
      fail_msg("%s.%s: the default '%s' is no choice", section->name, key->name, key->fallback);
    if (key->section)
      check_section(key->section);
  }
}

static void defaults_lie_in_their_ranges(void **state)
{
  (void)state;
  size_t count;
  const struct al_model *const *models = al_models(&count);
  assert_true(count > 0);
  for (size_t m = 0; m < count; m++) {
    assert_true(models[m]->summary_en && models[m]->summary_zh && models[m]->reference);
    check_section(models[m]->section);
    for (size_t f = 0; f < models[m]->field_count; f++) {
      const struct al_field_decl *decl = &models[m]->fields[f];
      assert_true(decl->name && decl->unit && *decl->unit && decl->long_name);
      assert_true(decl->buffers == 1 || decl->buffers == 2);
    }
  }
}

static float *copy_field(const struct run_world *world, const char *name)
{
  const size_t bytes = (size_t)al_lattice_cells(&world->grid.lattice) * sizeof(float);
  float *copy = malloc(bytes);
  assert_non_null(copy);
  memcpy(copy, run_world_field(world, name), bytes);
  return copy;
}

/* No rain, still water: after ten minutes every value is the one it started with. */
static void zero_forcing_leaves_the_state(void **state)
{
  (void)state;
  static const char *const names[] = {"d", "u", "v"};
  struct run_world world;
  float *first[3];
  law_world(&world, "still", COLS, ROWS, hills_m, "10 min", LAW_STILL);
  const size_t bytes = (size_t)al_lattice_cells(&world.grid.lattice) * sizeof(float);
  expect(&world, run_world_run(&world, 1, 0.0, false), AL_STOPPED);
  for (int i = 0; i < 3; i++)
    first[i] = copy_field(&world, names[i]);
  expect(&world, run_world_run(&world, 1, (double)INFINITY, false), AL_OK);
  for (int i = 0; i < 3; i++) {
    const float *last = run_world_field(&world, names[i]);
    for (size_t c = 0; c < bytes / sizeof *last; c++)
      assert_true(last[c] == first[i][c]);
    free(first[i]);
  }
  assert_true(world.result.balance_error_m3 == 0.0);
  run_world_free(&world);
}

static void balance_closes(void **state)
{
  (void)state;
  struct run_world world;
  struct watch watch = {.poison_at_s = (double)INFINITY};
  law_world(&world, "balance", COLS, ROWS, hills_m, "5 min", LAW_FORCED);
  expect(&world, watched_run(&world, &watch, 2, (double)INFINITY, false), AL_OK);
  assert_true(world.result.balance_count > 0);
  if (!(fabs(world.result.balance_error_share) < 1e-6))
    fail_msg("balance error %g m3, share %g", world.result.balance_error_m3,
             world.result.balance_error_share);
  run_world_free(&world);
}

static void steps_allocate_nothing_and_leave_void_cells(void **state)
{
  (void)state;
  struct run_world world;
  struct watch watch = fresh_watch();
  law_world(&world, "watch", COLS, ROWS, hills_m, "4 min", LAW_FORCED);
  expect(&world, watched_run(&world, &watch, 1, (double)INFINITY, false), AL_OK);
  assert_true(watch.samples > 100);
  if (malloc_count_works())
    assert_int_equal(watch.allocations, 0);
  assert_true(watch.void_sum_first == watch.void_sum_last);
  run_world_free(&world);
}

static void threads_do_not_change_bits(void **state)
{
  (void)state;
  struct run_world world;
  uint64_t sum[3];
  long steps[3];
  static const int threads[] = {1, 2, 4};
  law_world(&world, "threads", COLS, ROWS, hills_m, "2 min", LAW_FORCED);
  for (int i = 0; i < 3; i++) {
    struct watch watch = fresh_watch();
    expect(&world, watched_run(&world, &watch, threads[i], (double)INFINITY, false), AL_OK);
    sum[i] = run_world_sum(&world);
    steps[i] = world.result.steps;
  }
  assert_true(sum[0] == sum[1] && sum[0] == sum[2]);
  assert_true(steps[0] == steps[1] && steps[0] == steps[2] && steps[0] > 50);
  run_world_free(&world);
}

static void restart_equals_the_straight_run(void **state)
{
  (void)state;
  struct run_world world;
  static const double stops_s[] = {3.3, 40.0, 71.9};
  struct watch watch = fresh_watch();
  law_world(&world, "again", COLS, ROWS, hills_m, "2 min", LAW_FORCED);
  expect(&world, watched_run(&world, &watch, 1, (double)INFINITY, false), AL_OK);
  const uint64_t straight = run_world_sum(&world);
  for (size_t i = 0; i < AL_COUNT(stops_s); i++) {
    watch = fresh_watch();
    expect(&world, watched_run(&world, &watch, 1, stops_s[i], false), AL_STOPPED);
    expect(&world, watched_run(&world, &watch, 2, (double)INFINITY, true), AL_OK);
    if (run_world_sum(&world) != straight)
      fail_msg("a restart at %g s ends in other bits", stops_s[i]);
  }
  run_world_free(&world);
}

struct law_difference {
  double most, mean;
};

/* Difference of two fields where the second stands mirrored or transposed. */
static struct law_difference turned_difference(const struct run_world *a, const char *name_a,
                                               const struct run_world *b, const char *name_b,
                                               bool transposed, double sign)
{
  const float *fa = run_world_field(a, name_a), *fb = run_world_field(b, name_b);
  struct law_difference difference = {0.0, 0.0};
  for (int row = 0; row < ROWS; row++)
    for (int col = 0; col < COLS; col++) {
      const ptrdiff_t there =
          transposed ? (ptrdiff_t)col * ROWS + row : (ptrdiff_t)row * COLS + (COLS - 1 - col);
      const double here = fabs((double)fa[row * COLS + col] - sign * (double)fb[there]);
      difference.most = fmax(difference.most, here);
      difference.mean += here / (ROWS * COLS);
    }
  return difference;
}

/* Transposing swaps x and y and keeps every bit; a mirror turns left and right of a face, whose two
 * pressures are not summed in the same order. @param most of depths, in m; velocities in m/s may
 * differ ten times as much. */
static void turn_city(enum law_force force, struct law_difference most)
{
  struct run_world plain, mirrored, turned;
  struct watch watch = fresh_watch();
  law_world(&plain, "plain", COLS, ROWS, hills_m, "1 min", force);
  law_world(&mirrored, "mirrored", COLS, ROWS, hills_mirrored_m, "1 min", force);
  law_world(&turned, "turned", ROWS, COLS, hills_turned_m, "1 min", force);
  expect(&plain, watched_run(&plain, &watch, 2, (double)INFINITY, false), AL_OK);
  expect(&mirrored, watched_run(&mirrored, &watch, 2, (double)INFINITY, false), AL_OK);
  expect(&turned, watched_run(&turned, &watch, 2, (double)INFINITY, false), AL_OK);
  const struct law_difference mirror[] = {
      turned_difference(&plain, "d", &mirrored, "d", false, 1.0),
      turned_difference(&plain, "u", &mirrored, "u", false, -1.0),
      turned_difference(&plain, "v", &mirrored, "v", false, 1.0)};
  const struct law_difference turn[] = {turned_difference(&plain, "d", &turned, "d", true, 1.0),
                                        turned_difference(&plain, "u", &turned, "v", true, 1.0),
                                        turned_difference(&plain, "v", &turned, "u", true, 1.0)};
  for (int i = 0; i < 3; i++)
    if (!(mirror[i].most <= (i ? 10.0 : 1.0) * most.most) ||
        !(mirror[i].mean <= (i ? 10.0 : 1.0) * most.mean) || turn[i].most != 0.0)
      fail_msg("field %d: mirrored differs by %g (mean %g), transposed by %g", i, mirror[i].most,
               mirror[i].mean, turn[i].most);
  run_world_free(&plain);
  run_world_free(&mirrored);
  run_world_free(&turned);
}

/* Works let rain fall with every step: a film of rain then reaches the dry depth on a step's end,
 * and rounding says whether it flows a step earlier. Single cells differ by that, the whole not. */
static void a_turned_city_gives_the_turned_result(void **state)
{
  (void)state;
  turn_city(LAW_WITHOUT_WORKS, (struct law_difference){.most = 2e-6, .mean = 1e-7});
  turn_city(LAW_FORCED, (struct law_difference){.most = 5e-4, .mean = 2.5e-6});
}

static void a_bad_step_names_the_cell(void **state)
{
  (void)state;
  struct run_world world;
  struct watch watch = fresh_watch();
  watch.poison_at_s = 5.0;
  law_world(&world, "poison", COLS, ROWS, hills_m, "1 min", LAW_FORCED);
  expect(&world, watched_run(&world, &watch, 2, (double)INFINITY, false), AL_RUN_FAILED);
  const char *text = al_ctx_error_text(world.ctx);
  if (!strstr(text, "column") || !strstr(text, "row"))
    fail_msg("the message names no cell: %s", text);
  assert_true(world.result.time_s < 12.0);
  run_world_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(defaults_lie_in_their_ranges),
                                     cmocka_unit_test(zero_forcing_leaves_the_state),
                                     cmocka_unit_test(balance_closes),
                                     cmocka_unit_test(steps_allocate_nothing_and_leave_void_cells),
                                     cmocka_unit_test(threads_do_not_change_bits),
                                     cmocka_unit_test(restart_equals_the_straight_run),
                                     cmocka_unit_test(a_turned_city_gives_the_turned_result),
                                     cmocka_unit_test(a_bad_step_names_the_cell)};
  const char *some = getenv("ANLAN_LAWS"); /* a pattern: the thread sanitizer looks at one law */
  if (some)
    cmocka_set_test_filter(some);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
