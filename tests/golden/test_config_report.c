/**
 * The text of an error report, word for word, in English and Chinese: config_report_*.txt beside
 * this file, written anew with ANLAN_WRITE_GOLDEN=1.
 */
#include "support/support.h"
#include "config/scenario_section.h"
#include "core/log.h"
#include "models/flow/flow_config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct al_section *const sections[] = {&al_scenario_section, &al_grid_section,
                                                    &al_flow_section};
static const char *const required[] = {"scenario", "grid", NULL};

static char *read_whole(const char *path)
{
  FILE *stream = fopen(path, "rb");
  if (!stream)
    fail_msg("%s cannot be opened", path);
  char *text = calloc(1, 1 << 16);
  (void)!fread(text, 1, (1 << 16) - 1, stream);
  fclose(stream);
  return text;
}

/* The report with the folder of the checkout cut out. */
static char *report_without_folder(const char *report)
{
  const char *folder = test_source_path("tests/golden/");
  char *text = calloc(1, strlen(report) + 1), *out = text;
  while (text && *report) {
    if (strncmp(report, folder, strlen(folder)) == 0)
      report += strlen(folder);
    *out++ = *report++;
  }
  return text;
}

/* Reads the faulty file from inside its folder, so that the report holds no machine's paths. */
static void check_language(enum al_language language, const char *golden)
{
  static const char *const overrides[] = {"flow.cfl=2", "flow.boundaries[7].kind=free", "oops"};
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_config *config;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  assert_int_equal(al_arena_create(ctx, 0, &arena), AL_OK);
  al_ctx_set_language(ctx, language);
  const struct al_config_options options = {
      .overrides = overrides, .override_count = AL_COUNT(overrides), .required = required};
  assert_int_equal(
      al_config_read(ctx, arena, "faulty.yaml", sections, AL_COUNT(sections), &options, &config),
      AL_BAD_INPUT);
  char *report = report_without_folder(al_ctx_error_text(ctx));
  if (getenv("ANLAN_WRITE_GOLDEN")) {
    FILE *stream = fopen(golden, "wb");
    fputs(report, stream);
    fclose(stream);
  }
  char *wanted = read_whole(golden);
  assert_string_equal(report, wanted);
  free(report);
  free(wanted);
  al_arena_destroy(arena);
  al_ctx_destroy(ctx);
}

static void reports_stay_as_they_are(void **state)
{
  (void)state;
  assert_int_equal(chdir(test_source_path("tests/golden")), 0);
  check_language(AL_ENGLISH, "config_report_en.txt");
  check_language(AL_CHINESE, "config_report_zh.txt");
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(reports_stay_as_they_are)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
