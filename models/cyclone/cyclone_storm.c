/**
 * Filling, changing and interpolating a storm.
 */
#include "models/cyclone/cyclone_storm.h"
#include <assert.h>
#include <math.h>
#include <string.h>

#define STORM_RADIANS (3.14159265358979323846 / 180.0)
#define STORM_DEGREE_M (6371000.0 * STORM_RADIANS)
#define STORM_MEAN_S 600.0
#define STORM_LEAST_DEFICIT_PA 100.0
#define STORM_MOST_DEFICIT_PA 20000.0
/* Beyond these bounds of B wind and pressure do not go together, in storms of some depth. */
#define STORM_DOUBT_PA 1500.0
#define STORM_B_DOUBT_LEAST 0.4
#define STORM_B_DOUBT_MOST 4.0
#define STORM_DRIFT_SHARE_MOST 0.5 /* of the maximum wind that may be due to the movement */

struct cyclone_settings cyclone_settings_usual(void)
{
  return (struct cyclone_settings){.profile = CYCLONE_HOLLAND_1980,
                                   .asymmetry = CYCLONE_LIN_CHAVAS,
                                   .inflow = CYCLONE_INFLOW_FIXED,
                                   .relation = CYCLONE_RMAX_VICKERY,
                                   .pn_pa = 100830.0,
                                   .air_kg_per_m3 = 1.15,
                                   .minute_factor = 0.93,
                                   .surface_factor = 0.9,
                                   .drift_share = 0.55,
                                   .drift_turn_deg = 20.0,
                                   .inflow_deg = 20.0,
                                   .taper_start_m = 800e3,
                                   .taper_m = 100e3,
                                   .speed = 1.0,
                                   .intensity = 1.0,
                                   .rmax = 1.0};
}

static double storm_blend(double a, double b, double part)
{
  return a + part * (b - a);
}

/* Velocity of the centre at a row in degrees a second: the slope of the parabola through it and its
 * neighbours, of the only neighbour at the ends. */
static void storm_row_velocity(const struct cyclone_track *track, size_t i, double *lon,
                               double *lat)
{
  const struct cyclone_row *here = &track->row[i];
  const struct cyclone_row *back = i > 0 ? here - 1 : here;
  const struct cyclone_row *next = i + 1 < track->count ? here + 1 : here;
  const double before_s = here->epoch_s - back->epoch_s, after_s = next->epoch_s - here->epoch_s;
  const double lon_back = before_s > 0.0 ? (here->lon_deg - back->lon_deg) / before_s : 0.0;
  const double lat_back = before_s > 0.0 ? (here->lat_deg - back->lat_deg) / before_s : 0.0;
  const double lon_next = after_s > 0.0 ? (next->lon_deg - here->lon_deg) / after_s : 0.0;
  const double lat_next = after_s > 0.0 ? (next->lat_deg - here->lat_deg) / after_s : 0.0;
  const double share =
      after_s > 0.0 ? (before_s > 0.0 ? before_s / (before_s + after_s) : 1.0) : 0.0;
  *lon = storm_blend(lon_back, lon_next, share);
  *lat = storm_blend(lat_back, lat_next, share);
}

/* Hermite cubic and its slope between two values a span apart. */
static double storm_cubic(double a, double b, double slope_a, double slope_b, double span_s,
                          double part, double *slope)
{
  const double t = part, d = b - a, sa = slope_a * span_s, sb = slope_b * span_s;
  const double c2 = 3.0 * d - 2.0 * sa - sb, c3 = sa + sb - 2.0 * d;
  *slope = (sa + t * (2.0 * c2 + t * 3.0 * c3)) / span_s;
  return a + t * (sa + t * (c2 + t * c3));
}

static struct cyclone_centre storm_centre(const struct cyclone_track *track, size_t i, double part)
{
  const struct cyclone_row *a = &track->row[i], *b = a + 1;
  const double span_s = b->epoch_s - a->epoch_s;
  double lon_a, lat_a, lon_b, lat_b, lon_slope, lat_slope;
  storm_row_velocity(track, i, &lon_a, &lat_a);
  storm_row_velocity(track, i + 1, &lon_b, &lat_b);
  struct cyclone_centre centre = {
      .lon_deg = storm_cubic(a->lon_deg, b->lon_deg, lon_a, lon_b, span_s, part, &lon_slope),
      .lat_deg = storm_cubic(a->lat_deg, b->lat_deg, lat_a, lat_b, span_s, part, &lat_slope)};
  centre.east_m_per_s = lon_slope * STORM_DEGREE_M * cos(STORM_RADIANS * centre.lat_deg);
  centre.north_m_per_s = lat_slope * STORM_DEGREE_M;
  return centre;
}

/* The stretch of the track that holds a time. @return false outside. */
static bool storm_find(const struct cyclone_track *track, double epoch_s, size_t *at, double *part)
{
  assert(track->count >= 2);
  const struct cyclone_row *row = track->row;
  if (!(epoch_s >= row[0].epoch_s && epoch_s <= row[track->count - 1].epoch_s))
    return false;
  size_t i = 0;
  while (i + 2 < track->count && row[i + 1].epoch_s <= epoch_s)
    i++;
  *at = i;
  *part = (epoch_s - row[i].epoch_s) / (row[i + 1].epoch_s - row[i].epoch_s);
  return true;
}

/* Everything that the track does not say; winds over 10 minutes. */
static void storm_fill_row(struct cyclone_row *row, const struct cyclone_settings *settings,
                           double drift_m_per_s)
{
  row->pn_pa = isnan(row->pn_pa) ? settings->pn_pa : row->pn_pa;
  const double dp_pa = fmax(row->pn_pa - row->pc_pa, STORM_LEAST_DEFICIT_PA);
  const bool known = !isnan(row->vmax_m_per_s);
  const double ten =
      known ? cyclone_averaging_factor(row->averaging_s, STORM_MEAN_S, settings->minute_factor)
            : 1.0;
  for (int k = 0; k < CYCLONE_GALES; k++)
    row->gale[k].wind_m_per_s *= ten;
  if (known)
    row->vmax_m_per_s *= ten;
  else
    row->vmax_m_per_s = cyclone_wind_of_b(
        settings->air_kg_per_m3,
        cyclone_b_2008(fmin(dp_pa, STORM_MOST_DEFICIT_PA), 0.0, row->lat_deg, drift_m_per_s), dp_pa,
        0.0);
  row->averaging_s = STORM_MEAN_S;
  if (isnan(row->rmax_m))
    row->rmax_m = cyclone_rmax_m(settings->relation, dp_pa,
                                 row->vmax_m_per_s / settings->minute_factor, row->lat_deg);
}

/* A wind that the pressure cannot make, or makes without effort: Holland's B lies within 0.9 .. 2.5
 * in nearly all storms, and knots taken for m/s change it by 3.8. */
static void storm_check_wind(struct al_ctx *ctx, const struct cyclone_settings *settings,
                             const struct cyclone_row *row, const struct al_source_mark *mark)
{
  const double dp_pa = row->pn_pa - row->pc_pa, v = row->vmax_m_per_s / settings->surface_factor;
  const double b = settings->air_kg_per_m3 * exp(1.0) * v * v / dp_pa;
  if (dp_pa > STORM_DOUBT_PA && (b < STORM_B_DOUBT_LEAST || b > STORM_B_DOUBT_MOST))
    al_report(ctx, AL_WARNING, mark,
              "a wind of %.1f m/s over 10 min does not go with a pressure deficit of %.1f hPa "
              "(Holland's B would be %.2f): is a unit or the averaging period wrong?",
              row->vmax_m_per_s, dp_pa / 100.0, b);
}

static void storm_change_row(struct cyclone_row *row, const struct cyclone_settings *settings)
{
  row->pc_pa = row->pn_pa - settings->intensity * (row->pn_pa - row->pc_pa);
  row->vmax_m_per_s *= sqrt(settings->intensity);
  row->rmax_m *= settings->rmax;
  row->epoch_s += settings->landfall_shift_s;
}

/* Time and distance of the nearest approach, by steps of a twentieth of each stretch. */
static double storm_nearest(const struct cyclone_track *track, double lon_deg, double lat_deg,
                            double *epoch_s, size_t *row)
{
  double least_m = INFINITY;
  for (size_t i = 0; i + 1 < track->count; i++)
    for (int k = 0; k <= 20; k++) {
      const struct cyclone_centre centre = storm_centre(track, i, 0.05 * k);
      const double away_m = cyclone_distance_m(centre.lon_deg, centre.lat_deg, lon_deg, lat_deg);
      if (away_m < least_m) {
        least_m = away_m;
        *row = i;
        *epoch_s = storm_blend(track->row[i].epoch_s, track->row[i + 1].epoch_s, 0.05 * k);
      }
    }
  return least_m;
}

/* The wind over 1 minute at the time of the forecast: its class of errors. */
static double storm_forecast_wind(const struct cyclone_track *track,
                                  const struct cyclone_settings *settings)
{
  size_t i = 0;
  while (i + 1 < track->count && track->row[i].epoch_s < settings->forecast.epoch_s)
    i++;
  return track->row[i].vmax_m_per_s / settings->minute_factor;
}

/* A wind that is off changes the deficit as the square of the winds; a pressure below all that was
 * ever measured is none. */
static void storm_err_wind(struct cyclone_row *row, const struct cyclone_settings *settings,
                           double error_m_per_s)
{
  const double least_share = 0.2, least_pa = 85000.0;
  const double ten_m_per_s = error_m_per_s * settings->minute_factor;
  const double dp_pa = row->pn_pa - row->pc_pa;
  double ratio = fmax(1.0 + ten_m_per_s / fmax(row->vmax_m_per_s, 1.0), least_share);
  if (dp_pa > 0.0)
    ratio = fmin(ratio, sqrt((row->pn_pa - least_pa) / dp_pa));
  row->vmax_m_per_s *= ratio;
  row->pc_pa = row->pn_pa - ratio * ratio * dp_pa;
}

/* The track as the forecast may have missed it. @param plain the track before. */
static void storm_err(struct cyclone_track *track, const struct cyclone_track *plain,
                      const struct cyclone_settings *settings)
{
  const struct cyclone_forecast *forecast = &settings->forecast;
  const double wind = storm_forecast_wind(plain, settings);
  for (size_t i = 0; i < track->count; i++) {
    struct cyclone_row *row = &track->row[i];
    const size_t stretch = i + 1 < track->count ? i : i - 1;
    const struct cyclone_centre centre = storm_centre(plain, stretch, i == stretch ? 0.0 : 1.0);
    const double speed = fmax(hypot(centre.east_m_per_s, centre.north_m_per_s), 1e-9);
    const double east = centre.east_m_per_s / speed, north = centre.north_m_per_s / speed;
    double error[CYCLONE_ERRORS];
    for (int k = 0; k < CYCLONE_ERRORS; k++)
      error[k] = forecast->deviation[k] *
                 cyclone_error_deviation(&forecast->errors, (enum cyclone_error)k, wind,
                                         plain->row[i].epoch_s - forecast->epoch_s);
    const double east_m = error[CYCLONE_ERROR_CROSS] * north + error[CYCLONE_ERROR_ALONG] * east;
    const double north_m = error[CYCLONE_ERROR_ALONG] * north - error[CYCLONE_ERROR_CROSS] * east;
    row->lat_deg += north_m / STORM_DEGREE_M;
    row->lon_deg += east_m / (STORM_DEGREE_M * cos(STORM_RADIANS * centre.lat_deg));
    if (error[CYCLONE_ERROR_WIND] != 0.0)
      storm_err_wind(row, settings, error[CYCLONE_ERROR_WIND]);
  }
}

static al_status storm_miss(struct al_arena *arena, struct cyclone_track *track,
                            const struct cyclone_settings *settings)
{
  struct cyclone_track plain = *track;
  plain.row = AL_NEW(arena, struct cyclone_row, track->count);
  if (!plain.row)
    return AL_NO_MEMORY;
  memcpy(plain.row, track->row, track->count * sizeof *track->row);
  storm_err(track, &plain, settings);
  return AL_OK;
}

/* Turns the track clockwise about a centre, whose velocity turns with it. */
static void storm_turn(struct cyclone_track *track, double turn_rad, struct cyclone_centre *about)
{
  const double c = cos(turn_rad), s = sin(turn_rad);
  for (size_t i = 0; i < track->count; i++) {
    struct cyclone_row *row = &track->row[i];
    double east_m, north_m;
    cyclone_offset_m(about->lon_deg, about->lat_deg, row->lon_deg, row->lat_deg, &east_m, &north_m);
    row->lat_deg = about->lat_deg + (c * north_m - s * east_m) / STORM_DEGREE_M;
    const double middle_deg = 0.5 * (row->lat_deg + about->lat_deg);
    row->lon_deg = about->lon_deg +
                   (c * east_m + s * north_m) / (STORM_DEGREE_M * cos(STORM_RADIANS * middle_deg));
  }
  const double east = about->east_m_per_s, north = about->north_m_per_s;
  about->east_m_per_s = c * east + s * north;
  about->north_m_per_s = c * north - s * east;
}

/* Moves the whole track to the right of the heading that a centre has. */
static void storm_offset(struct cyclone_track *track, double offset_m,
                         const struct cyclone_centre *centre)
{
  const double speed = fmax(hypot(centre->east_m_per_s, centre->north_m_per_s), 1e-9);
  const double east_m = offset_m * centre->north_m_per_s / speed;
  const double north_m = -offset_m * centre->east_m_per_s / speed;
  for (size_t i = 0; i < track->count; i++) {
    track->row[i].lat_deg += north_m / STORM_DEGREE_M;
    track->row[i].lon_deg += east_m / (STORM_DEGREE_M * cos(STORM_RADIANS * centre->lat_deg));
  }
}

/* The changes of course and pace: all about the nearest approach to the pivot, whose time stays. */
static void storm_change_course(struct cyclone_track *track,
                                const struct cyclone_settings *settings,
                                const struct cyclone_target *target)
{
  size_t row = 0, at;
  double epoch_s = track->row[0].epoch_s, part;
  storm_nearest(track, target->has_pivot ? target->pivot_lon_deg : target->lon_deg,
                target->has_pivot ? target->pivot_lat_deg : target->lat_deg, &epoch_s, &row);
  if (!storm_find(track, epoch_s, &at, &part))
    return;
  assert(settings->speed > 0.0);
  struct cyclone_centre centre = storm_centre(track, at, part);
  if (settings->turn_deg != 0.0)
    storm_turn(track, STORM_RADIANS * settings->turn_deg, &centre);
  if (settings->track_offset_m != 0.0)
    storm_offset(track, settings->track_offset_m, &centre);
  for (size_t i = 0; i < track->count && settings->speed != 1.0; i++)
    track->row[i].epoch_s = epoch_s + (track->row[i].epoch_s - epoch_s) / settings->speed;
}

static al_status storm_check_span(struct al_ctx *ctx, const struct cyclone_track *track,
                                  const struct cyclone_target *target)
{
  const double first_s = track->row[0].epoch_s, last_s = track->row[track->count - 1].epoch_s;
  const struct al_source_mark mark = {.file = track->path, .line = track->row[0].line};
  if (last_s < target->start_s || first_s > target->end_s)
    return AL_FAIL(ctx, AL_BAD_INPUT,
                   "%s: the track runs from %.1f h to %.1f h after the start of the run, which "
                   "lasts %.1f h: they do not meet",
                   track->path, (first_s - target->start_s) / 3600.0,
                   (last_s - target->start_s) / 3600.0, (target->end_s - target->start_s) / 3600.0);
  if (first_s > target->start_s || last_s < target->end_s)
    al_report(ctx, AL_WARNING, &mark,
              "the track covers %.1f h to %.1f h of a run of %.1f h; outside there is no wind",
              fmax(first_s - target->start_s, 0.0) / 3600.0,
              fmin(last_s - target->start_s, target->end_s - target->start_s) / 3600.0,
              (target->end_s - target->start_s) / 3600.0);
  return AL_OK;
}

static al_status storm_check_near(struct al_ctx *ctx, struct cyclone_storm *storm,
                                  const struct cyclone_target *target)
{
  size_t row = 0;
  storm->nearest_m =
      storm_nearest(&storm->track, target->lon_deg, target->lat_deg, &storm->nearest_s, &row);
  const struct al_source_mark mark = {.file = storm->track.path,
                                      .line = storm->track.row[row].line};
  if (storm->nearest_m > target->reach_m)
    al_report(ctx, AL_WARNING, &mark,
              "the storm never comes near: its centre passes %.0f km from the grid at the least, "
              "after this row; %.0f km is where its wind ends",
              storm->nearest_m / 1000.0, target->reach_m / 1000.0);
  return AL_OK;
}

al_status cyclone_storm_create(struct al_ctx *ctx, struct al_arena *arena,
                               const struct cyclone_track *track,
                               const struct cyclone_settings *settings,
                               const struct cyclone_target *target, struct cyclone_storm *out)
{
  assert(track && settings && target && out && track->count >= 2);
  *out = (struct cyclone_storm){.settings = *settings, .track = *track};
  out->track.row = AL_NEW(arena, struct cyclone_row, track->count);
  if (!out->track.row)
    return AL_NO_MEMORY;
  memcpy(out->track.row, track->row, track->count * sizeof *track->row);
  for (size_t i = 0; i < track->count; i++) {
    struct cyclone_row *row = &out->track.row[i];
    const struct al_source_mark mark = {.file = track->path, .line = row->line};
    const size_t stretch = i + 1 < track->count ? i : i - 1;
    const struct cyclone_centre centre = storm_centre(track, stretch, i == stretch ? 0.0 : 1.0);
    storm_fill_row(row, settings, hypot(centre.east_m_per_s, centre.north_m_per_s));
    if (row->pc_pa >= row->pn_pa)
      al_report(ctx, AL_ERROR, &mark,
                "the central pressure %.1f hPa does not lie below the environment's %.1f hPa",
                row->pc_pa / 100.0, row->pn_pa / 100.0);
    else
      storm_check_wind(ctx, settings, row, &mark);
  }
  AL_TRY(ctx, al_report_close(ctx));
  if (settings->forecast.given)
    AL_TRY(ctx, storm_miss(arena, &out->track, settings));
  for (size_t i = 0; i < track->count; i++)
    storm_change_row(&out->track.row[i], settings);
  storm_change_course(&out->track, settings, target);
  AL_TRY(ctx, storm_check_span(ctx, &out->track, target));
  return storm_check_near(ctx, out, target);
}

/* Speed that the movement adds to the wind, and its vector. At most half of the maximum: a weak
 * storm that moves fast would else have a wind that blows backwards. */
static double storm_drift(const struct cyclone_settings *settings,
                          const struct cyclone_centre *centre, double peak_m_per_s,
                          double hemisphere, struct cyclone_now *now)
{
  const double speed = hypot(centre->east_m_per_s, centre->north_m_per_s);
  double added = settings->asymmetry == CYCLONE_SCHWERDT ? cyclone_schwerdt_m_per_s(speed)
                                                         : settings->drift_share * speed;
  if (settings->asymmetry == CYCLONE_SYMMETRIC || !(speed > 0.0))
    added = 0.0;
  added = fmin(added, STORM_DRIFT_SHARE_MOST * peak_m_per_s);
  const double turn = settings->asymmetry == CYCLONE_LIN_CHAVAS
                          ? STORM_RADIANS * settings->drift_turn_deg * hemisphere
                          : 0.0;
  const double ux = speed > 0.0 ? centre->east_m_per_s / speed : 0.0;
  const double uy = speed > 0.0 ? centre->north_m_per_s / speed : 1.0;
  now->heading_x = (al_real)ux;
  now->heading_y = (al_real)uy;
  now->drift_x = (al_real)(added * (ux * cos(turn) - uy * sin(turn)));
  now->drift_y = (al_real)(added * (ux * sin(turn) + uy * cos(turn)));
  return added;
}

/* Slope of the exponent x that carries Holland's 2010 wind through the outermost gale radius. */
static void storm_fit_gale(const struct cyclone_row *row, double peak_m_per_s, double b,
                           struct cyclone_now *now)
{
  for (int k = 0; k < CYCLONE_GALES; k++) {
    const double r = row->gale[k].radius_m, v = row->gale[k].wind_m_per_s;
    if (isnan(r) || r < 1.2 * row->rmax_m || v >= peak_m_per_s)
      continue;
    const double log_s = b * log(row->rmax_m / r);
    const double x = log(v / peak_m_per_s) / (log_s + 1.0 - exp(log_s));
    now->exponent_outer_m = (al_real)(r - row->rmax_m);
    now->exponent_per_m = (al_real)((fmin(fmax(x, 0.1), 2.0) - 0.5) / (r - row->rmax_m));
    return;
  }
}

/* Both rows' values in a straight line; a gale radius that one row lacks is the other's. */
static struct cyclone_row storm_row_between(const struct cyclone_row *a,
                                            const struct cyclone_row *b, double part)
{
  struct cyclone_row row = *a;
  row.pc_pa = storm_blend(a->pc_pa, b->pc_pa, part);
  row.pn_pa = storm_blend(a->pn_pa, b->pn_pa, part);
  row.vmax_m_per_s = storm_blend(a->vmax_m_per_s, b->vmax_m_per_s, part);
  row.rmax_m = storm_blend(a->rmax_m, b->rmax_m, part);
  for (int k = 0; k < CYCLONE_GALES; k++) {
    if (isnan(a->gale[k].radius_m))
      row.gale[k] = b->gale[k];
    else if (!isnan(b->gale[k].radius_m))
      row.gale[k].radius_m = storm_blend(a->gale[k].radius_m, b->gale[k].radius_m, part);
  }
  return row;
}

/* The profile's own numbers: B, the peak of the symmetric wind, the exponent. */
static void storm_set_profile(const struct cyclone_settings *settings,
                              const struct cyclone_row *row, double symmetric_m_per_s,
                              double b_2008, struct cyclone_now *now)
{
  const double dp_pa = fmax(row->pn_pa - row->pc_pa, STORM_LEAST_DEFICIT_PA);
  const double air = settings->air_kg_per_m3;
  double b = b_2008, peak = cyclone_wind_of_b(air, b, dp_pa, 0.0);
  if (settings->profile == CYCLONE_HOLLAND_1980) {
    const double rmax_f = row->rmax_m * (double)now->coriolis_per_s;
    b = cyclone_b_of_wind(air, symmetric_m_per_s / settings->surface_factor, dp_pa, rmax_f);
    peak = settings->surface_factor * cyclone_wind_of_b(air, b, dp_pa, rmax_f);
  }
  if (settings->profile == CYCLONE_HOLLAND_2010) {
    b = cyclone_b_of_wind(air, symmetric_m_per_s, dp_pa, 0.0);
    peak = symmetric_m_per_s;
  }
  now->b = (al_real)b;
  now->peak_m_per_s = (al_real)peak;
  now->gradient = settings->profile == CYCLONE_HOLLAND_1980;
  now->exponent_outer_m = 1;
  if (settings->profile == CYCLONE_HOLLAND_2010)
    storm_fit_gale(row, peak, b, now);
}

static struct cyclone_now storm_calm(const struct cyclone_settings *settings)
{
  return (struct cyclone_now){.pc_pa = (al_real)settings->pn_pa,
                              .rmax_m = 50000,
                              .b = 1,
                              .air_kg_per_m3 = (al_real)settings->air_kg_per_m3,
                              .surface = 1,
                              .exponent_outer_m = 1,
                              .hemisphere = 1,
                              .heading_y = 1,
                              .taper_start_m = (al_real)settings->taper_start_m,
                              .taper_m = (al_real)settings->taper_m};
}

bool cyclone_storm_at(const struct cyclone_storm *storm, double epoch_s, struct cyclone_now *now,
                      struct cyclone_centre *centre)
{
  assert(storm && now);
  const struct cyclone_settings *settings = &storm->settings;
  size_t i;
  double part;
  *now = storm_calm(settings);
  if (!storm_find(&storm->track, epoch_s, &i, &part))
    return false;
  const struct cyclone_row *a = &storm->track.row[i], *b = a + 1;
  const struct cyclone_row row = storm_row_between(a, b, part);
  const struct cyclone_centre here = storm_centre(&storm->track, i, part);
  const double hemisphere = here.lat_deg < 0.0 ? -1.0 : 1.0;
  const double dp_pa = fmax(row.pn_pa - row.pc_pa, 0.0);
  const double rise = (b->pc_pa - a->pc_pa) / (b->epoch_s - a->epoch_s);
  const double speed = hypot(here.east_m_per_s, here.north_m_per_s);
  now->pc_pa = (al_real)(row.pn_pa - dp_pa);
  now->dp_pa = (al_real)dp_pa;
  now->rmax_m = (al_real)row.rmax_m;
  now->coriolis_per_s = (al_real)fabs(cyclone_coriolis_per_s(here.lat_deg));
  now->surface = (al_real)settings->surface_factor;
  now->hemisphere = (al_real)hemisphere;
  now->bretschneider = settings->inflow == CYCLONE_INFLOW_BRETSCHNEIDER;
  now->inflow_rad = (al_real)(STORM_RADIANS * settings->inflow_deg);
  const double added = storm_drift(settings, &here, row.vmax_m_per_s, hemisphere, now);
  storm_set_profile(settings, &row, row.vmax_m_per_s - added,
                    cyclone_b_2008(fmin(dp_pa, STORM_MOST_DEFICIT_PA), rise, here.lat_deg, speed),
                    now);
  if (centre)
    *centre = here;
  return true;
}
