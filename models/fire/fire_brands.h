/**
 * Fires that spot ahead of the front: brands of burning crowns fly with the wind, some land on fuel
 * that they light.
 */
#ifndef AL_MODELS_FIRE_BRANDS_H
#define AL_MODELS_FIRE_BRANDS_H

#include "models/fire/fire_burn.h"

/* A brand that will light its place. */
struct fire_brand {
  double x, y;    /* in cells from the centre of (0, 0) */
  uint64_t order; /* by the cell that threw it */
};

enum { FIRE_BRANDS_MOST = 1 << 15 };

/* Brands lie for one interval and are fires at the end of the next: those thrown between two
 * multiples of it burn from one multiple later on, however the run steps. */
struct fire_brands {
  const struct fire_spotting_config *config;
  uint64_t seed, stream;      /* of random numbers: one for each fire */
  struct fire_brand *list[2]; /* that lie, that fly; [FIRE_BRANDS_MOST] */
  struct {
    size_t count[2], next;  /* next: multiple of the interval */
    long thrown, lit, lost; /* lost: there was no room */
  } memory;
};

/** Room for the brands of one fire. */
al_status fire_brands_create(struct al_arena *arena, const struct fire_spotting_config *config,
                             uint64_t seed, struct fire_brands *out);
/** A fire of a number that has not begun. */
void fire_brands_begin(struct fire_brands *brands, uint64_t fire);
static inline bool fire_brands_fly(const struct fire_brands *brands)
{
  return brands->config->per_ha > 0.0;
}
/** When brands become fires next; infinite without spotting. */
double fire_brands_next_s(const struct fire_brands *brands);
/** A cell burnt; its crowns throw brands. */
void fire_brands_throw(struct fire_brands *brands, const struct fire_burn *burn, ptrdiff_t cell);
/** Lights those that have lain long enough, when a time is due. */
void fire_brands_light(struct fire_brands *brands, struct fire_front *front, double time_s);

/** Probability that a brand lights dead fuel (Schroeder 1969). @param moisture share of dry mass
 * @param fuel_c temperature of the fuel, degrees Celsius */
double fire_brand_lights(double moisture, double fuel_c);

#endif
