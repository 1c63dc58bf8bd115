/**
 * Scenario files: everything wrong is said at once, everything right arrives in the structs.
 */
#include "support/support.h"
#include "config/scenario_section.h"
#include "models/flow/flow_config.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct al_section *const sections[] = {&al_scenario_section, &al_grid_section,
                                                    &al_run_section, &al_flow_section};
static const char *const required[] = {"scenario", "grid", NULL};

struct fixture {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_config *config;
  char path[4200];
};

static al_status read_text(struct fixture *f, const char *text, const char *const *overrides,
                           size_t override_count)
{
  assert_int_equal(al_ctx_create(&f->ctx), AL_OK);
  assert_int_equal(al_arena_create(f->ctx, 0, &f->arena), AL_OK);
  snprintf(f->path, sizeof f->path, "%s/s.yaml", test_scratch_folder("config"));
  FILE *stream = fopen(f->path, "w");
  fputs(text, stream);
  fclose(stream);
  const struct al_config_options options = {
      .overrides = overrides, .override_count = override_count, .required = required};
  return al_config_read(f->ctx, f->arena, f->path, sections, AL_COUNT(sections), &options,
                        &f->config);
}

static void release(struct fixture *f)
{
  al_arena_destroy(f->arena);
  al_ctx_destroy(f->ctx);
}

static const char good[] =
    "scenario: {name: a, duration: 6 h, start: \"2023-07-28T06:00+08:00\"}\n"
    "grid: {path: g.yaml}\n"
    "flow:\n"
    "  max_step: 0.5 min\n"
    "  scheme: first_order\n"
    "  boundaries:\n"
    "    - {name: sea, side: east, kind: level, level: [[0 h, 1 m], [2 h, 3 m]]}\n"
    "    - {name: out, side: west, kind: free}\n"
    "  sources:\n"
    "    - {name: q, point: [1, 2.5], discharge: 7}\n";

static void values_arrive_in_si(void **state)
{
  (void)state;
  struct fixture f;
  const char *overrides[] = {"flow.cfl=0.3", "flow.boundaries[1].kind=normal_depth"};
  const al_status status = read_text(&f, good, overrides, 2);
  if (status != AL_OK)
    print_error("%s", al_ctx_error_text(f.ctx));
  assert_int_equal(status, AL_OK);
  const struct al_scenario_config *scenario = al_config_section(f.config, "scenario");
  const struct al_flow_config *flow = al_config_section(f.config, "flow");
  const struct flow_boundary_config *boundary = flow->boundaries.record;
  const struct flow_source_config *source = flow->sources.record;
  assert_true(scenario->duration_s == 21600.0);
  assert_true(scenario->start_s == 1690495200.0);
  assert_true(flow->max_step_s == 30.0 && flow->cfl == 0.3 && flow->scheme == FLOW_FIRST_ORDER);
  assert_int_equal(flow->boundaries.count, 2);
  assert_int_equal(boundary[0].kind, FLOW_LEVEL);
  assert_int_equal(boundary[1].kind, FLOW_NORMAL_DEPTH);
  assert_true(fabs(al_series_value(&boundary[0].level_m, 3600.0) - 2.0) < 1e-12);
  assert_true(source[0].point.value[1] == 2.5);
  assert_true(al_series_integral(&source[0].discharge_m3_per_s, 10.0, 20.0) == 70.0);
  assert_true(al_config_has(f.config, "flow") && !al_config_has(f.config, "run"));
  const struct al_source_mark mark = al_config_mark(f.config, "flow.scheme");
  assert_int_equal(mark.line, 5);
  release(&f);
}

static void used_file_reads_back(void **state)
{
  (void)state;
  struct fixture f, again;
  assert_int_equal(read_text(&f, good, NULL, 0), AL_OK);
  char used[4400];
  snprintf(used, sizeof used, "%s.used", f.path);
  assert_int_equal(al_config_write_used(f.ctx, f.config, used), AL_OK);
  FILE *stream = fopen(used, "r");
  char text[16384];
  text[fread(text, 1, sizeof text - 1, stream)] = '\0';
  fclose(stream);
  release(&f);
  const al_status status = read_text(&again, text, NULL, 0);
  if (status != AL_OK)
    print_error("%s\n%s", al_ctx_error_text(again.ctx), text);
  assert_int_equal(status, AL_OK);
  const struct al_flow_config *flow = al_config_section(again.config, "flow");
  assert_true(flow->max_step_s == 30.0 && flow->boundaries.count == 2);
  release(&again);
}

static void ten_faults_are_ten_messages(void **state)
{
  (void)state;
  struct fixture f;
  const char bad[] =
      "scenario: {nam: a, duration: -6 h, start: yesterday}\n" /* 1 2 3 4: name missing too */
      "grid: {}\n"                                             /* 5 */
      "flw: {}\n"                                              /* 6 */
      "flow:\n"
      "  cfl: 0.9\n"                                                               /* 7 */
      "  scheme: muskl\n"                                                          /* 8 */
      "  max_step: 5 hPa\n"                                                        /* 9 */
      "  dry_depth: x\n"                                                           /* 10 */
      "  boundaries: 7\n"                                                          /* 11 */
      "  sources: [{name: a, point: [1, 2], discharge: [[0 s, 1], [0 s, -2]]}]\n"; /* 12 */
  assert_int_equal(read_text(&f, bad, NULL, 0), AL_BAD_INPUT);
  const char *text = al_ctx_error_text(f.ctx);
  assert_true(al_ctx_error_count(f.ctx) >= 12);
  static const char *const wanted[] = {"s.yaml:1:12: error: [",  "did you mean 'name'?",
                                       "did you mean 'flow'?",   "did you mean 'muscl'?",
                                       "allowed: 0.05 .. 0.65",  "s.yaml:7:13: error",
                                       "  max_step: 5 hPa",      "            ^",
                                       "'grid.path' is missing", "'yesterday' is no time"};
  for (size_t i = 1; i < AL_COUNT(wanted); i++)
    if (!strstr(text, wanted[i]))
      fail_msg("no '%s' in:\n%s", wanted[i], text);
  release(&f);
}

/* What heads columns and names files: nothing that leads out of a folder, and one of a kind. */
static void names_that_lead_elsewhere_are_refused(void **state)
{
  (void)state;
  static const struct {
    const char *override, *wanted;
  } rows[] = {
      {"scenario.name=../../precious", "'../../precious' cannot name files"},
      {"scenario.name=../../precious", "'precious' can"},
      {"scenario.name=a/b", "'a-b' can"},
      {"scenario.name=..", "cannot name files"},
      {"scenario.name=\"\"", "cannot name files"},
      {"scenario.name=\"a\\nb\"", "'a-b' can"},
      {"scenario.name=a\\b", "'a-b' can"},
      {"flow.sources[0].name=/etc/q", "'etc-q' can"},
      {"flow.boundaries[1].name=sea",
       "'flow.boundaries': two of them are called 'sea'; the first is in line 7"},
  };
  struct fixture f;
  for (size_t i = 0; i < AL_COUNT(rows); i++) {
    assert_int_equal(read_text(&f, good, &rows[i].override, 1), AL_BAD_INPUT);
    if (!strstr(al_ctx_error_text(f.ctx), rows[i].wanted))
      fail_msg("no \"%s\" in:\n%s", rows[i].wanted, al_ctx_error_text(f.ctx));
    release(&f);
  }
  const char *chinese[] = {"scenario.name=晋江 (1999.10..14)"};
  assert_int_equal(read_text(&f, good, chinese, 1), AL_OK);
  release(&f);
}

static void broken_yaml_and_overrides_are_refused(void **state)
{
  (void)state;
  struct fixture f;
  assert_int_equal(read_text(&f, "scenario: {name: [}\n", NULL, 0), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(f.ctx), "s.yaml"));
  release(&f);
  const char *overrides[] = {"flow.clf=0.3"};
  assert_int_equal(read_text(&f, good, overrides, 1), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(f.ctx), "did you mean 'cfl'?"));
  release(&f);
  assert_int_equal(read_text(&f, "", NULL, 0), AL_BAD_INPUT);
  release(&f);
}

static void paths_take_variables(void **state)
{
  (void)state;
  struct fixture f;
  unsetenv("AL_NOWHERE");
  assert_int_equal(read_text(&f,
                             "scenario: {name: a, duration: 1}\n"
                             "grid: {path: \"${AL_NOWHERE:-up}/g.yaml\"}\n",
                             NULL, 0),
                   AL_OK);
  const struct al_grid_config *grid = al_config_section(f.config, "grid");
  assert_non_null(strstr(grid->path, "/up/g.yaml"));
  release(&f);
}

static void write_beside(const char *name, const char *text)
{
  FILE *stream = fopen(name, "w");
  fputs(text, stream);
  fclose(stream);
}

/* One boundary level given as `text`; the series read, or an empty one. */
static struct al_series read_level(struct fixture *f, const char *text, const char *start)
{
  char yaml[2048];
  snprintf(yaml, sizeof yaml,
           "scenario: {name: a, duration: 1 h%s%s}\ngrid: {path: g}\nflow:\n  boundaries:\n"
           "    - {name: w, side: west, kind: level, level: %s}\n",
           *start ? ", start: " : "", start, text);
  if (read_text(f, yaml, NULL, 0) != AL_OK)
    return (struct al_series){0};
  const struct al_flow_config *flow = al_config_section(f->config, "flow");
  return ((const struct flow_boundary_config *)flow->boundaries.record)[0].level_m;
}

static void series_come_in_every_form(void **state)
{
  (void)state;
  static const struct {
    const char *text, *start;
    double at_90_s;
  } rows[] = {
      {"2.5", "", 2.5},
      {"250 cm", "", 2.5},
      {"[[0 min, 1 m], [3 min, 300 cm]]", "", 2.0},
      {"{points: [[0, 1], [3 min, 3]], shape: step, scale: 2}", "", 2.0},
      {"series_a.csv", "", 2.0},
      {"{path: series_a.csv, column: other, scale: 10}", "", 0.3},
      {"{path: series_b.csv, time_unit: min, unit: cm}", "", 0.02},
      {"series_c.csv", "\"2023-07-28T06:00+08:00\"", 2.0},
      {"series_d.csv", "", 91.0},
  };
  write_beside("series_a.csv", "Time (min),Water level (m),other (mm)\n0,1,30\n3,3,30\n");
  write_beside("series_b.csv", "t,level\n0,1\n3,3\n");
  write_beside("series_c.csv", "when,level_m\n2023-07-28T06:00+08:00,1\n2023-07-27T22:03Z,3\n");
  write_beside("series_d.csv", "0,1\n100,101\n");
  for (size_t i = 0; i < AL_COUNT(rows); i++) {
    struct fixture f;
    char text[256] = "", here[4096];
    assert_non_null(getcwd(here, sizeof here));
    const char *name = strstr(rows[i].text, "series_");
    if (name)
      snprintf(text, sizeof text, "%.*s../%s", (int)(name - rows[i].text), rows[i].text, name);
    /* two value columns: the one asked for, or the only one in metres is ambiguous */
    if (strcmp(rows[i].text, "series_a.csv") == 0)
      snprintf(text, sizeof text, "{path: ../series_a.csv, column: Water level}");
    const struct al_series series = read_level(&f, *text ? text : rows[i].text, rows[i].start);
    if (series.count == 0)
      fail_msg("%s: %s", rows[i].text, al_ctx_error_text(f.ctx));
    if (fabs(al_series_value(&series, 90.0) - rows[i].at_90_s) > 1e-12)
      fail_msg("%s: %g", rows[i].text, al_series_value(&series, 90.0));
    release(&f);
  }
}

static void faulty_series_name_their_line(void **state)
{
  (void)state;
  static const char *const rows[][3] = {
      {"time_s,level_m\n0,1\n5,\n", "bad.csv:3: error", "missing"},
      {"time_s,level_m\n0,1\n0,2\n", "bad.csv:3: error", "must rise"},
      {"time_s,level_m\n0,nan\n", "bad.csv:2: error", "'nan' is not a number"},
      {"time_s,level_m\n0,1e5\n", "bad.csv:2: error", "-1000 .. 9000 m"},
      {"time_s,level_hPa\n0,1\n", "s.yaml:5:", "has the unit 'hPa'; a length is needed"},
      {"time_s,a_m,b_m\n0,1,2\n", "s.yaml:5:", "name one"},
      {"time_s,level_m\n", "s.yaml:5:", "a header and rows"},
      {"when,level_m\n2023-07-28,1\n", "s.yaml:5:", "need scenario.start"},
  };
  for (size_t i = 0; i < AL_COUNT(rows); i++) {
    struct fixture f;
    write_beside("bad.csv", rows[i][0]);
    assert_int_equal(read_level(&f, "../bad.csv", "").count, 0);
    for (int k = 1; k < 3; k++)
      if (!strstr(al_ctx_error_text(f.ctx), rows[i][k]))
        fail_msg("no '%s' in %s", rows[i][k], al_ctx_error_text(f.ctx));
    release(&f);
  }
}

static void overrides_make_and_reset(void **state)
{
  (void)state;
  struct fixture f;
  const char *overrides[] = {"flow.boundaries[2]={name: new, side: north, kind: free}",
                             "flow.max_step=", "run.exchange_interval=3 s",
                             "flow.boundaries[0].level=[[0, 5], [1 h, 6]]", "grid.path=h.yaml"};
  assert_int_equal(read_text(&f, good, overrides, AL_COUNT(overrides)), AL_OK);
  const struct al_flow_config *flow = al_config_section(f.config, "flow");
  const struct al_run_config *run = al_config_section(f.config, "run");
  const struct al_grid_config *grid = al_config_section(f.config, "grid");
  const struct flow_boundary_config *boundary = flow->boundaries.record;
  char here[4096];
  assert_int_equal(flow->boundaries.count, 3);
  assert_string_equal(boundary[2].name, "new");
  assert_true(flow->max_step_s == 20.0 && run->exchange_interval_s == 3.0);
  assert_true(al_series_value(&boundary[0].level_m, 1800.0) == 5.5);
  assert_non_null(getcwd(here, sizeof here));
  assert_memory_equal(grid->path, here, strlen(here)); /* not the file's folder */
  assert_string_equal(grid->path + strlen(here), "/h.yaml");
  assert_string_equal(al_config_mark(f.config, "grid.path").file, "--set");
  release(&f);
  static const char *const wrong[] = {"flow.boundaries[1]x.y=1",
                                      "flow.boundaries[9].name=1",
                                      "flow..cfl=1",
                                      "flow.cfl.x=1",
                                      "=1",
                                      "flow.cfl",
                                      "flow[0]=1",
                                      "flow.boundaries[-1].name=1"};
  for (size_t i = 0; i < AL_COUNT(wrong); i++) {
    if (read_text(&f, good, &wrong[i], 1) != AL_BAD_INPUT)
      fail_msg("'%s' was taken", wrong[i]);
    assert_non_null(strstr(al_ctx_error_text(f.ctx), "--set:1:"));
    release(&f);
  }
}

/* What a hostile file may try: it is refused or read, in bounded time and memory. */
static void hostile_files_are_refused(void **state)
{
  (void)state;
  struct fixture f;
  enum { DEPTH = 5000 };
  static char deep[DEPTH * 2 + 64];
  memset(deep, '[', DEPTH);
  assert_int_equal(read_text(&f, deep, NULL, 0), AL_BAD_INPUT);
  release(&f);
  assert_int_equal(read_text(&f, "a: &a [1, 2]\nb: &b [*a, *a]\nc: [*b, *b]\n", NULL, 0),
                   AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(f.ctx), "alias"));
  release(&f);
  assert_int_equal(
      read_text(&f, "scenario: {name: &n x, title: *n, duration: 1}\ngrid: {path: g}\n", NULL, 0),
      AL_OK);
  release(&f);
  static const char *const texts[] = {
      "- 1\n",        "7\n",       "a: b\n---\nc: d\n",     "? [x]\n: 1\n", "scenario: 3\n",
      "\"\\0\": 1\n", "a: \xff\n", "%TAG ! x\n---\na: b\n", "\t- a\n"};
  for (size_t i = 0; i < AL_COUNT(texts); i++) {
    assert_int_equal(read_text(&f, texts[i], NULL, 0), AL_BAD_INPUT);
    assert_true(*al_ctx_error_text(f.ctx));
    release(&f);
  }
}

/* Every default of every table here must itself be a valid value. */
static void defaults_are_valid(void **state)
{
  (void)state;
  struct fixture f;
  const char *overrides[] = {"flow.boundaries=[{name: a, side: east, kind: free}]",
                             "flow.sources=[{name: a, discharge: 1}]"};
  const al_status status =
      read_text(&f, "scenario: {name: a, duration: 1}\ngrid: {path: g}\n", overrides, 2);
  assert_string_equal(al_ctx_error_text(f.ctx), "");
  assert_int_equal(status, AL_OK);
  release(&f);
}

static void used_file_gives_the_same_bits(void **state)
{
  (void)state;
  struct fixture f, again;
  const char *overrides[] = {"flow.cfl=0.123456789012345678", "flow.dry_depth=0.3 mm",
                             "scenario.title=a \"quoted\" # title: \\ 标题"};
  assert_int_equal(read_text(&f, good, overrides, 2), AL_OK);
  assert_int_equal(al_config_write_used(f.ctx, f.config, "used.yaml"), AL_OK);
  FILE *stream = fopen("used.yaml", "r");
  char text[16384];
  text[fread(text, 1, sizeof text - 1, stream)] = '\0';
  fclose(stream);
  assert_non_null(strstr(text, "# --set flow.cfl=0.123456789012345678"));
  assert_int_equal(read_text(&again, text, NULL, 0), AL_OK);
  const struct al_flow_config *a = al_config_section(f.config, "flow");
  const struct al_flow_config *b = al_config_section(again.config, "flow");
  const struct flow_boundary_config *x = a->boundaries.record, *y = b->boundaries.record;
  const struct al_grid_config *g = al_config_section(f.config, "grid");
  const struct al_grid_config *h = al_config_section(again.config, "grid");
  assert_memory_equal(&a->cfl, &b->cfl, 5 * sizeof a->cfl);
  assert_int_equal(x[0].level_m.count, y[0].level_m.count);
  assert_memory_equal(x[0].level_m.value, y[0].level_m.value, 2 * sizeof(double));
  assert_int_equal(x[0].level_m.shape, y[0].level_m.shape);
  assert_string_equal(g->path, h->path); /* absolute: the folder does not matter */
  assert_false(al_config_has(again.config, "run"));
  release(&f);
  release(&again);
}

static void people_get_templates_and_explanations(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  static const char *const samples[] = {"scenario.name=toy", "scenario.duration=1 h", NULL};
  char *text = NULL;
  size_t length;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  FILE *stream = open_memstream(&text, &length);
  assert_int_equal(al_config_explain(ctx, stream, sections, AL_COUNT(sections), "flow.cfl"), AL_OK);
  assert_int_equal(
      al_config_explain(ctx, stream, sections, AL_COUNT(sections), "flow.boundaries.kind"), AL_OK);
  assert_int_equal(al_config_explain(ctx, stream, sections, AL_COUNT(sections), "flow.clf"),
                   AL_BAD_USAGE);
  al_config_write_markdown(stream, &al_flow_section);
  fclose(stream);
  assert_non_null(strstr(text, "0.05 .. 0.65"));
  assert_non_null(strstr(text, "| `boundaries[].kind` | choice: `closed`, `free`"));
  free(text);
  stream = open_memstream(&text, &length);
  al_config_write_template(ctx, stream, sections, AL_COUNT(sections), samples);
  fclose(stream);
  assert_non_null(strstr(text, "scenario:\n  # Short name"));
  assert_non_null(strstr(text, "  name: toy\n"));
  assert_non_null(strstr(text, "#flow:\n"));
  assert_non_null(strstr(text, "#  #cfl: 0.45\n"));
  free(text);
  al_ctx_destroy(ctx);
}

static void readme_holds_the_key_tables(void **state)
{
  (void)state;
  static char readme[1 << 16];
  FILE *stream = fopen(test_source_path("src/config/README.md"), "r");
  assert_non_null(stream);
  readme[fread(readme, 1, sizeof readme - 1, stream)] = '\0';
  fclose(stream);
  for (size_t i = 0; i < 3; i++) {
    char *table = NULL;
    size_t length;
    stream = open_memstream(&table, &length);
    al_config_write_markdown(stream, sections[i]);
    fclose(stream);
    if (!strstr(readme, table))
      fail_msg("src/config/README.md lacks\n%s", table);
    free(table);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_arrive_in_si),
      cmocka_unit_test(used_file_reads_back),
      cmocka_unit_test(ten_faults_are_ten_messages),
      cmocka_unit_test(names_that_lead_elsewhere_are_refused),
      cmocka_unit_test(broken_yaml_and_overrides_are_refused),
      cmocka_unit_test(paths_take_variables),
      cmocka_unit_test(series_come_in_every_form),
      cmocka_unit_test(faulty_series_name_their_line),
      cmocka_unit_test(overrides_make_and_reset),
      cmocka_unit_test(hostile_files_are_refused),
      cmocka_unit_test(defaults_are_valid),
      cmocka_unit_test(used_file_gives_the_same_bits),
      cmocka_unit_test(readme_holds_the_key_tables),
      cmocka_unit_test(people_get_templates_and_explanations),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
