/**
 * Errors of a forecast by lead time, and a track displaced by them: across, along, in its wind.
 */
#ifndef AL_MODELS_CYCLONE_ERRORS_H
#define AL_MODELS_CYCLONE_ERRORS_H

#include "models/cyclone/cyclone_track.h"

enum cyclone_error {
  CYCLONE_ERROR_CROSS, /* to the right of the heading, m */
  CYCLONE_ERROR_ALONG, /* ahead, m */
  CYCLONE_ERROR_WIND,  /* of the maximum wind, m/s over 1 minute */
  CYCLONE_ERRORS
};

enum { CYCLONE_ERROR_ROWS_MOST = 500 };

/** One published figure: a mean absolute error. */
struct cyclone_error_row {
  enum cyclone_error kind;
  double from_m_per_s, to_m_per_s; /* class of the wind at the time of the forecast */
  double lead_s, error;
};

struct cyclone_errors {
  size_t count;
  const struct cyclone_error_row *row;
};

/** What a storm's forecast is displaced by. */
struct cyclone_forecast {
  bool given;
  double epoch_s;                   /* when it was issued: what lies before is known */
  double deviation[CYCLONE_ERRORS]; /* in standard deviations of the table's errors */
  struct cyclone_errors errors;
};

/** Reads a table of errors. @param path NULL = models/cyclone/forecast_errors.csv.
 * Errors: AL_BAD_INPUT with file and row (unknown variable or unit, number out of range). */
al_status cyclone_errors_read(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                              struct cyclone_errors *out);

/** Standard deviation at a lead time, in straight lines between those of the table, its last one
 * beyond; 0 before the forecast, and where the table has none of the class. */
double cyclone_error_deviation(const struct cyclone_errors *errors, enum cyclone_error kind,
                               double wind_m_per_s, double lead_s);

#endif
