/**
 * models/flow/README.md holds the key table as the program writes it.
 */
#include "config/config.h"
#include "models/flow/flow_config.h"
#include "support/support.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void test_readme_holds_the_key_table(void **state)
{
  static char readme[1 << 17];
  char *table = NULL;
  size_t length;
  (void)state;
  FILE *stream = fopen(test_source_path("models/flow/README.md"), "r");
  assert_non_null(stream);
  readme[fread(readme, 1, sizeof readme - 1, stream)] = '\0';
  fclose(stream);
  stream = open_memstream(&table, &length);
  al_config_write_markdown(stream, &al_flow_section);
  fclose(stream);
  const bool holds = strstr(readme, table);
  if (!holds)
    fputs(table, stdout);
  free(table);
  if (!holds)
    fail_msg("models/flow/README.md must hold this table");
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_readme_holds_the_key_table)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
