/**
 * The READMEs of products and zoning hold the key tables as they are, and name every rule table
 * with its status.
 */
#include "models/evacuation/evac_config.h"
#include "models/fire/fire_season_config.h"
#include "models/zoning/zoning_rules.h"
#include "models/zoning/zoning_section.h"
#include "out/ensemble_section.h"
#include "out/out.h"
#include "support/support.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_readme(const char *relative)
{
  enum { MOST = 1 << 16 };
  FILE *stream = fopen(test_source_path(relative), "r");
  if (!stream)
    fail_msg("%s is not there", relative);
  char *text = calloc(1, MOST);
  assert_non_null(text);
  assert_true(fread(text, 1, MOST - 1, stream) > 0);
  fclose(stream);
  return text;
}

static void check_table(const char *relative, const struct al_section *section)
{
  char *table = NULL, *text = read_readme(relative);
  size_t length;
  FILE *stream = open_memstream(&table, &length);
  al_config_write_markdown(stream, section);
  fclose(stream);
  if (!strstr(text, table))
    fail_msg("%s lacks\n%s", relative, table);
  free(table);
  free(text);
}

static void key_tables_stand_in_the_readmes(void **state)
{
  (void)state;
  check_table("src/out/README.md", &al_output_section);
  check_table("src/out/README.md", &al_warning_section);
  check_table("src/out/README.md", &al_ensemble_section);
  check_table("models/zoning/README.md", &al_zoning_section);
  check_table("models/fire/README.md", &al_fire_section);
  check_table("models/fire/README.md", &al_fire_season_section);
  check_table("models/evacuation/README.md", &al_evacuation_section);
}

static void every_rule_table_is_named_with_its_status(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  struct al_arena *arena;
  char *text = read_readme("models/zoning/README.md");
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  assert_int_equal(al_arena_create(ctx, 0, &arena), AL_OK);
  for (size_t t = 0; zoning_ready_tables[t]; t++) {
    struct zoning_rules rules;
    char row[128];
    assert_int_equal(zoning_rules_read(ctx, arena, zoning_ready_tables[t], NULL, &rules), AL_OK);
    snprintf(row, sizeof row, "| `%s` | %zu | %s |", rules.name, rules.class_count,
             rules.verified ? "read" : "**unverified**");
    if (!strstr(text, row))
      fail_msg("no row '%s'", row);
  }
  free(text);
  al_arena_destroy(arena);
  al_ctx_destroy(ctx);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(key_tables_stand_in_the_readmes),
      cmocka_unit_test(every_rule_table_is_named_with_its_status),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
