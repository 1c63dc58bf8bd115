/**
 * Scenario files from any bytes, against the key tables of all models: either every fault is
 * reported, or the file that says what was used reads back without a fault.
 */
#include "fuzz/scratch_input.h"
#include "models/models.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SECTIONS_MOST = 32 };

static size_t model_sections(const struct al_section *sections[SECTIONS_MOST])
{
  size_t model_count, count = 0;
  const struct al_model *const *models = al_models(&model_count);
  for (size_t i = 0; i < model_count && count < SECTIONS_MOST; i++)
    if (models[i]->section)
      sections[count++] = models[i]->section;
  return count;
}

static void check_read_back(struct fuzz_room *room, const struct al_config *config,
                            const struct al_section *const *sections, size_t count)
{
  char path[64];
  snprintf(path, sizeof path, "/tmp/anlan-fuzz-used-%d.yaml", (int)getpid());
  struct al_config *again;
  if (al_config_write_used(room->ctx, config, path) != AL_OK ||
      al_config_read(room->ctx, room->arena, path, sections, count, &(struct al_config_options){0},
                     &again) != AL_OK) {
    fputs(al_ctx_error_text(room->ctx), stderr);
    abort();
  }
  remove(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  const struct al_section *sections[SECTIONS_MOST];
  const size_t count = model_sections(sections);
  struct fuzz_room room = fuzz_room_open();
  const char *path = fuzz_file_write(data, size, ".yaml");
  struct al_config *config;
  const al_status status = al_config_read(room.ctx, room.arena, path, sections, count,
                                          &(struct al_config_options){0}, &config);
  if (status == AL_OK)
    check_read_back(&room, config, sections, count);
  else if (*al_ctx_error_text(room.ctx) == '\0')
    abort();
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
