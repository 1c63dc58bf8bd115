/**
 * Quantities with units: "12.5 mm/h", "30 min", "2 km" -> SI.
 */
#ifndef AL_CORE_UNITS_H
#define AL_CORE_UNITS_H

#include <stdbool.h>
#include <stddef.h>

/** SI factor of a unit text ("mm/h" -> 2.78e-7). @return false when the unit is unknown.
 *  @param si receives the SI unit it measures in ("m/s"), so that callers can compare dimensions.
 */
bool al_unit_find(const char *unit, double *factor, const char **si);

/** The unit at the end of a column header: "Time (mins)", "rain_mm_per_h", "level [m]" -> "mins",
 * "mm/h", "m". @return false when there is none that the table knows; `out` then holds what stands
 * in the brackets, or "". */
bool al_unit_of_header(const char *header, char *out, size_t capacity);

/** A decimal number and nothing else but blanks around it: no hexadecimal, no NaN, no infinity. */
bool al_number_parse(const char *text, double *value);

/** What an SI unit measures, for messages: "m/s" -> "speed or rate", "Pa" -> "pressure"; "" when
 * unknown. */
const char *al_unit_dimension(const char *si);

/** Units that measure what `si` does, separated by commas, for messages. */
void al_unit_list(const char *si, char *out, size_t capacity);

enum al_quantity_fault {
  AL_QUANTITY_OK,
  AL_QUANTITY_NO_NUMBER,
  AL_QUANTITY_UNKNOWN_UNIT,
  AL_QUANTITY_OTHER_DIMENSION
};

/** Parses a number with an optional unit; without one the number is taken in `si` itself.
 *  @param value receives the SI value. */
enum al_quantity_fault al_quantity_parse(const char *text, const char *si, double *value);

#endif
