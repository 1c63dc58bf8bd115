/**
 * What one model hands to those created after it without their knowing each other: series by name,
 * crests on faces.
 */
#ifndef AL_CONFIG_OFFERS_H
#define AL_CONFIG_OFFERS_H

#include "config/series.h"
#include "tiles/crest.h"

enum { AL_OFFERS_MOST = 64 };

/** A level in time, m above the grid's zero: the tide of a station. */
struct al_offer {
  const char *name;
  struct al_series level_m;
};

struct al_offers {
  size_t count;
  struct al_offer item[AL_OFFERS_MOST];
  struct al_crests *crests; /* NULL = none; whoever owns the water says what passes over them */
};

/** @return false when there is no room. The name and the series stay the giver's. */
bool al_offers_add(struct al_offers *offers, const char *name, const struct al_series *level_m);
/** The series of a name. @param offers may be NULL. @return NULL when nobody offers it. */
const struct al_series *al_offers_find(const struct al_offers *offers, const char *name);

#endif
