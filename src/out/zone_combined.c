/**
 * One hazard of several: the greatest of the four colours of water and of fire in each cell, and
 * which of the two it comes from.
 */
#include "doors/raster_door.h"
#include "out/zones.h"
#include <assert.h>

/* Values of zoning/combined_hazard.tif. */
enum { COMBINED_WATER = 1, COMBINED_FIRE = 2, COMBINED_BOTH = 3 };

/* The first table of a kind, as the order of zoning.rules and zoning.fire_rules has it. */
static const struct out_zoning *combined_first(const struct out_zones *zones, bool of_fire)
{
  for (size_t i = 0; i < zones->count; i++)
    if (zones->zoning[i].rules.of_fire == of_fire)
      return &zones->zoning[i];
  return NULL;
}

static al_status combined_write(const struct out_env *env, const char *file, const char *long_name,
                                const uint8_t *value, const struct al_class_style *styles,
                                size_t style_count)
{
  const char *path = out_path(env, al_arena_printf(env->arena, "zoning/%s.tif", file));
  if (!path)
    return AL_NO_MEMORY;
  return al_raster_write_cog(env->ctx, &(struct al_raster_output){.path = path,
                                                                  .lattice = &env->grid->lattice,
                                                                  .name = file,
                                                                  .long_name = long_name,
                                                                  .class_value = value,
                                                                  .styles = styles,
                                                                  .style_count = style_count,
                                                                  .metadata = env->metadata});
}

al_status out_zones_combine(const struct out_env *env, const struct out_zones *zones)
{
  static const struct al_class_style drivers[] = {
      {0, 255, 255, 255, "none", "无"},
      {COMBINED_WATER, 0x1F, 0x6F, 0xD6, "water", "水"},
      {COMBINED_FIRE, 0xC4, 0x16, 0x1C, "fire", "火"},
      {COMBINED_BOTH, 0x7A, 0x10, 0x7A, "both", "并列"}};
  const struct out_zoning *water = combined_first(zones, false),
                          *fire = combined_first(zones, true);
  const ptrdiff_t cells = al_lattice_cells(&env->grid->lattice);
  struct al_class_style colours[ZONING_COLOURS + 1];
  if (!water || !fire)
    return AL_OK;
  uint8_t *wet = AL_NEW(env->arena, uint8_t, (size_t)cells);
  uint8_t *hot = AL_NEW(env->arena, uint8_t, (size_t)cells);
  if (!wet || !hot)
    return AL_NO_MEMORY;
  zoning_colours(&water->rules, water->class_value, cells, wet);
  zoning_colours(&fire->rules, fire->class_value, cells, hot);
  for (ptrdiff_t i = 0; i < cells; i++) {
    const uint8_t a = wet[i], b = hot[i];
    assert((a == ZONING_NODATA) == (b == ZONING_NODATA));
    wet[i] = a > b ? a : b;
    if (a != ZONING_NODATA)
      hot[i] = a > b ? COMBINED_WATER : b > a ? COMBINED_FIRE : a > 0 ? COMBINED_BOTH : 0;
  }
  out_zones_colour_styles(colours);
  AL_TRY(env->ctx,
         combined_write(env, "combined_colour", "greatest of the four colours of water and of fire",
                        wet, colours, AL_COUNT(colours)));
  return combined_write(env, "combined_hazard", "hazard that the greatest colour comes from", hot,
                        drivers, AL_COUNT(drivers));
}
