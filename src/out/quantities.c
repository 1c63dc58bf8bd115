/**
 * What is written over time.
 */
#include "out/quantities.h"
#include "anlan.h"
#include <assert.h>
#include <string.h>

const struct out_quantity_words out_quantity_words[OUT_QUANTITIES] = {
    [OUT_DEPTH] = {"h", "m", "water depth"},
    [OUT_LEVEL] = {"zs", "m", "water level above the vertical datum, missing where dry"},
    [OUT_U] = {"u", "m s-1", "velocity, x-component"},
    [OUT_V] = {"v", "m s-1", "velocity, y-component"},
    [OUT_SPEED] = {"speed", "m s-1", "speed"},
    [OUT_WIND_X] = {"wind_x", "m s-1", "wind at 10 m, x-component, mean over 10 minutes"},
    [OUT_WIND_Y] = {"wind_y", "m s-1", "wind at 10 m, y-component, mean over 10 minutes"},
    [OUT_PRESSURE] = {"pressure", "Pa", "air pressure at sea level"},
};

bool out_quantity_is_asked(const struct out_env *env, int what)
{
  assert(what >= 0 && what < OUT_QUANTITIES);
  return what == OUT_SPEED ? env->output->speed : what < OUT_SPEED || env->output->weather;
}

bool out_quantities_open(const struct out_env *env, const struct al_fields *fields,
                         struct out_quantities *out)
{
  *out = (struct out_quantities){0};
  if (!al_flow_view_open(fields, &out->water))
    return false;
  for (int i = OUT_WIND_X; i < OUT_QUANTITIES && env->output->weather; i++) {
    out->weather[i] = al_fields_find(fields, out_quantity_words[i].name);
    assert(out->weather[i]);
  }
  return true;
}

/* One quantity of the water. */
static void quantity_of_water(const struct al_flow_view *water, ptrdiff_t tile, int what,
                              al_real *value, al_real *spare)
{
  switch (what) {
  case OUT_DEPTH:
    al_flow_view_tile(water, tile, value, NULL, NULL, NULL);
    break;
  case OUT_LEVEL:
    al_flow_view_tile(water, tile, spare, value, NULL, NULL);
    for (int i = 0; i < AL_TILE_CELLS; i++)
      value[i] = spare[i] > 0 ? value[i] : (al_real)NAN;
    break;
  case OUT_U:
    al_flow_view_tile(water, tile, NULL, NULL, value, NULL);
    break;
  case OUT_V:
    al_flow_view_tile(water, tile, NULL, NULL, NULL, value);
    break;
  default:
    al_flow_view_tile(water, tile, NULL, NULL, value, spare);
    for (int i = 0; i < AL_TILE_CELLS; i++)
      value[i] = (al_real)sqrt((double)(value[i] * value[i] + spare[i] * spare[i]));
  }
}

void out_quantity_tile(const struct out_quantities *quantities, ptrdiff_t tile, int what,
                       al_real *value, al_real *spare)
{
  assert(what >= 0 && what < OUT_QUANTITIES && value != spare);
  const struct al_field *weather = quantities->weather[what];
  if (weather)
    memcpy(value, al_field_tile(weather, tile), AL_TILE_CELLS * sizeof *value);
  else
    quantity_of_water(&quantities->water, tile, what, value, spare);
}

al_status out_quantities_declare(const struct out_env *env, struct al_hdf *file,
                                 al_status (*declare)(struct al_hdf *, const char *, const char *,
                                                      const char *, bool, int))
{
  const int keep_bits = (int)env->output->mantissa_bits;
  for (int i = 0; i < OUT_QUANTITIES; i++) {
    const struct out_quantity_words *words = &out_quantity_words[i];
    if (out_quantity_is_asked(env, i))
      AL_TRY(env->ctx, declare(file, words->name, words->unit, words->long_name, true,
                               i == OUT_PRESSURE ? 0 : keep_bits));
  }
  return AL_OK;
}

al_status out_put_texts(const struct out_env *env, struct al_hdf *file)
{
  const char *title =
      env->scenario->title && *env->scenario->title ? env->scenario->title : env->scenario->name;
  const struct {
    const char *name, *text;
  } texts[] = {{"title", title},
               {"source", "anlan " ANLAN_VERSION},
               {"city", env->grid->city},
               {"vertical_datum", env->grid->vertical_datum},
               {"terrain_note", env->grid->terrain_note}};
  for (size_t i = 0; i < AL_COUNT(texts); i++)
    if (texts[i].text && *texts[i].text)
      AL_TRY(env->ctx, al_hdf_put_text(file, "/", texts[i].name, texts[i].text));
  return AL_OK;
}
