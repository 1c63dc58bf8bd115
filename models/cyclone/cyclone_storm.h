/**
 * A storm as the models feel it: a track with everything that was missing filled in, winds over 10
 * minutes, and the changes of the scenario; its state at any time.
 *
 * Use: cyclone_read, cyclone_storm_create, then at each time cyclone_storm_at and, for each cell,
 * cyclone_air_at of cyclone_cell.h.
 */
#ifndef AL_MODELS_CYCLONE_STORM_H
#define AL_MODELS_CYCLONE_STORM_H

#include "models/cyclone/cyclone_errors.h"
#include "models/cyclone/cyclone_relations.h"
#include "models/cyclone/cyclone_track.h"

enum cyclone_profile { CYCLONE_HOLLAND_1980, CYCLONE_HOLLAND_2008, CYCLONE_HOLLAND_2010 };
enum cyclone_asymmetry { CYCLONE_SYMMETRIC, CYCLONE_LIN_CHAVAS, CYCLONE_SCHWERDT };
enum cyclone_inflow { CYCLONE_INFLOW_FIXED, CYCLONE_INFLOW_BRETSCHNEIDER };

struct cyclone_settings {
  enum cyclone_profile profile;
  enum cyclone_asymmetry asymmetry;
  enum cyclone_inflow inflow;
  enum cyclone_rmax_relation relation;
  double pn_pa;          /* of rows without one */
  double air_kg_per_m3;  /* density */
  double minute_factor;  /* 10-minute over 1-minute wind */
  double surface_factor; /* wind at 10 m over gradient wind */
  double drift_share;    /* of the centre's speed, of CYCLONE_LIN_CHAVAS */
  double drift_turn_deg; /* the drift is turned against the sun by it (north) */
  double inflow_deg;
  double taper_start_m, taper_m;
  /* Changes: */
  struct cyclone_forecast forecast; /* errors that grow with the lead time, before all else */
  double landfall_shift_s;          /* the storm comes this much later */
  double track_offset_m;            /* the track lies this much to the right of where it was */
  double turn_deg;                  /* the track is turned clockwise by this */
  double speed;                     /* the centre moves this much faster along its track */
  double intensity;                 /* pressure deficit times this, winds times its root */
  double rmax;                      /* radius of maximum wind times this */
};

/** The defaults of models/cyclone/README.md: Holland 1980, Lin and Chavas, 20 degrees, Vickery
 * and Wadhera. */
struct cyclone_settings cyclone_settings_usual(void);

/** The place that the run is about. */
struct cyclone_target {
  double lon_deg, lat_deg; /* middle of the grid */
  bool has_pivot;          /* the changes are about the nearest approach to it, not to the middle */
  double pivot_lon_deg, pivot_lat_deg;
  double reach_m;        /* a centre that stays farther away earns a warning */
  double start_s, end_s; /* the run, seconds since 1970 UTC */
};

struct cyclone_storm {
  struct cyclone_settings settings;
  struct cyclone_track track;  /* filled and changed; winds over 10 minutes */
  double nearest_m, nearest_s; /* to the target, after the changes */
};

/** Where the centre is and how it moves. */
struct cyclone_centre {
  double lon_deg, lat_deg, east_m_per_s, north_m_per_s;
};

/**
 * Fills, converts and changes a track. The track is copied.
 *
 * Warnings: the storm comes no nearer than reach_m; the run is longer than the track. Errors:
 * AL_BAD_INPUT when track and run do not overlap, or when the environment pressure lies below a
 * central pressure (with its row).
 */
al_status cyclone_storm_create(struct al_ctx *ctx, struct al_arena *arena,
                               const struct cyclone_track *track,
                               const struct cyclone_settings *settings,
                               const struct cyclone_target *target, struct cyclone_storm *out);

/** State at a time. @param epoch_s seconds since 1970 UTC. @param centre may be NULL.
 * @return false before the first and after the last row: no storm; `now` is then calm air of pn. */
bool cyclone_storm_at(const struct cyclone_storm *storm, double epoch_s, struct cyclone_now *now,
                      struct cyclone_centre *centre);

#endif
