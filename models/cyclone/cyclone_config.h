/**
 * The cyclone section of a scenario.
 */
#ifndef AL_MODELS_CYCLONE_CONFIG_H
#define AL_MODELS_CYCLONE_CONFIG_H

#include "config/key_rows.h"
#include "models/cyclone/cyclone_relations.h"
#include "models/cyclone/cyclone_storm.h"

struct al_cyclone_config {
  const char *track, *storm, *agency;
  int format, profile, asymmetry, inflow, rmax_relation, drag;
  double drag_constant;
  double environment_pressure_pa, air_density, minute_factor, surface_factor;
  double drift_share, drift_turn_rad, inflow_angle_rad, wind_end_m, wind_end_width_m;
  double landfall_shift_s, track_offset_m, turn_rad, speed, intensity, rmax, interval_s;
  const char *forecast_errors; /* table; NULL = the one that comes with the program */
  double forecast_epoch_s;     /* 0 = no forecast */
  double cross_track_error, along_track_error, wind_error;
  struct al_number_list pivot; /* x, y; none = the middle of the grid */
};

/* Choices of the key `drag` beyond enum cyclone_drag_law: sectors of the storm. */
enum { CYCLONE_DRAG_POWELL = CYCLONE_DRAG_CONSTANT + 1 };

extern const struct al_section al_cyclone_section;

/** What the key table cannot know to be wrong. */
void cyclone_check_config(struct al_ctx *ctx, const struct al_config *scenario, const void *config);

/** The settings that the section asks for. */
struct cyclone_settings cyclone_settings_of(const struct al_cyclone_config *config);

#endif
