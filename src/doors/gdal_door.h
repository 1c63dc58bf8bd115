/**
 * What the GDAL doors share: registration and error texts.
 */
#ifndef AL_DOORS_GDAL_DOOR_H
#define AL_DOORS_GDAL_DOOR_H

/** Registers drivers once and silences GDAL's own printing. Called by every GDAL door. */
void gdal_door_open(void);
/** What GDAL said last, "" when nothing. */
const char *gdal_door_error(void);

#endif
