/**
 * The inside of the products of one run, shared by the files of out.
 */
#ifndef AL_OUT_INSIDE_H
#define AL_OUT_INSIDE_H

#include "out/out.h"
#include "out/out_env.h"
#include "out/zones.h"

enum { OUT_OBSERVERS_MOST = 16 };

struct al_out {
  struct out_env env;
  struct out_zones zones;
  struct al_observer observer[OUT_OBSERVERS_MOST];
  al_status (*close[OUT_OBSERVERS_MOST])(void *self); /* NULL where nothing stays open */
  size_t observer_count;
  size_t bytes; /* that observers take beside state fields */
};

#endif
