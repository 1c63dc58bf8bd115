/**
 * Calendar time: ISO 8601 with an offset <-> seconds since 1970-01-01T00:00Z (proleptic Gregorian,
 * no leap seconds).
 */
#ifndef AL_CORE_CALTIME_H
#define AL_CORE_CALTIME_H

#include <stdbool.h>
#include <stddef.h>

/** Parses "2023-07-28T06:00+08:00", "2023-07-28 06:00:30Z", "2023-07-28". Without an offset: UTC.
 *  @param epoch_s seconds. @param offset_s offset given (may be NULL). @return false when it is no
 * time. */
bool al_time_parse(const char *text, double *epoch_s, int *offset_s);

/** Writes "2023-07-28T06:00:00+08:00". */
void al_time_format(double epoch_s, int offset_s, char *out, size_t capacity);

/** Clock text of a span: "03:15:00", "2 d 03:15:00". */
void al_clock_format(double span_s, char *out, size_t capacity);

#endif
