/**
 * Ensemble files from any bytes: refused with a reason, or members with names, groups and weights
 * that hold together.
 */
#include "fuzz/scratch_input.h"
#include "out/ensemble_plan.h"
#include <stdlib.h>
#include <string.h>

static void check_plan(const struct ensemble_plan *plan)
{
  uint64_t units = 0;
  if (plan->member_count == 0 || plan->group_count == 0)
    abort();
  for (size_t m = 0; m < plan->member_count; m++) {
    const struct ensemble_member *member = &plan->member[m];
    if (!*member->name || strchr(member->name, '/') || member->group >= plan->group_count)
      abort();
    for (size_t i = 0; i < member->override_count; i++)
      if (!member->override[i] ||
          (!strchr(member->override[i], '=') && i >= plan->base.override_count))
        abort();
    units += member->units;
  }
  if (units > 2u * (uint64_t)ENSEMBLE_UNITS)
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  size_t count;
  const struct al_section *const *sections = ensemble_sections(&count);
  struct fuzz_room room = fuzz_room_open();
  const char *path = fuzz_file_write(data, size, ".yaml");
  const struct al_config_options options = {0};
  struct al_config *file;
  struct ensemble_plan plan;
  al_status status = al_config_read(room.ctx, room.arena, path, sections, count, &options, &file);
  if (status == AL_OK && al_config_has(file, "ensemble"))
    status = ensemble_plan_make(room.ctx, room.arena, file, NULL, 0, &plan);
  else if (status == AL_OK)
    status = AL_BAD_INPUT; /* an empty file: the command asks for the section */
  if (status == AL_OK)
    check_plan(&plan);
  else if (size > 0 && file && al_config_has(file, "ensemble") && !*al_ctx_error_text(room.ctx))
    abort();
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
