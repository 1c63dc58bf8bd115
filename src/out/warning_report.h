/**
 * Coast sections in reports and on maps.
 */
#ifndef AL_OUT_WARNING_REPORT_H
#define AL_OUT_WARNING_REPORT_H

#include "out/map_ground.h"
#include "out/warning.h"
#include <stdio.h>

extern const char *const warning_colour_names_zh[WARNING_COLOURS + 1];

/** A map of the sections' sea cells in the colour that each level reaches. @param level_m
 * [places->count] in the grid's datum, NAN = none. */
al_status warning_map_draw(const struct out_env *env, const struct out_ground *ground,
                           const struct warning_places *places, const double *level_m,
                           const char *path);
/** maps/warning.png of a run; nothing when it has no sections. */
al_status out_warning_map(const struct out_env *env);

/** Colour of a level, with its swatch. */
void warning_put_cell(FILE *stream, const struct warning_place *place, double level_m);
/** How the tables of sections are to be read. */
void warning_put_note(FILE *stream);
/** Two cells of a row: name, datum and status; the four levels. */
void warning_put_section(FILE *stream, const struct warning_place *place);

#endif
