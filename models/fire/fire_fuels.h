/**
 * Fuel models: the table, and what Rothermel's equations need of each that does not change with the
 * weather.
 */
#ifndef AL_MODELS_FIRE_FUELS_H
#define AL_MODELS_FIRE_FUELS_H

#include "core/arena.h"
#include "core/real.h"

enum { FIRE_FUELS_MOST = 256, FIRE_FUEL_NUMBER_MOST = 9999 };

/* One fuel model as published. */
struct fire_fuel {
  int number;
  const char *code, *name;
  bool dynamic; /* herbaceous load goes to the dead fuel by its moisture (Scott and Burgan 2005) */
  double load_1h_lb_per_ft2, load_10h_lb_per_ft2, load_100h_lb_per_ft2;
  double load_herb_lb_per_ft2, load_woody_lb_per_ft2;
  double savr_1h_per_ft, savr_herb_per_ft, savr_woody_per_ft;
  double depth_ft, mx_dead, heat_dead_btu_per_lb, heat_live_btu_per_lb; /* mx: share of dry mass */
};

/* Constants of a fuel bed, in the published units ft, lb, Btu, min. Dead herbaceous fuel has the
 * surface and the density of the live, so the curing moves load between the life states and changes
 * neither the characteristic surface-to-volume ratio nor the packing: all of these hold at any
 * moisture. See README.md. */
enum fire_constant {
  FIRE_BURNS,   /* 1, or 0 for a model without load */
  FIRE_DYNAMIC, /* 1 when the herbaceous load cures */
  FIRE_SINK,    /* heat sink of dry fuel, Btu/ft3 */
  FIRE_SINK_1H, /* and what each class adds for its moisture */
  FIRE_SINK_10H,
  FIRE_SINK_100H,
  FIRE_SINK_HERB,
  FIRE_SINK_WOODY,
  FIRE_AREA_1H, /* shares of the surface; they sum to 1 */
  FIRE_AREA_10H,
  FIRE_AREA_100H,
  FIRE_AREA_HERB,
  FIRE_AREA_WOODY,
  FIRE_DEAD_0, /* reaction intensity before moisture damping times the dead share of the surface: a
                  polynomial of the cured share */
  FIRE_DEAD_1,
  FIRE_DEAD_2,
  FIRE_LIVE_0, /* the same of the live fuel, of the share that is not cured */
  FIRE_LIVE_1,
  FIRE_LIVE_2,
  FIRE_FINE_1H, /* fine loads w exp(-138 / s), for the live moisture of extinction */
  FIRE_FINE_10H,
  FIRE_FINE_100H,
  FIRE_FINE_HERB,
  FIRE_FINE_LIVE_HERB, /* w exp(-500 / s) */
  FIRE_FINE_LIVE_WOODY,
  FIRE_MX_DEAD,
  FIRE_FLUX,   /* propagating flux ratio xi */
  FIRE_WIND_K, /* C (beta / beta_op)^-E: phi_w = K U^B, U in ft/min */
  FIRE_WIND_B,
  FIRE_SLOPE_K, /* 5.275 beta^-0.3 */
  FIRE_RESIDENCE_MIN,
  FIRE_OPEN_WAF,    /* wind at midflame over wind at 20 ft, no canopy */
  FIRE_SAVR_PER_FT, /* characteristic surface-to-volume ratio */
  FIRE_PACKING,     /* relative packing ratio beta / beta_op */
  FIRE_CONSTANTS
};

struct fire_fuels {
  size_t count;
  struct fire_fuel fuel[FIRE_FUELS_MOST];
  double constant[FIRE_FUELS_MOST][FIRE_CONSTANTS];
  al_real cell_constant[FIRE_CONSTANTS][FIRE_FUELS_MOST]; /* the same, for the kernel */
  int16_t row_of[FIRE_FUEL_NUMBER_MOST + 1];              /* -1 = no such model */
  char sha256[65];                                        /* of the shipped table */
};

/** Constants of one fuel model. Source: Rothermel (1972), Albini (1976), Scott and Burgan (2005),
 * Albini and Baughman (1979). */
void fire_fuel_constants(const struct fire_fuel *fuel, double constant[FIRE_CONSTANTS]);

/** The shipped table and, when `custom` is no NULL, the rows of a table of the user's own.
 * They may take the place of shipped ones, with a warning. Errors: AL_BAD_INPUT with every fault of
 * the tables. */
al_status fire_fuels_read(struct al_ctx *ctx, struct al_arena *arena, const char *custom,
                          struct fire_fuels *out);

/** Row of a fuel model, -1 when the table has none of this number. */
int fire_fuels_row(const struct fire_fuels *fuels, long number);
/** The number that stands nearest to one that the table has not. */
int fire_fuels_nearest(const struct fire_fuels *fuels, long number);

#endif
