/**
 * What products may see of a fire: its fields, over all cells.
 */
#ifndef AL_MODELS_FIRE_VIEW_H
#define AL_MODELS_FIRE_VIEW_H

#define AL_FIRE_ARRIVAL "fire_arrival"     /* s; infinite where no fire came */
#define AL_FIRE_RATE "fire_rate"           /* m/s, of the front along its normal */
#define AL_FIRE_FLAME "fire_flame"         /* m */
#define AL_FIRE_INTENSITY "fire_intensity" /* kW/m */
#define AL_FIRE_TOWARDS "fire_towards"     /* degrees clockwise from grid north */
#define AL_FIRE_CROWN "fire_crown"         /* enum al_fire_crown */

/* 0 where no fire came. */
enum al_fire_crown { AL_FIRE_NONE, AL_FIRE_SURFACE, AL_FIRE_PASSIVE, AL_FIRE_ACTIVE };

#endif
