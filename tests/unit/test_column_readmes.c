/**
 * The key tables in the READMEs of rain, soil, drains, cyclone, tide and fire are those of the
 * code.
 */
#include "support/support.h"
#include "models/models.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void readmes_hold_their_key_tables(void **state)
{
  (void)state;
  static const char *const models[] = {"rain", "soil", "drains", "cyclone", "tide", "fire"};
  static char readme[100000];
  for (size_t m = 0; m < AL_COUNT(models); m++) {
    char path[100], *table = NULL;
    size_t length = 0;
    snprintf(path, sizeof path, "models/%s/README.md", models[m]);
    FILE *file = fopen(test_source_path(path), "r");
    assert_non_null(file);
    readme[fread(readme, 1, sizeof readme - 1, file)] = '\0';
    fclose(file);
    FILE *stream = open_memstream(&table, &length);
    al_config_write_markdown(stream, al_model_find(models[m])->section);
    fclose(stream);
    assert_true(length > 100);
    if (!strstr(readme, table))
      fail_msg("%s does not hold this table:\n%s", path, table);
    free(table);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(readmes_hold_their_key_tables),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
