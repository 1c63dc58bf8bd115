/**
 * Weather of a fire in time: the records of fire.weather without open ends, and between them those
 * at which moisture or gridded weather goes on.
 */
#ifndef AL_MODELS_FIRE_WEATHER_H
#define AL_MODELS_FIRE_WEATHER_H

#include "models/fire/fire_land.h"

struct fire_weather {
  struct fire_weather_config *record; /* from 0 s on, rising; no moisture left open */
  size_t count;
};

/** Weather without open ends: what a record does not say is as before.
 * @param list of struct fire_weather_config @param out [list->count] */
al_status fire_weather_close(struct al_arena *arena, const struct al_record_list *list,
                             struct fire_weather_config **out);

/** The weather of a scenario until a time; gives the land its moisture by cell when
 * fire.conditioning asks for it. @param env its config is the section fire Errors: AL_BAD_INPUT. */
al_status fire_weather_build(const struct al_model_env *env, double until_s, struct fire_land *land,
                             struct fire_weather *out);

#endif
