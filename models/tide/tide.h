/**
 * Astronomical tide from harmonic constants.
 *
 * level(t) = sum f_i H_i cos(V_i(t) + u_i - G_i), f and u of Schureman (1958), H and G (Greenwich
 * phase lag, UTC) of a station. Levels are above the mean sea level of the constants; a datum turns
 * them into levels above another zero.
 */
#ifndef AL_MODELS_TIDE_H
#define AL_MODELS_TIDE_H

#include "config/series.h"
#include "models/tide/tide_sky.h"

enum { TIDE_CONSTITUENTS_MOST = 96 };

/** One constituent with the constants of a place. */
struct tide_constituent {
  const char *name, *other_names; /* those apart by spaces */
  double multiple[TIDE_ANGLES];   /* of the angles of the sky */
  double quarter;                 /* of 90 degrees */
  double power[TIDE_BASES];       /* of the nodal factors */
  double amplitude_m, lag_deg;
};

struct tide {
  const char *station;     /* name in the table */
  double lon_deg, lat_deg; /* NAN when the table does not say */
  size_t count;
  struct tide_constituent constituent[TIDE_CONSTITUENTS_MOST];
};

/** High or low water. */
struct tide_turn {
  double epoch_s, level_m;
  bool high;
};

/** The constituents the engine knows, with no amplitude. Errors: AL_BAD_INPUT for a faulty table.
 */
al_status tide_read_constituents(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                                 struct tide *out);

/**
 * The constants of a station.
 * @param path    CSV with the columns constituent, amplitude (unit in the header), lag_deg and, for
 *                many stations, station; NULL = models/tide/stations.csv
 * @param station name in the table; may be NULL when the table has one station only
 * Errors: AL_BAD_INPUT with file and row: unknown station or constituent (with the nearest name), a
 * constituent given twice, an amplitude outside 0 .. 20 m, a lag outside -360 .. 720 degrees.
 */
al_status tide_read(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                    const char *station, struct tide *out);

/** Level above mean sea level. @param epoch_s seconds since 1970 UTC. @param rate_m_per_s receives
 * its rate of change (nodal factors held); may be NULL. */
double tide_level_m(const struct tide *tide, double epoch_s, double *rate_m_per_s);

/**
 * Levels over a span as a series of straight lines on the scenario's clock.
 * @param clock_epoch_s seconds since 1970 UTC at clock 0
 * @param start_s,end_s clock, start < end. @param step_s > 0; 10 min keeps a tide of 2 m within 4
 * mm
 * @param shift_s       the tide comes this much later (scenario key tide_shift)
 */
al_status tide_series(struct al_arena *arena, const struct tide *tide, double clock_epoch_s,
                      double start_s, double end_s, double step_s, double shift_s,
                      struct al_series *out);

/** High and low waters between two times, in order, to 0.1 s. Writes up to `capacity`.
 * @return how many there are. */
size_t tide_turns(const struct tide *tide, double from_epoch_s, double to_epoch_s,
                  struct tide_turn *turns, size_t capacity);

/**
 * Level of a named datum (MSL, LAT, HAT, MHWS, ...) above the station's gauge zero.
 * @param path CSV with the columns station, datum, level; NULL = models/tide/datums.csv
 * Errors: AL_BAD_INPUT when the table has no such station or datum.
 */
al_status tide_datum_m(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                       const char *station, const char *datum, double *out_m);

#endif
