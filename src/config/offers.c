/**
 * Series that models hand over.
 */
#include "config/offers.h"
#include <assert.h>
#include <string.h>

bool al_offers_add(struct al_offers *offers, const char *name, const struct al_series *level_m)
{
  assert(offers && name && level_m && !al_offers_find(offers, name));
  if (offers->count == AL_OFFERS_MOST)
    return false;
  offers->item[offers->count++] = (struct al_offer){name, *level_m};
  return true;
}

const struct al_series *al_offers_find(const struct al_offers *offers, const char *name)
{
  assert(name);
  for (size_t i = 0; offers && i < offers->count; i++)
    if (strcmp(offers->item[i].name, name) == 0)
      return &offers->item[i].level_m;
  return NULL;
}
