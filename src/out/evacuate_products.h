/**
 * Products of an evacuation: tables, a workbook, layers, orders in words.
 */
#ifndef AL_OUT_EVACUATE_PRODUCTS_H
#define AL_OUT_EVACUATE_PRODUCTS_H

#include "models/evacuation/evac_study.h"

enum { EVACUATE_COLUMNS_MOST = 24 };

struct evacuate_output {
  struct evac_study *study;
  const struct evac_result *result; /* [count]: as ordered, then each what-if */
  size_t count;
  const char *folder; /* evacuation/ of the run */
  double epoch_s;     /* of the scenario's clock at 0 */
};

/** Writes all of them. Errors: AL_IO_FAILED, AL_NO_MEMORY. */
al_status evacuate_write(const struct evacuate_output *out);

/** Colour of a margin: 1 blue, 2 yellow, 3 orange, 4 red. */
int evacuate_colour(const struct al_evacuation_config *config, double margin_s);

#endif
