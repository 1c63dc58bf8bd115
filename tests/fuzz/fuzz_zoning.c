/**
 * Rule tables from any bytes: refused with a reason, or a table that gives every cell a class, and
 * never a lower one to deeper water at rest.
 */
#include "fuzz/scratch_input.h"
#include "core/log.h"
#include "models/zoning/zoning_rules.h"
#include <stdio.h>
#include <stdlib.h>

static void check_rules(const struct zoning_rules *rules)
{
  static const double depths_m[] = {0.01, 0.15, 0.3, 0.5, 1.0, 2.0, 4.0, 100.0};
  int before = 0;
  for (size_t c = 0; c < rules->class_count; c++)
    if (rules->classes[c].colour < 0 || rules->classes[c].colour > 4)
      abort();
  for (size_t i = 0; i < sizeof depths_m / sizeof depths_m[0]; i++) {
    const double value[ZONING_VARIABLES] = {
        [ZONING_DEPTH] = depths_m[i], [ZONING_RATING] = 0.5 * depths_m[i] + 0.5};
    const int order = zoning_match(rules, value);
    const struct zoning_class *found = zoning_class_of(rules, order);
    if (order < 0 || order < before || (order > 0 && !found))
      abort();
    before = order;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct fuzz_room room = fuzz_room_open();
  struct zoning_rules rules;
  const char *path = fuzz_file_write(data, size, ".csv");
  if (zoning_rules_read(room.ctx, room.arena, path, "/", &rules) == AL_OK)
    check_rules(&rules);
  else if (*al_ctx_error_text(room.ctx) == '\0')
    abort();
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
