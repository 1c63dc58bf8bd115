/**
 * Recipes from any bytes against their key tables. Nothing is built: a recipe may name any file of
 * the machine and any address.
 */
#include "fuzz/scratch_input.h"
#include "grids/recipe.h"
#include <math.h>
#include <stdlib.h>

static void check_sources(const struct recipe_terrain *terrain)
{
  const struct recipe_source *source = terrain->sources.record;
  for (size_t i = 0; i < terrain->sources.count; i++)
    if (!source[i].path || source[i].band < 1 || !(fabs(source[i].offset_m) <= 1e4))
      abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const char *const required[] = {"city", "terrain", NULL};
  struct fuzz_room room = fuzz_room_open();
  size_t count;
  const struct al_section *const *sections = al_recipe_sections(&count);
  struct al_config *recipe;
  const struct al_config_options options = {.required = required};
  const char *path = fuzz_file_write(data, size, ".yaml");
  if (al_config_read(room.ctx, room.arena, path, sections, count, &options, &recipe) == AL_OK) {
    const struct recipe_city *city = al_config_section(recipe, "city");
    if (!city->name || city->cell_m < 0.0)
      abort();
    check_sources(al_config_section(recipe, "terrain"));
  } else if (*al_ctx_error_text(room.ctx) == '\0') {
    abort();
  }
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
