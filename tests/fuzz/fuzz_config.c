/**
 * Scenario files from any bytes; the last line, when it starts with '=', is a --set. What is
 * accepted is written and must be accepted again.
 */
#include "fuzz/scratch_input.h"
#include "config/scenario_section.h"
#include "models/flow/flow_config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct al_section *const sections[] = {&al_scenario_section, &al_grid_section,
                                                    &al_run_section, &al_flow_section};

static void check_used_file(struct fuzz_room *room, const struct al_config *config)
{
  char path[256];
  struct al_config *again;
  snprintf(path, sizeof path, "%s.used", al_config_path(config));
  if (al_config_write_used(room->ctx, config, path) != AL_OK ||
      al_config_read(room->ctx, room->arena, path, sections, AL_COUNT(sections), NULL, &again) !=
          AL_OK) {
    fputs(al_ctx_error_text(room->ctx), stderr);
    abort();
  }
  remove(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct fuzz_room room = fuzz_room_open();
  char setting[256] = "";
  const uint8_t *last = size ? memrchr(data, '\n', size) : NULL;
  if (last && last + 1 < data + size && last[1] == '=') {
    snprintf(setting, sizeof setting, "%.*s", (int)(data + size - last - 2),
             (const char *)last + 2);
    size = (size_t)(last - data) + 1;
  }
  const char *overrides[] = {setting};
  const struct al_config_options options = {.overrides = overrides,
                                            .override_count = *setting != '\0'};
  struct al_config *config;
  const char *path = fuzz_file_write(data, size, ".yaml");
  if (al_config_read(room.ctx, room.arena, path, sections, AL_COUNT(sections), &options, &config) ==
      AL_OK)
    check_used_file(&room, config);
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
