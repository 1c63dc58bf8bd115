/**
 * What all products of a run share.
 */
#include "out/out_env.h"
#include "anlan.h"
#include "core/caltime.h"
#include <stdio.h>
#include <string.h>

al_status out_env_fill(struct out_env *env)
{
  struct al_arena *arena = env->arena;
  env->scenario = al_config_section(env->scenario_file, "scenario");
  env->output = al_config_section(env->scenario_file, "output");
  const char *start = al_config_text(env->scenario_file, "scenario.start");
  char plain[64] = "";
  double epoch_s;
  if (start)
    snprintf(plain, sizeof plain, "%.*s",
             (int)strcspn(start + (*start == '"' || *start == '\''), "\"'"),
             start + (*start == '"' || *start == '\''));
  if (!al_time_parse(plain, &epoch_s, &env->utc_offset_s))
    env->utc_offset_s = 0;
  const char **metadata = AL_NEW(arena, const char *, 8);
  if (!metadata)
    return AL_NO_MEMORY;
  size_t n = 0;
  const struct al_grid *grid = env->grid;
  metadata[n++] = al_arena_printf(arena, "SOFTWARE=anlan %s", ANLAN_VERSION);
  metadata[n++] = al_arena_printf(arena, "SCENARIO=%s", env->scenario->name);
  metadata[n++] = al_arena_printf(arena, "CITY=%s", grid->city ? grid->city : "");
  metadata[n++] =
      al_arena_printf(arena, "VERTICAL_DATUM=%s", grid->vertical_datum ? grid->vertical_datum : "");
  if (grid->terrain_note && *grid->terrain_note)
    metadata[n++] = al_arena_printf(arena, "TERRAIN_NOTE=%s", grid->terrain_note);
  for (size_t i = 0; i < n; i++)
    if (!metadata[i])
      return AL_NO_MEMORY;
  env->metadata = metadata;
  for (ptrdiff_t i = 0; i < al_lattice_cells(&grid->lattice); i++)
    env->domain_m2 += grid->valid[i] ? grid->lattice.cell_m * grid->lattice.cell_m : 0.0;
  return AL_OK;
}

const char *out_path(const struct out_env *env, const char *relative)
{
  return al_arena_printf(env->arena, "%s/%s", env->folder, relative);
}
