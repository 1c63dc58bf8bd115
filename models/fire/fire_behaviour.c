/**
 * The vector width that behaviour of many cells runs with.
 */
#include "models/fire/fire_behaviour_kernel.h"

void fire_behaviour_run(const struct fire_cells *cells)
{
  static void (*const variants[AL_ISA_COUNT])(const struct fire_cells *) = {
      [AL_ISA_V2] = fire_behaviour_v2,
      [AL_ISA_V3] = fire_behaviour_v3,
      [AL_ISA_V4] = fire_behaviour_v4};
  variants[al_isa_level()](cells);
}
