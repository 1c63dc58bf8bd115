/**
 * Crests on faces: walls, dykes and levees that stand between cells instead of in them.
 */
#ifndef AL_TILES_CREST_H
#define AL_TILES_CREST_H

#include "tiles/forest.h"

/** A crest on the face between a cell and the next one along an axis. */
struct al_crest {
  ptrdiff_t index;       /* forest index of the western or northern cell */
  int axis;              /* 0: its east face, 1: its south face */
  double crest_m;        /* level; may fall while a run goes on */
  double share;          /* length of crest over the width of the face */
  double per_root_m;     /* c of c H^1.5, m^0.5/s */
  double waves_m2_per_s; /* what waves throw over a metre of face, positive along the axis */
  double passed_m3;      /* what went over it, positive along the axis; of the model of the water */
};

/** All crests of a run, ascending by index, then axis. */
struct al_crests {
  size_t count;
  struct al_crest *item;
};

#endif
