/**
 * The key tables in grids/README.md are those of the code.
 */
#include "support/support.h"
#include "core/arena.h"
#include "doors/file_door.h"
#include "grids/recipe.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void the_tables_are_those_of_the_code(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  struct al_arena *arena;
  char *readme;
  size_t length, count;
  const struct al_section *const *sections = al_recipe_sections(&count);
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  assert_int_equal(al_arena_create(ctx, 0, &arena), AL_OK);
  assert_int_equal(
      al_file_read_text(ctx, arena, test_source_path("grids/README.md"), &readme, &length), AL_OK);
  for (size_t i = 0; i < count; i++) {
    char *table = NULL;
    FILE *stream = open_memstream(&table, &length);
    assert_non_null(stream);
    al_config_write_markdown(stream, sections[i]);
    fclose(stream);
    if (!strstr(readme, table))
      fail_msg("grids/README.md lacks\n%s", table);
    free(table);
  }
  al_arena_destroy(arena);
  al_ctx_destroy(ctx);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(the_tables_are_those_of_the_code)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
