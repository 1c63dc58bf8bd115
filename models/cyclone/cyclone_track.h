/**
 * Best tracks of tropical cyclones as agencies publish them: values as given, in SI, with the
 * averaging period of their winds.
 */
#ifndef AL_MODELS_CYCLONE_TRACK_H
#define AL_MODELS_CYCLONE_TRACK_H

#include "core/arena.h"

enum { CYCLONE_GALES = 3, CYCLONE_ROWS_MOST = 4000 };

enum cyclone_format {
  CYCLONE_OWN,     /* the engine's own CSV, a unit in every header */
  CYCLONE_IBTRACS, /* CSV of IBTrACS v04, or a part of it with units in the headers */
  CYCLONE_CMA,     /* text of the CMA best tracks */
  CYCLONE_ATCF     /* b-deck */
};

/** Radius within which the wind reaches a speed: mean over the quadrants that have it. */
struct cyclone_gale {
  double wind_m_per_s; /* over the row's averaging period */
  double radius_m;     /* NAN = not given */
};

/** NAN = not given. */
struct cyclone_row {
  double epoch_s, lon_deg, lat_deg; /* longitude goes on past 180 where the track does */
  double pc_pa, pn_pa;              /* central and environment pressure */
  double vmax_m_per_s, averaging_s; /* 60, 120, 180 or 600 s */
  double rmax_m;
  struct cyclone_gale gale[CYCLONE_GALES];
  int line;
};

struct cyclone_track {
  const char *path, *storm, *agency;
  size_t count;
  struct cyclone_row *row; /* by time */
};

struct cyclone_source {
  const char *path;
  enum cyclone_format format;
  const char *storm;  /* identifier, number or name; NULL when the file holds one storm */
  const char *agency; /* whose columns of IBTrACS: wmo, usa, tokyo, cma, hko; NULL = wmo */
};

/**
 * Reads a track and checks it.
 *
 * Errors, all AL_BAD_INPUT with file, row, value and allowed range: a column without a unit or with
 * one of another dimension; pressures outside 850 .. 1050 hPa, winds above 120 m/s, radii outside
 * their range; an averaging period that is not given, or none of 1, 2, 3, 10 minutes; times that do
 * not rise; no pressure at all; an unknown storm. Warnings: pressures that are missing in some rows
 * (filled from their neighbours), a centre that moves faster than 40 m/s.
 */
al_status cyclone_read(struct al_ctx *ctx, struct al_arena *arena,
                       const struct cyclone_source *source, struct cyclone_track *out);

/** Checks what every reader made, fills missing pressures; part of cyclone_read. */
al_status cyclone_check(struct al_ctx *ctx, struct cyclone_track *track);

/** Distance between two places on a sphere of 6371 km. */
double cyclone_distance_m(double lon1_deg, double lat1_deg, double lon2_deg, double lat2_deg);

/** Metres east and north from one place to another near it (within some 1000 km, not over a pole).
 */
void cyclone_offset_m(double from_lon_deg, double from_lat_deg, double to_lon_deg,
                      double to_lat_deg, double *east_m, double *north_m);

/* Readers of single formats; cyclone_read picks one and checks what it made. */
al_status cyclone_read_own(struct al_ctx *ctx, struct al_arena *arena,
                           const struct cyclone_source *source, struct cyclone_track *out);
al_status cyclone_read_ibtracs(struct al_ctx *ctx, struct al_arena *arena,
                               const struct cyclone_source *source, struct cyclone_track *out);
al_status cyclone_read_cma(struct al_ctx *ctx, struct al_arena *arena,
                           const struct cyclone_source *source, struct cyclone_track *out);
al_status cyclone_read_atcf(struct al_ctx *ctx, struct al_arena *arena,
                            const struct cyclone_source *source, struct cyclone_track *out);

#endif
